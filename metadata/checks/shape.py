"""The shape of a report: the parts it announces, its tables and their format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.fuzz import partial_ratio

from metadata.checks.english import counted
from metadata.checks.finding import Finding, Severity
from metadata.deadlines import is_institution
from metadata.figures import Era, Figures, TableName
from metadata.figures.keys import without_enumerator
from metadata.figures.prose import quote
from metadata.reading import Reading, Section

_HAN = "零一二三四五六七八九十"
_COUNT = re.compile(
    r"(?:由|分为?|包括|包含|共|共计|合计|等|以下|[，、])[^。\n]{0,140}?([一二三四五六七八九十]|\d{1,2})\s?(?:个|大)?部分"
)
_NAMES = re.compile(r"(?:包括|由|分为|包含|内容为)[：:]?(?P<names>[^。；\n]{10,160})")
_OPENING = 1500
"""Characters in which a report announces its parts."""
_NUMBERED = re.compile(rf"^([{_HAN}]{{1,3}})\s?[、.．]|^第([{_HAN}]{{1,3}})部分")
_ALIKE = 60
"""`partial_ratio` from which a heading is taken for an announced name; 总体公开情况 and 公开政府信息情况 have 67."""
_STATED_NAMES = re.compile(r"[、，,]")


def announced_parts(reading: Reading, figures: Figures) -> Iterator[Finding]:
    """Parts announced in the opening and not there, or another number of them than announced.

    Silent where headings are not numbered through from 一: then they were lost, not left out.
    """
    tops = _top_sections(reading.sections)
    opening = reading.text[: min(_OPENING, tops[0].start if tops else 0)]
    announced = _COUNT.search(opening)
    if announced is None or len(tops) < 3:
        return
    number = _number(announced[1])
    if number is None or number == len(tops):
        return
    words = quote(reading, opening.rfind("。", 0, announced.start()) + 1, announced.end())
    missing = _missing_names(opening, tops) if number > len(tops) else []
    if missing:
        yield Finding(
            "missing_section",
            Severity.NOTICE,
            f"开头预告的“{'”“'.join(missing)}”部分在正文中没有。",
            f"The parts announced in the opening are not all there: {', '.join(missing)}.",
            (words,),
        )
        return
    yield Finding(
        "count_mismatch",
        Severity.NOTICE,
        f"开头称共{number}个部分，正文有{len(tops)}个。",
        f"The opening announces {number} parts, the text has {len(tops)}.",
        (words, *(quote(reading, top.start, top.start + len(top.heading)) for top in tops)),
    )


def _top_sections(sections: Sequence[Section]) -> list[Section]:
    """The sections numbered 一、二、三 … at the outermost level, if they are numbered through."""
    levels = sorted({section.level for section in sections})
    for level in levels:
        tops = [section for section in sections if section.level == level]
        numbers = [_heading_number(section.heading) for section in tops]
        if len(tops) > 1 and numbers == list(range(1, len(tops) + 1)):
            return tops
    return []


def _heading_number(heading: str) -> int | None:
    match = _NUMBERED.match(heading.strip())
    return _number(match[1] or match[2]) if match else None


def _number(words: str) -> int | None:
    if words.isdigit():
        return int(words)
    if words.startswith("十") and len(words) == 2:
        return 10 + _HAN.index(words[1])
    return _HAN.index(words) if len(words) == 1 and words in _HAN else None


def _missing_names(opening: str, tops: Sequence[Section]) -> list[str]:
    headings = [without_enumerator(section.heading.replace(" ", "")) for section in tops]
    for listed in _NAMES.finditer(opening):
        names = [name.strip() for name in _STATED_NAMES.split(listed["names"])]
        names = [
            re.sub(r"(?:等|共|共计|合计)?[一二三四五六七八九十\d]+个?部分.*$", "", name) for name in names
        ]
        names = [name for name in names if 4 <= len(name) <= 24]
        found = [
            name for name in names if any(partial_ratio(name, heading) >= _ALIKE for heading in headings)
        ]
        if len(names) >= 4 and len(found) * 2 > len(names):
            return [name for name in names if name not in found]
    return []


_TABLE_PARTS = re.compile(r"主动公开政府信息|收到和处理|行政复议")
_PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "bmp", "webp"})


def tables_not_text(reading: Reading, figures: Figures) -> Iterator[Finding]:
    """The headings of the tables' sections with nothing between them: tables as pictures, or none.

    From report year 2019 on. Silent where a table was read, and where a document is attached that may hold them.
    """
    if _has_tables(figures) or not _wants_tables(reading):
        return
    empty = [
        section
        for section in reading.sections
        if _TABLE_PARTS.search(section.heading) and len(_content(reading, section)) < 12
    ]
    pictures = [each for each in reading.attachments if _suffix(each.suffix) in _PICTURES]
    if len(empty) < 2 or _has_document(reading):
        return
    zh = f"，页面有{len(pictures)}张图片" if pictures else ""
    en = f"; the page has {counted(len(pictures), 'picture')}" if pictures else ""
    yield Finding(
        "tables_not_text",
        Severity.WARNING,
        f"{len(empty)}个应有表格的部分没有可读的内容{zh}。",
        f"{len(empty)} sections that should hold tables hold no text{en}.",
        tuple(quote(reading, section.start, section.start + len(section.heading)) for section in empty),
    )


def stale_format(reading: Reading, figures: Figures) -> Iterator[Finding]:
    """The tables are of another format than the report year's, or there are none where the format has three.

    Silent where no table was read but a picture, a document or an empty section stands for it.
    """
    year, era = reading.report_year, figures.era
    if year is None:
        return
    expected = Era.TABLE_2021 if year >= 2021 else Era.TABLE_2019 if year >= 2019 else Era.FREE_2008
    tables = [figure for figure in figures.cells if figure.table is not TableName.STATED]
    if era is not None and era is not expected:
        evidence = tuple(figure.evidence for figure in tables[:1])
        yield Finding(
            "stale_format",
            Severity.NOTICE,
            f"{year}年度的报告用了{_ZH_ERA[era]}的表格。",
            f"The report on {year} has the tables of another format ({era}).",
            evidence,
        )
    elif era is None and not tables and _wants_tables(reading) and _is_plain_prose(reading):
        yield Finding(
            "stale_format",
            Severity.NOTICE,
            f"{year}年度的报告没有规定的三张表。",
            f"The report on {year} has none of the three tables of its format.",
        )


_ZH_ERA = {
    Era.FREE_2008: "2018年度及以前",
    Era.TABLE_2019: "2019年格式（国办公开办函〔2019〕60号）",
    Era.TABLE_2021: "2021年格式（国办公开办函〔2021〕30号）",
}
_PROSE = 600
"""Characters; a shorter text is a cover page, its report is elsewhere."""


def header_error(reading: Reading, figures: Figures) -> Iterator[Finding]:
    """Column heads that are repeated or unknown, rows that the format does not have: one finding for each table."""
    for table in dict.fromkeys(problem.table for problem in figures.problems):
        problems = [problem for problem in figures.problems if problem.table is table]
        columns = [problem for problem in problems if problem.kind != "unknown_row"]
        names = "”“".join(dict.fromkeys(problem.text or "（空白）" for problem in columns or problems))
        what_zh, what_en = ("表头有误或重复", "heads") if columns else ("多出格式没有的行", "rows")
        yield Finding(
            "header_error",
            Severity.WARNING if columns else Severity.NOTICE,
            f"{_ZH_TABLE[table]}{what_zh}：“{names}”。",
            f"{table}: {what_en} that are not the format's: {names.replace('”“', ', ')}.",
            tuple(problem.evidence for problem in problems),
        )


_ZH_TABLE = {TableName.TABLE2: "表二", TableName.TABLE3: "表三", TableName.TABLE4: "表四"}


def _has_tables(figures: Figures) -> bool:
    return any(figure.table not in {TableName.STATED, TableName.ANNEX} for figure in figures.cells)


def _wants_tables(reading: Reading) -> bool:
    """From 2019 on the format has tables; enterprises and institutions are outside art. 49."""
    is_outside = reading.organ is not None and is_institution(reading.organ)
    return reading.report_year is not None and reading.report_year >= 2019 and not is_outside


def _is_plain_prose(reading: Reading) -> bool:
    pictures = any(_suffix(each.suffix) in _PICTURES for each in reading.attachments)
    empty = any(
        _TABLE_PARTS.search(section.heading) and len(_content(reading, section)) < 12
        for section in reading.sections
    )
    return len(reading.text) >= _PROSE and not (pictures or empty or reading.tables or _has_document(reading))


def _has_document(reading: Reading) -> bool:
    return any(_suffix(each.suffix) not in _PICTURES for each in reading.attachments)


def _suffix(suffix: str) -> str:
    return suffix.lower().lstrip(".")


def _content(reading: Reading, section: Section) -> str:
    return re.sub(r"\s", "", reading.text[section.start : section.end][len(section.heading) :])
