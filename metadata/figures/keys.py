"""The rows and columns of the national tables: stable keys, and the words they are known by.

Words are looked for in labels without white space. Where formats differ in wording (规范性文件 of 2019 is
行政规范性文件 of 2021) one pattern serves both. Source: 国办公开办函〔2019〕60号 and 〔2021〕30号.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from metadata.figures.values import Era


class Patterns(tuple[tuple[str, re.Pattern[str]], ...]):
    """Keys and the words each is known by. Equal to itself only: hashing forty patterns costs more than `key_of`."""

    __slots__ = ()

    __eq__ = object.__eq__
    __hash__ = object.__hash__


def _patterns(*pairs: tuple[str, str]) -> Patterns:
    return Patterns((key, re.compile(words)) for key, words in pairs)


TABLE3_COLUMNS = _patterns(
    ("natural_person", r"^自然人"),
    ("commercial", r"^商业企业"),
    ("research", r"^科研"),
    ("public_welfare", r"^(?:社会)?公益(?:组织|团体)$|^社会公益"),
    ("legal_service", r"^法律服务"),
    ("other_org", r"^其他(?:组织)?(?:\(.*\))?$"),
    ("total", r"^[总合]计(?:\(.*\))?$"),
)

TABLE3_ROWS = _patterns(
    ("received", r"(?:本年度?|(?<!\d)20\d\d年度?)新收"),
    ("carried_in", r"上年度?结转"),
    ("carried_out", r"结转下(?:一)?年"),
    ("denied_state_secret", r"属于国家秘密"),
    ("denied_legal_prohibition", r"其他法律"),
    ("denied_security_stability", r"三安全|一稳定"),
    ("denied_third_party", r"第三方"),
    ("denied_internal_affairs", r"内部事务"),
    ("denied_deliberative", r"过程性"),
    ("denied_enforcement_file", r"执法案卷"),
    ("denied_administrative_query", r"行政查询"),
    ("unavailable_not_held", r"不掌握"),
    ("unavailable_needs_creation", r"没有现成|另行制作"),
    ("unavailable_unclear", r"补正后"),
    ("rejected_petition_complaint", r"信访"),
    ("rejected_excessive", r"大量反复"),
    ("rejected_repeat", r"重复申请"),
    ("rejected_publication", r"公开出版物"),
    ("rejected_reissue", r"确认或|重新出具"),
    ("other_not_corrected", r"逾期不补正"),
    ("other_fee_unpaid", r"收费通知"),
    ("granted_partly", r"部分公开"),
    ("granted", r"(?<!不)予以公开"),
    ("outcome_total", r"^(?:[(（]?[六七][)）]?、?)?[总合]计$"),
    ("other_all", r"其他处理$"),
    ("other_misc", r"^(?:[3三][.、．])?其他(?:\([^()]*\))?$"),
)
"""In this order: a label belongs to the first whose words it has."""

OUTCOME_ROWS = (
    "granted", "granted_partly",
    "denied_state_secret", "denied_legal_prohibition", "denied_security_stability",
    "denied_third_party", "denied_internal_affairs", "denied_deliberative",
    "denied_enforcement_file", "denied_administrative_query",
    "unavailable_not_held", "unavailable_needs_creation", "unavailable_unclear",
    "rejected_petition_complaint", "rejected_repeat", "rejected_publication", "rejected_excessive",
    "rejected_reissue",
)  # fmt: skip
"""Rows 3–20 of table 3, common to both formats."""
OTHER_ROWS_2021 = ("other_not_corrected", "other_fee_unpaid", "other_misc")
ORGANISATION_COLUMNS = ("commercial", "research", "public_welfare", "legal_service", "other_org")
COLUMN_KEYS = ("natural_person", *ORGANISATION_COLUMNS, "total")

REVIEW_BLOCKS = ("review", "suit_direct", "suit_after_review")
REVIEW_COLUMNS = ("upheld", "corrected", "other", "pending", "total")
TABLE4_COLUMNS = _patterns(
    ("upheld", r"结果维持"),
    ("corrected", r"结果纠正"),
    ("other", r"其他结果"),
    ("pending", r"尚未审结"),
    ("total", r"[总合]计$"),
)
TABLE4_OUTCOMES = Patterns(TABLE4_COLUMNS[:4])
"""The columns of table 4 without 总计, which table 3 has too."""
TABLE4_BLOCKS = _patterns(
    ("suit_direct", r"未经复议|直接起诉"), ("suit_after_review", r"复议后"), ("review", r"^行政复议$")
)

TABLE2_ROWS = _patterns(
    ("rules", r"^规章$"),
    ("normative", r"^(?:行政)?规范性文件$"),
    ("permit", r"^行政许可$"),
    ("other_service", r"^其他对外管理服务事项$"),
    ("penalty", r"^行政处罚$"),
    ("coercion", r"^行政强制$"),
    ("fees", r"^(?:行政)?事业性收费$"),
    ("procurement", r"^政府集中采购$"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """The columns of one part of table 2, the rows that may stand under them, and the format that has it."""

    columns: Patterns
    rows: frozenset[str]
    era: Era


_ISSUED = (("issued", r"制发|本年制定"), ("repealed", r"废止"), ("in_force", r"有效"))
_MADE = (("made", r"新制作|^制作数量"), ("disclosed", r"新公开"), ("total", r"公开总"))
_PURCHASES = (("count", r"采购项目|项目数量"), ("amount", r"采购总?金额"))
_DECISIONS = ("decisions", r"处理决定")
_ITEMS = (("prev_items", r"上一?年度?项目"), ("item_change", r"增/?减|增、减"))
_FILES = frozenset({"rules", "normative"})
_ACTS = frozenset({"permit", "penalty", "coercion"})
TABLE2_BLOCKS = (
    Block(_patterns(*_ISSUED), _FILES, Era.TABLE_2021),
    Block(_patterns(*_MADE), _FILES, Era.TABLE_2019),
    Block(_patterns(_DECISIONS), _ACTS, Era.TABLE_2021),
    Block(_patterns(*_ITEMS, _DECISIONS), _ACTS | {"other_service"}, Era.TABLE_2019),
    Block(_patterns(("wan_yuan", r"收费金额")), frozenset({"fees"}), Era.TABLE_2021),
    Block(_patterns(*_ITEMS), frozenset({"fees"}), Era.TABLE_2019),
    Block(_patterns(*_PURCHASES), frozenset({"procurement"}), Era.TABLE_2019),
)
TABLE2_HEAD = "信息内容"
"""The head of the label column in every part of table 2."""

_ENUMERATOR = re.compile(
    r"^(?:[(（]?[一二三四五六七八九十]{1,2}[)）][、.]?|[一二三四五六七八九十]{1,2}[、.]|\d{1,2}[、.)]|[*·])+"
)


def without_enumerator(label: str) -> str:
    """A label without the number it opens with: `（三）`, `1.`, `一、`."""
    return _ENUMERATOR.sub("", label)


_LONGEST_KNOWN_LABEL = 80
"""Labels of the national formats have up to 47 characters; longer cells are not worth remembering."""


def key_of(label: str, patterns: Patterns) -> str | None:
    """The key whose words a squeezed label has, None where it has none."""
    find = _remembered_key if len(label) <= _LONGEST_KNOWN_LABEL else _find_key
    return find(label, patterns)


def _find_key(label: str, patterns: Patterns) -> str | None:
    return next((key for key, words in patterns if words.search(label)), None)


_remembered_key = lru_cache(maxsize=8192)(_find_key)
"""Every report of an era has the same labels: looked up once, they cost nothing."""
