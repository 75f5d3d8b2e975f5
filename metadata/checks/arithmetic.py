"""Sums within one report's tables: A1–A4. A sum with an unknown operand is not assessable, and no finding.

A1 is the check printed in table 3 itself (本列数据的勾稽关系为…); A2–A4 hold by what the rows and columns are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from metadata.checks.finding import Finding, Severity
from metadata.figures import Figure, Figures, Number, TableName
from metadata.figures.keys import (
    COLUMN_KEYS,
    ORGANISATION_COLUMNS,
    OTHER_ROWS_2021,
    OUTCOME_ROWS,
    REVIEW_BLOCKS,
    REVIEW_COLUMNS,
)

_Key = tuple[str, str]
"""Row and column."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum that does not hold: where, what it should be and what stands there."""

    place: str
    expected: Number
    found: Number
    cells: tuple[Figure, ...]

    @property
    def of_total(self) -> _Sum:
        """The same, to be shown by the total alone, which stands last."""
        return replace(self, cells=self.cells[-1:])


def flow_by_column(figures: Figures) -> Iterator[Finding]:
    """A1: received and carried in = dealt with and carried out, in every column of table 3."""
    wrong = []
    for column in COLUMN_KEYS:
        cells = _cells(
            figures, ((row, column) for row in ("received", "carried_in", "outcome_total", "carried_out"))
        )
        if cells is None:
            continue
        received, carried_in, closed, carried_out = (_number(cell) for cell in cells)
        if received + carried_in != closed + carried_out:
            wrong.append(_Sum(column, received + carried_in, closed + carried_out, cells))
    if wrong:
        first = wrong[0]
        yield _finding(
            "A1",
            wrong,
            f"表三“{_ZH[first.place]}”列：新收加结转为{first.expected}，办理结果总计加结转下年度为{first.found}，不相等",
            f"Table 3, column {first.place}: received plus carried in is {first.expected}, "
            f"dealt with plus carried out is {first.found}",
        )


def outcomes_by_column(figures: Figures) -> Iterator[Finding]:
    """A2: the total of outcomes is the sum of the outcome rows, in every column of table 3.

    Silent where the table has rows among them that the format does not have.
    """
    if any(each.table is TableName.TABLE3 and each.kind == "unknown_row" for each in figures.problems):
        return
    held = {figure.row for figure in figures.of(TableName.TABLE3)}
    other = OTHER_ROWS_2021 if held & set(OTHER_ROWS_2021) else ("other_all",)
    rows = (*OUTCOME_ROWS, *other, "outcome_total")
    wrong = _wrong_totals(figures, {column: [(row, column) for row in rows] for column in COLUMN_KEYS})
    if wrong:
        first = wrong[0]
        yield _finding(
            "A2",
            [each.of_total for each in wrong],
            f"表三“{_ZH[first.place]}”列：各项办理结果之和为{first.expected}，总计填{first.found}",
            f"Table 3, column {first.place}: the outcomes add up to {first.expected}, the total says {first.found}",
        )


def totals_by_row(figures: Figures) -> Iterator[Finding]:
    """A3: 总计 is natural persons and the five kinds of organisations, in every row of table 3."""
    rows = dict.fromkeys(figure.row for figure in figures.of(TableName.TABLE3))
    columns = ("natural_person", *ORGANISATION_COLUMNS, "total")
    wrong = _wrong_totals(figures, {row: [(row, column) for column in columns] for row in rows})
    if wrong:
        first = wrong[0]
        yield _finding(
            "A3",
            [each.of_total for each in wrong],
            f"表三{row_name(first.place)}一行：各类申请人之和为{first.expected}，总计填{first.found}",
            f"Table 3, row {first.place}: the applicants add up to {first.expected}, the total says {first.found}",
        )


def reviews(figures: Figures) -> Iterator[Finding]:
    """A4: in each block of table 4 the total is the sum of the four outcomes."""
    blocks = {block: [(block, column) for column in REVIEW_COLUMNS] for block in REVIEW_BLOCKS}
    wrong = _wrong_totals(figures, blocks, TableName.TABLE4)
    if wrong:
        first = wrong[0]
        yield _finding(
            "A4",
            wrong,
            f"表四“{_ZH[first.place]}”：各项结果之和为{first.expected}，总计填{first.found}",
            f"Table 4, {first.place}: the outcomes add up to {first.expected}, the total says {first.found}",
        )


def row_name(row: str) -> str:
    """The Chinese name of a row of table 3, its key where the name is long."""
    return f"“{_ZH[row]}”" if row in _ZH else f"（{row}）"


_ZH = {
    "natural_person": "自然人",
    "commercial": "商业企业",
    "research": "科研机构",
    "public_welfare": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_org": "其他",
    "total": "总计",
    "received": "本年新收",
    "carried_in": "上年结转",
    "granted": "予以公开",
    "granted_partly": "部分公开",
    "outcome_total": "办理结果总计",
    "carried_out": "结转下年度",
    "review": "行政复议",
    "suit_direct": "未经复议直接起诉",
    "suit_after_review": "复议后起诉",
}


def _wrong_totals(
    figures: Figures, places: Mapping[str, Sequence[_Key]], table: TableName = TableName.TABLE3
) -> list[_Sum]:
    """The places at which the figure under the last key is not the sum of those under the others."""
    wrong = []
    for place, keys in places.items():
        cells = _cells(figures, keys, table)
        if cells is None:
            continue
        *parts, total = (_number(cell) for cell in cells)
        if sum(parts) != total:
            wrong.append(_Sum(place, sum(parts), total, cells))
    return wrong


def _cells(
    figures: Figures, keys: Iterable[_Key], table: TableName = TableName.TABLE3
) -> tuple[Figure, ...] | None:
    """The figures under the keys; None if one is missing or unknown."""
    found = []
    for row, column in keys:
        figure = figures.figure(table, row, column)
        if figure is None or figure.value is None:
            return None
        found.append(figure)
    return tuple(found)


def _number(figure: Figure) -> Number:
    return figure.value if figure.value is not None else 0


def _finding(kind: str, wrong: list[_Sum], zh: str, en: str) -> Finding:
    more = len(wrong) - 1
    evidence = tuple(cell.evidence for each in wrong for cell in each.cells)
    zh = f"{zh}；另有{more}处。" if more else f"{zh}。"
    en = f"{en}; {more} more such." if more else f"{en}."
    return Finding(kind, Severity.ERROR, zh, en, evidence)
