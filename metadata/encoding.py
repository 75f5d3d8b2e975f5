"""The characters of a page: bytes to text, once, whatever the page says of itself.

Portals mislabel their pages in known ways: `gb2312` on GBK and GB18030 text, `utf-8` on GBK text after a
migration, `gb2312` left in the template of a page that is UTF-8, a GBK fragment included into a UTF-8 page.
So what the bytes are weighs more than what the label says: text that is valid UTF-8 is UTF-8.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META_WINDOW = 4096
"""Bytes searched for a charset label; the standard says 1024, portals put scripts and comments before it."""
_LABEL = re.compile(rb"""charset\s*=\s*["']?\s*([a-z0-9_.:-]{2,20})""")
_XML_LABEL = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,20})""")
_HEADER_LABEL = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,20})""", re.IGNORECASE)
_SEGMENT = re.compile(rb"[\x80-\xff][^<>\r\n]*")
"""Neither an angle bracket nor a line end can be the second byte of a GBK or UTF-8 character."""
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过"
    "政府信息公开工作报告年度机关部门申请依法條開報關門務業號發佈來機構"
)
_NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"})
"""Codecs of Python that no browser reads a page with (WHATWG Encoding); the first three raise on any bytes."""
_FEW_BAD = 0.02
"""Up to this share of undecodable characters a page is damaged, not mislabelled."""
_MANY_BAD = 0.4
"""GBK text read as UTF-8 is undecodable for more than half of its characters, cut or damaged UTF-8 is not."""


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The text of `body` and the charset it was read in (a Python codec name, or `utf-8+gb18030` when mixed).

    Order: byte order mark of UTF-16 or UTF-32, zero bytes of UTF-16, valid UTF-8, the label of the Content-Type,
    the label of the page, GB18030. Undecodable bytes become U+FFFD. Never raises.
    """
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset + _order(mark), "replace"), charset
    # Before UTF-8 the mark says nothing new; before GBK it is that of an included file.
    body = body.removeprefix(codecs.BOM_UTF8)
    if wide := _wide_charset(body):
        return body.decode(wide, "replace"), wide
    labels = list(_labels(body, content_type))
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_invalid_utf8(body, labels)
    if _reads_better_as_gbk(body, text, labels):
        return body.decode("gb18030", "replace"), "gb18030"
    return text, "utf-8"


def charset_of_label(label: str) -> str | None:
    """The codec to read a page with that says `label`; None for a label that says nothing useful.

    WHATWG Encoding: gb2312, gbk and their kin are decoded as GB18030, latin-1 on a Chinese page is a default
    that nobody chose.
    """
    name = label.strip().strip("\"'").lower().replace("_", "-")
    if name in {
        "gb2312",
        "gbk",
        "gb18030",
        "gb-2312",
        "x-gbk",
        "cp936",
        "ms936",
        "chinese",
        "euc-cn",
        "hz-gb-2312",
    }:
        return "gb18030"
    if name in {"big5", "big5-hkscs", "cp950", "x-x-big5"}:
        return "big5hkscs"
    if name in {"utf-8", "utf8"}:
        return "utf-8"
    if name in {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252"}:
        return None
    try:
        codec = codecs.lookup(name)
    except LookupError:
        return None
    return codec.name if codec._is_text_encoding and codec.name not in _NO_CHARSETS else None


def _order(mark: bytes) -> str:
    return "-le" if mark.startswith(b"\xff") else "-be"


def _labels(body: bytes, content_type: str | None) -> Iterator[str]:
    found: list[str] = []
    if content_type and (header := _HEADER_LABEL.search(content_type)):
        found.append(header.group(1))
    head = body[:_META_WINDOW]
    if xml := _XML_LABEL.match(head):
        found.append(xml.group(1).decode("ascii"))
    found.extend(match.group(1).decode("ascii") for match in _LABEL.finditer(head.lower()))
    for label in found:
        if charset := charset_of_label(label):
            yield charset


def _wide_charset(body: bytes) -> str | None:
    """UTF-16 without a mark: markup is ASCII, so every second byte of its tags is zero."""
    head = body[:20]
    if len(head) < 20:
        return None
    if head[:20:2].isascii() and not any(head[1:20:2]):
        return "utf-16-le"
    if head[1:20:2].isascii() and not any(head[:20:2]):
        return "utf-16-be"
    return None


def _reads_better_as_gbk(body: bytes, text: str, labels: list[str]) -> bool:
    """A few GBK characters can be valid UTF-8 by chance (联通): as Latin or Arabic letters."""
    if "gb18030" not in labels or len(body) > 10_000:
        return False
    letters = [char for char in text if char > "\x7f"]
    return bool(letters) and not any(char >= "\u2000" for char in letters)


def _decode_invalid_utf8(body: bytes, labels: list[str]) -> tuple[str, str]:
    text = body.decode("utf-8", "replace")
    broken = _broken_share(text)
    if broken <= _FEW_BAD:
        return text, "utf-8"
    candidates = [charset for charset in dict.fromkeys([*labels, "gb18030"]) if charset != "utf-8"]
    for charset in candidates:
        strict = _strictly(body, charset)
        if (
            strict is not None
            and broken > _MANY_BAD
            and (charset != "gb18030" or not _looks_big5(body, strict))
        ):
            return strict, charset
    texts = {charset: body.decode(charset, "replace") for charset in candidates}
    best = min(candidates, key=lambda charset: _broken_share(texts[charset]))
    if (
        broken > _MANY_BAD
        and _broken_share(texts[best]) <= _FEW_BAD
        and not _looks_big5(body, texts["gb18030"])
    ):
        return texts[best], best
    mixed = _SEGMENT.sub(_segment_in_utf8, body).decode("utf-8", "replace")
    if _broken_share(mixed) < (broken if broken <= _MANY_BAD else _broken_share(texts[best])):
        return mixed, "utf-8+gb18030"
    if _looks_big5(body, texts["gb18030"]):
        return body.decode("big5hkscs", "replace"), "big5hkscs"
    return (text, "utf-8") if broken <= _MANY_BAD else (texts[best], best)


def _strictly(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return None


def _broken_share(text: str) -> float:
    letters = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") / letters if letters else 0.0


def _looks_big5(body: bytes, as_gb18030: str) -> bool:
    """Big5 bytes are mostly valid GB18030: only the characters tell, by how many of them are common ones."""
    sample = body[:20_000]
    big5 = sample.decode("big5hkscs", "ignore")
    return _common_share(big5) > max(0.08, 2 * _common_share(as_gb18030[:20_000]))


def _common_share(text: str) -> float:
    letters = [char for char in text if char > "\u2fff"]
    return sum(char in _COMMON for char in letters) / len(letters) if letters else 0.0


def _segment_in_utf8(segment: re.Match[bytes]) -> bytes:
    """A run of text that is UTF-8 as it is, else read as GB18030 and written in UTF-8."""
    text = segment.group().decode("utf-8", "replace")
    if "\ufffd" not in text or _broken_share(text) <= _MANY_BAD:
        return segment.group()
    return segment.group().decode("gb18030", "replace").encode("utf-8")
