"""Templates that mark nothing: the body, its title and its fields are found by what the lines say."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import pytest
from page_templates import Article, page_of

from metadata.reader import read_page
from metadata.reading import Reading

PAGES = Path(__file__).parent / "pages"
URL = "http://www.hean.gov.cn/a/1.html"
TITLE = "和安市水务局2018年政府信息公开工作年度报告"
BODY = [
    "本报告由和安市水务局按照条例的要求编制，所列数据的统计期限自2018年1月1日起至2018年12月31日止。",
    "一、总体情况",
    "2018年，本局公开信息八十四条，其中政策类十九条，没有收到公开申请。",
    "二、存在的问题",
    "栏目更新不够均衡，下一步将按月核对目录。",
]
LINKS = "".join(
    f"<li><a href='/b/{day}.html'>和安市体育局2016年政府信息公开工作年度报告</a> 2017-03-{day}</li>"
    for day in range(11, 17)
)
FOOT = "<p>主办单位：和安市人民政府　承办单位：和安市大数据中心</p><p>辽ICP备05001234号 网站标识码：2101000009</p>"


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def read(markup: str, page_title: str = "") -> Reading:
    page = f"<html><head><title>{page_title}</title></head><body>{markup}</body></html>"
    return read_page(page.encode(), url=URL)


def articles() -> list[dict[str, Any]]:
    """The reports among the golden pages, as they are to be read."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(PAGES.glob("*/*/expected.json"))]
    return [
        each for each in found if each["kind"] == "report" and len(each["text"]) > 200 and not each["tables"]
    ]


def test_reports_are_read_in_templates_put_together_by_chance() -> None:
    chance = random.Random(7)
    known = articles()
    wrong: Counter[str] = Counter()
    for _ in range(300):
        right = chance.choice(known)
        day = date.fromisoformat(right["published_on"] or "2021-01-26")
        article = Article(right["title"], day, right["source"], paragraphs(right["text"].split("\n")), True)
        markup, published_on, source = page_of(article, chance)
        reading = read_page(markup.encode("gb18030" if 'charset="gbk"' in markup else "utf-8"), url=URL)
        wrong["title"] += "".join((reading.title or "").split()) != "".join(right["title"].split())
        wrong["published_on"] += reading.published_on != published_on
        wrong["source"] += reading.source != source
        wrong["kind"] += reading.kind.value != "report"
        wrong["text"] += reading.text != right["text"]
    assert {name: count for name, count in wrong.items() if count > 3} == {}


def test_a_flat_page_has_its_body_between_the_head_row_and_the_neighbours() -> None:
    head = f"<ul>{LINKS}</ul><p>当前位置：首页 > 政务公开</p><p>{TITLE}</p><p>发布时间：2019-03-26 来源：市水务局</p>"
    tail = f"<p>上一篇：<a href='/x'>没有了</a></p><h3>相关阅读</h3><ul>{LINKS}</ul>{FOOT}"
    reading = read(head + paragraphs(BODY) + tail)
    assert reading.text.split("\n") == BODY
    assert (reading.title, reading.source) == (TITLE, "市水务局")


def test_a_title_that_the_body_tells_again_stays_in_it() -> None:
    told = [TITLE, "（2019年3月8日）", *BODY]
    reading = read(f"<h2>{TITLE}</h2><p>发布时间：2019-03-26 10:00</p>{paragraphs(told)}{FOOT}", TITLE)
    assert reading.text.split("\n") == told


def test_links_below_an_unmarked_body_go_with_their_heading() -> None:
    reading = read(f"<h2>{TITLE}</h2>{paragraphs(BODY)}<h3>热点信息</h3><ul>{LINKS}</ul>")
    assert reading.text.split("\n") == BODY


def test_a_page_of_a_picture_has_no_imprint_for_a_body() -> None:
    cells = "<td>|</td>".join(f"<td><a href='/{n}'>友好单位之{n}</a></td>" for n in range(4))
    reading = read(
        f"<p>和安市水务局招聘简章</p><p>发布时间：2019-03-26</p><table><tr>{cells}</tr></table>{FOOT}"
    )
    assert reading.text == ""
    assert reading.published_on == date(2019, 3, 26)


@pytest.mark.parametrize(
    "title",
    [
        "和安市东湖风景区管委会<br>2018年政府信息公开工作年度报告",
        "关于征集见习岗位的<br>公　告",
    ],
)
def test_a_title_broken_by_a_line_break_is_one(title: str) -> None:
    reading = read(f"<div>{title}</div><p>发布时间：2019-03-26</p>{paragraphs(BODY)}")
    assert reading.title is not None
    assert "".join(reading.title.split()) == "".join(title.replace("<br>", "").split())


def test_the_name_of_the_site_above_the_breadcrumb_is_no_title() -> None:
    head = "<h1>和安市人民政府门户网站</h1><p>您的位置：首页 > 公告</p><div>道路封闭施工公示</div>"
    assert read(f"{head}<p>发布时间：2019-03-26</p>{paragraphs(BODY)}", "和安市人民政府门户网站").title == (
        "道路封闭施工公示"
    )


@pytest.mark.parametrize(
    ("row", "source"),
    [
        ("【来源】市水务局 【发布时间】2019-03-26", "市水务局"),
        ("来源：市水务局日期：2019-03-26", "市水务局"),
        ("来源：市水务局编辑：王某 时间：2019-03-26", "市水务局"),
        ("【信息时间：2019/3/26　阅读次数：12】", None),
        ("上传日期：2019.03.26　来源：", None),
    ],
)
def test_labels_in_brackets_or_without_a_gap_are_labels(row: str, source: str | None) -> None:
    reading = read(f"<h1>{TITLE}</h1><p>{row}</p>{paragraphs(BODY)}")
    assert (reading.published_on, reading.source) == (date(2019, 3, 26), source)


def test_a_label_alone_takes_neither_buttons_nor_what_is_below_the_body() -> None:
    reading = read(
        f"<h1>{TITLE}</h1><p>2019-03-26</p><p>来源：</p><p>【打印】【关闭】</p>{paragraphs(BODY)}{FOOT}"
    )
    assert reading.source is None


def test_the_box_keeps_the_bracket_that_its_title_opens() -> None:
    box = "<li>名称：和安市补贴公示表(第二批)</li><li>索引号：000/2019-1</li><li>发布日期：2019-03-26</li>"
    assert read(f"<ul>{box}</ul>{paragraphs(BODY)}").title == "和安市补贴公示表(第二批)"


def test_a_page_with_a_row_of_its_own_is_no_list_of_the_links_beside_it() -> None:
    reading = read(f"<h3>最新信息</h3><ul>{LINKS}</ul><h2>{TITLE}</h2><p>发布时间：2019-03-26</p>{FOOT}")
    assert reading.published_on == date(2019, 3, 26)


def test_a_short_report_beside_dated_links_is_no_list() -> None:
    text = [
        "现将有关情况报告如下，所列数据真实准确，欢迎监督。",
        "全年公开信息若干条，未收到公开申请，栏目运行平稳。",
    ]
    reading = read(f"<ul>{LINKS}</ul><p>{TITLE}</p><p>2019-03-26</p>{paragraphs(text)}{FOOT}")
    assert (reading.published_on, reading.report_year) == (date(2019, 3, 26), 2018)


def test_a_whole_title_takes_no_line_that_a_break_parts_from_it() -> None:
    reading = read(f"<div>登录 注册<br>{TITLE}<br>市水务局<br>2019-03-26</div>{paragraphs(BODY)}")
    assert reading.title == TITLE


def test_a_date_alone_below_no_title_is_the_pages() -> None:
    reading = read(f"<p>2019-03-26</p>{paragraphs(BODY)}", f"{TITLE}-和安市人民政府")
    assert (reading.title, reading.published_on) == (TITLE, date(2019, 3, 26))


def test_a_date_with_its_time_zone_is_no_line_of_the_body() -> None:
    reading = read(f"<h1>{TITLE}</h1><p>2019-03-26T10:11:12+08:00</p>{paragraphs(BODY)}")
    assert reading.published_on == date(2019, 3, 26)
    assert reading.text.split("\n") == BODY


def test_a_file_in_a_viewer_is_an_attachment_of_a_page_without_text() -> None:
    viewer = "<iframe src='/pdfjs/web/viewer.html?file=/a/report.pdf'></iframe>"
    reading = read(f"<h1>{TITLE}</h1><p>发布时间：2019-03-26</p>{viewer}{FOOT}")
    assert [each.url for each in reading.attachments] == ["http://www.hean.gov.cn/a/report.pdf"]
