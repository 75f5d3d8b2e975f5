"""WARC records: composed and parsed, one at a time, in memory (WARC 1.1, §4 and §5)."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from archive.warc.digests import labelled_sha1, sha1_base32
from archive.warc.errors import DamagedWarc

IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
HTTP_RESPONSE = "application/http; msgtype=response"
HTTP_REQUEST = "application/http; msgtype=request"

_VERSIONS = (b"WARC/1.1", b"WARC/1.0")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z", re.ASCII)
_MANDATORY = ("warc-type", "warc-record-id", "warc-date", "content-length")


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """A parsed record: header names in lower case, the block as bytes."""

    headers: dict[str, str]
    block: bytes

    @property
    def type(self) -> str:
        """The WARC-Type."""
        return self.headers["warc-type"]

    @property
    def short_id(self) -> str:
        """The record id as the catalogue spells it (`short_id`)."""
        return short_id(self.headers["warc-record-id"])

    @property
    def written_at(self) -> datetime:
        """The WARC-Date."""
        return parse_date(self.headers["warc-date"])

    @property
    def meaning(self) -> dict[str, Any]:
        """What this archive wrote beside the record (WARC-JSON-Metadata); empty for other people's."""
        text = self.headers.get("warc-json-metadata")
        found = json.loads(text) if text else {}
        return found if isinstance(found, dict) else {}


def new_record_id() -> str:
    """A fresh record id. Random, not by time: its first 16 digits must be unique by themselves."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def short_id(record_id: str) -> str:
    """The first 16 hexadecimal digits of the record's UUID; of a UUID made from its id, if it has none."""
    name = record_id.strip("<> ")
    try:
        return uuid.UUID(name.removeprefix("urn:uuid:")).hex[:16]
    except ValueError:
        return uuid.uuid5(uuid.NAMESPACE_URL, name).hex[:16]


def format_date(moment: datetime) -> str:
    """A WARC-Date: UTC, with microseconds where there are any (WARC 1.1, §5.4)."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone: give captured_at in UTC")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def parse_date(text: str) -> datetime:
    """A WARC-Date as a moment in UTC; digits beyond microseconds are dropped. Raises ValueError."""
    if not _DATE.fullmatch(text):
        raise ValueError(f"WARC-Date {text!r} is none")
    return datetime.fromisoformat(text)


def compose_record(
    record_type: str, record_id: str, date: str, fields: Iterable[tuple[str, str]], *block: bytes
) -> bytes:
    """A whole record with its block digest and length. `fields` must hold no line breaks."""
    lines = [
        "WARC/1.1",
        f"WARC-Type: {record_type}",
        f"WARC-Record-ID: {record_id}",
        f"WARC-Date: {date}",
        *(f"{name}: {value}" for name, value in fields),
        f"WARC-Block-Digest: {labelled_sha1(sha1_base32(*block))}",
        f"Content-Length: {sum(map(len, block))}",
        "\r\n",
    ]
    return b"".join(("\r\n".join(lines).encode("utf-8"), *block, b"\r\n\r\n"))


def parse_record(data: bytes, file: str, offset: int) -> WarcRecord:
    """Parse one whole record strictly. Raises DamagedWarc naming `file` and `offset`."""
    head, blank, rest = data.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    if not blank or lines[0] not in _VERSIONS:
        raise DamagedWarc(file, offset, "not a WARC/1.0 or 1.1 record")
    headers = _parse_headers(lines[1:], file, offset)
    missing = [name for name in _MANDATORY if name not in headers]
    if missing:
        raise DamagedWarc(file, offset, f"{missing[0]} is missing")
    length = headers["content-length"]
    if not (length.isascii() and length.isdigit()) or len(rest) != int(length) + 4:
        raise DamagedWarc(file, offset, f"Content-Length {length} is not true: {len(rest) - 4} bytes follow")
    if not rest.endswith(b"\r\n\r\n"):
        raise DamagedWarc(file, offset, "the record does not end in two line breaks")
    _require_sound_values(headers, file, offset)
    return WarcRecord(headers, rest[:-4])


def _parse_headers(lines: list[bytes], file: str, offset: int) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        raw_name, colon, raw_value = line.partition(b":")
        if not colon:
            raise DamagedWarc(file, offset, f"malformed header line {line[:60]!r}")
        try:
            name, value = raw_name.decode("ascii").strip().lower(), raw_value.decode("utf-8").strip()
        except UnicodeDecodeError as error:
            raise DamagedWarc(file, offset, f"header is not UTF-8: {line[:60]!r}") from error
        if name in headers and name != "warc-concurrent-to":  # the one that may be repeated (§5.7)
            raise DamagedWarc(file, offset, f"header {name} is repeated")
        headers[name] = value
    return headers


def _require_sound_values(headers: dict[str, str], file: str, offset: int) -> None:
    try:
        parse_date(headers["warc-date"])
        json.loads(headers.get("warc-json-metadata", "{}"))
    except (ValueError, RecursionError) as error:  # JSON may be nested as deep as its writer likes
        raise DamagedWarc(file, offset, str(error)) from error
