"""The two threads behind the intake: one makes exchanges durable, one makes rows of them.

Keeping comes first and never waits for reading, so that what has arrived is on the disk within the window
however slow the readers are. A row is written only after its record is on the disk: a kill at any moment
leaves records without rows, which the next start indexes, never rows without records.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from archive.capture import KeptCapture, RecordPlace, RecordType
from archive.catalogue.catalogue import Catalogue
from archive.catalogue.crawls import close_crawls, is_start
from archive.catalogue.rows import CatalogueEntry
from archive.collection import Collection
from archive.exchange import Exchange, Failure
from archive.findings import settle_findings
from archive.indexing import Indexer, ReaderPool
from archive.room import Room
from archive.warc.composition import UNPLACED, PayloadHeld, held_payload
from archive.warc.digests import sha256_hex
from archive.warc.writer import WarcWriter

log = logging.getLogger(__name__)

WINDOW_SECONDS = 0.5
"""How long a record may wait for the fsync that makes it durable: the most that a power cut can cost."""
PAUSE_SECONDS = 0.05
"""Between looks for what has arrived: to be woken for each costs more than to write it, and holds up the crawl."""
KEPT_AT_ONCE = 256
"""Captures whose rows are written in one transaction at most."""
PAYLOADS_AT_HAND = 16_384
"""Payloads, 0.5 KB each, that are written between two looks for those of which the catalogue has rows by now."""


@dataclass(frozen=True, slots=True)
class CrawlNote:
    """The start or the end of a crawl, as it is kept in the WARC file and in the catalogue."""

    uri: str
    fields: dict[str, Any]
    place: RecordPlace = UNPLACED
    """Where it was written."""


Arrival = Exchange | Failure | CrawlNote
Kept = KeptCapture | CrawlNote
Item = TypeVar("Item")


class Fault:
    """What stopped one of the threads: seen by the other and by the crawl, which then stop too."""

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self.during = ""
        """What the thread was doing."""


class Stage(threading.Thread, ABC, Generic[Item]):
    """A thread that works on what arrives, until None does: nothing more comes; or something goes wrong."""

    def __init__(
        self,
        name: str,
        collection: Collection,
        arriving: queue.Queue[Item | None],
        room: Room,
        fault: Fault,
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._collection = collection
        self._arriving = arriving
        self._room = room
        self._fault = fault
        self._doing = name
        self._ended = False
        """Whether None has arrived."""

    def run(self) -> None:
        """Work; whatever ends the work is told in the fault."""
        try:
            self.work()
        # Whatever it is must reach the crawl, which would else wait for ever: the intake raises it there.
        except BaseException as error:  # noqa: BLE001
            self._fault.during = self._doing
            self._fault.error = error
            log.error("%s: %r", self._doing, error)

    @abstractmethod
    def work(self) -> None:
        """The thread's work."""

    def _next(self) -> Item | None:
        """What arrives next; None when no more comes, also because the other thread stopped and the crawl with it."""
        while not self._ended:
            try:
                item = self._arriving.get(timeout=1)
            except queue.Empty:
                if self._fault.error is not None:
                    break
                continue
            self._ended = item is None
            return item
        return None


class Keeping(Stage[Arrival]):
    """Writes what arrives into WARC files at once, and hands it on when it is durable; None at its end."""

    def __init__(
        self,
        collection: Collection,
        arriving: queue.Queue[Arrival | None],
        kept: queue.Queue[list[Kept] | None],
        room: Room,
        fault: Fault,
    ) -> None:
        super().__init__("keeping", collection, arriving, room, fault)
        self._kept = kept
        self._held: dict[str, PayloadHeld] = {}
        """Payloads written by this run whose rows may not be there yet."""
        self._next_look = PAYLOADS_AT_HAND

    def work(self) -> None:
        """Write until None arrives; the WARC file is closed whatever happens."""
        keeper = self._collection.keeper
        writer = WarcWriter(
            self._collection.warc_folder,
            collection=keeper.name,
            operator=keeper.operator,
            contact=keeper.contact,
        )
        with Catalogue(self._collection.catalogue_path) as catalogue:
            try:
                for batch in self._batches(writer, catalogue):
                    writer.sync()
                    self._hand_on(batch)
            finally:
                writer.close()
        self._hand_on(None)

    def _batches(self, writer: WarcWriter, catalogue: Catalogue) -> Iterator[list[Kept]]:
        """What was written, a list a window."""
        while (arrival := self._next()) is not None:
            batch = self._write([arrival], writer, catalogue)
            deadline = time.monotonic() + WINDOW_SECONDS
            while not self._ended and (left := deadline - time.monotonic()) > 0:
                time.sleep(min(PAUSE_SECONDS, left))
                batch += self._write(list(self._waiting()), writer, catalogue)
            yield batch

    def _waiting(self) -> Iterator[Arrival]:
        """What has come by now."""
        for _ in range(self._arriving.qsize()):
            arrival = self._arriving.get_nowait()
            self._ended = arrival is None
            if arrival is not None:
                yield arrival

    def _hand_on(self, batch: list[Kept] | None) -> None:
        while self._fault.error is None:
            try:
                self._kept.put(batch, timeout=1)
                return
            except queue.Full:
                continue

    def _write(self, arrivals: Sequence[Arrival], writer: WarcWriter, catalogue: Catalogue) -> list[Kept]:
        """Write what arrived together; one query tells what of it the collection holds already."""
        self._forget_indexed(catalogue)
        brought = [_payload_of(each) if isinstance(each, Exchange) else None for each in arrivals]
        held = catalogue.holders({payload for payload in brought if payload and payload not in self._held})
        return [
            self._write_one(arrival, self._held.get(payload or "") or held.get(payload or ""), writer)
            for arrival, payload in zip(arrivals, brought, strict=True)
        ]

    def _forget_indexed(self, catalogue: Catalogue) -> None:
        """Let go of payloads that the catalogue tells of: a run of hundreds of portals brings millions."""
        if len(self._held) >= self._next_look:
            for payload in catalogue.holders(self._held):
                del self._held[payload]
            self._next_look = len(self._held) + PAYLOADS_AT_HAND

    def _write_one(self, arrival: Arrival, same_as: PayloadHeld | None, writer: WarcWriter) -> Kept:
        if isinstance(arrival, CrawlNote):
            return replace(arrival, place=writer.write_note(arrival.uri, arrival.fields))
        if isinstance(arrival, Failure):
            return writer.write_failure(arrival)
        capture = writer.write_exchange(arrival, same_as=same_as)
        if let_go := len(arrival.body) - len(capture.body):
            self._room.give_back(let_go)
        if capture.record_type is RecordType.RESPONSE and capture.payload_sha256 and not capture.truncated:
            held = held_payload(capture)
            if held:
                self._held.setdefault(capture.payload_sha256, held)
        return capture


