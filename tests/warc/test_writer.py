"""What is written is what was served, and reads back as the writer said."""

from __future__ import annotations

import fcntl
import gzip
import os
import resource
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from archive.capture import KeptCapture, RecordPlace, RecordType
from archive.exchange import Purpose, Role
from archive.warc import openfile
from archive.warc.errors import CannotWrite, DamagedWarc, RecordMissing
from archive.warc.payload import entity
from archive.warc.reader import Note, read_capture, read_payload, read_records
from archive.warc.recovery import recover


def closed_file(folder: Path) -> Path:
    (path,) = folder.glob("*.warc.gz")
    return path


def raw_records(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def test_every_kind_of_capture_reads_back_equal_field_for_field(folder, writer, exchange, failure):
    with writer() as out:
        page = out.write_exchange(exchange(minute=0))
        kept = [
            page,
            out.write_exchange(exchange(minute=1), same_as=page),
            out.write_exchange(exchange("/other.html", minute=2), same_as=page),
            out.write_exchange(exchange(body=b"", status=304, reason="Not Modified", minute=3), same_as=page),
            out.write_exchange(exchange("/old", b"moved", status=302, headers=((b"Location", b"/new"),))),
            out.write_exchange(exchange("/empty", b"")),
            out.write_exchange(exchange("/large", b"x" * 1000, truncated="length")),
            out.write_failure(failure),
        ]
    assert list(read_records(closed_file(folder))) == kept
    assert [capture.record_type for capture in kept[:4]] == [RecordType.RESPONSE] + [RecordType.REVISIT] * 3
    assert len({capture.id for capture in kept}) == len(kept)
    for capture in kept:
        assert read_capture(folder, capture.place) == capture


def test_a_revisit_of_a_revisit_refers_to_the_record_that_holds_the_payload(writer, exchange):
    with writer() as out:
        first = out.write_exchange(exchange())
        second = out.write_exchange(exchange("/a", minute=1), same_as=first)
        third = out.write_exchange(exchange("/b", minute=2), same_as=second)
    assert (third.refers_to_url, third.refers_to_at) == (first.url, first.captured_at)


def test_another_payload_than_the_one_held_is_written_out(writer, exchange):
    with writer() as out:
        first = out.write_exchange(exchange())
        assert out.write_exchange(exchange(body=b"new"), same_as=first).record_type is RecordType.RESPONSE


@pytest.mark.parametrize(
    "change", [{"status": 302}, {"body": b""}, {"truncated": "length"}], ids=["redirect", "empty", "cut off"]
)
def test_redirects_empty_and_cut_off_bodies_are_never_revisits(writer, exchange, change):
    with writer() as out:
        first = out.write_exchange(exchange(**change))
        assert out.write_exchange(exchange(**change), same_as=first).record_type is RecordType.RESPONSE


def test_a_304_without_a_known_payload_is_kept_as_the_response_it_is(folder, writer, exchange):
    with writer() as out:
        kept = out.write_exchange(exchange(body=b"", status=304))
    assert (kept.record_type, kept.status) == (RecordType.RESPONSE, 304)
    assert list(read_records(closed_file(folder))) == [kept]


def test_a_304_that_has_a_body_is_written_out(writer, exchange):
    with writer() as out:
        first = out.write_exchange(exchange())
        kept = out.write_exchange(exchange(body=b"a body all the same", status=304), same_as=first)
    assert (kept.record_type, kept.body) == (RecordType.RESPONSE, b"a body all the same")


def test_a_304_keeps_the_headers_it_came_with(writer, folder, exchange):
    with writer() as out:
        first = out.write_exchange(exchange())
        headers = ((b"ETag", b'"\xd0\xc7"'), (b"Date", b"Tue, 03 Nov 2026 08:00:00 GMT"))
        kept = out.write_exchange(exchange(body=b"", status=304, headers=headers), same_as=first)
    assert kept.response_headers == headers
    assert read_payload(folder, kept.place) == (headers, b"")


def test_what_is_too_long_for_a_header_stands_aside(folder, writer, exchange, failure):
    links = "http://www.xinghe.example/" + "长".join("x" * 900 for _ in range(3))
    purpose = Purpose("c1", "xinghe", Role.PAGE, channel=links, via=links)
    cookies = tuple((b"Set-Cookie", b"\xff" * 900) for _ in range(40))
    with writer() as out:
        page = out.write_exchange(replace(exchange(), purpose=purpose))
        same = out.write_exchange(exchange(body=b"", status=304, headers=cookies, minute=1), same_as=page)
        gone = out.write_failure(replace(failure, purpose=purpose))
    kept = [page, same, gone]
    assert (page.purpose, same.response_headers, gone.purpose) == (purpose, cookies, purpose)
    assert list(read_records(closed_file(folder))) == kept
    assert [read_capture(folder, capture.place) for capture in kept] == kept
    for member in raw_records(closed_file(folder)).split(b"WARC/1.1\r\n")[1:]:
        assert len(member.split(b"\r\n\r\n")[0]) < 4096


def test_a_record_whose_other_half_is_gone_is_damaged(folder, writer, exchange):
    purpose = Purpose("c1", "xinghe", Role.PAGE, via="x" * 3000)
    with writer() as out:
        page = out.write_exchange(replace(exchange(), purpose=purpose))
    path = closed_file(folder)
    data = path.read_bytes()
    (folder / "alone.warc.gz").write_bytes(data[page.place.offset :])
    with pytest.raises(DamagedWarc, match="aside"):
        list(read_records(folder / "alone.warc.gz"))
    with pytest.raises(DamagedWarc, match="aside"):
        read_capture(folder, RecordPlace("alone.warc.gz", 0, page.place.length))


def test_notes_read_back_with_their_values(folder, writer):
    with writer() as out:
        place = out.write_note(
            "urn:nianbao:crawl:c1:start", {"portal": "星河\r\nx", "pages": 3, "none": None}
        )
    (note,) = read_records(closed_file(folder))
    assert isinstance(note, Note)
    assert (note.uri, note.place) == ("urn:nianbao:crawl:c1:start", place)
    assert note.fields == {"portal": "星河\r\nx", "pages": 3, "none": None}


def test_header_case_order_and_bytes_beyond_latin_are_kept(folder, writer, exchange):
    headers = (
        (b"X-POWERED-by", b"\xd0\xc7\xba\xd3"),
        (b"set-Cookie", b"a=1"),
        (b"set-Cookie", b"b=2"),
        (b"X-Empty", b""),
        (b"X-Utf8", "星河".encode()),
    )
    with writer() as out:
        kept = out.write_exchange(exchange(headers=headers, reason="Très bien"))
    assert kept.response_headers == headers
    assert list(read_records(closed_file(folder))) == [kept]
    assert b"HTTP/1.1 200 Tr\xc3\xa8s bien\r\nX-POWERED-by: \xd0\xc7\xba\xd3\r\n" in raw_records(
        closed_file(folder)
    )


@pytest.mark.parametrize("breaker", ["\r\n", "\n", "\r", "\0", "\r\n\r\n"])
def test_line_breaks_in_urls_and_headers_make_no_lines(folder, writer, exchange, breaker):
    evil = f"x{breaker}WARC-Type: warcinfo{breaker}{breaker}HTTP/1.1 200 OK"
    with writer() as out:
        kept = out.write_exchange(
            exchange(
                url=f"http://www.xinghe.example/{evil}",
                reason=evil,
                headers=((b"X-A", evil.encode()), (f"X{evil}".encode(), b"1"), (b"", b"nameless")),
            )
        )
    assert list(read_records(closed_file(folder))) == [kept]
    assert len(kept.response_headers) == 3
    assert "\n" not in kept.url
    assert b"\nWARC-Type: warcinfo" not in raw_records(closed_file(folder)).split(b"WARC-Type: request")[1]


@pytest.mark.parametrize(
    ("url", "kept_as"),
    [
        (
            "http://a.example/%E5%B9%B4%E6%8A%A5.html?q=%b5%a5",
            "http://a.example/%E5%B9%B4%E6%8A%A5.html?q=%b5%a5",
        ),
        ("http://a.example/年报 1.html", "http://a.example/%E5%B9%B4%E6%8A%A5%201.html"),
        ("http://a.example/a\r\nb\tc\0", "http://a.example/abc%00"),
        ("http://a.example/\udcb5\udcc4", "http://a.example/%B5%C4"),
        ("http://a.example/\ud800", "http://a.example/%ED%A0%80"),
        ("http://a.example/a|b{c}[d]", "http://a.example/a|b{c}[d]"),
    ],
)
def test_a_url_is_kept_as_asked_for_as_far_as_a_header_can_bear_it(folder, writer, exchange, url, kept_as):
    with writer() as out:
        kept = out.write_exchange(exchange(url=url))
    assert kept.url == kept_as
    assert list(read_records(closed_file(folder))) == [kept]


def test_framing_that_is_no_longer_there_is_kept_under_another_name(writer, exchange):
    headers = (
        (b"transfer-encoding", b"chunked"),
        (b"Content-Length", b"99"),
        (b"Content-Type", b"text/html"),
    )
    with writer() as out:
        kept = out.write_exchange(exchange(body=b"short", headers=headers))
        true = out.write_exchange(exchange(body=b"short", headers=((b"Content-Length", b"5"),)))
    assert kept.response_headers == (
        (b"X-Archive-Orig-transfer-encoding", b"chunked"),
        (b"X-Archive-Orig-Content-Length", b"99"),
        (b"Content-Type", b"text/html"),
    )
    assert true.response_headers == ((b"Content-Length", b"5"),)


def test_a_body_that_is_wrongly_declared_gzip_is_kept_and_read(folder, writer, exchange):
    with writer() as out:
        kept = out.write_exchange(exchange(body=b"<p>plain", headers=((b"Content-Encoding", b"gzip"),)))
    headers, body = read_payload(folder, kept.place)
    assert headers == ((b"X-Archive-Orig-Content-Encoding", b"gzip"),)
    assert (body, entity(headers, body, 1000).body) == (b"<p>plain", b"<p>plain")


def test_a_capture_needs_a_time_zone(writer, exchange):
    with writer() as out, pytest.raises(ValueError, match="no time zone"):
        out.write_exchange(replace(exchange(), captured_at=datetime(2026, 1, 1)))


def test_a_file_is_open_until_it_is_closed_and_can_be_read_meanwhile(folder, writer, exchange):
    out = writer()
    assert not list(folder.iterdir())
    kept = out.write_exchange(exchange())
    (growing,) = folder.iterdir()
    assert growing.name == kept.place.file + ".open"
    assert read_payload(folder, kept.place)[1] == exchange().body
    out.sync()
    assert list(read_records(growing)) == [kept]
    out.close()
    out.close()
    assert [path.name for path in folder.iterdir()] == [kept.place.file]


def test_files_rotate_by_size_and_each_begins_with_its_own_warcinfo(folder, writer, exchange):
    with writer(max_bytes=4000) as out:
        kept = [out.write_exchange(exchange(f"/{n}", os.urandom(700))) for n in range(12)]
    paths = sorted(folder.iterdir())
    assert len(paths) > 2
    assert sorted((c for path in paths for c in read_records(path)), key=lambda c: c.url) == sorted(
        kept, key=lambda c: c.url
    )
    for path in paths:
        assert path.stat().st_size < 4000 + 1600
        assert f"WARC-Filename: {path.name}".encode() in raw_records(path)


def test_writers_and_threads_share_a_folder(folder, writer, exchange):
    writers = [writer(max_bytes=20_000) for _ in range(2)]
    kept: list[KeptCapture] = []

    def write(thread: int) -> None:
        for number in range(25):
            kept.append(writers[thread % 2].write_exchange(exchange(f"/{thread}/{number}", os.urandom(300))))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for out in writers:
        out.close()
    found = [capture for path in folder.glob("*.warc.gz") for capture in read_records(path)]
    assert {capture.id: capture for capture in found} == {capture.id: capture for capture in kept}
    assert len(found) == 100


def test_a_clock_that_steps_back_takes_no_name_twice(folder, writer, exchange, monkeypatch):
    class Stopped(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2020, 1, 1, tzinfo=tz)

    monkeypatch.setattr(openfile, "datetime", Stopped)
    for minute in range(3):
        with writer() as out:
            out.write_exchange(exchange(minute=minute))
    assert len(list(folder.glob("*-20200101000000000-0000?-*.warc.gz"))) == 3


def test_a_record_that_does_not_fit_on_the_disk_leaves_no_trace(folder, writer, exchange):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    out = writer()
    first = out.write_exchange(exchange())
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(CannotWrite, match="make room"):
            out.write_exchange(exchange("/big", os.urandom(50_000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    second = out.write_exchange(exchange("/small", b"small"))
    out.close()
    assert list(read_records(closed_file(folder))) == [first, second]


def test_a_disk_without_room_for_a_first_record_leaves_nothing_behind(folder, writer, exchange):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    out = writer()
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        for _ in range(2):
            with pytest.raises(CannotWrite, match="make room"):
                out.write_exchange(exchange())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    kept = out.write_exchange(exchange())
    out.close()
    assert len(recover(folder)) == 2
    assert [path.name for path in folder.iterdir()] == [kept.place.file]


def test_a_folder_that_is_gone_is_named(writer, exchange, folder):
    folder.rmdir()
    with pytest.raises(CannotWrite, match=r"warc: No such file or directory: make the folder writable"):
        writer().write_exchange(exchange())


def test_a_read_only_folder_is_named(folder, tmp_path):
    folder.chmod(0o555)
    code = (
        "import os, sys, pathlib\n"
        "from archive.warc.writer import WarcWriter\n"
        "from archive.warc.errors import CannotWrite\n"
        "os.chdir('/')\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "try: WarcWriter(pathlib.Path(sys.argv[1]), collection='a', operator='b', contact='c')"
        ".write_note('urn:nianbao:x', {})\n"
        "except CannotWrite as error: print(error)\n"
    )
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(parent.stat().st_mode | 0o055)
    told = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=True)
    assert told.stdout == f"{folder}: Permission denied: make the folder writable\n"


def test_a_place_that_is_not_there_is_told(folder, writer, exchange):
    with writer() as out:
        kept = out.write_exchange(exchange())
    with pytest.raises(RecordMissing, match="ends before byte"):
        read_capture(folder, replace(kept.place, offset=10**6))
    for name in ("none.warc.gz", "../warc/x", "/etc/passwd"):
        with pytest.raises(RecordMissing):
            read_payload(folder, RecordPlace(name, 0, 1))


def test_a_living_writers_file_is_left_alone(folder, writer, exchange):
    out = writer()
    out.write_exchange(exchange())
    assert recover(folder) == []
    (growing,) = folder.iterdir()
    with growing.open("rb") as stream, pytest.raises(BlockingIOError):
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    out.close()
