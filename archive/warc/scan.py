"""A file gone through to its end, whatever lies in it: whole records, and the broken spans between them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.warc.errors import DamagedWarc, TornMember
from archive.warc.members import Member, read_members
from archive.warc.record import WarcRecord, parse_record

_MEMBER_START = b"\x1f\x8b\x08"
_SEARCH_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class WholeRecord:
    """A record, and the gzip member that holds it."""

    member: Member
    record: WarcRecord


@dataclass(frozen=True, slots=True)
class BrokenSpan:
    """Bytes that are no whole record; `torn` where they run to the end of the file."""

    offset: int
    length: int
    reason: str
    torn: bool = False


def scan_records(path: Path, name: str) -> Iterator[WholeRecord | BrokenSpan]:
    """Every byte of the file as it is now, in order, as part of a whole record or of a broken span.

    After damage, the next record is looked for by the bytes that gzip members begin with; `name` is the
    file's name in reasons.
    """
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        offset = 0
        while offset < size:
            stream.seek(offset)
            broken = None
            try:
                for member in read_members(stream, name, offset):
                    yield _parsed(member, name)
                    offset = member.offset + member.length
            except DamagedWarc as error:
                broken = error
            if broken is None:
                return
            end = _next_record(stream, name, broken.offset, size)
            torn = isinstance(broken, TornMember) and end == size
            yield BrokenSpan(broken.offset, end - broken.offset, broken.reason, torn)
            offset = end


def _parsed(member: Member, name: str) -> WholeRecord | BrokenSpan:
    try:
        return WholeRecord(member, parse_record(member.data, name, member.offset))
    except DamagedWarc as error:
        return BrokenSpan(member.offset, member.length, error.reason)


def _next_record(stream: BinaryIO, name: str, damaged: int, size: int) -> int:
    """Where, after the damaged byte, the next whole record begins; the file's size where none does."""
    position = damaged + 1
    while position < size:
        stream.seek(position)
        found = stream.read(_SEARCH_BYTES).find(_MEMBER_START)
        if found < 0:
            position += _SEARCH_BYTES - len(_MEMBER_START) + 1
            continue
        position += found
        if _is_record(stream, name, position):
            return position
        position += 1
    return size


def _is_record(stream: BinaryIO, name: str, offset: int) -> bool:
    stream.seek(offset)
    try:
        member = next(read_members(stream, name, offset))
        parse_record(member.data, name, offset)
    except DamagedWarc:
        return False
    return True
