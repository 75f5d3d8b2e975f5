"""Captures: one with its evidence, and all of one URL in order of time."""

from __future__ import annotations

import sqlite3

from archive.catalogue.ids import page_id
from archive.site.queries.rows import Row, first, rows

MEMENTOS = "outcome in ('read', 'listed', 'kept', 'redirected', 'gone')"
"""What answers for a URL: everything a server said, but for refusals, which are not the page, and failures."""


def capture(db: sqlite3.Connection, capture_id: str) -> Row | None:
    """One capture with its page, report, crawl and portal."""
    return first(
        db,
        "select captures.*, reports.id as report_id, reports.title as report_title, portals.name as portal_name,"
        " revisions.number as revision_number from captures"
        " left join pages on pages.id = captures.page_id"
        " left join portals on portals.id = captures.portal_id"
        " left join revisions on revisions.id = captures.revision_id"
        " left join reports on reports.id = iif(revisions.id is null, pages.report_id, revisions.report_id)"
        " where captures.id = ?",
        [capture_id],
    )


def payload_holder(db: sqlite3.Connection, row: Row) -> Row | None:
    """The capture whose record holds the payload: this one, or for a revisit the earlier one it refers to."""
    if row["record_type"] == "response":
        return row
    if row["payload_sha256"] is None:
        return None
    return first(
        db,
        "select * from captures where payload_sha256 = ? and record_type = 'response'"
        " order by url <> ?, captured_at, id limit 1",
        [row["payload_sha256"], row["url"]],
    )


def around(db: sqlite3.Connection, row: Row) -> dict[str, Row | None]:
    """The captures of the same URL before and after this one."""
    where, told = _of_url(row["page_id"], row["url"])
    here = [row["captured_at"], row["id"]]
    columns = "select id, captured_at, outcome from captures"
    return {
        "before": first(
            db,
            f"{columns} where {where} and (captured_at, id) < (?, ?) order by captured_at desc, id desc limit 1",
            [*told, *here],
        ),
        "after": first(
            db,
            f"{columns} where {where} and (captured_at, id) > (?, ?) order by captured_at, id limit 1",
            [*told, *here],
        ),
    }


def mementos(db: sqlite3.Connection, url: str) -> list[Row]:
    """The captures that answer for a URL or an alias of it, oldest first; none for what is no URL."""
    try:
        page: str | None = page_id(url)
    except ValueError:
        return []
    columns = "select id, url, captured_at, status, location, outcome from captures"
    found = rows(db, f"{columns} where page_id = ? and {MEMENTOS} order by captured_at, id", [page])
    return found or rows(db, f"{columns} where url = ? and {MEMENTOS} order by captured_at, id", [url])


def _of_url(page: str | None, url: str) -> tuple[str, list[str]]:
    return ("page_id = ?", [page]) if page else ("url = ?", [url])
