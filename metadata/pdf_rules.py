"""Tables of a printed page, found by their rules: where the lines are, which cells they leave, which are merged.

Boxes are (left, bottom, right, top) in points, with the origin at the lower left, as PDF counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]

THIN = 3.0
"""Points; a path thinner than this is a rule."""
NEAR = 2.5
"""Points within which two rules are the same or meet."""
_ROW = 8.0
"""Points; no row of text is lower."""
_MAX_LINES = 400


@dataclass(frozen=True, slots=True)
class Cell:
    """The box of a cell, merged cells taken together."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table's box and its cells by row and column; a merged cell stands in every place it covers.

    `columns` are the edges of its columns from left to right.
    """

    top: float
    bottom: float
    columns: tuple[float, ...]
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A line at `at`, from `start` to `end` along the other axis."""

    at: float
    start: float
    end: float


def ruled_tables(paths: Iterable[Box]) -> tuple[RuledTable, ...]:
    """The tables of a page from the boxes of its paths, from top to bottom; one row may be a page break's remainder."""
    across, down = _rules(paths)
    tables = []
    for top, bottom in _bands(across, down):
        inside_across = [rule for rule in across if bottom - NEAR <= rule.at <= top + NEAR]
        inside_down = [rule for rule in down if rule.start < top and rule.end > bottom]
        table = _table(inside_across, inside_down, top, bottom)
        if table is not None:
            tables.append(table)
    return tuple(sorted(tables, key=lambda table: -table.top))


def _rules(paths: Iterable[Box]) -> tuple[list[_Rule], list[_Rule]]:
    across: list[_Rule] = []
    down: list[_Rule] = []
    for left, bottom, right, top in paths:
        wide, high = right - left, top - bottom
        if high <= THIN and wide > 2 * THIN:
            across.append(_Rule((top + bottom) / 2, left, right))
        elif wide <= THIN and high > 2 * THIN:
            down.append(_Rule((left + right) / 2, bottom, top))
        elif wide > 2 * THIN and high > 2 * THIN:
            across += [_Rule(top, left, right), _Rule(bottom, left, right)]
            down += [_Rule(left, bottom, top), _Rule(right, bottom, top)]
    return across[: _MAX_LINES * 4], down[: _MAX_LINES * 4]


def _bands(across: Sequence[_Rule], down: Sequence[_Rule]) -> list[tuple[float, float]]:
    """The heights (top, bottom) that vertical rules span without a break: one for each table."""
    spans = sorted(((rule.end, rule.start) for rule in down), reverse=True)
    bands: list[tuple[float, float]] = []
    for top, bottom in spans:
        if bands and top >= bands[-1][1] - NEAR:
            bands[-1] = (bands[-1][0], min(bands[-1][1], bottom))
        else:
            bands.append((top, bottom))
    return [
        band for band in bands if sum(band[1] - NEAR <= rule.at <= band[0] + NEAR for rule in across) >= 2
    ]


def _distinct(places: Iterable[float]) -> list[float]:
    """Places from left to right, those of one rule once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > NEAR:
            found.append(place)
    return found


def _table(across: Sequence[_Rule], down: Sequence[_Rule], top: float, bottom: float) -> RuledTable | None:
    """The cells between the rules; a page break leaves a table's last edge out, so the band's ends are edges."""
    columns = _distinct(rule.at for rule in down)
    rows = _distinct([*(rule.at for rule in across), *_edges(across, top, bottom)])[::-1]
    if not (3 <= len(columns) <= 60 and 2 <= len(rows) <= _MAX_LINES):
        return None
    height, width = len(rows) - 1, len(columns) - 1
    owner = [[(row, column) for column in range(width)] for row in range(height)]
    for row in range(height):
        middle = (rows[row] + rows[row + 1]) / 2
        for column in range(1, width):
            if not _crossed(down, columns[column], middle):
                _merge(owner, (row, column - 1), (row, column))
    for column in range(width):
        middle = (columns[column] + columns[column + 1]) / 2
        for row in range(1, height):
            if not _crossed(across, rows[row], middle):
                _merge(owner, (row - 1, column), (row, column))
    boxes = _boxes(owner, rows, columns)
    cells = tuple(tuple(boxes[owner[row][column]] for column in range(width)) for row in range(height))
    return RuledTable(rows[0], rows[-1], tuple(columns), cells)


def _edges(across: Sequence[_Rule], top: float, bottom: float) -> list[float]:
    """The ends of the band that no rule marks, if a row of text fits between."""
    places = [rule.at for rule in across]
    return [edge for edge, gap in ((top, top - max(places)), (bottom, min(places) - bottom)) if gap > _ROW]


def _crossed(rules: Sequence[_Rule], at: float, along: float) -> bool:
    return any(abs(rule.at - at) <= NEAR and rule.start - NEAR <= along <= rule.end + NEAR for rule in rules)


def _merge(owner: list[list[tuple[int, int]]], one: tuple[int, int], other: tuple[int, int]) -> None:
    kept, lost = owner[one[0]][one[1]], owner[other[0]][other[1]]
    if kept == lost:
        return
    for row in owner:
        for column, name in enumerate(row):
            if name == lost:
                row[column] = kept


def _boxes(
    owner: Sequence[Sequence[tuple[int, int]]], rows: Sequence[float], columns: Sequence[float]
) -> dict[tuple[int, int], Cell]:
    extents: dict[tuple[int, int], list[int]] = {}
    for row, names in enumerate(owner):
        for column, name in enumerate(names):
            extent = extents.setdefault(name, [column, row, column, row])
            extent[0], extent[1] = min(extent[0], column), min(extent[1], row)
            extent[2], extent[3] = max(extent[2], column), max(extent[3], row)
    return {
        name: Cell(columns[left], rows[bottom + 1], columns[right + 1], rows[top])
        for name, (left, top, right, bottom) in extents.items()
    }
