"""Records picked out of a collection into one new WARC file: copied byte for byte, never written anew.

With a capture go its request, the warcinfo that it names, and, for a revisit, the capture that holds its
payload, so that the new file stands alone; the notes of crawls as they are wanted.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from archive.capture import KeptCapture, RecordPlace, RecordType
from archive.warc.composition import compose_warcinfo
from archive.warc.errors import DamagedWarc, RecordMissing
from archive.warc.meaning import group_bytes
from archive.warc.members import Member, read_members
from archive.warc.reader import Note, find_file, open_file, read_aside, read_found
from archive.warc.record import WarcRecord, new_record_id, parse_record
from archive.warc.scan import WholeRecord, scan_records
from archive.wholefile import whole_file


class Sink(Protocol):
    """Where the bytes go."""

    def write(self, data: bytes, /) -> object:
        """Take bytes."""


FindHolder = Callable[[str], RecordPlace | None]
"""From the SHA-256 of a payload (hexadecimal) to the place of the response that holds it."""


def write_selection(
    target: Path,
    directory: Path,
    places: Iterable[RecordPlace],
    *,
    software: str,
    description: str,
    holder: FindHolder,
    notes: Iterable[RecordPlace] = (),
) -> int:
    """Copy captures of `directory` into the new WARC file `target`, after the notes; returns how many captures.

    The file appears whole or not at all. Raises RecordMissing, DamagedWarc, OSError.
    """
    values = {"software": software, "format": "WARC File Format 1.1", "description": description}
    with (
        whole_file(target) as aside,
        aside.open("wb") as stream,
        Selection(directory, stream, target.name, values, holder) as selection,
    ):
        selection.copy_notes(notes)
        return sum(1 for _ in selection.copy(places))


class Selection:
    """Copies captures of `directory` into `target` under the file name `name`. A context manager.

    `values` describe the export in its warcinfo; `holder` finds the payloads of revisits.
    """

    def __init__(
        self, directory: Path, target: Sink, name: str, values: dict[str, str], holder: FindHolder
    ) -> None:
        self._directory = directory
        self._target = target
        self._name = name
        self._holder = holder
        self._written: set[tuple[str, int]] = set()
        self._warcinfos: set[str] = set()
        self._size = 0
        self._files = ExitStack()
        self._file: tuple[str, BinaryIO] | None = None
        self._write(compose_warcinfo(new_record_id(), name, values))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()

    def copy(self, places: Iterable[RecordPlace]) -> Iterator[KeptCapture]:
        """Copy captures; yields each with its new place, also those that came along. None is copied twice.

        Raises RecordMissing and DamagedWarc.
        """
        for place in places:
            yield from self._copy_group(place)

    def copy_notes(self, places: Iterable[RecordPlace]) -> None:
        """Copy notes. Raises RecordMissing and DamagedWarc."""
        for place in places:
            raw, record = self._read(place)
            if not isinstance(read_found(record, None, place), Note):
                raise DamagedWarc(place.file, place.offset, "the record is no note")
            self._copy_warcinfo(place.file, record)
            self._write(raw)

    def _copy_group(self, place: RecordPlace) -> Iterator[KeptCapture]:
        if (place.file, place.offset) in self._written:
            return
        self._written.add((place.file, place.offset))
        raw, record = self._read(place)
        found = read_found(record, read_aside(self._open(place.file), record, place), place)
        if not isinstance(found, KeptCapture):
            raise DamagedWarc(place.file, place.offset, "the record is no capture")
        if found.record_type is RecordType.REVISIT and found.payload_sha256:
            held = self._holder(found.payload_sha256)
            if held is not None:
                yield from self._copy_group(held)
        self._copy_warcinfo(place.file, record)
        before = group_bytes(record)
        if 0 < before < place.offset:
            self._write(self._read_members(RecordPlace(place.file, place.offset - before, before))[0])
        offset = self._write(raw)
        yield replace(found, place=RecordPlace(self._name, offset, len(raw)))

    def _copy_warcinfo(self, file: str, record: WarcRecord) -> None:
        """Copy the warcinfo that a record names: it says who made the capture, and how.

        It is the first record of the file, but in one that holds what was taken over from other collections.
        """
        name = record.headers.get("warc-warcinfo-id", "")
        if name in self._warcinfos:
            return
        self._warcinfos.add(name)
        for found in scan_records(find_file(self._directory, file), file):
            if isinstance(found, WholeRecord) and found.record.headers.get("warc-record-id") == name:
                place = RecordPlace(file, found.member.offset, found.member.length)
                self._write(self._read_members(place)[0])
                return

    def _read(self, place: RecordPlace) -> tuple[bytes, WarcRecord]:
        raw, members = self._read_members(place)
        if len(members) != 1:
            raise DamagedWarc(place.file, place.offset, f"{len(members)} records in {place.length} bytes")
        return raw, parse_record(members[0].data, place.file, place.offset)

    def _read_members(self, place: RecordPlace) -> tuple[bytes, list[Member]]:
        stream = self._open(place.file)
        stream.seek(place.offset)
        raw = stream.read(place.length)
        if not raw:
            raise RecordMissing(f"{place.file}: ends before byte {place.offset}: run nianbao verify")
        return raw, list(read_members(io.BytesIO(raw), place.file, place.offset))

    def _open(self, file: str) -> BinaryIO:
        if self._file is None or self._file[0] != file:
            self._files.close()
            self._file = file, self._files.enter_context(open_file(self._directory, file))
        return self._file[1]

    def _write(self, data: bytes) -> int:
        offset = self._size
        self._target.write(data)
        self._size += len(data)
        return offset
