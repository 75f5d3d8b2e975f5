"""Chinese search in plain SQL: for Datasette's `?_search=`, canned queries, and anyone's own SQL.

SELECT * FROM search_documents WHERE number IN
    (SELECT rowid FROM search_terms WHERE search_terms MATCH zh_query('依申请公开 year:2018'))
"""

from __future__ import annotations

import sqlite3

from archive.search.expression import terms_expression
from archive.search.folding import fold
from archive.search.query import parse
from archive.search.terms import EVERY_DOCUMENT

_NOTHING = f'filters : "{EVERY_DOCUMENT}" NOT filters : "{EVERY_DOCUMENT}"'


def zh_query(text: str | None) -> str:
    """What was typed as an FTS5 expression for `search_terms MATCH`; what asks for nothing finds nothing.

    Tags (`has:`, `finding:`) are not in the terms; they are searched as text here.
    """
    root = parse(str(text or "")).root
    return _NOTHING if root is None else terms_expression(root)


def register(conn: sqlite3.Connection) -> None:
    """Add `zh_query(text)` and `zh_fold(text)`, and take the place of Datasette's `escape_fts(text)`.

    Datasette adds its own `escape_fts` to each connection: a plugin must call this after it (hook
    `prepare_connection` with `trylast=True`).
    """
    conn.create_function("zh_query", 1, zh_query, deterministic=True)
    conn.create_function(
        "zh_fold", 1, lambda text: None if text is None else fold(str(text)), deterministic=True
    )
    conn.create_function("escape_fts", 1, zh_query, deterministic=True)
