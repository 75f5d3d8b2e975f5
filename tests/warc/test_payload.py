"""A body is decoded as far as its bytes allow, within a bound, whatever its headers claim."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest

from archive.warc.payload import entity

TEXT = "星河区二〇二五年政府信息公开工作年度报告".encode() * 40


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def coded(name: bytes) -> tuple[tuple[bytes, bytes], ...]:
    return ((b"Content-Type", b"text/html"), (b"content-ENCODING", name))


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        (b"gzip", gzip.compress(TEXT)),
        (b"x-gzip", gzip.compress(TEXT)),
        (b" GZip ", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        (b"gzip", gzip.compress(TEXT) + b"<!-- stray bytes behind -->"),
        (b"deflate", zlib.compress(TEXT)),
        (b"deflate", bare_deflate(TEXT)),
        (b"br", brotli.compress(TEXT)),
        (b"gzip, gzip", gzip.compress(gzip.compress(TEXT))),
        (b"identity", TEXT),
        (b"", TEXT),
        (b"unheard-of", TEXT),
    ],
)
def test_a_coded_body_is_decoded(coding, body):
    assert entity(coded(coding), body, 10**6) == TEXT


@pytest.mark.parametrize("coding", [b"gzip", b"deflate", b"br"])
@pytest.mark.parametrize(
    "page", [b"<html>not coded at all", b"\n\n<p>" + TEXT, "年报".encode("gbk") * 9, b"{}"]
)
def test_a_body_that_is_not_what_is_declared_is_taken_as_it_is(coding, page):
    assert entity(coded(coding), page, 10**6) == page
    assert entity(coded(coding), b"", 10**6) == b""


def test_a_gzip_body_that_is_not_declared_is_not_decoded():
    body = gzip.compress(TEXT)
    assert entity((), body, 10**6) == body


def test_a_body_cut_off_gives_what_came_before_the_cut():
    noise = bytes(range(256)) * 64
    for body, coding in ((gzip.compress(noise), b"gzip"), (zlib.compress(noise), b"deflate")):
        decoded = entity(coded(coding), body[:-20], 10**6)
        assert decoded
        assert noise.startswith(decoded)


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [
        (b"gzip", gzip.compress(bytes(5_000_000))),
        (b"gzip, gzip", gzip.compress(gzip.compress(bytes(5_000_000)))),
        (b"br", brotli.compress(bytes(5_000_000), quality=1)),
        (b"deflate", zlib.compress(bytes(5_000_000))),
    ],
)
def test_no_bomb_inflates_past_the_limit(coding, bomb):
    assert entity(coded(coding), bomb, 1000) == bytes(1000)


def test_an_empty_gzip_body_is_empty():
    assert entity(coded(b"gzip"), gzip.compress(b""), 1000) == b""


def test_only_so_many_codings_are_undone():
    body = TEXT
    for _ in range(5):
        body = gzip.compress(body)
    assert entity(coded(b"gzip, gzip, gzip, gzip, gzip"), body, 10**6) == gzip.compress(gzip.compress(TEXT))
