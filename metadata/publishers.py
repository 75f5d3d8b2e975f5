"""Which organ a report is of: title › breadcrumb › prose › 发布机构 › signature › site › source › address.

The first that names one decides which organ it is; the fullest form in which the page names that organ is
taken, with the place of the site put before a bare level (市人防办 on 沈阳市's portal).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from metadata.address_organs import organ_of_address
from metadata.credit_code import credit_codes_in
from metadata.divisions import Level, divisions
from metadata.heads import Head
from metadata.labels import Field
from metadata.organs import kind_of, level_of, long_name, same_organ
from metadata.reading import Evidence
from metadata.report_titles import (
    government_of_place,
    is_column_name,
    is_organ_name,
    is_report_title,
    organ_in_title,
    plain,
    unknown_organ_in_title,
)
from metadata.url_clues import url_area

_BY = re.compile(r"由([一-龥（）()]{3,30}?)(?:负责)?(?:组织)?(?:编制|编写|编撰|汇编|起草)")
_COMPILED = re.compile(
    r"(?:^|[，。、])([一-龥（）()]{3,28}?)(?:[（(]以下简称[^）)]*[）)])?(?:编制了?|根据|按照|依据|现将|现公布|向社会公布)"
)
_ON_ITS_OWN = re.compile(
    r"(?:现将|公布|公开|发布|是)([一-龥（）()]{3,28}?)(?:20\d\d年?度?)?(?:年度)?政府信息公开"
)
_LEAD = re.compile(
    r"^(?:[一-龥]{0,12}?(?:报告|年报|总结|数据)(?:主要)?由|现将|公布|公开|发布|本年度报告|本报告|本年报|报告|由|是|现)+"
)
_NOT_ORGAN = re.compile(
    r"^(?:本网|本站|本局|我局|我委|我厅|我办|我县|我市|我区|全市|全县|全区|本机关|各|等|有关|上级|根据|按照|要求)"
    r"|^(?:信息)?来源|^发布(?:机构|单位|日期)|(?:报告|年报|总结)由|首页|网站|门户|栏目|专栏"
)
_PART_OF_ORGAN = re.compile(r"[局委厅办]?(?:办公室|综合科|综合处|办公厅|宣传科|信息科|法规科)")
_PLACED_ORGAN = re.compile(r".{1,10}[省市县区州旗盟](?!人民政府$).{2,20}")
_SAID = frozenset({"prose", "signature", "title in the body"})
_WHERE = frozenset({"site's name", "header", "source"})
"""Steps that tell who reports, and steps that tell where the page stands only."""
_OPENING_LINES = 4
_LONGEST_TITLE = 60
"""Lines of a body, and their characters, that may be a title: the page's own can be a column's name."""
_OPENING = 1500
"""Characters in which a report says for whom it speaks."""
_OF_ONE = re.compile(
    r"(?<![自基根成样])[我本](?:局|委|厅|办(?![法理结])|院|中心|所(?![有在称列])|大?队|镇|乡|街道|处(?![于理])|校|公司)"
)
"""Not 基本办结, 本所称, nor 本站, which is the site."""
_OF_ALL = re.compile(
    r"[全我本][省市县区州旗盟]|[省市县区州旗盟]政府|各(?:级|部门|乡镇|镇|街道|县|区|市|旗)|人民政府"
)
_GOVERNMENT = re.compile(r"(?:政府(?:办公[室厅]|办)?|府办(?:公室)?)$")
_PLACE = re.compile(r"([一-龥]{2,12}?(?:省|市|县|区|自治州|自治县|旗|盟))(?:人民政府|政府|门户|政务)")
_SITE_OF_ORGAN = re.compile(
    r"(?:^|[·\-_|—])(?:中国)?([一-龥]{4,14}?)(?:政务|公众|公共)?(?:信息)?(?:网|网站|在线|之窗|通)$"
)
_SITE_LINES = 3
"""Lines of the head that can hold the site's own name."""
_LEVELS = {"省": "省", "市": "市", "县": "县", "区": "区", "州": "州"}


