"""A report with everything that is known of it: pages, revisions, dates, neighbours, evidence."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from archive.catalogue.ids import page_id
from archive.site.queries.findings import findings_of
from archive.site.queries.rows import Row, first, has_column, has_table, rows


def report(db: sqlite3.Connection, report_id: str) -> Row | None:
    """The report's row with the names of its organ and portal."""
    return first(
        db,
        "select reports.*, organs.name as organ_name, organs.level, portals.name as portal_name from reports"
        " left join organs on organs.id = reports.organ_id left join portals on portals.id = reports.portal_id"
        " where reports.id = ?",
        [report_id],
    )


def first_seen(db: sqlite3.Connection, reports: Sequence[str]) -> dict[str, str]:
    """When each of these reports was first captured, by id."""
    marks = ", ".join("?" * len(reports))
    return dict(db.execute(f"select id, first_seen from reports where id in ({marks})", list(reports)))


def revision_of(db: sqlite3.Connection, report_id: str, revision_id: str) -> Row | None:
    """One revision of a report's pages, with its page and the first capture that shows it."""
    row = first(
        db,
        "select revisions.*, pages.url, pages.role, pages.state as page_state, pages.parent_id,"
        " captures.payload_sha256, captures.captured_at, captures.content_type"
        " from revisions join pages on pages.id = revisions.page_id"
        " left join captures on captures.id = revisions.first_capture_id"
        " where revisions.id = ? and revisions.report_id = ?",
        [revision_id, report_id],
    )
    if row is not None:
        for name in ("sections", "tables", "attachments", "dates"):
            row[name] = json.loads(row[name])
    return row


def pages_of(db: sqlite3.Connection, report_id: str) -> list[Row]:
    """The report's pages, the standing ones first, each with its revisions, oldest first."""
    pages = rows(
        db,
        "select * from pages where report_id = :report"
        " or id in (select page_id from revisions where report_id = :report)"
        " order by role = 'attachment', report_id is not :report, state in ('moved', 'withdrawn'),"
        " first_captured_at, id",
        {"report": report_id},
    )
    told = (
        "chrome_changed, markup_changed"
        if has_column(db, "revisions", "chrome_changed")
        else "0 as chrome_changed, 0 as markup_changed"
    )
    revisions = rows(
        db,
        "select id, page_id, number, first_seen, last_seen, first_capture_id, captures, byte_variants, changed,"
        f" change_size, {told}, length(text) as characters, text_digest"
        " from revisions where report_id = ? order by page_id, number",
        [report_id],
    )
    for page in pages:
        page["history"] = [row for row in revisions if row["page_id"] == page["id"]]
        page["replaced_by"] = _replaced_by(db, report_id, page)
        page["state"] = "replaced" if page["replaced_by"] else page["state"]
        page["withdrawals"] = _withdrawals(db, report_id, page)
        page["joins"] = _joins(db, report_id, page)
        for before, row in zip([None, *page["history"]], page["history"], strict=False):
            row["before_id"] = before["id"] if before else None
    return pages


def _replaced_by(db: sqlite3.Connection, report_id: str, page: Row) -> Row | None:
    """The revision in which the page first showed another report in the place of this one; None while it shows it."""
    if page["report_id"] == report_id:
        return None
    return first(
        db,
        "select id, first_seen, first_capture_id, report_id, title from revisions where page_id = :page and number > "
        "(select max(number) from revisions where page_id = :page and report_id = :report) order by number limit 1",
        {"page": page["id"], "report": report_id},
    )


def _withdrawals(db: sqlite3.Connection, report_id: str, page: Row) -> list[Row]:
    """When the page was taken down while it showed the report, with the captures that show it.

    What the page says, where no table tells.
    """
    if has_table(db, "withdrawals"):
        return rows(
            db,
            "select withdrawals.* from withdrawals join revisions on revisions.id = after_revision_id"
            " where withdrawals.page_id = ? and revisions.report_id = ? order by withdrawn_at",
            [page["id"], report_id],
        )
    if page["withdrawn_at"] is None:
        return []
    return [
        {
            "withdrawn_at": page["withdrawn_at"],
            "how": "gone",
            "restored_at": None,
            "first_capture_id": None,
            "confirming_capture_id": None,
        }
    ]


