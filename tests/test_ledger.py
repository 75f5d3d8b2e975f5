"""The whole chain against the sample portal's ledger: every event found, nothing else reported."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

import pytest
from conftest import CrawledSample

Told = dict[tuple[str, int], set[str]]


@pytest.fixture(scope="module")
def catalogue(crawled_sample: CrawledSample) -> sqlite3.Connection:
    db = sqlite3.connect(crawled_sample.collection.catalogue_path)
    db.row_factory = sqlite3.Row
    return db


def expected_changes(sample: CrawledSample) -> Told:
    """By page and moment, the kinds of change that the ledger says a collection must show."""
    told: Told = defaultdict(set)
    for event in sample.ledger:
        for word in event.expects:
            if word.startswith("revision:"):
                told[event.url, event.moment].add(word.removeprefix("revision:"))
            elif word == "withdrawal":
                told[event.url, event.moment].add(
                    "unlisted" if event.detail.get("how") == "unlisted" else "withdrawn"
                )
            elif word == "restoration":
                told[event.url, event.moment].add("restored")
    return {key: kinds for key, kinds in told.items() if key[1] > 0}


def test_every_change_of_the_ledger_is_found_with_its_kinds_and_nothing_else(
    crawled_sample: CrawledSample, catalogue: sqlite3.Connection
) -> None:
    found: Told = defaultdict(set)
    for row in catalogue.execute("select url, changed_at, kinds from changes"):
        found[row["url"], crawled_sample.moment_of(row["changed_at"])].update(row["kinds"].split())
    expected = expected_changes(crawled_sample)
    assert len(expected) >= 40
    assert found == expected


def test_every_refusal_of_the_ledger_is_found_by_its_kind(
    crawled_sample: CrawledSample, catalogue: sqlite3.Connection
) -> None:
    found = {
        (row["url"], crawled_sample.moment_of(row["captured_at"])): row["refusal"]
        for row in catalogue.execute(
            "select url, captured_at, refusal from captures where outcome = 'refused'"
        )
    }
    for event in crawled_sample.ledger:
        for word in event.expects:
            if word.startswith("refusal:") and event.kind != "outage":
                assert found.get((event.url, event.moment)) == word.removeprefix("refusal:"), event


def test_no_refusal_became_a_revision(catalogue: sqlite3.Connection) -> None:
    read = catalogue.execute(
        "select count(*) from captures where outcome <> 'read'"
        " and (text_digest is not null or revision_id is not null)"
    )
    assert read.fetchone()[0] == 0


def test_no_body_is_stored_twice(catalogue: sqlite3.Connection) -> None:
    twice = catalogue.execute(
        "select count(*) from (select 1 from captures where record_type = 'response' and payload_bytes > 0"
        " and status = 200 group by payload_sha256 having count(*) > 1)"
    )
    assert twice.fetchone()[0] == 0
