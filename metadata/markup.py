"""The tree of a page: parsed once by lxml, with bounds, so that no page can cost more than it should.

Every module that looks into markup takes the tree from here. Trees are plain `lxml.etree` elements; comments
are kept, since some families mark the body with them (`<!--<$[信息内容]>begin-->`).
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

MAX_BYTES = 3_000_000
"""Bytes of a page that are read, pictures written into it left out. A report with all its tables in Word's
markup has 400,000."""
MAX_TAGS = 100_000
"""Tags that are parsed; a report of 8,000 characters with each in two spans of its own has 35,000."""

_DATA_URI = re.compile(rb"(?i)\bdata:[a-z]{1,20}/[a-z0-9.+-]{1,60};base64,[a-z0-9+/=\s]{200,}")
_INVISIBLE = (
    *sorted(set(map(chr, range(0x20))) - set("\t\n\r")),
    *"\x7f\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufffe\uffff",
)
"""Characters that are dropped; those of surrogates go when the text is written in UTF-8."""
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)\b[^<>]*>")
_INLINE = frozenset({"span", "font", "b", "i", "u", "em", "strong", "big", "small", "ins", "a", "o:p"})
_SHAPELESS = _INLINE | {"div", "section", "article", "center"}


def bounded(body: bytes) -> bytes:
    """The bytes of a page that are read: at most `MAX_BYTES`, after pictures in `data:` addresses are cut out."""
    if len(body) > 100_000 and b"base64," in body:
        body = _DATA_URI.sub(b"data:,", body)
    return body[:MAX_BYTES]


def parse_text(text: str) -> Any:
    """The root element of decoded markup.

    Bounds: at most `MAX_TAGS` are parsed; nesting that libxml2 refuses (2,048 levels) is flattened: tags
    without a shape of their own are dropped.
    """
    text = cut_at_tag(_without_invisible(text))
    root, too_deep = _parse(text)
    if too_deep:
        root, _ = _parse(_flattened(text))
    return root if root is not None else etree.Element("html")


def meta_values(root: Any) -> dict[str, tuple[str, ...]]:
    """The `<meta name= content=>` values of the page in page order, by lower-case name."""
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = (element.get("content") or "")[:2_000].strip()
        if name and content:
            found.setdefault(name, []).append(content)
    return {name: tuple(values) for name, values in found.items()}


def _without_invisible(text: str) -> str:
    """The text without characters that nobody sees: few pages have any, and one by one they are found fastest."""
    for character in _INVISIBLE:
        if character in text:
            text = text.replace(character, "")
    return text


def cut_at_tag(text: str) -> str:
    """The text up to the tag that would be one more than `MAX_TAGS`."""
    if text.count("<") <= MAX_TAGS:
        return text
    position = -1
    for _ in range(MAX_TAGS):
        position = text.find("<", position + 1)
    return text[:position]


def _parse(text: str) -> tuple[Any, bool]:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "ignore"), parser)
    except etree.XMLSyntaxError:
        root = None
    too_deep = any(
        entry.type_name == "ERR_INTERNAL_ERROR" or "depth" in entry.message for entry in parser.error_log
    )
    return root, too_deep


def _flattened(text: str) -> str:
    def flatten(tag: re.Match[str]) -> str:
        name = tag.group(2).lower()
        if name not in _SHAPELESS:
            return tag.group()
        return "" if name in _INLINE else "<br>"

    return _ANY_TAG.sub(flatten, text)
