"""What leaves the collection stands alone: records byte for byte, an index tools find things by, a WACZ."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from archive.capture import KeptCapture, RecordPlace, RecordType
from archive.exchange import Purpose, Role
from archive.warc.cdxj import index_line, url_key, write_index
from archive.warc.errors import DamagedWarc, RecordMissing
from archive.warc.fixity import check_across, check_files
from archive.warc.members import read_members
from archive.warc.reader import read_payload, read_records
from archive.warc.record import parse_record
from archive.warc.selection import write_selection
from archive.warc.wacz import WaczPage, write_wacz
from archive.warc.writer import WarcWriter

PURPOSE = Purpose("c1", "xinghe", Role.PAGE)
GBK = "<title>星河区年报</title>".encode("gbk") * 20


@dataclass
class Kept:
    """Captures in two files: a page, a redirect; its revisits, an attachment, a failure, one from far."""

    folder: Path
    captures: list[KeptCapture]

    def holder(self, sha256: str) -> RecordPlace | None:
        return next(
            (
                capture.place
                for capture in self.captures
                if capture.record_type is RecordType.RESPONSE and capture.payload_sha256 == sha256
            ),
            None,
        )


@pytest.fixture
def kept(folder, writer, exchange, failure) -> Kept:
    with writer() as out:
        page = out.write_exchange(exchange("/年报.html", GBK))
        captures = [page, out.write_exchange(exchange("/old", b"moved", status=301))]
    with writer() as out:
        captures.append(out.write_exchange(exchange("/年报.html", GBK, minute=5), same_as=page))
        captures.append(out.write_exchange(exchange("/年报.html", b"", status=304, minute=9), same_as=page))
        captures.append(out.write_exchange(exchange("/a.pdf", os.urandom(3000))))
        captures.append(out.write_failure(failure))
        far = replace(PURPOSE, via="http://www.xinghe.example/" + "x" * 2000)
        captures.append(out.write_exchange(replace(exchange("/far.html", b"far"), purpose=far)))
    return Kept(folder, captures)


def select(kept: Kept, target: Path, *numbers: int) -> list[KeptCapture]:
    places = [kept.captures[number].place for number in numbers]
    count = write_selection(
        target, kept.folder, places, software="nianbao", description="test", holder=kept.holder
    )
    found = [record for record in read_records(target) if isinstance(record, KeptCapture)]
    assert len(found) == count
    return found


def test_a_selection_is_the_same_captures_in_another_place(kept, tmp_path):
    target = tmp_path / "selected.warc.gz"
    found = select(kept, target, 0, 1, 4, 5, 6)
    assert [replace(capture, place=kept.captures[0].place) for capture in found] == [
        replace(kept.captures[number], place=kept.captures[0].place) for number in (0, 1, 4, 5, 6)
    ]
    original = b"".join(path.read_bytes() for path in sorted(kept.folder.iterdir()))
    for capture in found:
        record = target.read_bytes()[capture.place.offset :][: capture.place.length]
        assert record in original
    assert gzip.decompress(target.read_bytes()).count(b"WARC-Type: request") == 4


def test_a_revisit_brings_the_capture_that_holds_its_payload_once(kept, tmp_path):
    found = select(kept, tmp_path / "selected.warc.gz", 2, 3, 0, 2)
    assert [capture.id for capture in found] == [kept.captures[n].id for n in (0, 2, 3)]


def test_a_selection_stands_alone(kept, tmp_path):
    alone = tmp_path / "alone"
    alone.mkdir()
    select(kept, alone / "selected.warc.gz", 3, 5)
    reports = list(check_files(alone, None))
    assert [damage for report in reports for damage in report.damages] + check_across(reports) == []
    assert [path.name for path in alone.iterdir()] == ["selected.warc.gz"]


def test_what_was_taken_over_brings_along_the_warcinfo_that_it_names(kept, tmp_path):
    folder = tmp_path / "taken-over"
    folder.mkdir()
    with WarcWriter(folder, collection="other", operator="某人", contact="a@xinghe.example") as out:
        for path in sorted(kept.folder.iterdir()):
            out.write_copy(path.read_bytes())
    (taken_over,) = folder.iterdir()
    captures = [record for record in read_records(taken_over) if isinstance(record, KeptCapture)]
    target = tmp_path / "selected.warc.gz"
    select(Kept(folder, captures), target, 1, 3, 4)
    with target.open("rb") as stream:
        records = [parse_record(member.data, "", member.offset) for member in read_members(stream, "")]
    named = {record.headers["warc-warcinfo-id"] for record in records if record.type != "warcinfo"}
    given = [record.headers["warc-record-id"] for record in records if record.type == "warcinfo"]
    assert (len(named), len(given)) == (2, 3)
    assert named < set(given)


def test_a_selection_that_fails_leaves_no_file(kept, tmp_path):
    first = kept.captures[0].place
    for place, error in (
        (RecordPlace("none.warc.gz", 0, 10), RecordMissing),
        (RecordPlace(first.file, first.offset, first.length - 1), DamagedWarc),
        (RecordPlace(first.file, 10**7, 10), RecordMissing),
        (RecordPlace(first.file, 0, 10), DamagedWarc),
    ):
        with pytest.raises(error):
            write_selection(
                tmp_path / "x.warc.gz",
                kept.folder,
                [place],
                software="",
                description="",
                holder=lambda _: None,
            )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["warc"]


def test_an_index_is_sorted_and_names_every_capture_that_can_be_replayed(kept):
    target = io.BytesIO()
    assert write_index(kept.captures, target) == 6
    lines = target.getvalue().splitlines()
    assert lines == sorted(lines)
    key, moment, values = lines[0].split(b" ", 2)
    assert (key, moment) == (b"example,xinghe)/%e5%b9%b4%e6%8a%a5.html", b"20261103080000")
    told = json.loads(values)
    assert (told["url"], told["mime"], told["status"]) == (kept.captures[0].url, "text/html", "200")
    place = RecordPlace(told["filename"], int(told["offset"]), int(told["length"]))
    assert read_payload(kept.folder, place)[1] == GBK
    assert [json.loads(line.split(b" ", 2)[2])["mime"] for line in lines[1:3]] == ["warc/revisit"] * 2


@pytest.mark.parametrize(
    "url", ["http:", "", "x", "http://[::1/", "http://a.example:port/", "urn:x", "http://%zz/"]
)
def test_odd_urls_have_a_key(url):
    assert url_key(url) is not None


def test_a_hostile_content_type_does_not_break_an_index_line(kept):
    for value in (b"", b"\xff\xfe/x", b'te"xt/h"tml', b"text/html; charset=gbk", b"<b>"):
        line = index_line(replace(kept.captures[0], response_headers=((b"content-type", value),)))
        assert line is not None
        assert json.loads(line.split(b" ", 2)[2]).get("mime") in (None, "text/html")


def pages(kept: Kept) -> list[WaczPage]:
    page = kept.captures[0]
    return [
        WaczPage(page.url, page.captured_at, "星河区\ufffd年报", "一、总体情况\n二、主动公开"),
        WaczPage("http://elsewhere.example/", page.captured_at, "not in it", ""),
    ]


def write(kept: Kept, target: Path) -> None:
    contents = write_wacz(
        target,
        kept.folder,
        [kept.captures[number].place for number in (3, 1, 4, 5)],
        pages(kept),
        title="星河年报",
        description="test",
        software="nianbao",
        holder=kept.holder,
    )
    assert (contents.captures, contents.pages, contents.bytes) == (4, 1, target.stat().st_size)


def test_a_wacz_holds_records_index_pages_and_true_digests(kept, tmp_path):
    target = tmp_path / "星河.wacz"
    write(kept, target)
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        package = json.loads(archive.read("datapackage.json"))
        for resource in package["resources"]:
            data = archive.read(resource["path"])
            assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
            assert resource["bytes"] == len(data)
        listed = [json.loads(line) for line in archive.read("pages/pages.jsonl").splitlines()]
        blocks = archive.read("indexes/index.idx").splitlines()
        index = gzip.decompress(archive.read("indexes/index.cdx.gz"))
        stored = archive.getinfo("archive/data.warc.gz").compress_type
    assert package["wacz_version"] == "1.1.1"
    assert stored == zipfile.ZIP_STORED
    assert (listed[1]["title"], listed[1]["text"]) == ("星河区年报", "一、总体情况\n二、主动公开")
    assert len(index.splitlines()) == 4
    assert len(blocks) == 2


def test_a_wacz_that_fails_leaves_no_file(kept, tmp_path):
    (kept.folder / kept.captures[4].place.file).unlink()
    with pytest.raises(RecordMissing):
        write(kept, tmp_path / "x.wacz")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["warc"]
