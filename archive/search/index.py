"""The search index: tables in the catalogue file, written in the caller's transaction.

    search_documents    one row a revision: what it is and what it can be filtered by
    search_terms        FTS5: the terms of title, organ and text with positions, and the filters as terms
    search_tags         what else a document has (`has:figures`, `finding:late`)
    search_texts        the texts that snippets are cut from: a view of the catalogue's

The FTS5 table is contentless: it holds no second copy of the texts. SQLite 3.40 cannot delete from such a table
without being shown the old text again, so nothing is deleted there: a document that changes gets a new
number, and terms under a number without a row are never found. A rebuild drops what was left behind.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from archive.search.document import SearchDocument
from archive.search.folding import FOLDING_VERSION, fold
from archive.search.terms import filter_terms, index_terms

__all__ = [
    "SearchDocument",
    "Terms",
    "bulk_index",
    "compact_index",
    "create_index",
    "document_terms",
    "is_current",
    "put_document",
    "put_tags",
    "remove_document",
]

INDEX_VERSION = 2
"""Raise it when tables or terms change; an index of another version is made again by a rebuild."""

# FTS5 sorts this many bytes of postings in memory before it writes a segment: 0.44 ms a report with its share of
# merging against 0.60 with FTS5's own 1 MiB; 64 MiB leave the processor's cache again (0.52).
_HASH_BYTES = 16 * 1024 * 1024
# A crawl commits every few reports, and each commit leaves a segment; merging four at a time, FTS5's own way,
# writes a posting again and again (0.73 ms a report against 0.50). The copy that is published has one segment.
_SEGMENTS_MERGED = 16

# `text` is the first column: FTS5 marks the postings of any other with two bytes each, a quarter of the text's size.
_TABLES = (
    "CREATE TABLE IF NOT EXISTS search_about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS search_documents (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        report TEXT NOT NULL,
        title TEXT NOT NULL,
        organ TEXT NOT NULL,
        year INTEGER,
        published_on TEXT,
        portal TEXT NOT NULL,
        kind TEXT NOT NULL,
        level TEXT,
        division TEXT,
        url TEXT,
        latest INTEGER NOT NULL,
        digest BLOB NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS search_documents_by_report ON search_documents (report)",
    "CREATE INDEX IF NOT EXISTS search_documents_by_date ON search_documents (published_on, number)",
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_terms
        USING fts5 (text, title, organ, filters, content='', tokenize='ascii')""",
    """CREATE TABLE IF NOT EXISTS search_tags (
        tag TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (tag, document)
    ) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS search_tags_by_document ON search_tags (document)",
)


def create_index(db: sqlite3.Connection, texts: str) -> None:
    """Make the tables of the index where they are missing; safe to call again.

    `texts` is the table whose column `text` has the text of each document under the document's `id`.
    """
    for statement in _TABLES:
        db.execute(statement)
    db.execute(f'CREATE VIEW IF NOT EXISTS search_texts AS SELECT "id" AS id, "text" AS text FROM "{texts}"')
    _configure(db, "hashsize", _HASH_BYTES)
    _configure(db, "automerge", _SEGMENTS_MERGED)
    db.execute("INSERT OR IGNORE INTO search_about VALUES ('version', ?)", [_version()])


def is_current(db: sqlite3.Connection) -> bool:
    """Whether the index was made by these rules; if not, a rebuild makes it again."""
    row = db.execute("SELECT value FROM search_about WHERE name = 'version'").fetchone()
    return row is not None and row[0] == _version()


Terms = tuple[str, str, str]
"""The terms of a document's title, of its organ and of its text."""


def document_terms(title: str, organ: str, text: str) -> Terms:
    """The terms of a document: half the cost of putting it in, and made where a processor is free."""
    return index_terms(fold(title)), index_terms(fold(organ)), index_terms(fold(text))


