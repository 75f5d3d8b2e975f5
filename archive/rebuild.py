"""The catalogue again, from the WARC files alone.

Two steps. Files are interpreted side by side on all cores, each into a spool of its own, which a rebuild
that was cut short finds again; then the spools are merged in the order of capture into a new catalogue,
which takes the place of the old one in one rename.
"""

from __future__ import annotations

import heapq
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, suppress
from dataclasses import asdict
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from archive.capture import KeptCapture, RecordPlace, RecordType
from archive.catalogue.catalogue import Catalogue
from archive.catalogue.crawls import close_crawls
from archive.catalogue.rows import CatalogueEntry, Row, read_entry
from archive.catalogue.values import json_text, utc_text
from archive.collection import Collection
from archive.exchange import Role
from archive.findings import settle_findings
from archive.indexing import Indexer, apply_note
from archive.interpretation import role_of
from archive.search.index import bulk_index
from archive.warc.errors import WarcError
from archive.warc.reader import Note, read_capture, read_records
from archive.warc.recovery import recover
from metadata.reader import READER_VERSION

Progress = Callable[[str, int, int], None]
"""Called with the step's name, how much is done and how much there is."""

MERGED_AT_ONCE = 5_000
"""Captures between two settlings. Each settles all pages touched since, so that fewer cost less; their readings
wait in memory, 30 KB each."""
SHOWN_EVERY = 200
SPOOL_FORMAT = 3


def rebuild(collection: Collection, *, processes: int | None = None, progress: Progress) -> int:
    """Make `catalogue.db` again and put it in place of the old one; returns the number of captures.

    Files that a killed writer left open are closed first, for their rows are to come again as well.
    `processes` None means one a core. Raises CannotRecover, DamagedWarc at a damaged file (the old catalogue
    stays), OSError. The collection's lock is the caller's to hold.
    """
    recover(collection.warc_folder)
    spool_folder = collection.folder / f"rebuild-{READER_VERSION}-{SPOOL_FORMAT}"
    for other in set(collection.folder.glob("rebuild-[0-9]*-[0-9]*/")) - {spool_folder}:
        shutil.rmtree(other)
    spool_folder.mkdir(exist_ok=True)
    files = sorted(collection.warc_folder.glob("*.warc.gz"))
    spools = []
    # Not forked: a crawl that rebuilds runs threads, and a fork may copy a lock that one of them holds.
    with ProcessPoolExecutor(processes or os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for spool in pool.map(partial(_spool_file, folder=spool_folder), files):
            spools.append(spool)
            progress("read", len(spools), len(files))
    aside = collection.folder / "catalogue.db.new"
    aside.unlink(missing_ok=True)
    captures = _merge(collection, aside, files, spools, progress)
    _settle_journal(collection.catalogue_path)
    aside.replace(collection.catalogue_path)
    shutil.rmtree(spool_folder)
    return captures


def _settle_journal(old: Path) -> None:
    """Roll back what a killed crawl left half written: SQLite would put its journal into the new file."""
    journal = old.with_name(old.name + "-journal")
    if journal.exists() and old.exists():
        with closing(sqlite3.connect(old)) as db, suppress(sqlite3.DatabaseError):
            db.execute("select count(*) from sqlite_master").fetchone()
    journal.unlink(missing_ok=True)


def _spool_file(path: Path, folder: Path) -> Path:
    """Interpret the records of one file into a spool: a line of JSON a record, in the order of capture."""
    spool = folder / f"{path.name}.{path.stat().st_size}.jsonl"
    if spool.exists():
        return spool
    lines = []
    aside = spool.with_suffix(".part")
    with aside.open("w", encoding="utf-8") as stream:
        for record in read_records(path):
            start = stream.tell()
            stream.write(json_text(_spooled(record)) + "\n")
            lines.append((_order(record), start))
    _sort_spool(aside, lines, spool)
    return spool


def _order(record: KeptCapture | Note) -> tuple[str, str]:
    """Captures by time; the starts of crawls before all of them, for they name the portals, the ends after."""
    if isinstance(record, KeptCapture):
        return (utc_text(record.captured_at), record.id)
    place_in_time = "!" if record.uri.endswith(":start") else "~"
    return (place_in_time + utc_text(record.noted_at), record.id)


def _sort_spool(unsorted: Path, lines: list[tuple[tuple[str, str], int]], spool: Path) -> None:
    aside = spool.with_suffix(".sorted")
    with unsorted.open("rb") as source, aside.open("wb") as target:
        for _, start in sorted(lines):
            source.seek(start)
            target.write(source.readline())
        # A power cut must not leave the name with half of what it names.
        target.flush()
        os.fsync(target.fileno())
    aside.replace(spool)
    unsorted.unlink()


def _spooled(record: KeptCapture | Note) -> dict[str, Any]:
    """A record as JSON: interpreted where it holds its own payload, else its place, to be read when merged."""
    at, identity = _order(record)
    told: dict[str, Any] = {"at": at, "id": identity}
    if isinstance(record, Note):
        return {**told, "note": asdict(record.place)}
    # A list is read by its portal's family, a revisit by its payload: both may stand in another file.
    if role_of(record) is Role.LIST or record.record_type is RecordType.REVISIT:
        return {**told, "place": asdict(record.place)}
    entry = read_entry(record, (record.response_headers, record.body), None)
    return {**told, "capture": entry.capture, "content": entry.content, "figures": entry.figures}


def _merge(
    collection: Collection, aside: Path, files: list[Path], spools: list[Path], progress: Progress
) -> int:
    with Catalogue(aside) as catalogue:
        # Nobody else reads this file yet, and a cut-off rebuild starts it again.
        catalogue.db.execute("pragma synchronous = off")
        indexer = Indexer(collection, catalogue)
        catalogue.db.begin()
        with bulk_index(catalogue.db.conn):
            captures = _put_all(collection, indexer, spools, progress)
        close_crawls(catalogue.db)
        settle_findings(catalogue.db)
        for path in files:
            indexer.put_file(path.name)
        catalogue.db.commit()
    with aside.open("rb") as stream:
        os.fsync(stream.fileno())
    return captures


def _put_all(collection: Collection, indexer: Indexer, spools: list[Path], progress: Progress) -> int:
    captures = done = 0
    total = sum(path.stat().st_size for path in spools)
    for number, (line, told) in enumerate(heapq.merge(*map(_lines, spools), key=_line_order), start=1):
        captures += _put(collection, indexer, told)
        done += line
        if number % MERGED_AT_ONCE == 0:
            indexer.catalogue.settle()
        if number % SHOWN_EVERY == 0:
            progress("merge", done, total)
    indexer.catalogue.settle()
    return captures


def _lines(spool: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with spool.open("rb") as stream:
        for line in stream:
            try:
                told = json.loads(line)
            except ValueError as error:
                spool.unlink()
                raise WarcError(f"{spool}: half written, removed: run nianbao rebuild again") from error
            yield len(line), told


def _line_order(line: tuple[int, dict[str, Any]]) -> tuple[str, str]:
    return (line[1]["at"], line[1]["id"])


def _put(collection: Collection, indexer: Indexer, told: dict[str, Any]) -> int:
    if "capture" in told:
        content: Row | None = told["content"]
        indexer.add_entry(CatalogueEntry(told["capture"], content, tuple(told["figures"]), (), ()))
        return 1
    record = read_capture(collection.warc_folder, RecordPlace(**(told.get("note") or told["place"])))
    if isinstance(record, Note):
        apply_note(indexer.catalogue, record)
        return 0
    assert record is not None
    indexer.add(record)
    return 1
