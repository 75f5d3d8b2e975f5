"""PDF bodies: their text in paragraphs and their ruled tables, page by page, through pdfium.

A table is found by its rules: thin paths that meet. Text inside it is read cell by cell, text outside it is
joined into paragraphs again, since a PDF keeps only the lines it was printed in.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import pypdfium2

from metadata.headings import heading_of
from metadata.pdf_fonts import settle_fonts
from metadata.pdf_rules import NEAR, THIN, RuledTable, ruled_tables
from metadata.tables import MAX_COLUMNS, Grid, join_lines

_MAX_PAGES = 120
_MAX_OBJECTS = 20_000
"""Paths of one page that are looked at; a page of table 3 has 200, a map a million."""
_DASHES = "-—–―·－─━～~"
_PAGE_NUMBER = re.compile(
    rf"[{_DASHES}\s]*(?:第\s*)?\d{{1,3}}(?:\s*页)?(?:\s*(?:/|[/，,]?\s*共)\s*\d{{1,3}}(?:\s*页)?)?[{_DASHES}\s]*"
    r"|共\s*\d{1,3}\s*页[，,]?\s*第\s*\d{1,3}\s*页|Page \d{1,3} of \d{1,3}"
)
"""As Word and WPS write it: `- 3 -`, `－3－`, `3/8`, `第3页共8页`."""
_CJK = "⺀-〿一-鿿！-｠"
_GAP = re.compile(rf"(?<=[{_CJK}]) +(?=\S)|(?<=\S) +(?=[{_CJK}])")
_FULL_LINE = 0.88
"""Share of the widest line from which a line is taken to run on into the next."""


class _Printed(NamedTuple):
    """A table, or the part of it that a page shows, with the edges of its columns, in points from the left."""

    grid: Grid
    columns: tuple[float, ...]


def parts_of_pdf(body: bytes) -> list[str | Grid] | None:
    """Paragraphs and tables of a PDF in reading order; None if pdfium cannot open it (damaged, encrypted).

    A scanned PDF gives no parts. At most 120 pages are read. Not to be called by two threads at once: pdfium
    corrupts memory.
    """
    settle_fonts()
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError:
        return None
    try:
        pages = range(min(len(document), _MAX_PAGES))
        return list(_finished(part for number in pages for part in _page_parts(document, number)))
    finally:
        document.close()


def _page_parts(document: Any, number: int) -> Iterator[str | _Printed]:
    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return
    width, height = page.get_size()
    top = height
    found: list[str | _Printed] = []
    for table in ruled_tables(_rules(page)):
        found.extend(_lines(text, (0, table.top, width, top)))
        found.append(_Printed(_grid(text, table), table.columns))
        top = table.bottom
    found.extend(_lines(text, (0, 0, width, top)))
    for position, part in enumerate(found):
        if not _is_page_number(part, position, len(found)):
            yield part


def _is_page_number(part: str | _Printed, position: int, count: int) -> bool:
    bare = isinstance(part, str) and _PAGE_NUMBER.fullmatch(part) is not None
    return bare and (position in {0, count - 1} or str(part)[:1] in f"{_DASHES}第共P")


def _rules(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """The boxes of the page's paths, without filled areas: shading behind text is no rule."""
    for count, each in enumerate(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH], max_depth=3)):
        if count >= _MAX_OBJECTS:
            return
        try:
            left, bottom, right, top = each.get_bounds()
        except pypdfium2.PdfiumError:
            continue
        if min(right - left, top - bottom) <= THIN or _is_stroked(each):
            yield left, bottom, right, top


