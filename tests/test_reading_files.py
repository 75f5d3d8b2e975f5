"""PDF, DOCX and XLSX bodies are read with their tables; other files are named."""

from __future__ import annotations

import ctypes
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import docx
import openpyxl
import pypdfium2
import pypdfium2.raw as raw
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from pdf_packing import packed_pdf

from crawler.sample.report_pdf import report_pdf
from metadata.figures import TableName, read_figures
from metadata.figures.keys import COLUMN_KEYS
from metadata.formats import Format, format_of
from metadata.pdf import paragraphs_of, tidy
from metadata.pdf_fonts import font_file, settle_fonts
from metadata.pdf_rules import ruled_tables
from metadata.reader import read_page
from metadata.reading import RefusalKind, Table

URL = "http://www.hean.gov.cn/files/2022nb"
TITLE = "和安市水务局2022年政府信息公开工作年度报告"


def pdf_of(
    lines: Sequence[tuple[float, float, str]], rules: Sequence[tuple[float, float, float, float]]
) -> bytes:
    """A one-page PDF that writes Chinese by character codes with a ToUnicode map, and draws lines."""
    content = "".join(f"{x1} {y1} m {x2} {y2} l S\n" for x1, y1, x2, y2 in rules)
    for x, y, text in lines:
        content += f"BT /F1 12 Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
    codes = sorted({char for _, _, text in lines for char in text})
    pairs = "".join(f"<{ord(char):04x}> <{ord(char):04x}>\n" for char in codes)
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(codes)} beginbfchar\n{pairs}endbfchar\n"
        "endcmap end end"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> "
        "/Contents 4 0 R >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] "
        "/ToUnicode 7 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        "/Supplement 0 >> /DW 1000 /FontDescriptor 8 0 R >>",
        f"<< /Length {len(to_unicode)} >>\nstream\n{to_unicode}\nendstream",
        "<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 "
        "/Descent -200 /CapHeight 700 /StemV 80 >>",
    ]
    return packed_pdf(objects)


def test_no_font_of_the_machine_has_a_say_in_what_a_pdf_reads() -> None:
    settle_fonts()
    document = pypdfium2.PdfDocument(report_pdf("和安市水务局", ()))
    (written,) = document[0].get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])
    length = ctypes.c_size_t()
    font = raw.FPDFTextObj_GetFont(written.raw)
    assert not raw.FPDFFont_GetIsEmbedded(font)
    raw.FPDFFont_GetFontData(font, None, 0, ctypes.byref(length))
    held = (ctypes.c_uint8 * length.value)()
    assert raw.FPDFFont_GetFontData(font, held, length.value, ctypes.byref(length))
    assert bytes(held) == font_file()


def test_a_pdf_is_read_in_paragraphs_and_ruled_tables() -> None:
    across = [(100, y, 400, y) for y in (600, 570, 540)]
    down = [(x, 540, x, 600) for x in (100, 200, 300, 400)]
    text = [
        (150, 760, TITLE),
        (72, 720, "一、总体情况"),
        (72, 700, "本局全年公开信息一百一十三条，其中政策类十九条，都在网站上"),
        (72, 680, "公布。"),
        (110, 580, "规章"),
        (210, 580, "0"),
        (310, 580, "1"),
        (110, 550, "文件"),
        (210, 550, "2"),
        (310, 550, "7"),
        (72, 500, "和安市水务局"),
        (72, 480, "2023年1月12日"),
        (290, 40, "- 1 -"),
    ]
    reading = read_page(pdf_of(text, [*across, *down]), url=URL + ".pdf", content_type="application/pdf")
    assert (reading.title, reading.organ, reading.report_year) == (TITLE, "和安市水务局", 2022)
    assert [each.rows for each in reading.tables] == [(("规章", "0", "1"), ("文件", "2", "7"))]
    assert "其中政策类十九条，都在网站上公布。" in reading.text
    assert str(reading.signed_on) == "2023-01-12"
    assert "- 1 -" not in reading.text
    assert reading.refusal is None


def test_merged_cells_of_ruled_tables_are_one_cell() -> None:
    rules = (
        [(0.0, y, 90.0, y + 1) for y in (0, 30, 60)]
        + [(x, 0.0, x + 1, 60.0) for x in (0, 89)]
        + [(45.0, 0.0, 46.0, 30.0)]
    )
    (table,) = ruled_tables(rules)
    top, bottom = table.cells
    assert top[0] == top[1]
    assert bottom[0] != bottom[1]
    assert ruled_tables([]) == ()


def test_a_table_cut_by_a_page_break_keeps_its_last_row() -> None:
    rules = [(0.0, y, 90.0, y + 1) for y in (30, 60, 90)] + [
        (float(x), 0.0, x + 1.0, 90.0) for x in (0, 45, 89)
    ]
    (table,) = ruled_tables(rules)
    assert len(table.cells) == 3


