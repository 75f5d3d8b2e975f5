"""What changed after it was published: new revisions and withdrawals of reports, newest first."""

from __future__ import annotations

import sqlite3

from archive.catalogue.succession import COMPARED_WITH
from archive.search.named import is_named, typed_names
from archive.site.queries.rows import Row, rows

_FROM_REVISED = f"""
from revisions
join revisions as earlier on earlier.page_id = revisions.page_id and earlier.number = {COMPARED_WITH}
join pages on pages.id = revisions.page_id
join reports on reports.id = iif(revisions.changed = 'replaced', earlier.report_id, revisions.report_id)
where revisions.number > 1
"""
"""Every revision but a page's first; a report that another took the place of is told, not the one that did."""
_REVISED = f"""
select revisions.id, revisions.first_seen as happened_at, revisions.number, revisions.changed,
    revisions.change_size, null as restored_at,
    reports.id as report_id, pages.id as page_id, pages.url,
    reports.title, reports.organ, reports.organ_id, reports.report_year, earlier.id as before_id
{_FROM_REVISED} {{conditions}}
order by revisions.first_seen desc, revisions.id limit :most
"""
_FROM_TAKEN = """
from withdrawals join pages on pages.id = withdrawals.page_id
join revisions on revisions.id = withdrawals.after_revision_id join reports on reports.id = revisions.report_id
where pages.role <> 'attachment'
    and (how <> 'gone' or withdrawals.restored_at is not null or pages.moved_to is null)
"""
"""Every time that a report was gone or off its list, also where it came back; a page whose report stands at another
address was moved, not withdrawn."""
_TAKEN_AWAY = f"""
select withdrawals.id, withdrawals.withdrawn_at as happened_at, null as number,
    case how when 'gone' then 'withdrawn' else how end as changed, null as change_size,
    withdrawals.restored_at,
    reports.id as report_id, pages.id as page_id, pages.url,
    reports.title, reports.organ, reports.organ_id, reports.report_year, null as before_id
{_FROM_TAKEN} {{conditions}}
order by withdrawals.withdrawn_at desc, withdrawals.id limit :most
"""
_TAKEN = {"withdrawn": "gone", "unlisted": "unlisted"}
"""The kinds of change that are withdrawals, and how each is kept."""


def latest_changes(
    db: sqlite3.Connection,
    limit: int,
    offset: int = 0,
    kind: str = "",
    organ: str = "",
    year: int | None = None,
) -> list[Row]:
    """New revisions and withdrawals, newest first; `kind` is one kind of change, `organ` an id or a part of a name."""
    conditions, parameters = "", {"most": limit + offset, "kind": kind, "year": year, **typed_names(organ)}
    if organ:
        conditions += f" and (reports.organ_id = :organ or {is_named('reports.organ')})"
    if year:
        conditions += " and reports.report_year = :year"
    found: list[Row] = []
    if kind not in _TAKEN:
        of_kind = " and ' ' || revisions.changed || ' ' like '% ' || :kind || ' %'" if kind else ""
        found += rows(db, _REVISED.format(conditions=conditions + of_kind), parameters)
    if not kind or kind in _TAKEN:
        of_kind = f" and withdrawals.how = '{_TAKEN[kind]}'" if kind else ""
        found += rows(db, _TAKEN_AWAY.format(conditions=conditions + of_kind), parameters)
    found.sort(key=lambda row: (row["happened_at"], row["id"]), reverse=True)
    return found[offset : offset + limit]


def count_changes(db: sqlite3.Connection) -> int:
    """How many changes there are in all."""
    count: int = db.execute(
        f"select (select count(*) {_FROM_REVISED}) + (select count(*) {_FROM_TAKEN})"
    ).fetchone()[0]
    return count


def newest_reports(db: sqlite3.Connection, limit: int) -> list[Row]:
    """The reports that came into the archive last."""
    return rows(
        db,
        "select id, title, organ, organ_id, report_year, published_on, first_seen, url, revision_id from reports"
        " order by first_seen desc, id limit ?",
        [limit],
    )
