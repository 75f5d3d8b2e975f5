"""Files and pictures of a body that its text does not hold: named and addressed, as linked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from metadata.addresses import absolute, written_address
from metadata.reading import Attachment

_FILES = frozenset(
    {
        "pdf",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "wps",
        "et",
        "ppt",
        "pptx",
        "ofd",
        "zip",
        "rar",
        "7z",
        "csv",
        "txt",
        "rtf",
        "ceb",
    }
)
PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff"})
UNNAMED_PICTURE = "img"
"""The suffix of a picture whose address has none."""
_DOWNLOAD = re.compile(r"(?i)downfile|download|attach|fileid=|filename=|/affix/|\.jsp\?.*file")
_MAY_BE_FILE = re.compile(
    rf"(?i)\.(?:{'|'.join(sorted(_FILES | PICTURES))})\b|{_DOWNLOAD.pattern.removeprefix('(?i)')}"
)
_VIEWED = re.compile(r"(?i)(?:^|[\"'=])([^\"'=&?<>\s]{1,300}\.(?:pdf|docx?|xlsx?|ofd|wps))(?=$|[\"'&?#])")
BODY_TAGS = ("a", "img", "iframe", "embed", "object", "script")
"""Elements among which attachments are looked for."""
_ICON = re.compile(
    r"(?i)icon|/ico_?|fileTypeImages|/editor/|spacer|blank\.gif|emotion|/skin/|/template|attachment_icon"
)
_LIMIT = 200
_words = etree.XPath("substring(string(), 1, 1000)", smart_strings=False)
"""What a link says; one that is never closed would say the rest of the page."""


def attachments_of(elements: Iterator[Any], base: str, *, pictures: bool = True) -> tuple[Attachment, ...]:
    """Files linked and pictures shown among the elements, in page order, each address once.

    Pictures of file types and of the editor are left out, all of them without `pictures`. At most 200 are kept.
    """
    found: dict[str, Attachment] = {}
    for element in elements:
        attachment = None
        if element.tag == "a":
            attachment = _linked(element, base)
        elif element.tag != "img":
            attachment = _shown(element, base)
        elif pictures:
            attachment = _picture(element, base)
        if attachment is not None and attachment.url not in found:
            found[attachment.url] = attachment
        if len(found) >= _LIMIT:
            break
    return tuple(found.values())


def files_named_in(elements: Iterator[Any], base: str, words: str) -> tuple[Attachment, ...]:
    """Files linked among the elements whose link text is part of `words`: those that stand below the body."""
    return tuple(each for each in attachments_of(elements, base, pictures=False) if each.name in words)


def _shown(element: Any, base: str) -> Attachment | None:
    """A file in a viewer: `<iframe src="viewer.html?file=/x.pdf">`, `<embed>`, VSB's `showVsbpdfIframe("/x.pdf")`."""
    sources = (element.get("src"), element.get("data"), element.get("flashvars"), element.text)
    for words in sources[:3] if element.tag != "script" else sources[3:]:
        if words and len(words) < 3_000 and (match := _VIEWED.search(words)):
            url = absolute(base, match[1])
            return Attachment(url, _file_name(url), _suffix(urlsplit(url).path)) if url else None
    return None


def _linked(element: Any, base: str) -> Attachment | None:
    href = element.get("href") or ""
    title = element.get("title") or ""
    words = _words(element)
    if not any(_MAY_BE_FILE.search(each) for each in (href, title, words)):
        return None
    url = absolute(base, written_address(element) or "")
    if url is None:
        return None
    name = " ".join(words.split()) or title.strip()
    suffix = _suffix(urlsplit(url).path) or _suffix(name) or _suffix(title)
    if suffix in _FILES:
        return Attachment(url, name or _file_name(url), suffix)
    if suffix in PICTURES and suffix:
        return Attachment(url, name or _file_name(url), suffix)
    if _DOWNLOAD.search(url) and name:
        return Attachment(url, name, suffix)
    return None


def _picture(element: Any, base: str) -> Attachment | None:
    url = absolute(base, element.get("src") or "")
    if url is None or _ICON.search(url):
        return None
    width, height = _pixels(element.get("width")), _pixels(element.get("height"))
    if (width and width < 40) or (height and height < 20):
        return None
    name = (element.get("title") or element.get("alt") or "").strip() or _file_name(url)
    return Attachment(url, name, _suffix(urlsplit(url).path) or UNNAMED_PICTURE)


def _suffix(path: str) -> str:
    suffix = path.split("?")[0].rpartition(".")[2].lower()
    return suffix if suffix in _FILES or suffix in PICTURES else ""


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rsplit("/", 1)[-1])[:200]


def _pixels(size: str | None) -> int:
    match = re.match(r"\s*(\d{1,5})(?:px)?\s*$", size or "")
    return int(match[1]) if match else 0