def put_document(db: sqlite3.Connection, document: SearchDocument, terms: Terms | None = None) -> int:
    """Put a document in, in the place of any earlier one of the same id, and return its number.

    The number is the rowid of the FTS5 table. It stays the same while the words stay the same, so that
    putting a document again only to change `latest` or a date costs next to nothing. `terms` are those of the
    document, None to make them here.
    """
    columns = (document.title, document.organ, document.text)
    filters = filter_terms(document)
    written = "\0".join([*columns, filters]).encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(written, digest_size=12).digest()
    known = db.execute("SELECT number, digest FROM search_documents WHERE id = ?", [document.id]).fetchone()
    if known and known[1] == digest:
        _put_row(db, document, digest, known[0])
        return int(known[0])
    if known:
        db.execute("DELETE FROM search_documents WHERE number = ?", [known[0]])
    number = _put_row(db, document, digest, None)
    db.execute(
        "INSERT INTO search_terms (rowid, title, organ, text, filters) VALUES (?, ?, ?, ?, ?)",
        [number, *(terms or document_terms(*columns)), filters],
    )
    return number


def remove_document(db: sqlite3.Connection, id: str) -> None:
    """Take a document out with its tags; nothing happens when it is not there."""
    db.execute("DELETE FROM search_documents WHERE id = ?", [id])
    db.execute("DELETE FROM search_tags WHERE document = ?", [id])


def put_tags(db: sqlite3.Connection, document: str, tags: Iterable[str]) -> None:
    """Say what a document has, in the place of what was said before: `has:figures`, `finding:late` ..."""
    known = {row[0] for row in db.execute("SELECT tag FROM search_tags WHERE document = ?", [document])}
    wanted = {tag.lower() for tag in tags}
    for tag in sorted(known - wanted):
        db.execute("DELETE FROM search_tags WHERE tag = ? AND document = ?", [tag, document])
    for tag in sorted(wanted - known):
        db.execute("INSERT INTO search_tags (tag, document) VALUES (?, ?)", [tag, document])


def compact_index(db: sqlite3.Connection) -> None:
    """Merge the segments that many small transactions leave behind; for the copy that is published."""
    db.execute("INSERT INTO search_terms (search_terms) VALUES ('optimize')")


@contextmanager
def bulk_index(db: sqlite3.Connection) -> Iterator[None]:
    """Put very many documents in: merges once at the end instead of all along.

    Commit every ten thousand documents or so; each commit leaves a segment to be merged. So does every
    savepoint, and SQLite opens one for each statement that may fail halfway (INSERT OR REPLACE, upserts, inserts
    of many rows): write other tables before or after, not between.
    """
    _configure(db, "automerge", 0)
    try:
        yield
    finally:
        _configure(db, "automerge", _SEGMENTS_MERGED)
    compact_index(db)


def _configure(db: sqlite3.Connection, option: str, value: int) -> None:
    db.execute("INSERT INTO search_terms (search_terms, rank) VALUES (?, ?)", [option, value])


def _version() -> str:
    return f"{INDEX_VERSION}.{FOLDING_VERSION}"


def _put_row(db: sqlite3.Connection, document: SearchDocument, digest: bytes, number: int | None) -> int:
    """Write the document's row under its number, or under a new one, and return the number.

    Plain INSERT and UPDATE of one row, never OR REPLACE: a statement that may have to be undone halfway makes
    SQLite open a savepoint, and FTS5 then writes out all postings it holds in memory (1.4 ms a report).
    """
    row = {
        "id": document.id,
        "report": document.report,
        "title": document.title,
        "organ": document.organ,
        "year": document.year,
        "published_on": document.published_on,
        "portal": document.portal,
        "kind": document.kind,
        "level": document.level,
        "division": document.division,
        "url": document.url,
        "latest": document.latest,
        "digest": digest,
    }
    if number is not None:
        changes = ", ".join(f"{name} = :{name}" for name in row)
        db.execute(f"UPDATE search_documents SET {changes} WHERE number = {number}", row)
        return number
    values = ", ".join(f":{name}" for name in row)
    return int(
        db.execute(f"INSERT INTO search_documents ({', '.join(row)}) VALUES ({values})", row).lastrowid or 0
    )
