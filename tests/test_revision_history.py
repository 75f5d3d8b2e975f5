"""What `nianbao history` tells of a page that changed in nothing a person reads, over the sample's moments."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import closing
from typing import Any

from conftest import CrawledSample

MARKUP_EVENTS = {"encoding", "attribute_order", "session_links", "stamp", "markup"}
CHROME_EVENTS = {"counter"}
OF_ALL_PAGES = {"redesign", "footer"}


def test_each_noise_of_the_ledger_is_counted_as_chrome_or_as_markup(crawled_sample: CrawledSample) -> None:
    noise = [event for event in crawled_sample.ledger if "no_revision" in event.expects]
    of_all = sum(event.kind in OF_ALL_PAGES for event in noise)
    expected: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for event in noise:
        if event.kind in MARKUP_EVENTS:
            expected[event.url]["markup"] += 1
        elif event.kind in CHROME_EVENTS:
            expected[event.url]["chrome"] += 1
    with closing(sqlite3.connect(crawled_sample.collection.catalogue_path)) as db:
        told = db.execute(
            "select url, byte_variants, chrome_changed, markup_changed from revisions"
            " join pages on pages.id = page_id where pages.revisions = 1"
        )
        watched = [row for row in told if row[0] in expected]
    assert len(watched) >= 12
    for url, variants, chrome, markup in watched:
        assert (chrome, markup) == (of_all + expected[url]["chrome"], expected[url]["markup"]), url
        assert variants == 1 + chrome + markup


def test_history_tells_chrome_and_markup_apart(
    crawled_sample: CrawledSample, nianbao: Callable[..., Any]
) -> None:
    url = next(event.url for event in crawled_sample.ledger if event.kind == "encoding")
    asked = ("history", url, "--collection", crawled_sample.collection.folder)
    (told,) = json.loads(nianbao(*asked, "--json").stdout)
    assert (len(told["captures"]), told["chrome_changed"], told["markup_changed"]) == (7, 2, 1)
    shown = nianbao(*asked).stdout
    assert told["id"] in shown, "diff asks for it"
    assert "captures 7, chrome changed 2, markup changed 1" in shown


def test_a_report_that_moved_is_told_with_its_reason_and_its_change_is_the_move(
    crawled_sample: CrawledSample, nianbao: Callable[..., Any]
) -> None:
    folder = crawled_sample.collection.folder
    with closing(sqlite3.connect(crawled_sample.collection.catalogue_path)) as db:
        report, old, new = db.execute(
            "select pages.report_id, pages.url, there.url from pages join pages as there on there.id = pages.moved_to"
            " join joins on joins.page_id = pages.id or joins.other_page_id = pages.id"
            " where pages.revisions = 1 and there.revisions = 1 order by pages.url"
        ).fetchone()
    before, after = json.loads(nianbao("history", report, "--collection", folder, "--json").stdout)
    assert (before["url"], before["moved_to"], after["url"]) == (old, new, new)
    assert [(copy["url"], copy["reason"]) for copy in before["copies"]] == [(new, "migrated")]
    assert f"moved to {new}" in nianbao("history", old, "--collection", folder).stdout
    compared = nianbao("diff", new, "--collection", folder).stdout.splitlines()
    assert compared[0].startswith(f"--- {old} ")
    assert compared[1].startswith(f"+++ {new} ")
    told = json.loads(nianbao("diff", report, "--collection", folder, "--json").stdout)
    assert (told["from"], told["to"]) == (before["id"], after["id"])
