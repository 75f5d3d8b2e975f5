"""From bytes to revisions: what only a machine sees is no revision; what a reader sees is, under its name."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from archive.revisions.changes import kinds_of_change
from archive.revisions.content import Content, content_of, text_digest
from archive.revisions.timeline import CaptureFact, timeline
from metadata.reader import read_page

URL = "http://www.jia.gov.cn/zwgk/zfxxgkndgzbg/2018n/bm/201904/t20190411_77.html"
PAGE = """<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta name="ArticleTitle" content="甲市测绘办公室2018年政府信息公开工作年度报告">
<meta name="PubDate" content="2019-04-11 09:30"><meta name="ContentSource" content="市测绘办公室">
<title>甲市测绘办公室2018年政府信息公开工作年度报告_甲市人民政府</title>
<script>var token = "a1b2c3"; var now = 1556000000;</script></head>
<body class="page" id="top">
<div class="header"><span class="clock">今天是：2019年4月20日 星期六</span>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li></ul></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 年度报告</div>
<div class="article">
<h1 class="title">甲市测绘办公室2018年政府信息公开工作年度报告</h1>
<div class="info">发布时间：2019-04-11 09:30&nbsp;&nbsp;来源：市测绘办公室&nbsp;&nbsp;
浏览次数：<span id="hits">128</span></div>
<div class="TRS_Editor" style="line-height: 2">
<p align="center">根据有关规定，现公布甲市测绘办公室2018年政府信息公开工作年度报告。</p>
<p>一、主动公开政府信息情况</p>
<p>2018年，我办主动公开政府信息1024条，其中通过门户网站公开839条，内容涉及测绘成果和资质管理。</p>
<p>二、依申请公开政府信息情况</p>
<p>全年共受理政府信息公开申请39件，办结38件，结转下年度1件，全部在法定期限内答复申请人。</p>
<table border="1"><tr><td>指标</td><td>自然人</td><td>总计</td></tr>
<tr><td>本年新收政府信息公开申请数量</td><td>37</td><td>39</td></tr>
<tr><td>结转下年度继续办理</td><td>1</td><td>1</td></tr></table>
<p>三、存在的主要问题和改进措施</p>
<p>公开内容还不够全面，更新还不够及时，下一步将加强业务培训，完善相关制度。</p>
<p align="right">甲市测绘办公室</p><p align="right">2019年4月8日</p>
<p><a href="./P0101.xls">附件：政府信息公开情况统计表.xls</a></p>
</div></div>
<div class="related"><h3>相关文章</h3><a href="/zwgk/a.html">关于举办测绘培训班的通知</a></div>
<div class="footer">主办：甲市人民政府 版权所有 备案号：测试00000001 <script>hits(77)</script></div>
</body></html>
"""


def encoded(page: str, charset: str) -> bytes:
    return page.replace("charset=utf-8", f"charset={charset}").encode(charset)


def content(page: str, charset: str = "utf-8", content_type: str | None = None) -> Content:
    body = encoded(page, charset)
    reading = read_page(body, url=URL, content_type=content_type)
    assert reading.refusal is None
    return content_of(reading, hashlib.sha256(body).hexdigest())


def shown_digest(page: str, charset: str = "utf-8") -> str | None:
    return read_page(encoded(page, charset), url=URL).shown_digest


def replaced(*pairs: tuple[str, str]) -> str:
    page = PAGE
    for before, after in pairs:
        assert before in page
        page = page.replace(before, after)
    return page


NOISE = {
    "the counter ran on": replaced(('"hits">128<', '"hits">4096<')),
    "scripts carry another token": replaced(
        ("a1b2c3", "ffee99"), ("1556000000", "1557777777"), ("hits(77)", "h(9)")
    ),
    "the page clock moved": replaced(("今天是：2019年4月20日 星期六", "今天是：2026年11月23日 星期一")),
    "the menu was redesigned": replaced(
        ('<ul class="nav">', '<ul class="menu2"><li><a href="/wsbs/">办事</a></li>')
    ),
    "the footer changed": replaced(
        ("版权所有 备案号：测试00000001", "备案号：测试00000099 技术支持：某公司")
    ),
    "a stamp at its foot": replaced(("版权所有", "本页生成于2026-11-23 10:11 版权所有")),
    "other related articles": replaced(("关于举办测绘培训班的通知", "我市召开地理信息工作会议")),
    "attributes in another order": replaced(
        ('<table border="1">', '<table cellpadding="0" class="t" border="1">'),
        ('<body class="page" id="top">', '<body id="top" class="page">'),
    ),
    "session ids in links": replaced(
        ('href="./P0101.xls"', 'href="./P0101.xls;jsessionid=8F3A"'),
        ('href="/zwgk/"', 'href="/zwgk/?_=1612345678901"'),
    ),
    "generated comments": replaced(("<body", "<!-- made 2026-11-23 10:11:12 by node 4 -->\n<body")),
    "inline styles of a word processor": replaced(
        ("<p>2018年，我办", '<p style="text-indent:2em"><span lang="EN-US">2018</span><span>年</span>，我办')
    ),
    "line ends of another system": PAGE.replace("\n", "\r\n"),
    "hidden form fields": replaced(
        ('<div class="article">', '<input type="hidden" value="9f"><div class="article">')
    ),
    "entities for characters": replaced(("测绘成果和资质管理", "&#27979;&#32472;成果和资质管理")),
}
CHROME = {
    "the counter ran on",
    "the page clock moved",
    "the menu was redesigned",
    "the footer changed",
    "a stamp at its foot",
    "other related articles",
}
"""The noise that a person can see; of all else only the markup differs."""


@pytest.mark.parametrize("page", list(NOISE.values()), ids=list(NOISE))
def test_what_only_a_machine_sees_is_no_revision(page: str) -> None:
    old, new = content(PAGE), content(page)
    assert old.payload_sha256 != new.payload_sha256
    assert text_digest(old) == text_digest(new)
    assert kinds_of_change(old, new) == ()


@pytest.mark.parametrize("charset", ["gb18030", "gbk", "gb2312"])
def test_a_page_served_in_another_encoding_is_no_revision(charset: str) -> None:
    old, new = content(PAGE), content(PAGE, charset)
    assert text_digest(old) == text_digest(new)
    assert kinds_of_change(old, new) == ()


EVENTS = {
    "a corrected cell": ([("<td>37</td><td>39</td>", "<td>37</td><td>41</td>")], {"figure_changed"}),
    "a corrected count in the text": ([("申请39件，办结38件", "申请41件，办结40件")], {"figure_changed"}),
    "a rewritten paragraph": (
        [("公开内容还不够全面，更新还不够及时", "审核流程尚不规范")],
        {"text_rewritten"},
    ),
    "a sentence taken out": ([("，其中通过门户网站公开839条", "")], {"text_removed"}),
    "an earlier stated date": (
        [("2019-04-11 09:30", "2019-03-26 09:30")],
        {"date_changed"},
    ),
    "an earlier sign-off": ([("2019年4月8日", "2019年3月8日")], {"date_changed"}),
    "another source": (
        [("市测绘办公室&nbsp;", "市政府办公室&nbsp;"), ('"市测绘办公室"', '"市政府办公室"')],
        {"source_changed"},
    ),
    "another attachment": ([("P0101.xls", "P0202.xls")], {"attachment_replaced"}),
}


@pytest.mark.parametrize(("edits", "kinds"), list(EVENTS.values()), ids=list(EVENTS))
def test_what_a_reader_sees_is_one_revision_of_its_kind(
    edits: list[tuple[str, str]], kinds: set[str]
) -> None:
    old, new = content(PAGE), content(replaced(*edits))
    assert text_digest(old) != text_digest(new)
    assert {change.kind.value for change in kinds_of_change(old, new)} == kinds


def test_a_year_of_noise_and_one_event_are_two_revisions() -> None:
    event = PAGE.replace("申请39件，办结38件", "申请41件，办结40件")
    pages = [PAGE, *NOISE.values(), event, event.replace('"hits">128<', '"hits">9<')]
    facts = []
    for day, page in enumerate(pages):
        made, at = content(page), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
        digest, shown = text_digest(made), shown_digest(page)
        facts.append(CaptureFact(str(day), at, f"w{day}", 200, "read", digest, made.payload_sha256, shown))
    line = timeline(facts)
    assert [(r.captures, r.byte_variants) for r in line.revisions] == [
        (len(NOISE) + 1, len(NOISE) + 1),
        (2, 2),
    ]
    first, second = line.revisions
    assert (first.chrome_changed, first.markup_changed) == (len(CHROME), len(NOISE) - len(CHROME))
    assert (second.chrome_changed, second.markup_changed) == (1, 0)


@pytest.mark.parametrize("name", NOISE)
def test_chrome_is_told_from_markup(name: str) -> None:
    assert (shown_digest(PAGE) != shown_digest(NOISE[name])) is (name in CHROME)


@pytest.mark.parametrize("charset", ["gb18030", "gbk"])
def test_another_encoding_shows_the_same(charset: str) -> None:
    assert shown_digest(PAGE, charset) == shown_digest(PAGE)
