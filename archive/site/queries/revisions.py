"""One revision with where it stands: its page, its report, the captures that bound it."""

from __future__ import annotations

import json
import sqlite3

from archive.catalogue.ids import page_id
from archive.site.queries.rows import Row, first


def revision(db: sqlite3.Connection, revision_id: str) -> Row | None:
    """A revision's row with its page's URL and its report; `sections` as values, the rest as the catalogue has it."""
    row = first(
        db,
        "select revisions.*, pages.url, reports.title as report_title, reports.organ as report_organ"
        " from revisions join pages on pages.id = revisions.page_id"
        " left join reports on reports.id = revisions.report_id where revisions.id = ?",
        [revision_id],
    )
    if row is not None:
        row["sections"] = json.loads(row["sections"])
    return row


def newest_of(db: sqlite3.Connection, url: str) -> Row | None:
    """The newest revision of a URL, its id and URL; None where no text of it was read."""
    return first(
        db,
        "select revisions.id, pages.url from pages join revisions on revisions.page_id = pages.id"
        " and revisions.number = pages.revisions where pages.id = ?",
        [page_id(url)],
    )
