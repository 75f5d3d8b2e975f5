"""The body of a report as a page shows it: headings, paragraphs, and tables where they stood."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from archive.diff.grids import is_figure, plain_cell

_BLANKS = frozenset({"", "/", "-", "--", "—", "——", "\\"})
_NOUGHTS = frozenset({"无", "零", "〇"})
"""Words that stand where a number does: they are no heads, and two of them side by side are two values."""

_MARKS_BEHIND = string.whitespace + "\u3000。．.：:；;，,、"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, how far it spans, and whether it names its row or column."""

    text: str
    row: int
    column: int
    rows: int
    columns: int
    head: Literal["", "row", "col"]
    numeric: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the body: a heading with its level and anchor, a paragraph, or a table with its number.

    `start` is the offset of its text in the whole.
    """

    kind: Literal["heading", "paragraph", "table"]
    text: str = ""
    start: int = 0
    level: int = 0
    anchor: str = ""
    number: int = 0
    cells: tuple[tuple[Cell, ...], ...] = ()


def blocks(text: str, sections: Sequence[Sequence[Any]], tables: Sequence[dict[str, Any]]) -> list[Block]:
    """The body in order. `sections` and `tables` are as the catalogue holds them; wrong offsets are ignored."""
    headings = {start: (level, heading) for level, heading, start, _ in sections}
    parts: list[Block] = []
    done = 0
    for number, table in enumerate(tables):
        start, end = table["start"], table["end"]
        if not done <= start <= end <= len(text):
            continue
        parts += _paragraphs(text, done, start, headings)
        parts.append(Block("table", number=number, cells=merged_cells(table["rows"])))
        done = end
    return [*parts, *_paragraphs(text, done, len(text), headings)]


def _paragraphs(text: str, start: int, end: int, headings: dict[int, tuple[int, str]]) -> Iterator[Block]:
    place = start
    for line in text[start:end].split("\n"):
        stripped = line.strip()
        if stripped:
            first = place + line.index(stripped)
            level, heading = headings.get(first, headings.get(place, (0, "")))
            heading = heading.strip()
            if heading and stripped.startswith(heading):
                # A heading that its paragraph follows on the line: the mark between them begins no paragraph.
                rest = stripped[len(heading) :].lstrip(_MARKS_BEHIND)
                shown = stripped[: len(stripped) - len(rest)].rstrip()
                yield Block("heading", shown, first, level=min(max(level, 2), 4), anchor=f"s{place}")
                first, stripped = first + len(stripped) - len(rest), rest
            if stripped:
                yield Block("paragraph", stripped, first)
        place += len(line) + 1


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph, and the number of the finding that quotes it (0 for none)."""

    text: str
    finding: int = 0


def pieces(block: Block, quotes: Sequence[tuple[int, int, int]]) -> list[Piece]:
    """A paragraph cut where findings quote it. `quotes` are (start, end, number) in the whole text."""
    told: list[Piece] = []
    done = 0
    for start, end, number in sorted(quotes):
        first, last = max(start - block.start, done), min(end - block.start, len(block.text))
        if first < last:
            told += [Piece(block.text[done:first]), Piece(block.text[first:last], number)]
            done = last
    return [piece for piece in (*told, Piece(block.text[done:])) if piece.text]


def merged_cells(table: Sequence[Sequence[str]]) -> tuple[tuple[Cell, ...], ...]:
    """A table whose spans were resolved (each cell repeated) with its spans again.

    Words are joined where they are repeated; figures only under one head that spans them: two equal numbers
    side by side are two numbers.
    """
    taken: set[tuple[int, int]] = set()
    heads: dict[int, tuple[int, int]] = {}
    merged: list[tuple[Cell, ...]] = []
    for index, row in enumerate(table):
        cells: list[Cell] = []
        labels = _label_cells(row)
        for column, text in enumerate(row):
            if (index, column) in taken:
                continue
            wide, deep = _span(table, index, column, taken, heads)
            taken |= {(index + i, column + j) for i in range(deep) for j in range(wide)}
            words = not _is_value(text) and plain_cell(text) not in _BLANKS
            head: Literal["", "row", "col"] = ""
            if words and labels is None:
                head = "col"
                heads |= {column + j: (index, column) for j in range(wide)}
            elif words and labels is not None and column < labels:
                head = "row"
            cells.append(Cell(text.strip(), index, column, deep, wide, head, _is_value(text)))
        merged.append(tuple(cells))
    return tuple(merged)


def _is_value(text: str) -> bool:
    return is_figure(text) or plain_cell(text) in _NOUGHTS


def _label_cells(row: Sequence[str]) -> int | None:
    """How many cells stand before the first value; None for a row of words alone, a head."""
    for column, text in enumerate(row):
        if _is_value(text) or (column and plain_cell(text) in _BLANKS):
            return column
    return None


def _span(
    table: Sequence[Sequence[str]],
    row: int,
    column: int,
    taken: set[tuple[int, int]],
    heads: dict[int, tuple[int, int]],
) -> tuple[int, int]:
    """How many columns and rows the cell here spans."""
    text, line = table[row][column], table[row]
    blank, figure = plain_cell(text) in _BLANKS, _is_value(text)
    wide = 1
    while (
        not blank
        and column + wide < len(line)
        and line[column + wide] == text
        and (row, column + wide) not in taken
    ):
        if figure and (column not in heads or heads.get(column + wide) != heads[column]):
            break
        wide += 1
    deep = 1
    while not (blank or figure) and _repeats(table, row + deep, column, wide, text, taken):
        deep += 1
    return wide, deep


def _repeats(
    table: Sequence[Sequence[str]], row: int, column: int, wide: int, text: str, taken: set[tuple[int, int]]
) -> bool:
    """Whether the row goes on with the same words in all of these columns."""
    if row >= len(table) or column + wide > len(table[row]):
        return False
    return all(table[row][column + j] == text and (row, column + j) not in taken for j in range(wide))
