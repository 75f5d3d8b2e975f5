"""Claims: what a rule says of a report at one time; told again and again by its revisions they are one finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from archive.catalogue.ids import short_id
from archive.catalogue.statements import Row
from archive.catalogue.values import json_text
from archive.findings.holdings import HeldReport, Span
from metadata.checks import Finding


@dataclass(frozen=True, slots=True)
class Claim:
    """One finding while it held: `since` and `until` are UTC texts, `until` None while it stands.

    `evidence` is plain values: quotes (`text start end`), cells (`table row column`), captures (`capture …`).
    `report`, `page` and `revision` are None for a report that is not there.
    """

    kind: str
    severity: str
    sentence_zh: str
    sentence_en: str
    evidence: tuple[dict[str, Any], ...]
    since: str
    until: str | None
    organ: str | None
    year: int | None
    report: str | None = None
    page: str | None = None
    revision: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two claims one finding: whom it is about, its kind, and the numbers in its sentence."""
        return (self.report or f"{self.organ} {self.year}", self.kind, self.sentence_zh)


def claim_on(
    report: HeldReport,
    span: Span,
    finding: Finding,
    *,
    since: str | None = None,
    until: str | None = None,
    captures: Sequence[dict[str, Any]] = (),
) -> Claim:
    """A finding on a revision of a report; it holds as long as the revision does, if no other times are given."""
    return Claim(
        kind=finding.kind,
        severity=finding.severity.value,
        sentence_zh=finding.sentence_zh,
        sentence_en=finding.sentence_en,
        evidence=(*(asdict(part) for part in finding.evidence), *captures),
        since=since or span.since,
        until=until if since else span.until,
        organ=report.organ,
        year=report.year,
        report=report.id,
        page=span.page,
        revision=span.revision,
    )


def finding_rows(claims: Iterable[Claim]) -> Iterator[Row]:
    """The rows of `findings`, in the order of their ids: claims that follow each other without a gap are one."""
    groups: defaultdict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.key].append(claim)
    rows = [
        _row(key, joined)
        for key, group in groups.items()
        for joined in _joined(sorted(group, key=lambda claim: (claim.since, claim.revision or "")))
    ]
    yield from sorted(rows, key=lambda row: str(row["id"]))


def _joined(claims: Sequence[Claim]) -> Iterator[list[Claim]]:
    run: list[Claim] = []
    end: str | None = ""
    for claim in claims:
        if run and end is not None and claim.since > end:
            yield run
            run, end = [], ""
        run.append(claim)
        end = None if end is None or claim.until is None else max(end, claim.until)
    if run:
        yield run


def _row(key: tuple[str, str, str], run: Sequence[Claim]) -> Row:
    ends = [claim.until for claim in run]
    until = None if None in ends else max(end for end in ends if end is not None)
    # Shown is the newest revision that says it, of those it stands in if it stands.
    shown = max(run, key=lambda claim: (claim.until is None, claim.since, claim.revision or ""))
    since = run[0].since
    return {
        "id": short_id("finding", *key, since),
        "kind": shown.kind,
        "severity": shown.severity,
        "report_id": shown.report,
        "page_id": shown.page,
        "revision_id": shown.revision,
        "organ_id": shown.organ,
        "report_year": shown.year,
        "sentence_zh": shown.sentence_zh,
        "sentence_en": shown.sentence_en,
        "evidence": json_text(shown.evidence),
        "held_from": since,
        "held_until": until,
    }
