"""A collection: the folder that holds WARC files, the catalogue made from them, and the published copy.

    collection/
      collection.json   what this folder is: its name, and who answers for it
      collection.lock   who writes to it now
      warc/             the evidence
      catalogue.db      derived; `nianbao rebuild` makes it again
      published.db      the read-only copy that the site serves
      published.lock    whose turn it is to make that copy

Errors:
    CollectionError           the folder cannot be used as asked
      NotACollection          nothing of nianbao's is in it
      CollectionBusy          another process writes to it
      CollectionFailed        it was asked rightly, and a file of it failed: a person must look
        DamagedCatalogue      SQLite cannot read the catalogue
        NotPublished          the published copy is not there, or could not be made
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive.wholefile import is_aside, is_full, write_whole

MARKER = "collection.json"
LOCK = "collection.lock"
CATALOGUE = "catalogue.db"


class CollectionError(Exception):
    """A collection that cannot be used as asked; the text says where and what next."""


class CollectionFailed(CollectionError):
    """A file of the collection is damaged, or the disk did not take one; nothing was wrong in what was asked."""


class DamagedCatalogue(CollectionFailed):
    """SQLite cannot read the catalogue."""


class NotPublished(CollectionFailed):
    """The published copy is not there, cannot be read, or could not be made."""


class NotACollection(CollectionError):
    """The folder is missing or holds something else."""


class CollectionBusy(CollectionError):
    """Another process holds the collection's lock."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who answers for a collection: written into every WARC file."""

    name: str
    operator: str
    contact: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection's folder and who keeps it."""

    folder: Path
    keeper: Keeper

    @property
    def warc_folder(self) -> Path:
        """Where the WARC files are."""
        return self.folder / "warc"

    @property
    def catalogue_path(self) -> Path:
        """The database that a crawl writes; never opened by the site."""
        return self.folder / CATALOGUE

    @property
    def published_path(self) -> Path:
        """The read-only copy that the site serves."""
        return self.folder / "published.db"

    @contextmanager
    def lock(self, purpose: str) -> Iterator[None]:
        """Be the one process that writes. Raises CollectionBusy, saying who does and since when.

        Raises CollectionError where the folder cannot be written.
        The lock is the kernel's (flock), so that a killed process leaves none behind.
        """
        path = self.folder / LOCK
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise CollectionError(f"{path}: cannot be written: {error.strerror}: check its rights") from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.pread(descriptor, 4096, 0).decode(errors="replace").strip() or "another process"
                raise CollectionBusy(f"{self.folder}: in use by {holder}: wait until it ends") from None
            os.ftruncate(descriptor, 0)
            since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            os.pwrite(
                descriptor,
                f"{purpose} (pid {os.getpid()} on {socket.gethostname()}, since {since})".encode(),
                0,
            )
            yield
            os.ftruncate(descriptor, 0)
        finally:
            os.close(descriptor)


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """Wait until no other process holds `path`, then hold it: for short work that each may do after the other.

    The lock is the kernel's (flock), so that a killed process leaves none behind. Raises OSError where the file
    cannot be written.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def open_collection(folder: Path) -> Collection:
    """The collection in a folder. Raises NotACollection where there is none, CollectionError for a broken one."""
    marker = folder / MARKER
    if not marker.is_file():
        what = "no such folder" if not folder.exists() else f"no {MARKER} in it"
        raise NotACollection(
            f"{folder}: not a collection ({what}): crawl into it first, or name another with --collection"
        )
    try:
        told = json.loads(marker.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CollectionError(f"{marker}: cannot be read ({error}): restore it from a backup") from error
    values = [told.get(name) for name in ("name", "operator", "contact")] if isinstance(told, dict) else []
    said = [value for value in values if isinstance(value, str)]
    if len(said) != 3:
        raise CollectionError(
            f"{marker}: does not tell a name, an operator and a contact: restore it from a backup"
        )
    keeper = Keeper(*said)
    collection = Collection(folder, keeper)
    if not collection.warc_folder.is_dir():
        # A rebuild without it would put an empty catalogue in the place of a good one.
        raise CollectionError(f"{collection.warc_folder}: the evidence is not there: restore the folder")
    if collection.catalogue_path.exists() and not collection.catalogue_path.is_file():
        raise DamagedCatalogue(
            f"{collection.catalogue_path}: not a regular file: move it away and run `nianbao rebuild`"
        )
    return collection


def create_collection(folder: Path, keeper: Keeper | None = None) -> Collection:
    """The collection in a folder, made if the folder is new or empty.

    Raises NotACollection for a folder that holds something else, CollectionError where it cannot be made,
    CollectionFailed where the disk is full.
    """
    if (folder / MARKER).is_file():
        return open_collection(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # An empty `warc` and a marker half written are what a process killed right here leaves.
        others = {entry.name for entry in folder.iterdir() if not is_aside(entry)} - {"warc"}
        if others or any(folder.glob("warc/*")):
            raise NotACollection(f"{folder}: not a collection, and not empty: name an empty or a new folder")
        (folder / "warc").mkdir(exist_ok=True)
        keeper = keeper or Keeper(name=_name_of(folder), operator="nianbao", contact=DEFAULT_CONTACT)
        # The marker comes last: a folder with it is whole.
        write_whole(folder / MARKER, json.dumps(asdict(keeper), ensure_ascii=False, indent=1))
    except OSError as error:
        if is_full(error):
            raise CollectionFailed(
                f"{folder}: cannot be made: {error.strerror}: free space, then do it again"
            ) from error
        raise CollectionError(
            f"{folder}: cannot be made: {error.strerror}: check the path and its rights"
        ) from error
    return Collection(folder, keeper)


DEFAULT_CONTACT = "https://github.com/nianbao/nianbao"


def _name_of(folder: Path) -> str:
    """A folder's name as a WARC file name may hold it (ASCII letters, digits, dash)."""
    return re.sub(r"[^A-Za-z0-9]+", "-", folder.resolve().name).strip("-") or "collection"
