"""The records of failures and notes, and what all captures' records share, before they have a place."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import ip_address

from archive.capture import KeptCapture, RecordPlace, RecordType, failed_capture
from archive.exchange import Failure
from archive.warc.meaning import compose_meaning, purpose_values
from archive.warc.members import write_member
from archive.warc.message import kept_url
from archive.warc.record import (
    compose_record,
    format_date,
    new_record_id,
    short_id,
)

_TRUNCATIONS = ("length", "time", "disconnect", "unspecified")  # WARC 1.1, §5.13
_LINE_BREAKS = re.compile(r"[\s\0]*[\r\n\0][\s\0]*")
UNPLACED = RecordPlace("", 0, 0)

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


def compose_failure(failure: Failure, warcinfo_id: str) -> Composed:
    """A metadata record that says why no response came."""
    record_id = new_record_id()
    reason, message = (" ".join(text.split()) for text in (failure.reason, failure.message))
    capture = failed_capture(
        short_id(record_id),
        url=kept_url(failure.url),
        captured_at=failure.captured_at.astimezone(UTC),
        place=UNPLACED,
        purpose=failure.purpose,
        failure=reason,
    )
    moment = format_date(failure.captured_at)
    shared = shared_fields(failure.url, warcinfo_id, None)
    meaning: dict[str, object] = {"purpose": purpose_values(failure.purpose), "failure": reason}
    told, before = compose_meaning(meaning, [], moment, shared)
    fields = [*shared, ("WARC-JSON-Metadata", told), ("Content-Type", "application/warc-fields")]
    block = warc_fields({"fetchFailure": reason, "message": message, "method": failure.method})
    record = write_member(compose_record("metadata", record_id, moment, fields, block))
    return Composed((*before, record), capture)


def compose_note(uri: str, values: dict[str, object], noted_at: datetime, warcinfo_id: str) -> bytes:
    """A metadata record with one field of JSON; pywb would index any other content type as a page."""
    fields = [*shared_fields(uri, warcinfo_id, None), ("Content-Type", "application/warc-fields")]
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


def shared_fields(url: str, warcinfo_id: str, address: str | None) -> Fields:
    """Headers that every record about a URL has."""
    fields = [("WARC-Target-URI", kept_url(url)), ("WARC-Warcinfo-ID", warcinfo_id)]
    sound = sound_ip(address)
    if sound:
        fields.append(("WARC-IP-Address", sound))
    return fields


@lru_cache(maxsize=1024)
def sound_ip(address: str | None) -> str | None:
    """The address, in its usual spelling; None where it is none."""
    try:
        return str(ip_address(address)) if address else None
    except ValueError:
        return None


def sound_truncation(reason: str | None) -> str | None:
    """The reason as WARC-Truncated may say it."""
    return reason if reason is None or reason in _TRUNCATIONS else "unspecified"
