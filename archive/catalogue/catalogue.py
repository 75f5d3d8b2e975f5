"""The catalogue: what is put into it, and what a crawl asks of it.

Captures are added as they come, in any order and more than once without harm; `settle` then makes every
page, revision and report that they touch again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlite_utils import Database

from archive.capture import RecordPlace
from archive.catalogue.confirmations import confirmed_revision
from archive.catalogue.crawls import put_crawl_note
from archive.catalogue.documents import put_documents
from archive.catalogue.listings import Listings
from archive.catalogue.moves import settle_moves
from archive.catalogue.pages import fresh_terms, settled_page, write_page
from archive.catalogue.reports import portal_rows, settle_reports
from archive.catalogue.rows import CatalogueEntry
from archive.catalogue.schema import is_newer, migrations
from archive.catalogue.statements import BUSY_S, Row, all_or_nothing, read_row, read_rows, write_rows
from archive.catalogue.succession import report_of_attachment
from archive.catalogue.values import utc_moment
from archive.search.index import Terms, remove_document
from archive.search.index import is_current as search_is_current
from archive.warc.composition import PayloadHeld
from metadata.reader import READER_VERSION

log = logging.getLogger(__name__)

CACHE_KIB = 64 * 1024
"""Ids are digests, so that rows are written all over their trees: SQLite's own 2 MiB are read and written again
and again."""


@dataclass(slots=True)
class Catalogue:
    """An open `catalogue.db`, brought up to the newest schema. Use it as a context manager.

    Only the process that holds the collection's lock may write to it.
    """

    path: Path
    db: Database = field(init=False)
    _fresh: dict[str, dict[str, CatalogueEntry]] = field(init=False, default_factory=dict)
    """Readings that no revision holds yet, by page and text digest."""
    _touched: set[str] = field(init=False, default_factory=set)
    _listings: Listings = field(init=False)

    def __post_init__(self) -> None:
        self.db = Database(self.path)
        # One writer under a lock and readers of a published copy: the rollback journal is safe and enough.
        self.db.execute("pragma synchronous = full")
        self.db.execute(f"pragma busy_timeout = {1000 * BUSY_S}")
        self.db.execute(f"pragma cache_size = -{CACHE_KIB}")
        migrations.apply(self.db)
        self._listings = Listings(self.db)

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.db.close()

    def is_current(self) -> bool:
        """Whether everything here was read and indexed by the rules of today; if not, a rebuild is due.

        Readings by two versions side by side would show the reader's change as a change of the page.
        """
        readers = {
            row["reader_version"]
            for row in read_rows(self.db, "select distinct reader_version from revisions")
        }
        return not is_newer(self.db) and readers <= {READER_VERSION} and search_is_current(self.db.conn)

    def add(self, entry: CatalogueEntry) -> None:
        """Put in one capture. The rows of its page follow at `settle`, unless it only confirms what they say."""
        page = entry.capture["page_id"]
        revision = None
        if page and page not in self._touched and not entry.content:
            revision = confirmed_revision(self.db, entry.capture)
        if page and not revision:
            self._touched.add(page)
            if entry.content:
                # The first capture of a text speaks for all that follow.
                self._fresh.setdefault(page, {}).setdefault(entry.capture["text_digest"], entry)
        write_rows(self.db, "captures", [{**entry.capture, "revision_id": revision}])
        for channel in entry.channels:
            self.db.execute(CHANNEL_UPSERT, channel)
        self._listings.put(entry.capture, entry.listings)

    def note(self, uri: str, fields: dict[str, Any], place: RecordPlace) -> None:
        """Put in what a crawl's note says. Rows of pages that it tells anew follow at `settle`."""
        self._touched |= put_crawl_note(self.db, uri, fields, place)

    def settle(self) -> None:
        """Make every page that was touched since the last call again, then the reports they carry."""
        portals = portal_rows(self.db)
        reports: set[str] = set()
        terms: dict[str, Terms] = {}
        for page in sorted(self._touched):
            try:
                with all_or_nothing(self.db):
                    reports |= self._settle_page(page, portals, terms)
            # What a hostile page says must not keep all others from being settled, now and at every start to
            # come; its captures are in, and its revisions stay as they were.
            except (ValueError, ArithmeticError, LookupError, TypeError) as error:
                log.error("page %s: cannot be settled (%r): left as it was", page, error)
                log.debug("page %s", page, exc_info=True)
        settle_reports(self.db, reports, portals)
        # A report is shown by a page that stands, and which stand is known after the joins of its pages.
        restated = settle_moves(self.db, self._touched, reports)
        settle_reports(self.db, restated, portals)
        put_documents(self.db, self._touched, reports | restated, terms)
        self._touched.clear()
        self._fresh.clear()

    def _settle_page(self, page: str, portals: Mapping[str, Row], terms: dict[str, Terms]) -> frozenset[str]:
        """Make one page again; returns the reports that it was or is of, and adds the terms of its new revisions."""
        fresh = self._fresh.get(page, {})
        settled = settled_page(self.db, page, fresh, portals)
        if settled is None:
            return frozenset()
        write_page(self.db, settled, fresh)
        self._hand_down(page)
        for revision in settled.dropped:
            remove_document(self.db.conn, revision)
        terms |= fresh_terms(settled, fresh)
        return settled.reports

    def _hand_down(self, page: str) -> None:
        """Give the attachments of a page its report, under which they are searched from now on."""
        for row in list(read_rows(self.db, "select id, report_id from pages where parent_id = ?", [page])):
            report = report_of_attachment(self.db, row["id"], page)
            if report != row["report_id"]:
                self._touched.add(row["id"])
                self.db.execute("update pages set report_id = ? where id = ?", [report, row["id"]])
                self.db.execute("update revisions set report_id = ? where page_id = ?", [report, row["id"]])

    def has_capture(self, capture: str) -> bool:
        """Whether a capture is in the catalogue."""
        return any(read_rows(self.db, "select 1 from captures where id = ?", [capture]))

    def digests_of(self, page: str, payload_sha256: str) -> tuple[str, str | None] | None:
        """What an earlier capture of this page with this payload gave: the digests of its text and of all it showed."""
        row = read_row(
            self.db,
            "select text_digest, shown_digest from captures"
            " where page_id = ? and payload_sha256 = ? and text_digest is not null limit 1",
            [page, payload_sha256],
        )
        return (row["text_digest"], row["shown_digest"]) if row else None

    def holders(self, payloads: Collection[str]) -> dict[str, PayloadHeld]:
        """For each of these payloads that is held, by its SHA-256, the earliest response record that holds it."""
        if not payloads:
            return {}
        held: dict[str, PayloadHeld] = {}
        for row in read_rows(self.db, HOLDERS, [json.dumps(list(payloads))]):
            held.setdefault(row["payload_sha256"], _held(row))
        return held

    def family_of(self, crawl: str) -> str | None:
        """The CMS family that the profile of a crawl named."""
        row = read_row(self.db, "select family from crawls where id = ?", [crawl])
        return row["family"] if row else None

    def last_good(self, url: str) -> Row | None:
        """SHA-256 of the newest capture of exactly this URL that was no refusal, and the validators sent with it."""
        row = read_row(self.db, LAST_GOOD, [url])
        if row and not (row["etag"] or row["last_modified"]):
            # A 304 need not repeat the validators of the response that it confirms.
            return read_row(self.db, LAST_VALIDATED, [url, row["payload_sha256"]]) or row
        return row


