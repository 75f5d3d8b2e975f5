"""DOCX and XLSX bodies: their paragraphs and tables, read straight from the parts of the package.

Only the parts that hold text are unpacked, with bounds, and no entity or reference is followed.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from metadata.formats import open_package
from metadata.tables import MAX_COLUMNS, MAX_ROWS, Grid, join_lines
from metadata.word_numbers import write_numbers

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_NOT_SHOWN = (
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",  # a text box, once more for old Word
    f"{_W}del",
    f"{_W}moveFrom",
)
_MAX_PART = 20_000_000
_MAX_SHEETS = 20
_DAMAGE = (
    KeyError,  # the part is missing
    zipfile.BadZipFile,  # damaged, as the three that follow
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,  # encrypted, or (NotImplementedError) packed in an unknown way
    UnicodeDecodeError,  # a name that is no text
)
"""What zipfile raises for a part that cannot be had."""
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""The only two of an Office package (ISO/IEC 29500-2); bzip2 unpacks 4 KB to gigabytes in one step."""


def parts_of_docx(body: bytes) -> list[str | Grid] | None:
    """The paragraphs and tables of a DOCX file in order; None if it cannot be read."""
    package = open_package(body)
    root = _xml(package, "word/document.xml") if package else None
    if package is None or root is None:
        return None
    etree.strip_elements(root, *_NOT_SHOWN, with_tail=False)
    numbering = _xml(package, "word/numbering.xml")
    if numbering is not None:
        write_numbers(root, numbering, _xml(package, "word/styles.xml"))
    document = root.find(f"{_W}body")
    return list(_word_blocks(document)) if document is not None else []


def parts_of_xlsx(body: bytes) -> list[str | Grid] | None:
    """Each sheet of an XLSX file as a table (a single cell as a paragraph); None if it cannot be read."""
    package = open_package(body)
    if package is None or _xml(package, "xl/workbook.xml") is None:
        return None
    strings = _shared_strings(package)
    sheets = sorted(name for name in package.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name))
    parts: list[str | Grid] = []
    for name in sheets[:_MAX_SHEETS]:
        root = _xml(package, name)
        if root is not None:
            parts.extend(_sheet_parts(root, strings))
    return parts


def _xml(package: zipfile.ZipFile, name: str) -> Any:
    try:
        part = package.getinfo(name)
        if part.file_size > _MAX_PART or part.compress_type not in _PACKINGS:
            return None
        text = package.read(name)
    except _DAMAGE:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError:
        return None


def _word_blocks(container: Any) -> Iterator[str | Grid]:
    for block in container:
        if block.tag == f"{_W}p":
            yield from _lines(block)
        elif block.tag == f"{_W}tbl":
            grid = _word_table(block)
            if grid is not None:
                yield grid
            else:
                yield from _paragraphs(block)
        elif block.tag == f"{_W}sdt":
            content = block.find(f"{_W}sdtContent")
            if content is not None:
                yield from _word_blocks(content)


def _paragraphs(container: Any) -> Iterator[str]:
    """The lines of the paragraphs inside an element; one inside another, as in a text box, is part of it."""
    for element in container:
        if element.tag != f"{_W}p":
            yield from _paragraphs(element)
        else:
            yield from _lines(element)


def _lines(paragraph: Any) -> Iterator[str]:
    """The lines of a paragraph that hold words: a break in it ends a line, as on a page."""
    words: list[str] = []
    for run in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr"):
        if run.tag == f"{_W}t":
            words.append((run.text or "").replace("\n", " "))
        else:
            words.append(" " if run.tag == f"{_W}tab" else "\n")
    for line in "".join(words).split("\n"):
        if text := " ".join(line.split()):
            yield text


