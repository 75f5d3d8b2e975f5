"""The tables of a Word file with merged cells: the same figures as on the page with the same tables."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import docx
import pytest

from metadata.figures import as_json, read_figures
from metadata.markup import parse_text
from metadata.reader import read_page

TABLES = Path(__file__).with_name("tables")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_file(page: bytes) -> bytes:
    """A Word file with the tables of a page, spanning cells merged."""
    document = docx.Document()
    document.add_paragraph("清川市文渡区水务局2022年政府信息公开工作年度报告")
    for table in parse_text(page.decode()).iter("table"):
        add_table(document, table)
        document.add_paragraph("表后说明")
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def add_table(document: Any, table: Any) -> None:
    taken: set[tuple[int, int]] = set()
    cells = []
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line.iter("td"):
            while (row, column) in taken:
                column += 1
            down, right = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            taken |= {(row + i, column + j) for i in range(down) for j in range(right)}
            cells.append((row, column, row + down - 1, column + right - 1, "".join(cell.itertext())))
    made = document.add_table(1 + max(row for row, _ in taken), 1 + max(column for _, column in taken))
    for top, left, bottom, end, text in cells:
        cell = made.cell(top, left)
        if (top, left) != (bottom, end):
            cell = cell.merge(made.cell(bottom, end))
        cell.text = text


@pytest.mark.parametrize("case", ["format_2021", "format_2019", "total_first"])
def test_a_word_file_gives_the_figures_of_its_tables(case: str) -> None:
    body = word_file((TABLES / case / "body.html").read_bytes())
    found = as_json(
        read_figures(read_page(body, url="http://www.qingchuan.example/P1.docx", content_type=WORD))
    )
    expected = json.loads((TABLES / case / "expected.json").read_text())
    assert {table: found[table] for table in ("table2", "table3", "table4")} == {
        table: expected[table] for table in ("table2", "table3", "table4")
    }