def find_organ(
    head: Head, title: str | None, body_lines: Sequence[str], source: str | None, url: str
) -> tuple[str | None, Evidence | None]:
    """The organ in the fullest form the page gives, and the step that named it."""
    candidates = [
        (organ, evidence)
        for organ, evidence in _candidates(head, title or "", body_lines, source)
        if not _NOT_ORGAN.search(organ)
    ]
    candidates = candidates or list(_of_site(head, url))
    if title and is_report_title(title) and _is_of_another(title, body_lines):
        told = unknown_organ_in_title(title)
        candidates = [each for each in candidates if not _is_only_where(*each, told)]
    if not candidates:
        return None, None
    organ, evidence = candidates[0]
    fuller = [name for name, _ in candidates if len(name) > len(organ) and same_organ(name, organ)]
    organ = max([organ, *fuller], key=len)
    return _with_place(organ, head), evidence


def _is_of_another(title: str, body_lines: Sequence[str]) -> bool:
    """Whether a report need not be that of the government on whose site it stands.

    A portal holds the reports of all organs of its place: a title that names none is the government's only where the
    text speaks for all of them (全市, 我县, 各部门) and not for one (我局).
    """
    if unknown_organ_in_title(title) or organ_in_title(title):
        return unknown_organ_in_title(title) is not None
    text = "".join(body_lines)[:_OPENING]
    return _OF_ONE.search(text) is not None or _OF_ALL.search(text) is None


def _is_only_where(organ: str, evidence: Evidence, told: str | None) -> bool:
    """Whether a government is named only as where the page stands; `told` is whose the title says that it is.

    Columns and fields of the page tell who reports where the title tells nothing. A town has no departments that
    report on its site.
    """
    if _GOVERNMENT.search(organ) is None:
        return False
    if told:
        return evidence.step not in _SAID and not organ.startswith(told)
    return evidence.step in _WHERE and level_of(organ) is not Level.TOWN


def organ_codes(head: Head, url: str) -> Iterator[Evidence]:
    """The organ's credit code, checked by its last character: of the index number, of a Hanweb address."""
    for value in head.all_of(Field.INDEX):
        for code in credit_codes_in(value.value):
            yield Evidence("organ_code", value.label, f"line {head.numbers[value.line]}", code)
    for code in credit_codes_in(url_area(url) or ""):
        yield Evidence("organ_code", "area", "url", code)


def _candidates(
    head: Head, title: str, body_lines: Sequence[str], source: str | None
) -> Iterator[tuple[str, Evidence]]:
    if organ := organ_in_title(title):
        yield organ, Evidence("organ", "title", "title", title)
    for name in reversed(head.trail):
        if is_organ_name(name) and not is_column_name(name) and not is_report_title(name):
            yield government_of_place(plain(name)), Evidence("organ", "breadcrumb", "breadcrumb", name)
    for line in body_lines[:_OPENING_LINES]:
        if len(line) < _LONGEST_TITLE and is_report_title(line) and (organ := organ_in_title(line)):
            yield organ, Evidence("organ", "title in the body", "body", line)
    for number, line in enumerate(body_lines[:6]):
        for organ in _in_prose(line):
            yield organ, Evidence("organ", "prose", f"body line {number}", line[:80])
    for value in head.all_of(Field.ORGAN):
        if is_organ_name(value.value):
            yield (
                government_of_place(plain(value.value)),
                Evidence("organ", value.label, f"line {head.numbers[value.line]}", value.value),
            )
    for line in [*body_lines[-4:], *body_lines[:1]]:
        words = re.sub(r"20\d\d年\d{1,2}月\d{1,2}日$", "", plain(line))
        if len(line) < 32 and is_organ_name(words) and kind_or_government(words):
            yield government_of_place(words), Evidence("organ", "signature", "body", line)
    for name in [head.meta("SiteName") or "", *re.split(r"[-_—–|｜]", head.page_title)[:0:-1]]:
        if is_organ_name(name) and kind_of(name) is not None and _PLACED_ORGAN.fullmatch(plain(name)):
            yield government_of_place(plain(name)), Evidence("organ", "site's name", "head", name)
    if source and is_organ_name(source) and not _PART_OF_ORGAN.fullmatch(plain(source)):
        yield government_of_place(plain(source)), Evidence("organ", "source", "source", source)
    for shown in head.lines[: head.before]:
        text = shown.text
        is_name = len(text) < 30 and shown.links == 0 and is_organ_name(text) and not is_report_title(text)
        if is_name and kind_or_government(text):
            yield government_of_place(plain(text)), Evidence("organ", "header", "head", text)


