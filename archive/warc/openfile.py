"""A WARC file while it grows: `NAME.warc.gz.open`, locked; whole members go in, or nothing does."""

from __future__ import annotations

import fcntl
import os
import re
import socket
from datetime import UTC, datetime
from pathlib import Path

from archive.warc.errors import CannotWrite
from archive.wholefile import make_durable

OPEN_SUFFIX = ".open"
_UNSAFE = re.compile(r"[^A-Za-z0-9_]+")


def new_file_name(collection: str, serial: int) -> str:
    """A name that carries the collection, UTC time, a serial number, the host and the process."""
    moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")[:17]
    host = _UNSAFE.sub("-", socket.gethostname()).strip("-") or "host"
    label = _UNSAFE.sub("-", collection).strip("-") or "collection"
    return f"{label}-{moment}-{serial:05d}-{host}-{os.getpid()}.warc.gz"


class OpenFile:
    """One growing file. `name` is the final name, `size` the bytes of whole members in it."""

    def __init__(self, directory: Path, collection: str) -> None:
        """Raises CannotWrite where no file can be made."""
        self.directory = directory
        self.size = 0
        try:
            self.name, self._descriptor = _create(directory, collection)
            make_durable(directory)
        except OSError as error:
            raise CannotWrite(f"{directory}: {error.strerror}: make the folder writable") from error

    @property
    def path(self) -> Path:
        """Where the file lies while it grows."""
        return self.directory / (self.name + OPEN_SUFFIX)

    def append(self, data: bytes) -> int:
        """Write whole members; returns their offset. On CannotWrite the file is as it was before."""
        offset = self.size
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError as error:
            os.ftruncate(self._descriptor, offset)
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            raise CannotWrite(
                f"{self.path}: {error.strerror}: make room and start again; all before this is kept"
            ) from error
        self.size += len(data)
        return offset

    def duplicate(self) -> int:
        """A second descriptor, so that the file can be synced while it grows; the caller closes it."""
        return os.dup(self._descriptor)

    def abandon(self) -> None:
        """Let go of the file as it is: a recovery closes it, or removes it if nothing is in it."""
        os.close(self._descriptor)

    def close(self) -> None:
        """Sync, give the file its final name, make the name durable. Raises CannotWrite."""
        try:
            os.fsync(self._descriptor)
            self.path.rename(self.directory / self.name)
            make_durable(self.directory)
        except OSError as error:
            raise CannotWrite(f"{self.path}: {error.strerror}: start again to recover it") from error
        finally:
            os.close(self._descriptor)


def _create(directory: Path, collection: str) -> tuple[str, int]:
    """Make and lock a file under a name that neither a growing nor a closed file has.

    Two writers of one process, or a clock that stepped back, come to the same time: the serial differs.
    """
    serial = 0
    while True:
        name = new_file_name(collection, serial)
        serial += 1
        path = directory / (name + OPEN_SUFFIX)
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o644)
        except FileExistsError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # a recovery looked at it between these two calls, and takes it away
            os.close(descriptor)
            continue
        if (directory / name).exists() or not path.exists():
            path.unlink(missing_ok=True)
            os.close(descriptor)
            continue
        return name, descriptor
