"""The intake: one thread that keeps what a crawl brings, in batches: WARC records, then fsync, then rows.

A row is committed only after the record that it describes is on the disk, so that a kill at any moment
leaves records without rows (the next start indexes them), never rows without records.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from archive.capture import KeptCapture, RecordType
from archive.catalogue.catalogue import Catalogue, KnownPage
from archive.catalogue.crawls import END, START, count_crawls, put_crawl_end, put_crawl_start, start_fields
from archive.catalogue.values import utc_text
from archive.collection import Collection
from archive.exchange import Exchange, Failure, Headers
from archive.indexing import Indexer, index_missing_files
from archive.warc.digests import sha256_hex
from archive.warc.reader import read_payload
from archive.warc.recovery import recover
from archive.warc.composition import PayloadHeld, held_payload
from archive.warc.writer import WarcWriter
from metadata.profile import parse_profile

log = logging.getLogger(__name__)

BATCH = 64
"""Exchanges a batch at most: one fsync and one commit for all of them."""
WINDOW_SECONDS = 0.5
"""How long an exchange may wait for its batch to fill: the most that a power cut can cost."""
QUEUE = 512
"""Exchanges waiting at most; beyond that `keep` blocks, so that memory stays bounded."""


class IntakeStopped(Exception):
    """The intake could not write any more (full disk, lost folder); the text says why. Nothing kept is lost."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request may say of the URL's last good response (RFC 9110 §13.1)."""

    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class StoredPayload:
    """The response that a 304 confirms: its status, its headers and its entity body as sent."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class _CrawlNote:
    uri: str
    fields: dict[str, Any]


class Intake:
    """Keeps exchanges of any number of crawls in one collection. Use it as a context manager.

    Entering takes the collection's lock, recovers what a killed process left, and starts the thread.
    Raises CollectionBusy on entering, IntakeStopped from `keep` and on leaving if writing failed.
    """

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._waiting: queue.Queue[Exchange | Failure | _CrawlNote | None] = queue.Queue(QUEUE)
        self._stopped_by: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)
        self._exit = ExitStack()
        self._seen: dict[str, PayloadHeld] = {}

    def __enter__(self) -> Intake:
        with ExitStack() as stack:
            stack.enter_context(self._collection.lock("nianbao crawl"))
            for recovered in recover(self._collection.warc_folder):
                log.warning("%s", recovered)
            with Catalogue(self._collection.catalogue_path) as catalogue:
                index_missing_files(self._collection, catalogue)
            self._reading = stack.enter_context(Catalogue(self._collection.catalogue_path))
            self._exit = stack.pop_all()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._put(None)
            self._thread.join()
        except IntakeStopped:
            self._thread.join()
        finally:
            self._exit.close()
        self._raise_if_stopped()

    # What the crawler says.

    def start_crawl(self, *, portal: str, profile_text: str, user_agent: str) -> str:
        """Begin a crawl of a portal; returns its id. The profile is kept with it, as evidence of what was asked."""
        crawl = uuid.uuid4().hex[:12]
        profile = parse_profile(profile_text, where=portal)
        started_at = utc_text(datetime.now(UTC))
        fields = start_fields(crawl, profile, user_agent=user_agent, started_at=started_at)
        self._put(_CrawlNote(START.format(crawl), fields))
        return crawl

    def keep(self, item: Exchange | Failure) -> None:
        """Keep an exchange or a failure. Returns when it is queued; blocks while the queue is full."""
        self._put(item)

    def finish_crawl(self, crawl: str, *, reason: str, missing: tuple[str, ...] = ()) -> None:
        """End a crawl: why, and what it expected and did not get (a sentence each)."""
        fields: dict[str, Any] = {
            "id": crawl,
            "ended_at": utc_text(datetime.now(UTC)),
            "reason": reason,
            "missing": "\n".join(missing) or None,
        }
        self._put(_CrawlNote(END.format(crawl), fields))

    # What the crawler asks: answered from committed rows, in the caller's thread.

    def validators(self, url: str) -> Validators | None:
        """What to ask conditionally for, None for a URL without a good earlier response."""
        row = self._reading.last_good(url)
        if row is None or not (row["etag"] or row["last_modified"]):
            return None
        return Validators(row["etag"], row["last_modified"])

    def stored_payload(self, url: str) -> StoredPayload | None:
        """The response that a 304 for this URL confirms."""
        row = self._reading.last_good(url)
        if row is None:
            return None
        place = self._reading.payload_place(str(row["payload_sha256"]))
        if place is None:
            return None
        headers, body = read_payload(self._collection.warc_folder, place)
        return StoredPayload(200, headers, body)

    def known_pages(self, portal: str) -> list[KnownPage]:
        """The pages of a portal that earlier crawls asked for, longest unseen first."""
        # All at once: a query left open would keep the thread from committing.
        return list(self._reading.known_pages(portal))

    # The thread.

    def _put(self, item: Exchange | Failure | _CrawlNote | None) -> None:
        while True:
            self._raise_if_stopped()
            try:
                self._waiting.put(item, timeout=1)
                return
            except queue.Full:
                continue

    def _raise_if_stopped(self) -> None:
        if self._stopped_by is not None:
            raise IntakeStopped(
                f"{self._collection.folder}: cannot write: {self._stopped_by}: free space or restore the folder,"
                " then crawl again; what was kept before is safe"
            ) from self._stopped_by

    def _run(self) -> None:
        try:
            self._keep_batches()
        # Whatever ends this thread must reach the crawl, or it would wait for ever; `_raise_if_stopped` does it.
        except BaseException as error:  # noqa: BLE001
            self._stopped_by = error
            log.error("intake stopped: %s", error)

    def _keep_batches(self) -> None:
        keeper = self._collection.keeper
        writer = WarcWriter(
            self._collection.warc_folder,
            collection=keeper.name,
            operator=keeper.operator,
            contact=keeper.contact,
        )
        with Catalogue(self._collection.catalogue_path) as catalogue:
            indexer = Indexer(self._collection, catalogue)
            try:
                for batch in self._batches():
                    self._keep_batch(batch, writer, indexer)
            finally:
                writer.close()
            with catalogue.db.atomic():
                indexer.put_closed_files()

    def _batches(self) -> Iterator[list[Exchange | Failure | _CrawlNote]]:
        """What was put, in batches; ends after the None that leaving puts."""
        while True:
            batch: list[Exchange | Failure | _CrawlNote] = []
            item = self._waiting.get()
            deadline = time.monotonic() + WINDOW_SECONDS
            while item is not None:
                batch.append(item)
                if len(batch) == BATCH:
                    break
                try:
                    item = self._waiting.get(timeout=max(0.0, deadline - time.monotonic()))
                except queue.Empty:
                    break
            if batch:
                yield batch
            if item is None:
                return

    def _keep_batch(
        self, batch: list[Exchange | Failure | _CrawlNote], writer: WarcWriter, indexer: Indexer
    ) -> None:
        written: list[KeptCapture | _CrawlNote] = []
        for item in batch:
            if isinstance(item, Exchange):
                written.append(self._write_exchange(item, writer, indexer.catalogue))
            elif isinstance(item, Failure):
                written.append(writer.write_failure(item))
            else:
                writer.write_note(item.uri, item.fields)
                written.append(item)
        writer.sync()
        with indexer.catalogue.db.atomic():
            self._index(written, indexer)

    def _index(self, written: list[KeptCapture | _CrawlNote], indexer: Indexer) -> None:
        ended = []
        for kept in written:
            if isinstance(kept, KeptCapture):
                indexer.add(kept)
            elif kept.uri.endswith(":start"):
                put_crawl_start(indexer.catalogue.db, kept.fields)
            else:
                put_crawl_end(indexer.catalogue.db, kept.fields)
                ended.append(str(kept.fields["id"]))
        indexer.catalogue.settle()
        count_crawls(indexer.catalogue.db, ended)
        indexer.put_closed_files()

    def _write_exchange(self, exchange: Exchange, writer: WarcWriter, catalogue: Catalogue) -> KeptCapture:
        capture = writer.write_exchange(exchange, same_as=self._held(exchange, catalogue))
        if capture.record_type is RecordType.RESPONSE and capture.payload_sha256 and not capture.truncated:
            held = held_payload(capture)
            if held:
                self._seen.setdefault(capture.payload_sha256, held)
        return capture

    def _held(self, exchange: Exchange, catalogue: Catalogue) -> PayloadHeld | None:
        """The capture whose payload this exchange brings again, or says is unchanged."""
        if exchange.status == 304:
            row = catalogue.last_good(exchange.url)
            digest = str(row["payload_sha256"]) if row else None
        elif exchange.body and not exchange.truncated:
            digest = sha256_hex(exchange.body)
        else:
            return None
        if digest is None:
            return None
        return self._seen.get(digest) or catalogue.holder(digest)
