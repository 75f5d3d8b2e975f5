"""Rows as plain dictionaries, and what a catalogue of any age has."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]
Parameters = Sequence[Any] | Mapping[str, Any]


def rows(db: sqlite3.Connection, sql: str, parameters: Parameters = ()) -> list[Row]:
    """All rows of a query."""
    cursor = db.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def first(db: sqlite3.Connection, sql: str, parameters: Parameters = ()) -> Row | None:
    """The first row of a query, None where it has none."""
    return next(iter(rows(db, sql, parameters)), None)


def has_column(db: sqlite3.Connection, table: str, name: str) -> bool:
    """Whether a table of the catalogue has this column."""
    found = db.execute("select 1 from pragma_table_info(?) where name = ?", [table, name])
    return found.fetchone() is not None


def has_table(db: sqlite3.Connection, name: str) -> bool:
    """Whether the catalogue has this table or view."""
    found = db.execute("select 1 from sqlite_master where name = ? and type in ('table', 'view')", [name])
    return found.fetchone() is not None
