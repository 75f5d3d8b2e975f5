"""The Datasette plugin: gives every connection the functions of Chinese search.

Loaded through the entry point `datasette`, so that `nianbao serve` and plain `datasette` behave alike.
"""

from __future__ import annotations

import sqlite3

from datasette import hookimpl

from archive.search.sql import register


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Register `zh_query`, and the reading of `?_search=` that finds Chinese."""
    register(conn)
