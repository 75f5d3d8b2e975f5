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

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MAX_PART = 20_000_000
_MAX_SHEETS = 20
_DAMAGE = (
    KeyError,  # the part is missing
    zipfile.BadZipFile,  # damaged, as the three that follow
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,  # encrypted, or (NotImplementedError) packed in an unknown way
)
"""What zipfile raises for a part that cannot be had."""


def parts_of_docx(body: bytes) -> list[str | Grid] | None:
    """The paragraphs and tables of a DOCX file in order; None if it cannot be read."""
    package = open_package(body)
    root = _xml(package, "word/document.xml") if package else None
    if root is None:
        return None
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
        if package.getinfo(name).file_size > _MAX_PART:
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
            if text := _paragraph(block):
                yield text
        elif block.tag == f"{_W}tbl":
            grid = _word_table(block)
            if grid is not None:
                yield grid
            else:
                yield from (text for text in map(_paragraph, block.iter(f"{_W}p")) if text)
        elif block.tag == f"{_W}sdt":
            content = block.find(f"{_W}sdtContent")
            if content is not None:
                yield from _word_blocks(content)


def _paragraph(paragraph: Any) -> str:
    words: list[str] = []
    for run in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        words.append((run.text or "") if run.tag == f"{_W}t" else " ")
    return " ".join("".join(words).split())


def _word_table(table: Any) -> Grid | None:
    cells: dict[tuple[int, int], tuple[str, bool]] = {}
    rows = table.findall(f"{_W}tr")[:MAX_ROWS]
    width = 0
    for number, row in enumerate(rows):
        column = 0
        for cell in row.findall(f"{_W}tc"):
            text = join_lines([words for words in map(_paragraph, cell.iter(f"{_W}p")) if words])
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
    return max(1, min(int(value), MAX_COLUMNS)) if value.isascii() and value.isdigit() else 1


def _shared_strings(package: zipfile.ZipFile) -> list[str]:
    root = _xml(package, "xl/sharedStrings.xml")
    if root is None:
        return []
    return ["".join(text.text or "" for text in item.iter(f"{_S}t")) for item in root.iter(f"{_S}si")]


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
    for merge in root.iter(f"{_S}mergeCell"):
        first, _, last = (merge.get("ref") or "").partition(":")
        _spread(cells, _place(first), _place(last), width)
    grid = grid_of_cells(cells, height, width)
    if grid is not None:
        yield grid
    else:
        yield from (text for _, (text, _) in sorted(cells.items()))


def _spread(
    cells: dict[tuple[int, int], tuple[str, bool]],
    first: tuple[int, int] | None,
    last: tuple[int, int] | None,
    width: int,
) -> None:
    if first is None or last is None or first not in cells:
        return
    for row in range(first[0], last[0] + 1):
        for column in range(first[1], min(last[1] + 1, width)):
            cells.setdefault((row, column), (cells[first][0], False))


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
        text = "".join(each.text or "" for each in cell.iter(f"{_S}t"))
    else:
        value = cell.find(f"{_S}v")
        text = (value.text or "") if value is not None else ""
        if kind == "s":
            text = strings[int(text)] if text.isdigit() and int(text) < len(strings) else ""
        elif kind == "n":
            text = _number(text)
    return " ".join(text.split())


def _number(text: str) -> str:
    """The number as a sheet shows it: 15 significant digits, no exponent's noise (`38.441094000000001`)."""
    try:
        return f"{float(text):.15g}"
    except ValueError:
        return text
