"""Findings: what a reader should look at, each with its evidence."""

from __future__ import annotations

import sqlite3

from archive.site.queries.rows import Row, has_table, rows


def latest_findings(db: sqlite3.Connection, limit: int) -> list[Row]:
    """The newest findings, none where the catalogue has no table of them."""
    if not has_table(db, "findings"):
        return []
    return rows(db, "select * from findings limit ?", [limit])
