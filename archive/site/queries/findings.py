"""Findings: what a reader should look at, each with its evidence."""

from __future__ import annotations

import json
import sqlite3

from archive.catalogue.succession import COMPARED_WITH
from archive.search.named import is_named, typed_names
from archive.site.queries.rows import Row, has_table, rows

_FINDINGS = f"""
select findings.*, reports.title, coalesce(organs.name, reports.organ) as organ, reports.url,
    revisions.first_capture_id,
    case findings.kind when 'changed' then (select earlier.id from revisions as earlier
        where earlier.page_id = revisions.page_id and earlier.number = {COMPARED_WITH}) end as before_id
from findings
left join reports on reports.id = findings.report_id
left join organs on organs.id = findings.organ_id
left join revisions on revisions.id = findings.revision_id
where {{conditions}}
"""
_NEWEST = " order by findings.held_from desc, findings.id limit :limit offset :offset"
_GRAVEST = (
    " order by held_until is not null, case severity when 'error' then 0 when 'warning' then 1 else 2 end,"
    " kind, findings.id"
)


def latest_findings(
    db: sqlite3.Connection,
    limit: int,
    offset: int = 0,
    kind: str = "",
    organ: str = "",
    year: int | None = None,
    besides_events: bool = False,
) -> list[Row]:
    """The newest findings that still hold; none where the catalogue has no table of them.

    `besides_events` leaves out those that only tell of a change or a withdrawal, where these are listed too.
    """
    if not has_table(db, "findings"):
        return []
    conditions = "findings.held_until is null"
    conditions += " and findings.kind = :kind" if kind else ""
    conditions += f" and (findings.organ_id = :organ or {is_named('organs.name')})" if organ else ""
    conditions += " and findings.report_year = :year" if year else ""
    conditions += " and findings.kind not in ('changed', 'withdrawn')" if besides_events else ""
    told = {"kind": kind, "year": year, "limit": limit, "offset": offset, **typed_names(organ)}
    return [_read(row) for row in rows(db, _FINDINGS.format(conditions=conditions) + _NEWEST, told)]


def findings_of(db: sqlite3.Connection, report_id: str) -> list[Row]:
    """The findings on one report, those that hold first, then the gravest; each numbered from 1."""
    if not has_table(db, "findings"):
        return []
    found = rows(db, _FINDINGS.format(conditions="findings.report_id = ?") + _GRAVEST, [report_id])
    return [{**_read(row), "number": number} for number, row in enumerate(found, 1)]


def kinds_of_findings(db: sqlite3.Connection) -> list[Row]:
    """Each kind of finding with how many there are, most first."""
    if not has_table(db, "findings"):
        return []
    return rows(
        db,
        "select kind, count(*) as findings from findings where held_until is null group by kind order by 2 desc, 1",
    )


def _read(row: Row) -> Row:
    """The row with its evidence as values: cells, quotes with their offsets, and `proofs`, ids of captures."""
    evidence = json.loads(row["evidence"] or "[]")
    captures = [part["capture"] for part in evidence if "capture" in part]
    return {
        **row,
        "quotes": [part for part in evidence if "text" in part],
        "cells": [part for part in evidence if "table" in part],
        "proofs": list(dict.fromkeys(filter(None, [*captures, row["first_capture_id"]]))),
    }
