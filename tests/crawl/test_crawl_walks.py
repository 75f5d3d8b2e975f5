"""What a crawl's way through the lists proves: a line that is gone was taken out only if all pages were seen."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive.capture import RecordPlace
from archive.collection import create_collection
from archive.importing import import_files
from archive.rebuild import rebuild
from archive.site.queries.changes import count_changes, latest_changes
from archive.warc.selection import write_selection
from crawler.crawl import CrawlSummary

Crawls = Callable[..., CrawlSummary]


def listed(portal: Any, pages: Iterable[Iterable[str]]) -> None:
    """A channel of list pages, each with the numbers of its reports."""
    pages = [list(page) for page in pages]
    for number, reports in enumerate(pages):
        pager = f"<script>createPageHTML({len(pages)}, {number}, 'index', 'html');</script>"
        rows = {f"t20240130_{report}.html": f"清川市第{report}局2023年年度报告" for report in reports}
        portal.listing("/ndbg/" + (f"index_{number}.html" if number else ""), rows, pager)
        for report in reports:
            portal.report(f"/ndbg/t20240130_{report}.html", f"清川市第{report}局")


def rows(collection: Any, sql: str) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(collection.catalogue_path)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


UNLISTED = "select url from withdrawals join pages on pages.id = page_id where how = 'unlisted'"


def test_crawls_that_are_cut_short_withdraw_nothing(portal: Any, collection: Any, crawl: Crawls) -> None:
    listed(portal, ["1234", "5678", "9"])
    crawl(portal.profile_text())
    for _ in range(2):
        assert crawl(portal.profile_text(extra="max_requests = 3")).entries < 9
    assert rows(collection, UNLISTED) == []
    assert rows(collection, "select complete from walks order by began_at") == [(1,), (0,), (0,)]


def test_a_list_that_became_an_empty_shell_withdraws_nothing(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    listed(portal, ["1234"])
    crawl(portal.profile_text())
    portal.page("/ndbg/", f"<html><meta charset='utf-8'><h1>年度报告</h1>{'栏目调整中。' * 400}</html>")
    for _ in range(2):
        assert any("no list: no entry" in sentence for sentence in crawl(portal.profile_text()).missing)
    assert rows(collection, UNLISTED) == []
    assert rows(collection, "select complete from walks order by began_at") == [(1,), (0,), (0,)]


@pytest.mark.parametrize("way", ["redirect", "landing page"])
def test_a_report_taken_out_of_a_list_behind_another_address_is_told(
    portal: Any, collection: Any, crawl: Crawls, way: str
) -> None:
    if way == "redirect":
        portal.page("/old/", "", status=301, headers={"Location": "/ndbg/"})
    else:
        portal.page("/old/", '<meta http-equiv="Refresh" content="0;URL=/ndbg/">')
    listed(portal, ["1234", "5678"])
    assert crawl(portal.profile_text(channel="/old/")).missing == ()
    listed(portal, ["134", "5678"])
    for _ in range(2):
        crawl(portal.profile_text(channel="/old/"))
    assert rows(collection, UNLISTED) == [(f"{portal.url}/ndbg/t20240130_2.html",)]
    assert rows(collection, "select distinct complete, captures from walks") == [(1, 3)]
    outcomes = rows(
        collection, f"select distinct outcome, refusal from captures where url = '{portal.url}/old/'"
    )
    assert outcomes == [("redirected", None)]


def test_a_list_that_redirects_to_a_login_elsewhere_withdraws_nothing(
    portal: Any, second_portal: Any, collection: Any, crawl: Crawls
) -> None:
    listed(portal, ["1234"])
    crawl(portal.profile_text())
    portal.page("/ndbg/", "", status=302, headers={"Location": f"{second_portal.url}/login"})
    for _ in range(2):
        crawl(portal.profile_text())
    assert rows(collection, UNLISTED) == []
    assert rows(collection, "select complete from walks order by began_at") == [(1,), (0,), (0,)]


def test_a_report_that_went_to_another_list_was_not_taken_out(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    second = '\n[[channels]]\nurl = "/old/"\nname = "往年年报"\n'
    listed(portal, ["1234"])
    portal.listing("/old/", {"/ndbg/t20240130_9.html": "清川市第9局2023年年度报告"})
    portal.report("/ndbg/t20240130_9.html", "清川市第9局")
    crawl(portal.profile_text() + second)
    listed(portal, ["134"])
    moved = {f"/ndbg/t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in "92"}
    portal.listing("/old/", moved)
    for _ in range(2):
        crawl(portal.profile_text() + second)
    assert rows(collection, UNLISTED) == []


def test_a_report_that_one_crawl_found_in_another_list_was_not_missing_in_it(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    second = '\n[[channels]]\nurl = "/old/"\nname = "往年年报"\n'
    portal.report("/ndbg/t20240130_9.html", "清川市第9局")
    told = []
    for first, other in (("1234", "9"), ("134", "92"), ("134", "9"), ("134", "9")):
        # Its second page comes after the other list, in which the report is by then.
        listed(portal, [first, "5678"])
        moved = {f"/ndbg/t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in other}
        portal.listing("/old/", moved)
        crawl(portal.profile_text() + second)
        told.append(len(rows(collection, UNLISTED)))
    assert told == [0, 0, 0, 1]


@pytest.mark.parametrize("back", [False, True], ids=["for good", "and back"])
def test_a_report_taken_out_of_two_lists_was_taken_out_once(
    portal: Any, collection: Any, crawl: Crawls, back: bool
) -> None:
    profile = portal.profile_text() + '\n[[channels]]\nurl = "/all/"\nname = "全部年报"\n'

    def crawled(reports: str) -> None:
        listed(portal, [reports])
        portal.listing(
            "/all/", {f"/ndbg/t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in reports}
        )
        crawl(profile)

    for reports in ("1234", "134", "134", *(("1234",) if back else ())):
        crawled(reports)
    told = "select url, restored_at is not null from withdrawals join pages on pages.id = page_id"
    assert rows(collection, told) == [(f"{portal.url}/ndbg/t20240130_2.html", int(back))]


def test_a_report_that_another_portal_had_first_is_told_by_the_lists_of_each(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    portal.listing("/old/", {})
    first = portal.profile_text(portal_id="first")
    second = portal.profile_text() + '\n[[channels]]\nurl = "/old/"\nname = "往年年报"\n'
    listed(portal, ["1234", "5678"])
    crawl(first)
    crawl(second)
    listed(portal, ["134", "5678"])
    for _ in range(2):
        crawl(second)
    taken_out = [(f"{portal.url}/ndbg/t20240130_2.html",)]
    assert rows(collection, UNLISTED) == taken_out
    # The portal that had the page first is crawled again, to no end: it says nothing of the other's lists.
    crawl(portal.profile_text(portal_id="first", extra="max_requests = 1"))
    assert rows(collection, UNLISTED) == taken_out
    # The other has it in another list now.
    portal.listing("/old/", {"/ndbg/t20240130_2.html": "清川市第2局2023年年度报告"})
    crawl(second)
    assert rows(collection, UNLISTED) == []


@pytest.mark.parametrize("why", ["disallowed", "no answer", "cut off", "server error", "too large"])
def test_a_list_page_that_is_not_had_any_more_withdraws_nothing(
    portal: Any, collection: Any, crawl: Crawls, why: str
) -> None:
    listed(portal, ["1234", "5678", "9"])
    crawl(portal.profile_text())
    page = "/ndbg/index_1.html"
    if why == "disallowed":
        portal.page("/robots.txt", f"User-agent: *\nDisallow: {page}\n")
    elif why == "no answer":
        portal.page(page, "", silent=True)
    elif why == "cut off":
        portal.page(page, "<html><body>", claim=5_000)
    elif why == "server error":
        portal.page(page, "", status=503)
    else:
        portal.page(page, "<html><body>", claim=10**10)
    for _ in range(2):
        missing = crawl(portal.profile_text()).missing
        assert any(sentence.startswith(f"{portal.url}{page}: no list: ") for sentence in missing)
    assert rows(collection, UNLISTED) == []
    assert rows(collection, "select complete from walks order by began_at") == [(1,), (0,), (0,)]


TAKEN_OUT = UNLISTED.replace("select url", "select url, restored_at is not null")


def test_a_report_that_was_taken_out_and_put_back_is_told_for_good(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    for reports in ("1234", "134", "134", "1234", "1234"):
        listed(portal, [reports, "5678"])
        crawl(portal.profile_text())
    put_back = (f"{portal.url}/ndbg/t20240130_2.html", 1)
    assert rows(collection, TAKEN_OUT) == [put_back]
    # It was never gone, and the findings do not say so.
    assert rows(collection, "select * from findings where kind = 'withdrawn'") == []
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        db.row_factory = sqlite3.Row
        (told,) = latest_changes(db, 10, kind="unlisted")
    assert (told["url"], told["changed"]) == (put_back[0], "unlisted")
    del portal.pages["/ndbg/t20240130_2.html"]  # and then it goes altogether
    listed(portal, ["134", "5678"])
    for _ in range(2):
        crawl(portal.profile_text())
    assert rows(collection, TAKEN_OUT) == [put_back]
    assert rows(collection, "select count(*) from withdrawals where how = 'gone'") == [(1,)]
    before = (
        rows(collection, "select * from withdrawals order by id"),
        rows(collection, "select * from listing_gaps"),
    )
    with collection.lock("test"):
        rebuild(collection, progress=lambda *_: None)
    assert before == (
        rows(collection, "select * from withdrawals order by id"),
        rows(collection, "select * from listing_gaps"),
    )


def test_a_report_that_the_confirming_crawl_finds_gone_is_withdrawn_and_that_is_all(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    listed(portal, ["1234"])
    crawl(portal.profile_text())
    listed(portal, ["123"])
    portal.page("/ndbg/t20240130_4.html", "<title>系统维护</title><p>网站正在维护中，请稍后访问</p>")
    crawl(portal.profile_text())
    del portal.pages["/ndbg/t20240130_4.html"]
    for withdrawn in ([], [("gone", None)]):
        crawl(portal.profile_text())
        assert rows(collection, "select how, restored_at from withdrawals") == withdrawn


def test_a_report_that_was_gone_when_last_asked_for_is_not_told_as_off_its_list_alone(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    listed(portal, ["1234"])
    crawl(portal.profile_text())
    listed(portal, ["123"])
    del portal.pages["/ndbg/t20240130_4.html"]
    crawl(portal.profile_text())
    portal.page("/ndbg/t20240130_4.html", "<title>系统维护</title><p>网站正在维护中，请稍后访问</p>")
    crawl(portal.profile_text())
    assert rows(collection, "select how from withdrawals") == []
    assert rows(collection, "select * from findings where kind = 'withdrawn'") == []


def test_a_report_that_comes_back_and_not_into_its_list_is_told_as_off_that_from_then_on(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    listed(portal, ["1234"])
    crawl(portal.profile_text())
    listed(portal, ["123"])
    page = portal.pages.pop("/ndbg/t20240130_4.html")
    for _ in range(2):
        crawl(portal.profile_text())
    portal.pages["/ndbg/t20240130_4.html"] = page
    for _ in range(3):
        crawl(portal.profile_text())
    ((back, off, still_off),) = rows(
        collection,
        "select gone.restored_at, off.withdrawn_at, off.restored_at from withdrawals as gone"
        " join withdrawals as off on gone.how = 'gone' and off.how = 'unlisted'",
    )
    assert (back < off, still_off) == (True, None)
    found = "select held_from > ?, sentence_en like '%still answers%' from findings where kind = 'withdrawn'"
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        assert db.execute(f"{found} and held_until is null", [back]).fetchall() == [(1, 1)]


def test_a_report_that_another_portal_lists_still_is_not_told_as_off_the_lists_once_that_is_walked(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    listed(portal, ["1234"])
    portal.listing("/zwgk/", {"../ndbg/t20240130_4.html": "清川市第4局2023年年度报告"})
    other = portal.profile_text(channel="/zwgk/", portal_id="qingxi")
    crawl(portal.profile_text())
    crawl(other)
    listed(portal, ["123"])
    portal.report("/ndbg/t20240130_4.html", "清川市第4局")
    for _ in range(2):
        crawl(portal.profile_text())
    assert rows(collection, UNLISTED) == [(f"{portal.url}/ndbg/t20240130_4.html",)]
    crawl(other)
    told = rows(collection, UNLISTED)
    rebuild(collection, processes=1, progress=lambda *_: None)
    assert (told, rows(collection, UNLISTED)) == ([], [])


def test_a_line_that_leads_to_something_else_by_now_leads_to_no_report(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    listed(portal, ["1234", "5678"])
    portal.report("/ndbg/t20240130_8.html", "清川市第1局")
    crawl(portal.profile_text())
    listed(portal, ["234", "5678"])
    portal.page(
        "/ndbg/t20240130_8.html", f"<title>工作会议</title><h1>工作会议</h1><p>{'会议研究了工作。' * 40}</p>"
    )
    for _ in range(2):
        crawl(portal.profile_text())
    assert rows(collection, UNLISTED) == [(f"{portal.url}/ndbg/t20240130_1.html",)]
    found = "select title, sentence_en like '%still answers%' from findings join reports on reports.id = report_id"
    assert rows(collection, f"{found} where findings.kind = 'withdrawn'") == [
        ("清川市第1局2023年政府信息公开工作年度报告", 1)
    ]


def test_a_page_that_was_gone_and_came_back_is_told_for_good(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    listed(portal, ["1234", "5678"])
    crawl(portal.profile_text())
    page = portal.pages.pop("/ndbg/t20240130_2.html")
    for _ in range(2):
        crawl(portal.profile_text())
    portal.pages["/ndbg/t20240130_2.html"] = page
    crawl(portal.profile_text())
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        db.row_factory = sqlite3.Row
        back, gone = latest_changes(db, 10)
        assert (back["changed"], gone["changed"]) == ("restored", "withdrawn")
        assert gone["happened_at"] < gone["restored_at"] == back["happened_at"]
        assert count_changes(db) == 2
        assert [row["id"] for row in latest_changes(db, 10, kind="withdrawn")] == [gone["id"]]
        assert latest_changes(db, 10, kind="unlisted") == []


def test_a_line_that_one_crawl_could_not_have_seen_has_no_gap(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    listed(portal, ["1234", "5678"])
    crawl(portal.profile_text())
    crawl(portal.profile_text(extra="max_requests = 2"))
    crawl(portal.profile_text())
    assert rows(collection, "select * from listing_gaps") == []


def dated(portal: Any, numbers: Iterable[int], size: int = 5) -> None:
    """A channel of list pages whose report N is of the Nth day, the newest first."""
    numbers = list(numbers)
    pages = [numbers[start : start + size] for start in range(0, len(numbers), size)]
    for place, reports in enumerate(pages):
        lines = "".join(
            f'<li><a href="/ndbg/t202401{n:02}_{n}.html">清川市第{n}局2023年年度报告</a>'
            f"<span>2024-01-{n:02}</span></li>"
            for n in reports
        )
        pager = f"<script>createPageHTML({len(pages)}, {place}, 'index', 'html');</script>"
        path = "/ndbg/" + (f"index_{place}.html" if place else "")
        portal.page(path, f"<meta charset='utf-8'><ul>{lines}</ul>{pager}")
        for n in reports:
            portal.report(f"/ndbg/t202401{n:02}_{n}.html", f"清川市第{n}局")


def test_a_list_of_the_newest_over_some_pages_withdraws_nothing(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    for newest in range(15, 19):
        dated(portal, range(newest, newest - 15, -1))
        assert crawl(portal.profile_text()).missing == ()
    assert rows(collection, "select * from withdrawals") == []
    dated(portal, [20, 19, 18, 17, 16, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5])
    for _ in range(2):
        crawl(portal.profile_text())
    assert rows(collection, UNLISTED) == [(f"{portal.url}/ndbg/t20240115_15.html",)]


def test_a_list_that_lost_its_pager_is_told_and_withdraws_nothing(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    dated(portal, range(15, 0, -1))
    crawl(portal.profile_text())
    dated(portal, range(15, 10, -1))
    whole = portal.pages["/ndbg/"].body.decode()
    portal.page("/ndbg/", whole.replace("</ul>", "</ul><p>共15条</p>"))
    for _ in range(2):
        (told,) = crawl(
            portal.profile_text(extra='family = "generic"\n').replace('family = "trs"\n', "")
        ).missing
        assert told == f"{portal.url}/ndbg/: no list: it states 15 entries, 5 were listed"
    assert rows(collection, "select * from withdrawals") == []
    assert rows(collection, "select complete from walks order by began_at") == [(1,), (0,), (0,)]


@pytest.mark.parametrize("again", [(1, 2), (1,)], ids=["all", "one"])
def test_a_list_whose_further_pages_show_the_first_again_withdraws_nothing(
    portal: Any, collection: Any, crawl: Crawls, again: tuple[int, ...]
) -> None:
    listed(portal, ["1234", "5678", "9"])
    crawl(portal.profile_text())
    for number in again:
        portal.pages[f"/ndbg/index_{number}.html"] = portal.pages["/ndbg/"]
    for _ in range(2):
        (told,) = crawl(portal.profile_text()).missing
        assert told.startswith(f"{portal.url}/ndbg/: no list: ")
    assert rows(collection, "select * from withdrawals") == []
    assert rows(collection, "select complete from walks order by began_at") == [(1,), (0,), (0,)]


def test_a_channel_that_became_one_of_news_is_told_and_withdraws_nothing(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    listed(portal, ["123456"])
    crawl(portal.profile_text())
    news = {f"/xw/t20240201_{n}.html": f"清川市召开第{n}次会议" for n in range(4)}
    portal.listing("/ndbg/", news)
    for path, title in news.items():
        portal.page(path, f"<meta charset='utf-8'><title>{title}</title><p>{'会议强调。' * 40}</p>")
    for _ in range(3):
        told = f"{portal.url}/ndbg/: no list: it shows none of 6 reports that it listed before"
        assert crawl(portal.profile_text()).missing == (told,)
    assert rows(collection, "select * from withdrawals") == []


def test_a_channel_whose_reports_all_moved_is_told_once(portal: Any, collection: Any, crawl: Crawls) -> None:
    listed(portal, ["123456"])
    crawl(portal.profile_text())
    for n in range(1, 7):
        portal.report(f"/new/t20240130_{n}.html", f"清川市第{n}局")
    portal.listing(
        "/ndbg/", {f"/new/t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in range(1, 7)}
    )
    assert [len(crawl(portal.profile_text()).missing) for _ in range(3)] == [1, 0, 0]


def test_a_list_page_that_came_when_it_was_asked_for_again_is_part_of_a_complete_walk(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    listed(portal, ["1234"])
    answers = [replace(portal.pages["/ndbg/"], status=503), portal.pages["/ndbg/"]]
    portal.pages["/ndbg/"] = lambda: answers.pop(0)
    assert crawl(portal.profile_text(), RETRY_TIMES=1).missing == ()
    assert rows(collection, "select complete, captures from walks") == [(1, 2)]


def test_half_a_list_withdraws_nothing(portal: Any, collection: Any, crawl: Crawls) -> None:
    listed(portal, ["1234"])
    crawl(portal.profile_text())
    whole = portal.pages["/ndbg/"].body
    half = whole[: whole.index("第3局".encode())]
    portal.page("/ndbg/", half, claim=len(whole))
    for _ in range(2):
        assert crawl(portal.profile_text()).missing[0] == f"{portal.url}/ndbg/: no list: truncated"
    assert rows(collection, "select * from withdrawals") == []
    assert rows(collection, "select distinct outcome, refusal from captures where truncated is not null") == [
        ("refused", "truncated")
    ]


def test_a_crawl_of_which_a_part_was_brought_in_withdraws_nothing(
    portal: Any, collection: Any, crawl: Crawls, tmp_path: Path
) -> None:
    listed(portal, ["1234", "5678"])
    for _ in range(3):
        crawl(portal.profile_text())
    second_pages = "url like '%index_1.html' and captured_at > (select min(ended_at) from crawls)"
    part = exported(collection, tmp_path / "part.warc.gz", f"not ({second_pages})")
    other = create_collection(tmp_path / "other")
    for source, complete in (
        (part, [(1,), (0,), (0,)]),
        (exported(collection, tmp_path / "all.warc.gz"), [(1,)] * 3),
    ):
        with other.lock("test"):
            import_files(other, [source], progress=lambda *_: None)
        assert rows(other, "select complete from walks order by began_at") == complete
        assert rows(other, "select * from withdrawals") == []
    assert rows(other, "select count(*) from listings") == [(8,)]


def exported(collection: Any, target: Path, condition: str = "true") -> Path:
    """A WARC file of those captures, with the notes of all crawls."""
    query = "select warc_file, warc_offset, warc_bytes from"
    write_selection(
        target,
        collection.warc_folder,
        [RecordPlace(*row) for row in rows(collection, f"{query} captures where {condition}")],
        software="nianbao/0",
        description="a part",
        holder=lambda _: None,
        notes=[RecordPlace(*row) for row in rows(collection, f"{query} crawl_notes")],
    )
    return target


NEXT = "<a href='index_1.html'>下一页</a>"


def test_an_empty_page_of_a_list_that_counts_its_pages_withdraws_nothing(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    paths = ("/ndbg/", "/ndbg/index_1.html")
    for number, path in enumerate(paths):
        rows = {f"t20240130_{number}.html": f"清川市第{number}局2023年年度报告"}
        portal.listing(path, rows, f"<script>createPageHTML(2, {number}, 'index', 'html');</script>")
        portal.report(f"/ndbg/t20240130_{number}.html", f"清川市第{number}局")
    assert crawl(portal.profile_text()).missing == ()
    portal.page(paths[1], "<title>信息公开年报</title><p>清川市人民政府信息公开年报栏目</p>")
    for _ in range(2):
        told = f"{portal.url}{paths[1]}: no list: no entry and no channel on it"
        assert crawl(portal.profile_text()).missing == (told,)
    db = sqlite3.connect(collection.catalogue_path)
    assert db.execute("select count(*) from findings where kind = 'withdrawn'").fetchone() == (0,)
    db.close()


@pytest.mark.parametrize("headline", ["清川要闻第{}条", "清川市召开第{}次会议研究部署政务服务重点工作"])
@pytest.mark.parametrize("pager", ["<script>createPageHTML(2, {}, 'index', 'html');</script>", NEXT])
def test_a_page_of_a_list_that_says_404_above_the_news_withdraws_nothing(
    headline: str, pager: str, portal: Any, collection: Any, crawl: Crawls
) -> None:
    paths = ("/ndbg/", "/ndbg/index_1.html")
    for number, path in enumerate(paths):
        rows = {f"t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in (2 * number, 2 * number + 1)}
        portal.listing(path, rows, pager.format(number))
    for number in range(4):
        portal.report(f"/ndbg/t20240130_{number}.html", f"清川市第{number}局")
    assert crawl(portal.profile_text()).missing == ()
    news = "".join(
        f"<li><a href='/xw/t20241101_{n}.html'>{headline.format(n)}</a> 2024-11-01</li>" for n in range(6)
    )
    portal.page(paths[1], f"<title>404</title><h2>您访问的页面不存在或已被删除</h2><ul>{news}</ul>")
    for _ in range(2):
        portal.asked.clear()
        summary = crawl(portal.profile_text())
        (told,) = summary.missing
        assert told.startswith(f"{portal.url}{paths[1]}: no list: soft_404")
        assert not any(path.startswith("/xw/") for path in portal.paths())
    db = sqlite3.connect(collection.catalogue_path)
    assert db.execute("select count(*) from findings where kind = 'withdrawn'").fetchone() == (0,)
    db.close()


def test_a_list_that_leads_home_withdraws_nothing(portal: Any, collection: Any, crawl: Crawls) -> None:
    portal.listing("/ndbg/", {f"t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in range(2)})
    for number in range(2):
        portal.report(f"/ndbg/t20240130_{number}.html", f"清川市第{number}局")
    assert crawl(portal.profile_text()).missing == ()
    portal.page("/ndbg/", "", status=302, headers={"Location": "/"})
    portal.listing("/", {"/xw/t20241101_1.html": "清川市召开会议"})
    for _ in range(2):
        assert f"{portal.url}/ndbg/: no list: soft_404" in crawl(portal.profile_text()).missing
    db = sqlite3.connect(collection.catalogue_path)
    assert db.execute("select count(*) from findings where kind = 'withdrawn'").fetchone() == (0,)
    db.close()


def test_a_report_whose_page_is_gone_and_whose_file_is_not_is_withdrawn(
    portal: Any, crawl: Crawls, collection: Any
) -> None:
    listed = {
        f"t2024013{number}_{number}.html": f"清川市第{number}局2023年政府信息公开工作年度报告"
        for number in (1, 2, 3)
    }
    for number, address in enumerate(listed, start=1):
        more = "<p><a href='2.doc'>附件：统计表.doc</a></p>" if number == 2 else ""
        portal.report(f"/ndbg/{address}", f"清川市第{number}局", more=more)
    portal.page("/ndbg/2.doc", b"PK\x03\x04", headers={"Content-Type": "application/msword"})
    portal.listing("/ndbg/", listed)
    crawl(portal.profile_text())
    del listed["t20240132_2.html"], portal.pages["/ndbg/t20240132_2.html"]
    portal.listing("/ndbg/", listed)
    for _ in range(2):
        crawl(portal.profile_text())
    told = rows(
        collection, "select sentence_en from findings where kind = 'withdrawn' and held_until is null"
    )
    assert [("still answers" in sentence) for (sentence,) in told] == [False]
