"""No list page makes a family fail: whatever the bytes, a listing comes back, and in bounded time."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metadata.families import FAMILIES, ServedPage, read_listing
from metadata.families.files import linked_files
from metadata.families.pagers import MAX_LIST_PAGES

URL = "http://www.qingchuan.example/zwgk/ndbg/index.html"
BODIES = [
    next(path.parent.glob("body.*")).read_bytes()
    for path in (Path(__file__).parent / "lists").glob("*/*/response.json")
]
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def all_read(body: bytes, url: str = URL) -> None:
    for family in FAMILIES:
        listing = read_listing(body, url=url, family=family)
        assert len(listing.next_pages) <= MAX_LIST_PAGES
        assert (listing.stated_total or 0) < 10**9
        assert [entry.position for entry in listing.entries] == list(range(1, len(listing.entries) + 1))
        for entry in listing.entries:
            assert entry.url.encode().startswith((b"http://", b"https://"))
            assert entry.title.encode()
    linked_files(body, url=url)


@QUIET
@given(st.binary(max_size=2000))
def test_any_bytes_are_read(body: bytes) -> None:
    all_read(body)


@QUIET
@given(st.sampled_from(BODIES), st.integers(0, 4000), st.integers(0, 400), st.binary(max_size=40))
def test_real_shapes_cut_and_spliced_are_read(body: bytes, at: int, length: int, junk: bytes) -> None:
    all_read(body[:at] + junk + body[at + length :])


@QUIET
@given(st.text(max_size=60))
def test_any_address_is_read(href: str) -> None:
    escaped = href.replace("&", "&amp;").replace('"', "&quot;")
    all_read(
        f'<ul><li><a href="{escaped}">清川市2023年年度报告</a><span>2024-01-30</span></li></ul>'.encode()
    )


SQUARE = "²"
"""A digit for str.isdigit, no number for int."""
CATALOGUE = "http://www.qingchuan.example/gkmlpt/api/all/1?page=1"


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (f"<meta http-equiv=refresh content='{'9' * 5_000};url=/a/'>", URL),
        (f"<script>createPageHTML({SQUARE}, 0, 'index', 'html')</script>", URL),
        (f"<script>createPageHTML('p', 50, 1, 'list', 'shtml', {SQUARE})</script>", URL),
        (f"<script>createPageHTML('p', 50, 1, 'list', 'shtml', {'9' * 200})</script>", URL),
        (f"<div url='/front/page/build/unit' querydata=\"{{'a': 0x{'f' * 5_000}}}\"></div>", URL),
        (r"""<div url='/front/page/build/unit' querydata="{'a': '\ud800'}"></div>""", URL),
        ("""<div url='http://[/front/page/build/unit' querydata="{'a': '1'}"></div>""", URL),
        ("<datastore>totalRecord:90,perPage:15,proxyUrl:'http://[/dataproxy.jsp?a=1'", URL),
        (
            "<datastore><nextgroup><![CDATA[<a href='http://[x'>]]></nextgroup>"
            "<record><![CDATA[<li><a href='/art/2024/1/1/art_1_2.html'>清川市年报</a></li>]]></record>",
            URL,
        ),
        (
            f'{{"articles": [{{"url": "/content/post_1.html", "title": "年报"}}], "total": {"9" * 90}}}',
            CATALOGUE,
        ),
        (r'{"articles": [{"url": "/content/post_\ud800.html", "title": "\ud800年报"}]}', CATALOGUE),
    ],
)
def test_numbers_and_addresses_that_are_none_are_passed_over(body: str, url: str) -> None:
    all_read(body.encode(), url)


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 50_000,
        "<a href='t20240101_1.html'>" * 20_000,
        "<li><a href='t20240101_1.html'>年报</a></li>" * 5_000,
        "<ul><li>" + "<a href='t20240101_1.html'>年报 2024-01-01 <i></i></a>" * 20_000,
        "<a href='t20240101_1.html'><div>" * 900 + "2023年报告 " * 100_000,
        "createPageHTML(" * 50_000,
        "<script>" + "createPageHTML(999999999, 0, 'index', 'html');" * 2_000 + "</script>",
        "<record><![CDATA[" * 20_000,
        "共" * 100_000,
        "totalRecord:999999999,perPage:1,proxyUrl:'/a/dataproxy.jsp?col=1'<datastore>",
        '{"data":{"html":' * 5_000,
        "[" * 100_000,
        "<a href='/x/" + "9" * 5_000 + ".htm'>下页</a><!--Announced by Visual SiteBuilder 9-->",
        "<meta http-equiv=refresh content='0;url= " + " " * 3_000 + ">'>",
        "<i title='Total record'>" + " " * 200_000,
        "title='Total record'" * 50_000,
        "<datastore>proxyUrl='" + "dataproxy.jsp" * 50_000,
        "<record><![CDATA[x]]>" * 100_000,
        "".join(f"<li><a href='c{n}/'>2020</a></li>" for n in range(5_000)),
        "".join(f"<li><a href='t20240101_{n}.html' title=y>{'.' * 3_990}a</a></li>" for n in range(500)),
        "<a href='javascript:go(" + '"a' * 100_000 + "'>2023年年报</a>",
        "<a href='javascript:x' onclick='open(" + "&quot;a" * 1_500 + "'>下一页</a>" * 5_000,
        "<script>countPage;" + "a = " * 500_000 + "</script>",
        "<script>countPage=1;currentPage=0;" + "href = 'a" * 200_000 + "</script>",
        "<script>" + "document.write('a" * 30_000 + "</script>",
        "<script>" + 'document.write("' + "\\a" * 200_000 + "</script>",
        "<textarea><script>" * 20_000,
        "<iframe src='/a.html'>" * 50_000,
        "<option value='" + "a" * 400 + "'>2</option>" * 5_000,
        "共<b>" * 200_000,
        "<a href='/content/g/" + "1" * 200_000 + "'>年报</a>",
        "<a href='" + "/content/g" * 30_000 + "'>年报</a>",
        "<a href='" + "/d/file" * 150_000 + "/'>年报</a>",
        "<a href='/a/' title='2023" + " " * 200_000 + "x'>2023</a>",
        "<datastore><record><![CDATA[" + "<b>" * 400_000 + "]]></record>",
        "<div>" + "<br>" * 84_000 + "<p><a href='?2'>2023年政府信息公开年度报告</a>2024-01-30</p>" * 2_000,
        (
            f"<section>{'<a href=?2>2023年年报</a>' * 20}{'<div>' * 150}{'1<br>' * 300}{'</div>' * 150}</section>"
            * 30
        ),
        "".join(
            f"<div class=k{n}><p><a href=t20240130_{n}.html>2023年年报</a></p></div>" for n in range(2_500)
        ),
    ],
    ids=[
        "nesting",
        "open links",
        "rows",
        "one address",
        "links in links",
        "calls",
        "pagers",
        "records",
        "totals",
        "proxy",
        "json",
        "brackets",
        "number",
        "blanks of a refresh",
        "blanks of a total",
        "totals without an end",
        "proxies",
        "short records",
        "channels",
        "dots",
        "calls of a link",
        "calls of links",
        "variables",
        "templates",
        "writing",
        "writing without an end",
        "hidden markup",
        "frames",
        "options",
        "stated pages",
        "digits of an address",
        "folders of an address",
        "files of an address",
        "blanks of a title",
        "tags of a record",
        "far from the first row",
        "deep in a row",
        "each row in a list of its own",
    ],
)
def test_a_page_made_to_be_slow_is_not(body: str) -> None:
    page = ServedPage(URL, body)
    started = time.process_time()
    for family in FAMILIES:
        family.recognises(page)
        family.read_list(page, URL)
    linked_files(body.encode() + b".pdf", url=URL)
    assert time.process_time() - started < 8
    started = time.process_time()
    read_listing(body.encode(), url=URL)
    assert time.process_time() - started < 8
