"""The files that a page links to: a report's tables as a spreadsheet, the report itself as PDF or Word."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from metadata.families.page import ServedPage
from metadata.families.rows import in_chrome

FILE_SUFFIXES = frozenset({"pdf", "doc", "docx", "xls", "xlsx", "wps", "et", "ofd", "rtf", "zip", "rar"})
_ANY_FILE = re.compile(rb"\.(?:pdf|docx?|xlsx?|wps|et|ofd|rtf|zip|rar)\b", re.IGNORECASE)


def linked_files(body: bytes, *, url: str, content_type: str | None = None) -> tuple[str, ...]:
    """The absolute URLs of files linked from a page outside its menus and footers, each once, in page order.

    A page whose bytes name no such file is not parsed at all. Never raises.
    """
    if not _ANY_FILE.search(body):
        return ()
    page = ServedPage.of(body, url=url, content_type=content_type)
    found = {
        link.url: None
        for link in page.links
        if _suffix(link.url) in FILE_SUFFIXES and not in_chrome(link.element)
    }
    return tuple(found)


def _suffix(url: str) -> str:
    return urlsplit(url).path.rsplit(".", 1)[-1].lower()
