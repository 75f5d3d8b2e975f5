"""Lists that look well and reports that are not to be had: a crawl that nobody watches must say so."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archive.agenda import read_agenda
from archive.revisions.identity import address_key
from crawler.crawl import CrawlSummary
from crawler.run import HOURS_OVER, CrawlOptions, run_crawls
from crawler.spiders.portal import PortalSpider
from crawler.spiders.portals import spider_class
from metadata.profile import Profile, parse_profile

Crawls = Callable[..., CrawlSummary]
COUNT = 12
REPORTS = {f"t20240130_{n}.html": f"清川市第{n}局2023年政府信息公开工作年度报告" for n in range(COUNT)}


def redirects(portal: Any, target: Callable[[int, str], str]) -> None:
    """A list of reports, each of which answers with a redirect to its `target`."""
    portal.listing("/ndbg/", REPORTS)
    for number, name in enumerate(REPORTS):
        here = f"/ndbg/{name}"
        portal.page(here, "", status=302, headers={"Location": target(number, here)})


LOGIN = "<html><title>统一身份认证</title><form>用户登录<input name=u>密码<input type=password></form></html>"


def test_reports_that_redirect_to_another_host_are_missed(
    portal: Any, second_portal: Any, crawl: Crawls
) -> None:
    redirects(portal, lambda number, here: f"{second_portal.url}/login")
    summary = crawl(portal.profile_text())
    told = f"12 × redirected: {second_portal.host} is none of the profile's hosts"
    assert summary.missing == (f"12 of 12 pages and files were not had: {told}",)
    assert (summary.off_hosts, second_portal.asked) == (12, [])


def test_reports_that_redirect_to_themselves_are_missed(portal: Any, crawl: Crawls) -> None:
    redirects(portal, lambda number, here: here)
    assert crawl(portal.profile_text()).missing == (
        "12 of 12 pages and files were not had: 12 × redirects in a circle",
    )


def test_reports_behind_redirects_without_end_are_missed(portal: Any, crawl: Crawls) -> None:
    redirects(portal, lambda number, here: f"/r/{number}/0")
    for number in range(COUNT):
        for step in range(8):
            onward = {"Location": f"/r/{number}/{step + 1}"}
            portal.page(f"/r/{number}/{step}", "", status=302, headers=onward)
    assert crawl(portal.profile_text()).missing == (
        "12 of 12 pages and files were not had: 12 × redirects without end",
    )


def test_reports_that_all_redirect_to_one_login_are_missed_each(portal: Any, crawl: Crawls) -> None:
    redirects(portal, lambda number, here: "/login.jsp")
    portal.page("/login.jsp", LOGIN)
    assert crawl(portal.profile_text()).missing == ("12 of 12 pages and files were not had: 12 × login",)
    assert portal.paths().count("/login.jsp") == 1


def test_reports_that_redirect_to_listed_ones_are_had(portal: Any, crawl: Crawls) -> None:
    redirects(portal, lambda number, here: here)
    for number, name in enumerate(REPORTS):
        portal.report(f"/ndbg/new{name}", f"清川市第{number}局")
        portal.page(f"/ndbg/{name}", "", status=301, headers={"Location": f"/ndbg/new{name}"})
    portal.listing("/ndbg/", REPORTS | {f"new{name}": title for name, title in REPORTS.items()})
    summary = crawl(portal.profile_text())
    assert (summary.pages, summary.missing) == (12, ())


def test_reports_that_robots_txt_disallows_are_missed(portal: Any, crawl: Crawls) -> None:
    portal.listing("/ndbg/", REPORTS)
    portal.page("/robots.txt", "User-agent: *\nDisallow: /ndbg/t\n")
    assert crawl(portal.profile_text()).missing == (
        "12 of 12 pages and files were not had: 12 × disallowed by robots.txt",
    )


def test_reports_that_are_said_to_be_unchanged_and_were_never_had_are_missed(
    portal: Any, crawl: Crawls
) -> None:
    portal.listing("/ndbg/", REPORTS)
    for name in REPORTS:
        portal.page(f"/ndbg/{name}", "", status=304)
    summary = crawl(portal.profile_text())
    assert summary.missing == ("12 of 12 pages and files were not had: 12 × empty",)
    assert summary.pages == 0


def test_files_that_are_not_for_robots_are_no_alarm(portal: Any, crawl: Crawls) -> None:
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    portal.report("/ndbg/t20240130_1.html", more='<a href="/files/a.pdf">附件</a>')
    portal.page("/robots.txt", "User-agent: *\nDisallow: /files/\n")
    summary = crawl(portal.profile_text())
    assert (summary.pages, summary.disallowed, summary.missing) == (1, 1, ())


def test_a_list_that_leads_to_other_hosts_alone_names_them(portal: Any, crawl: Crawls) -> None:
    portal.listing("/ndbg/", {f"http://www.jia.gov.cn/{name}": title for name, title in REPORTS.items()})
    summary = crawl(portal.profile_text())
    assert summary.missing == ("every entry leads to other hosts than the profile's: 12 × www.jia.gov.cn",)
    assert summary.off_hosts == 12


def test_reports_on_other_hosts_are_missed_where_they_are_many(
    portal: Any, second_portal: Any, crawl: Crawls
) -> None:
    here = {f"t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in range(30)}
    for number in range(30):
        portal.report(f"/ndbg/t20240130_{number}.html", f"清川市第{number}局")
    elsewhere = {f"{second_portal.url}/t20240130_{n}.html": f"清川市第{n}乡2023年年度报告" for n in range(3)}
    portal.listing("/ndbg/", here | dict(list(elsewhere.items())[:1]))
    assert crawl(portal.profile_text()).missing == ()
    portal.listing("/ndbg/", here | elsewhere)
    told = f"3 of 33 reports lead to other hosts than the profile's: 3 × {second_portal.host}"
    summary = crawl(portal.profile_text())
    assert (summary.off_hosts, summary.missing, second_portal.asked) == (3, (told,), [])


def test_a_list_of_which_nothing_is_there_any_more_is_an_alarm(portal: Any, crawl: Crawls) -> None:
    portal.listing("/ndbg/", {f"t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in range(30)})
    portal.report("/ndbg/t20240130_1.html")
    assert crawl(portal.profile_text()).missing == ("29 of 30 pages are gone (404 or 410)",)


def test_a_report_that_is_nowhere_where_no_list_tells_of_one_is_told(portal: Any, crawl: Crawls) -> None:
    profile = portal.profile_text(channel="/ndbg.jsp") + 'serves = "report"\n'
    assert crawl(profile).missing == ("1 of 1 pages are gone (404 or 410)",)
    portal.report("/ndbg.jsp")
    assert crawl(profile).missing == ()


def test_a_list_that_redirects_to_itself_is_named(portal: Any, crawl: Crawls) -> None:
    portal.page("/ndbg/", "", status=302, headers={"Location": "/ndbg/"})
    assert f"{portal.url}/ndbg/: no list: redirects in a circle" in crawl(portal.profile_text()).missing


@pytest.mark.parametrize(("lost", "told"), [(1, False), (4, True)])
def test_further_pages_that_redirect_to_the_first_are_missed(
    portal: Any, crawl: Crawls, lost: int, told: bool
) -> None:
    numbers = range(1, 6)
    links = "".join(f'<a href="/ndbg/index_{n}.html">{n}</a>' for n in numbers)
    portal.listing("/ndbg/", {"t20240130_0.html": "清川市第0局2023年年度报告"}, links)
    portal.report("/ndbg/t20240130_0.html", "清川市第0局")
    for n in numbers:
        portal.listing(
            f"/ndbg/index_{n}.html", {f"t20240130_{n}.html": f"清川市第{n}局2023年年度报告"}, links
        )
        portal.report(f"/ndbg/t20240130_{n}.html", f"清川市第{n}局")
    for n in range(1, lost + 1):  # one is the first page under its number
        portal.page(f"/ndbg/index_{n}.html", "", status=302, headers={"Location": "/ndbg/"})
    why = f"{lost} of its further pages lead back to pages had already"
    assert crawl(portal.profile_text()).missing == ((f"{portal.url}/ndbg/: no list: {why}",) if told else ())


def test_the_second_page_of_two_that_redirects_to_the_first_is_missed(portal: Any, crawl: Crawls) -> None:
    pager = '<script>createPageHTML(2, 0, "index", "html");</script>'
    portal.listing("/ndbg/", {"t20240130_0.html": "清川市第0局2023年年度报告"}, pager)
    portal.report("/ndbg/t20240130_0.html", "清川市第0局")
    portal.page("/ndbg/index_1.html", "", status=302, headers={"Location": "/ndbg/"})
    why = "it states 2 pages, 1 were had"
    assert crawl(portal.profile_text()).missing == (f"{portal.url}/ndbg/: no list: {why}",)


@pytest.mark.parametrize(
    ("again", "told"), [(3, "3 of its further pages lead back to pages had already"), (1, None)]
)
def test_further_pages_that_show_the_first_again_are_missed(
    portal: Any, crawl: Crawls, again: int, told: str | None
) -> None:
    links = "".join(f'<a href="/ndbg/?page={n}">{n}</a>' for n in range(1, 5))
    for n in (None, 1, 2, 3, 4):
        shown = 1 if n is None or n <= again else n  # one is the first page under its number
        title = f"清川市第{shown}局2023年年度报告"
        portal.listing(f"/ndbg/?page={n}" if n else "/ndbg/", {f"t20240130_{shown}.html": title}, links)
        portal.report(f"/ndbg/t20240130_{shown}.html", f"清川市第{shown}局")
    missing = crawl(portal.profile_text()).missing
    assert missing == ((f"{portal.url}/ndbg/: no list: {told}",) if told else ())


@pytest.mark.parametrize("location", ["http://[", "javascript:history.back()"])
def test_a_redirect_to_no_address_is_told_as_that(portal: Any, crawl: Crawls, location: str) -> None:
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    portal.page("/ndbg/t20240130_1.html", "", status=302, headers={"Location": location})
    why = "1 of 1 pages and files were not had: 1 × redirected to what is no web address"
    assert crawl(portal.profile_text()).missing == (why,)


def test_landing_pages_that_lead_to_each_other_are_named(portal: Any, crawl: Crawls) -> None:
    portal.page("/ndbg/", '<meta http-equiv="Refresh" content="0;URL=/zwgk/">')
    portal.page("/zwgk/", '<meta http-equiv="Refresh" content="0;URL=/ndbg/">')
    missing = crawl(portal.profile_text()).missing
    assert f"{portal.url}/zwgk/: no list: landing pages without end" in missing


@pytest.mark.parametrize("wall", ["another host", "a login"])
def test_a_report_that_a_wall_stands_before_is_asked_for_the_next_day(
    portal: Any, second_portal: Any, collection: Any, crawl: Crawls, wall: str
) -> None:
    portal.listing("/ndbg/", {"t20150130_1.html": "清川市档案馆2014年年度报告"})
    portal.report("/ndbg/t20150130_1.html")
    crawl(portal.profile_text())
    portal.page("/login.jsp", LOGIN)
    target = {"another host": f"{second_portal.url}/login", "a login": "/login.jsp"}[wall]
    portal.page("/ndbg/t20150130_1.html", "", status=302, headers={"Location": target})
    crawl(portal.profile_text())
    agenda = read_agenda(collection.catalogue_path, "qingchuan")
    url = f"{portal.url}/ndbg/t20150130_1.html"
    assert (agenda.pages[address_key(url)].state, agenda.pages[address_key(url)].refusals) == ("held", 1)
    assert agenda.is_due(url, datetime.now(UTC) + timedelta(days=1))


def test_a_report_that_moved_is_not_asked_for_the_next_day(
    portal: Any, collection: Any, crawl: Crawls
) -> None:
    portal.listing("/ndbg/", {"t20150130_1.html": "清川市档案馆2014年年度报告"})
    portal.page("/ndbg/t20150130_1.html", "", status=301, headers={"Location": "/new/t20150130_1.html"})
    portal.report("/new/t20150130_1.html")
    crawl(portal.profile_text())
    agenda = read_agenda(collection.catalogue_path, "qingchuan")
    assert agenda.pages[address_key(f"{portal.url}/ndbg/t20150130_1.html")].refusals == 0


def test_a_portal_whose_hours_end_while_it_waits_for_its_turn_is_not_asked(
    portal: Any, collection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.run.seconds_left", lambda window, now: 0.0)
    portal.listing("/ndbg/", REPORTS)
    profile = parse_profile(portal.profile_text(extra='window = "20-6"'), where="test")
    (summary,) = run_crawls([profile], collection, options=CrawlOptions(due_only=True))
    assert (summary.reason, summary.missing) == (HOURS_OVER, (f"the crawl was cut short: {HOURS_OVER}",))
    assert portal.asked == []


def test_a_crawl_that_broke_off_is_not_ended_again_when_the_portals_hours_end(
    portal: Any, collection: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def spider_of(profile: Profile) -> type[PortalSpider]:
        spider = spider_class(profile)
        if profile.id == "broken":
            monkeypatch.setattr(spider, "from_crawler", None)
        return spider

    hours = iter([0.05, None])
    monkeypatch.setattr("crawler.run.seconds_left", lambda window, now: next(hours))
    monkeypatch.setattr("crawler.run.spider_class", spider_of)
    portal.listing("/ndbg/", REPORTS)
    text = portal.profile_text().replace("delay_s = 0", "delay_s = 0.05")
    profiles = [
        parse_profile(text.replace('"qingchuan"', f'"{name}"'), where="test") for name in ("broken", "sound")
    ]
    summaries = run_crawls(profiles, collection, options=CrawlOptions(due_only=True))
    assert [summary.reason.partition(":")[0] for summary in summaries] == ["a fault", "finished"]
    assert not [record for record in caplog.records if record.name == "asyncio"]


def test_a_portal_whose_past_cannot_be_read_ends_no_other_portal_s_crawl(
    portal: Any, second_portal: Any, collection: Any, crawl: Crawls
) -> None:
    for served in (portal, second_portal):
        served.listing("/ndbg/", REPORTS)
    crawl(portal.profile_text())
    with closing(sqlite3.connect(collection.catalogue_path)) as db, db:
        db.execute("update crawls set started_at = '2026-01-01', end_reason = 'interrupted'")
    texts = (portal.profile_text(), second_portal.profile_text(portal_id="hean"))
    summaries = run_crawls([parse_profile(text, where="test") for text in texts], collection)
    assert [(summary.reason.partition(":")[0], summary.list_pages) for summary in summaries] == [
        ("a fault", 0),
        ("finished", 1),
    ]


def test_what_is_known_of_a_portal_is_let_go_of_when_its_crawl_has_ended(
    portal: Any, collection: Any
) -> None:
    portal.listing("/ndbg/", {name: REPORTS[name] for name in [*REPORTS][:3]})
    text = portal.profile_text().replace("delay_s = 0", "delay_s = 0.2")
    names = ["first", "second"]  # of one host: one after the other
    profiles = [parse_profile(text.replace('"qingchuan"', f'"{name}"'), where="test") for name in names]
    seen: list[list[str]] = []
    run_crawls(profiles, collection, watch=lambda crawls: seen.append([crawl.profile.id for crawl in crawls]))
    assert [name for name in names if [name] in seen] == names
    assert max(map(len, seen)) == 1


def test_a_landing_page_that_leads_to_what_was_asked_for_already_is_not_missed(
    portal: Any, crawl: Crawls
) -> None:
    report = "t20240130_1.html"
    portal.listing("/ndbg/", {report: "清川市档案馆2023年政府信息公开工作年度报告"})
    portal.report(f"/ndbg/{report}")
    portal.page("/bm/", f'<meta http-equiv="Refresh" content="0;URL=/ndbg/{report}">')
    more = f'{portal.profile_text()}[[channels]]\nurl = "/bm/"\nname = "部门"\n'
    assert crawl(more, CONCURRENT_REQUESTS=1).missing == ()


def test_channels_beyond_the_most_of_a_portal_are_told(
    portal: Any, crawl: Crawls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.frontier.MAX_CHANNELS", 2)
    links = "".join(f'<a href="/ndbg/{year}/">{year}年</a>' for year in (2020, 2021, 2022, 2023))
    portal.page("/ndbg/", links)
    for year in (2020, 2021):
        portal.listing(f"/ndbg/{year}/", {}, links)
    told = f"more channels than a portal has: not asked for from {portal.url}/ndbg/2022/ on"
    assert told in crawl(portal.profile_text()).missing
    assert "/ndbg/2022/" not in portal.paths()
