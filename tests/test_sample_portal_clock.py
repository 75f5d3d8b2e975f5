"""The sample portal's clock: each event in the ledger is what a reader of the pages sees happen, no more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import pytest

from crawler.sample.ledger import Event
from crawler.sample.portal import SamplePortal
from crawler.sample.script import LAST_MOMENT

TODAY = date(2026, 11, 24)


_SILENT = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1>|<[^>]*>|\s", re.DOTALL)
_NOISE = re.compile(
    r"浏览次数：\d+|点击量：次|字体：\[大中小\]|发布时间：|信息来源：|来源：|09:12|年|月|日|-|\b0"
)


@cache
def words(body: bytes) -> str:
    """What a person reads from the headline to the share buttons: no counter, no date's or label's form."""
    text = body.decode("gbk" if b"charset=gbk" in body[:600] else "utf-8")
    content = text[text.index("<h1>") : text.index('<div class="KeysList">')]
    return _NOISE.sub("", _SILENT.sub("", content))


@dataclass(frozen=True)
class Story:
    """The ledger, and status and body of every article and file at every moment, by path."""

    ledger: tuple[Event, ...]
    history: dict[int, dict[str, tuple[int, bytes]]]


@pytest.fixture(scope="module")
def story() -> Story:
    with SamplePortal(today=TODAY) as portal:
        found = {0: snapshot(portal)}
        while portal.moment < LAST_MOMENT:
            portal.step()
            found[portal.moment] = snapshot(portal)
        return Story(portal.ledger, found)


def before(story: Story, event: Event) -> bytes:
    """The body that an event's page had before: at the last moment when the portal was open."""
    closed = {e.moment for e in story.ledger if e.kind == "outage"}
    open_moments = (m for m in range(event.moment - 1, -1, -1) if m not in closed)
    return story.history[next(open_moments)][path_of(event)][1]


def snapshot(portal: SamplePortal) -> dict[str, tuple[int, bytes]]:
    answers = {}
    for path in portal.paths():
        answer = portal.answer(path)
        answers[path] = (answer.status, answer.body) if answer else (404, b"")
    return answers


def path_of(event: Event) -> str:
    return "/" + event.url.split("/", 3)[3]


def test_the_ledger_names_at_least_forty_changes(story: Story) -> None:
    changes = [event for event in story.ledger if event.moment > 0]
    assert len(changes) >= 40
    kinds = Counter(what for event in changes for what in event.expects)
    assert {
        "revision:figure_changed",
        "revision:text_rewritten",
        "revision:text_added",
        "revision:text_removed",
        "revision:date_changed",
        "revision:source_changed",
        "revision:title_changed",
        "revision:attachment_replaced",
        "revision:tables_era_changed",
        "revision:punctuation_only",
        "revision:moved",
        "revision:taken_over",
        "withdrawal",
        "restoration",
        "new_report",
    } <= set(kinds)


def test_the_first_three_moments_show_one_of_everything(story: Story) -> None:
    early = {what for event in story.ledger if 0 < event.moment <= 3 for what in event.expects}
    assert {
        "revision:figure_changed",
        "revision:text_rewritten",
        "revision:date_changed",
        "revision:moved",
        "withdrawal",
        "new_report",
        "finding:backdated",
        "no_revision",
    } <= early
    assert all(e.moment == 1 for e in story.ledger if e.kind in ("withdrawn", "unlisted") and e.moment <= 3)


def test_a_page_changes_its_text_at_most_once_a_moment(story: Story) -> None:
    revisions = Counter(
        (e.moment, e.url)
        for e in story.ledger
        if e.moment and any(what.startswith("revision:") for what in e.expects)
    )
    assert max(revisions.values()) == 1


def test_what_is_no_revision_leaves_the_words_alone(story: Story) -> None:
    quiet = [e for e in story.ledger if e.expects == ("no_revision",) and e.organ and e.kind != "recovered"]
    assert len(quiet) >= 12
    for event in quiet:
        old, new = before(story, event), story.history[event.moment][path_of(event)][1]
        assert old != new, event
        assert words(old) == words(new), event


def test_a_refused_page_comes_back_as_it_was(story: Story) -> None:
    refused = [event for event in story.ledger if event.kind == "refused"]
    for event in refused:
        back = next(e.moment for e in story.ledger if e.kind == "recovered" and e.url == event.url)
        path = path_of(event)
        assert words(story.history[back][path][1]) == words(story.history[event.moment - 1][path][1])
        assert story.history[event.moment][path] != story.history[back][path]


def test_every_revision_changes_what_a_person_reads_and_nothing_else_does(story: Story) -> None:
    scripted = {
        (e.moment, path_of(e))
        for e in story.ledger
        if any(what.startswith("revision:") and what != "revision:moved" for what in e.expects)
    }
    changed = set(differing_words(story.history))
    quiet_kinds = {
        (e.moment, path_of(e))
        for e in story.ledger
        if e.kind in ("attachment_replaced", "file_replaced", "restored")
    }
    assert changed - scripted == set()
    assert scripted - changed - quiet_kinds == set()


def differing_words(
    history: dict[int, dict[str, tuple[int, bytes]]],
) -> Iterator[tuple[int, str]]:
    """Moment and path of every page whose words differ from those it last had."""
    last: dict[str, str] = {}
    for moment, answers in history.items():
        for path, (status, body) in answers.items():
            if status != 200 or not path.endswith(".html") or b'class="KeysList"' not in body:
                continue
            now = words(body)
            if last.setdefault(path, now) != now:
                yield moment, path
            last[path] = now


def test_withdrawn_pages_are_gone_or_unlisted(story: Story) -> None:
    for event in (e for e in story.ledger if "withdrawal" in e.expects):
        status, _ = story.history[event.moment].get(path_of(event), (404, b""))
        assert status == (404 if event.detail["how"] == "404" else 200)


def test_moved_pages_say_the_same_under_their_new_address(story: Story) -> None:
    moved = [event for event in story.ledger if event.kind == "moved"]
    assert {event.detail["how"] for event in moved} == {"301", "404"}
    for event in moved:
        old = "/" + str(event.detail["old_url"]).split("/", 3)[3]
        assert story.history[event.moment][old][0] == int(str(event.detail["how"]))
        before, after = (
            story.history[event.moment - 1][old][1],
            story.history[event.moment][path_of(event)][1],
        )
        assert words(before) == words(after)


def test_two_portals_tell_the_same_story(story: Story) -> None:
    with SamplePortal(today=TODAY) as other:
        for _ in range(3):
            other.step()
        told = [(e.moment, e.kind, path_of(e), e.expects) for e in other.ledger]
    assert told == [(e.moment, e.kind, path_of(e), e.expects) for e in story.ledger if e.moment <= 3]
