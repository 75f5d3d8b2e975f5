"""The annex 政府信息公开情况统计表 (2014–2018): rows of label, unit and count; only known labels are mapped.

Its field list is from 国办发〔2014〕32号 as reports print it. Some labels recur (被依法纠错数 under reviews
and under suits), so a label is read within the part it stands in.
"""

from __future__ import annotations

import re
from itertools import pairwise

from metadata.figures.grid import GridTable
from metadata.figures.keys import Patterns, key_of, without_enumerator
from metadata.figures.numbers import UNITS, read_number
from metadata.figures.values import Figure, TableName
from metadata.memory import remembered

_ROWS: tuple[tuple[str, str], ...] = (
    ("proactive_normative", r"^(?:其中:?)?主动公开规范性文件"),
    ("proactive_total", r"^主动公开政府信息数"),
    ("normative_issued", r"^(?:制发|制定)规范性文件"),
    ("ch_gazette", r"^政府公报公开"),
    ("ch_website", r"^政府网站公开"),
    ("ch_weibo", r"^政务微博公开"),
    ("ch_wechat", r"^政务微信公开"),
    ("ch_other", r"^其他方式公开"),
    ("resp_hot", r"^回应公众关注热点"),
    ("resp_press_head", r"负责(?:同志|人).*新闻发布会"),
    ("resp_press", r"^(?:参加或)?举办新闻发布会|^参加或举办新闻发布会"),
    ("resp_interview_head", r"负责(?:同志|人).*在线访谈"),
    ("resp_interview", r"^政府网站在线访谈"),
    ("resp_articles", r"^政策解读稿件"),
    ("resp_social", r"^微博微信回应"),
    ("resp_other", r"^其他方式回应"),
    ("app_received", r"^收到申请数"),
    ("app_in_person", r"^当面申请"),
    ("app_fax", r"^传真申请"),
    ("app_online", r"^网络申请"),
    ("app_post", r"^信函申请"),
    ("app_closed", r"^申请办结数"),
    ("closed_on_time", r"^按时办结"),
    ("closed_extended", r"^延期办结"),
    ("app_answered", r"^申请答复数"),
    ("ans_public", r"^属于已主动公开"),
    ("ans_granted", r"^同意公开答复"),
    ("ans_partly", r"^同意部分公开"),
    ("ans_denied", r"^不同意公开答复"),
    ("denied_secret", r"^(?:其中:?)?涉及国家秘密"),
    ("denied_trade", r"^涉及商业秘密"),
    ("denied_privacy", r"^涉及个人隐私"),
    ("denied_stability", r"^危及国家安全"),
    ("denied_not_info", r"^不是《?条例》?所指"),
    ("denied_law", r"^法律法规规定的其他"),
    ("ans_not_ours", r"^不属于本行政机关"),
    ("ans_nonexistent", r"^申请信息不存在"),
    ("ans_amend", r"^告知作出更改"),
    ("ans_elsewhere", r"^告知通过其他途径"),
    ("review_total", r"^行政复议数量|^行政复议(?:总)?数$"),
    ("suit_total", r"^行政诉讼数量|^行政诉讼(?:总)?数$"),
    ("complaints", r"^举报投诉数"),
    ("fees", r"^依申请公开信息收取的费用"),
    ("inst_units", r"专门机构数"),
    ("inst_points", r"查阅点数"),
    ("staff_full", r"^专职人员数"),
    ("staff_part", r"^兼职人员数"),
    ("staff", r"从事政府信息公开工作人员数"),
    ("budget", r"^政府信息公开专项经费"),
    ("meetings", r"^召开政府信息公开工作会议"),
    ("trainings", r"^举办各类培训班"),
    ("trainees", r"^接受培训人员"),
)
_ANNEX_ROWS = Patterns((key, re.compile(words)) for key, words in _ROWS)
_IN_PART = Patterns(
    (
        ("upheld", re.compile(r"^维持")),
        ("corrected", re.compile(r"^被依法纠错")),
        ("other", re.compile(r"^其他情形")),
    )
)
_YEAR = re.compile(r"(20\d\d)年?度?(?:统计数|数量|数)?")
_NUMBERING = re.compile(r"(?:指标|统计|项目)?(?:代码|编码|编号)|序号|行次|行号")
_HEAD_ROWS = 3
"""Of a table, in which years and the like may head its columns."""
KEYS = frozenset(key for key, _ in _ROWS) | {
    f"{part}_{name}" for part in ("review", "suit") for name, _ in _IN_PART
}
"""Every key of the annex."""


