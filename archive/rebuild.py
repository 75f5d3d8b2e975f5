"""The catalogue again, from the WARC files alone.

Records are interpreted side by side on all cores into spools (see `spools`), and merged in the order of
capture into a new catalogue while the next ones are read; it takes the place of the old one in one rename.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from archive.capture import KeptCapture, RecordPlace
from archive.catalogue.catalogue import Catalogue
from archive.catalogue.crawls import close_crawls
from archive.catalogue.rows import CatalogueEntry
from archive.catalogue.statements import is_of_the_disk, read_only, roll_back
from archive.collection import Collection, CollectionFailed, DamagedCatalogue
from archive.findings import settle_findings
from archive.indexing import Indexer, closed_files, has_utf8_name, index_missing_files
from archive.processes import reading_processes
from archive.search.index import bulk_index
from archive.spools import SPOOL_FORMAT, Scan, read_spools, scan_file, spool_stretch, stretches
from archive.warc.errors import CannotRebuild, DamagedWarc, LostWarc
from archive.warc.reader import read_capture
from archive.warc.recovery import recover
from archive.wholefile import make_durable
from metadata.reader import READER_VERSION

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Called with the step's name, how much is done and how much there is."""

MERGED_AT_ONCE = 1_000
"""Captures between two settlings. Each settles all pages touched since, so that fewer cost less; but what is
settled while others still read costs no time, and readings wait in memory, 30 KB each."""
SHOWN_EVERY = 200


def bring_up_to_date(collection: Collection) -> None:
    """Have a catalogue of today's rules with all that the WARC files hold, before more is put in.

    What is missing is made; the collection's lock is the caller's to hold. Raises DamagedCatalogue for a
    catalogue that SQLite cannot read, CollectionFailed where the disk keeps it from that, and what `rebuild` raises
    where it has to be made again.
    """
    path = collection.catalogue_path
    try:
        with Catalogue(path) as catalogue:
            outdated = None if catalogue.is_current() else "read by older rules"
            if outdated is None and not index_missing_files(collection, catalogue):
                outdated = "made without captures from before its newest ones"
    except sqlite3.DatabaseError as error:
        if is_of_the_disk(error):
            raise CollectionFailed(
                f"{path}: cannot be used ({error}): check its rights, free space, or try later"
            ) from error
        raise DamagedCatalogue(f"{path}: cannot be used ({error}): run `nianbao rebuild`") from error
    if outdated:
        log.warning("%s: %s: making it again", collection.catalogue_path, outdated)
        rebuild(collection, progress=lambda step, done, total: log.info("%s: %d of %d", step, done, total))


def rebuild(
    collection: Collection, *, processes: int | None = None, forget_lost: bool = False, progress: Progress
) -> int:
    """Make `catalogue.db` again and put it in place of the old one; returns the number of captures.

    Files that a killed writer left open are closed first, for their rows are to come again as well.
    `processes` None means one a core. Raises CannotRecover, OSError, CannotRebuild at a damaged record, LostWarc
    where files that the old catalogue knows are lost; `forget_lost` passes over both, and the log tells what is
    damaged. The old catalogue stays until the new one is whole. The collection's lock is the caller's to hold.
    """
    recover(collection.warc_folder)
    if not forget_lost and (lost := lost_files(collection)):
        raise LostWarc(
            f"{told_lost(lost)}: put back what was kept, or have the new catalogue forget it"
            " (nianbao rebuild --forget-lost)"
        )
    files = closed_files(collection)
    if unnamed := [path for path in files if not has_utf8_name(path)]:
        raise CannotRebuild(f"{unnamed[0]}: a file name that is no UTF-8: rename the file, or move it away")
    known = _known_offsets(collection, files) if forget_lost else [None] * len(files)
    spool_folder = _spool_folder(collection)
    aside = collection.folder / "catalogue.db.new"
    aside.unlink(missing_ok=True)
    try:
        with reading_processes(processes) as pool:
            scans = _scan(pool.map(scan_file, files, known), files, progress)
            spools = pool.map(
                partial(spool_stretch, spools=spool_folder), stretches(collection.warc_folder, scans)
            )
            captures = _write(aside, collection, files, scans, spools, progress)
        _settle_journal(collection.catalogue_path)
        aside.replace(collection.catalogue_path)
    finally:
        # Where the disk was full, it would be still.
        aside.unlink(missing_ok=True)
    shutil.rmtree(spool_folder)
    return captures


def _write(
    aside: Path,
    collection: Collection,
    files: Sequence[Path],
    scans: Sequence[Scan],
    spools: Iterable[Path],
    progress: Progress,
) -> int:
    """Write the new catalogue, durable; returns the number of captures."""
    records = sum(len(scan.records) for scan in scans)
    with Catalogue(aside) as catalogue:
        captures = _merge(collection, catalogue, spools, lambda done: progress("merge", done, records))
        _complete(collection, catalogue, files)
    make_durable(aside)
    return captures


