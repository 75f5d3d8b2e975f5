"""A report as a PDF: title, paragraphs, ruled tables with their spans."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.sample.blocks import BlockKind, Body
from crawler.sample.pdf import MARGIN, PAGE_HEIGHT, PAGE_WIDTH, PdfPage, text_width, wrap, write_pdf
from crawler.sample.tables import Grid

_INDENT = "　　"
_SIZE = 12.0
_LEADING = 20.0
_CELL_SIZE = 7.5
_CELL_LEADING = 9.5
_PADDING = 2.0
_WIDTH = PAGE_WIDTH - 2 * MARGIN


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell with the grid lines that it lies between."""

    text: str
    row: int
    column: int
    rowspan: int
    colspan: int


class _Typesetter:
    """Sets blocks one below the other, page by page."""

    def __init__(self) -> None:
        self.pages = [PdfPage()]
        self._y = float(PAGE_HEIGHT - MARGIN)

    def _room(self, height: float) -> PdfPage:
        if self._y - height < MARGIN:
            self.pages.append(PdfPage())
            self._y = float(PAGE_HEIGHT - MARGIN)
        return self.pages[-1]

    def title(self, text: str) -> None:
        size = 18 if text_width(text, 18) <= _WIDTH else 14
        for line in wrap(text, size, _WIDTH):
            page = self._room(30)
            self._y -= 30
            page.text((PAGE_WIDTH - text_width(line, size)) / 2, self._y, line, size)
        self._y -= 10

    def paragraph(self, text: str, right: bool) -> None:
        # An em space pair at the head of a line is an indent, not text.
        for line in wrap(text if right else _INDENT + text, _SIZE, _WIDTH):
            page = self._room(_LEADING)
            self._y -= _LEADING
            indent = text_width(_INDENT, _SIZE) if line.startswith(_INDENT) else 0.0
            x = PAGE_WIDTH - MARGIN - text_width(line, _SIZE) if right else MARGIN + indent
            page.text(x, self._y, line.removeprefix(_INDENT), _SIZE)

    def table(self, grid: Grid) -> None:
        cells = place_cells(grid)
        widths = _column_widths(cells)
        heights = _row_heights(cells, widths)
        page = self._room(sum(heights) + 8)
        top = self._y - 8
        for cell in cells:
            x = MARGIN + sum(widths[: cell.column])
            width = sum(widths[cell.column : cell.column + cell.colspan])
            height = sum(heights[cell.row : cell.row + cell.rowspan])
            upper = top - sum(heights[: cell.row])
            page.box(x, upper - height, width, height)
            for number, line in enumerate(wrap(cell.text, _CELL_SIZE, width - 2 * _PADDING)):
                y = upper - _PADDING - _CELL_SIZE - number * _CELL_LEADING
                if line:
                    page.text(x + _PADDING, y, line, _CELL_SIZE)
        self._y = top - sum(heights)


def place_cells(grid: Grid) -> list[_Placed]:
    """Where each cell lies once the spans above and left of it have taken their room."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for number, row in enumerate(grid.rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            for down in range(cell.rowspan):
                taken.update((number + down, column + right) for right in range(cell.colspan))
            placed.append(_Placed(cell.text, number, column, cell.rowspan, cell.colspan))
            column += cell.colspan
    return placed


def _column_widths(cells: list[_Placed]) -> list[float]:
    """Columns as wide as their longest single cell wants, within bounds, together as wide as the page."""
    count = max(cell.column + cell.colspan for cell in cells)
    wanted = [24.0] * count
    for cell in cells:
        if cell.colspan == 1:
            width = min(text_width(cell.text, _CELL_SIZE) + 2 * _PADDING, 190.0)
            wanted[cell.column] = max(wanted[cell.column], width)
    return [width * _WIDTH / sum(wanted) for width in wanted]


def _row_heights(cells: list[_Placed], widths: list[float]) -> list[float]:
    heights = [_CELL_LEADING + 2 * _PADDING] * max(cell.row + cell.rowspan for cell in cells)
    for cell in cells:
        width = sum(widths[cell.column : cell.column + cell.colspan])
        lines = len(wrap(cell.text, _CELL_SIZE, width - 2 * _PADDING))
        lacking = lines * _CELL_LEADING + 2 * _PADDING - sum(heights[cell.row : cell.row + cell.rowspan])
        if lacking > 0:
            heights[cell.row + cell.rowspan - 1] += lacking
    return heights


def report_pdf(title: str, body: Body) -> bytes:
    """The report as a PDF file."""
    setter = _Typesetter()
    setter.title(title)
    for block in body:
        if block.grid is not None:
            setter.table(block.grid)
        else:
            setter.paragraph(block.text, right=block.kind is BlockKind.SIGNATURE)
    return write_pdf(setter.pages, title)
