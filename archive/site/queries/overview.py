"""What the home page tells: how much is here, since when, and what is new."""

from __future__ import annotations

import sqlite3
from typing import Any

from archive.site.queries.changes import latest_changes
from archive.site.queries.findings import latest_findings
from archive.site.queries.rows import Row, first, rows


def overview(db: sqlite3.Connection) -> dict[str, Any]:
    """Counts, crawls, years, and the newest changes and findings."""
    return {
        "counts": _counts(db),
        "years": rows(
            db,
            "select report_year, count(*) as reports from reports where report_year is not null"
            " group by report_year order by report_year",
        ),
        "portals": portals(db),
        "changes": latest_changes(db, 8),
        "findings": latest_findings(db, 6, besides_events=True),
    }


def _counts(db: sqlite3.Connection) -> Row:
    return (
        first(
            db,
            "select (select count(*) from reports) as reports, (select count(*) from organs) as organs,"
            " (select count(*) from portals) as portals, (select count(*) from captures) as captures,"
            " (select count(*) from revisions where number > 1 and report_id is not null) as changes,"
            " (select count(*) from reports where state = 'withdrawn') as withdrawn",
        )
        or {}
    )


def portals(db: sqlite3.Connection) -> list[Row]:
    """Each portal with its reports and its newest crawl."""
    return rows(
        db,
        "select portals.id, portals.name, portals.home,"
        " (select count(*) from reports where portal_id = portals.id) as reports,"
        " (select max(started_at) from crawls where portal_id = portals.id) as last_crawl"
        " from portals order by portals.id",
    )


def last_crawl(db: sqlite3.Connection) -> str | None:
    """When the newest crawl began."""
    found = db.execute("select max(started_at) from crawls").fetchone()
    return str(found[0]) if found and found[0] else None
