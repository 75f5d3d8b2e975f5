"""Records of ours with the bytes of all that belong to them, as they are copied from one file into another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.capture import KeptCapture, RecordPlace
from archive.warc.errors import DamagedWarc
from archive.warc.meaning import group_bytes
from archive.warc.members import Member, read_members
from archive.warc.reader import Note, read_found
from archive.warc.record import WarcRecord, parse_record

_MOST_BEFORE = 2
"""Members that a capture has before it at most: its request, and what stands aside."""
_SOFTWARE = b"software: nianbao/"
_LONGEST_WARCINFO = 1 << 20
"""Bytes; other software packs a whole file into one member, which would fill the memory."""


def own_warcinfo(path: Path) -> WarcRecord | None:
    """The warcinfo that a file of ours, of a collection or an export, begins with; None for others. Raises OSError."""
    try:
        with path.open("rb") as stream:
            member = next(read_members(stream, path.name, limit=_LONGEST_WARCINFO), None)
            record = parse_record(member.data, path.name, 0) if member else None
    except DamagedWarc:
        return None
    ours = record is not None and record.type == "warcinfo" and record.block.startswith(_SOFTWARE)
    return record if ours else None


@dataclass(frozen=True, slots=True)
class Group:
    """A capture or a note with the members that belong to it, as bytes; or, where `found` is None, a warcinfo.

    `warcinfo` is the id of the warcinfo: of the one that the record names, or its own.
    """

    found: KeptCapture | Note | None
    members: bytes
    warcinfo: str


def read_groups(source: Path) -> Iterator[Group]:
    """Every capture, note and warcinfo of a file, in order. Raises DamagedWarc, OSError."""
    name = source.name
    before: list[Member] = []
    with source.open("rb") as stream, source.open("rb") as again:
        for member in read_members(stream, name):
            record = parse_record(member.data, name, member.offset)
            if record.type == "warcinfo":
                yield Group(None, _copied(again, [member]), record.headers["warc-record-id"])
                continue
            aside = parse_record(before[-1].data, name, before[-1].offset) if before else None
            place = RecordPlace(name, member.offset, member.length)
            found = read_found(record, aside, place)
            if found is None:
                before = [*before, member][-_MOST_BEFORE:]
                continue
            while before and sum(each.length for each in before) > group_bytes(record):
                del before[0]
            if sum(each.length for each in before) != group_bytes(record):
                raise DamagedWarc(name, member.offset, "what belongs to the record does not stand before it")
            yield Group(found, _copied(again, [*before, member]), record.headers.get("warc-warcinfo-id", ""))
            before = []


def _copied(stream: BinaryIO, members: list[Member]) -> bytes:
    """The bytes of members that follow one another."""
    stream.seek(members[0].offset)
    return stream.read(sum(member.length for member in members))
