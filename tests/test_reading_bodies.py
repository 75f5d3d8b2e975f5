"""The body as a person reads it: lines, tables, sections, attachments, and nothing of what surrounds it."""

from __future__ import annotations

from metadata.headings import heading_of
from metadata.lines import lines_of_tree
from metadata.markup import parse_text
from metadata.reader import read_page
from metadata.reading import Reading
from metadata.scripts import written_by_script
from metadata.tables import read_grid, texts_of_cells

URL = "http://www.hean.gov.cn/zwgk/nb/201903/t20190326_1.html"
TITLE = "和安市水务局2018年政府信息公开工作年度报告"
PROSE = "2018年，本局按照要求公开信息八十四条，做到及时、准确，没有收到公开申请。"


def page(body: str, after: str = "") -> Reading:
    head = f"<h1>{TITLE}</h1><p>发布时间：2019-03-26 来源：市水务局</p>"
    return read_page(f"<html><body>{head}<div id='zoom'>{body}</div>{after}</body></html>".encode(), url=URL)


def lines(html: str) -> list[str]:
    return [line.text for line in lines_of_tree(parse_text(html)).lines]


def test_inline_elements_are_joined_without_a_gap() -> None:
    spans = "".join(f"<span><font>{char}</font></span>" for char in "自2018年1月1日起")
    assert lines(f"<p>{spans}<o:p></o:p></p>") == ["自2018年1月1日起"]


def test_blocks_and_breaks_end_a_line_and_white_space_is_one_space() -> None:
    assert lines("<div>一<p>二&nbsp;&nbsp;三</p>四<br>五\n  六</div>") == ["一", "二 三", "四", "五 六"]


def test_a_line_break_of_the_source_ends_a_line_where_a_browser_shows_it() -> None:
    assert lines("<pre>一\n  二<b>三\n四</b>五\n\n六<i>七</i></pre>") == ["一", "二三", "四五", "六七"]
    assert lines("<div style='white-space: pre-wrap'>一\n二<b>三\n四</b>五\n六</div>") == [
        "一",
        "二三",
        "四五",
        "六",
    ]
    normal = "<p style='white-space:normal'>二\n三</p>"
    assert lines(f"<div style='WHITE-SPACE:pre-line'>一\n{normal}</div>四\n五") == ["一", "二 三", "四 五"]
    assert lines("<p style='white-space:nowrap'>一\n二</p>") == ["一 二"]


def test_a_report_in_one_pre_has_lines_sections_and_a_sign_off() -> None:
    reading = page(f"<pre>\n　　{PROSE}\n　　一、概述\n　　{PROSE}\n　　　　2019年3月8日\n</pre>")
    assert reading.text == f"{PROSE}\n一、概述\n{PROSE}\n2019年3月8日"
    assert [section.heading for section in reading.sections] == ["一、概述"]
    assert str(reading.signed_on) == "2019-03-08"


def test_what_is_not_shown_is_marked_or_left_out() -> None:
    html = "<p>a</p><script>b</script><style>c</style><select><option>d</option></select><p style='DISPLAY: none'>e</p>"
    found = lines_of_tree(parse_text(html)).lines
    assert [(line.text, line.hidden) for line in found] == [("a", False), ("e", True)]


def test_a_script_that_writes_a_literal_is_read_and_one_that_computes_is_not() -> None:
    assert (
        written_by_script("var d='2020年1月7日';if(d!=''){document.write('发布时间：'+d);}")
        == "发布时间：2020年1月7日"
    )
    assert written_by_script("var d='';if(d!=''){document.write('来源：'+d);}") == ""
    assert written_by_script("document.write(new Date().getFullYear())") == ""


def test_spans_of_cells_are_resolved_and_each_text_is_written_once() -> None:
    table = (
        "<table><tr><td rowspan=2>项目</td><td colspan=2>数量</td></tr><tr><td>新增</td><td>合计</td></tr>"
        "<tr><td><p>规</p><p>章</p></td><td>0</td><td>1 2</td></tr></table>"
    )
    reading = page(f"<p>{PROSE}</p>{table}<p>{PROSE}</p>")
    (found,) = reading.tables
    assert found.rows == (("项目", "数量", "数量"), ("项目", "新增", "合计"), ("规章", "0", "1 2"))
    assert reading.text[found.start : found.end] == "项目\t数量\n\t新增\t合计\n规章\t0\t1 2"
    assert reading.text == f"{PROSE}\n项目\t数量\n\t新增\t合计\n规章\t0\t1 2\n{PROSE}"


def test_numbers_in_two_paragraphs_of_a_cell_do_not_become_one() -> None:
    table = parse_text(
        "<table><tr><td><p>12</p><p>34</p></td><td>a</td></tr><tr><td>b</td><td>c</td></tr></table>"
    )
    grid = read_grid(next(table.iter("table")), texts_of_cells(lines_of_tree(table)))
    assert grid is not None
    assert grid.rows[0][0] == "12 34"