def _is_stroked(path: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pypdfium2.raw.FPDFPath_GetDrawMode(path.raw, ctypes.byref(fill), ctypes.byref(stroke))
    return bool(stroke.value)


def _lines(text: Any, box: tuple[float, float, float, float]) -> list[str]:
    left, bottom, right, top = box
    if top - bottom < 1:
        return []
    written = text.get_text_bounded(left=left, bottom=bottom, right=right, top=top)
    return [line for line in map(tidy, written.splitlines()) if line]


def tidy(line: str) -> str:
    """A printed line without the gaps that justification put between Chinese characters and digits."""
    line = unicodedata.normalize("NFC", line.replace("\x00", "").replace("\ufffe", ""))
    return _GAP.sub("", " ".join(line.split()))


def _grid(text: Any, table: RuledTable) -> Grid:
    rows: list[tuple[str, ...]] = []
    written: list[tuple[str, ...]] = []
    words = {
        cell: join_lines(_lines(text, (cell.left, cell.bottom, cell.right, cell.top)))
        for row in table.cells
        for cell in row
    }
    seen = set()
    for row in table.cells:
        rows.append(tuple(words[cell] for cell in row))
        first = []
        for cell in row:
            first.append("" if cell in seen else words[cell])
            seen.add(cell)
        written.append(tuple(first))
    return Grid(tuple(rows), tuple(written))


def _tables(parts: Sequence[_Printed]) -> Iterator[str | Grid]:
    """Tables of their parts, joined where page breaks have cut them."""
    joined: list[_Printed] = []
    columns: tuple[float, ...] = ()
    for part in parts:
        if joined and (both := _columns_of_both(columns, part)):
            columns = both
        elif len(columns) == len(part.columns):
            part = part._replace(columns=columns)
        else:
            yield from _whole(joined, columns)
            joined, columns = [], part.columns
        joined.append(part)
    yield from _whole(joined, columns)


def _columns_of_both(columns: tuple[float, ...], part: _Printed) -> tuple[float, ...] | None:
    """The columns of a table with those that a part of it has besides; None where the part is another table's.

    Of two parts of a table each has only the columns that its own rows need: both have the same outer edges.
    """
    outer = zip((columns[0], columns[-1]), (part.columns[0], part.columns[-1]), strict=True)
    further = [at for at in part.columns if all(abs(at - known) > NEAR for known in columns)]
    if len(columns) + len(further) > MAX_COLUMNS or any(abs(one - other) > NEAR for one, other in outer):
        return None
    return tuple(sorted([*columns, *further]))


def _whole(joined: Sequence[_Printed], columns: tuple[float, ...]) -> Iterator[str | Grid]:
    """The table of the parts that were joined, if any; a single row is of no table, and a line."""
    # Each part is cut once, when all columns are known: a table of a hundred pages has thousands of rows.
    cut = [part.grid if part.columns == columns else _recut(part, columns) for part in joined]
    rows = tuple(row for grid in cut for row in grid.rows)
    written = tuple(row for grid in cut for row in grid.written)
    if len(rows) > 1:
        yield Grid(rows, written)
    elif rows:
        yield tidy(" ".join(written[0]))


def _recut(table: _Printed, columns: Sequence[float]) -> Grid:
    """The grid of a table with more edges of columns: a cell stands in every place that it covers."""
    middles = [(left + right) / 2 for left, right in pairwise(columns)]
    sources = [min(max(bisect(table.columns, at) - 1, 0), len(table.columns) - 2) for at in middles]
    begins = [at == 0 or sources[at - 1] != source for at, source in enumerate(sources)]
    return Grid(
        tuple(tuple(row[source] for source in sources) for row in table.grid.rows),
        tuple(
            tuple(row[source] if begin else "" for source, begin in zip(sources, begins, strict=True))
            for row in table.grid.written
        ),
    )


def _finished(parts: Iterable[str | _Printed]) -> Iterator[str | Grid]:
    """Paragraphs and tables of what the pages show."""
    for _, run in groupby(parts, key=type):
        alike = list(run)
        yield from paragraphs_of([part for part in alike if isinstance(part, str)])
        yield from _tables([part for part in alike if isinstance(part, _Printed)])


def paragraphs_of(lines: Sequence[str]) -> list[str]:
    """Printed lines joined into the paragraphs they were: a full line runs on unless a heading follows."""
    if not lines:
        return []
    widest = max(_width(line) for line in lines)
    paragraphs: list[str] = []
    runs_on = False
    for line in lines:
        if runs_on and heading_of(line) is None:
            paragraphs[-1] = join_lines([paragraphs[-1], line])
        else:
            paragraphs.append(line)
        ends = line.endswith(("。", "；", "：", "！", "？"))
        runs_on = _width(line) >= _FULL_LINE * widest and not (ends and _width(line) < 0.97 * widest)
    return paragraphs


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)
