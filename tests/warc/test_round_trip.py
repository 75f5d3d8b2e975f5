"""Whatever a server sends, what is read back is what the writer said, and every record is sound."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.capture import KeptCapture, RecordPlace
from archive.exchange import Exchange, Failure, Purpose, Role
from archive.warc.errors import DamagedWarc
from archive.warc.fixity import check_files
from archive.warc.payload import entity
from archive.warc.reader import read_capture, read_found, read_records
from archive.warc.record import compose_record, new_record_id, parse_record
from archive.warc.writer import WarcWriter

ANY_TEXT = st.text(st.characters(), max_size=40)
HEADER_NAMES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from([b"Content-Length", b"transfer-encoding", b"Content-Encoding", b"Content-Type"]),
)
HEADERS = st.lists(st.tuples(HEADER_NAMES, st.binary(max_size=20)), max_size=6).map(tuple)
LINKS = st.none() | ANY_TEXT | st.integers(1, 9000).map("http://a.example/".ljust)
PURPOSES = st.builds(Purpose, ANY_TEXT, ANY_TEXT, st.sampled_from(Role), LINKS, LINKS)
MOMENTS = st.datetimes(datetime(1995, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC))
EXCHANGES = st.builds(
    Exchange,
    url=ANY_TEXT.map("http://a.example/".__add__),
    method=ANY_TEXT,
    request_headers=HEADERS,
    status=st.integers(0, 999),
    reason=ANY_TEXT,
    response_headers=HEADERS,
    body=st.binary(max_size=60),
    captured_at=MOMENTS,
    purpose=PURPOSES,
    ip_address=st.none() | st.ip_addresses().map(str) | ANY_TEXT,
    truncated=st.none() | st.sampled_from(["length", "time"]) | ANY_TEXT,
)
FAILURES = st.builds(
    Failure, ANY_TEXT.map("http://b.example/".__add__), ANY_TEXT, ANY_TEXT, ANY_TEXT, MOMENTS, PURPOSES
)


@settings(max_examples=150, deadline=None)
@given(st.lists(EXCHANGES | FAILURES, min_size=1, max_size=4))
def test_any_exchange_and_failure_reads_back_equal(items):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept: list[KeptCapture] = []
        with WarcWriter(folder, collection="any", operator="a", contact="b") as out:
            for item in items:
                if isinstance(item, Failure):
                    kept.append(out.write_failure(item))
                else:
                    kept.append(out.write_exchange(item, same_as=kept[-1] if kept else None))
        (path,) = folder.iterdir()
        assert list(read_records(path)) == kept
        assert [read_capture(folder, capture.place) for capture in kept] == kept
        (report,) = check_files(folder, None)
        assert report.damages == ()


@settings(max_examples=300, deadline=None)
@given(HEADERS, st.binary(max_size=200), st.integers(1, 300))
def test_no_body_and_no_headers_break_the_decoding_of_an_entity(headers, body, limit):
    assert len(entity(headers, body, limit).body) <= limit


NESTED = "[" * 100_000


@pytest.mark.parametrize(
    ("told", "block"),
    [
        (NESTED, b""),
        ('{"payload_bytes":1e999}', b"HTTP/1.1 200 OK\r\n\r\n"),
        (None, b"json: " + NESTED.encode()),
    ],
)
def test_what_a_stranger_wrote_beside_a_record_is_damage_at_worst(told: str | None, block: bytes) -> None:
    kind = "metadata" if told is None else "response"
    fields = [("WARC-Target-URI", "urn:nianbao:a"), ("Content-Type", "application/http")]
    fields += [] if told is None else [("WARC-JSON-Metadata", told)]
    data = compose_record(kind, new_record_id(), "2026-01-01T00:00:00Z", fields, block)
    with pytest.raises(DamagedWarc):
        read_found(parse_record(data, "a", 0), None, RecordPlace("a", 0, 1))
