"""The records of an exchange: its request, and its response or revisit, composed and compressed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from archive.capture import KeptCapture, RecordType
from archive.exchange import Exchange, Headers, Purpose
from archive.warc.composition import (
    UNPLACED,
    Composed,
    Fields,
    PayloadHeld,
    shared_fields,
    sound_ip,
    sound_truncation,
)
from archive.warc.digests import labelled_sha1, sha1_base32, sha256_hex
from archive.warc.meaning import compose_meaning, purpose_values
from archive.warc.members import write_member
from archive.warc.message import (
    kept_response_headers,
    kept_url,
    request_head,
    response_head,
    status_line,
)
from archive.warc.record import (
    HTTP_REQUEST,
    HTTP_RESPONSE,
    IDENTICAL_PAYLOAD,
    NOT_MODIFIED,
    compose_record,
    format_date,
    new_record_id,
    short_id,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A request and its response on their way into a file, ours or out of another archive's.

    `request` is the whole request block, `start` the response's first line; either may be missing in other
    people's files. `body` is the entity body, `origin` says which record of which file it was.
    """

    url: str
    captured_at: datetime
    request: bytes | None
    start: bytes
    status: int | None
    headers: Headers
    body: bytes
    ip_address: str | None
    truncated: str | None
    purpose: Purpose | None = None
    record_id: str | None = None
    origin: dict[str, str] | None = None

    @property
    def payload(self) -> PayloadHeld:
        """Its own payload, as a later revisit would name it."""
        sha1, sha256 = sha1_base32(self.body), sha256_hex(self.body)
        return PayloadHeld(self.url, self.captured_at, sha1, sha256, len(self.body))


def compose_exchange(exchange: Exchange, same_as: PayloadHeld | None, warcinfo_id: str) -> Composed:
    """The records of an exchange of ours.

    A revisit is written for a 304 (without a body, as it must be) when `same_as` is given, and where the
    body is the one that `same_as` holds. Redirects, empty and cut-off bodies are always written out:
    they save nothing as revisits, and replay tools answer a revisited redirect without its body.
    """
    pair = Pair(
        url=exchange.url,
        captured_at=exchange.captured_at,
        request=request_head(exchange),
        start=status_line(exchange),
        status=exchange.status,
        headers=exchange.response_headers,
        body=exchange.body,
        ip_address=exchange.ip_address,
        truncated=exchange.truncated,
        purpose=exchange.purpose,
    )
    own = pair.payload
    identical = (
        same_as is not None
        and (own.payload_sha1, own.payload_sha256) == (same_as.payload_sha1, same_as.payload_sha256)
        and bool(exchange.body)
        and exchange.truncated is None
        and not 300 <= exchange.status < 400
    )
    not_modified = exchange.status == 304 and not exchange.body
    revisits = same_as if identical or not_modified else None
    return compose_pair(pair, own if revisits is None else revisits, revisits is not None, warcinfo_id)


def compose_pair(pair: Pair, payload: PayloadHeld, is_revisit: bool, warcinfo_id: str) -> Composed:
    """The request's record, then the capture's, which names it: Warcat wants that order.

    `payload` is the pair's own, or, of a revisit, the one that it refers to.
    """
    capture_id = pair.record_id or new_record_id()
    capture = _capture(pair, payload, is_revisit, capture_id)
    shared = shared_fields(pair.url, warcinfo_id, pair.ip_address)
    moment = format_date(pair.captured_at)
    meaning: dict[str, object] = {
        "purpose": pair.purpose and purpose_values(pair.purpose),
        "origin": pair.origin,
        "payload_sha256": capture.payload_sha256,
        "payload_bytes": capture.payload_bytes,
    }
    before, links = [], []
    if pair.request is not None:
        request_id = new_record_id()
        fields = [*shared, ("Content-Type", HTTP_REQUEST)]
        before.append(write_member(compose_record("request", request_id, moment, fields, pair.request)))
        links.append(("WARC-Concurrent-To", request_id))
    head = response_head(pair.start, capture.response_headers) if pair.start else b""
    if is_revisit and pair.status == 304:
        # pywb answers a revisit that holds a 304 with an empty page; one without a block, with the page.
        meaning["not_modified"] = head.decode("latin-1")
        head = b""
    told, before = compose_meaning(meaning, before, moment, shared)
    fields = [*shared, *links, *_capture_fields(capture, told)]
    kind = capture.record_type.value
    record = write_member(compose_record(kind, capture_id, moment, fields, head, capture.body))
    return Composed((*before, record), capture)


def _capture(pair: Pair, payload: PayloadHeld, is_revisit: bool, record_id: str) -> KeptCapture:
    comparable = None if pair.status == 304 or (is_revisit and not pair.body) else pair.body
    return KeptCapture(
        id=short_id(record_id),
        record_type=RecordType.REVISIT if is_revisit else RecordType.RESPONSE,
        url=kept_url(pair.url),
        captured_at=pair.captured_at.astimezone(UTC),
        place=UNPLACED,
        status=pair.status,
        response_headers=kept_response_headers(pair.headers, comparable),
        body=b"" if is_revisit else pair.body,
        payload_sha1=payload.payload_sha1,
        payload_sha256=payload.payload_sha256,
        payload_bytes=payload.payload_bytes,
        ip_address=sound_ip(pair.ip_address),
        purpose=pair.purpose,
        truncated=sound_truncation(pair.truncated),
        refers_to_url=kept_url(payload.url) if is_revisit else None,
        refers_to_at=payload.captured_at.astimezone(UTC) if is_revisit else None,
    )


def _capture_fields(capture: KeptCapture, told: str) -> Fields:
    fields = [("WARC-JSON-Metadata", told), ("Content-Type", HTTP_RESPONSE)]
    if capture.payload_sha1:
        fields.append(("WARC-Payload-Digest", labelled_sha1(capture.payload_sha1)))
    if capture.truncated:
        fields.append(("WARC-Truncated", capture.truncated))
    if capture.refers_to_url and capture.refers_to_at:
        profile = NOT_MODIFIED if capture.status == 304 else IDENTICAL_PAYLOAD
        fields.append(("WARC-Profile", profile))
        fields.append(("WARC-Refers-To-Target-URI", capture.refers_to_url))
        fields.append(("WARC-Refers-To-Date", format_date(capture.refers_to_at)))
    return fields
