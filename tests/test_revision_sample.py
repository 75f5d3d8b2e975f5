"""The sample portal over all its moments: each content event is one revision of its kind, and nothing else is."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from archive.likeness.joins import JoinReason, PageFact, join_pages
from archive.likeness.sketch import sketch_of
from archive.revisions.changes import kinds_of_change
from archive.revisions.content import Content, content_of, text_digest
from archive.revisions.timeline import CaptureFact, Outcome, timeline
from crawler.sample.ledger import Event
from crawler.sample.portal import SamplePortal
from crawler.sample.resource import Resource
from crawler.sample.script import LAST_MOMENT
from metadata.reader import read_page
from metadata.reading import Reading

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(moment: int) -> datetime:
    return START + timedelta(days=30 * moment)


@dataclass
class Watch:
    """What watching every address of the portal at every moment brought."""

    events: tuple[Event, ...] = ()
    facts: dict[str, list[CaptureFact]] = field(default_factory=lambda: defaultdict(list))
    contents: dict[str, Content] = field(default_factory=dict)
    readings: dict[tuple[str, str], Reading] = field(default_factory=dict)

    def see(self, url: str, moment: int, answer: Resource | None) -> None:
        outcome: Outcome = "gone" if answer is None or answer.status in (404, 410) else "refused"
        digest = payload = None
        if answer is not None and answer.status == 200:
            payload = hashlib.sha256(answer.body).hexdigest()
            reading = self.readings.get((url, payload)) or read_page(
                answer.body, url=url, content_type=answer.media_type
            )
            self.readings[url, payload] = reading
            if reading.refusal is None:
                outcome = "read"
                content = content_of(reading, payload)
                digest = text_digest(content)
                self.contents[url + digest] = content
        status = answer.status if answer else 404
        self.facts[url].append(
            CaptureFact(f"{url} {moment}", at(moment), f"crawl {moment}", status, outcome, digest, payload)
        )

    def revisions(self) -> Iterator[tuple[str, int, set[str]]]:
        """Address, moment and kinds of every revision after the first, of every address."""
        for url, facts in self.facts.items():
            before: Content | None = None
            for revision in timeline(facts).revisions:
                content = self.contents[url + revision.text_digest]
                changes = kinds_of_change(before, content, restored=revision.restored)
                if before is not None:
                    yield url, (revision.first_seen - START).days // 30, {c.kind.value for c in changes}
                before = content


@pytest.fixture(scope="module")
def watch() -> Iterator[Watch]:
    portal = SamplePortal(today=date(2026, 11, 2))
    try:
        known: dict[str, None] = {}
        answers: list[tuple[int, str, Resource | None]] = []
        for moment in range(LAST_MOMENT + 1):
            if moment:
                portal.step()
            known.update(dict.fromkeys(portal.paths()))
            for path in known:
                answer = portal.answer(path)
                if answer is None or isinstance(answer, Resource):
                    answers.append((moment, portal.url.rstrip("/") + path, answer))
        seen = Watch(events=portal.ledger)
        told = {event.url for event in seen.events} | {str(e.detail.get("old_url")) for e in seen.events}
        # Reading all of it takes 10 s: every page that the ledger names, and an eighth of those it does not.
        others = sorted({url for _, url, _ in answers} - told)
        wanted = told | set(others[::8])
        for moment, url, answer in answers:
            if url in wanted:
                seen.see(url, moment, answer)
        yield seen
    finally:
        portal.stop()


def expected(watch: Watch) -> dict[tuple[str, int], set[str]]:
    """The kinds of each page's revision by the ledger; those of moved pages aside, which are new addresses."""
    kinds: dict[tuple[str, int], set[str]] = defaultdict(set)
    for event in watch.events:
        told = {word.removeprefix("revision:") for word in event.expects if word.startswith("revision:")}
        kinds[event.url, event.moment] |= told - {"moved"}
    return {key: found for key, found in kinds.items() if found and key[1] > 0}


def test_every_content_event_is_one_revision_of_its_kind_and_nothing_else_is(watch: Watch) -> None:
    files = {str(event.detail["file"]) for event in watch.events if "attachment_changed" in event.expects}
    found = {(url, moment): kinds for url, moment, kinds in watch.revisions() if url not in files}
    assert found == expected(watch)


def test_every_withdrawal_and_restoration_is_in_the_timeline(watch: Watch) -> None:
    def told(word: str) -> set[tuple[str, int]]:
        # A page that only lost its line in a list is still served; its captures cannot tell.
        served = [event for event in watch.events if event.detail.get("how") != "unlisted"]
        return {(event.url, event.moment) for event in served if word in event.expects}

    lines = {url: timeline(facts) for url, facts in watch.facts.items()}
    withdrawn = {(url, w.withdrawn_at) for url, line in lines.items() for w in line.withdrawals}
    restored = {
        (url, w.restored_at) for url, line in lines.items() for w in line.withdrawals if w.restored_at
    }
    assert {(url, at(moment)) for url, moment in told("withdrawal")} <= withdrawn
    assert {(url, at(moment)) for url, moment in told("restoration")} == restored


def test_every_moved_report_is_joined_to_its_old_address_and_says_so(watch: Watch) -> None:
    moves = [event for event in watch.events if "revision:moved" in event.expects]
    assert moves
    for event in moves:
        old_url, organ = str(event.detail["old_url"]), event.organ or ""
        old, new = page_fact(watch, old_url, organ, -1), page_fact(watch, event.url, organ, 0)
        (report,) = join_pages([new, old])
        assert [join.reason for join in report.joins] == [JoinReason.MIGRATED]
        before, after = watch.contents[old.url + old.text_digest], watch.contents[new.url + new.text_digest]
        found = {change.kind.value for change in kinds_of_change(before, after)}
        assert {f"revision:{kind}" for kind in found} == {
            e for e in event.expects if e.startswith("revision:")
        }


def page_fact(watch: Watch, url: str, organ: str, number: int) -> PageFact:
    """A revision of a page as the catalogue knows it: a predecessor and its successor are one organ there."""
    revision = timeline(watch.facts[url]).revisions[number]
    digest, seen = revision.text_digest, (revision.first_seen, revision.last_seen)
    payload = next(fact.payload_sha256 for fact in watch.facts[url] if fact.text_digest == digest)
    reading = watch.readings[url, payload or ""]
    sketch = sketch_of(reading.text, reading.organ)
    return PageFact(url, url, organ, reading.report_year, reading.scope, sketch, digest, *seen)
