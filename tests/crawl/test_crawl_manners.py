"""robots.txt, names, waiting: what a webmaster sees of a crawl."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from scrapy.http import Response

from crawler.crawl import CrawlSummary
from crawler.retry import retry_after
from crawler.robots import read_robots

Crawls = Callable[..., CrawlSummary]


@pytest.fixture
def one_report(portal: Any) -> Any:
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    portal.report("/ndbg/t20240130_1.html")
    return portal


def test_robots_txt_is_asked_first_and_kept(
    one_report: Any, crawl: Crawls, captures: Callable[[], list[dict[str, Any]]]
) -> None:
    one_report.page(
        "/robots.txt", "User-agent: *\nDisallow: /admin/\n", headers={"Content-Type": "text/plain"}
    )
    assert crawl(one_report.profile_text()).pages == 1
    assert one_report.paths()[0] == "/robots.txt"
    assert [row["role"] for row in captures() if row["url"].endswith("/robots.txt")] == ["robots"]


def test_what_robots_txt_disallows_is_not_asked_for(one_report: Any, crawl: Crawls) -> None:
    one_report.page("/robots.txt", "User-agent: nianbao\nDisallow: /ndbg/t2024\n")
    summary = crawl(one_report.profile_text())
    assert (summary.pages, summary.disallowed) == (0, 1)
    assert "/ndbg/t20240130_1.html" not in one_report.paths()


@pytest.mark.parametrize("status", [500, 503, 521, 429])
def test_a_robots_txt_that_fails_disallows_everything(one_report: Any, crawl: Crawls, status: int) -> None:
    one_report.page("/robots.txt", "", status=status)
    summary = crawl(one_report.profile_text())
    assert one_report.paths() == ["/robots.txt"]
    assert any(f"robots.txt answers {status}" in sentence for sentence in summary.missing)


def test_a_full_disallow_is_an_alarm(one_report: Any, crawl: Crawls) -> None:
    one_report.page("/robots.txt", "User-agent: *\nDisallow: /\n")
    summary = crawl(one_report.profile_text())
    assert any("robots.txt disallows every channel" in sentence for sentence in summary.missing)


def test_a_robots_txt_that_is_an_html_page_allows_everything() -> None:
    page = Response("http://a.example/robots.txt", body="<html><body>首页 Disallow</body></html>".encode())
    assert read_robots(page).allows("http://a.example/ndbg/")


def test_a_missing_robots_txt_allows_everything() -> None:
    assert read_robots(Response("http://a.example/robots.txt", status=404)).allows("http://a.example/ndbg/")


def test_crawl_delay_is_kept(one_report: Any, crawl: Crawls) -> None:
    one_report.page("/robots.txt", "User-agent: *\nCrawl-delay: 1\n")
    crawl(one_report.profile_text(), DOWNLOAD_DELAY_JITTER=0)
    times = [asked.at for asked in one_report.asked]
    assert times[-1] - times[-2] > 0.9


def test_requests_say_who_asks_and_what_they_can_read(one_report: Any, crawl: Crawls) -> None:
    crawl(one_report.profile_text())
    for asked in one_report.asked:
        assert asked.headers["User-Agent"].startswith("nianbao/")
        assert "(+http" in asked.headers["User-Agent"]
        assert asked.headers["Accept-Encoding"] == "gzip"
        assert "Cookie" not in asked.headers
        assert "Referer" not in asked.headers


def test_retry_after_is_waited_for(one_report: Any, crawl: Crawls) -> None:
    report = one_report.pages["/ndbg/t20240130_1.html"]
    busy = type(report)(b"", 503, {"Retry-After": "1"})
    answers = iter([busy, report])
    one_report.pages["/ndbg/t20240130_1.html"] = lambda: next(answers)
    summary = crawl(one_report.profile_text(), RETRY_TIMES=1)
    assert summary.pages == 1
    assert one_report.asked[-1].at - one_report.asked[-2].at > 0.9


def test_retry_after_is_read_in_both_its_forms() -> None:
    now = datetime(2024, 1, 1, 0, 0, 0, tzinfo=UTC)
    assert retry_after(b"120", now=now) == 120
    assert retry_after(b"Mon, 01 Jan 2024 00:01:30 GMT", now=now) == 90
    assert retry_after(b"Sun, 31 Dec 2023 00:00:00 GMT", now=now) == 0
    assert retry_after(b"soon", now=now) == retry_after(None, now=now) == 0


def test_two_portals_run_beside_each_other(portal: Any, second_portal: Any, collection: Any) -> None:
    from crawler.run import CrawlOptions, run_crawls
    from metadata.profile import parse_profile

    profiles = []
    for number, served in enumerate((portal, second_portal)):
        served.listing("/ndbg/", {f"t2024013{i}_{i}.html": f"清川市第{i}局2023年年度报告" for i in range(4)})
        text = served.profile_text(portal_id=f"portal{number}").replace("delay_s = 0", "delay_s = 0.2")
        profiles.append(parse_profile(text, where="test"))
    settings = {"AUTOTHROTTLE_START_DELAY": 0.2, "DOWNLOAD_DELAY_JITTER": 0}
    summaries = run_crawls(profiles, collection, options=CrawlOptions(settings=settings))
    assert [summary.portal for summary in summaries] == ["portal0", "portal1"]
    assert portal.asked[-1].at > second_portal.asked[0].at
    assert second_portal.asked[-1].at > portal.asked[0].at
