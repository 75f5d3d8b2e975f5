"""What changed after it was published: new revisions and withdrawals of reports, newest first."""

from __future__ import annotations

import sqlite3

from archive.site.queries.rows import Row, rows

_REVISED = """
select revisions.id, revisions.first_seen as happened_at, revisions.number, revisions.changed,
    revisions.change_size,
    revisions.report_id, pages.id as page_id, pages.url,
    reports.title, reports.organ, reports.organ_id, reports.report_year,
    (select earlier.id from revisions as earlier where earlier.page_id = revisions.page_id
        and earlier.number = revisions.number - 1) as before_id
from revisions
join pages on pages.id = revisions.page_id
join reports on reports.id = revisions.report_id
where revisions.number > 1 {conditions}
order by revisions.first_seen desc, revisions.id limit :most
"""
_WITHDRAWN = """
select pages.id, pages.withdrawn_at as happened_at, null as number, 'withdrawn' as changed,
    null as change_size,
    pages.report_id, pages.id as page_id, pages.url,
    reports.title, reports.organ, reports.organ_id, reports.report_year, null as before_id
from pages join reports on reports.id = pages.report_id
where pages.withdrawn_at is not null and pages.moved_to is null and pages.role <> 'attachment' {conditions}
order by pages.withdrawn_at desc, pages.id limit :most
"""
_UNLISTED = """
select withdrawals.id, withdrawals.withdrawn_at as happened_at, null as number, 'unlisted' as changed,
    null as change_size,
    pages.report_id, pages.id as page_id, pages.url,
    reports.title, reports.organ, reports.organ_id, reports.report_year, null as before_id
from withdrawals join pages on pages.id = withdrawals.page_id join reports on reports.id = pages.report_id
where withdrawals.how = 'unlisted' and pages.role <> 'attachment' {conditions}
order by withdrawals.withdrawn_at desc, withdrawals.id limit :most
"""


def latest_changes(
    db: sqlite3.Connection,
    limit: int,
    offset: int = 0,
    kind: str = "",
    organ: str = "",
    year: int | None = None,
) -> list[Row]:
    """New revisions and withdrawals, newest first; `kind` is one kind of change, `organ` an id or a part of a name."""
    conditions, parameters = "", {"most": limit + offset, "kind": kind, "organ": organ, "year": year}
    if organ:
        conditions += " and (reports.organ_id = :organ or instr(reports.organ, :organ) > 0)"
    if year:
        conditions += " and reports.report_year = :year"
    found: list[Row] = []
    if kind not in ("withdrawn", "unlisted"):
        of_kind = " and ' ' || revisions.changed || ' ' like '% ' || :kind || ' %'" if kind else ""
        found += rows(db, _REVISED.format(conditions=conditions + of_kind), parameters)
    if kind in ("", "withdrawn"):
        found += rows(db, _WITHDRAWN.format(conditions=conditions), parameters)
    if kind in ("", "unlisted"):
        found += rows(db, _UNLISTED.format(conditions=conditions), parameters)
    found.sort(key=lambda row: (row["happened_at"], row["id"]), reverse=True)
    return found[offset : offset + limit]


def newest_reports(db: sqlite3.Connection, limit: int) -> list[Row]:
    """The reports that came into the archive last."""
    return rows(
        db,
        "select id, title, organ, organ_id, report_year, published_on, first_seen, url, revision_id from reports"
        " order by first_seen desc, id limit ?",
        [limit],
    )
