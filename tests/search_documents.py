"""An index of documents whose texts stand in a table `revisions`, as the catalogue's do."""

from __future__ import annotations

import sqlite3

from archive.search.document import SearchDocument
from archive.search.index import create_index, put_document


def index_texts(db: sqlite3.Connection) -> None:
    """Make the table of texts, and the index over it."""
    db.execute("CREATE TABLE revisions (id TEXT PRIMARY KEY, text TEXT NOT NULL)")
    create_index(db, "revisions")


def put(db: sqlite3.Connection, document: SearchDocument) -> int:
    """Put a document and its text in; returns its number."""
    db.execute("INSERT OR REPLACE INTO revisions VALUES (?, ?)", [document.id, document.text])
    return put_document(db, document)
