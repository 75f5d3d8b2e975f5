"""`boilerplate`: reports that are an earlier one of their organ, or another organ's, with little changed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from sqlite_utils import Database

from archive.catalogue.statements import Row
from archive.findings.claims import Claim, claim_on
from archive.findings.holdings import HeldReport, Span
from archive.likeness.duplicates import find_near_duplicates
from archive.likeness.sketch import Sketch, sketch_of
from metadata.checks.copied import copied
from metadata.figures.prose import prose_of
from metadata.organs import successor
from metadata.reading import Kind, Reading, Table

LEAST_LIKENESS = 0.6
"""Of the prose, numbers aside; the rule itself asks for more (checks.copied), so this only has to let all through."""

MODELS = 3
"""Of the texts that a report resembles, so many are compared with it word by word, the most alike first."""

Held = tuple[HeldReport, Span]


def copies(db: Database, reports: Sequence[HeldReport]) -> Iterator[Claim]:
    """The later of two reports that resemble each other, as long as both said what makes them alike.

    Only near-duplicates are compared word by word: about linear in the number of reports.
    """
    owners = {span.revision: (report, span) for report in reports for span in report.line}
    pairs = find_near_duplicates(_sketches(db, owners), LEAST_LIKENESS)
    models: defaultdict[str, list[str]] = defaultdict(list)
    for pair in pairs:  # the most alike first
        one, other = owners[pair.one], owners[pair.other]
        if not _is_one_report(one[0], other[0]):
            (_, before), (_, after) = sorted((one, other), key=_order)
            models[after.revision].append(before.revision)
    for revision in sorted(models):
        for model in models[revision][:MODELS]:
            claims = list(_copied(db, owners[revision], owners[model]))
            yield from claims
            if claims:
                break  # one model says it; a family of thirty copies is not thirty findings each


def _copied(db: Database, copy: Held, model: Held) -> Iterator[Claim]:
    (later, after), (earlier, before) = copy, model
    since = max(before.since, after.since)
    until = min((end for end in (before.until, after.until) if end), default=None)
    if until is not None and until <= since:
        return
    name = earlier.organ_name + (f"{earlier.year}年度报告" if earlier.year else "")
    for finding in copied(_reading(db, after), _reading(db, before), name):
        other_text = [{"revision": before.revision, "report": earlier.id}]
        yield claim_on(later, after, finding, since=since, until=until, captures=other_text)


def _is_one_report(one: HeldReport, other: HeldReport) -> bool:
    """Whether two reports are one that an organ's successor took over with its pages."""
    if one.id == other.id:
        return True
    if (one.year, one.scope) != (other.year, other.scope):
        return False
    names = {one.organ_name, other.organ_name}
    return any(successor(name, date.max) in names for name in names)


def _order(held: Held) -> tuple[int, str, str]:
    """Earlier reports first: by the year reported on, then by the date they state, then by our clock."""
    report, span = held
    return (report.year or 0, str(span.published_on or span.since), report.id)


def _sketches(db: Database, owners: dict[str, Held]) -> list[tuple[str, Sketch]]:
    rows = db.query("select id, text, tables, organ from revisions where report_id is not null order by id")
    return [(row["id"], sketch_of(prose_of(_read(row)), row["organ"])) for row in rows if row["id"] in owners]


def _reading(db: Database, span: Span) -> Reading:
    return _read(
        next(db.query("select id, text, tables, organ from revisions where id = ?", [span.revision]))
    )


def _read(row: Row) -> Reading:
    """As much of a reading as comparing prose needs: its text, and where its tables stand in it."""
    tables = tuple(Table((), table["start"], table["end"]) for table in json.loads(row["tables"]))
    return Reading(
        url="",
        reader_version=0,
        charset="",
        kind=Kind.REPORT,
        title=None,
        organ=row["organ"],
        source=None,
        published_on=None,
        signed_on=None,
        url_date=None,
        report_year=None,
        period_start=None,
        period_end=None,
        scope=None,
        text=row["text"],
        sections=(),
        tables=tables,
        attachments=(),
        dates=(),
        evidence=(),
        refusal=None,
    )
