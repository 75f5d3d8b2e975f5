"""A response that is not the page is told as what it is; a page that only speaks of such things is none."""

from __future__ import annotations

import pytest

from metadata.reader import READER_VERSION, read_page
from metadata.reading import RefusalKind
from metadata.reading_json import as_json

URL = "http://www.hean.gov.cn/x.html"


def refusal(html: str, status: int = 200) -> RefusalKind | None:
    found = read_page(html.encode(), url=URL, status=status).refusal
    return found.kind if found else None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("您访问的页面不存在", RefusalKind.SOFT_404),
        ("对不起，该信息已被删除！", RefusalKind.SOFT_404),
        ("抱歉，没有找到您要的文章", RefusalKind.SOFT_404),
        ("您的访问过于频繁，请稍后再试", RefusalKind.BLOCKED),
        ("您的请求已被拦截", RefusalKind.BLOCKED),
        ("请完成验证后继续访问 滑动验证", RefusalKind.CHALLENGE),
        ("系统错误，请联系管理员", RefusalKind.ERROR_SHELL),
        ("本网站已迁移，请访问新网站", RefusalKind.DOMAIN_NOTICE),
        ("网站正在维护中", RefusalKind.MAINTENANCE),
        ("登录超时，请重新登录", RefusalKind.LOGIN),
    ],
)
def test_short_pages_are_told_by_their_words(words: str, kind: RefusalKind) -> None:
    assert refusal(f"<html><body><p>{words}</p></body></html>") is kind


def test_an_article_that_speaks_of_such_things_is_no_refusal() -> None:
    html = (
        "<h1>关于网站维护的公告</h1><p>发布时间：2019-03-26 来源：市大数据局</p>"
        "<div id=zoom><p>本网站将于周六进行系统维护，期间页面可能不存在或无法访问。</p></div>"
    )
    assert refusal(html) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (521, RefusalKind.CHALLENGE),
        (412, RefusalKind.CHALLENGE),
        (403, RefusalKind.BLOCKED),
        (404, RefusalKind.SOFT_404),
        (410, RefusalKind.SOFT_404),
        (500, RefusalKind.ERROR_SHELL),
        (503, RefusalKind.ERROR_SHELL),
    ],
)
def test_an_error_status_is_a_refusal_whatever_the_body_says(status: int, kind: RefusalKind) -> None:
    assert refusal("<p>x</p>", status) is kind
    assert (
        refusal("<h1>和安市水务局2018年政府信息公开工作年度报告</h1><p>发布时间：2019-03-26</p>", status)
        is kind
    )


def test_a_page_with_nothing_to_read_is_empty_and_says_where_it_forwards_to() -> None:
    found = read_page(b'<meta http-equiv="refresh" content="0;url=./index.html">', url=URL).refusal
    assert found is not None
    assert (found.kind, found.quote) == (RefusalKind.EMPTY, "forwards to ./index.html")


def test_a_reading_as_json_has_the_promised_keys() -> None:
    found = as_json(read_page(b"<p>x</p>", url=URL))
    assert set(found) == {
        *("url", "kind", "title", "organ", "source", "published_on", "signed_on", "url_date", "report_year"),
        *(
            "period_start",
            "period_end",
            "scope",
            "text",
            "sections",
            "tables",
            "attachments",
            "refusal",
            "dates",
        ),
        *("evidence", "reader_version", "charset"),
    }
    assert found["reader_version"] == READER_VERSION
