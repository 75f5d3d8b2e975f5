"""A body is decoded as far as its bytes allow, within a bound, whatever its headers claim."""

from __future__ import annotations

import functools
import gzip
import random
import zlib

import brotli
import pytest

from archive.warc.payload import entity

packed = functools.partial(gzip.compress, mtime=0)  # the same bytes at any time
TEXT = "星河区二〇二五年政府信息公开工作年度报告".encode() * 40


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def coded(name: bytes) -> tuple[tuple[bytes, bytes], ...]:
    return ((b"Content-Type", b"text/html"), (b"content-ENCODING", name))


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        (b"gzip", packed(TEXT)),
        (b"x-gzip", packed(TEXT)),
        (b" GZip ", packed(TEXT[:100]) + packed(TEXT[100:])),
        (b"gzip", packed(TEXT) + b"<!-- stray bytes behind -->"),
        (b"deflate", zlib.compress(TEXT)),
        (b"deflate", bare_deflate(TEXT)),
        (b"br", brotli.compress(TEXT)),
        (b"gzip, gzip", packed(packed(TEXT))),
        (b"identity", TEXT),
        (b"", TEXT),
        (b"unheard-of", TEXT),
    ],
)
def test_a_coded_body_is_decoded(coding, body):
    assert entity(coded(coding), body, 10**6) == (TEXT, True)


@pytest.mark.parametrize("coding", [b"gzip", b"deflate", b"br"])
@pytest.mark.parametrize(
    "page", [b"<html>not coded at all", b"\n\n<p>" + TEXT, "年报".encode("gbk") * 9, b"{}"]
)
def test_a_body_that_is_not_what_is_declared_is_taken_as_it_is(coding, page):
    assert entity(coded(coding), page, 10**6) == (page, True)
    assert entity(coded(coding), b"", 10**6) == (b"", True)


def test_a_gzip_body_that_is_not_declared_is_not_decoded():
    body = packed(TEXT)
    assert entity((), body, 10**6) == (body, True)


def test_a_body_cut_off_gives_what_came_before_the_cut():
    noise = bytes(range(256)) * 64
    bodies = {b"gzip": packed(noise), b"deflate": zlib.compress(noise), b"br": brotli.compress(noise)}
    for coding, body in bodies.items():
        decoded, whole = entity(coded(coding), body[:-20], 10**6)
        assert decoded
        assert noise.startswith(decoded)
        assert not whole


def test_a_gzip_stream_that_is_damaged_is_told() -> None:
    noise = random.Random(7).randbytes(20_000)
    body = packed(noise)
    for damaged in (
        body[:10] + bytes(50) + body[60:],
        body[:9_000] + b"\xff" * 40 + body[9_040:],
        body[:-8] + bytes(8),
    ):
        assert not entity(coded(b"gzip"), damaged, 10**6).whole
    two = packed(TEXT) + packed(TEXT)[:-30]
    assert not entity(coded(b"gzip"), two, 10**6).whole


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [
        (b"gzip", packed(bytes(5_000_000))),
        (b"gzip, gzip", packed(packed(bytes(5_000_000)))),
        (b"br", brotli.compress(bytes(5_000_000), quality=1)),
        (b"deflate", zlib.compress(bytes(5_000_000))),
    ],
)
def test_no_bomb_inflates_past_the_limit(coding, bomb):
    assert entity(coded(coding), bomb, 1000).body == bytes(1000)


def test_an_empty_gzip_body_is_empty():
    assert entity(coded(b"gzip"), packed(b""), 1000) == (b"", True)


def test_only_so_many_codings_are_undone():
    body = TEXT
    for _ in range(5):
        body = packed(body)
    assert entity(coded(b"gzip, gzip, gzip, gzip, gzip"), body, 10**6).body == packed(packed(TEXT))
