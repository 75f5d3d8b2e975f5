"""Search after each crawl of the sample portal: what is new is found at once, what is gone only when asked for."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from conftest import CrawledSample

from archive.search.engine import search
from archive.search.folding import WORD, fold

PHRASE = 40
EVERYTHING = 1000


@dataclass(frozen=True, slots=True)
class Seen:
    """A revision of a report as a crawl first saw it, and the one before it on its page."""

    moment: int
    id: str
    report: str
    url: str
    text: str
    before_id: str | None
    before_text: str


def seen(sample: CrawledSample) -> Iterator[tuple[sqlite3.Connection, list[Seen]]]:
    """What each crawl published, and the revisions of reports that it was the first to see."""
    for moment, (path, start) in enumerate(zip(sample.published, sample.crawl_starts, strict=True)):
        with closing(sqlite3.connect(path)) as db:
            rows = db.execute(
                """select revisions.id, revisions.report_id, pages.url, revisions.text,
                       earlier.id, coalesce(earlier.text, '')
                   from revisions join pages on pages.id = revisions.page_id
                   left join revisions as earlier
                       on earlier.page_id = revisions.page_id and earlier.number = revisions.number - 1
                   where revisions.report_id is not null and revisions.first_seen >= ?""",
                [start],
            )
            yield db, [Seen(moment, *row) for row in rows]


def phrase_apart(text: str, other: str) -> str | None:
    """A phrase that stands in a text and not in another, with whole words at its ends; None if there is none."""
    text, other = fold(text), fold(other)
    for start in range(0, len(text), 5):
        phrase = re.sub(f"^[{WORD} ]+|[{WORD} ]+$", "", text[start : start + PHRASE])
        if phrase and phrase not in other and not re.search('["\uff02“”„‟]', phrase):
            return phrase
    return None


def found(db: sqlite3.Connection, phrase: str, what: str = "id", *, all_revisions: bool = False) -> set[str]:
    """The ids of the revisions, or of the reports, that a phrase finds."""
    result = search(db, f'"{phrase}"', limit=EVERYTHING, all_revisions=all_revisions)
    assert not result.notes
    return {getattr(hit, what) for hit in result.hits}


def test_every_new_and_changed_report_is_found_at_once_by_what_is_new_in_it(
    crawled_sample: CrawledSample,
) -> None:
    asked = [0] * len(crawled_sample.published)
    for db, revisions in seen(crawled_sample):
        for revision in revisions:
            if phrase := phrase_apart(revision.text, revision.before_text):
                assert revision.report in found(db, phrase, "report"), (revision.url, phrase)
                asked[revision.moment] += 1
    assert asked[0] > 150
    assert sum(asked[1:]) > 30


def test_a_phrase_that_was_taken_out_finds_the_old_revision_only_when_old_ones_are_asked_for(
    crawled_sample: CrawledSample,
) -> None:
    asked = 0
    for db, revisions in seen(crawled_sample):
        for revision in revisions:
            if revision.before_id and (phrase := phrase_apart(revision.before_text, revision.text)):
                assert not {revision.id, revision.before_id} & found(db, phrase), (revision.url, phrase)
                assert revision.before_id in found(db, phrase, all_revisions=True), (revision.url, phrase)
                asked += 1
    assert asked > 15


def test_paragraphs_that_the_ledger_tells_of_are_found_from_the_crawl_that_saw_them(
    crawled_sample: CrawledSample,
) -> None:
    asked = 0
    for event in crawled_sample.ledger:
        old, new = (event.detail.get(name) for name in ("old", "new"))
        if not event.kind.startswith("paragraph_") or event.kind == "paragraph_moved":
            continue
        if new:
            phrase = phrase_apart(str(new), str(old or ""))
            assert phrase is not None
            assert event.url not in addresses(crawled_sample.published[event.moment - 1], phrase, True)
            assert event.url in addresses(crawled_sample.published[event.moment], phrase, False)
            asked += 1
        if old and (phrase := phrase_apart(str(old), str(new or ""))):
            assert event.url in addresses(crawled_sample.published[event.moment - 1], phrase, False)
            assert event.url not in addresses(crawled_sample.published[event.moment], phrase, False)
            assert event.url in addresses(crawled_sample.published[event.moment], phrase, True)
            asked += 1
    assert asked >= 5


def test_the_government_of_a_city_s_portal_is_found_by_its_level(crawled_sample: CrawledSample) -> None:
    with closing(sqlite3.connect(crawled_sample.published[-1])) as db:
        hits = search(db, "level:city", limit=EVERYTHING).hits
        assert {hit.organ for hit in hits} == {"清川市人民政府"}


def addresses(published: Path, phrase: str, all_revisions: bool) -> set[str | None]:
    """The URLs of what a phrase finds in what was published."""
    with closing(sqlite3.connect(published)) as db:
        hits = search(db, f'"{phrase}"', limit=EVERYTHING, all_revisions=all_revisions).hits
        return {hit.url for hit in hits}
