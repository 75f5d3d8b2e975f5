"""Hosts that answer with anything: a crawl stays where it belongs, ends, and keeps its memory."""

import asyncio
import gzip
import resource
from collections.abc import Callable
from typing import Any

import pytest

from crawler.crawl import CrawlSummary
from crawler.spiders.portal import PortalSpider
from crawler.wire.names import Names, NoAddress

Crawls = Callable[..., CrawlSummary]
Rows = Callable[[], list[dict[str, Any]]]


def test_links_that_lead_elsewhere_are_not_followed(portal: Any, second_portal: Any, crawl: Crawls) -> None:
    elsewhere = [
        f"{second_portal.url}/t20240130_1.html",
        "http://169.254.169.254/latest/t20240130_2.html",
        "http://10.0.0.1/t20240130_3.html",
        "http://localhost/t20240130_4.html",
        "http://0x7f000001/t20240130_5.html",
        "file:///etc/t20240130_6.html",
        "ftp://a.example/t20240130_7.html",
    ]
    rows = {url: f"清川市第{number}局2023年年度报告" for number, url in enumerate(elsewhere)}
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告", **rows})
    portal.report("/ndbg/t20240130_1.html", more=f'<a href="{second_portal.url}/a.pdf">附件</a>')
    summary = crawl(portal.profile_text())
    assert summary.pages == 1
    assert second_portal.asked == []


def test_a_redirect_to_another_host_is_kept_and_not_followed(
    portal: Any, second_portal: Any, crawl: Crawls, captures: Rows
) -> None:
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    portal.page("/ndbg/t20240130_1.html", "", status=302, headers={"Location": f"{second_portal.url}/login"})
    summary = crawl(portal.profile_text())
    assert (summary.off_hosts, second_portal.asked) == (1, [])
    kept = {row["url"]: row["status"] for row in captures()}
    assert kept[f"{portal.url}/ndbg/t20240130_1.html"] == 302


def test_redirects_without_end_end(portal: Any, crawl: Crawls) -> None:
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    for number in range(30):
        here = "/ndbg/t20240130_1.html" if number == 0 else f"/r/{number}"
        portal.page(here, "", status=302, headers={"Location": f"/r/{number + 1}"})
    crawl(portal.profile_text())
    assert portal.paths()[-1] == "/r/5"


def test_lists_without_end_stop_at_the_budget(portal: Any, crawl: Crawls) -> None:
    def endless() -> Any:
        number = len(portal.asked)
        portal.listing(
            "/unused",
            {f"t20240130_{number}.html": f"第{number}局年度报告"},
            f'<a href="/ndbg/?p={number}">下一页</a>',
        )
        answer = portal.pages["/unused"]
        portal.pages[f"/ndbg/?p={number}"] = endless
        return answer

    portal.pages["/ndbg/"] = endless
    summary = crawl(portal.profile_text(extra="max_requests = 40"))
    assert len(portal.asked) <= 41
    assert "budget of 40 requests" in summary.reason


def many_rows(portal: Any, pages: int, rows: int, host: str = "") -> None:
    """A list of so many pages, each with so many rows of its own."""
    for number in range(pages):
        pager = f"<script>createPageHTML({pages}, {number}, 'index', 'html')</script>"
        lines = {f"{host}/ndbg/t20240130_{number}{n:03}.html": f"第{n}局年度报告" for n in range(rows)}
        portal.listing("/ndbg/" if number == 0 else f"/ndbg/index_{number}.html", lines, pager)


