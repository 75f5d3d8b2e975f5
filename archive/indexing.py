"""Indexing: from kept captures to catalogue rows, for a crawl as it runs and for files found without rows."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from archive.capture import KeptCapture, RecordType
from archive.catalogue.catalogue import Catalogue
from archive.catalogue.crawls import close_crawls
from archive.catalogue.ids import page_id
from archive.catalogue.payloads import payload_place
from archive.catalogue.rows import PAGE_ROLES, CatalogueEntry, entry_of, read_entry
from archive.catalogue.statements import read_rows, write_rows
from archive.catalogue.values import utc_text
from archive.collection import Collection
from archive.exchange import Headers
from archive.interpretation import Interpretation, Outcome, family_named, role_of
from archive.processes import reading_processes
from archive.warc.errors import WarcError
from archive.warc.reader import Note, read_payload, read_records
from metadata.families import Family

log = logging.getLogger(__name__)

READ_ASIDE = 32
"""A batch with fewer payloads is read at once: starting a process costs more (1.5 s here)."""
READ_AT_ONCE = 16
"""Payloads handed to a process together: to hand over four at a time cost half as much again, sixteen still share
a batch out evenly."""
SETTLE_EVERY = 500
"""Records between two settlings of files found without rows: readings wait in memory until then."""


class ReaderPool:
    """Processes that read payloads beside the crawl; started when a batch is large enough to gain by it."""

    def __init__(self) -> None:
        self._processes: ProcessPoolExecutor | None = None
        self._exit = ExitStack()

    def __enter__(self) -> ReaderPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.__exit__(kind, error, trace)

    def entries(self, jobs: Sequence[tuple[KeptCapture, Family | None]]) -> Iterator[CatalogueEntry]:
        """The entries of captures that hold their own payload, in their order."""
        if len(jobs) < READ_ASIDE and self._processes is None:
            return (_entry(job) for job in jobs)
        if self._processes is None:
            self._processes = self._exit.enter_context(reading_processes())
        return self._processes.map(_entry, jobs, chunksize=READ_AT_ONCE)


def _entry(job: tuple[KeptCapture, Family | None]) -> CatalogueEntry:
    capture, family = job
    return read_entry(capture, (capture.response_headers, capture.body), family)


class Indexer:
    """Puts captures into a catalogue, reading each payload once. Commit is the caller's."""

    def __init__(
        self, collection: Collection, catalogue: Catalogue, readers: ReaderPool | None = None
    ) -> None:
        self.catalogue = catalogue
        self._warc_folder = collection.warc_folder
        self._readers = readers or ReaderPool()
        self._families: dict[str, Family | None] = {}
        """By crawl: a profile may name another family later."""
        self._files: list[str] = []
        """Files that records were met of, in order, and that have no row of their own yet."""

    def begin(self, captures: Sequence[KeptCapture]) -> Iterator[CatalogueEntry]:
        """Have those of these captures read that hold their payload, side by side; the entries are for `add_all`."""
        whole = [capture for capture in captures if capture.record_type is RecordType.RESPONSE]
        return self._readers.entries([(capture, self._family_of(capture)) for capture in whole])

    def add_all(self, captures: Sequence[KeptCapture], begun: Iterator[CatalogueEntry] | None = None) -> None:
        """Put captures in, in their order; `begun` is what `begin` gave for them."""
        read = self.begin(captures) if begun is None else begun
        for capture in captures:
            if capture.record_type is RecordType.RESPONSE:
                self.add_entry(next(read))
            else:
                self.add(capture)

    def add(self, capture: KeptCapture) -> None:
        """Put one capture into the catalogue with what it means."""
        known = self._known_reading(capture)
        self.add_entry(entry_of(known) if known else self._read(capture))

    def add_entry(self, entry: CatalogueEntry) -> None:
        """Put one capture in whose meaning is known."""
        self.catalogue.add(entry)
        self.meet_file(str(entry.capture["warc_file"]))

    def meet_file(self, name: str) -> None:
        """Say that a record of a file comes next; a writer's files follow one another."""
        if name not in self._files:
            self._files.append(name)

    def put_finished_files(self, *, last_too: bool = False) -> None:
        """Write the rows of the files whose records are all in the catalogue.

        A file is finished when records of the next one came; the last one only when its writer has ended,
        which the caller knows. That it was renamed does not tell: its captures may still wait.
        """
        finished = self._files if last_too else self._files[:-1]
        for name in finished:
            self.put_file(name)
        self._files = self._files[len(finished) :]

    def put_file(self, name: str) -> None:
        """Write the row of a closed file, which says that the catalogue knows all of it."""
        path = self._warc_folder / name
        told = next(
            read_rows(
                self.catalogue.db, "select count(*) as captures from captures where warc_file = ?", [name]
            )
        )
        write_rows(self.catalogue.db, "warc_files", [{"name": name, "bytes": path.stat().st_size, **told}])

    def _known_reading(self, capture: KeptCapture) -> Interpretation | None:
        """A revisit of a payload that the same page had before means what it meant then."""
        is_page = role_of(capture) in PAGE_ROLES
        if capture.record_type is not RecordType.REVISIT or not is_page or capture.payload_sha256 is None:
            return None
        known = self.catalogue.digests_of(page_id(capture.url), capture.payload_sha256)
        if known is None:
            return None
        text, shown = known
        return Interpretation(capture, Outcome.READ, text_digest=text, shown_digest=shown)

    def _read(self, capture: KeptCapture) -> CatalogueEntry:
        return read_entry(capture, self._payload(capture), self._family_of(capture))

    def _payload(self, capture: KeptCapture) -> tuple[Headers, bytes] | None:
        if capture.record_type is RecordType.RESPONSE:
            return capture.response_headers, capture.body
        if capture.payload_sha256 is None:
            return None
        place = payload_place(self.catalogue.db, capture.payload_sha256)
        return read_payload(self._warc_folder, place) if place else None

    def _family_of(self, capture: KeptCapture) -> Family | None:
        if capture.purpose is None:
            return None
        crawl = capture.purpose.crawl
        if crawl not in self._families:
            self._families[crawl] = family_named(self.catalogue.family_of(crawl))
        return self._families[crawl]


