"""When reports came and changed: `late`, `backdated`, `changed`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from archive.catalogue.values import china_day, day_of, utc_moment
from archive.findings.claims import Claim, claim_on
from archive.findings.due import Deadlines
from archive.findings.holdings import HeldReport
from archive.findings.walks import Line, Walk, Watch
from archive.revisions.changes import ChangeKind
from metadata.checks import timing

BULK_SHARE = 0.2
BULK_LEAST = 4
"""Old entries that come into a list together, at least so many and this share of it: the list was moved, or is
read better than before. Such a list proves nothing about the time before."""
MOVE_YEARS = 3
"""A stated date that reports on so many years of one portal share is the day on which it was moved."""

NO_CHANGE_OF_TEXT = frozenset(
    {
        ChangeKind.WITHDRAWN,
        ChangeKind.RESTORED,
        ChangeKind.REPLACED,
        ChangeKind.MOVED,
        ChangeKind.TAKEN_OVER,
        ChangeKind.SOURCE_CHANGED,
        ChangeKind.PUNCTUATION_ONLY,
    }
)
"""Kinds of change that leave a report as it was."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The last complete list that lacked a report, and the first line that had it."""

    walk: Walk
    line: Line


def proofs(reports: Iterable[HeldReport], watch: Watch) -> dict[str, Proof]:
    """By report: how two lists bound its appearance. Reports that were there when watching began have none."""
    found: dict[str, Proof] = {}
    for report in reports:
        lines = watch.listed(report.pages)
        walk = watch.before(lines[0]) if lines else None
        if walk and report.first_seen > walk.began_at:
            found[report.id] = Proof(walk, lines[0])
    return {report: proof for report, proof in found.items() if not _came_in_bulk(proof, watch)}


def _came_in_bulk(proof: Proof, watch: Watch) -> bool:
    channel = watch.by_channel[proof.line.channel]
    since = proof.walk.ended_at
    day = china_day(since).isoformat()
    together = [line for line in channel if line.first_seen > since and watch.before(line) == proof.walk]
    old = sum(line.listed_on is None or line.listed_on < day for line in together)
    return old >= max(BULK_LEAST, BULK_SHARE * len(channel))


def days_of_moving(reports: Iterable[HeldReport]) -> frozenset[tuple[str | None, date]]:
    """Portals and stated dates that tell when pages were moved, not when they were published."""
    years: defaultdict[tuple[str | None, date], set[int | None]] = defaultdict(set)
    for report in reports:
        for span in report.line:
            if span.published_on:
                years[report.portal, span.published_on].add(report.year)
    return frozenset(key for key, held in years.items() if len(held) >= MOVE_YEARS)


def appearances(reports: Sequence[HeldReport], watch: Watch, proved: Mapping[str, Proof]) -> Iterator[Claim]:
    """`late` and `backdated`: by every date that a report has stated, as long as it did."""
    deadlines = Deadlines.among(reports)
    moved = days_of_moving(reports)
    for report in reports:
        proof = proved.get(report.id)
        deadline = deadlines.of(report)
        captures = [proof.walk.evidence, proof.line.evidence] if proof else []
        for span in report.line:
            # The day of a change tells nothing of when the report came.
            stated_on = None if span.is_updated else span.published_on
            appearance = timing.Appearance(
                stated_on=stated_on or (day_of(proof.line.listed_on) if proof else None),
                missing_at=utc_moment(proof.walk.began_at) if proof else None,
                first_seen_at=utc_moment(proof.line.first_seen if proof else span.since),
            )
            for finding in timing.backdated(appearance):
                yield claim_on(report, span, finding, captures=captures)
            in_url = span.url_date is not None and deadline is not None and span.url_date <= deadline
            # A report whose title has another year than its text is late for neither.
            if (
                report.year is None
                or not span.is_on(report.year)
                or (proof is None and (in_url or (report.portal, span.published_on) in moved))
            ):
                continue
            for finding in timing.late(report.year, deadline, appearance):
                yield claim_on(report, span, finding, captures=captures)


def changes(reports: Iterable[HeldReport]) -> Iterator[Claim]:
    """`changed`: a finding a change, each until the next one raises the count."""
    for report in reports:
        changed = [span for span in report.line if _changes_text(span.changed)]
        if not changed or report.year is None:
            continue
        first = utc_moment(changed[0].since)
        stated = report.line[0].published_on
        ends = [*(span.since for span in changed[1:]), None]
        for number, (span, until) in enumerate(zip(changed, ends, strict=True), start=1):
            for finding in timing.changed_after_publication(report.year, number + 1, first, stated):
                yield claim_on(report, span, finding, since=span.since, until=until)


def _changes_text(changed: str | None) -> bool:
    kinds = {ChangeKind(kind) for kind in (changed or "").split()}
    if ChangeKind.TAKEN_OVER in kinds:
        kinds.discard(ChangeKind.TITLE_CHANGED)  # the successor's name in the title
    return bool(kinds - NO_CHANGE_OF_TEXT)
