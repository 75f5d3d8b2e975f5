"""Files that a killed writer left: whole records kept and the file closed, the torn tail set aside.

Nothing complete is dropped, also where the damage lies in the middle (a power cut may lose a page of
the disk and keep the next), and no step loses anything when it is itself interrupted: run again, it
ends the same.
"""

from __future__ import annotations

import fcntl
import io
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.warc.errors import CannotRecover, DamagedWarc
from archive.warc.members import read_members
from archive.warc.openfile import OPEN_SUFFIX, sync_directory
from archive.warc.record import parse_record

logger = logging.getLogger(__name__)

TORN_SUFFIX = ".torn"
_BUILT_SUFFIX = ".recovering"
_MEMBER_START = b"\x1f\x8b\x08"
_COPY_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Recovered:
    """One file that was closed for its dead writer.

    `file` is its final name, or None where it held no whole record; `records` counts the whole records
    (warcinfo and requests included), `torn_bytes` what went into `torn`, the name of the file beside it.
    """

    file: str | None
    records: int
    kept_bytes: int
    torn_bytes: int
    torn: str | None


def recover(directory: Path) -> list[Recovered]:
    """Close every `.open` file whose writer is gone; files that a living writer locks are left alone.

    Raises CannotRecover where the folder cannot be written; nothing is lost by then.
    """
    recovered = []
    for path in sorted(directory.glob(f"*.warc.gz{OPEN_SUFFIX}")):
        try:
            found = _recover_unlocked(path)
        except OSError as error:
            raise CannotRecover(f"{path}: {error.strerror}: make room, or the folder writable") from error
        if found is not None:
            logger.warning(
                "%s: left open by a writer that is gone: %d records kept, %d torn bytes set aside",
                path.name,
                found.records,
                found.torn_bytes,
            )
            recovered.append(found)
    return recovered


def _recover_unlocked(path: Path) -> Recovered | None:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:  # closed by its writer, or recovered by another process, a moment ago
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not path.exists() or not os.path.samestat(os.fstat(descriptor), path.stat()):
            return None
        return _close_file(path, descriptor)
    except BlockingIOError:
        return None
    finally:
        os.close(descriptor)


def _close_file(path: Path, descriptor: int) -> Recovered:
    final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
    torn = path.with_name(final.name + TORN_SUFFIX)
    records, kept_bytes = _count_whole(path)
    tail_bytes = os.fstat(descriptor).st_size - kept_bytes
    whole, broken = _sort_tail(path, kept_bytes) if tail_bytes else ([], [])
    if broken:
        _write_spans(torn, path, broken)
    if whole:
        _rebuild_file(path, final, kept_bytes, whole)
    elif kept_bytes:
        os.ftruncate(descriptor, kept_bytes)
        os.fsync(descriptor)
        path.rename(final)
    else:
        path.unlink()
    sync_directory(path.parent)
    torn_bytes = sum(length for _, length in broken)
    kept_bytes += sum(length for _, length in whole)
    return Recovered(
        file=final.name if kept_bytes else None,
        records=records + len(whole),
        kept_bytes=kept_bytes,
        torn_bytes=torn_bytes,
        torn=torn.name if torn_bytes else None,
    )


def _count_whole(path: Path) -> tuple[int, int]:
    """How many whole records the file begins with, and the byte where they end."""
    records, end = 0, 0
    with path.open("rb") as stream:
        try:
            for member in read_members(stream, path.name):
                parse_record(member.data, path.name, member.offset)
                records, end = records + 1, member.offset + member.length
        except DamagedWarc:
            pass  # where the whole records end is what is asked for
    return records, end


Span = tuple[int, int]
"""Offset and length within the file."""


def _sort_tail(path: Path, start: int) -> tuple[list[Span], list[Span]]:
    """Whole records after the first damage, and the broken spans around them."""
    with path.open("rb") as stream:
        stream.seek(start)
        tail = stream.read()
    whole, broken, position = [], [], 0
    for offset, length in _find_records(tail):
        if offset > position:
            broken.append((start + position, offset - position))
        whole.append((start + offset, length))
        position = offset + length
    if position < len(tail):
        broken.append((start + position, len(tail) - position))
    return whole, broken


def _find_records(tail: bytes) -> Iterator[Span]:
    offset = tail.find(_MEMBER_START)
    while offset >= 0:
        length = _record_length(tail, offset)
        if length:
            yield offset, length
        offset = tail.find(_MEMBER_START, offset + (length or 1))


def _record_length(tail: bytes, offset: int) -> int:
    stream = io.BytesIO(tail)
    stream.seek(offset)
    try:
        member = next(read_members(stream, "", offset))
        parse_record(member.data, "", offset)
    except DamagedWarc:
        return 0
    return member.length


def _rebuild_file(path: Path, final: Path, kept_bytes: int, whole: list[Span]) -> None:
    """Make the file anew beside itself, without the damage, and put it in its place."""
    built = path.with_name(final.name + _BUILT_SUFFIX)
    _write_spans(built, path, [(0, kept_bytes), *whole])
    built.rename(final)
    path.unlink()


def _write_spans(target: Path, source: Path, spans: list[Span]) -> None:
    with target.open("wb") as out, source.open("rb") as stream:
        for offset, length in spans:
            stream.seek(offset)
            while length > 0 and (part := stream.read(min(length, _COPY_BYTES))):
                out.write(part)
                length -= len(part)
        out.flush()
        os.fsync(out.fileno())
