"""Figures of reports against each other: what does not carry over from year to year, and aggregates."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlite_utils import Database

from archive.findings.claims import Claim, claim_on
from archive.findings.holdings import HeldReport, Span
from metadata.checks.aggregate import check_aggregate
from metadata.checks.years_apart import check_following_years
from metadata.figures import Era, Figure, Figures, Number, Quote, TableCell, TableName
from metadata.figures.keys import OUTCOME_ROWS
from metadata.reading import Scope

AGREEING_ROWS = 5
"""An aggregate is measured against its parts only where so many rows with a number agree, and more than differ:
else the parts that we hold are not those it is made of."""

VALUES = """
select revision_id, table_name, row_key, column_key, value from figures
where (table_name = 'table3' and column_key = 'total') or (table_name = 'table2'
    and column_key in ('in_force', 'issued', 'repealed', 'prev_items', 'item_change'))
"""
WHOLE = """
select table_name, row_key, column_key, value, raw, unit, evidence from figures where revision_id = ? order by number
"""

NOWHERE = TableCell(-1, -1, -1)
"""The place of a figure as long as nothing is wrong with it: to read all of them costs as much as all the rest."""


class Numbers(Mapping[str, Figures]):
    """The figures that rules across reports look at, by revision; where they stand is told by `placed`."""

    def __init__(self, db: Database, reports: Sequence[HeldReport]) -> None:
        self._db = db
        eras = {span.revision: span.era for report in reports for span in report.line}
        tables = {table.value: table for table in TableName}
        cells: defaultdict[str, list[Figure]] = defaultdict(list)
        for revision, table, row, column, value in db.execute(VALUES):
            if revision in eras:
                cells[revision].append(Figure(tables[table], row, column, _number(value), "", None, NOWHERE))
        self._held = {
            revision: Figures(Era(era) if (era := eras[revision]) else None, tuple(held))
            for revision, held in cells.items()
        }

    def __getitem__(self, revision: str) -> Figures:
        return self._held[revision]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def placed(self, revision: str) -> Figures:
        """The figures of a revision with the places where they stand."""
        return replace(self[revision], cells=tuple(map(_figure, self._db.execute(WHOLE, [revision]))))


def _figure(row: tuple[Any, ...]) -> Figure:
    table, row_key, column_key, value, raw, unit, evidence = row
    place = json.loads(evidence)
    told = Quote(**place) if "text" in place else TableCell(**place)
    return Figure(TableName(table), row_key, column_key, _number(value), raw, unit, told)


def _number(value: float | int | None) -> Number | None:
    return Decimal(str(value)) if isinstance(value, float) else value


def years_apart(reports: Sequence[HeldReport], numbers: Numbers) -> Iterator[Claim]:
    """B1–B3 between reports on years that follow each other, as long as both said what they said."""
    known = {(r.organ, r.scope, r.year): r for r in reports if r.organ and r.year is not None}
    for (organ, scope, year), later in sorted(known.items(), key=lambda item: item[1].id):
        earlier = known.get((organ, scope, year - 1)) if year is not None else None
        if earlier is None or year is None:
            continue
        for before, after, since, until in _together(_counted(earlier, numbers), _counted(later, numbers)):
            if not check_following_years(numbers[before.revision], numbers[after.revision], year):
                continue
            shown = numbers.placed(before.revision), numbers.placed(after.revision)
            for finding in check_following_years(*shown, year):
                other = [{"revision": before.revision, "report": earlier.id}]
                yield claim_on(later, after, finding, since=since, until=until, captures=other)


def _counted(report: HeldReport, numbers: Numbers) -> list[Span]:
    """The spans with figures of the report's year; a text on another year tells nothing of this one."""
    return [span for span in report.line if span.revision in numbers and span.is_on(report.year)]


def _together(one: Sequence[Span], other: Sequence[Span]) -> Iterator[tuple[Span, Span, str, str | None]]:
    """Spans of two reports that held at one time, and from when until when both did."""
    for a in one:
        for b in other:
            since = max(a.since, b.since)
            ends = [end for end in (a.until, b.until) if end is not None]
            until = min(ends, default=None)
            if until is None or since < until:
                yield a, b, since, until


def aggregates(reports: Sequence[HeldReport], numbers: Numbers) -> Iterator[Claim]:
    """`aggregate_gap`: a government's totals against the sum of the reports on its portal, where they are its parts."""
    years: defaultdict[tuple[str | None, int | None], list[HeldReport]] = defaultdict(list)
    for report in reports:
        years[report.portal, report.year].append(report)
    for (portal, year), held in sorted(years.items(), key=str):
        whole = _whole(held)
        if portal is None or year is None or whole is None:
            continue
        parts = [report for report in held if report is not whole and not _inside_another(report, held)]
        if _organs(parts) < _organs_around(years, portal, year, whole):
            continue
        shown = [_standing(report, numbers) for report in (whole, *parts)]
        spans = [span for span in shown if span is not None]
        if len(spans) != len(shown) or len(parts) < 2 or not _are_parts(spans, numbers):
            continue
        since = max(span.since for span in spans)
        parts_told = [numbers[span.revision] for span in spans[1:]]
        for finding in check_aggregate(numbers.placed(spans[0].revision), parts_told):
            yield claim_on(whole, spans[0], finding, since=since)


def _whole(held: Sequence[HeldReport]) -> HeldReport | None:
    """The aggregate of the portal's own government: the only one above the counties', or the only one at all."""
    found = [report for report in held if report.scope is Scope.AGGREGATE]
    above = [report for report in found if report.level not in {"county", "town"}]
    return above[0] if len(above) == 1 else found[0] if len(found) == 1 else None


def _inside_another(report: HeldReport, held: Sequence[HeldReport]) -> bool:
    """A town stands in its county's aggregate; so where counties' are parts, it is counted there."""
    counties = any(r.level == "county" and r.scope is Scope.AGGREGATE for r in held)
    return report.level == "town" and counties


def _organs(reports: Sequence[HeldReport]) -> set[str | None]:
    return {report.organ for report in reports}


def _organs_around(
    years: Mapping[tuple[str | None, int | None], Sequence[HeldReport]],
    portal: str,
    year: int,
    whole: HeldReport,
) -> set[str | None]:
    """Organs that reported both on the year before and on the year after: one that is not there now is missing."""
    before, after = (_organs(years.get((portal, year + step), ())) for step in (-1, 1))
    return (before & after) - {whole.organ}


def _standing(report: HeldReport, numbers: Numbers) -> Span | None:
    spans = [span for span in _counted(report, numbers) if span.until is None]
    return spans[-1] if spans else None


def _are_parts(spans: Sequence[Span], numbers: Numbers) -> bool:
    whole, *parts = (numbers[span.revision] for span in spans)
    agree = differ = 0
    for row in ("received", "carried_in", *OUTCOME_ROWS, "outcome_total", "carried_out"):
        told = whole.value(TableName.TABLE3, row, "total")
        values = [part.value(TableName.TABLE3, row, "total") for part in parts]
        known = [value for value in values if value is not None]
        if told is None or len(known) != len(values) or not (told or any(known)):
            continue
        agree += sum(known) == told
        differ += sum(known) != told
    return agree >= AGREEING_ROWS and agree > differ