def _joins(db: sqlite3.Connection, report_id: str, page: Row) -> list[Row]:
    """The other pages of the same report, why they are taken to be, and how alike they are.

    `mine_id` and `other_id` are the newest revisions of the report on the two.
    """
    if not has_table(db, "joins") or not page["history"]:
        return []
    return rows(
        db,
        "select joins.reason, joins.likeness, joins.differs, other.url, :newest as mine_id, theirs.id as other_id"
        " from joins join pages as other on other.id = case joins.page_id when :page then joins.other_page_id"
        " else joins.page_id end"
        " left join revisions as theirs on theirs.page_id = other.id and theirs.number = (select max(number)"
        " from revisions where page_id = other.id and report_id = :report)"
        " where joins.report_id = :report and :page in (joins.page_id, joins.other_page_id) order by other.url",
        {"page": page["id"], "report": report_id, "newest": page["history"][-1]["id"]},
    )


def attachments_of(db: sqlite3.Connection, revision: Row, pages: list[Row]) -> list[Row]:
    """The files of a report: those that this revision names first, then those that others named.

    Each with its name, its URL, whether it is `named` by the revision, and where they are held, the newest
    capture that has its bytes and the newest revision of its text.
    """
    held = {page["id"]: page for page in pages if page["role"] == "attachment"}
    told: list[Row] = []
    for link in revision["attachments"]:
        page = held.pop(_page_of(link["url"]), None)
        told.append({"name": link["name"], "url": link["url"], "named": True, "page": page})
    for page in held.values():
        name = page["url"].rpartition("/")[2]
        told.append({"name": name, "url": page["url"], "named": False, "page": page})
    for row in told:
        row["capture_id"] = _newest_payload(db, row["page"]["id"]) if row["page"] else None
        row["revision_id"] = (
            row["page"]["history"][-1]["id"] if row["page"] and row["page"]["history"] else None
        )
    return told


def _page_of(url: str) -> str | None:
    try:
        return page_id(url)
    except ValueError:
        return None


def _newest_payload(db: sqlite3.Connection, page: str) -> str | None:
    found = first(
        db,
        "select id from captures where page_id = ? and outcome in ('read', 'kept') and payload_sha256 is not null"
        " order by captured_at desc, id limit 1",
        [page],
    )
    return found["id"] if found else None


def neighbours(db: sqlite3.Connection, row: Row) -> dict[str, Row | None]:
    """The reports of the same organ and scope on the years next to this one."""
    if row["organ_id"] is None or row["report_year"] is None:
        return {"previous": None, "next": None}
    told = [row["organ_id"], row["scope"], row["report_year"]]
    sql = "select id, report_year, title from reports where organ_id = ? and scope is ? and report_year"
    return {
        "previous": first(db, f"{sql} < ? order by report_year desc limit 1", told),
        "next": first(db, f"{sql} > ? order by report_year limit 1", told),
    }


def listed(db: sqlite3.Connection, page_id: str) -> list[Row]:
    """Where lists named the page: the date in the list, when it was first there, and the last complete walk without it.

    Both captures together bound when it really appeared; only they are proof.
    """
    entries = rows(
        db,
        "select listings.title, listings.listed_on, listings.first_seen, listings.last_seen,"
        " listings.first_capture_id, listings.channel_id, channels.name as channel, channels.url as channel_url"
        " from listings left join channels on channels.id = listings.channel_id"
        " where listings.page_id = ? order by listings.first_seen, listings.id limit 20",
        [page_id],
    )
    for entry in entries:
        entry["without"] = first(
            db,
            "select captures.id, captures.captured_at from walks join captures on captures.id = first_capture_id"
            " where walks.channel_id = ? and walks.complete and walks.ended_at < ?"
            " and walks.crawl_id <> (select crawl_id from captures where id = ?)"
            " order by walks.ended_at desc limit 1",
            [entry["channel_id"], entry["first_seen"], entry["first_capture_id"]],
        )
    return entries


def whole_report(db: sqlite3.Connection, report_id: str, revision_id: str | None) -> dict[str, Any] | None:
    """Everything that the report's page shows; None where there is no such report.

    `revision` is None where the report has no such revision.
    """
    row = report(db, report_id)
    if row is None:
        return None
    shown = revision_of(db, report_id, revision_id or row["revision_id"])
    is_file = shown is not None and shown["role"] == "attachment"
    carrier = revision_of(db, report_id, row["revision_id"]) if is_file else shown
    pages = pages_of(db, report_id)
    return {
        "report": row,
        "revision": shown,
        "pages": pages,
        "attachments": attachments_of(db, carrier, pages) if carrier else [],
        "listed": listed(db, shown["page_id"]) if shown else [],
        "findings": findings_of(db, report_id),
        **neighbours(db, row),
    }
