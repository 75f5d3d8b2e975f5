"""A file gone through to its end, whatever lies in it: whole records, and the broken spans between them."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator
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


def scan_records(
    path: Path, name: str, known_offsets: Container[int] = ()
) -> Iterator[WholeRecord | BrokenSpan]:
    """Every byte of the file as it is now, in order, as part of a whole record or of a broken span.

    After damage, the next record is looked for by the bytes that gzip members begin with. A body may hold
    such bytes, and behind them a record that its server made up; so a record found that way counts only
    if it lies at a known offset, or names a warcinfo of this file, whose id no server can know. `name` is
    the file's name in reasons.
    """
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        search = _Search(stream, name, size, known_offsets)
        offset = 0
        while offset < size:
            stream.seek(offset)
            broken = None
            try:
                for member in read_members(stream, name, offset):
                    found = _parsed(member, name)
                    search.learn(found)
                    yield found
                    offset = member.offset + member.length
            except DamagedWarc as error:
                broken = error
            if broken is None:
                return
            end = search.next_record(broken.offset)
            torn = isinstance(broken, TornMember) and end == size
            yield BrokenSpan(broken.offset, end - broken.offset, broken.reason, torn)
            offset = end


def _parsed(member: Member, name: str) -> WholeRecord | BrokenSpan:
    try:
        return WholeRecord(member, parse_record(member.data, name, member.offset))
    except DamagedWarc as error:
        return BrokenSpan(member.offset, member.length, error.reason)


class _Search:
    """Finds where whole records of the file's own begin again after damage."""

    def __init__(self, stream: BinaryIO, name: str, size: int, known_offsets: Container[int]) -> None:
        self._stream = stream
        self._name = name
        self._size = size
        self._known_offsets = known_offsets
        self._warcinfo_ids: set[str] = set()

    def learn(self, found: WholeRecord | BrokenSpan) -> None:
        """Take note of a warcinfo."""
        if isinstance(found, WholeRecord) and found.record.type == "warcinfo":
            self._warcinfo_ids.add(found.record.headers["warc-record-id"])

    def next_record(self, damaged: int) -> int:
        """Where, after the damaged byte, the next record begins; the file's size where none does."""
        position = damaged + 1
        while position < self._size:
            self._stream.seek(position)
            found = self._stream.read(_SEARCH_BYTES).find(_MEMBER_START)
            if found < 0:
                position += _SEARCH_BYTES - len(_MEMBER_START) + 1
                continue
            position += found
            if self._is_own_record(position):
                return position
            position += 1
        return self._size

    def _is_own_record(self, offset: int) -> bool:
        self._stream.seek(offset)
        try:
            member = next(read_members(self._stream, self._name, offset))
            record = parse_record(member.data, self._name, offset)
        except DamagedWarc:
            return False
        own = record.headers.get("warc-warcinfo-id") in self._warcinfo_ids
        return own or offset in self._known_offsets
