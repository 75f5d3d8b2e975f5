"""Where a page moved to, and whose report it carries: crawls tell it day by day as a rebuild does at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from site_archive import FIRST, HOST, PROFILE, KeptCrawl, report_page
from test_rebuild import rows_of

from archive.collection import Collection, create_collection
from archive.intake import Intake
from archive.rebuild import rebuild
from archive.site.queries.changes import latest_changes
from archive.site.queries.reports import pages_of

OLD, NEW = f"{HOST}/zwgk/202101/t20210125_1.html", f"{HOST}/xxgk/202101/t20210125_900.html"
REPORT = report_page("清溪市教育局", 2020, "2021-01-25", 12)
NEWS = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>工作会议召开</title></head>
<body><h1>工作会议召开</h1><div class="TRS_Editor">
<p>{"会议研究部署下一步工作，各有关单位负责人参加了会议。" * 5}</p></div></body></html>""".encode()
COPY = f"{HOST}/old/1.html"
LEADS_ON, GONE = (301, b""), (404, b"")

Answers = Mapping[str, tuple[int, bytes]]
SHOWN, MOVED = {OLD: (200, REPORT)}, {OLD: LEADS_ON, NEW: (200, REPORT)}


def crawled(folder: Path, days: list[Answers], last_profile: str = PROFILE) -> Collection:
    """A collection of daily crawls that got these answers."""
    collection = create_collection(folder / "collection")
    for day, answers in enumerate(days):
        profile = last_profile if day == len(days) - 1 else PROFILE
        with Intake(collection) as intake:
            crawl = intake.start_crawl(portal="qingxi", profile_text=profile, user_agent="nianbao-test")
            kept = KeptCrawl(intake, crawl, FIRST + timedelta(days=day))
            for second, (url, (status, body)) in enumerate(answers.items()):
                headers = ((b"Location", NEW.encode()),) if status == 301 else ()
                kept.page(url, body, status=status, headers=headers, second=second)
            intake.finish_crawl(crawl, reason="finished")
    return collection


@pytest.mark.parametrize(
    "days",
    [
        pytest.param([SHOWN, MOVED, {NEW: (200, REPORT)}], id="then the new address alone"),
        pytest.param([SHOWN, MOVED, SHOWN], id="then the old address is back"),
        pytest.param([SHOWN, {OLD: GONE, NEW: (200, REPORT)}, {OLD: GONE}, SHOWN], id="gone, then back"),
        pytest.param([SHOWN, MOVED, {NEW: (200, NEWS)}], id="then the new address is no report"),
        pytest.param([SHOWN, {OLD: LEADS_ON}, {NEW: (200, REPORT)}], id="the new address comes later"),
        pytest.param([SHOWN, MOVED, *[{OLD: LEADS_ON, NEW: GONE}] * 2], id="then the new address is gone"),
    ],
)
def test_a_rebuild_tells_of_moves_what_the_crawls_told(tmp_path: Path, days: list[Answers]) -> None:
    collection = crawled(tmp_path, days)
    told = rows_of(collection.catalogue_path)
    rebuild(collection, processes=1, progress=lambda step, done, total: None)
    assert rows_of(collection.catalogue_path) == told


def test_a_report_is_shown_by_the_address_that_it_moved_to(tmp_path: Path) -> None:
    with closing(sqlite3.connect(crawled(tmp_path, [SHOWN, MOVED]).catalogue_path)) as db:
        assert db.execute("select url, state from reports").fetchall() == [(NEW, "held")]


def test_a_report_is_told_as_replaced_when_a_notice_takes_its_place_where_it_moved_to(tmp_path: Path) -> None:
    collection = crawled(tmp_path, [SHOWN, MOVED, {OLD: LEADS_ON, NEW: (200, NEWS)}])
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        assert db.execute("select url, state from reports").fetchall() == [(NEW, "replaced")]
        changed = db.execute("select changed from revisions order by first_seen").fetchall()
        assert changed == [(None,), ("moved",), ("replaced",)]


def test_what_replaced_a_report_at_the_address_that_it_moved_to_withdrew_nothing(tmp_path: Path) -> None:
    days: list[Answers] = [SHOWN, *[{OLD: GONE, NEW: (200, REPORT)}] * 2, {NEW: (200, NEWS)}]
    collection = crawled(tmp_path, days)
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        assert db.execute("select state from reports").fetchall() == [("replaced",)]
        assert db.execute("select * from findings where kind = 'withdrawn'").fetchall() == []


def test_of_the_pages_of_a_report_those_that_stand_come_first(tmp_path: Path) -> None:
    with closing(sqlite3.connect(crawled(tmp_path, [SHOWN, MOVED]).catalogue_path)) as db:
        ((report,),) = db.execute("select id from reports").fetchall()
        pages = pages_of(db, report)
    assert [(page["url"], page["state"]) for page in pages] == [(NEW, "held"), (OLD, "moved")]


def test_a_report_whose_new_address_is_gone_is_withdrawn(tmp_path: Path) -> None:
    collection = crawled(tmp_path, [SHOWN, MOVED, *[{OLD: LEADS_ON, NEW: GONE}] * 2])
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        assert db.execute("select url, state from reports").fetchall() == [(NEW, "withdrawn")]
        found = db.execute("select held_from, held_until from findings where kind = 'withdrawn'").fetchall()
        assert found == db.execute("select withdrawn_at, null from reports").fetchall()


