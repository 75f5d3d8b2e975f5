"""The digest changes when a page says something else, and only then."""

from __future__ import annotations

import pytest

from archive.revisions.content import content_of, text_digest
from metadata.reader import read_page

BODY = (
    "<p>一、总体情况</p><p>2018年，本局公开信息八十四条，没有收到公开申请。</p>"
    "<table><tr><td>规章</td><td>0</td></tr><tr><td>文件</td><td>2</td></tr></table>"
)


def html(
    *,
    title: str = "和安市水务局2018年政府信息公开工作年度报告",
    body: str = BODY,
    head: str = "发布时间：2019-03-26 来源：市水务局 浏览次数：7",
) -> str:
    return f"<html><body><h1>{title}</h1><p>{head}</p><div id='zoom'>{body}</div><a>首页</a></body></html>"


def digest(text: str, *, url: str = "http://a.gov.cn/201903/t20190326_1.html", charset: str = "utf-8") -> str:
    return text_digest(content_of(read_page(text.encode(charset), url=url)))


@pytest.mark.parametrize(
    "same",
    [
        html(head="发布时间：2019-03-26 来源：市水务局 浏览次数：90210"),
        html(
            body=BODY.replace("<p>", "<p class='x'>\n  ").replace("公开信息", "<span>公开</span><b>信息</b>")
        ),
        html().replace("<a>首页</a>", "<div class='footer'>主办单位：和安市人民政府 ICP备1号</div>"),
    ],
)
def test_markup_counters_and_chrome_do_not_count(same: str) -> None:
    assert digest(same) == digest(html())


def test_another_charset_and_another_address_do_not_count() -> None:
    assert digest(html(), charset="gb18030") == digest(html())
    assert digest(html(), url="https://b.gov.cn/202111/t20211102_9.html") == digest(html())


@pytest.mark.parametrize(
    "other",
    [
        html(title="和安市水务局2017年政府信息公开工作年度报告"),
        html(head="发布时间：2019-03-27 来源：市水务局"),
        html(head="发布时间：2019-03-26 来源：市水利局"),
        html(body=BODY.replace("八十四", "八十五")),
        html(body=BODY.replace("，没有", ",没有")),
        html(body=BODY.replace(">2<", ">3<")),
        html(body=BODY + "<p><a href='/a.pdf'>年报.pdf</a></p>"),
        html(body=BODY + "<p>和安市水务局</p><p>2019年3月8日</p>"),
    ],
)
def test_title_dates_source_words_figures_and_attachments_count(other: str) -> None:
    assert digest(other) != digest(html())