def _scan(found: Iterable[Scan], files: Sequence[Path], progress: Progress) -> list[Scan]:
    """What the first pass finds in each file; the log tells of damage that is passed over. Raises CannotRebuild."""
    scans: list[Scan] = []
    try:
        for path, scan in zip(files, found, strict=True):
            for span in scan.broken:
                log.error(
                    "%s: byte %d: %d bytes passed over: %s", path, span.offset, span.length, span.reason
                )
            scans.append(scan)
            progress("scan", len(scans), len(files))
    except DamagedWarc as error:
        raise CannotRebuild(
            f"{error.file}: byte {error.offset}: {error.reason}: put back a whole copy of the file, or have the new"
            " catalogue pass over what is damaged (nianbao rebuild --forget-lost)"
        ) from error
    return scans


def _known_offsets(collection: Collection, files: Sequence[Path]) -> list[frozenset[int]]:
    """Where the old catalogue, if it can be read, has captures in each file: found again also after damage."""
    known: dict[str, set[int]] = {}
    with suppress(sqlite3.DatabaseError), closing(read_only(collection.catalogue_path)) as db:
        for name, offset in db.execute("select warc_file, warc_offset from captures"):
            known.setdefault(name, set()).add(offset)
    return [frozenset(known.get(path.name, ())) for path in files]


def told_lost(lost: Sequence[Path]) -> str:
    """Which WARC files are lost, in a few words."""
    more = f" and {len(lost) - 1} more WARC files" if len(lost) > 1 else ""
    return f"{lost[0]}{more}: gone, or shorter than the catalogue knows"


def lost_files(collection: Collection) -> list[Path]:
    """The WARC files that the catalogue knows whole and that are not; none for a catalogue that cannot be read."""
    if not collection.catalogue_path.exists():
        return []
    try:
        with closing(sqlite3.connect(collection.catalogue_path)) as db:
            known = db.execute("select name, bytes from warc_files order by name").fetchall()
    except sqlite3.DatabaseError:
        return []
    held = {path.name: path.stat().st_size for path in closed_files(collection)}
    return [collection.warc_folder / name for name, size in known if held.get(name, -1) < size]


def _spool_folder(collection: Collection) -> Path:
    """Where the spools are; those of another reader or format are removed."""
    folder = collection.folder / f"rebuild-{READER_VERSION}-{SPOOL_FORMAT}"
    for other in set(collection.folder.glob("rebuild-[0-9]*-[0-9]*/")) - {folder}:
        shutil.rmtree(other)
    folder.mkdir(exist_ok=True)
    return folder


def _settle_journal(old: Path) -> None:
    """Roll back what a killed crawl left half written: SQLite would put its journal into the new file."""
    roll_back(old)
    old.with_name(f"{old.name}-journal").unlink(missing_ok=True)


def _merge(
    collection: Collection, catalogue: Catalogue, spools: Iterable[Path], progress: Callable[[int], None]
) -> int:
    """Put in what the spools tell, in one transaction; returns the number of captures."""
    indexer = Indexer(collection, catalogue)
    captures = 0
    # Nobody else reads this file yet, and a cut-off rebuild starts it again.
    catalogue.db.execute("pragma synchronous = off")
    catalogue.db.begin()
    with bulk_index(catalogue.db.conn):
        for number, told in enumerate(read_spools(spools), start=1):
            captures += _put(collection, indexer, told)
            if number % MERGED_AT_ONCE == 0:
                catalogue.settle()
            if number % SHOWN_EVERY == 0:
                progress(number)
        catalogue.settle()
    return captures


def _put(collection: Collection, indexer: Indexer, told: dict[str, Any]) -> bool:
    """Put one record in; returns whether it was a capture."""
    if "entry" in told:
        indexer.add_entry(CatalogueEntry(*told["entry"]))
        return True
    if "place" in told:
        record = read_capture(collection.warc_folder, RecordPlace(**told["place"]))
        assert isinstance(record, KeptCapture)  # the spool tells the places of revisits alone
        indexer.add(record)
        return True
    if "note" in told:
        note = told["note"]
        indexer.catalogue.note(note["uri"], note["fields"], RecordPlace(**note["place"]))
    return False


def _complete(collection: Collection, catalogue: Catalogue, files: Iterable[Path]) -> None:
    """What is made from all captures together; then commit."""
    indexer = Indexer(collection, catalogue)
    close_crawls(catalogue.db)
    settle_findings(catalogue.db)
    for path in files:
        indexer.put_file(path.name)
    catalogue.db.commit()