def closed_files(collection: Collection) -> list[Path]:
    """The WARC files of a collection by name; what is no regular file is none."""
    return sorted(path for path in collection.warc_folder.glob("*.warc.gz") if path.is_file())


def has_utf8_name(path: Path) -> bool:
    """Whether the catalogue can hold a file's name: SQLite takes UTF-8 alone."""
    try:
        path.name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def index_missing_files(collection: Collection, catalogue: Catalogue) -> bool:
    """Index every record of the WARC folder that the catalogue has no row of: what a kill left behind.

    Returns True where all of it could be added behind what is there. Stops and returns False at a file of the past,
    which a killed import leaves: rows are made in the order of time, so the catalogue has to be made again.
    """
    done = {row["name"] for row in read_rows(catalogue.db, "select name from warc_files")}
    for path in closed_files(collection):
        if not has_utf8_name(path):
            log.error("%a: a file name that is no UTF-8: not indexed: rename the file", str(path))
        elif path.name not in done:
            if _is_of_the_past(catalogue, path):
                return False
            log.warning("%s: indexing what the catalogue does not know of it", path)
            with catalogue.db.atomic():
                _index_file(Indexer(collection, catalogue), path)
    return True


def _is_of_the_past(catalogue: Catalogue, path: Path) -> bool:
    """Whether a file has captures of a portal from before a later crawl of it, known or in the file itself.

    No process crawls a portal twice: such a file was copied together. Not so for a damaged one: a rebuild would stop
    at it, and no crawl shall.
    """
    first: dict[tuple[str, str], str] = {}
    try:
        for record in read_records(path):
            if isinstance(record, KeptCapture) and record.purpose:
                crawl = record.purpose.portal, record.purpose.crawl
                at = utc_text(record.captured_at)
                first[crawl] = min(at, first.get(crawl, at))
    except WarcError:
        return False
    return len({portal for portal, _ in first}) < len(first) or any(
        any(read_rows(catalogue.db, LATER_CRAWL, [portal, crawl, at]))
        for (portal, crawl), at in first.items()
    )


LATER_CRAWL = "select 1 from crawls where portal_id = ? and id <> ? and started_at > ?"


def _index_file(indexer: Indexer, path: Path) -> None:
    """A damaged file gives what stands before the damage, and no row of its own: `nianbao verify` tells of it."""
    catalogue = indexer.catalogue
    damage: WarcError | None = None
    try:
        for number, record in enumerate(read_records(path), start=1):
            if isinstance(record, Note):
                catalogue.note(record.uri, record.fields, record.place)
            elif not catalogue.has_capture(record.id):
                indexer.add(record)
            if number % SETTLE_EVERY == 0:
                catalogue.settle()
    except WarcError as error:
        damage = error
    catalogue.settle()
    close_crawls(catalogue.db)
    if damage is None:
        indexer.put_file(path.name)
    else:
        log.error("%s: what follows is not indexed", damage)
