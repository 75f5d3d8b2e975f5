"""WACZ 1.1.1: a WARC file, its index and its list of pages in one ZIP that ReplayWeb.page opens.

Written here and not by py-wacz, which lists no page for a crawl of HTML alone and drops GBK text without
a word (0.6.0, measured 2026-11). Rules: https://specs.webrecorder.net/wacz/1.1.1/
"""

from __future__ import annotations

import gzip
import hashlib
import json
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from archive.capture import RecordPlace
from archive.warc.cdxj import index_line
from archive.warc.message import kept_url
from archive.warc.record import format_date
from archive.warc.selection import FindHolder, Selection
from archive.wholefile import whole_file

_LINES_PER_BLOCK = 3000
"""Index lines a gzip member, as py-wacz has it: a reader fetches one block to look a URL up."""

_WARC_NAME = "data.warc.gz"
"""The same in every file: names of resources must be ASCII (Data Package), those of targets need not be."""


@dataclass(frozen=True, slots=True)
class WaczPage:
    """A page to go to: a capture's URL and time, what it is called, what it says."""

    url: str
    captured_at: datetime
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class WaczContents:
    """What went into a file."""

    captures: int
    pages: int
    bytes: int


def write_wacz(
    target: Path,
    directory: Path,
    places: Iterable[RecordPlace],
    pages: Iterable[WaczPage],
    *,
    title: str,
    description: str,
    software: str,
    holder: FindHolder,
    notes: Iterable[RecordPlace] = (),
) -> WaczContents:
    """Write captures of `directory`, after the notes and with what revisits need, and pages into the file `target`.

    Pages whose URL is not among the captures are left out. The file appears whole or not at all.
    Raises RecordMissing, DamagedWarc, OSError.
    """
    with whole_file(target) as aside, zipfile.ZipFile(aside, "w") as archive:
        package = _Package(archive)
        lines, urls = _add_records(package, directory, places, software, holder, notes)
        _add_index(package, lines)
        page_count = _add_pages(package, pages, urls)
        package.add_descriptor(title, description, software)
    return WaczContents(len(lines), page_count, target.stat().st_size)


class _Hashed:
    """Passes bytes on and keeps count and hash of them."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.size = 0
        self.hash = hashlib.sha256()

    def write(self, data: bytes, /) -> None:
        self._target.write(data)
        self.hash.update(data)
        self.size += len(data)


class _Package:
    """The ZIP and the list of what is in it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._resources: list[dict[str, Any]] = []

    @contextmanager
    def add(self, path: str, *, packed: bool = False) -> Iterator[_Hashed]:
        """A new file in the ZIP; what is compressed already is stored, or it could not be read in parts."""
        with self._archive.open(_zip_info(path, packed), "w", force_zip64=True) as stream:
            hashed = _Hashed(stream)
            yield hashed
        name = path.rpartition("/")[2].lower()
        digest = f"sha256:{hashed.hash.hexdigest()}"
        self._resources.append({"name": name, "path": path, "hash": digest, "bytes": hashed.size})

    def add_descriptor(self, title: str, description: str, software: str) -> None:
        """datapackage.json, and the file that vouches for it."""
        descriptor = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": title,
            "description": description,
            "software": software,
            "created": format_date(datetime.now(UTC).replace(microsecond=0)),
            "resources": self._resources,
        }
        data = json.dumps(descriptor, ensure_ascii=False, indent=2).encode()
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        self._archive.writestr(_zip_info("datapackage.json", True), data)
        self._archive.writestr(_zip_info("datapackage-digest.json", True), json.dumps(digest, indent=2))


def _zip_info(path: str, packed: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, time.gmtime()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    return info


def _add_records(
    package: _Package,
    directory: Path,
    places: Iterable[RecordPlace],
    software: str,
    holder: FindHolder,
    notes: Iterable[RecordPlace],
) -> tuple[list[bytes], set[str]]:
    values = {"software": software, "format": "WARC File Format 1.1", "description": "selected captures"}
    lines: list[bytes] = []
    urls: set[str] = set()
    with (
        package.add(f"archive/{_WARC_NAME}") as sink,
        Selection(directory, sink, _WARC_NAME, values, holder) as selection,
    ):
        selection.copy_notes(notes)
        for capture in selection.copy(places):
            line = index_line(capture)
            if line is not None:
                lines.append(line)
                urls.add(capture.url)
    return sorted(lines), urls


def _add_index(package: _Package, lines: list[bytes]) -> None:
    """A compressed index in blocks (ZipNum), and the list of the blocks."""
    heads = [b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n']
    rest = iter(lines)
    with package.add("indexes/index.cdx.gz") as stream:
        while block := list(islice(rest, _LINES_PER_BLOCK)):
            member = gzip.compress(b"".join(block), mtime=0)
            place = {
                "offset": stream.size,
                "length": len(member),
                "digest": f"sha256:{hashlib.sha256(member).hexdigest()}",
                "filename": "index.cdx.gz",
            }
            stream.write(member)
            key, moment, _ = block[0].split(b" ", 2)
            heads.append(b"%s %s %s\n" % (key, moment, json.dumps(place).encode()))
    with package.add("indexes/index.idx", packed=True) as stream:
        stream.write(b"".join(heads))


def _add_pages(package: _Package, pages: Iterable[WaczPage], urls: set[str]) -> int:
    count = 0
    header = {"format": "json-pages-1.0", "id": "pages", "title": "Pages", "hasText": True}
    with package.add("pages/pages.jsonl", packed=True) as stream:
        stream.write(_json_line(header))
        for page in pages:
            url = kept_url(page.url)
            if url not in urls:
                continue
            moment = format_date(page.captured_at)
            identity = hashlib.sha256(f"{url} {moment}".encode()).hexdigest()[:16]
            title = page.title.replace("\ufffd", "")  # validators take it for a whole title lost
            values = {"id": identity, "url": url, "ts": moment, "title": title, "text": page.text}
            stream.write(_json_line(values))
            count += 1
    return count


def _json_line(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
