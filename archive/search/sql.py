"""Chinese search in plain SQL: for Datasette's `?_search=`, canned queries, and anyone's own SQL.

SELECT * FROM search_documents WHERE number IN
    (SELECT rowid FROM search_terms WHERE search_terms MATCH zh_query('依申请公开 year:2018'))
"""

from __future__ import annotations

import json
import sqlite3

from archive.search.expression import conditions, terms_expression
from archive.search.folding import fold
from archive.search.nodes import has_tag
from archive.search.query import parse
from archive.search.ranking import Asked
from archive.search.terms import EVERY_DOCUMENT

_NOTHING = f'filters : "{EVERY_DOCUMENT}" NOT filters : "{EVERY_DOCUMENT}"'
_NO_LIMIT = -1


def zh_query(text: str | None) -> str:
    """What was typed as an FTS5 expression for `search_terms MATCH`; what asks for nothing finds nothing.

    Tags (`has:`, `finding:`) are not in the terms; they are searched as text here.
    """
    root = parse(str(text or "")).root
    return _NOTHING if root is None else terms_expression(root)


def table_query(text: str | None) -> str:
    """`zh_query` for `?_search=`: what asks for tags is left out, because `tags_condition` narrows by it."""
    root = parse(str(text or "")).root
    if root is None or not has_tag(root):
        return zh_query(text)
    return conditions(root).terms


def tags_condition(text: str, number: str) -> tuple[str, dict[str, str]] | None:
    """What `table_query` left out, as SQL about the column `number` and its parameters; None when nothing."""
    root = parse(text).root
    if root is None or not has_tag(root):
        return None
    wanted = conditions(root)
    names = [f"zh_tag_{place}" for place in range(len(wanted.parameters))]
    sql = wanted.sql.replace("?", ":{}").format(*names)
    quoted = '"' + number.replace('"', '""') + '"'
    return (
        f"{quoted} IN (SELECT d.number FROM search_documents AS d WHERE 1{sql})",
        dict(zip(names, wanted.parameters, strict=True)),
    )


def register(conn: sqlite3.Connection) -> None:
    """Add `zh_query(text)`, `zh_numbers(text)` and `zh_fold(text)`, and replace Datasette's `escape_fts(text)`.

    `zh_numbers` understands the whole language, tags too: the numbers of all matching documents, those that came
    in last first, as JSON for `json_each`.

    Datasette adds its own `escape_fts` to each connection: a plugin must call this after it (hook
    `prepare_connection` with `trylast=True`).
    """

    def zh_numbers(text: str | None) -> str:
        root = parse(str(text or "")).root
        matches = [] if root is None else Asked(conn, root, all_revisions=True).find(_NO_LIMIT)
        return json.dumps([match.number for match in matches])

    conn.create_function("zh_query", 1, zh_query, deterministic=True)
    conn.create_function("zh_numbers", 1, zh_numbers)
    conn.create_function(
        "zh_fold", 1, lambda text: None if text is None else fold(str(text)), deterministic=True
    )
    conn.create_function("escape_fts", 1, table_query, deterministic=True)
