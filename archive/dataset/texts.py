"""The texts of reports as files: one for each page or attachment as it stands, named by its revision."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

FOLDER = "texts"
_ASIDE, _OLD = f".nianbao-{FOLDER}.part", f".nianbao-{FOLDER}.old"
"""What a killed export leaves behind: names that are nobody else's, for the next one removes them."""


class Text(NamedTuple):
    """One file: where it goes below the export's folder, and what it says."""

    file: str
    text: str


class NotOurFolder(Exception):
    """The place of the texts is taken by something that no export made."""


def write_texts(folder: Path, texts: Iterable[Text], *, replaces: bool) -> None:
    """Write the files aside, then exchange the folder of them: texts that left the selection leave with it.

    UTF-8, lines end with LF. `replaces` says that an earlier export stands in `folder`, with texts; without one,
    what has the name already is somebody else's. Raises NotOurFolder, OSError.
    """
    place, aside, old = folder / FOLDER, folder / _ASIDE, folder / _OLD
    if place.exists() and not replaces:
        raise NotOurFolder(f"{place}: exists, and is of no earlier export: name another folder")
    for left in (aside, old):
        shutil.rmtree(left, ignore_errors=True)
    aside.mkdir()
    try:
        for file, text in texts:
            (aside / Path(file).name).write_text(f"{text}\n", encoding="utf-8", newline="\n")
        if place.exists():
            place.rename(old)
        aside.rename(place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def remove_texts(table: Path) -> None:
    """Remove the texts that a table of an earlier export names, and their folder if nothing else lies in it.

    Raises OSError.
    """
    place = table.with_name(FOLDER)
    with table.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            (place / Path(row.get("file") or "none").name).unlink(missing_ok=True)
    if place.is_dir() and not any(place.iterdir()):
        place.rmdir()
