"""From the captures of one page to its revisions and withdrawals, whatever order they were indexed in.

A revision is a run of captures whose text is the same. Refusals and failures say nothing about the page:
they neither end a run nor begin one. A page counts as withdrawn when two crawls found it gone (404 or 410)
and nothing was read between them; one 404 alone is more often a broken server than a withdrawal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

Outcome = Literal["read", "refused", "gone", "failed"]


@dataclass(frozen=True, slots=True)
class CaptureFact:
    """What revisions need to know of one capture.

    `captured_at` is UTC. `text_digest` is set where the outcome is "read"; a 304 may leave it None and give
    the payload it confirms. All texts are of one reader: a catalogue that another read is made again as a whole.
    `shown_digest` is over all that the page shows, chrome included; None where nobody looked.
    """

    id: str
    captured_at: datetime
    crawl: str | None
    status: int | None
    outcome: Outcome
    text_digest: str | None
    payload_sha256: str | None
    shown_digest: str | None = None


@dataclass(frozen=True, slots=True)
class RevisionSpan:
    """A run of captures with the same text. `number` counts from 1.

    `byte_variants` is how many different payloads showed this text. Of the captures that brought a payload
    which none before them in this run had, `chrome_changed` counts those that show other chrome around the text
    than all before, `markup_changed` those that show in other bytes what was shown before; both need
    `CaptureFact.shown_digest`. `restored` marks a revision that follows a withdrawal.
    """

    number: int
    text_digest: str
    first_capture: str
    first_seen: datetime
    last_seen: datetime
    captures: int
    byte_variants: int
    restored: bool = False
    chrome_changed: int = 0
    markup_changed: int = 0


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The page was there and is gone: first found gone, found gone again, and when it was back (or None)."""

    withdrawn_at: datetime
    confirmed_at: datetime
    after_revision: int
    first_capture: str
    confirming_capture: str
    restored_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The revisions of one page, and its withdrawals.

    `gone_since` is when a page still without confirmation was first found gone.
    """

    revisions: tuple[RevisionSpan, ...]
    withdrawals: tuple[Withdrawal, ...] = ()
    gone_since: datetime | None = None

    @property
    def withdrawn_at(self) -> datetime | None:
        """When the page was first found gone, if it is withdrawn now."""
        last = self.withdrawals[-1] if self.withdrawals else None
        return last.withdrawn_at if last is not None and last.restored_at is None else None


def timeline(captures: Iterable[CaptureFact]) -> Timeline:
    """Put the captures of one page in order and find its revisions and withdrawals.

    The same capture given twice counts once, and the order of the input does not matter: captures are
    sorted by time, then id.
    """
    unique = {fact.id: fact for fact in captures}
    ordered = sorted(unique.values(), key=lambda fact: (fact.captured_at, fact.id))
    digests = _payload_digests(ordered)
    run = _Run()
    for fact in ordered:
        if fact.outcome == "gone":
            run.add_gone(fact)
        elif fact.outcome == "read":
            digest = digests.get(fact.payload_sha256 or "") or fact.text_digest or run.text_digest
            if digest is not None:
                run.add_read(fact, digest)
    return Timeline(tuple(run.revisions), tuple(run.withdrawals), run.gone_since)


def _payload_digests(facts: Iterable[CaptureFact]) -> dict[str, str]:
    """The text digest of each payload: the same bytes read the same, whoever captured them."""
    return {
        fact.payload_sha256: fact.text_digest
        for fact in facts
        if fact.outcome == "read" and fact.payload_sha256 and fact.text_digest
    }


class _Run:
    """The page as far as its captures have been walked."""

    def __init__(self) -> None:
        self.revisions: list[RevisionSpan] = []
        self.withdrawals: list[Withdrawal] = []
        self._payloads: set[str] = set()
        self._shown: set[str | None] = set()
        self._first_gone: CaptureFact | None = None
        self._withdrawn = False

    @property
    def text_digest(self) -> str | None:
        return self.revisions[-1].text_digest if self.revisions else None

    @property
    def gone_since(self) -> datetime | None:
        unconfirmed = self._first_gone is not None and not self._withdrawn
        return self._first_gone.captured_at if self._first_gone is not None and unconfirmed else None

    def add_gone(self, fact: CaptureFact) -> None:
        if not self.revisions or self._withdrawn:
            return
        first = self._first_gone
        # A capture of no crawl is no crawl's word: the first crawl that finds the page gone takes its place.
        if first is None or (first.crawl is None and fact.crawl is not None):
            self._first_gone = fact
        elif fact.crawl is not None and fact.crawl != first.crawl:
            self._withdrawn = True
            self.withdrawals.append(
                Withdrawal(
                    withdrawn_at=first.captured_at,
                    confirmed_at=fact.captured_at,
                    after_revision=self.revisions[-1].number,
                    first_capture=first.id,
                    confirming_capture=fact.id,
                )
            )

    def add_read(self, fact: CaptureFact, digest: str) -> None:
        restored = self._withdrawn
        if restored:
            self.withdrawals[-1] = replace(self.withdrawals[-1], restored_at=fact.captured_at)
        self._withdrawn = False
        self._first_gone = None
        if restored or digest != self.text_digest:
            self._open_revision(fact, digest, restored)
        else:
            self._extend_revision(fact)

    def _open_revision(self, fact: CaptureFact, digest: str, restored: bool) -> None:
        self._payloads = {fact.payload_sha256} if fact.payload_sha256 else set()
        self._shown = {fact.shown_digest}
        self.revisions.append(
            RevisionSpan(
                number=len(self.revisions) + 1,
                text_digest=digest,
                first_capture=fact.id,
                first_seen=fact.captured_at,
                last_seen=fact.captured_at,
                captures=1,
                byte_variants=1,
                restored=restored,
            )
        )

    def _extend_revision(self, fact: CaptureFact) -> None:
        last = self.revisions[-1]
        chrome, markup = self._byte_change(fact)
        if fact.payload_sha256:
            self._payloads.add(fact.payload_sha256)
            self._shown.add(fact.shown_digest)
        self.revisions[-1] = replace(
            last,
            chrome_changed=last.chrome_changed + chrome,
            markup_changed=last.markup_changed + markup,
            last_seen=fact.captured_at,
            captures=last.captures + 1,
            byte_variants=max(1, len(self._payloads)),
        )

    def _byte_change(self, fact: CaptureFact) -> tuple[bool, bool]:
        """Whether chrome, or markup alone, differs from all before; neither for bytes known or unread."""
        known = fact.payload_sha256 is None or fact.payload_sha256 in self._payloads
        if known or fact.shown_digest is None or None in self._shown:
            return False, False
        chrome = fact.shown_digest not in self._shown
        return chrome, not chrome