def test_a_table_that_lays_out_the_page_is_read_as_prose() -> None:
    reading = page(f"<table><tr><td><p>一、总体情况</p><p>{PROSE}</p></td></tr></table>")
    assert reading.tables == ()
    assert reading.text == f"一、总体情况\n{PROSE}"


def test_absurd_spans_make_no_absurd_tables() -> None:
    table = parse_text(
        "<table><tr><td colspan=100000 rowspan=-1>a</td></tr><tr><td>b</td><td>c</td></tr></table>"
    )
    grid = read_grid(next(table.iter("table")), texts_of_cells(lines_of_tree(table)))
    assert grid is not None
    assert len(grid.rows[0]) <= 60


def test_headings_make_sections_that_nest() -> None:
    reading = page(
        f"<p>一、总体情况</p><p>（一）主动公开。{PROSE}</p><p>（二）平台建设</p><p>{PROSE}</p><p>二、其他事项</p><p>{PROSE}</p>"
    )
    assert [(each.level, each.heading) for each in reading.sections] == [
        (2, "一、总体情况"),
        (3, "（一）主动公开"),
        (3, "（二）平台建设"),
        (2, "二、其他事项"),
    ]
    first, inner, _, last = reading.sections
    assert reading.text[first.start : first.end].count("\n") == 4
    assert reading.text[inner.start : inner.end] == f"（一）主动公开。{PROSE}\n"
    assert last.end == len(reading.text)


def test_a_sentence_with_a_number_before_it_is_no_heading() -> None:
    assert heading_of("1.属于国家秘密") == (4, "1.属于国家秘密")
    assert heading_of("1.5万元的经费") is None
    assert heading_of("3、建立台账，逐条登记") is None
    assert heading_of("一、" + "长" * 60) is None


def test_nothing_of_the_chrome_is_in_the_body() -> None:
    reading = page(
        f"<div class='share'>分享到：<a>微信</a></div><p>{PROSE}</p><p>【打印】【关闭】</p>",
        "<p>上一篇：<a>通知</a></p><div>主办单位：和安市人民政府办公室 ICP备1号</div>",
    )
    assert reading.text == PROSE


def test_files_and_pictures_of_the_body_are_listed_by_name_and_address() -> None:
    reading = page(
        f"<p>{PROSE}</p><p><a href='./P02019.pdf'>年报.pdf</a> <a href='/more.html'>更多</a></p>"
        "<p><img src='/i/b1.png' title='表一.png'><img src='/images/icon_pdf.gif'></p>",
        "<div>附件：<a href='/d/x.docx'>统计表</a></div>",
    )
    assert [(each.name, each.url, each.suffix) for each in reading.attachments] == [
        ("年报.pdf", "http://www.hean.gov.cn/zwgk/nb/201903/P02019.pdf", "pdf"),
        ("表一.png", "http://www.hean.gov.cn/i/b1.png", "png"),
        ("统计表", "http://www.hean.gov.cn/d/x.docx", "docx"),
    ]


def test_attachments_lie_where_the_base_of_the_page_says_and_where_a_script_opens_them() -> None:
    body = (
        f"<head><base href='http://www.hean.gov.cn:8080/xxgk/'></head><h1>{TITLE}</h1><div id='zoom'><p>{PROSE}</p>"
        "<a href='upload/nb.pdf'>年报</a><img src='upload/b1.png' title='表一'>"
        "<a href='javascript:;' onclick=\"window.open('/files/b.docx')\">统计表.docx</a>"
        "<a href='d/f.xls;jsessionid=0A1B?v=2'>附表</a></div>"
    )
    reading = read_page(body.encode(), url=URL)
    assert [(each.name, each.url) for each in reading.attachments] == [
        ("年报", "http://www.hean.gov.cn:8080/xxgk/upload/nb.pdf"),
        ("表一", "http://www.hean.gov.cn:8080/xxgk/upload/b1.png"),
        ("统计表.docx", "http://www.hean.gov.cn:8080/files/b.docx"),
        ("附表", "http://www.hean.gov.cn:8080/xxgk/d/f.xls?v=2"),
    ]


def test_hostile_addresses_are_no_attachments() -> None:
    reading = page(
        f"<p>{PROSE}</p><a href='javascript:a.pdf'>a.pdf</a><a href='file:///etc/x.pdf'>b.pdf</a><a href='http://[x.pdf'>c.pdf</a>"
    )
    assert reading.attachments == ()


def test_a_page_of_links_with_dates_is_a_listing_and_states_no_date() -> None:
    rows = "".join(
        f"<li><a href='{n}.html'>和安市水务局201{n}年政府信息公开年报</a><span>201{n}-03-0{n}</span></li>"
        for n in range(1, 8)
    )
    reading = read_page(f"<title>政府信息公开年报</title><ul>{rows}</ul>".encode(), url=URL)
    assert (reading.kind, reading.published_on, reading.report_year) == ("other", None, None)
