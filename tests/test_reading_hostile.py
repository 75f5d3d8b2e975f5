"""Whatever is served, the reader gives a reading: a short form of benchmarks/hostile_pages.py."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.revisions.content import content_of, text_digest
from metadata.reader import read_page
from metadata.reading import RefusalKind
from metadata.reading_json import as_json

PAGES = sorted((Path(__file__).parent / "pages").glob("*/*/body.html"))
URL = "http://www.hean.gov.cn/nb/201903/t20190326_1.html"


def read(body: bytes, status: int = 200, content_type: str | None = None) -> None:
    reading = read_page(body, url=URL, content_type=content_type, status=status)
    text_digest(content_of(reading))
    as_json(reading)
    assert all(
        0 <= each.start <= each.end <= len(reading.text) for each in (*reading.sections, *reading.tables)
    )


def test_damaged_pages_are_read_without_an_exception() -> None:
    chance = random.Random(7)
    for number in range(60):
        page = bytearray(chance.choice(PAGES).read_bytes())
        for _ in range(len(page) // chance.choice((20, 200)) + 1):
            page[chance.randrange(len(page))] ^= 1 << chance.randrange(8)
        cut = bytes(page[: chance.randrange(len(page))])
        read(
            cut, (200, 404, 521)[number % 3], (None, "text/html; charset=gbk", "application/pdf")[number % 3]
        )


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"%PDF-1.4 ", b"PK\x03\x04", b"<p>", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0"]),
)
def test_any_bytes_are_read(body: bytes, start: bytes) -> None:
    read(start + body)


@pytest.mark.parametrize("opening", ["<div>", "<table><tr><td>", "<font><b>"])
def test_ten_thousand_levels_keep_the_text_or_are_empty_and_take_no_time(opening: str) -> None:
    start = time.process_time()
    read((opening * 10_000 + "政府信息公开").encode())
    assert time.process_time() - start < 2


def test_twenty_megabytes_are_bounded() -> None:
    start = time.process_time()
    read("<p>来源：发布时间：2019年03月26日</p>".encode() * 450_000)
    assert time.process_time() - start < 2


def test_the_sections_of_a_page_of_headings_alone_are_found_in_no_time() -> None:
    start = time.process_time()
    reading = read_page(b"<h1>x</h1><div class=TRS_Editor>" + b"<p>1.a" * 90_000, url=URL)
    assert len(reading.sections) == 90_000
    assert time.process_time() - start < 5


def test_binary_and_broken_files_are_told_as_unreadable() -> None:
    for body in (b"\x00\x01\x02\x03" * 50, b"%PDF-1.7 broken"):
        refusal = read_page(body, url=URL).refusal
        assert refusal is not None
        assert refusal.kind is RefusalKind.UNREADABLE


def test_a_body_whose_every_part_is_named_like_chrome_is_kept() -> None:
    sentence = "全年主动公开政府信息一百一十三条，其中规章十九条，都在网站上公布。"
    parts = f'<div class="share"><p>{sentence}</p></div>' * 6
    assert sentence in read_page(f"<div>{parts}</div>".encode(), url=URL).text


def test_a_cell_that_no_browser_shows_says_nothing() -> None:
    shown = "<tr><td>规章</td><td>1</td></tr>" * 2
    unseen = "<noscript><table><tr><td>文件</td><td>2</td></tr></table></noscript>"
    read(
        f"<p>年度报告</p><table>{shown}<tr><select><tr><td>文件</td><td>2</td></tr></select></tr></table>".encode()
    )
    read(f"<table>{shown}{unseen}</table>".encode())
