"""What hangs on a page: the files that it links to, and the pictures that its body shows.

A report's tables come as a spreadsheet, the report itself as PDF or Word; some organs paste their tables as
pictures (四川's reports on 2019: five PNG, no table), which are then the only evidence of the figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from metadata.addresses import absolute
from metadata.attachments import BODY_TAGS, PICTURES, UNNAMED_PICTURE, attachments_of
from metadata.families.page import ServedPage
from metadata.families.rows import in_chrome
from metadata.reader import read_page

MAX_PICTURES = 60
"""Pictures of one page that are kept; a report scanned page by page has some thirty."""
_FILE_SUFFIX = re.compile(rb"\.(?:pdf|docx?|xlsx?|wps|et|ofd|rtf|zip|rar)\b")
_FILE_PROGRAMS = (b"downfile", b"download.jsp", b"fileid=", b"filename=")
_PICTURE = re.compile(rb"<img\b[^>]{0,500}?\bsrc\s*=\s*[\"']?([^\"'>\s]{1,500})", re.IGNORECASE)


def linked_files(body: bytes, *, url: str, content_type: str | None = None) -> tuple[str, ...]:
    """The absolute URLs of files linked from a page outside its menus and footers, each once, in page order.

    A page whose bytes name no such file is not parsed at all. Never raises.
    """
    if not _may_link_files(body):
        return ()
    page = ServedPage.of(body, url=url, content_type=content_type)
    outside = (element for element in page.tree.iter(*BODY_TAGS) if not in_chrome(element))
    files = attachments_of(outside, page.base, pictures=False)
    # Without a suffix only the address of a program is a file: /download/ is a page about files.
    return tuple(file.url for file in files if file.suffix or urlsplit(file.url).query)


def _may_link_files(body: bytes) -> bool:
    """Whether a page's bytes name a file or a program that hands one out.

    Every page of a crawl is asked: one pattern of all of them, in any case, took 1.4 ms of it, this 0.05.
    """
    lowered = body.lower()
    if (b"file" in lowered or b"download" in lowered) and any(name in lowered for name in _FILE_PROGRAMS):
        return True
    return _FILE_SUFFIX.search(lowered) is not None


def named_pictures(body: bytes, *, url: str) -> frozenset[str]:
    """The absolute URLs of all pictures that a page names, those of its template too; nothing is parsed."""
    sources = (source.decode("utf-8", "replace") for source in _picture_sources(body))
    return frozenset(filter(None, (absolute(url, source) for source in sources)))


def _picture_sources(body: bytes) -> Iterator[bytes]:
    # A pattern that looks for the tag itself, in any case, takes ten times as long.
    lowered = body.lower()
    at = lowered.find(b"<img")
    while at >= 0:
        if found := _PICTURE.match(body, at):
            yield found[1]
        at = lowered.find(b"<img", at + 4)


def shown_pictures(body: bytes, *, url: str, content_type: str | None = None) -> tuple[str, ...]:
    """The absolute URLs of the pictures in a page's body, `MAX_PICTURES` at most; icons are none. Never raises."""
    attachments = read_page(body, url=url, content_type=content_type).attachments
    pictures = (each.url for each in attachments if each.suffix in {*PICTURES, UNNAMED_PICTURE})
    return tuple(pictures)[:MAX_PICTURES]