def test_a_report_that_stands_at_another_address_is_told_as_withdrawn_nowhere(tmp_path: Path) -> None:
    collection = crawled(tmp_path, [SHOWN, *[{OLD: GONE, NEW: (200, REPORT)}] * 2])
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        db.row_factory = sqlite3.Row
        gone = db.execute("select count(*) from pages where withdrawn_at is not null").fetchone()
        assert tuple(gone) == (1,)
        assert latest_changes(db, 10) == []
        assert db.execute("select kinds from changes where kinds = 'withdrawn'").fetchall() == []
        assert db.execute("select * from findings where kind = 'withdrawn'").fetchall() == []


def test_an_earlier_copy_that_went_is_no_withdrawal_though_the_report_moved_later(tmp_path: Path) -> None:
    both = {OLD: (200, REPORT), COPY: (200, REPORT)}
    days: list[Answers] = [both, *[{OLD: (200, REPORT), COPY: GONE}] * 2, MOVED]
    with closing(sqlite3.connect(crawled(tmp_path, days).catalogue_path)) as db:
        assert db.execute("select url, state from reports").fetchall() == [(NEW, "held")]
        assert db.execute("select * from findings where kind = 'withdrawn'").fetchall() == []


def test_a_correction_on_two_pages_of_a_report_is_one_change_also_when_one_of_them_went(
    tmp_path: Path,
) -> None:
    corrected = (200, report_page("清溪市教育局", 2020, "2021-01-25", 13))
    days: list[Answers] = [{OLD: (200, REPORT), COPY: (200, REPORT)}, {OLD: corrected, COPY: corrected}]
    days += [{OLD: corrected, COPY: GONE}] * 2
    collection = crawled(tmp_path, days)
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        ((sentence,),) = db.execute("select sentence_zh from findings where kind = 'changed'").fetchall()
    assert "改过1次" in sentence


@pytest.mark.parametrize(
    ("last_day", "back"),
    [
        pytest.param({OLD: (200, REPORT), COPY: GONE}, OLD, id="one of them is back"),
        pytest.param({OLD: GONE, COPY: (200, REPORT)}, COPY, id="the other is back"),
        pytest.param({OLD: GONE, COPY: GONE}, None, id="both stay away"),
    ],
)
def test_a_report_on_two_pages_is_withdrawn_from_when_both_were_gone_until_one_is_back(
    tmp_path: Path, last_day: Answers, back: str | None
) -> None:
    days: list[Answers] = [{OLD: (200, REPORT), COPY: (200, REPORT)}, {OLD: (200, REPORT), COPY: GONE}]
    days += [{OLD: GONE}, {OLD: GONE, COPY: GONE}, last_day]
    at = "select %s(captured_at) from captures where url = ? and outcome = ?"
    with closing(sqlite3.connect(crawled(tmp_path, days).catalogue_path)) as db:
        (gone,) = db.execute(at % "min", [OLD, "gone"]).fetchone()
        (until,) = db.execute(at % "max", [back, "read"]).fetchone()
        found = db.execute("select held_from, held_until from findings where kind = 'withdrawn'").fetchall()
    assert found == [(gone, until)]


def test_what_moved_and_came_back_changed_by_no_move(tmp_path: Path) -> None:
    with closing(sqlite3.connect(crawled(tmp_path, [SHOWN, MOVED, SHOWN]).catalogue_path)) as db:
        assert db.execute("select changed from revisions").fetchall() == [(None,), (None,)]
        assert db.execute("select state, moved_to from pages where url = ?", [OLD]).fetchone() == (
            "held",
            None,
        )


def test_a_portal_in_another_division_has_other_organs(tmp_path: Path) -> None:
    collection = crawled(tmp_path, [SHOWN, {}], PROFILE.replace('"990200"', '"990300"'))
    told = rows_of(collection.catalogue_path)
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        assert db.execute("select name, division from organs").fetchall() == [("清溪市教育局", "990300")]
        assert db.execute("select count(*) from reports join organs on organs.id = organ_id").fetchone() == (
            1,
        )
    rebuild(collection, processes=1, progress=lambda step, done, total: None)
    assert rows_of(collection.catalogue_path) == told


def test_a_portal_of_another_level_has_a_government_of_that(tmp_path: Path) -> None:
    shown = {OLD: (200, report_page("清溪市人民政府", 2020, "2021-01-25", 12))}
    before = rows_of(crawled(tmp_path / "one", [shown]).catalogue_path)
    collection = crawled(tmp_path / "two", [shown, {}], PROFILE.replace('"city"', '"district"'))
    told = rows_of(collection.catalogue_path)
    assert [row[0] for row in told["reports"]] == [row[0] for row in before["reports"]]
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        assert db.execute("select level from organs").fetchall() == [("district",)]
        assert db.execute("select level from search_documents").fetchall() == [("district",)]
    rebuild(collection, processes=1, progress=lambda step, done, total: None)
    assert rows_of(collection.catalogue_path) == told


def test_an_organ_without_a_report_left_is_none(tmp_path: Path) -> None:
    other = report_page("清溪市财政局", 2020, "2021-01-25", 12)
    collection = crawled(tmp_path, [SHOWN, {OLD: (200, other)}])
    told = rows_of(collection.catalogue_path)
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        assert db.execute("select name from organs").fetchall() == [("清溪市财政局",)]
    rebuild(collection, processes=1, progress=lambda step, done, total: None)
    assert rows_of(collection.catalogue_path) == told
