"""Captures and notes out of WARC files again, strictly, equal field for field to what the writer returned."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.capture import KeptCapture, RecordPlace, RecordType
from archive.exchange import Headers
from archive.warc.errors import DamagedWarc, RecordMissing
from archive.warc.members import Member, read_members
from archive.warc.message import parse_message
from archive.warc.openfile import OPEN_SUFFIX
from archive.warc.record import WarcRecord, parse_date, parse_record, read_purpose


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
    for path in (directory / name, directory / (name + OPEN_SUFFIX)):
        if path.is_file():
            return path
    raise RecordMissing(f"{directory / name}: no such file: run nianbao verify")


def read_records(path: Path) -> Iterator[KeptCapture | Note]:
    """Every capture and note of a file, in order.

    Raises DamagedWarc at the first byte that is no whole record: everything before has been yielded.
    """
    name = final_name(path)
    with path.open("rb") as stream:
        for member in read_members(stream, name):
            found = _read_member(member, name)
            if found is not None:
                yield found


def read_capture(directory: Path, place: RecordPlace) -> KeptCapture | Note | None:
    """The one record at `place`; None for a kind that is neither capture nor note.

    Raises RecordMissing or DamagedWarc.
    """
    path = find_file(directory, place.file)
    with path.open("rb") as stream:
        stream.seek(place.offset)
        for member in read_members(stream, place.file, place.offset):
            return _read_member(member, place.file)
    raise RecordMissing(f"{path}: ends before byte {place.offset}: run nianbao verify")


def read_payload(directory: Path, place: RecordPlace) -> tuple[Headers, bytes]:
    """Response headers and entity body (content-encoding kept) of the record at `place`.

    The body of a revisit is empty: read the capture that it refers to. Raises RecordMissing, DamagedWarc.
    """
    found = read_capture(directory, place)
    if not isinstance(found, KeptCapture):
        raise DamagedWarc(place.file, place.offset, "the record is no capture")
    return found.response_headers, found.body


def _read_member(member: Member, file: str) -> KeptCapture | Note | None:
    record = parse_record(member.data, file, member.offset)
    return read_found(record, RecordPlace(file, member.offset, member.length))


def read_found(record: WarcRecord, place: RecordPlace) -> KeptCapture | Note | None:
    """What a parsed record says; None for a kind that is neither capture nor note. Raises DamagedWarc."""
    try:
        if record.type in (RecordType.RESPONSE, RecordType.REVISIT):
            return _read_response(record, place) if is_http(record) else None
        if record.type == RecordType.FAILURE:
            return _read_metadata(record, place)
    except (KeyError, ValueError, TypeError) as error:
        raise DamagedWarc(place.file, place.offset, f"{record.type} record: {error}") from error
    return None


def is_capture(record: WarcRecord) -> bool:
    """Whether `read_records` would yield a capture for the record."""
    if record.type == RecordType.FAILURE:
        return "failure" in record.meaning
    return record.type in (RecordType.RESPONSE, RecordType.REVISIT) and is_http(record)


def is_http(record: WarcRecord) -> bool:
    """Whether the block is, or would be, an HTTP message."""
    return record.headers.get("content-type", "").lower().startswith("application/http")


def _read_response(record: WarcRecord, place: RecordPlace) -> KeptCapture:
    headers, meaning = record.headers, record.meaning
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


def _read_metadata(record: WarcRecord, place: RecordPlace) -> KeptCapture | Note | None:
    meaning, uri = record.meaning, record.headers.get("warc-target-uri", "")
    if "failure" in meaning:
        return KeptCapture(
            id=record.short_id,
            record_type=RecordType.FAILURE,
            url=uri,
            captured_at=record.written_at,
            place=place,
            status=None,
            response_headers=(),
            body=b"",
            payload_sha1=None,
            payload_sha256=None,
            payload_bytes=0,
            purpose=read_purpose(meaning.get("purpose")),
            failure=meaning["failure"],
        )
    name, _, value = record.block.partition(b": ")
    if uri.startswith("urn:nianbao:") and name == b"json":
        return Note(record.short_id, uri, record.written_at, place, json.loads(value))
    return None
