"""Differences between the tables of two readings, told by table, row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from archive.diff.alignment import heaviest_ascending
from archive.diff.grids import SEPARATOR, Grid, GridRow, Label, grid_of, is_figure, plain_cell
from metadata.reading import Table

# Two tables are editions of one when this part of their row and column names is the same; two names are one
# name corrected when they are alike to this degree.
_SAME_TABLE = 0.3
_SAME_NAME = 0.7


class TableChangeKind(StrEnum):
    """What happened to a table."""

    CELL_CHANGED = "cell_changed"
    ROW_ADDED = "row_added"
    ROW_REMOVED = "row_removed"
    COLUMN_ADDED = "column_added"
    COLUMN_REMOVED = "column_removed"
    LABEL_CHANGED = "label_changed"
    ROW_MOVED = "row_moved"
    TABLE_ADDED = "table_added"
    TABLE_REMOVED = "table_removed"


@dataclass(frozen=True, slots=True)
class TableChange:
    """One change of one table.

    `table` counts from 0, in the new reading where the table is there, else in the old one. `row` and
    `column` are the words at the row's and the column's head; `old` and `new` are as written.
    """

    kind: TableChangeKind
    table: int
    row: str
    column: str
    old: str | None
    new: str | None

    @property
    def is_figure(self) -> bool:
        """Whether a number changed (or came, or went)."""
        return self.kind is TableChangeKind.CELL_CHANGED and any(
            cell is not None and is_figure(cell) for cell in (self.old, self.new)
        )


def diff_tables(old: Sequence[Table], new: Sequence[Table]) -> tuple[TableChange, ...]:
    """Compare tables cell by cell. Width of characters and white space in a cell are no change."""
    old_grids, new_grids = [grid_of(table) for table in old], [grid_of(table) for table in new]
    pairs = pair_grids(old_grids, new_grids)
    changes: list[TableChange] = []
    for index in range(len(old)):
        if index not in pairs:
            changes.append(TableChange(TableChangeKind.TABLE_REMOVED, index, "", "", _name(old[index]), None))
    partner = {there: here for here, there in pairs.items()}
    for index in range(len(new)):
        if index in partner:
            changes.extend(_diff_grids(index, old_grids[partner[index]], new_grids[index]))
        else:
            changes.append(TableChange(TableChangeKind.TABLE_ADDED, index, "", "", None, _name(new[index])))
    return tuple(changes)


def pair_grids(old: Sequence[Grid], new: Sequence[Grid]) -> dict[int, int]:
    """Which table of the old reading is which of the new one, by shared names, then by order."""
    scores = sorted(
        (
            (-_likeness(a, b), abs(i - j), i, j)
            for i, a in enumerate(old)
            for j, b in enumerate(new)
            if _likeness(a, b) >= _SAME_TABLE
        ),
    )
    pairs: dict[int, int] = {}
    for _, _, i, j in scores:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return dict(sorted(pairs.items()))


def _likeness(old: Grid, new: Grid) -> float:
    either = old.names | new.names
    return len(old.names & new.names) / len(either) if either else 1.0


def _name(table: Table) -> str:
    return next((cell.strip() for row in table.rows for cell in row if cell.strip()), "")


def _diff_grids(index: int, old: Grid, new: Grid) -> list[TableChange]:
    kind = TableChangeKind
    row_names = _pair_names(tuple(old.rows), tuple(new.rows))
    column_names = _pair_names(old.columns, new.columns)
    changes = [
        TableChange(kind.LABEL_CHANGED, index, here[0], "", here[0], there[0])
        for here, there in row_names.items()
        if here[0] != there[0]
    ]
    changes += _diff_columns(index, old, new, column_names)
    for label, row in old.rows.items():
        if label in row_names:
            changes.extend(_diff_cells(index, row, new.rows[row_names[label]], column_names))
        else:
            changes.append(TableChange(kind.ROW_REMOVED, index, label[0], "", _cells(row), None))
    known_rows = set(row_names.values())
    changes += [
        TableChange(kind.ROW_ADDED, index, label[0], "", None, _cells(row))
        for label, row in new.rows.items()
        if label not in known_rows
    ]
    return [
        *changes,
        *_diff_heads(index, old, new, bool(changes)),
        *(
            TableChange(kind.ROW_MOVED, index, label[0], "", *places)
            for label, *places in _moved_rows(old, new, row_names)
        ),
    ]


def _diff_columns(index: int, old: Grid, new: Grid, pairs: Mapping[Label, Label]) -> Iterator[TableChange]:
    """Columns by their names: called otherwise, gone, or new."""
    for here, there in pairs.items():
        if here[0] != there[0]:
            yield TableChange(TableChangeKind.LABEL_CHANGED, index, "", here[0], here[0], there[0])
    for column in old.columns:
        if column not in pairs:
            yield TableChange(TableChangeKind.COLUMN_REMOVED, index, "", column[0], column[0], None)
    known = set(pairs.values())
    for column in new.columns:
        if column not in known:
            yield TableChange(TableChangeKind.COLUMN_ADDED, index, "", column[0], None, column[0])


def _moved_rows(old: Grid, new: Grid, pairs: Mapping[Label, Label]) -> Iterator[tuple[Label, str, str]]:
    """Rows in another order among those that both sides have: their number before, and now.

    Columns in another order are told by nothing: portals print the total first or last as they please.
    """
    names = tuple(new.rows)
    order = {label: place for place, label in enumerate(names)}
    places = [(place, order[pairs[label]]) for place, label in enumerate(old.rows) if label in pairs]
    stayed = set(heaviest_ascending(places, [1] * len(places)))
    for before, after in places:
        if (before, after) not in stayed:
            yield names[after], str(before + 1), str(after + 1)


def _diff_cells(index: int, old: GridRow, new: GridRow, columns: dict[Label, Label]) -> list[TableChange]:
    changes: list[TableChange] = []
    partner = {there: here for here, there in columns.items()}
    for column, cell in old.cells.items():
        there = columns.get(column)
        other = new.cells.get(there) if there is not None else None
        if there is not None and plain_cell(cell) != plain_cell(other or ""):
            changes.append(
                TableChange(TableChangeKind.CELL_CHANGED, index, new.label[0], there[0], cell, other)
            )
    for column, cell in new.cells.items():
        here = partner.get(column)
        if here is not None and here not in old.cells and plain_cell(cell):
            changes.append(
                TableChange(TableChangeKind.CELL_CHANGED, index, new.label[0], column[0], None, cell)
            )
    return changes


def _diff_heads(index: int, old: Grid, new: Grid, explained: bool) -> list[TableChange]:
    """Heads that changed where no name of a row or column tells it already."""
    if explained or old.heads == new.heads:
        return []
    # Words, not their order: columns that changed places are told by nothing but their cells.
    before = {frozenset(head.split(SEPARATOR)): head for head in old.heads}
    after = {frozenset(head.split(SEPARATOR)): head for head in new.heads}
    gone = [head for words, head in before.items() if words not in after]
    come = [head for words, head in after.items() if words not in before]
    if not gone and not come:
        return []
    return [
        TableChange(
            TableChangeKind.LABEL_CHANGED, index, "", "", "\n".join(gone) or None, "\n".join(come) or None
        )
    ]


def _pair_names(old: Sequence[Label], new: Sequence[Label]) -> dict[Label, Label]:
    """The same names on both sides; then, among the rest, names that were only corrected, in order."""
    known = set(new)
    pairs = {label: label for label in old if label in known}
    left = [label for label in new if label not in pairs]
    for label in old:
        if label in pairs or not label[0]:
            continue
        best = max(left, key=lambda other: fuzz.ratio(label[0], other[0]), default=None)
        if best is not None and fuzz.ratio(label[0], best[0]) >= 100 * _SAME_NAME:
            pairs[label] = best
            left.remove(best)
    return pairs


def _cells(row: GridRow) -> str:
    return "\t".join(cell.strip() for cell in row.cells.values())
