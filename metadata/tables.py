"""Tables of a body: cells with their spans resolved, and which tables are data and which only lay out the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from metadata.flattening import CELL
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
    rows: list[list[str]] = []
    written: list[list[str]] = []
    covered: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for number, row in enumerate(islice(table.iter("tr"), MAX_ROWS)):
        taken = covered[number]
        own: list[str] = []
        column = 0
        for cell in row.iterchildren("td", "th"):
            while column in taken:
                column += 1
            if column >= MAX_COLUMNS:
                break
            text = text_of(cell)
            if len(text) > _LAYOUT_CELL:
                return None
            if column > len(own):
                own += [""] * (column - len(own))
            own.append(text)
            if cell.get("rowspan") is not None or cell.get("colspan") is not None:
                for place, right in _places(cell, number, column):
                    covered[place].setdefault(right, text)
            column += 1
        written.append(own)
        rows.append(_with_covered(own, taken))
    return _grid(rows, written)


def _with_covered(own: list[str], taken: dict[int, str]) -> list[str]:
    """A row with the text of every span that covers a place in it."""
    if not taken:
        return own
    row = own + [""] * (max(taken) + 1 - len(own))
    for column, text in taken.items():
        row[column] = text
    return row


def texts_of_cells(page: PageLines) -> Callable[[Any], str]:
    """The text of each cell of a page, its lines joined; what is hidden in a cell that is shown is left out.

    A cell of what no browser shows, as of a `<select>`, is none of the page's blocks: it says nothing.
    """
    cells = {block.element: block for block in page.blocks if block.sign == CELL}

    def text_of(cell: Any) -> str:
        if (block := cells.get(cell)) is None:
            return ""
        _, start, end, _ = block
        if end - start == 1:
            return page.lines[start].text
        lines = page.lines[start:end]
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


def _places(cell: Any, row: int, column: int) -> Iterator[tuple[int, int]]:
    for down in range(min(_span(cell, "rowspan"), MAX_ROWS - row)):
        for right in range(min(_span(cell, "colspan"), MAX_COLUMNS - column)):
            yield row + down, column + right


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), 100)) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _grid(rows: Sequence[list[str]], written: Sequence[list[str]]) -> Grid | None:
    width = max(map(len, rows), default=0)
    if width < 2 or not any(len(row) - row.count("") > 1 for row in written):
        return None
    held = [(row, own) for row, own in zip(rows, written, strict=True) if any(row)]
    if len(held) < 2:
        return None
    return Grid(_evened((row for row, _ in held), width), _evened((own for _, own in held), width))


def _evened(rows: Iterable[list[str]], width: int) -> tuple[tuple[str, ...], ...]:
    """Rows of one width."""
    return tuple((*row, *[""] * (width - len(row))) for row in rows)
