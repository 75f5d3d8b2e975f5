"""`boilerplate`: reports that are an earlier one of their organ, or another organ's, with little changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from sqlite_utils import Database

from archive.findings.claims import Claim, claim_on
from archive.findings.comparisons import Comparisons
from archive.findings.holdings import HeldReport, Span
from archive.likeness.duplicates import find_near_duplicates
from archive.likeness.sketch import Sketch
from metadata.organs import successor

LEAST_LIKENESS = 0.6
"""Of the prose, numbers aside; the rule itself asks for more (checks.copied), so this only has to let all through."""

MODELS = 3
"""Of the texts that a report resembles, so many are compared with it word by word, the most alike first."""

Held = tuple[HeldReport, Span]


def copies(db: Database, reports: Sequence[HeldReport]) -> Iterator[Claim]:
    """The later of two reports that resemble each other, as long as both said what makes them alike.

    Only near-duplicates are compared word by word, and only once: about linear in the number of reports, and after
    a crawl in what it brought.
    """
    owners = {span.revision: (report, span) for report in reports for span in report.line}
    pairs = find_near_duplicates(_sketches(db, owners), LEAST_LIKENESS)
    models: defaultdict[str, list[str]] = defaultdict(list)
    for pair in pairs:  # the most alike first
        before, after = sorted((owners[pair.one], owners[pair.other]), key=_order)
        found = models[after[1].revision]
        if len(found) < MODELS and not _is_one_report(before[0], after[0]):
            found.append(before[1].revision)
    comparisons = Comparisons(db)
    # Members of a family follow each other, so that their model's wording is at hand.
    for revision in sorted(models, key=lambda name: (models[name], name)):
        for model in models[revision]:
            claim = _copied(comparisons, owners[revision], owners[model])
            if claim:
                yield claim
                break  # one model says it; a family of thirty copies is not thirty findings each
    comparisons.settle()


def _copied(comparisons: Comparisons, copy: Held, model: Held) -> Claim | None:
    (later, after), (earlier, before) = copy, model
    since = max(before.since, after.since)
    until = min((end for end in (before.until, after.until) if end), default=None)
    if until is not None and until <= since:
        return None
    name = earlier.organ_name + (f"{earlier.year}年度报告" if earlier.year else "")
    finding = comparisons.finding(after.revision, before.revision, name)
    if finding is None:
        return None
    other_text = [{"revision": before.revision, "report": earlier.id}]
    return claim_on(later, after, finding, since=since, until=until, captures=other_text)


def _is_one_report(one: HeldReport, other: HeldReport) -> bool:
    """Whether two reports are one that an organ's successor took over with its pages."""
    if one.id == other.id:
        return True
    if (one.year, one.scope) != (other.year, other.scope):
        return False
    names = {one.organ_name, other.organ_name}
    return any(successor(name, date.max, local_too=True) in names for name in names)


def _order(held: Held) -> tuple[int, str, str]:
    """Earlier reports first: by the year reported on, then by the date they state, then by our clock."""
    report, span = held
    return (report.year or 0, str(span.published_on or span.since), report.id)


def _sketches(db: Database, owners: dict[str, Held]) -> list[tuple[str, Sketch]]:
    rows = db.execute(
        "select id, sketch from revisions where report_id is not null and sketch <> '' order by id"
    )
    return [(revision, Sketch.from_text(sketch)) for revision, sketch in rows if revision in owners]
