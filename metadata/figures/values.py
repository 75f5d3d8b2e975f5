"""The figures of a report: numbers under stable keys, each with the text it was read from. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

Number = int | Decimal


class Era(StrEnum):
    """The national format that a report's tables follow, told by the tables and never by the year alone."""

    FREE_2008 = "free_2008"
    """Report years 2008–2018: prose, and from 2014 the annex 政府信息公开情况统计表 (国办发〔2014〕32号)."""
    TABLE_2019 = "table_2019"
    """国办公开办函〔2019〕60号."""
    TABLE_2021 = "table_2021"
    """国办公开办函〔2021〕30号."""


class TableName(StrEnum):
    """Where a figure stands: a table of the national format, the annex, or a sentence."""

    TABLE2 = "table2"
    TABLE3 = "table3"
    TABLE4 = "table4"
    ANNEX = "annex"
    STATED = "stated"

    # An enumeration's own is three times as slow, and every figure is looked up by its table.
    __hash__ = str.__hash__


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a reading: number of the table in `Reading.tables`, then row and column, all from 0."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of `Reading.text` and their character offsets: `text[start:end]`."""

    text: str
    start: int
    end: int


class Figure(NamedTuple):
    """One number of a report.

    `row` and `column` are keys of docs/figures.md; `value` is None where the cell is blank, a dash or not a
    number: unknown, never zero. `raw` is the cell as written. `unit` is what the cell or its header says.
    """

    table: TableName
    row: str
    column: str
    value: Number | None
    raw: str
    unit: str | None
    evidence: TableCell | Quote

    @property
    def key(self) -> str:
        """The figure's key within its table: `rules_issued`, `received.total`, `review_upheld`."""
        if not self.column:
            return self.row
        return f"{self.row}{'.' if self.table is TableName.TABLE3 else '_'}{self.column}"


@dataclass(frozen=True, slots=True)
class HeaderProblem:
    """A table whose head is not the format's: `kind` is `repeated`, `unknown_column` or `unknown_row`.

    `read` tells whether its numbers could be bound all the same, by the place that was left for them.
    """

    table: TableName
    kind: str
    text: str
    read: bool
    evidence: TableCell | Quote


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a report, in the order they stand in it, a key at most once per table.

    `era` is None where the report has no table that tells.
    """

    era: Era | None
    cells: tuple[Figure, ...]
    problems: tuple[HeaderProblem, ...] = ()
    _index: dict[tuple[TableName, str, str], Figure] = field(
        init=False, repr=False, compare=False, hash=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for figure in self.cells:
            self._index.setdefault(figure[:3], figure)

    def figure(self, table: TableName, row: str, column: str = "") -> Figure | None:
        """The figure under a key, None where the report has none."""
        return self._index.get((table, row, column))

    def value(self, table: TableName, row: str, column: str = "") -> Number | None:
        """The number under a key; None where there is no such cell, or no number in it."""
        figure = self.figure(table, row, column)
        return figure.value if figure else None

    def of(self, table: TableName) -> tuple[Figure, ...]:
        """The figures of one table."""
        return tuple(figure for figure in self.cells if figure.table is table)
