"""Where an export may go: nowhere that something else would be lost by it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from archive.collection import MARKER
from archive.warc.groups import own_warcinfo

_DESCRIBED, _KEPT_FOR = b"\r\ndescription: ", b"\r\nisPartOf: "
"""An export says what was chosen, a collection's own file which collection it is part of."""
_INDEX_LINE = re.compile(rb"\S+ \d{14} \{")
"""How a line of CDXJ begins: SURT, time, values."""
_LONGEST_KEY = 1 << 16


class WrongDestination(Exception):
    """A path that must not be written to; the text says why, and what next."""


def check_outside(destination: Path) -> None:
    """Raise WrongDestination for a path in a collection's folder, also by way of links: its files are evidence."""
    # Both what a link leads to and the link itself: neither may be exchanged.
    places = (destination.resolve(), destination.parent.resolve() / destination.name)
    for place in places:
        for folder in place.parents:
            if (folder / MARKER).is_file():
                raise WrongDestination(
                    f"{destination}: inside the collection {folder}, which keeps its files as they are:"
                    " name a file elsewhere"
                )


def check_destination(kind: str, destination: Path) -> None:
    """Raise WrongDestination where an export of this kind (warc, wacz, cdxj) would take the place of something else.

    An earlier export of the same kind may be replaced. Raises OSError where what is there cannot be read.
    """
    if not destination.parent.is_dir():
        raise WrongDestination(f"{destination.parent}: no such folder: make it, or name another file")
    if destination.is_dir():
        raise WrongDestination(f"{destination}: a folder: {kind} goes into one file: name that")
    if kind == "warc" and destination.suffix == ".warc":
        raise WrongDestination(
            f"{destination}: its records will be compressed: name it {destination.name}.gz"
        )
    check_outside(destination)
    if not destination.exists():
        return
    if not destination.is_file():
        raise WrongDestination(f"{destination}: not a regular file: name another")
    if not {"warc": _is_warc, "wacz": _is_wacz, "cdxj": _is_cdxj}[kind](destination):
        raise WrongDestination(
            f"{destination}: exists and is no earlier {kind} export: move it away, or name another file"
        )


def _is_warc(path: Path) -> bool:
    """Whether the file begins as our exports do."""
    record = own_warcinfo(path)
    return record is not None and _DESCRIBED in record.block and _KEPT_FOR not in record.block


def _is_wacz(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as package:
            return "datapackage.json" in package.namelist()
    except zipfile.BadZipFile:
        return False


def _is_cdxj(path: Path) -> bool:
    with path.open("rb") as stream:
        return _INDEX_LINE.match(stream.readline(_LONGEST_KEY)) is not None
