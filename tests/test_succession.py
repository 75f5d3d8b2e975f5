"""What stands on a page one report after the other: each is kept, however crawls see it and whatever comes between."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from site_archive import FIRST, HOST, PROFILE, KeptCrawl, report_page, table3
from site_visitor import visitor
from sqlite_utils import Database
from test_confirmations import indexed

from archive.collection import Collection, create_collection
from archive.dataset import Selection, write_package
from archive.exchange import Role
from archive.intake import Intake
from archive.published import publish
from archive.site.canned import QUERIES
from archive.site.queries.captures import capture
from archive.site.queries.changes import count_changes, latest_changes
from archive.site.server import site
from archive.timelines import UnknownAddress, find_revisions, history

COLUMN, COPY = f"{HOST}/zwgk/ndbg/", f"{HOST}/m/ndbg/"
ARTICLE, LATER = f"{HOST}/zwgk/202101/t20210120_7.html", f"{HOST}/xxgk/202101/t20210120_70.html"
TEXT = f"{HOST}/zwgk/ndbg/P020210120.html"
FILE = f"{HOST}/zwgk/ndbg/P020210120.wps"
ORGAN = "清溪市教育局"


class Answer(NamedTuple):
    """What a URL answers on a day."""

    url: str
    body: bytes = b""
    status: int = 200
    leads_to: str | None = None
    named_by: str | None = None


def shows(url: str, year: int, received: int = 12, organ: str = ORGAN, extra: str = "") -> Answer:
    """A report under a URL."""
    return Answer(url, report_page(organ, year, f"{year + 1}-01-20", received, extra))


def shows_anothers(url: str, year: int) -> Answer:
    """The report of another organ, in words of its own."""
    body = report_page("清溪市水务局", year, f"{year + 1}-01-22", 30)
    start, end = body.index("<p>根据".encode()), body.index("<p>二、".encode())
    words = "我局把河湖长制、供水价格、取水许可和水旱灾害防御的信息逐项列入目录，由办公室汇总后送各站所核对。"
    words += "全年更新栏目二十六个，答复来信来电，组织水厂开放日，邀请市民代表查看水质检测的全过程。"
    return Answer(url, body[:start] + f"<p>{words}</p>".encode() + body[end:])


def shows_no_organ(url: str, year: int) -> Answer:
    """A report that does not say whose it is."""
    return Answer(url, shows(url, year).body.replace(ORGAN.encode(), b""))


def shows_notice(url: str) -> Answer:
    """Something else than a report."""
    text = "会议研究部署下一步工作，各有关单位负责人参加了会议。" * 5
    return Answer(
        url,
        '<html><head><meta charset="utf-8"><title>工作会议召开</title></head><body><h1>工作会议召开</h1>'
        f'<div class="TRS_Editor"><p>{text}</p></div></body></html>'.encode(),
    )


def gone(url: str) -> Answer:
    return Answer(url, status=404)


def crawled(folder: Path, days: Sequence[Sequence[Answer]]) -> Collection:
    """A collection of one crawl a day that got these answers."""
    collection = create_collection(folder)
    for day, answers in enumerate(days):
        with Intake(collection) as intake:
            _crawl(intake, day, answers)
    return collection


def _crawl(intake: Intake, day: int, answers: Sequence[Answer]) -> None:
    crawl = intake.start_crawl(portal="qingxi", profile_text=PROFILE, user_agent="nianbao-test")
    kept = KeptCrawl(intake, crawl, FIRST + timedelta(days=day))
    for second, answer in enumerate(answers):
        _keep(kept, answer, second)
    intake.finish_crawl(crawl, reason="finished")


def _keep(kept: KeptCrawl, answer: Answer, second: int) -> None:
    headers = ((b"Location", answer.leads_to.encode()),) if answer.leads_to else ()
    if answer.named_by:
        kept.page(
            answer.url,
            answer.body,
            status=answer.status,
            second=second,
            role=Role.ATTACHMENT,
            content_type="text/html" if answer.url == TEXT else "application/octet-stream",
            via=answer.named_by,
        )
    else:
        kept.page(answer.url, answer.body, status=answer.status, headers=headers, second=second)


def told(catalogue: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(catalogue)) as db:
        return db.execute(query).fetchall()


def test_two_columns_are_joined_by_each_report_that_they_showed(tmp_path: Path) -> None:
    days = [[shows(COLUMN, year), shows(COPY, year)] for year in (2020, 2021)]
    joined = "select report_year from joins join reports on reports.id = report_id order by 1"
    assert told(crawled(tmp_path / "collection", days).catalogue_path, joined) == [(2020,), (2021,)]


def test_a_page_that_is_gone_moved_nowhere_with_the_report_that_it_showed_before(tmp_path: Path) -> None:
    days = [[shows(ARTICLE, 2020)], [shows(ARTICLE, 2021)], [shows(LATER, 2020)], *[[gone(ARTICLE)]] * 2]
    catalogue = crawled(tmp_path / "collection", days).catalogue_path
    assert told(catalogue, f"select state, moved_to from pages where url = '{ARTICLE}'") == [
        ("withdrawn", None)
    ]
    assert told(catalogue, "select report_year, state from reports order by 1") == [
        (2020, "held"),
        (2021, "withdrawn"),
    ]


@pytest.mark.parametrize(
    "days",
    [
        pytest.param(
            [[shows(ARTICLE, 2020), shows_anothers(LATER, 2020)], [gone(ARTICLE), shows(LATER, 2020)]],
            id="it took another's place where it moved to",
        ),
        pytest.param(
            [[shows(ARTICLE, 2019), shows(COLUMN, 2020)], [Answer(ARTICLE, status=301, leads_to=COLUMN)]],
            id="its address leads to a column",
        ),
    ],
)
def test_what_stood_first_where_a_report_moved_to_is_no_change_of_it(
    tmp_path: Path, days: list[list[Answer]]
) -> None:
    catalogue = crawled(tmp_path / "collection", days).catalogue_path
    moved = "select moved_to is not null from pages order by first_captured_at"
    assert told(catalogue, moved) == [(1,), (0,)]
    first = "select changed from revisions where number = 1 order by first_seen"
    assert told(catalogue, first) == [(None,), (None,)]
    assert told(catalogue, "select * from findings where kind = 'changed'") == []


@pytest.mark.parametrize(
    "days",
    [
        pytest.param(
            [[shows(ARTICLE, 2020), shows(COLUMN, 2021)], [gone(ARTICLE)]], id="the column's went first"
        ),
        pytest.param([[gone(ARTICLE)], [gone(ARTICLE), shows(COLUMN, 2021)]], id="the article went first"),
    ],
)
def test_a_report_that_stood_on_an_article_and_in_a_column_is_found_withdrawn_since_it_was_on_neither(
    tmp_path: Path, days: list[list[Answer]]
) -> None:
    collection = crawled(
        tmp_path / "collection", [[shows(ARTICLE, 2020), shows(COLUMN, 2020)], *days, [gone(ARTICLE)]]
    )
    last_of_them = FIRST + timedelta(days=2, seconds=1 if days[0] == [gone(ARTICLE)] else 0)
    at = last_of_them.isoformat(timespec="microseconds").replace("+00:00", "Z")
    for query in (
        "select state, withdrawn_at from reports where report_year = 2020",
        "select kind, held_from from findings where kind = 'withdrawn' and held_until is null",
    ):
        assert told(collection.catalogue_path, query) == [("withdrawn", at)]


def test_a_report_is_searched_as_another_page_shows_it_when_one_does(tmp_path: Path) -> None:
    days = [[shows(COLUMN, 2020)], [shows(COLUMN, 2021)], [shows(ARTICLE, 2020, received=13)]]
    latest = "select url from search_documents where year = 2020 and latest"
    assert told(crawled(tmp_path / "collection", days).catalogue_path, latest) == [(ARTICLE,)]


def test_what_stands_between_two_reports_is_no_revision_of_either(tmp_path: Path) -> None:
    days = [[shows(COLUMN, 2020)], [shows_notice(COLUMN)], [shows(COLUMN, 2021)]]
    catalogue = crawled(tmp_path / "collection", days).catalogue_path
    assert told(catalogue, "select report_year, state, revisions from reports order by 1") == [
        (2020, "replaced", 1),
        (2021, "held", 1),
    ]
    assert told(catalogue, "select changed from revisions order by number") == [
        (None,),
        ("replaced",),
        ("replaced",),
    ]


def test_a_report_that_comes_back_after_a_notice_was_not_changed(tmp_path: Path) -> None:
    days = [[shows(COLUMN, 2020)], [shows_notice(COLUMN)], [shows(COLUMN, 2020)]]
    catalogue = crawled(tmp_path / "collection", days).catalogue_path
    assert told(catalogue, "select report_year, state, revisions from reports") == [(2020, "held", 2)]
    assert told(catalogue, "select * from findings where kind = 'changed'") == []
    with closing(sqlite3.connect(catalogue)) as db:
        db.row_factory = sqlite3.Row
        assert len(latest_changes(db, 10)) == count_changes(db) == 1
        (notice,) = db.execute("select first_capture_id from revisions where number = 2").fetchone()
        shown = capture(db, notice)
        assert shown is not None
        assert shown["report_id"] is None


def test_a_page_whose_reports_name_no_organ_has_one_report(tmp_path: Path) -> None:
    days = [[shows_no_organ(COLUMN, 2020)], [shows_no_organ(COLUMN, 2021)]]
    catalogue = crawled(tmp_path / "collection", days).catalogue_path
    assert told(catalogue, "select report_year, state, revisions from reports") == [(2021, "held", 2)]
    assert told(catalogue, "select * from revisions where changed = 'replaced'") == []


def test_a_file_with_another_year_in_it_is_a_change_of_the_report_that_names_it(tmp_path: Path) -> None:
    page = shows(ARTICLE, 2021, extra=f'<p><a href="{TEXT}">附件：全文.html</a></p>')
    days = [[page, shows(TEXT, year)._replace(named_by=ARTICLE)] for year in (2020, 2021)]
    catalogue = crawled(tmp_path / "collection", days).catalogue_path
    changed = (
        "select revisions.kind, changed = 'replaced' from revisions join pages on pages.id = page_id"
        " where role = 'attachment' and number = 2"
    )
    assert told(catalogue, changed) == [("report", 0)]


def test_the_tables_of_a_file_are_of_the_report_that_named_it_alone(tmp_path: Path) -> None:
    link = f'<p><a href="{TEXT}">附件：全文.html</a></p>'
    covers = [
        Answer(COLUMN, shows(COLUMN, year, extra=link).body.replace(table3(12).encode(), b""))
        for year in (2018, 2021)
    ]
    days = [[covers[0]], [covers[1], shows(TEXT, 2021)._replace(named_by=COLUMN)]]
    catalogue = crawled(tmp_path / "collection", days).catalogue_path
    with closing(Database(catalogue)) as db:
        write_package(db, tmp_path / "data", "jsonl", Selection())
    lines = (tmp_path / "data" / "reports.jsonl").read_text("utf-8").splitlines()
    eras = {told["year"]: (told["state"], told["era"]) for told in map(json.loads, lines)}
    assert eras == {2018: ("replaced", None), 2021: ("held", "table_2019")}


YEARS = st.sampled_from((2020, 2021, 2022))
PAGES = st.sampled_from((COLUMN, COPY, ARTICLE))
ANSWERS = st.one_of(
    st.builds(
        shows,
        PAGES,
        YEARS,
        st.sampled_from((12, 13)),
        st.sampled_from((ORGAN, ORGAN, "清溪市水务局")),
        st.sampled_from(("", f'<p><a href="{FILE}">附件：统计表.wps</a></p>')),
    ),
    st.builds(shows_anothers, PAGES, YEARS),
    st.builds(shows_no_organ, PAGES, YEARS),
    st.builds(shows_notice, PAGES),
    st.builds(gone, PAGES),
    st.builds(lambda url, target: Answer(url, status=301, leads_to=target), PAGES, PAGES),
    st.builds(lambda body, page: Answer(FILE, body, named_by=page), st.sampled_from((b"1", b"2")), PAGES),
)
DAYS = st.lists(st.lists(ANSWERS, max_size=5), min_size=2, max_size=5)
ASTRAY = {
    "a revision's report": "select id from revisions"
    " where report_id is not null and report_id not in (select id from reports)",
    "a page's report": "select id from pages"
    " where report_id is not null and report_id not in (select id from reports)",
    "a report's page": "select id from reports where page_id not in (select id from pages)",
    "a report's revision": "select reports.id from reports left join revisions on revisions.id = revision_id"
    " where revisions.report_id is not reports.id",
}


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(DAYS)
def test_captures_settled_one_by_one_and_together_tell_the_same_reports(
    days: list[list[Answer]],
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        collection = create_collection(folder / "collection")
        with Intake(collection) as intake:
            for day, answers in enumerate(days):
                _crawl(intake, day, answers)
        one_by_one = indexed(collection, folder / "one.db", settled_after=1, every=1)
        assert one_by_one == indexed(collection, folder / "all.db", settled_after=1_000_000, every=1)
        for what, query in ASTRAY.items():
            assert told(folder / "one.db", query) == [], what


def changes_told(catalogue: Path) -> list[str | None]:
    """What the revisions of the only page changed, oldest first."""
    return [changed for (changed,) in told(catalogue, "select changed from revisions order by number")]  # type: ignore[misc]


def test_another_organs_report_of_the_year_is_no_change_of_the_one_before_a_notice(tmp_path: Path) -> None:
    other = shows(COLUMN, 2020, organ="清溪市水务局")
    days = [[shows(COLUMN, 2020)], [shows_notice(COLUMN)], [other]]
    catalogue = crawled(tmp_path / "collection", days).catalogue_path
    assert changes_told(catalogue) == [None, "replaced", "replaced"]
    assert told(catalogue, "select * from findings where kind = 'changed'") == []


def test_another_organs_report_of_the_year_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    days = [[shows(COLUMN, 2020)], [shows_anothers(COLUMN, 2020), shows_anothers(ARTICLE, 2020)]]
    catalogue = crawled(tmp_path / "collection", days).catalogue_path
    assert told(catalogue, "select organ, state, pages from reports order by organ") == [
        ("清溪市教育局", "replaced", 1),
        ("清溪市水务局", "held", 2),
    ]
    assert told(catalogue, "select changed from revisions where number = 2") == [("replaced",)]
    assert told(catalogue, "select * from findings where kind = 'changed'") == []


def test_a_comparison_of_two_reports_says_that_they_are_two(tmp_path: Path) -> None:
    days = [[shows(COLUMN, 2020)], [shows(COLUMN, 2020, received=13)], [shows_anothers(COLUMN, 2020)]]
    collection = crawled(tmp_path / "collection", days)
    publish(collection)
    ids = told(collection.catalogue_path, "select id from revisions order by number")
    one, changed, other = (str(id) for (id,) in ids)
    with visitor(collection) as get:
        assert "不是同一份年报的两个版本" in get(f"/diff/{changed}/{other}").text
        assert "不是同一份年报的两个版本" not in get(f"/diff/{one}/{changed}").text


def test_a_successor_that_takes_a_report_over_is_named_as_its_organ(tmp_path: Path) -> None:
    days = [
        [shows(ARTICLE, 2020, organ="清溪市民防办公室")],
        [shows(ARTICLE, 2020, organ="清溪市国动办公室")],
    ]
    catalogue = crawled(tmp_path / "collection", days).catalogue_path
    assert told(catalogue, "select organ, state from reports") == [("清溪市国动办公室", "held")]
    (changed,) = told(catalogue, "select changed from revisions where number = 2")
    assert "taken_over" in str(changed)


def test_the_one_report_of_a_page_is_compared_with_what_it_said_before_a_notice(tmp_path: Path) -> None:
    days = [[shows_no_organ(COLUMN, 2020)], [shows_notice(COLUMN)], [shows_no_organ(COLUMN, 2021)]]
    catalogue = crawled(tmp_path / "collection", days).catalogue_path
    first, notice, back = changes_told(catalogue)
    assert (first, notice) == (None, "replaced")
    assert back not in {None, "replaced"}
    with closing(sqlite3.connect(catalogue)) as db:
        db.row_factory = sqlite3.Row
        assert [row["changed"] for row in latest_changes(db, 10)] == [back, "replaced"]
        assert [row["变化"] for row in db.execute(QUERIES["biggest_changes"]["sql"])] == [back]


def test_what_changed_meanwhile_is_not_told_of_the_same_step_elsewhere(tmp_path: Path) -> None:
    notice, report = shows_notice(COLUMN), shows(COLUMN, 2020)
    other = shows(COLUMN, 2020, received=13)
    days = [[notice], [report], [other], [notice], [report], [other]]
    collection = crawled(tmp_path / "collection", days)
    one_by_one = indexed(collection, tmp_path / "one.db", settled_after=1, every=1)
    assert one_by_one == indexed(collection, tmp_path / "all.db", settled_after=1_000_000, every=1)


def test_a_report_whose_page_leads_to_where_it_was_replaced_is_shown(tmp_path: Path) -> None:
    days = [
        [shows(ARTICLE, 2020)],
        [Answer(ARTICLE, status=301, leads_to=COLUMN), shows(COLUMN, 2020)],
        [Answer(ARTICLE, status=301, leads_to=COLUMN), shows(COLUMN, 2021)],
    ]
    collection = crawled(tmp_path / "collection", days)
    publish(collection)
    ((report,),) = told(collection.catalogue_path, "select id from reports where state = 'replaced'")
    answer = asyncio.run(site(collection).client.get(f"/reports/{report}"))
    assert answer.status_code == 200
    assert "网页已改登别的内容，首次发现于 <time" in answer.text


def test_the_history_of_a_report_has_no_other_reports_of_its_page(tmp_path: Path) -> None:
    days = [[shows(COLUMN, 2020), shows(COPY, 2020)], [shows(COLUMN, 2021), shows(COPY, 2021)]]
    catalogue = crawled(tmp_path / "collection", days).catalogue_path
    ((report,),) = told(catalogue, "select id from reports where report_year = 2020")
    with closing(sqlite3.connect(catalogue)) as db:
        rows = history(Database(db), str(report))
        assert [(row["url"], row["report_id"]) for row in rows] == [(COLUMN, report), (COPY, report)]
        assert [[copy["url"] for copy in row["copies"]] for row in rows] == [[COPY], [COLUMN]]
        with pytest.raises(UnknownAddress, match="has not changed"):
            find_revisions(Database(db), str(report), None)


def test_the_last_change_of_a_page_is_compared_with_what_it_was_told_against(tmp_path: Path) -> None:
    days = [[shows(COLUMN, 2020)], [shows_notice(COLUMN)], [shows(COLUMN, 2020, received=13)]]
    catalogue = crawled(tmp_path / "collection", days).catalogue_path
    with closing(sqlite3.connect(catalogue)) as db:
        before, after = find_revisions(Database(db), COLUMN, None)
    assert (before["number"], after["number"]) == (1, 3)


def test_a_page_that_turns_out_to_be_a_file_has_its_changes_told_as_one(tmp_path: Path) -> None:
    collection = create_collection(tmp_path / "collection")
    shown = (shows(TEXT, 2020), shows(TEXT, 2021), shows(TEXT, 2020, received=13))
    named_before = [shows(ARTICLE, 2020), shows(TEXT, 2020)._replace(named_by=ARTICLE)]
    with Intake(collection) as intake:
        for day, answer in enumerate(shown, start=1):
            _crawl(intake, day, [answer])
        _crawl(intake, 0, named_before)
    one_by_one = indexed(collection, tmp_path / "one.db", settled_after=1, every=1)
    assert one_by_one == indexed(collection, tmp_path / "all.db", settled_after=1_000_000, every=1)
