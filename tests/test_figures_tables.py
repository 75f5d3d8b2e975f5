"""Every deformation of the tables that was seen: a page in its likeness, and all its figures."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from metadata.checks import check_report
from metadata.figures import Figures, TableName, as_json, read_figures
from metadata.reader import read_page

CASES = sorted(Path(__file__).with_name("tables").iterdir())


def figures_of(case: Path) -> Figures:
    body = (case / "body.html").read_bytes()
    return read_figures(read_page(body, url="http://www.qingchuan.example/zwgk/202301/t20230110_1.html"))


def expected_of(case: Path) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((case / "expected.json").read_text())
    return expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_cell_is_read_as_it_stands(case: Path) -> None:
    found, expected = as_json(figures_of(case)), expected_of(case)
    for table in ("table2", "table3", "table4", "annex"):
        assert found.get(table, {}) == expected[table], table
    assert figures_of(case).era == expected["era"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_heads_that_are_not_the_formats_are_told(case: Path) -> None:
    found = [
        f"{problem.table} {problem.kind} {'read' if problem.read else 'unread'}"
        for problem in figures_of(case).problems
    ]
    assert sorted(set(found)) == expected_of(case)["problems"]


@pytest.mark.parametrize(
    "case", [case for case in CASES if "stated" in expected_of(case)], ids=lambda c: c.name
)
def test_counts_of_sentences_are_kept_apart_from_the_tables(case: Path) -> None:
    stated = figures_of(case).of(TableName.STATED)
    assert [[figure.key, figure.value, figure.unit] for figure in stated] == expected_of(case)["stated"]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("收到政府信息公开申请 16 件，上年结转 2 件。", [("received", 16), ("carried_in", 2)]),
        ("全年收到政府信息公开申请总数为1，204件。", [("received", 1204)]),
        ("主动公开政府信息 12,204 条。", [("proactive_total", 12204)]),
        ("全年有9件依申请公开事项，受理9项。", [("received", 9)]),
    ],
)
def test_a_count_is_told_with_space_before_it_separators_in_it_or_its_thing_behind(
    sentence: str, told: list[tuple[str, int]]
) -> None:
    page = f"<h1>清川市文渡区水务局2022年政府信息公开工作年度报告</h1><div class='TRS_Editor'><p>{sentence}</p></div>"
    found = read_figures(read_page(page.encode(), url="http://www.qingchuan.example/t1_2.html"))
    assert [(figure.row, figure.value) for figure in found.of(TableName.STATED)] == told


@pytest.mark.parametrize("case", ["format_2019", "format_2021", "fees_in_yi_yuan", "items_in_a_column"])
def test_table_2_reads_the_same_wherever_a_page_break_cuts_it(case: str) -> None:
    page = (CASES[0].parent / case / "body.html").read_text()
    whole = page[: page.index("</table>")]
    # Of one row, it would be no table.
    rows = [at.start() for at in re.finditer("<tr>", whole)][2:-1]
    assert len(rows) > 3
    for row in rows:
        cut = f'{page[:row]}</table><table border="1">{page[row:]}'
        found = read_figures(read_page(cut.encode(), url="http://www.qingchuan.example/zwgk/t1.html"))
        assert as_json(found)["table2"] == expected_of(CASES[0].parent / case)["table2"], page[row : row + 40]


@pytest.mark.parametrize("case", ["format_2019", "format_2021", "total_first"])
@pytest.mark.parametrize("lost", [r' colspan="\d+"', r' rowspan="\d+"', r' (?:col|row)span="\d+"'])
def test_table_3_reads_the_same_without_the_spans_that_an_editor_took_away(case: str, lost: str) -> None:
    page = (CASES[0].parent / case / "body.html").read_text()
    whole = as_json(read_figures(read_page(page.encode(), url="http://www.qingchuan.example/t1_2.html")))
    cut = read_figures(
        read_page(re.sub(lost, "", page).encode(), url="http://www.qingchuan.example/t1_2.html")
    )
    assert as_json(cut)["table3"] == whole["table3"]
    assert cut.problems == ()


def widened(row: lxml.html.HtmlElement, cell: int) -> None:
    """Let a cell of a row span one column more than it does."""
    row[cell].set("colspan", str(int(row[cell].get("colspan", "1")) + 1))


@pytest.mark.parametrize("in_head", [0, 1, 3, 5, 6])
@pytest.mark.parametrize("in_row", range(7))
def test_table_3_reads_the_same_where_its_columns_begin_elsewhere_in_every_row(
    in_head: int, in_row: int
) -> None:
    page = lxml.html.fromstring((CASES[0].parent / "format_2021" / "body.html").read_text())
    rows = page.xpath("//table[2]//tr")
    widened(rows[0], 1)
    widened(rows[1], {0: 0, 6: 2}.get(in_head, 1))
    if 0 < in_head < 6:
        widened(rows[2], in_head - 1)
    for row in rows[3:]:
        widened(row, len(row) - 7 + in_row)
    found = read_figures(read_page(lxml.html.tostring(page), url="http://www.qingchuan.example/t1_2.html"))
    assert as_json(found)["table3"] == expected_of(CASES[0].parent / "format_2021")["table3"]


@pytest.mark.parametrize("case", ["format_2019", "format_2021"])
@pytest.mark.parametrize(("in_head", "in_row"), [(2, 1), (1, 2), (1, 0), (0, 1), (3, 1)])
def test_table_2_reads_the_same_where_its_columns_begin_elsewhere_in_every_row(
    case: str, in_head: int, in_row: int
) -> None:
    page = lxml.html.fromstring((CASES[0].parent / case / "body.html").read_text())
    for row in page.xpath("//table[1]//tr"):
        cell = in_head if row[0].text == "信息内容" else in_row
        widened(row, min(cell, len(row) - 1))
    found = read_figures(read_page(lxml.html.tostring(page), url="http://www.qingchuan.example/t1_2.html"))
    assert as_json(found)["table2"] == expected_of(CASES[0].parent / case)["table2"]
    assert found.problems == ()


@pytest.mark.parametrize("case", ["format_2019", "format_2021"])
def test_table_3_reads_the_same_wherever_a_page_break_leaves_it_fewer_columns_of_labels(case: str) -> None:
    page = (CASES[0].parent / case / "body.html").read_text()
    whole = re.findall("<table.*?</table>", page, re.DOTALL)[1]
    rows = re.findall("<tr>.*?</tr>", whole, re.DOTALL)
    head = [row.replace('colspan="3" ', "") for row in rows[:3]]
    narrow = [
        re.sub(
            r"<tr>.*?<td[^>]*>([^<>\d]*[^<>]*)</td>((?:<td>\d+</td>){7})</tr>", r"<tr><td>\1</td>\2</tr>", row
        )
        for row in rows
    ]
    for at in range(3, len(rows) - 1):
        for first, rest in ((rows[:at], narrow[at:]), (head + narrow[3:at], rows[at:])):
            cut = f"<table>{''.join(first)}</table><table>{''.join(rest)}</table>"
            found = read_figures(
                read_page(page.replace(whole, cut).encode(), url="http://www.qingchuan.example/t1.html")
            )
            assert as_json(found)["table3"] == expected_of(CASES[0].parent / case)["table3"], rows[at]


@pytest.mark.parametrize("in_head", [0, 4, 5, 14])
@pytest.mark.parametrize("in_row", [0, 4, 9, 14])
def test_table_4_reads_the_same_where_its_columns_begin_elsewhere_in_its_row(
    in_head: int, in_row: int
) -> None:
    page = lxml.html.fromstring((CASES[0].parent / "format_2021" / "body.html").read_text())
    rows = page.xpath("//table[3]//tr")
    widened(rows[0], min(in_head // 5, 1))
    widened(rows[1], in_head if in_head < 5 else 4 + in_head // 5)
    if in_head >= 5:
        widened(rows[2], in_head - 5)
    widened(rows[3], in_row)
    found = read_figures(read_page(lxml.html.tostring(page), url="http://www.qingchuan.example/t1_2.html"))
    assert as_json(found)["table4"] == expected_of(CASES[0].parent / "format_2021")["table4"]
    assert found.problems == ()


def test_table_4_may_come_as_a_table_of_reviews_and_one_of_suits() -> None:
    page = lxml.html.fromstring((CASES[0].parent / "format_2021" / "body.html").read_text())
    whole = page.xpath("//table[3]")[0]
    suits = copy.deepcopy(whole)
    whole.addnext(suits)
    for first, of_table in ((5, whole), (0, suits)):
        rows = of_table.xpath(".//tr")
        for row in (rows[1], rows[3]):
            del row[first : first + (10 if first else 5)]
        del rows[0][1 if first else 0]
        if first:
            rows[2].clear()
    found = read_figures(read_page(lxml.html.tostring(page), url="http://www.qingchuan.example/t1_2.html"))
    assert as_json(found)["table4"] == expected_of(CASES[0].parent / "format_2021")["table4"]


def test_a_row_added_to_a_group_of_table_3_is_not_that_group_and_leaves_its_sum_open() -> None:
    page = (CASES[0].parent / "format_2021" / "body.html").read_text()
    total = '<tr><td colspan="2">（七）总计</td>'
    cells = "".join(f"<td>{count}</td>" for count in (1, 0, 0, 0, 0, 0, 1))
    page = page.replace(total, f"<tr><td>4.撤回申请</td>{cells}</tr>{total}")
    page = page.replace('rowspan="3">（六）', 'rowspan="4">（六）').replace('rowspan="22"', 'rowspan="23"')
    reading = read_page(page.encode(), url="http://www.qingchuan.example/t1_2.html")
    figures = read_figures(reading)
    assert figures.figure(TableName.TABLE3, "other_all", "total") is None
    assert [problem.text for problem in figures.problems] == ["4.撤回申请"]
    wrong = page.replace("<td>55</td><td>34</td>", "<td>54</td><td>34</td>")
    reading = read_page(wrong.encode(), url="http://www.qingchuan.example/t1_2.html")
    assert "A2" not in {found.kind for found in check_report(reading, read_figures(reading))}


@pytest.mark.parametrize(
    ("label", "instead"), [("3.其他<", "3.其他（撤回申请）<"), ("一、本年新收", "一、2022年新收")]
)
def test_a_row_is_known_with_the_year_or_a_remark_in_its_label(label: str, instead: str) -> None:
    page = (CASES[0].parent / "format_2021" / "body.html").read_text()
    url = "http://www.qingchuan.example/t1_2.html"
    found = read_figures(read_page(page.replace(label, instead).encode(), url=url))
    assert as_json(found) == as_json(read_figures(read_page(page.encode(), url=url)))
    assert found.problems == ()


@pytest.mark.parametrize("head", ["代码", "序号", "行次"])
def test_a_column_that_numbers_the_rows_of_the_annex_holds_no_counts(head: str) -> None:
    page = (CASES[0].parent / "annex_2016" / "body.html").read_text()
    head_row, *rows = re.findall("<tr>.*?</tr>", page)
    numbered = page.replace(head_row, head_row.replace("<td>单位", f"<td>{head}</td><td>单位"))
    for number, row in enumerate(rows, start=1):
        label, rest = row.split("</td>", 1)
        numbered = numbered.replace(row, f"{label}</td><td>{number}</td>{rest}")
    found = as_json(read_figures(read_page(numbered.encode(), url="http://www.qingchuan.example/t1_2.html")))
    assert found["annex"] == expected_of(CASES[0].parent / "annex_2016")["annex"]


def test_the_annex_may_be_printed_in_two_halves_side_by_side() -> None:
    page = (CASES[0].parent / "annex_2016" / "body.html").read_text()
    head, *rows = re.findall("<tr>(.*?)</tr>", page)
    half = len(rows) // 2 + 1
    beside = [*rows[half:], *["<td></td>" * 3] * (2 * half - len(rows))]
    both = "".join(f"<tr>{left}{right}</tr>" for left, right in zip(rows[:half], beside, strict=True))
    start, end = page.index("<tr>"), page.rindex("</tr>")
    halves = f"{page[:start]}<tr>{head}{head}</tr>{both}{page[end:]}"
    found = as_json(read_figures(read_page(halves.encode(), url="http://www.qingchuan.example/t1_2.html")))
    assert found["annex"] == expected_of(CASES[0].parent / "annex_2016")["annex"]


def of_year(page: str, year: int, count: int) -> str:
    """The body of a page as the report of a year, with its title, a count in its prose and a sign-off."""
    body = page[page.index("<p>二、主动") : page.rindex("</table>") + 8]
    return (
        f"<h2>清川市文渡区水务局{year}年政府信息公开工作年度报告</h2>"
        f"<p>本报告的统计期限自{year}年1月1日起至{year}年12月31日止。</p><p>一、总体情况</p>"
        f"<p>收到政府信息公开申请{count}件。</p>{body}<p>清川市文渡区水务局</p><p>{year + 1}年1月20日</p>"
    )


@pytest.mark.parametrize(("year", "other"), [(2022, 2021), (2021, 2022)])
def test_of_reports_of_several_years_on_one_page_the_first_is_read(year: int, other: int) -> None:
    page = (CASES[0].parent / "format_2021" / "body.html").read_text()
    wrong = page.replace("<td>", "<td>1")
    both = f"<div class='TRS_Editor'>{of_year(page, year, 243)}{of_year(wrong, other, 1243)}</div>"
    reading = read_page(both.encode(), url="http://www.qingchuan.example/t1_2.html")
    figures = read_figures(reading)
    assert (reading.report_year, str(reading.signed_on)) == (year, f"{year + 1}-01-20")
    assert [figure.value for figure in figures.of(TableName.STATED)] == [243]
    assert check_report(reading, figures) == ()
    assert f"{other + 1}年1月20日" in reading.text


def test_tables_of_another_year_s_report_are_not_those_of_one_without() -> None:
    page = (CASES[0].parent / "format_2021" / "body.html").read_text()
    prose = of_year("<p>二、主动公开政府信息情况</p><p>公开八十条。</table>", 2018, 3)
    both = f"<div class='TRS_Editor'>{prose}{of_year(page, 2022, 243)}</div>"
    reading = read_page(both.encode(), url="http://www.qingchuan.example/t1_2.html")
    assert reading.report_year == 2018
    assert [figure.table for figure in read_figures(reading).cells] == [TableName.STATED]


@pytest.mark.parametrize("years", [("2015年", "2016年"), ("2016年", "2015年"), ("2015", "2016")])
def test_of_years_side_by_side_in_the_annex_the_report_s_own_is_read(years: tuple[str, str]) -> None:
    page = (CASES[0].parent / "annex_2016" / "body.html").read_text()
    url = "http://www.qingchuan.example/t1_2.html"
    first, second = years
    own_is_last = "2016" in second
    cells = r"<td>999</td><td>\1</td></tr>" if own_is_last else r"<td>\1</td><td>999</td></tr>"
    beside = re.sub(r"<td>(\d+)</td></tr>", cells, page)
    beside = beside.replace("<td>统计数</td>", f"<td>{first}</td><td>{second}</td>")
    assert (
        as_json(read_figures(read_page(beside.encode(), url=url)))["annex"]
        == (as_json(read_figures(read_page(page.encode(), url=url)))["annex"])
    )
