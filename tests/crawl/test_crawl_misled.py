"""What a crawl must not be misled by: halves of pages, guards behind a list, dead links in rows, scripts in lists."""

import gzip
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from crawler.crawl import CrawlSummary

Crawls = Callable[..., CrawlSummary]
CHALLENGE = "<html><script>var arg1='acw_sc__v2';{}</script></html>"


def revisions(collection: Any) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        return db.execute("select state, revisions from pages").fetchall()


@pytest.mark.parametrize("packed", [False, True], ids=["the connection ends", "the gzip stream has no end"])
def test_half_a_page_is_no_revision_and_is_asked_for_again(
    portal: Any, collection: Any, crawl: Crawls, packed: bool
) -> None:
    portal.listing("/ndbg/", {"/ndbg/t20240130_1.html": "清川市档案馆2023年年度报告"})
    portal.report("/ndbg/t20240130_1.html")
    answer = portal.pages["/ndbg/t20240130_1.html"]
    if packed:
        answer.body = gzip.compress(answer.body)
        answer.headers["Content-Encoding"] = "gzip"
    else:
        answer.claim = len(answer.body)
    answer.body = answer.body[: len(answer.body) // 2]
    first = crawl(portal.profile_text())
    assert (first.pages, first.missing) == (0, ("1 of 1 pages and files were not had: 1 × truncated",))
    assert revisions(collection) == [("refused", 0)]
    portal.report("/ndbg/t20240130_1.html")
    assert crawl(portal.profile_text()).missing == ()
    assert "If-None-Match" not in portal.asked[-1].headers
    assert revisions(collection) == [("held", 1)]


def test_a_page_that_announces_more_than_it_has_is_read(portal: Any, collection: Any, crawl: Crawls) -> None:
    portal.listing("/ndbg/", {"/ndbg/t20240130_1.html": "清川市档案馆2023年年度报告"})
    portal.report("/ndbg/t20240130_1.html")
    portal.pages["/ndbg/t20240130_1.html"].claim = len(portal.pages["/ndbg/t20240130_1.html"].body) + 100
    for _ in range(2):
        assert crawl(portal.profile_text(), RETRY_TIMES=2).missing == ()
    assert revisions(collection) == [("held", 1)]
    # Its end is there: to ask again would bring the same.
    assert portal.paths().count("/ndbg/t20240130_1.html") == 2


def test_a_page_that_is_called_packed_and_is_not_is_read(portal: Any, collection: Any, crawl: Crawls) -> None:
    portal.listing("/ndbg/", {"/ndbg/t20240130_1.html": "清川市档案馆2023年年度报告"})
    portal.report("/ndbg/t20240130_1.html")
    for answer in portal.pages.values():
        answer.headers["Content-Encoding"] = "gzip"
    assert crawl(portal.profile_text()).missing == ()
    assert revisions(collection) == [("held", 1)]


def test_half_a_list_in_a_gzip_stream_is_no_list(portal: Any, crawl: Crawls) -> None:
    rows = {
        f"/ndbg/t20240130_{number}.html": f"清川市档案馆{number}年年度报告" for number in range(2010, 2024)
    }
    portal.listing("/ndbg/", rows)
    for path in rows:
        portal.report(path, path)
    assert crawl(portal.profile_text()).missing == ()
    answer = portal.pages["/ndbg/"]
    answer.body = gzip.compress(answer.body)[:-60]
    answer.headers |= {"Content-Encoding": "gzip", "ETag": '"half"'}
    assert "truncated" in " ".join(crawl(portal.profile_text()).missing)


def test_a_guard_on_the_second_page_of_a_list_is_no_end_of_it(portal: Any, crawl: Crawls) -> None:
    pager = "<script>createPageHTML(2, {}, 'index', 'html');</script>"
    portal.listing("/ndbg/", {"/ndbg/t20240130_1.html": "清川市档案馆2023年年度报告"}, pager.format(0))
    portal.report("/ndbg/t20240130_1.html")
    portal.page("/ndbg/index_1.html", CHALLENGE.format(""))
    (told,) = crawl(portal.profile_text()).missing
    assert told.startswith(f"{portal.url}/ndbg/index_1.html: no list: challenge")


def test_dead_links_in_a_row_do_not_hide_what_stands_behind_them(portal: Any, crawl: Crawls) -> None:
    titles = {f"/ndbg/t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in range(60)}
    portal.listing("/ndbg/", titles)
    for n in range(60):
        portal.report(f"/ndbg/t20240130_{n}.html", f"清川市第{n}局")
    for n in range(25):
        portal.page(f"/ndbg/t20240130_{n}.html", "", status=302, headers={"Location": "/"})
    done = crawl(portal.profile_text())
    assert (done.reason, done.pages) == ("finished", 35)
    assert done.missing == ("25 of 60 pages and files were not had: 25 × soft_404",)


def test_a_guard_that_sends_much_script_is_told(portal: Any, crawl: Crawls) -> None:
    titles = {f"/ndbg/t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in range(5)}
    portal.listing("/ndbg/", titles)
    for path in titles:
        portal.page(path, CHALLENGE.format("var a=[" + "'0x1234'," * 2_000 + "];"))
    done = crawl(portal.profile_text())
    assert (done.pages, done.refused) == (0, 5)
    assert done.missing == ("5 of 5 pages and files were not had: 5 × challenge",)


def test_an_error_page_in_the_whole_template_of_a_portal_is_told(portal: Any, crawl: Crawls) -> None:
    titles = {f"/ndbg/t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in range(5)}
    portal.listing("/ndbg/", titles)
    menu = "".join(
        f'<li class="menu-item"><a href="/zwgk/{n}/" target="_blank"></a></li>' for n in range(400)
    )
    for path in titles:
        portal.page(path, f"<html><title>清川市</title><ul>{menu}</ul><p>您访问的页面不存在</p></html>")
    done = crawl(portal.profile_text())
    assert (done.pages, done.refused) == (0, 5)
    assert done.missing == ("5 of 5 pages and files were not had: 5 × soft_404",)


@pytest.mark.parametrize("family", ["trs", "generic", "empire", "siteserver"])
def test_a_script_that_leads_to_the_search_makes_no_landing_page_of_a_list(
    family: str, portal: Any, crawl: Crawls
) -> None:
    script = "<script>function go(){window.location.href='/search.html'}</script>"
    portal.listing("/ndbg/", {"/ndbg/t20240130_1.html": "清川市档案馆2023年年度报告"}, script)
    portal.report("/ndbg/t20240130_1.html")
    done = crawl(portal.profile_text().replace('family = "trs"', f'family = "{family}"'))
    assert (done.entries, done.pages, done.missing) == (1, 1, ())
    assert "/search.html" not in portal.paths()


def test_a_portal_that_shows_its_home_page_for_whatever_is_asked_is_told(portal: Any, crawl: Crawls) -> None:
    rows = {f"t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in range(6)}
    portal.listing("/ndbg/", rows)
    for name in rows:
        portal.report(f"/ndbg/{name}", name)
    assert crawl(portal.profile_text()).missing == ()
    home = f"<meta charset='utf-8'><title>清川市人民政府</title>{'<p>要闻 政务公开 办事服务</p>' * 300}"
    for name in [*rows][1:]:
        portal.page(f"/ndbg/{name}", home)
    for _ in range(2):  # by its body, then by what a 304 confirms
        told = "5 of 6 pages are the same, byte for byte: look at one"
        assert crawl(portal.profile_text()).missing == (told,)


def test_a_pager_that_goes_on_for_ever_with_the_same_rows_is_left(portal: Any, crawl: Crawls) -> None:
    for n in range(1, 40):
        onward = f"<a href='/ndbg/?page={n + 1}'>下一页</a>"
        path = f"/ndbg/?page={n}" if n > 1 else "/ndbg/"
        portal.listing(path, {"/ndbg/t20240130_1.html": "清川市档案馆2023年年度报告"}, onward)
    portal.report("/ndbg/t20240130_1.html")
    done = crawl(portal.profile_text().replace('family = "trs"', 'family = "generic"'))
    assert done.missing == ()
    assert done.list_pages == 2