def test_no_more_is_planned_than_the_budget_lasts_for(
    portal: Any, crawl: Crawls, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = []
    ask = PortalSpider.ask

    def note(self: PortalSpider, url: str, *told: Any, **more: Any) -> Any:
        planned.append(url)
        return ask(self, url, *told, **more)

    monkeypatch.setattr(PortalSpider, "ask", note)
    many_rows(portal, pages=10, rows=100)
    summary = crawl(portal.profile_text(extra="max_requests = 40"), CONCURRENT_REQUESTS=1)
    assert "budget of 40 requests" in summary.reason
    assert len(planned) <= 50


def test_entries_without_end_end_a_crawl(portal: Any, crawl: Crawls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.spiders.portal.MAX_ENTRIES", 250)
    many_rows(portal, pages=10, rows=100, host="http://elsewhere.example")
    summary = crawl(portal.profile_text(), CONCURRENT_REQUESTS=1)
    assert summary.missing[-1].startswith("every entry leads to other hosts")
    assert "the crawl was cut short: more than 250 entries are listed" in summary.missing
    assert summary.entries == 300


def test_a_body_of_two_gigabytes_is_not_downloaded(portal: Any, crawl: Crawls, captures: Rows) -> None:
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    portal.page("/ndbg/t20240130_1.html", "x", claim=2_000_000_000)
    summary = crawl(portal.profile_text())
    assert summary.failed == 1
    assert "too_large" in {row["refusal"] for row in captures()}


def test_a_gzip_bomb_is_kept_packed(portal: Any, crawl: Crawls) -> None:
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    bomb = gzip.compress(b"\0" * 100_000_000, 1)
    portal.page("/ndbg/t20240130_1.html", bomb, headers={"Content-Encoding": "gzip"})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    summary = crawl(portal.profile_text())
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert summary.pages == 0
    assert summary.missing == (
        "1 of 1 pages and files were not had: 1 × more than 33554432 bytes when unpacked",
    )
    assert grown_mb < 100


def test_an_address_too_long_to_be_asked_for_is_told(portal: Any, crawl: Crawls) -> None:
    report = f"t20240130_1.html?{'a' * 2_100}"
    portal.listing("/ndbg/", {report: "清川市档案馆2023年年度报告"})
    summary = crawl(portal.profile_text())
    assert portal.paths() == ["/robots.txt", "/ndbg/"]
    told = "1 of 1 pages and files were not had: 1 × a URL of more than 2083 characters"
    assert summary.missing == (told,)


def test_a_byte_a_second_ends_at_the_time_limit(portal: Any, crawl: Crawls, captures: Rows) -> None:
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    portal.page("/ndbg/t20240130_1.html", b"0123456789", drip=True)
    summary = crawl(portal.profile_text(), DOWNLOAD_TIMEOUT=1)
    assert summary.failed == 1
    assert summary.seconds < 5
    assert "timeout" in {row["refusal"] for row in captures()}


def test_a_body_cut_short_is_kept_as_such(portal: Any, crawl: Crawls, captures: Rows) -> None:
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    portal.page("/ndbg/t20240130_1.html", b"<html>half", claim=1000)
    crawl(portal.profile_text())
    cut = [row for row in captures() if row["url"].endswith("t20240130_1.html")]
    assert [row["truncated"] for row in cut] == ["disconnect"]


def test_a_host_that_is_down_is_a_failure_and_an_alarm(portal: Any, crawl: Crawls, captures: Rows) -> None:
    text = portal.profile_text()
    portal.server.server_close()
    summary = crawl(text)
    assert any("robots.txt cannot be reached" in sentence for sentence in summary.missing)
    assert any(sentence.startswith("nothing was received: 1 × connection") for sentence in summary.missing)
    assert [row["refusal"] for row in captures()] == [
        "connection",
        "disallowed",
    ]  # robots.txt, and so the list


def test_a_body_that_is_no_html_is_kept_and_read_as_nothing(portal: Any, crawl: Crawls) -> None:
    portal.page("/ndbg/", bytes(range(256)) * 40, headers={"Content-Type": "text/html"})
    summary = crawl(portal.profile_text())
    assert summary.list_pages == 0
    assert summary.missing


def test_names_that_point_into_the_private_network_do_not_resolve() -> None:
    names = Names(timeout_s=5)
    with pytest.raises(NoAddress, match="not on the public internet"):
        asyncio.run(names.addresses("localhost"))
    assert "127.0.0.1" in asyncio.run(names.addresses("localhost", private_too=True))