_GOOD = """
select etag, last_modified, payload_sha256 from captures where url = ? and status in (200, 304)
and outcome in ('read', 'listed', 'kept') and truncated is null"""
_LAST = "order by captured_at desc, id desc limit 1"
LAST_GOOD = f"{_GOOD} {_LAST}"
LAST_VALIDATED = f"{_GOOD} and payload_sha256 = ? and coalesce(etag, last_modified) is not null {_LAST}"


HOLDERS = """
select url, captured_at, payload_sha1, payload_sha256, payload_bytes from captures
where payload_sha256 in (select value from json_each(?)) and record_type = 'response' and truncated is null
order by captured_at, id
"""


def _held(row: Row) -> PayloadHeld:
    return PayloadHeld(
        url=str(row["url"]),
        captured_at=utc_moment(str(row["captured_at"])),
        payload_sha1=str(row["payload_sha1"]),
        payload_sha256=str(row["payload_sha256"]),
        payload_bytes=row["payload_bytes"],
    )


CHANNEL_UPSERT = """
insert into channels (id, portal_id, url, name, first_listed_at, last_listed_at)
values (:id, :portal_id, :url, :name, :first_listed_at, :last_listed_at)
on conflict (id) do update set
    name = coalesce(channels.name, excluded.name),
    first_listed_at = min(
        coalesce(first_listed_at, excluded.first_listed_at), coalesce(excluded.first_listed_at, first_listed_at)),
    last_listed_at = max(
        coalesce(last_listed_at, excluded.last_listed_at), coalesce(excluded.last_listed_at, last_listed_at))
"""
