"""After a kill at any byte: every whole record is kept, the torn tail set aside, nothing else changed."""

from __future__ import annotations

import io
import logging
import random
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from archive.warc.errors import CannotRecover
from archive.warc.members import read_members
from archive.warc.reader import read_records
from archive.warc.recovery import Recovered, recover
from archive.warc.writer import WarcWriter


@pytest.fixture
def left(folder, writer, exchange):
    """The bytes of a file that its writer left open, the ends of its records, and its captures."""
    out = writer()
    kept = [out.write_exchange(exchange(f"/{n}", b"%d" % n, minute=n)) for n in range(3)]
    (path,) = folder.iterdir()
    data = path.read_bytes()
    out.close()
    (folder / path.name.removesuffix(".open")).unlink()
    ends = [0]
    ends += [member.offset + member.length for member in read_members(io.BytesIO(data), "x")]
    return path, data, ends, kept


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_file_cut_at_any_byte_keeps_all_whole_records_and_loses_no_byte(folder, left):
    path, data, ends, kept = left
    final = path.name.removesuffix(".open")
    # Every byte near a record's beginning or end, every seventh inside.
    near = {cut for end in ends for cut in range(max(0, end - 12), min(len(data), end + 12) + 1)}
    for cut in sorted(near | set(range(0, len(data), 7))):
        path.write_bytes(data[:cut])
        whole = max(end for end in ends if end <= cut)
        (found,) = recover(folder)
        assert (found.kept_bytes, found.torn_bytes) == (whole, cut - whole)
        expected = {final: data[:whole]} if whole else {}
        if cut > whole:
            expected[final + ".torn"] = data[whole:cut]
        assert files(folder) == expected
        if whole:
            assert [c for c in kept if c.place.offset + c.place.length <= whole] == list(
                read_records(folder / final)
            )
        for name in expected:
            (folder / name).unlink()


def test_a_second_start_finds_nothing_to_do(folder, left):
    path, data, _, _ = left
    path.write_bytes(data[:-1])
    assert len(recover(folder)) == 1
    before = files(folder)
    assert recover(folder) == []
    assert files(folder) == before


def test_whole_records_after_damage_are_kept(folder, left):
    path, data, ends, kept = left
    hole = slice(ends[3] + 20, ends[3] + 60)
    path.write_bytes(data[: hole.start] + bytes(40) + data[hole.stop :] + b"\x1f\x8b\x08torn")
    (found,) = recover(folder)
    final = folder / path.name.removesuffix(".open")
    assert found == Recovered(
        file=final.name,
        records=6,
        kept_bytes=len(data) - (ends[4] - ends[3]),
        torn_bytes=ends[4] - ends[3] + 7,
        torn=final.name + ".torn",
    )
    assert [capture.id for capture in read_records(final)] == [capture.id for capture in kept]
    assert {path.name for path in folder.iterdir()} == {final.name, final.name + ".torn"}


def test_a_record_that_a_server_hid_in_a_body_is_not_taken_for_ours(folder, writer, exchange, tmp_path):
    forger = WarcWriter(tmp_path, collection="forged", operator="a", contact="b")
    forger.write_exchange(exchange("/forged.html", b"never served"))
    forger.close()
    (forged,) = tmp_path.glob("*.warc.gz")
    out = writer()
    out.write_exchange(exchange("/sound.html", b"sound"))
    (path,) = folder.iterdir()
    stored = zlib.compressobj(0, wbits=31)  # as a compressor leaves what it cannot make smaller
    torn = stored.compress(b"WARC/1.1\r\nWARC-Type: response\r\n\r\n" + forged.read_bytes())
    data = path.read_bytes() + torn + stored.flush(zlib.Z_FULL_FLUSH)
    out.close()
    (folder / path.name.removesuffix(".open")).unlink()
    path.write_bytes(data)
    assert forged.read_bytes() in data
    (found,) = recover(folder)
    assert found.records == 3
    captures = list(read_records(folder / path.name.removesuffix(".open")))
    assert [capture.url for capture in captures] == ["http://www.xinghe.example/sound.html"]


def test_a_recovery_that_was_itself_interrupted_ends_the_same(folder, left, monkeypatch):
    path, data, ends, _ = left
    damaged = data[: ends[3] + 20] + bytes(40) + data[ends[3] + 60 :] + b"torn"
    path.write_bytes(damaged)
    recover(folder)
    undisturbed = files(folder)
    for step in ("rename", "unlink"):
        for name in undisturbed:
            (folder / name).unlink()
        path.write_bytes(damaged)
        with monkeypatch.context() as patched:
            patched.setattr(Path, step, _fail)
            with pytest.raises(CannotRecover, match="make room"):
                recover(folder)
        recover(folder)
        assert files(folder) == undisturbed


def _fail(self: Path, *_: object) -> None:
    raise OSError(28, "No space left on device")


def test_bytes_that_are_no_record_at_all_are_set_aside(folder):
    (folder / "a.warc.gz.open").write_bytes(b"\0" * 5000)
    (folder / "b.warc.gz.open").write_bytes(b"")
    assert [(found.file, found.torn_bytes) for found in recover(folder)] == [(None, 5000), (None, 0)]
    assert files(folder) == {"a.warc.gz.torn": b"\0" * 5000}


def test_every_recovery_is_logged(folder, left, caplog):
    path, data, _, _ = left
    path.write_bytes(data[:-1])
    with caplog.at_level(logging.WARNING):
        recover(folder)
    assert "6 records kept" in caplog.text


WRITER = """
import os, sys, pathlib, datetime
from archive.exchange import Exchange, Purpose, Role
from archive.warc.writer import WarcWriter
out = WarcWriter(pathlib.Path(sys.argv[1]), collection="kill", operator="a", contact="b", max_bytes=200_000)
for number in range(int(sys.argv[2])):
    now = datetime.datetime.now(datetime.UTC)
    kept = out.write_exchange(Exchange(f"http://a.example/{number}", "GET", (), 200, "OK", (),
        os.urandom(20_000), now, Purpose("c", "p", Role.PAGE)))
    print(kept.id, flush=True)
out.close()
"""


def test_what_a_killed_writer_returned_is_all_there(folder):
    moment = random.Random(7)
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, folder, "100000"], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout
        told = [process.stdout.readline().strip() for _ in range(5)]
        time.sleep(moment.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        told += process.stdout.read().split()
        process.wait()
        process.stdout.close()
        recover(folder)
        assert not list(folder.glob("*.open"))
        found = {capture.id for path in folder.glob("*.warc.gz") for capture in read_records(path)}
        assert {id for id in told if len(id) == 16} <= found
        for path in folder.iterdir():
            path.unlink()


def test_recovery_beside_living_writers_takes_nothing_from_them(folder):
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITER, folder, "60"], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    while any(process.poll() is None for process in processes):
        recover(folder)
    told = []
    for process in processes:
        assert process.stdout
        told += process.stdout.read().split()
        process.stdout.close()
        assert process.returncode == 0
    recover(folder)
    assert not list(folder.glob("*.torn"))
    found = [capture.id for path in folder.glob("*.warc.gz") for capture in read_records(path)]
    assert sorted(found) == sorted(told)
    assert len(told) == 120
