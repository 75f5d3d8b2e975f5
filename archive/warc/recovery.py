"""Files that a killed writer left: whole records kept and the file closed, the torn tail set aside.

Nothing complete is dropped, also where the damage lies in the middle (a power cut may lose a page of
the disk and keep the next), and no step loses anything when it is itself interrupted: run again, it
ends the same.
"""

from __future__ import annotations

import fcntl
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from archive.warc.errors import CannotRecover
from archive.warc.openfile import OPEN_SUFFIX
from archive.warc.scan import WholeRecord, scan_records
from archive.wholefile import make_durable

log = logging.getLogger(__name__)

TORN_SUFFIX = ".torn"
_BUILT_SUFFIX = ".recovering"
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
    for path in sorted(path for path in directory.glob(f"*.warc.gz{OPEN_SUFFIX}") if path.is_file()):
        try:
            found = _recover_unlocked(path)
        except OSError as error:
            raise CannotRecover(f"{path}: {error.strerror}: make room, or the folder writable") from error
        if found is not None:
            log.warning(
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
    whole, broken = _sort_spans(path)
    kept_bytes, torn_bytes = _sum_lengths(whole), _sum_lengths(broken)
    if broken:
        _write_spans(torn, path, broken)
    if not whole:
        path.unlink()
    elif all(span.offset > whole[-1].offset for span in broken):
        os.ftruncate(descriptor, kept_bytes)
        os.fsync(descriptor)
        path.rename(final)
    else:
        _rebuild_file(path, final, whole)
    make_durable(path.parent)
    return Recovered(
        file=final.name if whole else None,
        records=len(whole),
        kept_bytes=kept_bytes,
        torn_bytes=torn_bytes,
        torn=torn.name if broken else None,
    )


class Span(NamedTuple):
    """A stretch of a file, in bytes."""

    offset: int
    length: int


def _sum_lengths(spans: list[Span]) -> int:
    return sum(span.length for span in spans)


def _sort_spans(path: Path) -> tuple[list[Span], list[Span]]:
    """The whole records of the file, and the broken spans between and after them."""
    whole, broken = [], []
    for found in scan_records(path, path.name):
        if isinstance(found, WholeRecord):
            whole.append(Span(found.member.offset, found.member.length))
        else:
            broken.append(Span(found.offset, found.length))
    return whole, broken


def _rebuild_file(path: Path, final: Path, whole: list[Span]) -> None:
    """Make the file anew beside itself, without the damage, and put it in its place."""
    built = path.with_name(final.name + _BUILT_SUFFIX)
    _write_spans(built, path, whole)
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
