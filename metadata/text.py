"""The text of a body: its lines, its tables as rows of cells, and its sections, with their offsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metadata.body import BodyRange
from metadata.flattening import TABLE
from metadata.headings import heading_of
from metadata.lines import PageLines
from metadata.reading import Section, Table
from metadata.tables import Grid, read_grid, texts_of_cells


@dataclass(frozen=True, slots=True)
class BodyText:
    """The text of a body with its tables and sections; offsets are characters of `text`."""

    text: str
    tables: tuple[Table, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """Some lines of the text: prose, or a table."""

    lines: tuple[str, ...]
    grid: Grid | None = None


def text_of_body(page: PageLines, body: BodyRange) -> BodyText:
    """The text of the body's lines; each data table stands where it stood, a row a line, cells parted by tabs."""
    return _joined(_parts(page, body))


def text_of_parts(parts: Sequence[str | Grid]) -> BodyText:
    """The text of prose and tables that come from a file (PDF, DOCX, XLSX)."""
    return _joined(
        [
            _Part(tuple(part.splitlines())) if isinstance(part, str) else _Part(_row_lines(part), part)
            for part in parts
        ]
    )


def _parts(page: PageLines, body: BodyRange) -> list[_Part]:
    wanted = set(body.numbers)
    grids: dict[int, tuple[int, Grid]] = {}
    tables = [
        block
        for block in page.blocks
        if block.sign == TABLE and block.start in wanted and block.end - 1 in wanted
    ]
    text_of = texts_of_cells(page) if tables else str
    for block in tables:
        grid = read_grid(block.element, text_of)
        if grid is not None:
            grids[block.start] = (block.end, grid)
    parts: list[_Part] = []
    number_after_table = -1
    for number in body.numbers:
        if number < number_after_table:
            continue
        if number in grids:
            number_after_table, grid = grids[number]
            parts.append(_Part(_row_lines(grid), grid))
        else:
            parts.append(_Part((page.lines[number].text,)))
    return parts


def _row_lines(grid: Grid) -> tuple[str, ...]:
    return tuple("\t".join(row).rstrip("\t") for row in grid.written)


def _joined(parts: Sequence[_Part]) -> BodyText:
    written: list[str] = []
    tables: list[Table] = []
    headings: list[tuple[int, str, int]] = []
    at = 0
    for part in parts:
        start = at
        for line in part.lines:
            if part.grid is None and (found := heading_of(line)):
                headings.append((*found, at))
            written.append(line)
            at += len(line) + 1
        if part.grid is not None:
            tables.append(Table(part.grid.rows, start, max(start, at - 1)))
    text = "\n".join(written)
    return BodyText(text, tuple(tables), _sections(headings, len(text)))


def _sections(headings: Sequence[tuple[int, str, int]], length: int) -> tuple[Section, ...]:
    """The sections from each heading to the next of its level or of one above."""
    sections: list[Section] = []
    next_of: dict[
        int, int
    ] = {}  # by level: looked for from each heading on, a page of them would take for ever
    for level, words, start in reversed(headings):
        end = min((after for upper, after in next_of.items() if upper <= level), default=length)
        sections.append(Section(level, words, start, end))
        next_of[level] = start
    return tuple(reversed(sections))
