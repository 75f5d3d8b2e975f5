"""The intake: what a crawl hands its exchanges to, and asks what is known.

Behind it two threads keep and index (see `keeping`); a crawl waits only while their queues are full.
"""

from __future__ import annotations

import queue
import sqlite3
import uuid
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType

from archive.catalogue.catalogue import Catalogue
from archive.catalogue.crawls import END, START, end_fields, start_fields
from archive.catalogue.payloads import payload_place
from archive.catalogue.statements import read_row
from archive.catalogue.values import utc_moment, utc_text
from archive.collection import Collection, CollectionFailed
from archive.exchange import Exchange, Failure, Headers
from archive.keeping import Arrival, CrawlNote, Fault, Indexing, Keeping, Kept
from archive.rebuild import bring_up_to_date
from archive.room import Room
from archive.warc.errors import CannotWrite, DamagedWarc, ReaderKilled, RecordMissing
from archive.warc.filecheck import CLOCK_TOLERANCE
from archive.warc.reader import read_payload
from archive.warc.recovery import recover
from metadata.profile import parse_profile

ARRIVALS_WAITING = 256
"""Exchanges waiting to be written at most; beyond that `keep` blocks, so that memory stays bounded."""
BATCHES_WAITING = 64
"""Batches waiting for their rows at most: half a minute of a fast crawl."""
BYTES_ON_THE_WAY = 256 << 20
"""Bodies between the crawl and the catalogue at most, in bytes: a list of films, or of scans, is no fast crawl."""

CLOCK_WITNESSES = 3
"""Days with crawls that lie ahead of the clock and so speak against it. One or two may be those of a clock that was
ahead for once, which must not end all crawling until they have come."""
DAYS_OF_CRAWLS = """
select min(started_at) as began, (select max(started_at) from crawls) as last
from crawls group by substr(started_at, 1, 10) order by began desc limit 1 offset ?
"""


class IntakeStopped(Exception):
    """The intake had to stop (full disk, lost folder, a fault); the text says at what. Nothing kept is lost."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request may say of the URL's last good response (RFC 9110 §13.1).

    `payload_sha256` is the payload that a 304 to it confirms.
    """

    etag: str | None
    last_modified: str | None
    payload_sha256: str | None


StoredPayload = tuple[Headers, bytes]
"""Headers and entity body, as sent, of the response that a 304 confirms."""


class Intake:
    """Keeps exchanges of any number of crawls in one collection. Use it as a context manager.

    Entering takes the collection's lock, recovers what a killed process left, and starts the threads.
    Raises CollectionBusy on entering, IntakeStopped from `keep` and on leaving if writing failed.
    """

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._fault = Fault()
        self._arrivals: queue.Queue[Arrival | None] = queue.Queue(ARRIVALS_WAITING)
        self._room = Room(BYTES_ON_THE_WAY)
        kept: queue.Queue[list[Kept] | None] = queue.Queue(BATCHES_WAITING)
        self._stages = (
            Keeping(collection, self._arrivals, kept, self._room, self._fault),
            Indexing(collection, kept, self._room, self._fault),
        )
        self._captures = Counter[str]()
        """Of each running crawl, how many it made."""
        self._exit = ExitStack()

    def __enter__(self) -> Intake:
        with ExitStack() as stack:
            stack.enter_context(self._collection.lock("nianbao crawl"))
            recover(self._collection.warc_folder)
            bring_up_to_date(self._collection)
            self._reading = stack.enter_context(Catalogue(self._collection.catalogue_path))
            self._check_clock()
            self._exit = stack.pop_all()
        for stage in self._stages:
            stage.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(IntakeStopped):
            self._put(None)
        for stage in self._stages:
            stage.join()
        self._exit.close()
        self._raise_if_stopped()

    def _check_clock(self) -> None:
        """Raise CollectionFailed where the clock was put back: the time of capture is the only proof there is."""
        witness = read_row(self._reading.db, DAYS_OF_CRAWLS, [CLOCK_WITNESSES - 1])
        now = datetime.now(UTC)
        if witness and utc_moment(witness["began"]) > now + CLOCK_TOLERANCE:
            raise CollectionFailed(
                f"{self._collection.folder}: the clock says {now:%Y-%m-%d %H:%M} UTC, and crawls on"
                f" {CLOCK_WITNESSES} days began later, the last at {witness['last'][:16].replace('T', ' ')}:"
                " set the clock"
            )

    # What the crawler says.

    def start_crawl(self, *, portal: str, profile_text: str, user_agent: str) -> str:
        """Begin a crawl of a portal; returns its id. The profile is kept with it, as evidence of what was asked."""
        crawl = uuid.uuid4().hex[:12]
        profile = parse_profile(profile_text, where=portal)
        started_at = utc_text(datetime.now(UTC))
        fields = start_fields(crawl, profile, user_agent=user_agent, started_at=started_at)
        self._put(CrawlNote(START.format(crawl), fields))
        return crawl

    def keep(self, item: Exchange | Failure) -> None:
        """Keep an exchange or a failure. Returns when it is queued; blocks while too much is on its way."""
        size = len(item.body) if isinstance(item, Exchange) else 0
        while size and not self._room.take(size, timeout_s=1):
            self._raise_if_stopped()
        self._put(item)
        self._captures[item.purpose.crawl] += 1

    def finish_crawl(self, crawl: str, *, reason: str, missing: tuple[str, ...] = ()) -> None:
        """End a crawl: why, and what it expected and did not get (a sentence each)."""
        fields = end_fields(
            crawl,
            ended_at=utc_text(datetime.now(UTC)),
            reason=reason,
            missing="\n".join(missing) or None,
            captures=self._captures.pop(crawl, 0),
        )
        self._put(CrawlNote(END.format(crawl), fields))

    # What the crawler asks: answered from committed rows, in the caller's thread, for to ask another costs more.

    def validators(self, url: str) -> Validators | None:
        """What to ask conditionally for, None for a URL without a good earlier response."""
        row = self._reading.last_good(url)
        if row is None or not (row["etag"] or row["last_modified"]):
            return None
        return Validators(**row)

    def stored_payload(self, url: str) -> StoredPayload | None:
        """The response that a 304 for this URL confirms; None for none. Raises RecordMissing, DamagedWarc."""
        row = self._reading.last_good(url)
        place = payload_place(self._reading.db, str(row["payload_sha256"])) if row else None
        return read_payload(self._collection.warc_folder, place) if place else None

    # Between the threads.

    def _put(self, item: Arrival | None) -> None:
        while True:
            self._raise_if_stopped()
            try:
                self._arrivals.put(item, timeout=1)
                return
            except queue.Full:
                continue

    def _raise_if_stopped(self) -> None:
        error = self._fault.error
        if error is not None:
            where = f"{self._collection.folder}: {self._fault.during}"
            if isinstance(error, (RecordMissing, DamagedWarc)):
                raise IntakeStopped(
                    f"{where}: evidence that it refers to cannot be read: {error}: put back a whole copy of the file,"
                    " or have a new catalogue pass over what is lost (nianbao rebuild --forget-lost), then crawl again;"
                    " what this crawl kept is safe"
                ) from error
            if isinstance(error, (CannotWrite, OSError, sqlite3.Error)):
                told = f"{where}: cannot write: {error}: free space or restore the folder, then crawl again"
            elif isinstance(error, ReaderKilled):
                told = f"{where}: {error}"
            else:
                told = f"{where}: stopped by a fault of nianbao ({error!r}): report it, and run `nianbao rebuild`"
            raise IntakeStopped(f"{told}; what was kept before is safe") from error
