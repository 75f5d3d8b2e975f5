"""Replay: what a capture's record holds, made safe to send on.

Two ways out only: as a download, byte for byte, and as a page in a sandbox of opaque origin where nothing
runs, nothing is loaded, no form is sent and no frame is filled from elsewhere. Everything in a record is hostile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from archive.capture import RecordPlace
from archive.exchange import Headers
from archive.interpretation import PAYLOAD_LIMIT_BYTES, header
from archive.site.queries.rows import Row
from archive.warc.members import read_members
from archive.warc.payload import entity
from archive.warc.reader import open_file, read_payload
from archive.warc.record import parse_record
from metadata.encoding import decode

SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none';"
    " base-uri 'none'; frame-ancestors 'self'"
)
"""Of every archived page that is shown: an origin of its own that is nobody's, and nothing from outside."""

SHOWN_HEADERS = {
    "Content-Security-Policy": SANDBOX,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-DNS-Prefetch-Control": "off",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "max-age=5",
}

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_REACHING_OUT = re.compile("<(?=link|i?frame|frameset|object|embed|applet|portal|fencedframe)", re.IGNORECASE)
_SCRIPT = re.compile(r"<script(?=[\s/>])", re.IGNORECASE)
_TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
_HANDLER = re.compile(r"(?<=[\s\"'/])on(?=[a-z]{2,30}\s*=)", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(html?|shtml|pdf|docx?|xlsx?|wps|et|txt|csv|zip|rar|jpe?g|png|gif)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Payload:
    """What a server sent, content-encoding undone, and the headers that came with it."""

    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class RecordHead:
    """The header fields of a WARC record, in lower case, as they stand in the file."""

    fields: tuple[tuple[str, str], ...]


def payload_of(warc_folder: Path, holder: Row) -> Payload:
    """The payload of the capture that holds it. Raises RecordMissing or DamagedWarc."""
    headers, body = read_payload(warc_folder, place_of(holder))
    return Payload(headers, entity(headers, body, PAYLOAD_LIMIT_BYTES).body)


def response_headers(warc_folder: Path, row: Row) -> list[tuple[str, str]]:
    """The response's header fields as the record has them. Raises RecordMissing or DamagedWarc."""
    headers, _ = read_payload(warc_folder, place_of(row))
    return [(name.decode("latin-1"), _readable(value)) for name, value in headers]


def record_head(warc_folder: Path, row: Row) -> RecordHead:
    """The record's own header fields. Raises RecordMissing or DamagedWarc."""
    place = place_of(row)
    with open_file(warc_folder, place.file) as stream:
        stream.seek(place.offset)
        for member in read_members(stream, place.file, place.offset):
            record = parse_record(member.data, place.file, place.offset)
            return RecordHead(tuple(record.headers.items()))
    return RecordHead(())


def place_of(row: Row) -> RecordPlace:
    """Where a capture's record lies."""
    return RecordPlace(row["warc_file"], row["warc_offset"], row["warc_bytes"])


def shown_type(content_type: str | None) -> str | None:
    """The Content-Type under which a payload may be shown, None for what is no page."""
    essence = (content_type or "text/html").partition(";")[0].strip().lower()
    if essence not in _PAGE_TYPES:
        return None
    return "text/plain; charset=utf-8" if essence == "text/plain" else "text/html; charset=utf-8"


def shown_page(payload: Payload) -> bytes:
    """A page for the sandbox: decoded as the reader does, with what no policy stops disarmed.

    A browser opens a connection for `<link rel=preconnect>` and for a frame before it asks the
    Content-Security-Policy (Chromium 150, 2026-11). All that links and frames could bring is stopped anyway,
    so nothing that would be seen is lost by calling them otherwise. Scripts and handlers, which the sandbox stops,
    become plain data (of two attributes of one name a browser takes the first), so that the browser has nothing
    to complain of.
    The payload's own bytes are the download.
    """
    text, _ = decode(payload.body, content_type_of(payload))
    text = _SCRIPT.sub(r'<script type="text/plain"', text)
    text = _TAG.sub(lambda tag: _HANDLER.sub("data-on", tag.group()), text)
    return _REACHING_OUT.sub("<x-", text).encode("utf-8", "replace")


def content_type_of(payload: Payload) -> str | None:
    """The Content-Type that the server sent with a payload."""
    return header(payload.headers, "Content-Type")


def download_name(row: Row) -> str:
    """A file name for a payload: the capture's id, and the suffix of its URL where it is a usual one."""
    suffix = _SUFFIX.search(row["url"].partition("?")[0].partition("#")[0])
    return f"{row['id']}{suffix.group().lower() if suffix else '.html' if shown_type(row['content_type']) else '.bin'}"


def _readable(value: bytes) -> str:
    """A header's value: UTF-8 where it is, else as Latin-1, the way RFC 9110 reads it."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
