"""WARC files of other software are brought in: what they say is kept, under the rules of this archive."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import re
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.capture import KeptCapture, RecordType
from archive.exchange import Headers
from archive.warc.composition import PayloadHeld, held_payload
from archive.warc.errors import WarcError
from archive.warc.fixity import check_across, check_files
from archive.warc.foreign import Importer, Skipped
from archive.warc.foreign_records import BLOCK_LIMIT
from archive.warc.groups import own_warcinfo
from archive.warc.message import decoded_chunks
from archive.warc.reader import Note, read_capture, read_payload, read_records
from archive.warc.writer import WarcWriter

PAGE = "<title>远山县年报</title>".encode("gbk") * 9
CHUNKED = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (PAGE[:100], PAGE[100:])) + b"0\r\n\r\n"
URL = "http://www.yuanshan.example/nb.html"


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def record(kind: str, block: bytes = b"", version: str = "1.0", **fields: str) -> bytes:
    """A record as other tools write it; underscores in names stand for hyphens."""
    head = {"WARC-Type": kind, "WARC-Date": "2021-03-04T05:06:07Z", "Content-Length": str(len(block))}
    head |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"WARC/{version}\r\n{lines}\r\n".encode("utf-8", "surrogateescape") + block + b"\r\n\r\n"


def response(body: bytes = PAGE, *headers: bytes, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return b"\r\n".join([status, b"Content-Type: text/html; charset=gbk", *headers, b"", body])


WGET = [
    record(
        "warcinfo",
        b"software: Wget/1.21\r\n",
        WARC_Record_ID="<urn:uuid:11111110-0000-4000-8000-000000000000>",
    ),
    record(
        "request",
        b"GET /nb.html HTTP/1.1\r\nHost: www.yuanshan.example\r\n\r\n",
        WARC_Record_ID="<urn:uuid:11111111-0000-4000-8000-000000000000>",
        WARC_Target_URI=f"<{URL}>",
        Content_Type="application/http;msgtype=request",
    ),
    record(
        "response",
        response(CHUNKED, b"Transfer-Encoding: chunked"),
        WARC_Record_ID="<urn:uuid:11111112-0000-4000-8000-000000000000>",
        WARC_Concurrent_To="<urn:uuid:11111111-0000-4000-8000-000000000000>",
        WARC_Target_URI=f"<{URL}>",
        WARC_IP_Address="198.51.100.7",
        WARC_Payload_Digest=sha1(CHUNKED),
        WARC_Block_Digest=sha1(response(CHUNKED, b"Transfer-Encoding: chunked")),
        Content_Type="application/http;msgtype=response",
    ),
    record(
        "revisit",
        response(b"", b"Transfer-Encoding: chunked"),
        WARC_Date="2021-04-04T05:06:07Z",
        WARC_Record_ID="<urn:uuid:11111113-0000-4000-8000-000000000000>",
        WARC_Target_URI=f"<{URL}>",
        WARC_Refers_To="<urn:uuid:11111112-0000-4000-8000-000000000000>",
        WARC_Profile="http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
        WARC_Truncated="length",
        WARC_Block_Digest=sha1(b""),
        Content_Type="application/http;msgtype=response",
    ),
    record("metadata", b"x", WARC_Record_ID="<urn:uuid:11111114-0000-4000-8000-000000000000>"),
    record("resource", b"log", WARC_Target_URI="metadata://gnu.org/software/wget/warc/wget.log"),
]

HERITRIX = [
    record(
        "warcinfo",
        b"software: Heritrix/3.4\r\n",
        WARC_Record_ID="<urn:uuid:22222220-0000-4000-8000-000000000000>",
    ),
    record(
        "response", b"20210304050607\n", WARC_Target_URI="dns:www.yuanshan.example", Content_Type="text/dns"
    ),
    record(
        "response",
        response(b"x" * 50, b"Content-Length: 5000"),
        WARC_Record_ID="<urn:uuid:22222221-0000-4000-8000-000000000000>",
        WARC_Target_URI="http://www.yuanshan.example/large",
        WARC_Truncated="length",
        Content_Type="application/http; msgtype=response",
    ),
    record(
        "request",
        b"GET /large HTTP/1.0\r\n\r\n",
        WARC_Record_ID="<urn:uuid:22222222-0000-4000-8000-000000000000>",
        WARC_Concurrent_To="<urn:uuid:22222221-0000-4000-8000-000000000000>",
        WARC_Target_URI="http://www.yuanshan.example/large",
    ),
    record(
        "revisit",
        b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n',
        WARC_Record_ID="<urn:uuid:22222223-0000-4000-8000-000000000000>",
        WARC_Target_URI=URL,
        WARC_Refers_To_Target_URI=URL,
        WARC_Refers_To_Date="2021-03-04T05:06:07Z",
        WARC_Profile="http://netpreserve.org/warc/1.0/revisit/server-not-modified",
    ),
]

BROWSERTRIX = [
    record(
        "response",
        response(PAGE, status=b"HTTP/2 200"),
        version="1.1",
        WARC_Date="2021-03-04T05:06:07.891Z",
        WARC_Record_ID="<urn:uuid:33333331-0000-4000-8000-000000000000>",
        WARC_Target_URI="https://www.yuanshan.example/\udcb5\udcc4?q=1",
        WARC_Payload_Digest="sha256:" + hashlib.sha256(PAGE).hexdigest(),
        WARC_JSON_Metadata='{"purpose": {"crawl": "forged", "portal": "x", "role": "page"}}',
        Content_Type="application/http; msgtype=response",
    ),
    record("resource", b"{}", version="1.1", WARC_Target_URI="urn:pageinfo:https://www.yuanshan.example/"),
]


class Import:
    """Brings files in, and remembers what the collection then knows."""

    def __init__(self, folder: Path, tmp_path: Path, out: WarcWriter) -> None:
        self.folder = folder
        self.tmp_path = tmp_path
        self.out = out
        self.known: list[KeptCapture] = []
        self.importer = self.begin()

    def begin(self) -> Importer:
        return Importer(self.out, is_known=self.is_known, find_held=self.find_held)

    def is_known(self, identity: str) -> bool:
        return any(capture.id == identity for capture in self.known)

    def find_held(self, url: str, captured_at: datetime) -> PayloadHeld | None:
        return next(
            (held_payload(c) for c in self.known if (c.url, c.captured_at) == (url, captured_at)), None
        )

    def __call__(self, data: bytes, name: str = "other.warc.gz") -> tuple[list[KeptCapture], list[str]]:
        source = self.tmp_path / name
        source.write_bytes(data)
        found = list(self.importer.read(source))
        kept = [item for item in found if isinstance(item, KeptCapture)]
        self.known += kept
        return kept, [item.reason for item in found if isinstance(item, Skipped)]

    def faults(self) -> list[str]:
        self.out.close()
        reports = list(check_files(self.folder, None))
        damages = [damage for report in reports for damage in report.damages] + check_across(reports)
        return [str(damage) for damage in damages]


@pytest.fixture
def bring_in(folder, tmp_path, writer) -> Import:
    return Import(folder, tmp_path, writer())


def test_a_file_of_wget_is_brought_in(bring_in, folder):
    (page, revisit), skipped = bring_in(b"".join(map(gzip.compress, WGET)))
    assert skipped == ["a resource record"]
    assert (page.id, page.url, page.ip_address) == ("1111111200004000", URL, "198.51.100.7")
    assert page.captured_at == datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert (page.body, page.purpose, page.status) == (PAGE, None, 200)
    assert (b"X-Archive-Orig-Transfer-Encoding", b"chunked") in page.response_headers
    assert page.payload_sha1 == sha1(PAGE).removeprefix("sha1:")
    assert revisit.truncated is None
    assert (revisit.record_type, revisit.payload_sha256) == (RecordType.REVISIT, page.payload_sha256)
    assert (revisit.refers_to_url, revisit.refers_to_at) == (page.url, page.captured_at)
    assert [read_capture(folder, capture.place) for capture in (page, revisit)] == [page, revisit]
    assert bring_in.faults() == []


@pytest.mark.parametrize("form", ["members", "one member", "plain"])
def test_compressed_by_record_as_a_whole_or_not_at_all(bring_in, form):
    data = {
        "members": b"".join(map(gzip.compress, WGET)),
        "one member": gzip.compress(b"".join(WGET)),
        "plain": b"".join(WGET),
    }[form]
    kept, _ = bring_in(data, "other.warc")
    assert [capture.body for capture in kept] == [PAGE, b""]


def test_a_file_of_heritrix_is_brought_in_after_the_one_it_refers_to(bring_in, folder):
    bring_in(b"".join(map(gzip.compress, WGET)))
    bring_in.importer = bring_in.begin()
    (large, unmodified), skipped = bring_in(b"".join(map(gzip.compress, HERITRIX)), "h.warc.gz")
    assert skipped == ["no http URL"]
    assert (large.truncated, large.payload_bytes) == ("length", 50)
    assert (unmodified.status, unmodified.record_type) == (304, RecordType.REVISIT)
    assert unmodified.payload_sha256 == bring_in.known[0].payload_sha256
    assert unmodified.response_headers == ((b"ETag", b'"1"'),)
    assert read_capture(folder, unmodified.place) == unmodified
    assert bring_in.faults() == []


def test_a_revisit_of_what_nobody_holds_is_told(bring_in):
    kept, skipped = bring_in(b"".join(HERITRIX), "h.warc")
    assert len(kept) == 1
    assert skipped == ["no http URL", "no capture holds the payload that it refers to"]


def test_a_file_of_browsertrix_is_brought_in_and_its_claims_about_us_are_not_believed(bring_in, folder):
    (page,), skipped = bring_in(b"".join(map(gzip.compress, BROWSERTRIX)))
    assert skipped == ["a resource record"]
    assert page.url == "https://www.yuanshan.example/%B5%C4?q=1"
    assert page.captured_at.microsecond == 891000
    assert (page.status, page.purpose) == (200, None)
    assert read_capture(folder, page.place) == page


def test_the_same_file_brought_in_twice_adds_nothing(bring_in):
    data = b"".join(map(gzip.compress, WGET))
    bring_in(data)
    for importer in (bring_in.importer, bring_in.begin()):
        bring_in.importer = importer
        kept, skipped = bring_in(data)
        assert kept == []
        assert skipped.count("already in the collection") == 2
    assert bring_in.faults() == []


def test_where_a_capture_came_from_is_kept(bring_in, folder):
    bring_in(b"".join(WGET), "wget-2021.warc")
    bring_in.out.close()
    (path,) = folder.iterdir()
    text = gzip.decompress(path.read_bytes())
    assert b'"origin":{"file":"wget-2021.warc","id":"<urn:uuid:11111112-0000-4000-8000-000000000000>"' in text
    assert text.count(b"GET /nb.html HTTP/1.1") == 1
    note = next(read_records(path))
    assert isinstance(note, Note)
    assert note.uri.endswith(hashlib.sha256(b"".join(WGET)).hexdigest())
    assert note.fields["file"] == "wget-2021.warc"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"WARC_Date": "2921-01-01T00:00:00Z"}, "dated in the future"),
        ({"WARC_Date": "1970-01-01T00:00:03Z"}, "dated before there was a web"),
        ({"WARC_Date": "2021-01-01T08:00:00+08:00"}, "no WARC-Date such as 2026-01-31T08:00:00Z"),
        ({"WARC_Date": "yesterday"}, "no WARC-Date such as 2026-01-31T08:00:00Z"),
        ({"WARC_Block_Digest": sha1(b"other")}, "its block digest is not true"),
        ({"WARC_Target_URI": "ftp://a.example/"}, "no http URL"),
    ],
)
def test_what_cannot_be_brought_in_is_told(bring_in, changed, reason):
    fields = {"WARC_Target_URI": URL, "WARC_Record_ID": "<urn:uuid:44444441-0000-4000-8000-000000000000>"}
    sound = record("response", response(), WARC_Target_URI=URL + "2", WARC_Record_ID="urn:x:not-a-uuid")
    kept, skipped = bring_in(record("response", response(), **(fields | changed)) + sound, "o.warc")
    assert skipped == [reason]
    assert [capture.url for capture in kept] == [URL + "2"]
    assert bring_in.faults() == []


def test_a_file_in_one_member_is_not_unpacked_to_see_whether_it_is_ours(tmp_path):
    path = tmp_path / "wget.warc.gz"
    path.write_bytes(gzip.compress(record("response", bytes(1 << 27), WARC_Target_URI=URL)))
    tracemalloc.start()
    assert own_warcinfo(path) is None
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1 << 27


def test_a_record_that_says_that_it_is_too_long_is_not_read(bring_in):
    head, body = record("response", response(), WARC_Target_URI=URL).split(b"\r\n\r\n", 1)
    head = re.sub(rb"(Content-Length: )\d+", rb"\g<1>%d" % (BLOCK_LIMIT + 1), head)
    assert bring_in(head + b"\r\n\r\n" + body, "o.warc") == ([], [f"longer than {BLOCK_LIMIT} bytes"])


def test_a_response_that_is_none_is_told(bring_in):
    assert bring_in(record("response", b"not http", WARC_Target_URI=URL), "o.warc") == (
        [],
        ["no HTTP response"],
    )


@pytest.mark.parametrize("cut", [50, 400, 900])
def test_a_torn_file_gives_what_is_whole(bring_in, cut):
    data = b"".join(map(gzip.compress, [*WGET[:3], BROWSERTRIX[0].replace(PAGE, os.urandom(len(PAGE)))]))
    kept, skipped = bring_in(data[:-cut])
    assert [capture.body for capture in kept][:1] == ([PAGE] if cut < 900 else [])
    assert len(kept) + len(skipped) >= 1
    assert bring_in.faults() == []


def test_ids_that_differ_only_in_their_end_stay_apart(bring_in):
    ids = [f"<urn:uuid:019a0000-1111-7000-8000-{number:012x}>" for number in range(5)]
    data = b"".join(
        record("response", response(), WARC_Target_URI=URL, WARC_Record_ID=identity) for identity in ids
    )
    kept, _ = bring_in(data, "o.warc")
    assert len({capture.id for capture in kept}) == 5
    assert bring_in(data, "o.warc")[0] == []


def test_names_that_are_no_text_are_borne(bring_in):
    named = {"WARC_Target_URI": URL, "WARC_Record_ID": "\udcff", "WARC_Payload_Digest": "\udcfe"}
    kept, skipped = bring_in(record("response", response(), **named) + record("\u202e", b""), "o.warc")
    assert [capture.body for capture in kept] == [PAGE]
    assert skipped == ["a record of no known type"]
    assert bring_in.faults() == []


@pytest.mark.parametrize("data", [b"", b"<html>" * 900, gzip.compress(b"hello", mtime=0), b"\x1f\x8b\x08"])
def test_what_is_no_warc_file_is_told(bring_in, data):
    with pytest.raises(WarcError, match=r"other\.warc\.gz"):
        bring_in(data)


@pytest.mark.parametrize(
    ("body", "decoded"),
    [
        (CHUNKED, PAGE),
        (CHUNKED[:-5], PAGE),
        (b"5;name=value\r\nhello\r\n0\r\nTrailer: x\r\n\r\n", b"hello"),
        (b"5\nhello\n0\n\n", b"hello"),
        (b"ff\r\nonly part", b"only part"),
        (b"<html>not chunked", None),
        (b"5\r\nhello\r\nzz\r\n", None),
        (b"", b""),
        (b"ffffffffff\r\nx", None),
    ],
)
def test_chunk_framing_is_removed_where_it_holds(body, decoded):
    assert decoded_chunks(body) == decoded


def test_headers_of_imported_messages_make_no_lines(bring_in, folder):
    evil = b"HTTP/1.1 200 OK\nX-A: 1\n folded\r\n: nameless\r\nX B: 2\r\n\r\nbody"
    kept, _ = bring_in(record("response", evil, WARC_Target_URI=URL), "o.warc")
    expected: Headers = ((b"X-A", b"1 folded"), (b"_", b"nameless"), (b"X_B", b"2"))
    assert kept[0].response_headers == expected
    assert read_payload(folder, kept[0].place) == (expected, b"body")
