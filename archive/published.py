"""The published copy: what the site serves while crawls write the catalogue.

It is made aside, checked and renamed into place, so that a reader sees the old copy or the new one, never
a half.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from archive.collection import Collection, CollectionError
from archive.search.index import compact_index


def publish(collection: Collection) -> Path:
    """Make `published.db` anew from the catalogue. Returns its path; raises CollectionError if it cannot."""
    aside = collection.published_path.with_suffix(".db.new")
    aside.unlink(missing_ok=True)
    if not collection.catalogue_path.exists():
        raise CollectionError(
            f"{collection.catalogue_path}: no catalogue yet: run `nianbao crawl` or `nianbao rebuild`"
        )
    try:
        source = sqlite3.connect(f"{collection.catalogue_path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            source.execute("vacuum into ?", [str(aside)])
        finally:
            source.close()
        _finish(aside)
        _make_durable(aside)
        aside.replace(collection.published_path)
        _make_durable(collection.folder)
    except (sqlite3.Error, OSError) as error:
        aside.unlink(missing_ok=True)
        raise CollectionError(
            f"{aside}: cannot publish ({error}): the old copy stays in place; free space and run the crawl again"
        ) from error
    return collection.published_path


def _finish(path: Path) -> None:
    copy = sqlite3.connect(path)
    try:
        # Datasette's `?_search=` joins a table to its index by a number.
        copy.execute("alter table reports add column search_number integer")
        copy.execute(
            "update reports set search_number ="
            " (select number from search_documents where search_documents.id = reports.revision_id)"
        )
        compact_index(copy)
        # Statistics help the site's many small queries; they are part of the copy, not of the catalogue.
        copy.execute("analyze")
        copy.commit()
        told = copy.execute("pragma quick_check").fetchone()[0]
    finally:
        copy.close()
    if told != "ok":
        raise sqlite3.DatabaseError(f"the copy is damaged: {told}")


def _make_durable(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
