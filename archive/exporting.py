"""Captures out of a collection: which ones, and into which form of the field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path

from sqlite_utils import Database

from archive.capture import KeptCapture, RecordPlace
from archive.catalogue.ids import page_id
from archive.catalogue.payloads import payload_place
from archive.catalogue.statements import read_rows
from archive.catalogue.values import utc_moment
from archive.collection import Collection
from archive.warc.cdxj import write_index
from archive.warc.reader import read_capture
from archive.warc.selection import write_selection
from archive.warc.wacz import WaczPage, write_wacz
from archive.wholefile import whole_file


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which captures: of a portal, of reports on a year, of a page (any of its URLs), from a day (UTC) on."""

    portal: str | None = None
    year: int | None = None
    url: str | None = None
    since: date | None = None

    @property
    def sql(self) -> tuple[str, dict[str, object]]:
        """The condition on `captures`, and its values. Raises ValueError for a URL that is none."""
        values: dict[str, object] = {
            "portal": self.portal,
            "year": self.year,
            "page": page_id(self.url) if self.url is not None else None,
            "since": self.since.isoformat() if self.since else None,
        }
        conditions = {
            "portal": "captures.portal_id = :portal",
            "year": "captures.page_id in (select pages.id from pages join reports on reports.id = pages.report_id"
            " where reports.report_year = :year union select revisions.page_id from revisions"
            " join reports on reports.id = revisions.report_id where reports.report_year = :year)",
            "page": "captures.page_id = :page",
            "since": "captures.captured_at >= :since",
        }
        given = {name: value for name, value in values.items() if value is not None}
        return " and ".join(conditions[name] for name in given) or "true", given

    def __str__(self) -> str:
        given = {"portal": self.portal, "year": self.year, "url": self.url, "since": self.since}
        return (
            ", ".join(f"{name} {value}" for name, value in given.items() if value is not None)
            or "all captures"
        )


class NothingToExport(Exception):
    """No capture is wanted; the text says what was asked."""


@dataclass(frozen=True, slots=True)
class Export:
    """The captures that are wanted of one collection, ready to be written."""

    collection: Collection
    db: Database
    wanted: Wanted

    def write_warc(self, target: Path) -> int:
        """Write a WARC file that stands alone, with what its crawls noted; returns the number of captures in it."""
        return write_selection(
            target,
            self.collection.warc_folder,
            self._places(),
            software=SOFTWARE,
            description=self._description,
            holder=partial(payload_place, self.db),
            notes=self._notes(),
        )

    def write_wacz(self, target: Path) -> int:
        """Write a WACZ file with its pages and what its crawls noted; returns the number of captures in it."""
        contents = write_wacz(
            target,
            self.collection.warc_folder,
            self._places(),
            self._pages(),
            title=f"{self.collection.keeper.name}: {self.wanted}",
            description=self._description,
            software=SOFTWARE,
            holder=partial(payload_place, self.db),
            notes=self._notes(),
        )
        return contents.captures

    def write_cdxj(self, target: Path) -> int:
        """Write an index of the collection's own files; returns the number of lines."""
        places = self._places()
        with whole_file(target) as aside, aside.open("wb") as stream:
            return write_index(self._captures(places), stream)

    @property
    def _description(self) -> str:
        return f"{self.wanted} of the collection {self.collection.keeper.name}"

    def _notes(self) -> list[RecordPlace]:
        """The notes of all crawls that a wanted capture is of, or the holder of its payload."""
        condition, values = self.wanted.sql
        return self._places_of(
            "crawl_notes where crawl_id in (select crawl_id from captures as holder where payload_sha256 in"
            f" (select payload_sha256 from captures where {condition})"
            f" union select crawl_id from captures where {condition})",
            values,
        )

    def _places_of(self, rows: str, values: dict[str, object]) -> list[RecordPlace]:
        found = read_rows(
            self.db,
            f"select warc_file, warc_offset, warc_bytes from {rows} order by warc_file, warc_offset",
            values,
        )
        return [RecordPlace(row["warc_file"], row["warc_offset"], row["warc_bytes"]) for row in found]

    def _places(self) -> list[RecordPlace]:
        condition, values = self.wanted.sql
        places = self._places_of(f"captures where {condition}", values)
        if not places:
            raise NothingToExport(f"{self.wanted}: no such captures in {self.collection.folder}")
        return places

    def _captures(self, places: list[RecordPlace]) -> Iterator[KeptCapture]:
        for place in places:
            found = read_capture(self.collection.warc_folder, place)
            if isinstance(found, KeptCapture):
                yield found

    def _pages(self) -> Iterator[WaczPage]:
        """A page for each capture that first showed a revision."""
        condition, values = self.wanted.sql
        rows = read_rows(
            self.db,
            "select captures.url, captured_at, revisions.title, revisions.text from captures"
            f" join revisions on revisions.first_capture_id = captures.id where {condition}"
            " order by captured_at, captures.id",
            values,
        )
        for row in rows:
            yield WaczPage(
                row["url"], utc_moment(row["captured_at"]), row["title"] or row["url"], row["text"]
            )


SOFTWARE = f"nianbao/{version('nianbao')}"
