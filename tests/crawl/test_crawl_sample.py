"""The sample portal crawled again: nothing is sent twice, and after each event what changed comes, and only that."""

from __future__ import annotations

import hashlib
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.collection import Collection, create_collection
from crawler.crawl import CrawlSummary
from crawler.run import CrawlOptions, run_crawls
from crawler.sample.portal import SamplePortal
from crawler.sample.script import LAST_MOMENT
from metadata.profile import parse_profile

YEARS = "2018n/"
"""One report year of the portal: its moments hold events of every kind but those of other years."""


class Watched:
    """A sample portal, a collection of one of its channels, and what the portal serves at this moment."""

    def __init__(self, portal: SamplePortal, folder: Path) -> None:
        self.portal = portal
        self.collection: Collection = create_collection(folder / "collection")
        text = portal.profile_text().replace("/zfxxgkndgzbg/", f"/zfxxgkndgzbg/{YEARS}")
        self.profile = parse_profile(text, where="test")

    def crawl(self) -> CrawlSummary:
        options = CrawlOptions(settings={"RETRY_TIMES": 0})
        return run_crawls([self.profile], self.collection, options=options)[0]

    def rows(self, query: str, *values: object) -> list[tuple[str, ...]]:
        db = sqlite3.connect(self.collection.catalogue_path)
        try:
            return list(db.execute(query, values))
        finally:
            db.close()

    def served(self, crawl: str) -> dict[str, str]:
        """What every page known and every list of a crawl answers now: a digest of its body, or its status.

        While the channel is down for maintenance no list below it is known to be one, and none is asked for.
        """
        known = "role in ('page', 'attachment') or (role = 'list' and crawl_id = ?)"
        urls = self.rows(f"select distinct url from captures where {known}", crawl)
        return {url: _answer(url) for (url,) in urls}

    def sent_in_full(self, crawl: str) -> set[str]:
        """The addresses whose whole body came in a crawl; robots.txt, which is asked for anew, aside."""
        query = "select url from captures where crawl_id = ? and status = 200 and role <> 'robots'"
        return {url for (url,) in self.rows(query, crawl)}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *redirect: object) -> None:
        return None


def _answer(url: str) -> str:
    try:
        with urllib.request.build_opener(_NoRedirect).open(url, timeout=10) as answer:
            return hashlib.sha256(answer.read()).hexdigest()
    except urllib.error.HTTPError as error:
        with error:
            return str(error.code)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with SamplePortal() as portal:
        yield Watched(portal, tmp_path)


def test_a_second_crawl_transfers_three_hundredths_and_adds_no_body(watched: Watched) -> None:
    first, second = watched.crawl(), watched.crawl()
    assert first.pages > 20
    assert (second.pages, second.entries, second.attachments) == (
        first.pages,
        first.entries,
        first.attachments,
    )
    assert second.received_bytes <= 0.03 * first.received_bytes
    query = "select url from captures where crawl_id = ? and record_type = 'response' and payload_bytes > 0"
    assert watched.rows(query, second.crawl) == []


def test_after_each_event_what_changed_is_sent_in_full_and_nothing_else(watched: Watched) -> None:
    held: dict[str, str] = {}
    for moment in range(LAST_MOMENT + 1):
        if moment:
            watched.portal.step()
        crawl = watched.crawl().crawl
        served = watched.served(crawl)
        bodies = {url: answer for url, answer in served.items() if len(answer) == 64}
        # What came back after a refusal is as it was held: the portal says so, and sends no body.
        assert watched.sent_in_full(crawl) == {url for url in bodies if held.get(url) != bodies[url]}
        good = "select url from captures where crawl_id = ? and outcome in ('read', 'listed', 'kept')"
        held |= {url: bodies[url] for (url,) in watched.rows(good, crawl) if url in bodies}
