"""Succession: a page on which one report stands in the place of another, as of a column that shows its newest.

The report that was there before is not changed by that: it keeps its revisions, and its row in `reports`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from sqlite_utils import Database

from archive.catalogue.contents import NO_CHANGE, change_columns
from archive.catalogue.ids import page_id
from archive.catalogue.reports import report_identity
from archive.catalogue.statements import Row, read_row, read_rows
from archive.catalogue.values import day_of
from archive.likeness.joins import is_one_report
from archive.likeness.sketch import Sketch
from archive.revisions.changes import ChangeKind
from metadata.organs import same_organ
from metadata.reading import Kind


def places_taken(revisions: Sequence[Mapping[str, Any]]) -> list[bool]:
    """Of each revision of a page, oldest first, whether it shows another report than the one before, or none.

    A report that follows what stood in a report's place takes the place of that: a page that says for a day that
    the site is being worked on is no revision of the report that it shows again. What stood there before the
    first report may be an early state of that.
    """
    taken = [False] * len(revisions)
    had_report = False
    for number, (before, after) in enumerate(pairwise(revisions), start=1):
        had_report = had_report or _is_report(before)
        comes_back = had_report and not _is_report(before) and _is_report(after)
        taken[number] = comes_back or takes_place(before, after)
    return taken


def takes_place(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a page shows another report after than before, or none, by what the two revisions say.

    Of two years both must be on those that their titles name: a year that was put right in a title makes no other
    report. Nor does any year where neither names an organ, for they are the page's one report then (see
    `report_identity`). Of one year another organ must speak, and in other words: a successor takes the text over.
    """
    if not _is_report(before):
        return False
    if not _is_report(after):
        return True
    if before["report_year"] == after["report_year"]:
        return _is_of_another(before, after)
    if not (before["organ"] or after["organ"]):
        return False
    return _is_on_its_year(before) and _is_on_its_year(after)


def _is_of_another(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two reports name two organs, and their prose is not that of one report."""
    if not (before["organ"] and after["organ"]) or same_organ(before["organ"], after["organ"]):
        return False
    return bool(before["sketch"] and after["sketch"]) and not is_one_report(
        Sketch.from_text(before["sketch"]), Sketch.from_text(after["sketch"])
    )


def reports_shown(revisions: Sequence[Row], portal: Row | None) -> list[str | None]:
    """The report that each revision of a page is of, oldest first: the last identity before another takes its place."""
    shown: list[str | None] = []
    is_last = True
    for revision, taken in zip(reversed(revisions), reversed(places_taken(revisions)), strict=True):
        if is_last:
            identity = report_identity(revision, portal)
            shown.append(identity.id if identity else None)
        else:
            shown.append(shown[-1])
        is_last = taken
    return shown[::-1]


REPLACED: Row = {"changed": ChangeKind.REPLACED.value, "change_size": None}
COMPARED_WITH = """case when revisions.changed = 'replaced' then revisions.number - 1 else (
    select max(number) from revisions as own where own.page_id = revisions.page_id
    and own.report_id is revisions.report_id and own.number < revisions.number) end"""
"""The number of the revision on its page that one is told as a change of: the last one of its report, for meanwhile the
page may have shown another; of one that took another's place, that."""


def told_changes(
    revisions: Sequence[Row], restored: Sequence[bool], known: Sequence[Row], *, is_file: bool
) -> list[Row]:
    """What each revision of a page changed, oldest first, as columns of its row.

    Of a report that is back in its place that is what changed since it last stood there. `known` are the rows that
    the page had: a diff costs more than to look it up. `is_file`: it is of the report that names it, whatever it says.
    """
    told = {
        (old["text_digest"], new["text_digest"], ChangeKind.RESTORED in (new["changed"] or "").split()): {
            name: new[name] for name in NO_CHANGE
        }
        for new, old in _steps(known)
        if old and new["changed"] != ChangeKind.REPLACED
    }
    taken = [False] * len(revisions) if is_file else places_taken(revisions)
    changes = []
    for (new, old), is_taken, is_back in zip(_steps(revisions), taken, restored, strict=True):
        changed = NO_CHANGE
        if old and not (is_taken and new["report_id"] is None):
            step = (old["text_digest"], new["text_digest"], is_back and not is_taken)
            changed = told.get(step) or change_columns(old, new, restored=step[-1])
        changes.append(REPLACED if is_taken and not changed["changed"] else changed)
    return changes


def _steps(revisions: Sequence[Row]) -> Iterator[tuple[Row, Row | None]]:
    """Each revision of a page with the last one of its report before it, as `COMPARED_WITH` finds it."""
    last: dict[str | None, Row] = {}
    for row in revisions:
        yield row, last.get(row["report_id"])
        last[row["report_id"]] = row


def report_of_attachment(db: Database, attachment: str, parent: str | None) -> str | None:
    """The report that a file is a part of: that of its page, as it was when the page last named the file."""
    shown = list(read_rows(db, "select distinct report_id from revisions where page_id = ?", [parent]))
    if len(shown) > 1:
        for row in read_rows(db, NEWEST_FIRST, [parent]):
            if attachment in {page_id(link["url"]) for link in json.loads(row["attachments"])}:
                return None if row["report_id"] is None else str(row["report_id"])
    page = read_row(db, "select report_id from pages where id = ?", [parent])
    return page["report_id"] if page else None


NEWEST_FIRST = "select report_id, attachments from revisions where page_id = ? order by number desc"


def _is_report(row: Mapping[str, Any]) -> bool:
    return bool(row["kind"] == Kind.REPORT.value)


def _is_on_its_year(row: Mapping[str, Any]) -> bool:
    """Whether the period, or for want of one the stated date, is of the year that the title names."""
    start, end = day_of(row["period_start"]), day_of(row["period_end"])
    if start and end:
        return bool(start.year == end.year == row["report_year"])
    stated: date | None = day_of(row["published_on"])
    return stated is not None and stated.year - 1 == row["report_year"]
