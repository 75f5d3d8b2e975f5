"""Pages that show one report: after a migration, on two portals, under two addresses.

A report is known by organ, report year and scope. Those come from a reader and may be wrong, so pages are
joined only where the texts agree too, and every join keeps its reason and its likeness. What contradicts
(another year, another scope, another organ) is never joined, however alike the texts are: a report copied
from last year is a finding, not the same report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from archive.likeness.sketch import Sketch, containment, likeness
from archive.revisions.folding import fold_name
from archive.revisions.identity import address_key

# Pages with the same organ, year and scope show one report when the shorter text is in the longer one to this
# degree: a department's own copy may be shorter than the portal's.
_SAME_REPORT = 0.6
# Where one of the pages does not tell its organ, year or scope, the texts must be alike to this degree.
_SAME_TEXT = 0.9


class JoinReason(StrEnum):
    """Why two pages are taken to show one report."""

    SAME_ADDRESS = "same_address"
    """Two ways to write one URL."""
    COLUMN_SHOWS_ARTICLE = "column_shows_article"
    """A column's address shows its newest article."""
    MIGRATED = "migrated"
    """The same host; the second page appeared when the first was last seen, or later."""
    SECOND_ADDRESS = "second_address"
    """The same host shows it twice at one time."""
    COPY_ELSEWHERE = "copy_elsewhere"
    """Another host shows it too: portal and department."""


@dataclass(frozen=True, slots=True)
class PageFact:
    """What joining needs to know of a page: its newest revision's identity and sketch, and when it was read.

    `organ` is an organ's id or its name as read; pages of a predecessor and its successor carry one id.
    """

    page: str
    url: str
    organ: str | None
    report_year: int | None
    scope: str | None
    sketch: Sketch
    text_digest: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Join:
    """Two pages of one report, why, and how alike their texts are (0 to 1). `differs`: not word by word."""

    one: str
    other: str
    reason: JoinReason
    likeness: float
    differs: bool


@dataclass(frozen=True, slots=True)
class JoinedReport:
    """The pages of one report, the first seen first, and the joins that hold them together."""

    pages: tuple[str, ...]
    joins: tuple[Join, ...]


def join_pages(pages: Iterable[PageFact]) -> tuple[JoinedReport, ...]:
    """Group pages by the report they show; every page is in exactly one group, whatever the input's order.

    Only pages with something in common are compared: one address, one text, or one organ, year and scope.
    """
    known = sorted(pages, key=lambda fact: (fact.first_seen, fact.page))
    groups: dict[str, list[PageFact]] = {fact.page: [fact] for fact in known}
    joins: dict[str, list[Join]] = {fact.page: [] for fact in known}
    place = {fact.page: fact.page for fact in known}
    # The pages of a group contradict each other nowhere, so what they say together stands for all of them.
    said = {fact.page: _said(fact) for fact in known}
    for one, other in _comparisons(known):
        here, there = place[one.page], place[other.page]
        if here == there:
            continue
        join = join_of(one, other)
        if join is None or not _agree(said[here], said[there]):
            continue
        said[here] = said[here].with_(said.pop(there))
        groups[here].extend(groups.pop(there))
        joins[here].extend([*joins.pop(there), join])
        for fact in groups[here]:
            place[fact.page] = here
    return tuple(
        JoinedReport(
            tuple(f.page for f in sorted(groups[key], key=lambda f: (f.first_seen, f.page))),
            tuple(joins[key]),
        )
        for key in sorted(groups)
    )


def join_of(one: PageFact, other: PageFact) -> Join | None:
    """The join of two pages, or None where they are not, or not surely, one report."""
    if not _agree(_said(one), _said(other)):
        return None
    same_text = one.text_digest == other.text_digest
    alike = 1.0 if same_text else likeness(one.sketch, other.sketch)
    if address_key(one.url) == address_key(other.url):
        return Join(one.page, other.page, JoinReason.SAME_ADDRESS, alike, not same_text)
    whole_key = _key(one) is not None and _key(other) is not None
    if not one.sketch.shingles or not other.sketch.shingles:
        return None
    if not (same_text or (is_one_report(one.sketch, other.sketch) if whole_key else alike >= _SAME_TEXT)):
        return None
    return Join(one.page, other.page, _reason(one, other), alike, not same_text)


def is_one_report(one: Sketch, other: Sketch) -> bool:
    """Whether two texts agree as those of one report do: the shorter is in the longer one for the most part."""
    return containment(one, other) >= _SAME_REPORT


def _comparisons(pages: Sequence[PageFact]) -> Iterable[tuple[PageFact, PageFact]]:
    """Pairs with something in common; the surest sign first, so that groups grow around it."""
    by_address: defaultdict[str, list[PageFact]] = defaultdict(list)
    by_text: defaultdict[str, list[PageFact]] = defaultdict(list)
    by_key: defaultdict[tuple[str, int, str], list[PageFact]] = defaultdict(list)
    for fact in pages:
        by_address[address_key(fact.url)].append(fact)
        if fact.sketch.shingles:  # pages without text would all be one
            by_text[fact.text_digest].append(fact)
        key = _key(fact)
        if key is not None:
            by_key[key].append(fact)
    for index in (by_address, by_text, by_key):
        for group in index.values():
            yield from combinations(group, 2)


def _key(fact: PageFact) -> tuple[str, int, str] | None:
    if fact.organ is None or fact.report_year is None or fact.scope is None:
        return None
    return fold_name(fact.organ), fact.report_year, fact.scope


class _Said(NamedTuple):
    """Whose report pages carry, by what they say; None where none of them says it."""

    organ: str | None
    report_year: int | None
    scope: str | None

    def with_(self, other: _Said) -> _Said:
        """What both say together, where they agree."""
        return _Said(
            other.organ if self.organ is None else self.organ,
            other.report_year if self.report_year is None else self.report_year,
            other.scope if self.scope is None else self.scope,
        )


def _said(fact: PageFact) -> _Said:
    return _Said(None if fact.organ is None else fold_name(fact.organ), fact.report_year, fact.scope)


def _agree(one: _Said, other: _Said) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def _split(url: str) -> SplitResult:
    """The parts of an address; what is none is all path."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", url, "", "")


def _reason(one: PageFact, other: PageFact) -> JoinReason:
    first, second = (_split(address_key(fact.url)) for fact in (one, other))
    if first.netloc != second.netloc:
        return JoinReason.COPY_ELSEWHERE
    if first.path.endswith("/") != second.path.endswith("/"):
        return JoinReason.COLUMN_SHOWS_ARTICLE
    earlier, later = sorted((one, other), key=lambda fact: (fact.first_seen, fact.page))
    return JoinReason.MIGRATED if later.first_seen >= earlier.last_seen else JoinReason.SECOND_ADDRESS