class Annex:
    """Reads the rows of the annex, and small tables that print some of its labels side by side."""

    def __init__(self, year: int | None) -> None:
        self.figures: list[Figure] = []
        self._year = year
        self._passed_over: frozenset[int] = frozenset()
        self._part: str | None = None
        self._seen: set[str] = set()

    def take(self, table: GridTable) -> bool:
        """Read a whole table; False if it has no known label with a value."""
        before = len(self.figures)
        self._passed_over = self._columns_of_other_years(table) | _columns_of_numbering(table)
        for start, end in pairwise(_starts_of_parts(table)):
            for row in range(len(table.rows)):
                self._take_row(table, row, range(start, end))
        if len(self.figures) == before:
            self._take_across(table)
        return len(self.figures) > before

    def _columns_of_other_years(self, table: GridTable) -> frozenset[int]:
        """The columns of a table with several years side by side that are not the report's."""
        for row in table.told[:_HEAD_ROWS]:
            years = {
                at: int(match[1]) for at, word in enumerate(row.words) if (match := _YEAR.fullmatch(word))
            }
            if len(years) > 1:
                return frozenset(at for at, year in years.items() if year != self._year)
        return frozenset()

    def _take_row(self, table: GridTable, row: int, columns: range) -> None:
        words, values = table.told[row].words, table.told[row].values
        named = [column for column in columns if words[column] and not table.continues(row, column)]
        for at in named:
            key = self.key(words[at]) if not values[at] else None
            if key is None:
                continue
            rest = [
                column
                for column in named
                if column > at and words[column] != words[at] and column not in self._passed_over
            ]
            value = next((column for column in rest if values[column]), None)
            unit = next((words[c].strip("()") for c in rest if words[c].strip("()") in UNITS), None)
            if value is not None:
                if value <= at + 3 and not any(self.key(words[c]) for c in rest if c < value):
                    self._add(table, row, value, key, unit)
            elif unit or len(columns) == 2:
                blank = next((c for c in columns if c > at and not words[c]), None)
                if blank is not None:
                    self._add(table, row, blank, key, unit)

    def key(self, label: str) -> str | None:
        """The key of a squeezed label, by its words and the part (reviews, suits) that was opened last."""
        key, inner = _known(label)
        if key in {"review_total", "suit_total"}:
            self._part = key.removesuffix("_total")
        elif key:
            self._part = None
        if key is None and self._part:
            return f"{self._part}_{inner}" if inner else None
        return key

    def _add(self, table: GridTable, row: int, column: int, key: str, unit: str | None) -> None:
        if key in self._seen:
            return
        self._seen.add(key)
        raw = table.rows[row][column]
        written = read_number(raw)
        where = table.place(row, column)
        self.figures.append(Figure(TableName.ANNEX, key, "", written.value, raw, written.unit or unit, where))

    def _take_across(self, table: GridTable) -> None:
        """A table whose lowest head row names annex labels over one row of numbers."""
        rows = range(len(table.rows))
        values = [row for row in rows if sum(table.told[row].values) >= 2]
        if len(values) != 1 or values[0] == 0:
            return
        head = values[0] - 1
        for column, text in enumerate(table.told[head].words):
            key = self.key(text)
            if key and not table.continues(head, column):
                self._add(table, values[0], column, key, None)


def _columns_of_numbering(table: GridTable) -> frozenset[int]:
    """The columns that number the rows: 代码, 序号."""
    heads = table.told[:_HEAD_ROWS]
    return frozenset(at for row in heads for at, word in enumerate(row.words) if _NUMBERING.fullmatch(word))


def _starts_of_parts(table: GridTable) -> list[int]:
    """Where the parts of a table begin that stand side by side under the same heads, and the end of the last."""
    for number, row in enumerate(table.told[:_HEAD_ROWS]):
        first = row.words[0]
        again = [at for at, word in enumerate(row.words) if word == first and not table.continues(number, at)]
        starts = [*again, len(row.words)]
        widths = {end - start for start, end in pairwise(starts)}
        if first and not row.has_value and len(again) > 1 and len(widths) == 1 and widths.isdisjoint({1}):
            return starts
    return [0, len(table.told[0].words)]


@remembered
def _known(label: str) -> tuple[str | None, str | None]:
    """The key of a label, and what it is within reviews or suits."""
    text = without_enumerator(label)
    return key_of(text, _ANNEX_ROWS), key_of(text, _IN_PART)
