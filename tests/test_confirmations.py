"""Captures that only confirm their page: what is written at once is what settling the page would give."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

from conftest import CrawledSample

from archive.capture import KeptCapture
from archive.catalogue.catalogue import Catalogue
from archive.catalogue.statements import Row, read_rows
from archive.collection import Collection, create_collection
from archive.exchange import Role
from archive.indexing import Indexer
from archive.interpretation import role_of
from archive.warc.reader import Note, read_records

TABLES = ("pages", "captures", "revisions", "figures", "withdrawals", "joins", "reports", "organs")


def test_a_page_comes_out_the_same_however_many_captures_are_settled_together(
    crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    collection = create_collection(tmp_path / "collection")
    for path in crawled_sample.collection.warc_folder.glob("*.warc.gz"):
        shutil.copy(path, collection.warc_folder)
    one_by_one = indexed(collection, tmp_path / "one.db", settled_after=1)
    together = indexed(collection, tmp_path / "together.db", settled_after=1_000_000)
    assert len(one_by_one["pages"]) > 20
    assert one_by_one == together


def test_an_unchanged_page_is_told_seen_at_once(crawled_sample: CrawledSample, tmp_path: Path) -> None:
    collection = crawled_sample.collection
    revisit = next(
        record
        for record in some_records(collection)
        if isinstance(record, KeptCapture) and record.status == 304 and role_of(record) is Role.PAGE
    )
    with Catalogue(tmp_path / "catalogue.db") as catalogue, catalogue.db.atomic():
        indexer = Indexer(collection, catalogue)
        for record in some_records(collection):
            if isinstance(record, KeptCapture):
                indexer.add(record)
                if record.id == revisit.id:
                    break
                catalogue.settle()
        told = next(
            read_rows(
                catalogue.db,
                "select captures.revision_id, revisions.last_seen, captures.captured_at, revisions.captures"
                " from captures join revisions on revisions.id = revision_id where captures.id = ?",
                [revisit.id],
            )
        )
    assert told["last_seen"] == told["captured_at"]
    assert told["captures"] == 2


def indexed(
    collection: Collection, path: Path, *, settled_after: int, every: int = 8
) -> dict[str, list[Row]]:
    """The tables of a catalogue of some records, settled whenever so many have come, and at the end."""
    with Catalogue(path) as catalogue, catalogue.db.atomic():
        indexer = Indexer(collection, catalogue)
        for number, record in enumerate(some_records(collection, every), start=1):
            if isinstance(record, Note):
                catalogue.note(record.uri, record.fields, record.place)
            else:
                indexer.add(record)
            if number % settled_after == 0:
                catalogue.settle()
        catalogue.settle()
        tables = {name: list(read_rows(catalogue.db, f"select * from {name}")) for name in TABLES}
        tables["search"] = list(
            read_rows(catalogue.db, "select id, report, latest, digest from search_documents")
        )
    return {name: sorted(rows, key=repr) for name, rows in tables.items()}


def some_records(collection: Collection, every: int = 8) -> Iterator[KeptCapture | Note]:
    """The records of one page in so many, and of the crawls; by path, for the sample's port is another each time."""
    for path in sorted(collection.warc_folder.glob("*.warc.gz")):
        for record in read_records(path):
            if isinstance(record, Note) or crc32(urlsplit(record.url).path.encode()) % every == 0:
                yield record
