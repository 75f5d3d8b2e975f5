"""From a reading to its figures: its tables row by row, then what stands in lines of text, then the prose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from metadata.figures.annex import Annex
from metadata.figures.grid import GridTable, tables_of
from metadata.figures.keys import OTHER_ROWS_2021
from metadata.figures.lines import read_lines
from metadata.figures.stated import read_stated
from metadata.figures.table2 import Table2
from metadata.figures.table3 import Table3
from metadata.figures.table4 import Table4
from metadata.figures.values import Era, Figure, Figures, HeaderProblem, Number, TableName
from metadata.own_part import end_of_own
from metadata.reading import Reading


def read_figures(reading: Reading) -> Figures:
    """All figures of a report.

    Every cell of a known table becomes a figure, unknown values included; rows and columns that the national
    formats do not have become problems. Where a key is found twice, the first counts; below the report of another
    year nothing does.
    """
    second, third, fourth, annex = Table2(), Table3(), Table4(), Annex(reading.report_year)
    end = end_of_own(reading.text)
    for table in tables_of(reading):
        if reading.tables[table.number].start >= end:
            break
        if not _take_rows(table, second, third, fourth):
            annex.take(table)
    cells = [*second.figures, *third.figures, *fourth.figures, *annex.figures]
    problems: list[HeaderProblem] = [*second.problems, *third.problems, *fourth.problems]
    eras = list(second.eras)
    held = {figure.table for figure in cells}
    from_lines = read_lines(reading, held)
    cells += from_lines.figures
    eras += from_lines.eras
    once: dict[tuple[object, ...], Figure] = {}
    for figure in cells:
        once.setdefault(figure[:3], figure)
    return Figures(_era(eras, cells), (*once.values(), *read_stated(reading)), tuple(problems))


def _take_rows(table: GridTable, second: Table2, third: Table3, fourth: Table4) -> bool:
    taken = False
    for row in range(len(table.rows)):
        taken |= third.take(table, row) or second.take(table, row) or fourth.take(table, row)
    return taken


def _era(eras: Sequence[Era], cells: Sequence[Figure]) -> Era | None:
    """Table 2 tells first, then the rows of table 3, then the annex."""
    if eras:
        return max(dict.fromkeys(eras), key=list(eras).count)
    rows = {figure.row for figure in cells if figure.table is TableName.TABLE3}
    if rows:
        return Era.TABLE_2021 if rows & set(OTHER_ROWS_2021) else Era.TABLE_2019
    return Era.FREE_2008 if any(figure.table is TableName.ANNEX for figure in cells) else None


JsonNumber = int | float | None


def as_json(figures: Figures) -> dict[str, object]:
    """The figures as `nianbao read` prints them: `table2`, `table3` by row, `table4` by block.

    `annex` and `stated` are added where the report has them. Unknown is null.
    """
    table2 = {figure.key: _plain(figure.value) for figure in figures.of(TableName.TABLE2)}
    document: dict[str, object] = {
        "table2": table2,
        "table3": _nested(figures.of(TableName.TABLE3)),
        "table4": _nested(figures.of(TableName.TABLE4)),
    }
    if annex := figures.of(TableName.ANNEX):
        document["annex"] = {figure.key: _plain(figure.value) for figure in annex}
    if stated := figures.of(TableName.STATED):
        document["stated"] = [
            {"key": figure.key, "value": _plain(figure.value), "unit": figure.unit, "raw": figure.raw}
            for figure in stated
        ]
    return document


def _nested(cells: Iterable[Figure]) -> dict[str, dict[str, JsonNumber]]:
    found: dict[str, dict[str, JsonNumber]] = {}
    for figure in cells:
        found.setdefault(figure.row, {})[figure.column] = _plain(figure.value)
    return found


def _plain(value: Number | None) -> JsonNumber:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
