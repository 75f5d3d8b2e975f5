"""The WARC files that lie in a WACZ, unpacked to be read like any other.

A WACZ is a ZIP that holds them in its folder archive/ (https://specs.webrecorder.net/wacz/1.1.1/), and comes from
strangers: nothing of it is unpacked but those, only by packings that unpack in steps, and no more than fits the file.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from archive.warc.errors import NotWarc
from archive.warc.foreign_records import check_is_warc

_ZIP = b"PK\x03\x04"
_WARC_NAME = re.compile(r"archive/([^/]+\.warc(?:\.gz)?)", re.IGNORECASE)
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""bzip2 and LZMA, which no WACZ may use, unpack a few bytes to gigabytes in one step."""
_MOST_UNPACKED = 100
"""Times the size of a WACZ: WARC text packs to a twentieth; one whose files lie over each other has no end."""
_LONGEST_READ = 1 << 20
"""Bytes; a list of so many files has ten thousand. zipfile reads it in one go, and takes 600 bytes for each file."""
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,  # NotImplementedError, too: how zipfile tells what it cannot unpack
    ValueError,  # a name that is not in the encoding it says, a place before the file's beginning
)
_WAY_OUT = "fetch it again, or unpack it by other means and import the files of its archive/"


def check_source(source: Path) -> None:
    """Raise NotWarc where a file is neither a WARC nor a WACZ with WARC files, WarcError where it cannot be read."""
    if _is_zip(source):
        with _opened(source) as package:
            _warc_files(package, source)
    else:
        check_is_warc(source)


@contextmanager
def unpacked(sources: Sequence[Path], folder: Path) -> Iterator[dict[Path, list[Path]]]:
    """The WARC files of each source: itself, or those of a WACZ, which lie in `folder` until the block ends.

    `folder` is the caller's own; what a killed process left in it is removed. Raises NotWarc, OSError.
    """
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield {
            source: _unpack(source, folder / str(number)) if _is_zip(source) else [source]
            for number, source in enumerate(sources)
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_zip(source: Path) -> bool:
    with source.open("rb") as stream:
        return stream.read(len(_ZIP)) == _ZIP


def _unpack(source: Path, folder: Path) -> list[Path]:
    files = []
    with _opened(source) as package:
        for number, (name, info) in enumerate(_warc_files(package, source)):
            # A folder for each: two files of a ZIP may have one name.
            file = folder / str(number) / name
            file.parent.mkdir(parents=True)
            with package.open(info) as packed, file.open("xb") as target:
                shutil.copyfileobj(packed, target, _LONGEST_READ)
            files.append(file)
    for file in files:
        try:
            check_is_warc(file)
        except NotWarc as error:
            raise NotWarc(f"{source}: archive/{file.name} in it is not a WARC file: {_WAY_OUT}") from error
    return files


def _warc_files(package: zipfile.ZipFile, source: Path) -> list[tuple[str, zipfile.ZipInfo]]:
    """The WARC files of a package that have something in them, by name. Raises NotWarc where none may be unpacked.

    By name, which has the time in it, for a revisit in one may be of a response in an earlier one.
    """
    named = [(_WARC_NAME.fullmatch(info.filename), info) for info in package.infolist() if info.file_size]
    found = [(match[1], info) for match, info in named if match]
    if not found:
        raise NotWarc(f"{source}: a ZIP without a WARC file in archive/: is it a WACZ?")
    if any(info.compress_type not in _PACKINGS for _, info in found):
        raise NotWarc(f"{source}: packed as no WACZ may be: {_WAY_OUT}")
    if sum(info.file_size for _, info in found) > _MOST_UNPACKED * source.stat().st_size:
        raise NotWarc(f"{source}: would unpack to more than {_MOST_UNPACKED} times its size: {_WAY_OUT}")
    return sorted(found, key=lambda file: file[0])


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    """A package to read from; what is wrong with it meanwhile is told as NotWarc."""
    try:
        with _Bounded(source) as stream, zipfile.ZipFile(stream) as package:
            yield package
    except _DAMAGE as error:
        raise NotWarc(f"{source}: a damaged ZIP ({error}): {_WAY_OUT}") from error


class _Bounded(io.FileIO):
    """A file of which nobody reads more than some into memory at once."""

    def read(self, size: int | None = -1, /) -> bytes:
        """As any file does. Raises BadZipFile for more than any whole WACZ needs."""
        if size is not None and size > _LONGEST_READ:
            raise zipfile.BadZipFile("its list of files is too long")
        return super().read(size) or b""
