"""Exchanges into WARC files: one gzip member a record, one `write` an exchange, rotation by size.

A file is `NAME.warc.gz.open` while it grows, and locked, so that nobody takes it for a dead writer's;
it is renamed when closed and never opened for writing again. Every exchange is with the kernel, whole,
before `write_exchange` returns, so a killed process loses nothing that was returned; `sync` makes it
outlast a power cut as well. The request stands before its response, so that the last record of a
file is always one that the catalogue knows: a file cut between two records is seen to be cut.
"""

from __future__ import annotations

import os
import platform
import threading
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.capture import KeptCapture, RecordPlace
from archive.exchange import Exchange, Failure
from archive.warc.composition import (
    PayloadHeld,
    compose_failure,
    compose_note,
    compose_warcinfo,
    held_payload,
)
from archive.warc.errors import CannotWrite
from archive.warc.openfile import OpenFile
from archive.warc.pairs import Pair, compose_exchange, compose_pair
from archive.warc.record import new_record_id

__all__ = ["PayloadHeld", "WarcWriter"]


class WarcWriter:
    """Writes captures into files of one directory; threads may share it, and it may share the directory.

    A file that has reached `max_bytes` is closed when the next record comes; so it exceeds that by one
    exchange at most.
    """

    def __init__(
        self,
        directory: Path,
        *,
        collection: str,
        operator: str,
        contact: str,
        max_bytes: int = 1 << 30,  # 1 GiB: what the field's tools and file systems take without trouble
    ) -> None:
        self.directory = directory
        self.collection = collection
        self.max_bytes = max_bytes
        self._operator = operator
        self._contact = contact
        self._lock = threading.Lock()
        self._file: OpenFile | None = None
        self._warcinfo_id = ""

    def write_exchange(
        self, exchange: Exchange, *, same_as: KeptCapture | PayloadHeld | None = None
    ) -> KeptCapture:
        """Keep a request and its response; the response as a revisit where `same_as` holds its payload.

        Any earlier capture may be given as `same_as`: a full response is written when its payload turns
        out to be another. Raises CannotWrite, and ValueError for a `captured_at` without time zone.
        """
        with self._lock:
            self._ready()
            composed = compose_exchange(exchange, held_payload(same_as), self._warcinfo_id)
            return composed.placed(*self._append(b"".join(composed.members)))

    def write_pair(self, pair: Pair, *, revisits: PayloadHeld | None = None) -> KeptCapture:
        """Keep another archive's capture, as a revisit where `revisits` is given. Raises CannotWrite."""
        with self._lock:
            self._ready()
            payload = revisits or pair.payload
            composed = compose_pair(pair, payload, revisits is not None, self._warcinfo_id)
            return composed.placed(*self._append(b"".join(composed.members)))

    def write_failure(self, failure: Failure) -> KeptCapture:
        """Keep the fact that no response came, and why. Raises CannotWrite."""
        with self._lock:
            self._ready()
            composed = compose_failure(failure, self._warcinfo_id)
            return composed.placed(*self._append(b"".join(composed.members)))

    def write_note(self, uri: str, fields: dict[str, object]) -> RecordPlace:
        """Keep JSON values under a URI of ours, such as the start of a crawl. Raises CannotWrite."""
        with self._lock:
            self._ready()
            member = compose_note(uri, fields, datetime.now(UTC), self._warcinfo_id)
            file, offset = self._append(member)
            return RecordPlace(file, offset, len(member))

    def write_copy(self, members: bytes) -> RecordPlace:
        """Keep whole records of another collection of ours, byte for byte as they are. Raises CannotWrite."""
        with self._lock:
            self._ready()
            file, offset = self._append(members)
            return RecordPlace(file, offset, len(members))

    def sync(self) -> None:
        """Return when everything written so far would outlast a power cut.

        Raises CannotWrite; the file is then given up, for the system may forget what it could not write.
        """
        with self._lock:
            if self._file is None:
                return
            file, descriptor = self._file, self._file.duplicate()
        try:
            os.fsync(descriptor)
        except OSError as error:
            with self._lock:
                if self._file is file:
                    self._file = None
                    file.abandon()
            raise CannotWrite(f"{file.path}: {error.strerror}: check the disk, then start again") from error
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Close the growing file, if there is one, under its final name. Raises CannotWrite."""
        with self._lock:
            self._close_file()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ready(self) -> None:
        """Have a file with room: records name its warcinfo, so it must be there before they are made."""
        if self._file is not None and self._file.size >= self.max_bytes:
            self._close_file()
        if self._file is None:
            self._begin_file()

    def _begin_file(self) -> None:
        file = OpenFile(self.directory, self.collection)
        self._warcinfo_id = new_record_id()
        try:
            file.append(compose_warcinfo(self._warcinfo_id, file.name, self._describe()))
        except CannotWrite:
            file.abandon()
            raise
        self._file = file

    def _append(self, data: bytes) -> tuple[str, int]:
        assert self._file is not None
        return self._file.name, self._file.append(data)

    def _close_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _describe(self) -> dict[str, str]:
        return {
            "software": f"nianbao/{_own_version()} (Python {platform.python_version()})",
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "isPartOf": self.collection,
            "operator": f"{self._operator} <{self._contact}>",
            "http-header-from": self._contact,
            "hostname": platform.node(),
            "robots": "obeyed as RFC 9309 says; an unreachable robots.txt disallows",
        }


def _own_version() -> str:
    try:
        return version("nianbao")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0"
