"""What the home page tells: how much is here, since when, and what is new."""

from __future__ import annotations

import sqlite3
from typing import Any

from archive.site.queries.changes import count_changes, latest_changes
from archive.site.queries.findings import latest_findings
from archive.site.queries.rows import Row, first, rows


def overview(db: sqlite3.Connection) -> dict[str, Any]:
    """Counts, crawls, years, and the newest changes and findings."""
    return {
        "counts": {**_counts(db), "changes": count_changes(db)},
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
            " (select count(*) from reports where state = 'withdrawn') as withdrawn",
        )
        or {}
    )


def portals(db: sqlite3.Connection) -> list[Row]:
    """Each portal with its reports and its newest crawl."""
    return rows(
        db,
        "select portals.id, portals.name, portals.home, coalesce(held.reports, 0) as reports, crawled.last_crawl"
        " from portals"
        " left join (select portal_id, count(*) as reports from reports group by portal_id) as held"
        " on held.portal_id = portals.id"
        " left join (select portal_id, max(started_at) as last_crawl from crawls group by portal_id) as crawled"
        " on crawled.portal_id = portals.id order by portals.id",
    )


def portal_names(db: sqlite3.Connection) -> dict[str, str]:
    """The names of portals by id, in order."""
    return dict(db.execute("select id, name from portals order by id").fetchall())
