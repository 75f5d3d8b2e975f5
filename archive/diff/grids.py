"""A table as rows and columns with names, so that two editions of it can be compared cell by cell.

Portals print the same official table with other column orders and with added or dropped rows, so a cell is
bound by the words that head its row and its column, never by its position.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from metadata.reading import Table
from metadata.script_forms import squeezed

_BLANKS = frozenset({"", "/", "-", "--", "—", "——", "\\", "无"})
_FIGURE = re.compile(r"[减增+\-−]?\d[\d,]*(?:\.\d+)?(?:[^\W\d]{1,4}|%)?")
SEPARATOR = " › "

Label = tuple[str, int]
"""Words of a row's or a column's head, and how many of the same stood before it."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of figures: its name, and its cells by the name of their column."""

    label: Label
    cells: dict[Label, str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table read by its names. `heads` are the rows that hold no figure, as written."""

    rows: dict[Label, GridRow]
    columns: tuple[Label, ...]
    heads: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """All names of rows and columns, for finding the same table in another edition."""
        return frozenset(label for label, _ in (*self.rows, *self.columns))


def plain_cell(cell: str) -> str:
    """A cell as it is compared: one width of characters, no white space."""
    return squeezed(cell)


def is_figure(cell: str) -> bool:
    """Whether a cell holds a number, with or without its unit or sign in words (减1, 31批次, 709455.9元)."""
    return _FIGURE.fullmatch(plain_cell(cell)) is not None


def grid_of(table: Table) -> Grid:
    """Read the names of a table's rows and columns; a table without any figure is named by its edges."""
    rows = [row for row in table.rows if any(cell.strip() for cell in row)]
    if not any(_is_data(row) for row in rows):
        return _grid(rows, [index > 0 for index in range(len(rows))], 1)
    return _grid(rows, [_is_data(row) for row in rows], None)


def _is_data(row: Sequence[str]) -> bool:
    plain = [plain_cell(cell) for cell in row]
    if any(is_figure(cell) for cell in plain):
        return True
    # A head may lack its corner, but has no blank after its first word.
    first_word = next((index for index, cell in enumerate(plain) if cell not in _BLANKS), len(plain))
    return any(cell in _BLANKS for cell in plain[first_word:])


def _grid(rows: Sequence[Sequence[str]], data: Sequence[bool], fixed_label_cells: int | None) -> Grid:
    named: dict[Label, GridRow] = {}
    columns: dict[Label, None] = {}
    heads: list[str] = []
    above: list[Sequence[str]] = []
    seen: Counter[str] = Counter()
    head_open = False
    for row, is_data in zip(rows, data, strict=True):
        if not is_data:
            above = [*above, row] if head_open else [row]
            head_open = True
            heads.append(_path(row))
            continue
        head_open = False
        first = _label_cells(row) if fixed_label_cells is None else min(fixed_label_cells, len(row) - 1)
        name = _path(row[:first])
        label = (name, seen[name])
        seen[name] += 1
        cells = dict(zip(_column_labels(above, len(row))[first:], row[first:], strict=True))
        named[label] = GridRow(label, cells)
        columns.update(dict.fromkeys(cells))
    spread = _spread_columns(named.values(), columns)
    rows_told = {
        label: GridRow(label, {column: cell for column, cell in row.cells.items() if column not in spread})
        for label, row in named.items()
    }
    return Grid(rows_told, tuple(column for column in columns if column not in spread), tuple(heads))


def _spread_columns(rows: Collection[GridRow], columns: Iterable[Label]) -> frozenset[Label]:
    """Columns that repeat in every row the cell of the one of the same name before: a cell spread over both."""
    spread: set[Label] = set()
    for name, number in columns:
        before, label = (name, number - 1), (name, number)
        cells = [row.cells for row in rows if label in row.cells] if number else []
        if cells and all(
            before in row and plain_cell(row[label]) == plain_cell(row[before]) for row in cells
        ):
            spread.add(label)
    return frozenset(spread)


def _label_cells(row: Sequence[str]) -> int:
    for index, cell in enumerate(row):
        plain = plain_cell(cell)
        if is_figure(plain) or (plain in _BLANKS and any(plain_cell(c) not in _BLANKS for c in row[:index])):
            return index
    return 0


def _column_labels(above: Sequence[Sequence[str]], width: int) -> list[Label]:
    # A line across the whole table heads its block, not its columns.
    heads = [row for row in above if len({plain_cell(cell) for cell in row}) > 1] or list(above)
    seen: Counter[str] = Counter()
    labels: list[Label] = []
    for column in range(width):
        name = _path([row[column] for row in heads if column < len(row)])
        labels.append((name, seen[name]))
        seen[name] += 1
    return labels


def _path(cells: Sequence[str]) -> str:
    """The words of spanned cells, each once."""
    return SEPARATOR.join(dict.fromkeys(plain for cell in cells if (plain := plain_cell(cell))))
