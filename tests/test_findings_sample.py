"""The sample portal over all its moments: every finding of its ledger, while it held, and no other."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from subprocess import CompletedProcess

import pytest
from conftest import CrawledSample

from archive.catalogue.ids import page_id
from archive.findings.timing import NO_CHANGE_OF_TEXT
from archive.revisions.changes import ChangeKind
from crawler.sample.ledger import Event
from crawler.sample.organs import BY_ID

Found = dict[tuple[str, int | None, str], tuple[int, int | None]]
"""Report (or organ and year of a missing one), year and kind, with the moments at which it began and ended."""


@pytest.fixture(scope="module")
def catalogue(crawled_sample: CrawledSample) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(crawled_sample.collection.catalogue_path)
    db.row_factory = sqlite3.Row
    yield db
    db.close()


def told(event: Event) -> Iterator[tuple[str, str]]:
    """What an event begins and ends: kinds of findings."""
    kinds = {ChangeKind(e.partition(":")[2]) for e in event.expects if e.startswith("revision:")}
    if ChangeKind.TAKEN_OVER in kinds:
        kinds.discard(ChangeKind.TITLE_CHANGED)
    if kinds - NO_CHANGE_OF_TEXT:
        yield "finding", "changed"
    if "withdrawal" in event.expects:
        yield "finding", "withdrawn"
    if "restoration" in event.expects:
        yield "mended", "withdrawn"
    for expected in event.expects:
        what, _, kind = expected.partition(":")
        if what in {"finding", "mended"}:
            yield what, kind


def expected(sample: CrawledSample, db: sqlite3.Connection) -> Found:
    found: Found = {}
    for event in sample.ledger:
        page = db.execute("select * from pages where id = ?", [page_id(event.url)]).fetchone()
        for what, kind in told(event):
            if kind == "withdrawn" and page["role"] == "attachment":
                continue  # a file that gave way to another: its report was not withdrawn
            assert event.organ
            assert event.report_year
            absent = f"{BY_ID[event.organ].name(event.report_year).full}"
            key = (absent if kind == "missing" else page["report_id"], event.report_year, kind)
            if what == "mended":
                found[key] = (found[key][0], event.moment)
            elif key not in found:
                found[key] = (event.moment, None)
    return found


def test_findings_are_those_of_the_ledger_and_no_other(
    crawled_sample: CrawledSample, catalogue: sqlite3.Connection
) -> None:
    found: Found = {}
    rows = catalogue.execute(
        "select findings.*, organs.name from findings left join organs on organs.id = organ_id"
    )
    for row in rows:
        key = (row["report_id"] or row["name"], row["report_year"], row["kind"])
        since = crawled_sample.moment_of(row["held_from"])
        until = crawled_sample.moment_of(row["held_until"]) if row["held_until"] else None
        if key in found:  # a second change follows the first
            first = found[key]
            since, until = min(first[0], since), until if first[1] is not None else None
        found[key] = (since, until)
    ledger = expected(crawled_sample, catalogue)
    assert len(ledger) > 50
    assert found == ledger


def test_every_finding_points_to_what_shows_it(catalogue: sqlite3.Connection) -> None:
    for row in catalogue.execute("select * from findings"):
        evidence = json.loads(row["evidence"])
        if row["revision_id"]:
            revision = catalogue.execute(
                "select * from revisions where id = ?", [row["revision_id"]]
            ).fetchone()
            for part in evidence:
                if "text" in part:
                    assert revision["text"][part["start"] : part["end"]] == part["text"], row["kind"]
                if "table" in part:
                    cells = json.loads(revision["tables"])[part["table"]]["rows"]
                    assert cells[part["row"]][part["column"]], row["kind"]
        for part in evidence:
            if "capture" in part:
                assert catalogue.execute("select 1 from captures where id = ?", [part["capture"]]).fetchone()
        if row["kind"] in {"late", "backdated"} and row["severity"] == "error":
            assert sum("capture" in part for part in evidence) == 2


def test_searches_can_ask_for_reports_with_findings(
    crawled_sample: CrawledSample, nianbao: Callable[..., CompletedProcess[str]]
) -> None:
    done = nianbao("search", "finding:backdated", "--json", "--collection", crawled_sample.collection.folder)
    titles = [hit["title"] for hit in json.loads(done.stdout)["hits"]]
    assert len(titles) == 1
    assert "审计局2018" in titles[0]


def test_findings_are_listed_by_kind_organ_and_year(
    crawled_sample: CrawledSample, nianbao: Callable[..., CompletedProcess[str]]
) -> None:
    folder = crawled_sample.collection.folder
    done = nianbao("findings", "--kind", "late", "--json", "--collection", folder)
    assert done.returncode == 0, done.stderr
    late = json.loads(done.stdout)
    assert {row["report_year"] for row in late} == {2016, 2018, 2019, 2021}
    assert all(row["sentence_zh"] and row["sentence_en"] and row["evidence"] is not None for row in late)
    standing = json.loads(
        nianbao("findings", "--kind", "late", "--standing", "--json", "--collection", folder).stdout
    )
    assert {row["report_year"] for row in standing} == {2016, 2018, 2021}
    shown = nianbao("findings", "--organ", "审计局", "--year", "2018", "--collection", folder)
    assert "backdated" in shown.stdout
    assert "清川市审计局 2018" in shown.stdout
    assert "stale_year" not in shown.stdout
