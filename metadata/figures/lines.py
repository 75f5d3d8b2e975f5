"""Tables that arrive as lines of text (PDF, plain text, `<div>`s): one value a line, or glued to labels.

A label's values are the numbers between its words and the next label's. They count only when there are as
many as the table has columns: blank cells leave no trace in text, a row with fewer numbers cannot be bound.
`规章000` is three digits under three columns; `规章1000` is no one's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from metadata.figures.keys import COLUMN_KEYS, REVIEW_BLOCKS, REVIEW_COLUMNS, TABLE2_BLOCKS, Block
from metadata.figures.numbers import UNITS, read_number
from metadata.figures.prose import half_width_prose_of
from metadata.figures.table2 import table2_figure
from metadata.figures.values import Era, Figure, Quote, TableName
from metadata.reading import Reading
from metadata.script_forms import squeezed

_VALUE = re.compile(
    rf"(?<![\d.])[-+]?(?:增加?|减少?)?\d[\d,]*(?:\.\d+)?(?:[ \t]?(?:{'|'.join(UNITS)}))?(?![\d、.)）])"
    r"|(?<!\S)(?:/|[-—–－]+)(?!\S)"
)
_PAGE_NUMBER = re.compile(r"(?m)^[ \t]*(?:[-—–－]\s*\d{1,3}\s*[-—–－]|第\s*\d{1,3}\s*页.{0,12})[ \t]*$")
_SECTION_AFTER = re.compile(
    r"(?m)^[ \t]*[一二三四五六][ \t]?、[ \t]?(?!本年新收|上年结转|本年度办理|结转下)\S"
)


def _spaced(*words: str) -> str:
    """A pattern that finds any of the words whatever white space stands in them."""
    return "|".join(r"\s*".join(map(re.escape, word)) for word in words)


_NUMBERED = r"(?:(?:[（(]\s*[一二三四五六七]\s*[）)]|\d\s*[.、．])\s*)?"
"""White space is looked at behind a number only: a table's place is a long run of line ends."""


def _row(key: str, *words: str) -> tuple[str, re.Pattern[str]]:
    return key, re.compile(_NUMBERED + f"(?:{_spaced(*words)})")


_ROWS3 = (
    _row("received", "本年新收政府信息公开申请数量"),
    _row("carried_in", "上年结转政府信息公开申请数量"),
    ("granted", re.compile(r"[（(]\s*一\s*[）)]\s*予\s*以\s*公\s*开")),
    _row("granted_partly", "部分公开"),
    ("", re.compile(r"[（(]\s*三\s*[）)]\s*不\s*予\s*公\s*开")),
    _row("denied_state_secret", "属于国家秘密"),
    _row("denied_legal_prohibition", "其他法律行政"),
    _row("denied_security_stability", "危及“三安全一稳定", '危及"三安全一稳定', "三安全一稳定"),
    _row("denied_third_party", "保护第三方合法权益"),
    _row("denied_internal_affairs", "属于三类内部事务信息"),
    _row("denied_deliberative", "属于四类过程性信息"),
    _row("denied_enforcement_file", "属于行政执法案卷"),
    _row("denied_administrative_query", "属于行政查询事项"),
    ("", re.compile(r"[（(]\s*四\s*[）)]\s*无\s*法\s*提\s*供")),
    _row("unavailable_not_held", "本机关不掌握相关政府信息"),
    _row("unavailable_needs_creation", "没有现成信息需要另行制作"),
    _row("unavailable_unclear", "补正后申请内容仍不明确"),
    ("", re.compile(r"[（(]\s*五\s*[）)]\s*不\s*予\s*处\s*理")),
    _row("rejected_petition_complaint", "信访举报投诉类申请"),
    _row("rejected_repeat", "重复申请"),
    _row("rejected_publication", "要求提供公开出版物"),
    _row("rejected_excessive", "无正当理由大量反复"),
    _row("rejected_reissue", "要求行政机关确认或"),
    ("other_all", re.compile(r"[（(]\s*六\s*[）)]\s*其\s*他\s*处\s*理")),
    _row("other_not_corrected", "申请人无正当理由逾期不补正"),
    _row("other_fee_unpaid", "申请人逾期未按收费通知"),
    ("other_misc", re.compile(r"3\s*[.、．]\s*其\s*他(?!\s*[法处])")),
    ("outcome_total", re.compile(r"[（(]\s*[六七]\s*[）)]\s*总\s*计")),
    _row("carried_out", "结转下年度继续办理"),
)
_ROWS2 = (
    ("rules", re.compile(_spaced("规章"))),
    ("normative", re.compile(_spaced("行政规范性文件", "规范性文件"))),
    ("permit", re.compile(_spaced("行政许可"))),
    ("other_service", re.compile(_spaced("其他对外管理服务事项"))),
    ("penalty", re.compile(_spaced("行政处罚"))),
    ("coercion", re.compile(_spaced("行政强制"))),
    ("fees", re.compile(_spaced("行政事业性收费"))),
    ("procurement", re.compile(_spaced("政府集中采购"))),
)
_HEAD2 = re.compile(_spaced("信息内容"))
_ITEM2 = re.compile(r"第\s*二\s*十\s*条\s*第")
_HEAD3 = re.compile(_spaced("自然人"))
_OPENING3 = re.compile(_NUMBERED + _spaced("本年新收政府信息公开申请数量"))
_APPLICANTS3 = re.compile(_spaced("申请人情况"))
_TOTAL3 = re.compile(_spaced("总计"))
_TOTAL_FIRST3 = re.compile(_spaced("总计自然人"))
_HEAD4 = re.compile(_spaced("结果维持"))
_PENDING4 = re.compile(_spaced("尚未审结"))


