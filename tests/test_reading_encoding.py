"""Bytes become text once, whatever the page and the server say of them."""

from __future__ import annotations

import encodings
import pkgutil

import pytest

from metadata.encoding import charset_of_label, decode
from metadata.markup import MAX_TAGS, bounded, meta_values, parse_text

TEXT = '<html><head><meta charset="{0}"></head><p>政府信息公开工作年度报告，来源：市人民防空办公室</p></html>'


@pytest.mark.parametrize("label", ["gb2312", "GBK", "gb18030", "utf-8", "iso-8859-1", "", "x-unknown"])
@pytest.mark.parametrize("real", ["utf-8", "gb18030"])
def test_what_the_bytes_are_weighs_more_than_what_the_label_says(label: str, real: str) -> None:
    text = TEXT.format(label)
    assert decode(text.encode(real), f"text/html; charset={label}") == (text, real)


@pytest.mark.parametrize("label", [module.name for module in pkgutil.iter_modules(encodings.__path__)])
def test_a_page_may_name_any_codec_of_python_as_its_charset(label: str) -> None:
    for body in (TEXT.encode("gb18030"), bytes(range(256)) * 40, b"\xff" * 3000):
        text, _ = decode(body, f"text/html; charset={label}")
        assert text


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_marks_and_zero_bytes_tell_wide_charsets(charset: str) -> None:
    assert decode(TEXT.encode(charset))[0] == TEXT


def test_the_mark_of_an_included_file_before_a_gbk_page_does_not_make_it_utf_8() -> None:
    page = f'<meta charset="gbk"><p>{TEXT}</p>'
    assert decode(b"\xef\xbb\xbf" + page.encode("gbk")) == (page, "gb18030")
    assert decode(b"\xef\xbb\xbf" + page.encode()) == (page, "utf-8")


def test_big5_is_told_from_gbk_by_its_characters() -> None:
    text = "<p>政府信息公開工作年度報告，機關部門業務，發佈日期，來源與條例</p>" * 3
    assert decode(text.encode("big5"), None) == (text, "big5hkscs")


def test_a_gbk_fragment_in_a_utf8_page_is_read_too() -> None:
    body = "<p>政府信息公开</p>\n".encode() * 3 + "<p>版权所有 市政府</p>".encode("gbk")
    assert decode(body) == ("<p>政府信息公开</p>\n" * 3 + "<p>版权所有 市政府</p>", "utf-8+gb18030")


def test_a_cut_or_damaged_page_stays_in_its_charset() -> None:
    whole = ("政府信息公开工作年度报告。" * 30).encode()
    assert decode(whole[:-1])[1] == "utf-8"
    assert decode(whole[:100] + b"\xff" + whole[100:])[1] == "utf-8"


def test_labels_that_say_nothing_are_passed_over() -> None:
    assert charset_of_label("iso-8859-1") is None
    assert charset_of_label("gb2312") == "gb18030"
    assert charset_of_label("rot13") is None
    assert charset_of_label("no such thing") is None


def test_nesting_deeper_than_the_parser_allows_keeps_its_text() -> None:
    root = parse_text("<div>" * 5_000 + "年报" + "<span>" * 5_000 + "正文" + "</div>" * 5_000)
    assert "".join(root.itertext()) == "年报正文"


def test_pictures_written_into_the_page_are_cut_and_the_rest_is_kept() -> None:
    body = b'<p>a</p><img src="data:image/png;base64,' + b"A" * 200_000 + b'"><p>b</p>'
    assert bounded(body) == b'<p>a</p><img src="data:,"><p>b</p>'


def test_a_page_of_too_many_tags_is_read_up_to_the_bound() -> None:
    root = parse_text("<p>x" * (MAX_TAGS + 10))
    assert sum(1 for _ in root.iter("p")) == MAX_TAGS - 1  # the last one is cut with its text


def test_nothing_at_all_is_an_empty_page() -> None:
    assert parse_text("").tag == "html"
    assert parse_text("\x00\x00").tag == "html"


def test_meta_names_are_read_in_any_case_and_all_of_them() -> None:
    root = parse_text(
        '<meta name="PubDate" content="2020"><meta name="pubdate" content=" 2021 "><meta name="x" content="">'
    )
    assert meta_values(root) == {"pubdate": ("2020", "2021")}
