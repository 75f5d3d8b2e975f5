"""Files made to take all the time or memory that there is: each is read or told as unreadable, and harms nobody."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from pdf_packing import packed_pdf

from crawler.sample.report_pdf import report_pdf
from metadata.file_worker import MAX_CHARACTERS
from metadata.formats import Format, format_of
from metadata.reader import read_page
from metadata.reading import Reading, RefusalKind

URL = "http://www.hean.gov.cn/files/2022nb"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TEXT = "<w:r><w:t>规章</w:t></w:r>"


def package(packing: int = zipfile.ZIP_DEFLATED, **parts: str) -> bytes:
    """A zip file of XML parts; in their names two underscores stand for a slash."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", packing) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return packed.getvalue()


def word(body: str, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return package(packing, word__document=document)


def sheet(body: str, strings: str = "") -> bytes:
    return package(
        xl__workbook="<workbook/>",
        xl__worksheets__sheet1=f'<worksheet xmlns="{SHEET}">{body}</worksheet>',
        xl__sharedStrings=f'<sst xmlns="{SHEET}">{strings}</sst>',
    )


def row(*cells: str, properties: str = "") -> str:
    inside = "".join(f"<w:tc><w:tcPr>{properties}</w:tcPr>{cell}</w:tc>" for cell in cells)
    return f"<w:tr>{inside}</w:tr>"


def drawings_in_drawings() -> bytes:
    """A PDF of 2 KB whose one page draws a form that draws ten that draw ten …: 10^9 lines."""
    forms = [
        f"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {number} 0 R >> >> "
        f"/Length 60 >>\nstream\n{'/X Do ' * 10}\nendstream"
        for number in range(6, 14)
    ]
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R "
        "/Resources << /XObject << /X 5 0 R >> >> >>",
        f"<< /Length 60 >>\nstream\n{'/X Do ' * 10}\nendstream",
        *forms,
        "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 160 >>\n"
        f"stream\n{'0 0 m 10 10 l S ' * 10}\nendstream",
    ]
    return packed_pdf(objects)


def single_rows(pages: int) -> bytes:
    """A PDF whose pages are of one drawing: two hundred single rows in rules, one below the other."""
    drawn = ""
    for top in range(4_000, 0, -20):
        down = "".join(f"{x} {top} m {x} {top - 9} l S\n" for x in (20, 300, 580))
        drawn += f"{down}20 {top} m 580 {top} l S\n20 {top - 9} m 580 {top - 9} l S\n"
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 4020] /Contents 3 0 R >>"
    kids = " ".join(f"{number} 0 R" for number in range(4, 4 + pages))
    return packed_pdf(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
            f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream",
            *[page] * pages,
        ]
    )


def refusal_of(reading: Reading) -> str:
    assert reading.refusal is not None
    assert reading.refusal.kind is RefusalKind.UNREADABLE
    return reading.refusal.quote


def test_a_pdf_that_would_take_all_memory_is_told_as_unreadable() -> None:
    assert "reader" in refusal_of(read_page(drawings_in_drawings(), url=URL))


def test_a_table_that_goes_on_for_many_pages_is_joined_in_the_time_there_is() -> None:
    (table,) = read_page(single_rows(30), url=URL).tables
    assert len(table.rows) == 6_000


def test_a_damaged_file_is_told_as_unreadable() -> None:
    assert "cannot be opened" in refusal_of(read_page(b"%PDF-1.7 broken", url=URL))
    bzip2 = word(f"<w:p>{TEXT}</w:p>", zipfile.ZIP_BZIP2)
    assert "cannot be opened" in refusal_of(read_page(bzip2, url=URL))
    named = bytearray(word(f"<w:p>{TEXT}</w:p>"))
    named[7] |= 8  # the name is UTF-8, says the flag of the part itself
    named[30] = 0xFF
    assert "cannot be opened" in refusal_of(read_page(bytes(named), url=URL))


def test_a_cell_merged_over_all_rows_is_not_told_in_each_of_them() -> None:
    merged = '<w:gridSpan w:val="50"/><w:vMerge w:val="restart"/>'
    long = f"<w:p><w:r><w:t>{'政府' * (MAX_CHARACTERS // 4000)}</w:t></w:r></w:p>"
    below = row("<w:p/>", properties='<w:gridSpan w:val="50"/><w:vMerge/>')
    table = row(long, properties=merged) + below * 50
    assert "more text" in refusal_of(read_page(word(f"<w:tbl>{table}</w:tbl>"), url=URL))


def test_a_string_shared_by_all_cells_is_not_told_in_each_of_them() -> None:
    cells = "".join(
        f'<c r="{column}{line}" t="s"><v>0</v></c>' for line in range(1, 501) for column in "ABCDE"
    )
    shared = sheet(cells, f"<si><t>{'报告 ' * 1000}</t></si>")
    assert "more text" in refusal_of(read_page(shared, url=URL))


def test_merged_ranges_are_no_more_than_a_sheet() -> None:
    cells = '<c r="A1"><v>1</v></c><c r="B2"><v>2</v></c><c r="AZ900"><v>3</v></c>'
    merges = '<mergeCell ref="A1:AZ900"/>' * 100_000
    (table,) = read_page(sheet(cells + merges), url=URL).tables
    assert table.rows[1][:3] == ("1", "2", "1")


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "７"])
def test_numbers_that_are_none_are_borne(number: str) -> None:
    cells = f'<c r="A1" t="s"><v>{number}</v></c><c r="B2"><v>{number}</v></c>'
    assert read_page(sheet(cells, "<si><t>规章</t></si>"), url=URL).refusal is None
    wide = row(f"<w:p>{TEXT}</w:p>", f"<w:p>{TEXT}</w:p>", properties=f'<w:gridSpan w:val="{number}"/>')
    (table,) = read_page(word(f"<w:tbl>{wide * 2}</w:tbl>"), url=URL).tables
    assert table.rows == (("规章", "规章"),) * 2


def test_paragraphs_in_paragraphs_are_read_once() -> None:
    box = f"<w:p>{TEXT}<w:r><w:txbxContent><w:p>{TEXT}</w:p></w:txbxContent></w:r></w:p>"
    (table,) = read_page(word(f"<w:tbl>{row(box, box) * 2}</w:tbl>"), url=URL).tables
    assert table.rows == (("规章规章", "规章规章"),) * 2
    nested = "<w:p>" * 200 + TEXT * 100_000 + "</w:p>" * 200
    assert "规章" in read_page(word(f"<w:tbl>{row(nested)}</w:tbl>"), url=URL).text


def test_a_package_of_a_million_parts_is_not_listed() -> None:
    part = b"PK\x01\x02" + bytes(46)
    assert format_of(b"PK\x03\x04" + part * 1_000_000, None) == (Format.KEPT, "zip")


def test_a_folder_named_like_a_part_of_this_is_not_taken_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "metadata").mkdir()
    (tmp_path / "metadata" / "__init__.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert read_page(report_pdf("和安市水务局", ()), url=URL).refusal is None
