"""The tools of the field agree: validators pass every file, and pywb replays every capture byte for byte.

They run where their environment exists (`.venv-judges`, made from tests/judges-requirements.txt).
"""

from __future__ import annotations

import io
import json
import os
import subprocess
from pathlib import Path

import pytest

from archive.capture import KeptCapture, RecordPlace
from archive.warc.cdxj import write_index
from archive.warc.reader import read_records
from archive.warc.recovery import recover
from archive.warc.selection import write_selection
from archive.warc.wacz import WaczPage, write_wacz

ROOT = Path(__file__).parents[2]
VENV = ROOT / ".venv-judges"
JUDGES = ROOT.parent / "shared" / "tools" / "judges"

AT_HAND = (VENV / "bin" / "wayback").exists() and JUDGES.is_dir()
pytestmark = pytest.mark.skipif(not AT_HAND, reason="needs the judges: `make judges` installs them apart")


def judge(*command: object) -> None:
    told = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, env={**os.environ, "VENV": str(VENV)}
    )
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.fixture
def collection(folder, writer, exchange, failure) -> Path:
    """Every kind of record in files that rotated, and one file that a killed writer left torn."""
    gbk = "<title>二〇二五年年报</title>".encode("gbk") * 30
    chunked = ((b"Content-Type", b"text/html; charset=GBK"), (b"Transfer-Encoding", b"chunked"))
    with writer(max_bytes=6000) as out:
        out.write_note("urn:nianbao:crawl:c1:start", {"portal": "星河"})
        page = out.write_exchange(exchange("/年报/2025.html?页=1", gbk, headers=chunked))
        out.write_exchange(exchange("/年报/2025.html?页=1", gbk, headers=chunked, minute=1), same_as=page)
        out.write_exchange(exchange("/moved.html", gbk, headers=chunked, minute=2), same_as=page)
        out.write_exchange(exchange("/年报/2025.html?页=1", b"", status=304, minute=3), same_as=page)
        out.write_exchange(exchange("/new-304.html", b"", status=304, minute=3))
        redirect = ((b"Location", b"/new.html"), (b"Content-Length", b"5"))
        out.write_exchange(exchange("/old.html", b"moved", status=301, headers=redirect))
        out.write_exchange(
            exchange("/old.html", b"moved", status=301, headers=redirect, minute=1), same_as=page
        )
        out.write_exchange(exchange("/robots.txt", b"", status=404, headers=((b"Content-Length", b"0"),)))
        out.write_exchange(exchange("/empty.html", b"", headers=((b"Content-Length", b"17"),)))
        out.write_exchange(exchange("/large.pdf", os.urandom(9000), truncated="length"))
        out.write_exchange(exchange("/plain.html", b"<p>plain", headers=((b"Content-Encoding", b"gzip"),)))
        evil = ((b"X-A\r\nY", b"1\r\n\r\n<p>"), (b"X-Bytes", b"\xd0\xc7\xff"))
        out.write_exchange(exchange("/evil\r\n\r\n\0.html", b"<p>", headers=evil, reason="a\r\nb"))
        out.write_failure(failure)
        cookies = tuple((b"Set-Cookie", b"x" * 900) for _ in range(40))
        out.write_exchange(exchange("/moved.html", b"", status=304, headers=cookies, minute=8), same_as=page)
    torn = writer()
    torn.write_exchange(exchange("/last.html", b"the last whole one"))
    torn.write_exchange(exchange("/torn.html", os.urandom(5000)))
    (growing,) = folder.glob("*.open")
    data = growing.read_bytes()
    torn.close()
    (folder / growing.name.removesuffix(".open")).unlink()
    growing.write_bytes(data[:-100])
    recover(folder)
    return folder


def test_every_validator_passes_every_file(collection):
    files = sorted(collection.glob("*.warc.gz"))
    assert len(files) > 2
    judge(JUDGES / "judge_warc.sh", *files)


def test_pywb_replays_every_capture_byte_for_byte(collection):
    judge(VENV / "bin" / "python", JUDGES / "judge_replay.py", *sorted(collection.glob("*.warc.gz")))


def captures(collection: Path) -> list[KeptCapture]:
    records = (record for path in sorted(collection.glob("*.warc.gz")) for record in read_records(path))
    return [record for record in records if isinstance(record, KeptCapture)]


def test_the_index_says_what_the_indexer_of_the_field_says(collection):
    files = [str(path) for path in sorted(collection.glob("*.warc.gz"))]
    told = subprocess.run([VENV / "bin" / "cdxj-indexer", "-s", *files], capture_output=True, check=True)
    ours = io.BytesIO()
    write_index(captures(collection), ours)
    assert parsed(ours.getvalue()) == parsed(told.stdout)


def parsed(index: bytes) -> list[tuple[bytes, bytes, dict[str, str]]]:
    lines = (line.split(b" ", 2) for line in index.splitlines())
    return [(key, moment, json.loads(values)) for key, moment, values in lines]


def test_exports_pass_the_judges_of_their_kind(collection, tmp_path):
    found = captures(collection)

    def holder(sha256: str) -> RecordPlace | None:
        return next((c.place for c in found if c.body and c.payload_sha256 == sha256), None)

    pages = [WaczPage(found[0].url, found[0].captured_at, "二〇二五年年报", "一、总体情况")]
    wacz, warc = tmp_path / "年报.wacz", tmp_path / "selected.warc.gz"
    write_wacz(
        wacz,
        collection,
        [capture.place for capture in found],
        pages,
        title="年报",
        description="test",
        software="nianbao",
        holder=holder,
    )
    judge(JUDGES / "judge_wacz.sh", wacz)
    revisits = [capture.place for capture in found if capture.refers_to_url]
    assert len(revisits) == 4
    write_selection(
        warc, collection, revisits, software="nianbao", description="revisits alone", holder=holder
    )
    judge(JUDGES / "judge_warc.sh", warc)
    judge(VENV / "bin" / "python", JUDGES / "judge_replay.py", warc)