@dataclass(frozen=True, slots=True)
class FromLines:
    """The figures found in lines, and the formats that their heads tell."""

    figures: list[Figure] = field(default_factory=list)
    eras: list[Era] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Value:
    raw: str
    start: int
    end: int


def read_lines(reading: Reading, held: Iterable[TableName]) -> FromLines:
    """The figures of those tables that the body holds as lines, `held` tables left out."""
    found, done = FromLines(), set(held)
    if done.issuperset(_READ_HERE):
        return found
    text = half_width_prose_of(reading)
    text = _PAGE_NUMBER.sub(lambda match: " " * len(match.group()), text)
    if TableName.TABLE2 not in done:
        _read_table2(text, reading.text, found)
    if TableName.TABLE3 not in done:
        _read_table3(text, reading.text, found)
    if TableName.TABLE4 not in done:
        _read_table4(text, reading.text, found)
    return found


_READ_HERE = frozenset({TableName.TABLE2, TableName.TABLE3, TableName.TABLE4})


def _values(text: str, start: int, end: int) -> list[_Value]:
    return [_Value(match.group(), match.start(), match.end()) for match in _VALUE.finditer(text, start, end)]


def _fitting(values: Sequence[_Value], text: str, columns: int) -> list[_Value] | None:
    """The values of a row, if there are as many as columns; None if they cannot be told apart."""
    if len(values) == columns:
        return list(values)
    if len(values) == 1 and columns > 1 and re.fullmatch(rf"\d{{{columns}}}", values[0].raw):
        start = values[0].start
        return [_Value(digit, start + at, start + at + 1) for at, digit in enumerate(values[0].raw)]
    if len(values) > columns and "\n" in text[values[columns - 1].end : values[columns].start]:
        first = values[:columns]
        if "\n" not in text[first[0].start : first[-1].end]:
            return list(first)
    return None


def _labelled(
    text: str, start: int, end: int, rows: Sequence[tuple[str, re.Pattern[str]]]
) -> Iterator[tuple[str, int, int]]:
    """Each row label of the range in page order: key, end of its words, begin of the next label."""
    marks: list[tuple[int, int, str]] = []
    for key, words in rows:
        match = words.search(text, start, end)
        if match and not any(match.start() < other[1] and other[0] < match.end() for other in marks):
            marks.append((match.start(), match.end(), key))
    marks.sort()
    for position, (_, after, key) in enumerate(marks):
        yield key, after, marks[position + 1][0] if position + 1 < len(marks) else end