def bound(*pages: bytes) -> bytes:
    """The pages of several PDFs in one."""
    document = pypdfium2.PdfDocument.new()
    for each in pages:
        document.import_pages(pypdfium2.PdfDocument(each))
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def printed_rows(top: int, rows: Sequence[Sequence[tuple[int, str]]]) -> tuple[list[Any], list[Any]]:
    """Text and rules of rows down from `top`, each of cells that begin at a place; they end at 580."""
    text, rules = [], [(20, top, 580, top)]
    for number, row in enumerate(rows, start=1):
        bottom = top - 30 * number
        text += [(left + 2, bottom + 10, words) for left, words in row]
        rules += [(20, bottom, 580, bottom), *((x, bottom, x, bottom + 30) for x in (*dict(row), 580))]
    return text, rules


@pytest.mark.parametrize(
    ("first", "second"),
    [("- 1 -", "- 2 -"), ("－ 1 －", "－ 2 －"), ("第 1 页 共 2 页", "第 2 页 共 2 页"), ("1 / 2", "2 / 2")],
)
def test_a_table_that_has_other_columns_below_a_page_break_is_one(first: str, second: str) -> None:
    columns = ("自然人", "商业企业", "科研机构", "社会公益", "法律服务", "其他", "总计")
    cells = range(160, 580, 60)
    head = [(20, "项目"), *zip(cells, columns, strict=True)]
    values = [*zip(cells, "1234567", strict=True)]
    granted = [(20, "三、"), (60, "（一）予以公开"), *values]
    above, its_rules = printed_rows(110, [head])
    below, other_rules = printed_rows(800, [[(20, "一、本年新收"), *values], granted])
    opening = [(72, 760, TITLE), (72, 700, "三、收到和处理政府信息公开申请情况"), (290, 40, first)]
    closing = [(72, 500, "四、其他事项"), (290, 40, second)]
    pages = bound(pdf_of([*opening, *above], its_rules), pdf_of([*below, *closing], other_rules))
    reading = read_page(pages, url=URL + ".pdf")
    (table,) = reading.tables
    assert [len(row) for row in table.rows] == [9, 9, 9]
    assert reading.text.endswith("四、其他事项")
    figures = read_figures(reading)
    for row in ("received", "granted"):
        told = [figures.value(TableName.TABLE3, row, column) for column in COLUMN_KEYS]
        assert told == [1, 2, 3, 4, 5, 6, 7]


def test_a_single_row_between_rules_is_a_line() -> None:
    text, rules = printed_rows(600, [[(20, "联系人"), (160, "办公室")]])
    prose = "本局全年公开信息一百一十三条，其中政策类十九条，都已公布。"
    text += [(72, 760, prose), (72, 400, "六、其他事项")]
    reading = read_page(pdf_of(text, rules), url=URL + ".pdf")
    assert reading.tables == ()
    assert reading.text == f"{prose}\n联系人办公室\n六、其他事项"


def test_printed_lines_become_paragraphs_again() -> None:
    lines = ["一、总体情况", "二〇二二年全年公开信息一百条，都在", "网站公布。", "（一）主动公开"]
    assert paragraphs_of(lines) == [
        "一、总体情况",
        "二〇二二年全年公开信息一百条，都在网站公布。",
        "（一）主动公开",
    ]
    assert tidy("2022 年 1 月，公 开 in English") == "2022年1月，公开in English"


def word(*, merged: bool = True) -> bytes:
    document = docx.Document()
    for line in ("和安市水务局", "2022年政府信息公开工作年度报告", "一、总体情况", "全年公开信息一百条。"):
        document.add_paragraph(line)
    table = document.add_table(3, 3)
    table.cell(0, 0).text = "信息内容"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "合计"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "规章"
    table.cell(1, 1).text, table.cell(2, 2).text = "1", "2"
    document.add_paragraph("2023年1月12日")
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def test_a_docx_is_read_with_merged_cells() -> None:
    reading = read_page(word(), url=URL + ".docx")
    assert (reading.title, reading.report_year) == (TITLE, 2022)
    assert [each.rows for each in reading.tables] == [
        (("信息内容", "合计", "合计"), ("规章", "1", ""), ("规章", "", "2"))
    ]
    assert str(reading.signed_on) == "2023-01-12"


WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def numbered_word(lines: list[tuple[str, int | None, str]], *, restarts: bool = False) -> bytes:
    """A Word file whose paragraphs, each with list and level, are numbered by Word: 一、 then （一） then 1."""
    document = docx.Document()
    forms = (("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(forms)
    )
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if restarts else ""
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {WORDS} w:abstractNumId="90">{levels}</w:abstractNum>'))
    for number, override in ((91, ""), (92, anew)):
        kind = '<w:abstractNumId w:val="90"/>'
        numbering.append(parse_xml(f'<w:num {WORDS} w:numId="{number}">{kind}{override}</w:num>'))
    style = document.styles.add_style("部分", WD_STYLE_TYPE.PARAGRAPH)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:numPr {WORDS}><w:numId w:val="91"/></w:numPr>'))
    for text, level, number in lines:
        paragraph = document.add_paragraph(text, style="部分" if number == "style" else None)
        if level is not None:
            told = f'<w:numPr {WORDS}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(told))
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def test_headings_that_word_numbers_by_itself_have_their_numbers() -> None:
    lines = [(TITLE, None, ""), ("总体情况", 0, "91"), ("主动公开", 1, "91"), ("依申请公开", 1, "91")]
    lines += [("全年公开信息八十条。", None, ""), ("条目", 2, "91"), ("", 0, "91"), ("复议", None, "style")]
    reading = read_page(numbered_word([*lines, ("主要问题", 1, "91")]), url=URL + ".docx")
    assert reading.text.split("\n")[1:] == [
        "一、总体情况",
        "（一）主动公开",
        "（二）依申请公开",
        "全年公开信息八十条。",
        "1.条目",
        "三、复议",
        "（一）主要问题",
    ]
    assert [section.level for section in reading.sections] == [2, 3, 3, 4, 2, 3]


@pytest.mark.parametrize(("restarts", "number"), [(True, "一"), (False, "十二")])
def test_a_list_of_word_counts_on_unless_it_says_that_it_begins_anew(restarts: bool, number: str) -> None:
    lines: list[tuple[str, int | None, str]] = [("事项", 0, "91")] * 11
    reading = read_page(numbered_word([*lines, ("末项", 0, "92")], restarts=restarts), url=URL + ".docx")
    assert reading.text.split("\n")[-2:] == ["十一、事项", f"{number}、末项"]


def test_a_break_in_a_paragraph_of_word_ends_a_line_and_a_text_box_is_told_once() -> None:
    document = docx.Document()
    document.add_paragraph("一、总体情况\n全年公开信息八十条。")
    box = f"<w:r {WORDS}><w:t>{TITLE}</w:t></w:r>"
    both = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    twice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    told = f"<mc:AlternateContent {both}>{twice}</mc:AlternateContent>"
    document.paragraphs[0].insert_paragraph_before()._p.append(parse_xml(told))
    document.add_table(2, 2).cell(0, 0).text = "行政\n许可"
    document.tables[0].cell(1, 1).text = "3"
    saved = io.BytesIO()
    document.save(saved)
    reading = read_page(saved.getvalue(), url=URL + ".docx")
    assert reading.text == f"{TITLE}\n一、总体情况\n全年公开信息八十条。\n行政许可\n\t3"
    assert [section.heading for section in reading.sections] == ["一、总体情况"]


def test_an_xlsx_is_read_as_a_table_with_plain_numbers() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"], sheet["B2"], sheet["A3"], sheet["B3"] = "统计表", "收费", 38.441094, "文件", 12
    sheet.merge_cells("A1:B1")
    packed = io.BytesIO()
    book.save(packed)
    reading = read_page(packed.getvalue(), url=URL + ".xlsx")
    assert reading.tables == (Table((("统计表", "统计表"), ("收费", "38.441094"), ("文件", "12")), 0, 22),)
    assert reading.text == "统计表\n收费\t38.441094\n文件\t12"


@pytest.mark.parametrize(
    ("body", "suffix"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "doc"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "jpg"),
        (b"Rar!\x1a", "rar"),
    ],
)
def test_files_that_are_not_read_are_named(body: bytes, suffix: str) -> None:
    reading = read_page(body, url="http://a.gov.cn/%E5%B9%B4%E6%8A%A5.doc")
    assert [(each.name, each.suffix) for each in reading.attachments] == [("年报.doc", suffix)]
    assert (reading.text, reading.refusal) == ("", None)


def test_first_bytes_decide_what_a_body_is_not_the_servers_word() -> None:
    assert format_of(b"%PDF-1.4", "text/html")[0] is Format.PDF
    assert format_of(b"<html>", "application/pdf")[0] is Format.HTML
    assert format_of("<html>".encode("utf-16"), None)[0] is Format.HTML
    assert format_of(b"plain words", None)[0] is Format.TEXT
    assert format_of(b"BM is how this text begins", None)[0] is Format.TEXT


def test_a_package_that_unpacks_to_too_much_is_not_opened() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"<a>" * 25_000_000)
    assert format_of(packed.getvalue(), None) == (Format.KEPT, "zip")


def test_a_docx_with_a_broken_part_is_unreadable() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", b"<a><b>")
    refusal = read_page(packed.getvalue(), url=URL).refusal
    assert refusal is not None
    assert refusal.kind is RefusalKind.UNREADABLE
