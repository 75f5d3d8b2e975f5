"""The records of one exchange, failure or note, composed and compressed, before they have a place."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from ipaddress import ip_address

from archive.capture import KeptCapture, RecordPlace, RecordType
from archive.exchange import Exchange, Failure
from archive.warc.digests import labelled_sha1, sha1_base32, sha256_hex
from archive.warc.members import write_member
from archive.warc.message import kept_response_headers, kept_url, request_head, response_head
from archive.warc.record import (
    HTTP_REQUEST,
    HTTP_RESPONSE,
    IDENTICAL_PAYLOAD,
    NOT_MODIFIED,
    compose_record,
    format_date,
    new_record_id,
    purpose_values,
    short_id,
    write_meaning,
)

_TRUNCATIONS = ("length", "time", "disconnect", "unspecified")  # WARC 1.1, §5.13
_LINE_BREAKS = re.compile(r"[\s\0]*[\r\n\0][\s\0]*")
_UNPLACED = RecordPlace("", 0, 0)

Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PayloadHeld:
    """A payload that the collection holds: the capture whose record has its bytes, and what they are.

    `payload_sha1` is base32, `payload_sha256` hexadecimal, `payload_bytes` the length as sent.
    """

    url: str
    captured_at: datetime
    payload_sha1: str
    payload_sha256: str
    payload_bytes: int


@dataclass(frozen=True, slots=True)
class Composed:
    """Gzip members to be written together; the last one is the capture's own."""

    members: tuple[bytes, ...]
    capture: KeptCapture

    def placed(self, file: str, offset: int) -> KeptCapture:
        """The capture with its place, when the first member is written at `offset` of `file`."""
        before = sum(map(len, self.members[:-1]))
        return replace(self.capture, place=RecordPlace(file, offset + before, len(self.members[-1])))


def held_payload(capture: KeptCapture | PayloadHeld | None) -> PayloadHeld | None:
    """The payload that a capture stands for: its own, or the one its revisit refers to."""
    if capture is None or isinstance(capture, PayloadHeld):
        return capture
    if capture.payload_sha1 is None or capture.payload_sha256 is None:
        return None
    url, captured_at = capture.url, capture.captured_at
    if capture.record_type is RecordType.REVISIT:
        if capture.refers_to_url is None or capture.refers_to_at is None:
            return None
        url, captured_at = capture.refers_to_url, capture.refers_to_at
    return PayloadHeld(url, captured_at, capture.payload_sha1, capture.payload_sha256, capture.payload_bytes)


def compose_exchange(exchange: Exchange, same_as: PayloadHeld | None, warcinfo_id: str) -> Composed:
    """A request record, then the response or revisit record, which names it (Warcat wants that order).

    A revisit is written for a 304 when `same_as` is given, and where the body is the one `same_as`
    holds. Redirects, empty and cut-off bodies are always written out: they save nothing as revisits,
    and replay tools answer a revisited redirect without its body.
    """
    sha1, sha256 = sha1_base32(exchange.body), sha256_hex(exchange.body)
    not_modified = exchange.status == 304
    identical = (
        same_as is not None
        and (sha1, sha256) == (same_as.payload_sha1, same_as.payload_sha256)
        and bool(exchange.body)
        and exchange.truncated is None
        and not 300 <= exchange.status < 400
    )
    capture_id, request_id = new_record_id(), new_record_id()
    shared = _shared_fields(exchange.url, warcinfo_id, exchange.ip_address)
    request = write_member(
        compose_record(
            "request",
            request_id,
            format_date(exchange.captured_at),
            [*shared, ("Content-Type", HTTP_REQUEST)],
            request_head(exchange),
        )
    )
    holder = same_as if not_modified or identical else None
    capture = KeptCapture(
        id=short_id(capture_id),
        record_type=RecordType.REVISIT if holder else RecordType.RESPONSE,
        url=kept_url(exchange.url),
        captured_at=exchange.captured_at.astimezone(UTC),
        place=_UNPLACED,
        status=exchange.status,
        response_headers=kept_response_headers(
            exchange.response_headers, None if not_modified else exchange.body
        ),
        body=b"" if holder else exchange.body,
        payload_sha1=holder.payload_sha1 if holder else sha1,
        payload_sha256=holder.payload_sha256 if holder else sha256,
        payload_bytes=holder.payload_bytes if holder else len(exchange.body),
        ip_address=_sound_ip(exchange.ip_address),
        purpose=exchange.purpose,
        truncated=_sound_truncation(exchange.truncated),
        refers_to_url=kept_url(holder.url) if holder else None,
        refers_to_at=holder.captured_at.astimezone(UTC) if holder else None,
    )
    head = response_head(exchange, capture.response_headers)
    meaning: dict[str, object] = {
        "purpose": purpose_values(exchange.purpose),
        "payload_sha256": capture.payload_sha256,
        "payload_bytes": capture.payload_bytes,
        "request_bytes": len(request),
    }
    if holder and not_modified:
        # pywb answers a revisit that holds a 304 with an empty page; one without a block, with the page.
        meaning["not_modified"] = head.decode("latin-1")
        head = b""
    fields = [*shared, ("WARC-Concurrent-To", request_id), *_capture_fields(capture, meaning)]
    record = compose_record(
        capture.record_type.value, capture_id, format_date(capture.captured_at), fields, head, capture.body
    )
    return Composed((request, write_member(record)), capture)


