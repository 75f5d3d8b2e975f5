"""Rows of the catalogue, made from captures and readings: one function a table."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

from archive.capture import KeptCapture
from archive.catalogue.ids import channel_id, page_id, short_id
from archive.catalogue.statements import Row
from archive.catalogue.values import day_text, json_text, utc_text
from archive.exchange import Headers, Role
from archive.interpretation import Interpretation, Outcome, header, interpret, role_of
from archive.likeness.sketch import sketch_of
from archive.search.index import Terms, document_terms
from metadata.checks import check_report
from metadata.families import Family
from metadata.figures import Figures, Quote, TableCell, read_figures
from metadata.figures.prose import prose_of
from metadata.reading import Kind, Reading

log = logging.getLogger(__name__)

PAGE_ROLES = frozenset({Role.PAGE, Role.ATTACHMENT})
"""What makes a page of a URL; a list page or robots.txt is kept, but is no page of the collection."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """Everything that one capture puts into the catalogue: rows of plain values, ready to be written.

    `content` is the columns of `revisions` that its reading gives, None where nothing was read; `terms` are what
    the search index holds of it, None where it is not known to be searched; `figures` are the numbers in it, each
    the values of `FIGURE_COLUMNS`.
    """

    capture: Row
    content: Row | None = None
    terms: Terms | None = None
    figures: tuple[FigureValues, ...] = ()
    channels: tuple[Row, ...] = ()
    listings: tuple[Row, ...] = ()


FigureValues = tuple[Any, ...]
"""A figure without its revision: a report has a hundred, so that naming every value would cost most of a row."""
FIGURE_COLUMNS = ("number", "table_name", "row_key", "column_key", "value", "raw", "unit", "evidence")


def entry_of(told: Interpretation) -> CatalogueEntry:
    """The rows of an interpreted capture, in texts that SQLite and UTF-8 can bear."""
    capture = _plain_row(capture_row(told))
    if told.reading is None:
        return CatalogueEntry(
            capture,
            channels=tuple(map(_plain_row, channel_rows(told))),
            listings=tuple(map(_plain_row, listing_rows(told))),
        )
    figures = read_figures(told.reading)
    content = _plain_row(reading_columns(told.reading, figures))
    return CatalogueEntry(
        capture,
        content=content,
        terms=_terms(content, capture["role"]),
        figures=tuple(figure_values(figures)),
    )


def _terms(content: Row, role: str | None) -> Terms | None:
    """The terms of a page that carries a report, and of a file, for one may hang on it."""
    if content["kind"] != Kind.REPORT.value and role != Role.ATTACHMENT.value:
        return None
    return document_terms(content["title"] or "", content["organ"] or "", content["text"])


def read_entry(
    capture: KeptCapture, payload: tuple[Headers, bytes] | None, family: Family | None
) -> CatalogueEntry:
    """The rows of a capture, its payload read; what no reader can bear is a refusal, and the others go on.

    `payload` and `family` are those of `interpret`.
    """
    try:
        return entry_of(interpret(capture, payload, family))
    # A page is hostile bytes, and a reader has bugs: one page must not keep all others from being indexed,
    # now and at every start to come. It stays in the WARC file, and a better reader reads it.
    except Exception as error:  # told in the log, kept in the WARC file
        log.error(
            "%s: record %s: its reader failed (%r): kept as unreadable", capture.place.file, capture.id, error
        )
        log.debug("%s", capture.url, exc_info=True)
        return entry_of(Interpretation(capture, Outcome.REFUSED, refusal=UNREADABLE))


UNREADABLE = "unreadable"
"""The refusal of a page at which the reader failed."""


def _plain_row(row: Row) -> Row:
    return {name: _plain(told) for name, told in row.items()}


def _plain(told: Any) -> Any:
    """A value that SQLite and UTF-8 can bear: half a surrogate pair, which a page may name, becomes U+FFFD."""
    if not isinstance(told, str) or told.isascii():
        return told
    return _HALVES.sub("\ufffd", told)


_HALVES = re.compile("[\ud800-\udfff]")


def capture_row(told: Interpretation) -> Row:
    """The `captures` row of a capture, without its revision (`pages` puts that in)."""
    capture = told.capture
    purpose = capture.purpose
    channel = purpose.channel if purpose else None
    location = header(capture.response_headers, "Location")
    target = _joined(capture.url, location) if location else _led_on_to(told)
    role = role_of(capture)
    return {
        "id": capture.id,
        "url": capture.url,
        "page_id": page_id(capture.url) if role in PAGE_ROLES else None,
        "crawl_id": purpose.crawl if purpose else None,
        "portal_id": purpose.portal if purpose else None,
        "channel_id": channel_id(purpose.portal, channel) if purpose and channel else None,
        "role": role.value if role else None,
        "captured_at": utc_text(capture.captured_at),
        "status": capture.status,
        "outcome": told.outcome.value,
        "refusal": told.refusal,
        "record_type": capture.record_type.value,
        "content_type": header(capture.response_headers, "Content-Type"),
        "location": location,
        "redirects_to": page_id(target) if target else None,
        "etag": header(capture.response_headers, "ETag"),
        "last_modified": header(capture.response_headers, "Last-Modified"),
        "payload_sha1": capture.payload_sha1,
        "payload_sha256": capture.payload_sha256,
        "payload_bytes": capture.payload_bytes,
        "text_digest": told.text_digest,
        "shown_digest": told.shown_digest,
        "revision_id": None,
        "ip_address": capture.ip_address,
        "truncated": capture.truncated,
        "via": purpose.via if purpose else None,
        "warc_file": capture.place.file,
        "warc_offset": capture.place.offset,
        "warc_bytes": capture.place.length,
    }


def _joined(url: str, location: str) -> str:
    """Where a redirect leads. A Location that cannot be joined stands for itself."""
    try:
        return urljoin(url, location)
    except ValueError:
        return location


def _led_on_to(told: Interpretation) -> str | None:
    """Where a list page leads that shows nothing itself."""
    if told.outcome is not Outcome.REDIRECTED or told.listing is None:
        return None
    return told.listing.landing or next(iter(told.listing.next_pages), None)


def reading_columns(reading: Reading, figures: Figures) -> Row:
    """The columns of `revisions` that say what the page said."""
    return {
        "title": reading.title,
        "organ": reading.organ,
        "source": reading.source,
        "published_on": day_text(reading.published_on),
        "signed_on": day_text(reading.signed_on),
        "url_date": day_text(reading.url_date),
        "report_year": reading.report_year,
        "period_start": day_text(reading.period_start),
        "period_end": day_text(reading.period_end),
        "scope": reading.scope.value if reading.scope else None,
        "kind": reading.kind.value,
        "text": reading.text,
        "sections": json_text([[s.level, s.heading, s.start, s.end] for s in reading.sections]),
        "tables": json_text([{"rows": t.rows, "start": t.start, "end": t.end} for t in reading.tables]),
        "attachments": json_text(
            [{"url": a.url, "name": a.name, "suffix": a.suffix} for a in reading.attachments]
        ),
        "dates": json_text(
            [
                {
                    "kind": d.kind.value,
                    "date": day_text(d.value),
                    "label": d.label,
                    "place": d.place,
                    "quote": d.quote,
                }
                for d in reading.dates
            ]
        ),
        "findings": json_text([asdict(finding) for finding in check_report(reading, figures)]),
        "era": figures.era.value if figures.era else None,
        "sketch": sketch_of(prose_of(reading), reading.organ).to_text(),
        "reader_version": reading.reader_version,
    }


def figure_values(figures: Figures) -> Iterator[FigureValues]:
    """The values of `FIGURE_COLUMNS` for each figure."""
    for number, figure in enumerate(figures.cells):
        yield (
            number,
            figure.table.value,
            figure.row,
            figure.column,
            float(figure.value) if isinstance(figure.value, Decimal) else figure.value,
            _plain(figure.raw),
            _plain(figure.unit),
            _plain(_place_text(figure.evidence)),
        )


def _place_text(place: TableCell | Quote) -> str:
    """Where a figure stands, as JSON; `asdict` would take longer than all the rest of its row."""
    if isinstance(place, TableCell):
        return f'{{"table":{place.table},"row":{place.row},"column":{place.column}}}'
    return json_text({"text": place.text, "start": place.start, "end": place.end})


def listing_rows(told: Interpretation) -> list[Row]:
    """The `listings` rows of a list page: one a line, with this capture as its first and last sighting."""
    capture = told.capture
    purpose = capture.purpose
    if told.listing is None or purpose is None:
        return []
    channel = purpose.channel or capture.url
    seen = utc_text(capture.captured_at)
    return [
        {
            "id": short_id("listing", purpose.portal, channel, entry.url, entry.title, str(entry.listed_on)),
            "portal_id": purpose.portal,
            "channel_id": channel_id(purpose.portal, channel),
            "url": entry.url,
            "page_id": page_id(entry.url),
            "title": entry.title,
            "listed_on": day_text(entry.listed_on),
            "position": entry.position,
            "first_seen": seen,
            "last_seen": seen,
            "first_capture_id": capture.id,
            "last_capture_id": capture.id,
        }
        for entry in told.listing.entries
    ]


def channel_rows(told: Interpretation) -> list[Row]:
    """The `channels` rows that a list page gives: itself, and the sub-channels that it names."""
    capture: KeptCapture = told.capture
    purpose = capture.purpose
    if told.listing is None or purpose is None:
        return []
    own = purpose.channel or capture.url
    seen = utc_text(capture.captured_at)
    row: Row = {"id": channel_id(purpose.portal, own), "portal_id": purpose.portal, "url": own, "name": None}
    rows = [{**row, "first_listed_at": seen, "last_listed_at": seen}]
    for found in told.listing.channels:
        rows.append(
            {
                "id": channel_id(purpose.portal, found.url),
                "portal_id": purpose.portal,
                "url": found.url,
                "name": found.title,
                "first_listed_at": None,
                "last_listed_at": None,
            }
        )
    return rows
