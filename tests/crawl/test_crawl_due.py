"""Scheduled runs: what is due is asked for, what an interrupted run has got is not asked for again."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from scrapy.settings import Settings

from archive.agenda import Agenda, LastCrawl, PageHistory, interval, last_crawls, read_agenda
from archive.exchange import Role
from archive.intake import Intake
from archive.revisions.identity import address_key
from crawler.crawl import CrawlSummary
from crawler.due import due_portals, known_profile, seconds_left
from crawler.run import CrawlOptions, run_crawls
from crawler.spiders.portals import spider_class
from metadata.profile import UnknownPortal, parse_profile

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)


def page(
    year: int | None, *, revisions: int = 1, state: str = "held", days_ago: float = 0, **more: Any
) -> PageHistory:
    return PageHistory(
        url=f"http://a.example/{year}",
        role=Role.PAGE,
        state=state,
        last_captured_at=NOW - timedelta(days=days_ago),
        revisions=revisions,
        report_year=year,
        **more,
    )


def days(history: PageHistory) -> float:
    return interval(history, date(2024, 6, 1)) / timedelta(days=1)


def test_this_season_s_reports_are_asked_daily() -> None:
    assert 0.9 < days(page(2023)) < 1


def test_the_older_a_report_the_rarer_it_is_asked_but_twice_a_year_at_least() -> None:
    visits = [days(page(year)) for year in (2023, 2022, 2020, 2009)]
    assert visits == sorted(visits)
    assert all(
        days(page(year, state=state)) < 182 for year in range(2000, 2024) for state in ("held", "withdrawn")
    )


def test_a_page_that_changed_often_is_asked_more_often() -> None:
    assert days(page(2009, revisions=3)) < days(page(2009)) / 2


def test_a_page_just_gone_is_asked_again_soon_so_that_two_runs_agree() -> None:
    assert days(page(2009, waits_for_agreement=True)) < 0.6


def test_a_portal_is_due_daily_in_the_season_and_weekly_else() -> None:
    def due(started: datetime, now: datetime, *, finished: bool = True) -> bool:
        return now >= LastCrawl(started, finished).due_at(now)

    january, june = datetime(2024, 1, 20, tzinfo=UTC), datetime(2024, 6, 20, tzinfo=UTC)
    assert due(january, january + timedelta(days=1))
    assert not due(june, june + timedelta(days=1))
    assert due(june, june + timedelta(days=7))
    assert due(june, june + timedelta(hours=1), finished=False)


@pytest.mark.parametrize(
    ("window", "utc_hour", "hours"),
    [((20, 6), 15, 7), ((20, 6), 4, 0), ((9, 17), 2, 7), ((9, 17), 12, 0), ((0, 24), 3, 13)],
)
def test_a_portal_is_crawled_in_its_hours_of_china(
    window: tuple[int, int], utc_hour: int, hours: float
) -> None:
    left = seconds_left(window, datetime(2024, 6, 1, utc_hour, tzinfo=UTC))
    assert left == hours * 3600
    assert seconds_left(None, NOW) is None


def two_reports(portal: Any) -> None:
    portal.listing(
        "/ndbg/",
        {"t20240130_1.html": "清川市档案馆2023年年度报告", "t20240130_2.html": "清川市民政局2023年年度报告"},
    )
    portal.report("/ndbg/t20240130_1.html", "清川市档案馆")
    portal.report("/ndbg/t20240130_2.html", "清川市民政局")


def due_run(portal: Any, collection: Any) -> CrawlSummary:
    options = CrawlOptions(due_only=True, settings={"RETRY_TIMES": 0})
    return run_crawls([parse_profile(portal.profile_text(), where="test")], collection, options=options)[0]


def test_a_due_run_asks_for_lists_and_new_reports_alone(
    portal: Any, collection: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    two_reports(portal)
    crawl(portal.profile_text())
    portal.asked.clear()
    portal.listing("/ndbg/", {f"t20240130_{n}.html": f"清川市{n}局2023年年度报告" for n in (1, 2, 3)})
    portal.report("/ndbg/t20240130_3.html", "清川市3局")
    summary = due_run(portal, collection)
    assert sorted(portal.paths()) == ["/ndbg/", "/ndbg/t20240130_3.html", "/robots.txt"]
    assert (summary.left_out, summary.missing) == (2, ())


def test_an_interrupted_crawl_goes_on_where_it_was(
    portal: Any, collection: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    two_reports(portal)
    first = crawl(portal.profile_text())
    db = sqlite3.connect(collection.catalogue_path)
    with db:  # as a kill leaves it: no end, and the last capture minutes after the first report
        db.execute("update crawls set end_reason = 'interrupted', ended_at = null")
        db.execute(
            "update captures set captured_at = strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '+10 minutes')"
            " where url like '%/ndbg/'"
        )
    db.close()
    agenda = read_agenda(collection.catalogue_path, "qingchuan")
    assert agenda.unfinished
    assert agenda.has(f"{portal.url}/ndbg/t20240130_1.html")
    portal.asked.clear()
    second = crawl(portal.profile_text())
    assert portal.paths() == ["/robots.txt", "/ndbg/"]
    assert (second.entries, second.missing) == (first.entries, ())


def test_crawled_portals_are_found_again_without_their_profile_s_file(
    portal: Any, collection: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    two_reports(portal)
    crawl(portal.profile_text())
    later = datetime.now(UTC) + timedelta(days=8)
    assert list(last_crawls(collection.catalogue_path)) == ["qingchuan"]
    due = due_portals(collection.catalogue_path, [], later)
    assert ([profile.home for profile in due.profiles], due.unusable) == ([f"{portal.url}/"], ())
    assert known_profile(collection.catalogue_path, "qingchuan").home == f"{portal.url}/"
    with pytest.raises(UnknownPortal):
        known_profile(collection.catalogue_path, "atlantis")
    now = datetime.now(UTC)
    idle = due_portals(collection.catalogue_path, [], now)
    assert (idle.profiles, idle.next_at) == (
        (),
        last_crawls(collection.catalogue_path)["qingchuan"].due_at(now),
    )


def test_a_portal_outside_its_hours_waits_until_they_begin(portal: Any, collection: Any) -> None:
    text = portal.profile_text().replace("delay_s = 0", 'delay_s = 0\nwindow = "20-06"')
    night = parse_profile(text, where="test")
    noon = datetime(2024, 6, 1, 4, 0, tzinfo=UTC)
    waiting = due_portals(collection.catalogue_path, [night], noon)
    assert (waiting.profiles, waiting.next_at) == ((), datetime(2024, 6, 1, 12, 0, tzinfo=UTC))
    assert due_portals(collection.catalogue_path, [night], noon + timedelta(hours=8)).profiles == (night,)


def test_a_stored_profile_that_is_none_any_more_is_named_and_stops_no_other(
    portal: Any, second_portal: Any, collection: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    for served, portal_id in ((portal, "qingchuan"), (second_portal, "hean")):
        two_reports(served)
        crawl(served.profile_text(portal_id=portal_id))
    db = sqlite3.connect(collection.catalogue_path)
    with db:  # as a later release leaves it, which knows a key no more
        db.execute("update portals set profile = 'colour = 1' where id = 'hean'")
    db.close()
    due = due_portals(collection.catalogue_path, [], datetime.now(UTC) + timedelta(days=8))
    assert [profile.id for profile in due.profiles] == ["qingchuan"]
    assert len(due.unusable) == 1
    assert due.unusable[0].startswith("the last profile of hean: home: missing")


def test_what_a_wrong_clock_dated_ahead_is_due() -> None:
    assert Agenda({"a": page(2009, days_ago=-4000)}).is_due("a", NOW)
    assert LastCrawl(NOW + timedelta(days=4000), finished=True).due_at(NOW) <= NOW


def test_a_page_that_was_turned_away_is_asked_for_the_next_day_and_then_ever_more_rarely() -> None:
    waits = [days(page(2009, refusals=refusals)) for refusals in (1, 2, 3, 20)]
    assert waits[0] < 1
    assert waits == sorted(waits)
    assert waits[-1] < 30


def test_a_portal_that_gave_nothing_is_due_the_next_day() -> None:
    june = datetime(2024, 6, 20, tzinfo=UTC)
    assert LastCrawl(june, finished=True, brought=False).due_at(june) < june + timedelta(days=1)


def test_a_report_refused_by_a_guard_is_due_the_next_day(
    portal: Any, collection: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    two_reports(portal)
    crawl(portal.profile_text())
    portal.page("/ndbg/t20240130_1.html", "<h1>网站防火墙</h1>您的请求带有不合法参数")
    crawl(portal.profile_text())
    agenda = read_agenda(collection.catalogue_path, "qingchuan")
    assert agenda.pages[address_key(f"{portal.url}/ndbg/t20240130_1.html")].refusals == 1
    assert agenda.pages[address_key(f"{portal.url}/ndbg/t20240130_2.html")].refusals == 0


def test_a_report_under_another_spelling_of_its_address_is_left_out_too(portal: Any, collection: Any) -> None:
    plain = [f"/ndbg/t20240130_{number}.html" for number in (1, 2)]
    for path in plain:
        portal.report(path)
        portal.page(f"{path}?jsessionid=A", "", status=301, headers={"Location": path})
    portal.listing("/ndbg/", {f"{path}?jsessionid=A": "清川市档案馆2023年年度报告" for path in plain})
    assert due_run(portal, collection).pages == 2
    agenda = read_agenda(collection.catalogue_path, "qingchuan")
    assert [page.refusals for page in agenda.pages.values()] == [0, 0]
    portal.asked.clear()
    assert due_run(portal, collection).left_out == 2
    assert portal.paths() == ["/robots.txt", "/ndbg/"]


def test_a_page_had_right_before_any_interruption_was_cut_off() -> None:
    began = NOW - timedelta(days=1)
    unfinished = tuple((began + timedelta(hours=n), began + timedelta(hours=n + 0.5)) for n in range(3))

    def had(minutes: float) -> tuple[bool, bool]:
        seen = page(2009, days_ago=1 - minutes / 24 / 60)
        agenda = Agenda({address_key(seen.url): seen}, unfinished)
        return agenda.has(seen.url), agenda.cut_off() == (seen,)

    complete, cut_off, before = (True, False), (True, True), (False, False)
    assert [had(minutes) for minutes in (15, 29, 45, 75, 89)] == [
        complete,
        cut_off,
        before,
        complete,
        cut_off,
    ]


def test_files_that_a_crawl_did_not_come_to_are_asked_for_by_the_next_though_their_page_is_not_due(
    portal: Any, collection: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    files = [f"/ndbg/{n}.doc" for n in range(3)]
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    links = "".join(f"<p><a href='{file}'>附件.doc</a></p>" for file in files)
    portal.report("/ndbg/t20240130_1.html", more=links)
    for n, file in enumerate(files):
        portal.page(file, b"\xd0\xcf\x11\xe0 %d" % n, headers={"Content-Type": "application/msword"})
    crawl(portal.profile_text(extra="max_requests = 4"))
    assert portal.paths()[-2:] == ["/ndbg/t20240130_1.html", files[0]]
    for left in (files[1:], []):
        portal.asked.clear()
        assert due_run(portal, collection).missing == ()
        assert sorted(portal.paths()) == sorted(["/robots.txt", "/ndbg/", *left])
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        via = db.execute("select distinct via from pages where role = 'attachment'").fetchall()
    assert via == [(f"{portal.url}/ndbg/t20240130_1.html",)]


def by_year(portal: Any) -> str:
    """The profile of a portal that gives its reports by their year, and no list."""
    text = portal.profile_text(
        channel="/nb.jsp?year={year}", extra="[expectations]\nentries = 0\nlist_pages = 0\n"
    )
    return str(text + 'serves = "report"\n')


def test_of_reports_by_year_the_newest_are_asked_for_in_each_run(portal: Any, collection: Any) -> None:
    this_year = datetime.now(UTC).year
    for year in range(2015, this_year):
        portal.report(f"/nb.jsp?year={year}", count=year)
    profile = parse_profile(by_year(portal), where="test")
    options = CrawlOptions(due_only=True, settings={"RETRY_TIMES": 0})
    run_crawls([profile], collection, options=options)
    portal.asked.clear()
    (done,) = run_crawls([profile], collection, options=options)
    assert (done.missing, done.left_out) == ((), this_year - 2009)
    assert sorted(portal.paths()[1:]) == [f"/nb.jsp?year={year}" for year in (this_year - 1, this_year)]


def test_a_run_in_which_no_page_is_due_misses_nothing(portal: Any, collection: Any) -> None:
    portal.report("/nb.jsp?year=2015")
    extra = "first_year = 2015\n"
    profile = parse_profile(by_year(portal) + extra, where="test")
    run_crawls([profile], collection)
    db = sqlite3.connect(collection.catalogue_path)
    with db:  # cut off after its last request, an hour ago
        db.execute("update crawls set end_reason = 'interrupted', ended_at = null")
    db.close()
    (done,) = run_crawls([profile], collection, options=CrawlOptions(due_only=True))
    assert (done.asked, done.missing) == (0, ())


@pytest.mark.parametrize("some", [True, False], ids=["some", "none"])
def test_years_without_a_report_that_answer_with_nothing_are_missed_where_all_do(
    portal: Any, crawl: Callable[..., CrawlSummary], some: bool
) -> None:
    years = range(2008, datetime.now(UTC).year + 1)
    first = years[-5] if some else None
    for year in years:
        portal.page(f"/nb.jsp?year={year}", "")
        if first and year >= first:
            portal.report(f"/nb.jsp?year={year}", count=year)
    told = f"{len(years)} of {len(years)} pages and files were not had: {len(years)} × empty"
    assert crawl(by_year(portal)).missing == (() if first else (told,))
    if first:  # a report that was there is missed
        portal.page(f"/nb.jsp?year={first}", "")
        (lost,) = crawl(by_year(portal)).missing
        assert lost.endswith(" pages and files were not had: 1 × empty")


def test_lists_by_year_are_missed_where_they_were_there_or_none_is(
    portal: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    profile = portal.profile_text(channel="/nb/{year}n/") + "first_year = 2020\n"
    assert "0 list pages, expected 1 or more" in crawl(profile).missing
    for year in (2021, 2022):
        portal.listing(f"/nb/{year}n/", {f"t{year}0130_1.html": f"清川市档案馆{year}年年度报告"})
        portal.report(f"/nb/{year}n/t{year}0130_1.html", count=year)
    assert crawl(profile).missing == ()
    del portal.pages["/nb/2022n/"]
    assert crawl(profile).missing == (f"{portal.url}/nb/2022n/: no list: status 404",)


def test_crawls_that_are_cut_short_again_and_again_come_to_the_end(
    portal: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    rows = {f"t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in range(9)}
    portal.listing("/ndbg/", rows)
    for name in rows:
        portal.report(f"/ndbg/{name}", name)
    done = [crawl(portal.profile_text(extra="max_requests = 5")) for _ in range(3)]
    assert [(each.new, each.reason == "finished") for each in done] == [(3, False), (3, False), (3, True)]


def test_new_reports_are_had_before_known_ones_are_asked_for_again(
    portal: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    rows = {f"t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in range(4)}
    for name in rows:
        portal.report(f"/ndbg/{name}", name)
    portal.listing("/ndbg/", {name: rows[name] for name in [*rows][:3]})
    crawl(portal.profile_text())
    portal.listing("/ndbg/", rows)
    portal.asked.clear()
    crawl(portal.profile_text(), CONCURRENT_REQUESTS=1)
    known = [f"/ndbg/{name}" for name in [*rows][1:3]]  # the first is sent before the list is read to its end
    assert portal.paths()[-2:] == known


def test_a_delay_of_minutes_is_kept(portal: Any) -> None:
    settings = Settings({"AUTOTHROTTLE_MAX_DELAY": 30.0})
    text = portal.profile_text().replace("delay_s = 0", "delay_s = 120")
    spider_class(parse_profile(text, where="test")).update_settings(settings)
    assert settings.getfloat("AUTOTHROTTLE_MAX_DELAY") == 120


def test_a_fault_of_ours_is_told_and_not_kept_as_the_portal_s(
    portal: Any, collection: Any, crawl: Callable[..., CrawlSummary], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("the disk is on fire")

    two_reports(portal)
    monkeypatch.setattr(Intake, "validators", broken)
    done = crawl(portal.profile_text())
    assert done.failed == 0
    assert any("not asked for: OperationalError('the disk is on fire')" in told for told in done.missing)
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        assert db.execute("select count(*) from captures where outcome = 'failed'").fetchone() == (0,)