def _capture_fields(capture: KeptCapture, meaning: dict[str, object]) -> Fields:
    fields = [("WARC-JSON-Metadata", write_meaning(meaning)), ("Content-Type", HTTP_RESPONSE)]
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


def compose_failure(failure: Failure, warcinfo_id: str) -> Composed:
    """A metadata record that says why no response came."""
    record_id = new_record_id()
    reason, message = (" ".join(text.split()) for text in (failure.reason, failure.message))
    capture = KeptCapture(
        id=short_id(record_id),
        record_type=RecordType.FAILURE,
        url=kept_url(failure.url),
        captured_at=failure.captured_at.astimezone(UTC),
        place=_UNPLACED,
        status=None,
        response_headers=(),
        body=b"",
        payload_sha1=None,
        payload_sha256=None,
        payload_bytes=0,
        purpose=failure.purpose,
        failure=reason,
    )
    meaning = write_meaning({"purpose": purpose_values(failure.purpose), "failure": reason})
    fields = [
        *_shared_fields(failure.url, warcinfo_id, None),
        ("WARC-JSON-Metadata", meaning),
        ("Content-Type", "application/warc-fields"),
    ]
    block = warc_fields({"fetchFailure": reason, "message": message, "method": failure.method})
    record = compose_record("metadata", record_id, format_date(capture.captured_at), fields, block)
    return Composed((write_member(record),), capture)


def compose_note(uri: str, values: dict[str, object], noted_at: datetime, warcinfo_id: str) -> bytes:
    """A metadata record with one field of JSON; pywb would index any other content type as a page."""
    fields = [*_shared_fields(uri, warcinfo_id, None), ("Content-Type", "application/warc-fields")]
    block = warc_fields({"json": json.dumps(values)})
    return write_member(compose_record("metadata", new_record_id(), format_date(noted_at), fields, block))


def compose_warcinfo(record_id: str, file: str, values: dict[str, str]) -> bytes:
    """The first record of a file: who wrote it, with what, under which rules."""
    fields = [("WARC-Filename", file), ("Content-Type", "application/warc-fields")]
    moment = format_date(datetime.now(UTC))
    return write_member(compose_record("warcinfo", record_id, moment, fields, warc_fields(values)))


def warc_fields(values: dict[str, str]) -> bytes:
    """An application/warc-fields block; line breaks in values become spaces."""
    lines = (f"{name}: {_LINE_BREAKS.sub(' ', value)}\r\n" for name, value in values.items())
    return "".join(lines).encode("utf-8", "replace")


def _shared_fields(url: str, warcinfo_id: str, address: str | None) -> Fields:
    fields = [("WARC-Target-URI", kept_url(url)), ("WARC-Warcinfo-ID", warcinfo_id)]
    sound = _sound_ip(address)
    if sound:
        fields.append(("WARC-IP-Address", sound))
    return fields


def _sound_ip(address: str | None) -> str | None:
    try:
        return str(ip_address(address)) if address else None
    except ValueError:
        return None


def _sound_truncation(reason: str | None) -> str | None:
    return reason if reason is None or reason in _TRUNCATIONS else "unspecified"
