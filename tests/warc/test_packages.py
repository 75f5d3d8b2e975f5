"""WARC files are taken out of a WACZ, and nothing is that a stranger's ZIP may hide."""

from __future__ import annotations

import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from archive.warc.errors import NotWarc
from archive.warc.packages import check_source, unpacked

DATA = (
    b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 900\r\n\r\n"
    + b"a line\r\n" * 112
    + b"last"
    + b"\r\n\r\n"
)
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


def package(path: Path, files: list[tuple[str, bytes, int]]) -> Path:
    """A ZIP of files: name, bytes, packing."""
    with zipfile.ZipFile(path, "w") as written:
        for name, data, packing in files:
            written.writestr(name, data, packing)
    return path


def test_the_warc_files_of_its_archive_are_unpacked_and_gone_afterwards(tmp_path: Path) -> None:
    source = package(
        tmp_path / "a.wacz",
        [
            ("datapackage.json", b"{}", DEFLATED),
            ("archive/", b"", STORED),
            ("archive/b.warc.gz", DATA, STORED),
            ("archive/a.warc", DATA, DEFLATED),
            ("archive/empty.warc.gz", b"", STORED),
            ("archive/../../out.warc", DATA, STORED),
            ("/archive/rooted.warc", DATA, STORED),
            ("indexes/c.warc", DATA, STORED),
        ],
    )
    plain = tmp_path / "plain.warc"
    plain.write_bytes(DATA)
    folder = tmp_path / "aside"
    (folder / "0").mkdir(parents=True)
    (folder / "0" / "left by a killed import").write_text("half")
    check_source(source)
    with unpacked([source, plain], folder) as given:
        assert given[plain] == [plain]
        assert [file.name for file in given[source]] == ["a.warc", "b.warc.gz"]
        assert {file.read_bytes() for file in given[source]} == {DATA}
        assert all(file.is_relative_to(folder) for file in given[source])
        assert len([path for path in folder.rglob("*") if path.is_file()]) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wacz", "plain.warc"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_files_of_one_name_are_both_unpacked(tmp_path: Path) -> None:
    source = package(tmp_path / "a.wacz", [("archive/a.warc", DATA * times, STORED) for times in (1, 2)])
    with unpacked([source], tmp_path / "aside") as given:
        assert [len(file.read_bytes()) for file in given[source]] == [len(DATA), 2 * len(DATA)]


def written_wrong(data: bytes) -> bytes:
    """A ZIP of which one byte of a file's content is another."""
    at = data.index(b"WARC/1.0") + 400
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def locked(data: bytes) -> bytes:
    """A ZIP that says that its file is encrypted."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + b"\x01" + data[at + 1 :]


@pytest.mark.parametrize(
    ("files", "changed", "told"),
    [
        ([("readme.txt", DATA, STORED)], None, "without a WARC file in archive/"),
        ([("archive/a.warc", b"<html>", STORED)], None, "a.wacz: archive/a.warc in it is not a WARC file"),
        ([("archive/a.warc", DATA, STORED)], written_wrong, "damaged ZIP .*CRC"),
        ([("archive/a.warc", DATA, STORED)], locked, "damaged ZIP .*encrypted"),
        ([("archive/a.warc", DATA, STORED)], lambda data: data[:-30], "damaged ZIP"),
        ([("archive/a.warc", DATA, zipfile.ZIP_BZIP2)], None, "packed as no WACZ may be"),
        ([("archive/a.warc", DATA + bytes(1 << 22), DEFLATED)], None, "more than 100 times its size"),
        ([(f"archive/{number:0100}.warc", b"", STORED) for number in range(9000)], None, "list of files"),
    ],
)
def test_a_package_that_cannot_be_taken_as_one_is_told(files, changed, told, tmp_path: Path) -> None:
    source = package(tmp_path / "a.wacz", files)
    if changed:
        source.write_bytes(changed(source.read_bytes()))
    tracemalloc.start()
    with pytest.raises(NotWarc, match=told) as error, unpacked([source], tmp_path / "aside"):
        pass
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()
    assert str(tmp_path / "a.wacz") in str(error.value)
    assert "aside" not in str(error.value)
    assert [path.name for path in tmp_path.iterdir()] == ["a.wacz"]


def test_a_file_that_holds_more_than_it_says_is_cut_off_there(tmp_path: Path) -> None:
    source = package(tmp_path / "a.wacz", [("archive/a.warc", bytes(1 << 26), DEFLATED)])
    data = bytearray(source.read_bytes())
    for head, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", data, data.index(head) + place, 1000)
    source.write_bytes(data)
    tracemalloc.start()
    with pytest.raises(NotWarc, match="damaged ZIP"), unpacked([source], tmp_path / "aside"):
        pass
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()
