"""A table of a reading as figures see it: cells, which of them only repeat a spanning one, and labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from metadata.figures.columns import Binding, Head
from metadata.figures.keys import Patterns, key_of
from metadata.figures.numbers import looks_numeric
from metadata.figures.values import HeaderProblem, TableCell, TableName
from metadata.reading import Reading
from metadata.script_forms import simplified, squeezed

_TABLE_CHARACTERS = str.maketrans("強復後執決徵屬庫終訟據維糾審結", "强复后执决征属库终讼据维纠审结")
"""Traditional characters of the tables' labels that those of organs and titles do not have."""


Labels = tuple[str, ...]
"""Labels of one row: those of the national formats recur in every report, so what they mean is looked up once."""


@lru_cache(maxsize=4096)
def _cell(table: int, row: int, column: int) -> TableCell:
    return TableCell(table, row, column)


class Row(NamedTuple):
    """A row as its words tell: each cell squeezed, and whether it is a value.

    `labels` are the other cells, each once, without the blank ones. `leads` are the labels from the last before the
    first value leftwards, and `place` is where that last one stands, -1 where a value comes first.
    """

    words: tuple[str, ...]
    values: tuple[bool, ...]
    labels: Labels
    leads: Labels
    place: int

    @property
    def has_value(self) -> bool:
        """Whether any cell is a value."""
        return True in self.values


@dataclass(frozen=True, slots=True)
class GridTable:
    """Table `number` of a reading: `rows` with spans repeated, `written` without, `told` what their words tell."""

    number: int
    rows: tuple[tuple[str, ...], ...]
    written: tuple[tuple[str, ...], ...]
    told: tuple[Row, ...]

    def place(self, row: int, column: int) -> TableCell:
        """The cell as evidence."""
        return _cell(self.number, row, column)

    def continues(self, row: int, column: int) -> bool:
        """Whether a cell only repeats the one to its left that spans it."""
        if column == 0 or not self.rows[row][column] or self.written[row][column]:
            return False
        return self.rows[row][column] == self.rows[row][column - 1]

    def places(self, row: int, label: int, binding: Binding) -> dict[str, int]:
        """Where each bound column of a row stands whose label is in column `label`.

        By the order of the heads, if the row has a cell for each: in Word's tables a column can begin elsewhere in
        every row. Else below the heads, if nothing stands between the label and them.
        """
        cells = self.cells_behind(row, label, len(binding.order))
        if cells:
            return {key: at for key, at in zip(binding.order, cells, strict=True) if key}
        first = min((places[0] for places in binding.places.values()), default=0)
        if label >= first or any(self.told[row].words[label + 1 : first]):
            return {}
        found = {key: self._filled(row, places) for key, places in binding.places.items()}
        return {key: at for key, at in found.items() if at is not None}

    def cells_behind(self, row: int, label: int, count: int) -> list[int]:
        """Where the cells behind a label begin, blank ones at the end left out; none if they are not `count`."""
        cells = self.rows[row]
        found = [at for at in range(label + 1, len(cells)) if not self.continues(row, at)]
        while len(found) > count and not cells[found[-1]]:
            found.pop()
        return found if len(found) == count else []

    def _filled(self, row: int, places: Sequence[int]) -> int | None:
        """The first of the places that is filled, else the first that is in the row; None if none is."""
        inside = [at for at in places if at < len(self.rows[row])]
        return next((at for at in inside if self.rows[row][at]), inside[0] if inside else None)


def tables_of(reading: Reading) -> tuple[GridTable, ...]:
    """The tables of a reading.

    `Reading.text` holds every spanning cell once, `Table.rows` in all its places; comparing the two tells a
    head that spans two columns from one that is printed twice.
    """
    found = []
    for number, table in enumerate(reading.tables):
        lines = reading.text[table.start : table.end].split("\n")
        written = table.rows
        if len(lines) == len(table.rows):
            written = tuple(_padded(line, len(row)) for line, row in zip(lines, table.rows, strict=True))
        found.append(GridTable(number, table.rows, written, tuple(map(_told_by, table.rows))))
    return tuple(found)


def _told_by(cells: tuple[str, ...]) -> Row:
    return _remembered_row(cells) if sum(map(len, cells)) <= _LONGEST_ROW else _row(cells)


def _row(cells: tuple[str, ...]) -> Row:
    words = tuple(map(label, cells))
    values = tuple(map(looks_numeric, words))
    labels = dict.fromkeys(cell for cell, value in zip(words, values, strict=True) if cell and not value)
    until = values.index(True) if True in values else len(words)
    place = next((column for column in range(until - 1, -1, -1) if words[column]), -1)
    leads = dict.fromkeys(cell for cell in reversed(words[: place + 1]) if cell)
    return Row(words, values, tuple(labels), tuple(leads), place)


_LONGEST_ROW = 300
"""Characters; heads, groups and rows of zeros recur in every report."""
_remembered_row = lru_cache(maxsize=4096)(_row)


def _padded(line: str, width: int) -> tuple[str, ...]:
    """The cells of a line of text; the text drops the blank ones at its end."""
    cells = line.split("\t")[:width]
    return (*cells, *([""] * (width - len(cells))))


def label(cell: str) -> str:
    """A cell's words for matching: no white space, half-width, simplified, 其它 as 其他."""
    return _remembered_label(cell) if len(cell) <= _LONGEST_REMEMBERED else _label(cell)


def _label(cell: str) -> str:
    return simplified(squeezed(cell)).translate(_TABLE_CHARACTERS).replace("其它", "其他")


_LONGEST_REMEMBERED = 80
"""Characters; numbers and the labels of the national formats recur in every report."""
_remembered_label = lru_cache(maxsize=8192)(_label)


def heads(table: GridTable, head_rows: Sequence[int], first: int, patterns: Patterns) -> tuple[Head, ...]:
    """The heads of the columns from `first` on, neighbours that one cell spans taken together.

    A column is known by the lowest of its head cells that has known words, or by all of them joined (商业
    over 企业 in two rows).
    """
    words = [row.words for row in table.told]
    found: list[Head] = []
    for column in range(first, len(table.rows[0])):
        texts = list(dict.fromkeys(words[row][column] for row in head_rows if words[row][column]))
        key = next((key for text in reversed(texts) if (key := key_of(text, patterns))), None)
        joined = ("".join(texts[start:]) for start in range(len(texts)))
        key = key or next((key for text in joined if (key := key_of(text, patterns))), None)
        last = head_rows[-1]
        if found and table.continues(last, column) and key == found[-1].key:
            found[-1] = Head((*found[-1].places, column), key, found[-1].text)
        elif texts or any(row.values[column] for row in table.told):
            found.append(Head((column,), key, texts[-1] if texts else ""))
    while found and not found[-1].text:
        found.pop()
    return tuple(found)


def head_problems(table: GridTable, row: int, binding: Binding, name: TableName) -> Iterator[HeaderProblem]:
    """What is wrong with the heads of table `name` that a binding was made from; `row` is their lowest."""
    for kind, wrong in (("repeated", binding.repeated), ("unknown_column", binding.unknown)):
        for head in wrong:
            yield HeaderProblem(name, kind, head.text, binding.complete, table.place(row, head.places[0]))
