"""The history of a page or a report: what was there when, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from archive.catalogue.rows import page_id


class UnknownAddress(Exception):
    """Neither a URL nor an id that the catalogue knows; the text says what was asked."""


def find_pages(db: Database, address: str) -> list[dict[str, Any]]:
    """The pages that a URL, a page id or a report id stands for. Raises UnknownAddress."""
    if "://" in address:
        try:
            wanted = page_id(address)
        except ValueError as error:
            raise UnknownAddress(str(error)) from error
        pages = list(db.query("select * from pages where id = ?", [wanted]))
    else:
        pages = list(
            db.query(
                "select * from pages where id = :address or (report_id = :address and role <> 'attachment')"
                " order by first_captured_at, id",
                {"address": address},
            )
        )
    if not pages:
        raise UnknownAddress(f"{address}: not in this collection: give a URL, a page id or a report id")
    return pages


def history(db: Database, address: str) -> list[dict[str, Any]]:
    """The revisions of a page or report, oldest first, page by page. Raises UnknownAddress.

    Each has `id url number first_seen last_seen changed captures chrome_changed markup_changed withdrawn_at`;
    `captures` lists the capture ids; `chrome_changed` and `markup_changed` count those of them that came in
    other bytes, None in a catalogue that no crawl or rebuild has brought up to date; `withdrawn_at` stands on
    the last revision of a page that was taken down.
    """
    return [told for page in find_pages(db, address) for told in _revisions(db, page)]


def _revisions(db: Database, page: dict[str, Any]) -> Iterator[dict[str, Any]]:
    rows = list(db.query("select * from revisions where page_id = ? order by number", [page["id"]]))
    for row in rows:
        captures = db.query(
            "select id from captures where revision_id = ? order by captured_at, id", [row["id"]]
        )
        yield {
            "id": row["id"],
            "page_id": page["id"],
            "report_id": page["report_id"],
            "url": page["url"],
            "number": row["number"],
            "first_seen": row["first_seen"],
            "last_seen": row["last_seen"],
            "changed": (row["changed"] or "").split(),
            "title": row["title"],
            "captures": [capture["id"] for capture in captures],
            "chrome_changed": row.get("chrome_changed"),
            "markup_changed": row.get("markup_changed"),
            "withdrawn_at": page["withdrawn_at"] if row is rows[-1] else None,
        }


def find_revisions(db: Database, old: str, new: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two revisions to compare: both by id, or one address for its last two.

    Each is its row of `revisions` with the page's `url`. Raises UnknownAddress.
    """
    if new is not None:
        return _revision(db, old), _revision(db, new)
    told = [row for row in history(db, old) if row["number"] > 1]
    if not told:
        raise UnknownAddress(f"{old}: it has not changed since it was first seen")
    last = max(told, key=lambda row: (row["first_seen"], row["id"]))
    rows = list(
        db.query(
            "select id from revisions where page_id = ? and number in (?, ?) order by number",
            [last["page_id"], last["number"] - 1, last["number"]],
        )
    )
    return _revision(db, rows[0]["id"]), _revision(db, rows[1]["id"])


def _revision(db: Database, revision: str) -> dict[str, Any]:
    for row in db.query(
        "select revisions.*, pages.url from revisions join pages on pages.id = page_id where revisions.id = ?",
        [revision],
    ):
        return row
    raise UnknownAddress(f"{revision}: no such revision: `nianbao history` lists them")
