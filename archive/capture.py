"""A capture as the archive holds it: where its record lies and what it says. Values only.

The WARC writer returns one for every exchange it keeps, and the WARC reader yields the same for every
record it finds again, so that a crawl and a rebuild feed the catalogue alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive.exchange import Headers, Purpose


class RecordType(StrEnum):
    """The WARC-Type of the record that holds a capture (WARC 1.1, §6)."""

    RESPONSE = "response"
    REVISIT = "revisit"
    FAILURE = "metadata"
    """No response came: the reason is kept in a metadata record."""


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a record lies: file name inside the collection's WARC folder, first byte, number of bytes."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class KeptCapture:
    """One capture and the place of its record.

    `id` is the first 16 hexadecimal digits of the record's UUID. `body` is the entity body as sent
    (content-encoding kept); it is empty where the record does not hold it: a revisit, a failure.
    `payload_sha1` is base32 as in the WARC header, `payload_sha256` hexadecimal; both name the payload that
    a revisit refers to, too. `refers_to_url` and `refers_to_at` are a revisit's. `purpose` is None for
    records that other software wrote. `failure` is the reason of a FAILURE, else None.
    """

    id: str
    record_type: RecordType
    url: str
    captured_at: datetime
    place: RecordPlace
    status: int | None
    response_headers: Headers
    body: bytes
    payload_sha1: str | None
    payload_sha256: str | None
    payload_bytes: int
    ip_address: str | None = None
    purpose: Purpose | None = None
    truncated: str | None = None
    refers_to_url: str | None = None
    refers_to_at: datetime | None = None
    failure: str | None = None


def failed_capture(
    id: str, *, url: str, captured_at: datetime, place: RecordPlace, purpose: Purpose | None, failure: str
) -> KeptCapture:
    """A capture for which no response came: all that there is to it is why."""
    return KeptCapture(
        id=id,
        record_type=RecordType.FAILURE,
        url=url,
        captured_at=captured_at,
        place=place,
        status=None,
        response_headers=(),
        body=b"",
        payload_sha1=None,
        payload_sha256=None,
        payload_bytes=0,
        purpose=purpose,
        failure=failure,
    )