def _word_table(table: Any) -> Grid | None:
    cells: dict[tuple[int, int], tuple[str, bool]] = {}
    rows = table.findall(f"{_W}tr")[:MAX_ROWS]
    width = 0
    for number, row in enumerate(rows):
        column = 0
        for cell in row.findall(f"{_W}tc"):
            text = join_lines(list(_paragraphs(cell)))
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            continues = merge is not None and merge.get(f"{_W}val") != "restart"
            above = cells.get((number - 1, column), ("", True))[0]
            for right in range(_grid_span(cell)):
                if column >= MAX_COLUMNS:
                    break
                cells[number, column] = (above, False) if continues else (text, right == 0)
                column += 1
        width = max(width, column)
    return grid_of_cells(cells, len(rows), width)


def grid_of_cells(cells: dict[tuple[int, int], tuple[str, bool]], height: int, width: int) -> Grid | None:
    """The grid of cells by place, each with whether its text is written there; None for less than 2 × 2."""
    table = [[cells.get((row, column), ("", True)) for column in range(width)] for row in range(height)]
    table = [line for line in table if any(text for text, _ in line)]
    if len(table) < 2 or width < 2:
        return None
    return Grid(
        tuple(tuple(text for text, _ in line) for line in table),
        tuple(tuple(text if first else "" for text, first in line) for line in table),
    )


def _grid_span(cell: Any) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    value = span.get(f"{_W}val", "1") if span is not None else "1"
    return max(1, min(_whole(value) or 1, MAX_COLUMNS))


def _whole(text: str) -> int | None:
    """A whole number of up to seven digits, None for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,7}", text) else None


def _shared_strings(package: zipfile.ZipFile) -> list[str]:
    root = _xml(package, "xl/sharedStrings.xml")
    if root is None:
        return []
    return [_text_inside(item) for item in root.iter(f"{_S}si")]


def _text_inside(element: Any) -> str:
    return " ".join("".join(text.text or "" for text in element.iter(f"{_S}t")).split())


def _sheet_parts(root: Any, strings: list[str]) -> Iterator[str | Grid]:
    cells: dict[tuple[int, int], tuple[str, bool]] = {}
    height = width = 0
    for cell in root.iter(f"{_S}c"):
        place = _place(cell.get("r") or "")
        text = _cell_value(cell, strings)
        if place is None or not text:
            continue
        cells[place] = (text, True)
        height, width = max(height, place[0] + 1), max(width, place[1] + 1)
    for first, last in _merges(root):
        for row in range(first[0], min(last[0] + 1, height)):
            for column in range(first[1], min(last[1] + 1, width)):
                cells.setdefault((row, column), (cells.get(first, ("", True))[0], False))
    grid = grid_of_cells(cells, height, width)
    if grid is not None:
        yield grid
    else:
        yield from (text for _, (text, _) in sorted(cells.items()))


def _merges(root: Any) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The first and last place of each merged range, for as long as all together are no more than a sheet."""
    left = MAX_ROWS * MAX_COLUMNS
    for merge in root.iter(f"{_S}mergeCell"):
        start, _, end = (merge.get("ref") or "").partition(":")
        first, last = _place(start), _place(end)
        if first is None or last is None:
            continue
        left -= (last[0] - first[0] + 1) * (last[1] - first[1] + 1)
        if left < 0:
            return
        yield first, last


def _place(reference: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"([A-Z]{1,2})([1-9]\d{0,3})", reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2]) - 1
    return (row, column - 1) if column <= MAX_COLUMNS and row < MAX_ROWS else None


def _cell_value(cell: Any, strings: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text_inside(cell)
    value = cell.find(f"{_S}v")
    text = " ".join((value.text or "").split()) if value is not None else ""
    if kind == "s":
        place = _whole(text)
        return strings[place] if place is not None and place < len(strings) else ""
    return _number(text) if kind == "n" else text


def _number(text: str) -> str:
    """The number as a sheet shows it: 15 significant digits, no exponent's noise (`38.441094000000001`)."""
    try:
        return f"{float(text):.15g}"
    except ValueError:
        return text
