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


def test_half_a_robots_txt_disallows_everything(one_report: Any, crawl: Crawls) -> None:
    one_report.page("/robots.txt", "User-agent: *\nDis", claim=500)
    summary = crawl(one_report.profile_text())
    assert one_report.paths() == ["/robots.txt"]
    told = f"{one_report.url}: robots.txt was cut short: everything counts as disallowed"
    assert summary.missing[0] == told


def test_a_robots_txt_on_another_host_is_named(one_report: Any, second_portal: Any, crawl: Crawls) -> None:
    onward = {"Location": f"{second_portal.url}/robots.txt"}
    one_report.page("/robots.txt", "", status=302, headers=onward)
    summary = crawl(one_report.profile_text())
    assert (one_report.paths(), second_portal.paths()) == (["/robots.txt"], [])
    assert summary.missing[0] == (
        f"{one_report.url}: robots.txt cannot be had (redirected: {second_portal.host} is none of the profile's hosts):"
        " everything counts as disallowed"
    )


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
    one_report.page("/robots.txt", "User-agent: *\nCrawl-delay: 2\n")
    crawl(one_report.profile_text(), DOWNLOAD_DELAY_JITTER=0)
    times = [asked.at for asked in one_report.asked]
    assert times[-1] - times[-2] > 1.8  # a busy server heard the first of them an eighth of a second late


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


def many_reports(portal: Any, count: int) -> None:
    portal.listing(
        "/ndbg/", {f"t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in range(100, 100 + count)}
    )


@pytest.mark.parametrize(
    ("status", "body"),
    [(412, "<script>$_ts=window['$_ts']</script>"), (200, "<title>网站防火墙</title>您的请求带有不合法参数")],
)
def test_a_portal_that_turns_everyone_away_is_left_alone(
    portal: Any, crawl: Crawls, status: int, body: str
) -> None:
    many_reports(portal, 60)
    for number in range(100, 160):
        portal.page(f"/ndbg/t20240130_{number}.html", body, status=status)
    summary = crawl(portal.profile_text())
    assert len(portal.asked) < 40
    assert summary.reason.startswith("20 answers in a row were none, the last: ")
    assert summary.refused >= 20
    assert any(
        "of" in sentence and "pages and files were not had" in sentence for sentence in summary.missing
    )


def test_a_portal_that_goes_down_is_not_waited_for_page_by_page(portal: Any, crawl: Crawls) -> None:
    many_reports(portal, 60)
    for number in range(100, 160):
        portal.page(f"/ndbg/t20240130_{number}.html", "", silent=True)
    summary = crawl(portal.profile_text())
    assert len(portal.asked) < 40
    assert "answers in a row were none" in summary.reason


def test_reports_that_are_gone_do_not_speak_against_the_portal(portal: Any, crawl: Crawls) -> None:
    many_reports(portal, 40)
    assert crawl(portal.profile_text()).reason == "finished"


def test_a_page_refused_among_many_is_no_alarm(portal: Any, crawl: Crawls) -> None:
    many_reports(portal, 30)
    for number in range(100, 130):
        portal.report(f"/ndbg/t20240130_{number}.html", f"清川市第{number}局")
    portal.page("/ndbg/t20240130_101.html", "no", status=403)
    summary = crawl(portal.profile_text())
    assert (summary.pages, summary.refused, summary.missing) == (29, 1, ())


def test_a_portal_that_asks_for_an_hour_of_quiet_gets_it(portal: Any, crawl: Crawls) -> None:
    many_reports(portal, 30)
    for number in range(100, 130):
        portal.page(f"/ndbg/t20240130_{number}.html", "", status=429, headers={"Retry-After": "3600"})
    summary = crawl(portal.profile_text())
    assert summary.reason == "the portal asks to wait 3600 s (429)"
    assert len(portal.asked) < 20


def test_a_wait_that_is_asked_for_holds_the_host_not_only_the_page(portal: Any, crawl: Crawls) -> None:
    many_reports(portal, 4)
    for number in range(100, 104):
        portal.report(f"/ndbg/t20240130_{number}.html", f"清川市第{number}局")
    report = portal.pages["/ndbg/t20240130_100.html"]
    answers = iter([type(report)(b"", 503, {"Retry-After": "2"}), report])
    portal.pages["/ndbg/t20240130_100.html"] = lambda: next(answers)
    text = portal.profile_text().replace("delay_s = 0", "delay_s = 0.2")
    assert crawl(text, RETRY_TIMES=1, AUTOTHROTTLE_START_DELAY=0.2).pages == 4
    times = [asked.at for asked in portal.asked]
    refused = portal.paths().index("/ndbg/t20240130_100.html")
    # The one that was on its way when the answer came may still be sent.
    assert max(later - now for now, later in zip(times[refused:], times[refused + 1 :], strict=False)) > 1.5


def test_a_fault_of_one_portal_ends_no_other_and_is_told(
    portal: Any, second_portal: Any, collection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crawler.run import CrawlOptions, run_crawls
    from crawler.spiders.portal import PortalSpider
    from metadata.profile import parse_profile

    read_list = PortalSpider.read_list

    def broken(self: PortalSpider, response: Response) -> Any:
        if self.profile.id == "broken":
            raise RuntimeError("invented")
        return read_list(self, response)

    monkeypatch.setattr(PortalSpider, "read_list", broken)
    profiles = []
    for portal_id, served in (("broken", portal), ("whole", second_portal)):
        served.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
        served.report("/ndbg/t20240130_1.html")
        profiles.append(parse_profile(served.profile_text(portal_id=portal_id), where="test"))
    first, second = run_crawls(profiles, collection, options=CrawlOptions(settings={"RETRY_TIMES": 0}))
    assert any("not followed: RuntimeError('invented')" in sentence for sentence in first.missing)
    assert (second.pages, second.missing) == (1, ())


def test_portals_of_one_host_are_crawled_one_after_the_other(portal: Any, collection: Any) -> None:
    from crawler.run import CrawlOptions, run_crawls
    from metadata.profile import parse_profile

    profiles = []
    for folder in ("/jyj/", "/slj/"):
        portal.listing(folder, {f"t2024013{n}_{n}.html": f"清川市第{n}局2023年年度报告" for n in range(5)})
        text = portal.profile_text(channel=folder, portal_id=folder.strip("/"))
        profiles.append(parse_profile(text.replace("delay_s = 0", "delay_s = 0.05"), where="test"))
    options = CrawlOptions(settings={"AUTOTHROTTLE_ENABLED": False})
    run_crawls(profiles, collection, options=options)
    asked = [path.split("/")[1] for path in portal.paths() if path != "/robots.txt"]
    assert asked == ["jyj"] * 6 + ["slj"] * 6


def test_channels_that_list_nothing_do_not_speak_against_the_portal(portal: Any, crawl: Crawls) -> None:
    links = "".join(f'<li><a href="bm{n}/">第{n}局</a></li>' for n in range(30))
    portal.page("/ndbg/", f"<html><meta charset='utf-8'><body><ul>{links}</ul></body></html>")
    for number in range(30):
        portal.page(
            f"/ndbg/bm{number}/",
            f"<html><meta charset='utf-8'><h1>第{number}局</h1>{'年报栏目。' * 400}</html>",
        )
    summary = crawl(portal.profile_text())
    assert summary.reason == "finished"
    assert len(portal.asked) == 32
