"""Tables of a body: cells with their spans resolved, and which tables are data and which only lay out the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from metadata.lines import PageLines

MAX_ROWS = 5_000
MAX_COLUMNS = 60
"""No report has a table wider than 20; a wrong `colspan="1000"` must not make a thousand cells."""
_LAYOUT_CELL = 600
"""Characters; a cell that holds more holds a part of the page."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A data table: `rows` repeat a spanning cell's text in every place it covers, `written` has it once."""

    rows: tuple[tuple[str, ...], ...]
    written: tuple[tuple[str, ...], ...]


def read_grid(table: Any, text_of: Callable[[Any], str]) -> Grid | None:
    """The cells of a `<table>` element; None if it lays out the page instead of holding data.

    `text_of` gives the text of a `<td>` or `<th>` in one line (`texts_of_cells`).

    Data: no table inside another of its cells, at least two rows and two columns, no cell that is a page part.
    Rows with nothing in them are left out.
    """
    if next(table.iterdescendants("table"), None) is not None:
        return None
    cells: dict[tuple[int, int], tuple[str, bool]] = {}
    height = width = 0
    for number, row in enumerate(table.iter("tr")):
        if number >= MAX_ROWS:
            break
        height = max(height, number + 1)
        column = 0
        for cell in row.iterchildren("td", "th"):
            while (number, column) in cells:
                column += 1
            if column >= MAX_COLUMNS:
                break
            text = text_of(cell)
            if len(text) > _LAYOUT_CELL:
                return None
            for place in _places(cell, number, column):
                cells.setdefault(place, (text, place == (number, column)))
                width = max(width, place[1] + 1)
    return _grid(cells, height, width)


def texts_of_cells(page: PageLines) -> Callable[[Any], str]:
    """The text of each cell of a page, its lines joined; what is hidden in a cell that is shown is left out."""
    cells = {block.element: block for block in page.blocks if block.element.tag in {"td", "th"}}

    def text_of(cell: Any) -> str:
        block = cells[cell]
        lines = page.lines[block.start : block.end]
        if len(lines) == 1:
            return lines[0].text
        return join_lines([line.text for line in lines if not line.hidden] or [line.text for line in lines])

    return text_of


def join_lines(lines: list[str]) -> str:
    """Lines that were broken for width, in one: Chinese without a gap, letters and digits with a space."""
    text = ""
    for line in lines:
        gap = " " if text and line and _is_alphanumeric(text[-1]) and _is_alphanumeric(line[0]) else ""
        text += gap + line
    return text


def _is_alphanumeric(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _places(cell: Any, row: int, column: int) -> Iterable[tuple[int, int]]:
    if cell.get("rowspan") is None and cell.get("colspan") is None:
        return ((row, column),)
    return _covered(cell, row, column)


def _covered(cell: Any, row: int, column: int) -> Iterator[tuple[int, int]]:
    for down in range(min(_span(cell, "rowspan"), MAX_ROWS - row)):
        for right in range(min(_span(cell, "colspan"), MAX_COLUMNS - column)):
            yield row + down, column + right


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), 100)) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _grid(cells: dict[tuple[int, int], tuple[str, bool]], height: int, width: int) -> Grid | None:
    rows: list[tuple[str, ...]] = []
    written: list[tuple[str, ...]] = []
    for row in range(height):
        line = [cells.get((row, column), ("", True)) for column in range(width)]
        if not any(text for text, _ in line):
            continue
        rows.append(tuple(text for text, _ in line))
        written.append(tuple(text if first else "" for text, first in line))
    if len(rows) < 2 or width < 2 or not any(sum(1 for text in row if text) > 1 for row in written):
        return None
    return Grid(tuple(rows), tuple(written))