def _payload_of(exchange: Exchange) -> str | None:
    """The payload, by its SHA-256, that an exchange brings, or says is unchanged."""
    if exchange.status == 304:
        return exchange.confirms
    return sha256_hex(exchange.body) if exchange.body and not exchange.truncated else None


@dataclass(frozen=True, slots=True)
class Batch:
    """What is put into the catalogue in one transaction: all that was kept, and of it the captures and ends of crawls.

    `entries` are those of the captures, as they are read.
    """

    kept: Sequence[Kept]
    captures: Sequence[KeptCapture]
    ends: Sequence[CrawlNote]
    entries: Iterator[CatalogueEntry]


class Indexing(Stage[list[Kept]]):
    """Makes rows of what was kept, a transaction for whatever has come together meanwhile."""

    def __init__(
        self, collection: Collection, arriving: queue.Queue[list[Kept] | None], room: Room, fault: Fault
    ) -> None:
        super().__init__("indexing", collection, arriving, room, fault)

    def work(self) -> None:
        """Index until None comes: by then the WARC file is closed, and its row is written last."""
        with Catalogue(self._collection.catalogue_path) as catalogue, ReaderPool() as readers:
            indexer = Indexer(self._collection, catalogue, readers)
            batch = None
            while batch or (kept := self._some()):
                with catalogue.db.atomic():
                    batch = self._index(batch or self._begin(kept, indexer), indexer)
            with catalogue.db.atomic():
                indexer.put_finished_files(last_too=self._fault.error is None)
            # By itself: whatever findings stumble over, the rows are in.
            self._doing = "settling findings"
            with catalogue.db.atomic():
                settle_findings(catalogue.db)

    def _some(self) -> list[Kept]:
        """What has come, as soon as something has; nothing when no more comes, or something went wrong."""
        first = self._next()
        return first + self._waiting(KEPT_AT_ONCE - len(first)) if first else []

    def _waiting(self, most: int) -> list[Kept]:
        """What has come by now, until it is `most`."""
        waiting: list[Kept] = []
        while len(waiting) < most and not self._ended:
            try:
                some = self._arriving.get_nowait()
            except queue.Empty:
                break
            self._ended = some is None
            waiting += some or []
        return waiting

    def _begin(self, kept: list[Kept], indexer: Indexer) -> Batch:
        """Have a batch read; crawls that start come first, for they name the family by which lists are read."""
        ends = []
        for note in kept:
            if isinstance(note, CrawlNote) and is_start(note.uri):
                indexer.catalogue.note(note.uri, note.fields, note.place)
            elif isinstance(note, CrawlNote):
                ends.append(note)
        captures = [capture for capture in kept if isinstance(capture, KeptCapture)]
        return Batch(kept, captures, ends, indexer.begin(captures))

    def _index(self, batch: Batch, indexer: Indexer) -> Batch | None:
        """Put a batch in. Returns what came meanwhile, which is read while the pages of this one are settled."""
        for kept in batch.kept:
            indexer.meet_file(kept.place.file)
        indexer.add_all(batch.captures, batch.entries)
        self._room.give_back(sum(len(capture.body) for capture in batch.captures))
        waiting = self._waiting(KEPT_AT_ONCE)
        following = self._begin(waiting, indexer) if waiting else None
        for note in batch.ends:
            indexer.catalogue.note(note.uri, note.fields, note.place)
        indexer.catalogue.settle()
        close_crawls(indexer.catalogue.db, [note.fields["id"] for note in batch.ends])
        indexer.put_finished_files()
        return following
