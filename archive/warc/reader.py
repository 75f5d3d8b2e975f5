"""Captures and notes out of WARC files again, strictly, equal field for field to what the writer returned."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from archive.capture import KeptCapture, RecordPlace, RecordType, failed_capture
from archive.exchange import Headers
from archive.warc.errors import DamagedWarc, RecordMissing
from archive.warc.meaning import aside_bytes, full_meaning, read_purpose
from archive.warc.members import Member, read_members
from archive.warc.message import parse_message
from archive.warc.openfile import OPEN_SUFFIX
from archive.warc.record import WarcRecord, parse_date, parse_record
from archive.warc.scan import BrokenSpan, scan_records


@dataclass(frozen=True, slots=True)
class Note:
    """What this archive noted beside the captures: a URI of ours and JSON values."""

    id: str
    uri: str
    noted_at: datetime
    place: RecordPlace
    fields: dict[str, Any]


def final_name(path: Path) -> str:
    """The name that a file has, or will have, when closed."""
    return path.name.removesuffix(OPEN_SUFFIX)


def find_file(directory: Path, name: str) -> Path:
    """Where the file `name` lies, closed or still growing. Raises RecordMissing."""
    if Path(name).name != name:
        raise RecordMissing(f"{name!r} is no file name")
    # Under its final name once more: a growing file may be renamed between the first two looks.
    for path in (directory / name, directory / (name + OPEN_SUFFIX), directory / name):
        if path.is_file():
            return path
    raise RecordMissing(f"{directory / name}: no such file: run nianbao verify")


def open_file(directory: Path, name: str) -> BinaryIO:
    """The file `name`, closed or still growing, open for reading. Raises RecordMissing."""
    try:
        return find_file(directory, name).open("rb")
    except FileNotFoundError:  # renamed since it was found
        return find_file(directory, name).open("rb")


def read_records(path: Path) -> Iterator[KeptCapture | Note]:
    """Every capture and note of a file, in order.

    Raises DamagedWarc at the first byte that is no whole record: everything before has been yielded.
    """
    name = final_name(path)
    with path.open("rb") as stream:
        previous: WarcRecord | None = None
        for member in read_members(stream, name):
            record = parse_record(member.data, name, member.offset)
            found = read_found(record, previous, RecordPlace(name, member.offset, member.length))
            if found is not None:
                yield found
            previous = record


def scan_found(path: Path, known_offsets: Container[int] = ()) -> Iterator[KeptCapture | Note | BrokenSpan]:
    """Every capture and note of a file that may be damaged, in order, and the spans that are none for damage.

    `known_offsets` are of records that were once read there. Raises OSError.
    """
    name = final_name(path)
    previous: WarcRecord | None = None
    for span in scan_records(path, name, known_offsets):
        if isinstance(span, BrokenSpan):
            previous = None
            yield span
            continue
        place = RecordPlace(name, span.member.offset, span.member.length)
        try:
            found = read_found(span.record, previous, place)
        except DamagedWarc as error:
            found = None
            yield BrokenSpan(place.offset, place.length, error.reason)
        if found is not None:
            yield found
        previous = span.record


def read_capture(directory: Path, place: RecordPlace) -> KeptCapture | Note | None:
    """The one record at `place`; None for a kind that is neither capture nor note.

    Raises RecordMissing or DamagedWarc.
    """
    with open_file(directory, place.file) as stream:
        member, record = read_record(stream, place.file, place.offset)
        aside = read_aside(stream, record, place)
        return read_found(record, aside, RecordPlace(place.file, place.offset, member.length))


def read_record(stream: BinaryIO, file: str, offset: int) -> tuple[Member, WarcRecord]:
    """The one record at `offset`. Raises RecordMissing, DamagedWarc."""
    stream.seek(offset)
    for member in read_members(stream, file, offset):
        return member, parse_record(member.data, file, offset)
    raise RecordMissing(f"{file}: ends before byte {offset}: run nianbao verify")


def read_aside(stream: BinaryIO, record: WarcRecord, place: RecordPlace) -> WarcRecord | None:
    """The record that says more about the one at `place`, where there is one. Raises DamagedWarc."""
    length = aside_bytes(record)
    if not length:
        return None
    if length > place.offset:
        raise DamagedWarc(place.file, place.offset, "what stands aside of the record is not there")
    return read_record(stream, place.file, place.offset - length)[1]


def read_payload(directory: Path, place: RecordPlace) -> tuple[Headers, bytes]:
    """Response headers and entity body (content-encoding kept) of the record at `place`.

    The body of a revisit is empty: read the capture that it refers to. Raises RecordMissing, DamagedWarc.
    """
    found = read_capture(directory, place)
    if not isinstance(found, KeptCapture):
        raise DamagedWarc(place.file, place.offset, "the record is no capture")
    return found.response_headers, found.body


def read_found(
    record: WarcRecord, previous: WarcRecord | None, place: RecordPlace
) -> KeptCapture | Note | None:
    """What a parsed record says, together with the one before it; None for neither capture nor note.

    Raises DamagedWarc.
    """
    try:
        if record.type == RecordType.FAILURE and not is_capture(record):
            return _read_note(record, place)
        if not is_capture(record):
            return None
        meaning = full_meaning(record, previous, place.file, place.offset)
        if record.type == RecordType.FAILURE:
            return _read_failure(record, meaning, place)
        return _read_response(record, meaning, place)
    except (KeyError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise DamagedWarc(place.file, place.offset, f"{record.type} record: {error}") from error


def is_capture(record: WarcRecord) -> bool:
    """Whether `read_records` would yield a capture for the record."""
    if record.type == RecordType.FAILURE:
        return "failure" in record.meaning
    return record.type in (RecordType.RESPONSE, RecordType.REVISIT) and is_http(record)


def is_http(record: WarcRecord) -> bool:
    """Whether the block is, or would be, an HTTP message."""
    return record.headers.get("content-type", "").lower().startswith("application/http")


def _read_response(record: WarcRecord, meaning: dict[str, Any], place: RecordPlace) -> KeptCapture:
    headers = record.headers
    not_modified = meaning.get("not_modified")
    message = parse_message(not_modified.encode("latin-1") if isinstance(not_modified, str) else record.block)
    refers_to_at = headers.get("warc-refers-to-date")
    return KeptCapture(
        id=record.short_id,
        record_type=RecordType(record.type),
        url=headers["warc-target-uri"],
        captured_at=record.written_at,
        place=place,
        status=message.status,
        response_headers=message.headers,
        body=message.body,
        payload_sha1=headers.get("warc-payload-digest", "").removeprefix("sha1:") or None,
        payload_sha256=meaning.get("payload_sha256"),
        payload_bytes=int(meaning.get("payload_bytes", len(message.body))),
        ip_address=headers.get("warc-ip-address"),
        purpose=read_purpose(meaning.get("purpose")),
        truncated=headers.get("warc-truncated"),
        refers_to_url=headers.get("warc-refers-to-target-uri"),
        refers_to_at=parse_date(refers_to_at) if refers_to_at else None,
    )


def _read_failure(record: WarcRecord, meaning: dict[str, Any], place: RecordPlace) -> KeptCapture:
    return failed_capture(
        record.short_id,
        url=record.headers["warc-target-uri"],
        captured_at=record.written_at,
        place=place,
        purpose=read_purpose(meaning.get("purpose")),
        failure=meaning["failure"],
    )


def _read_note(record: WarcRecord, place: RecordPlace) -> Note | None:
    uri = record.headers.get("warc-target-uri", "")
    name, _, value = record.block.partition(b": ")
    if uri.startswith("urn:nianbao:") and name == b"json":
        return Note(record.short_id, uri, record.written_at, place, json.loads(value))
    return None