def _quote(original: str, value: _Value) -> Quote:
    return Quote(original[value.start : value.end], value.start, value.end)


def _read_table2(text: str, original: str, found: FromLines) -> None:
    marks = list(_HEAD2.finditer(text))
    for position, mark in enumerate(marks):
        end = marks[position + 1].start() if position + 1 < len(marks) else _end_of_section(text, mark.end())
        next_item = _ITEM2.search(text, mark.end(), end)
        end = next_item.start() if next_item else end
        labels = list(_labelled(text, mark.end(), end, _ROWS2))
        if not labels:
            continue
        first = _ROWS2[[key for key, _ in _ROWS2].index(labels[0][0])][1].search(text, mark.end(), end)
        block = _block(text[mark.end() : first.start() if first else end], labels[0][0])
        if block is None:
            continue
        found.eras.append(block.era)
        head = squeezed(text[mark.end() : labels[0][1]])
        for key, after, until in labels:
            fitting = _fitting(_values(text, after, until), text, len(block.columns))
            for (column, _), value in zip(block.columns, fitting or (), strict=False):
                raw = original[value.start : value.end]
                found.figures.append(table2_figure(key, column, raw, head, _quote(original, value)))


def _block(head: str, key: str) -> Block | None:
    """The part of table 2 whose column heads stand in this text in order, the widest that fits."""
    words = squeezed(head)
    best: Block | None = None
    for block in TABLE2_BLOCKS:
        places = [match.start() if (match := pattern.search(words)) else -1 for _, pattern in block.columns]
        fits = key in block.rows and -1 not in places and places == sorted(places)
        if fits and (best is None or len(block.columns) > len(best.columns)):
            best = block
    return best


def _end_of_section(text: str, start: int) -> int:
    after = _SECTION_AFTER.search(text, start)
    return after.start() if after else len(text)


def _read_table3(text: str, original: str, found: FromLines) -> None:
    opening = _OPENING3.search(text) if _HEAD3.search(text) else None
    if opening is None:
        return
    columns = _columns3(text, max(0, opening.start() - 400), opening.start())
    end = _end_of_section(text, opening.end())
    for key, after, until in _labelled(text, opening.start(), end, _ROWS3) if columns else ():
        fitting = _fitting(_values(text, after, until), text, len(columns)) if key else None
        for column, value in zip(columns, fitting or (), strict=False):
            raw = original[value.start : value.end]
            number = read_number(raw)
            where = _quote(original, value)
            found.figures.append(Figure(TableName.TABLE3, key, column, number.value, raw, number.unit, where))


def _columns3(text: str, start: int, end: int) -> tuple[str, ...]:
    """The columns of table 3 in order, by its head before the first row; empty where the head tells none.

    Prose above the table may say 总计 too: 总计 comes first only where it stands right before 自然人.
    """
    own = list(_APPLICANTS3.finditer(text, start, end))
    first = _HEAD3.search(text, own[-1].end() if own else start, end) or _HEAD3.search(text, start, end)
    if first is None:
        return ()
    if _TOTAL_FIRST3.search(text, own[-1].end() if own else start, first.end()):
        return ("total", *COLUMN_KEYS[:-1])
    return () if own and _TOTAL3.search(text, own[-1].end(), first.start()) else COLUMN_KEYS


def _read_table4(text: str, original: str, found: FromLines) -> None:
    heads = list(_HEAD4.finditer(text))
    if len(heads) < 3:
        return
    last = _PENDING4.search(text, heads[2].end())
    total = _TOTAL3.search(text, last.end()) if last else None
    if total is None:
        return
    fitting = _fitting(_values(text, total.end(), _end_of_section(text, total.end())), text, 15)
    keys = [(block, column) for block in REVIEW_BLOCKS for column in REVIEW_COLUMNS]
    for (block, column), value in zip(keys, fitting or (), strict=False):
        raw = original[value.start : value.end]
        number = read_number(raw)
        where = _quote(original, value)
        found.figures.append(Figure(TableName.TABLE4, block, column, number.value, raw, number.unit, where))