def _of_site(head: Head, url: str) -> Iterator[tuple[str, Evidence]]:
    """What the site is called or where it stands, for a page on which no organ is named."""
    for name in [head.page_title, *(line.text for line in head.lines[:_SITE_LINES])]:
        if organ := _organ_of_site(plain(name)):
            yield organ, Evidence("organ", "site of an organ", "head", name)
    if found := organ_of_address(url):
        yield found[0], Evidence("organ", "initials", "url", found[1])


def _organ_of_site(words: str) -> str | None:
    """`和安人防网`, `和安商务之窗`: a prefecture's name and the stem of one kind of organ, called a site."""
    match = _SITE_OF_ORGAN.search(words[-20:])
    if match is None:
        return None
    for place in divisions():
        stem = place.name.removesuffix("市")
        if place.level is Level.PREFECTURE and stem != place.name and match[1].startswith(stem):
            kind = kind_of(match[1][len(stem) :].removeprefix("市") + "局")
            whole = kind and match[1][len(stem) :].removeprefix("市") + "局" in {kind.name, *kind.short_names}
            return place.name + kind.name if kind and whole else None
    return None


def kind_or_government(name: str) -> bool:
    """Whether the name is of a registered kind of organ or of a town's or street's office."""
    return kind_of(name) is not None or re.search(r"(?:镇|乡|街道|委员会|办公室)$", plain(name)) is not None


def _in_prose(line: str) -> Iterator[str]:
    for pattern in (_BY, _ON_ITS_OWN, _COMPILED):
        for match in pattern.finditer(line[:400]):
            name = _LEAD.sub("", plain(match[1]))
            if is_organ_name(name) and kind_or_government(name) and not _NOT_ORGAN.search(name):
                yield name


def _with_place(organ: str, head: Head) -> str:
    """`市人民防空办公室` with the site's own place, if that is of the same level; also a name without any place."""
    place = _place_of_site(head)
    if place is None or organ.startswith(place):
        return organ
    level = _LEVELS.get(organ[0])
    if level and place.endswith(level) and not re.match(r"市场|区域|县级|省级|市政(?!府)|州府|市中区", organ):
        office = re.match(r".政府(?:办公[室厅]|办)?$", organ) is not None
        return place + (long_name(organ) if office else organ)[1:]
    kind = kind_of(organ)
    if kind and organ in {kind.name, *kind.short_names}:
        return place + organ
    return organ


def _place_of_site(head: Head) -> str | None:
    """The place whose government runs the site: SiteName, the end of `<title>`, the imprint."""
    names = [head.meta("SiteName") or "", *reversed(re.split(r"[-_—–|｜]", head.page_title))]
    imprint = [line.text for line in head.lines[head.before :] if "主办" in line.text]
    for name in [*names, *imprint]:
        words = re.sub(r"^.*?主办(?:单位)?:?", "", plain(name))
        if match := _PLACE.match(words):
            return re.sub(r"^(?:中国|欢迎访问)", "", match[1])
    return None
