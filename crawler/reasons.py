"""Why a request did not bring what it asked for, in the archive's and the reader's words."""

from __future__ import annotations

import re

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response

from archive.interpretation import GONE, TRUNCATED, ends_early
from metadata.families import refusal_of_list
from metadata.formats import is_page
from metadata.reader import read_page
from metadata.reading import Kind, Reading, Refusal

NOTHING_LISTED = "no entry and no channel on it"
A_FILE = "a file"
A_REPORT = "a report itself"
FAULT = "a fault"
CUT_SHORT = "dataloss"
"""Scrapy's flag of a response whose body has no end."""
CONFIRMS = "confirms"
"""The key under which a request's meta holds the SHA-256 of the payload that a 304 confirms."""
SHELL_BYTES = 8_192
"""The largest answer, scripts and styles apart, that is looked at for a refusal under status 200: shells are short,
reports are not."""
SHELL_TEXT_BYTES = 4_096
"""The most text of a larger one that is: the 700 characters of a shell, and a menu."""
_TAG = re.compile(rb"<[^<>]*>")
MOST_SCRIPT_BYTES = 256 * 1024
"""What is longer is not looked at: to find its scripts takes time, and nobody sends so much to turn one away."""


class LedAstray(IgnoreRequest):
    """A redirect that leads to no page of the portal; the text says where it leads instead."""


class TooMuch(IgnoreRequest):
    """An address or an unpacked answer longer than what is taken; the text says how long that is."""


class Disallowed(IgnoreRequest):
    """robots.txt does not let us ask; the text says so."""


def reason_of(exception: Exception) -> str:
    """The archive's word for a failed download: dns, timeout, too_large, disallowed or connection; FAULT for ours."""
    if isinstance(exception, CannotResolveHostError):
        return "dns"
    if isinstance(exception, DownloadTimeoutError):
        return "timeout"
    if isinstance(exception, DownloadCancelledError):
        return "too_large"
    if isinstance(exception, Disallowed):
        return "disallowed"
    return (
        "connection"
        if isinstance(exception, (DownloadFailedError, DownloadConnectionRefusedError))
        else FAULT
    )


def message_of(exception: BaseException) -> str:
    """What an exception says, on one line."""
    words = " ".join(str(exception).split())
    return f"{type(exception).__name__}: {words}"[:500] if words else type(exception).__name__


def why_lost(response: Response) -> str | None:
    """Why an answer is not the page: its status, or the reader's word for a short one; None for a page.

    A 304 is the page that it confirms; one that nobody asked for says nothing.
    """
    if response.status in GONE or (response.status == 304 and response.meta.get(CONFIRMS)):
        return None
    if is_cut_short(response):
        return TRUNCATED
    if response.status == 200 and not _may_be_shell(response.body):
        return None
    refusal = _refusal(response)
    if refusal:
        return refusal.kind.value
    return None if response.status == 200 else f"status {response.status}"


def is_cut_short(response: Response) -> bool:
    """Whether the connection, or a packed stream in it, ended before the answer did."""
    return CUT_SHORT in response.flags and ends_early(response.body)


def _may_be_shell(body: bytes) -> bool:
    """Whether an answer is short, or says little: a challenge is all script, a portal's error page all template."""
    if len(body) > MOST_SCRIPT_BYTES:
        return False
    markup = body.lower()
    for element in (b"script", b"style"):
        markup = _without(element, markup)
    return len(markup) <= SHELL_BYTES or not _says_more(markup, SHELL_TEXT_BYTES)


def _says_more(markup: bytes, most: int) -> bool:
    """Whether the text between the tags is longer than so many bytes, blanks apart; mostly its beginning tells."""
    said = end = 0
    for tag in _TAG.finditer(markup):
        said += len(b"".join(markup[end : tag.start()].split()))
        if said > most:
            return True
        end = tag.end()
    return said + len(b"".join(markup[end:].split())) > most


def _without(element: bytes, markup: bytes) -> bytes:
    """Markup without what stands in elements of a name; one that does not end is left."""
    kept, end = [], 0
    while (start := markup.find(b"<" + element, end)) >= 0:
        closed = markup.find(b"</" + element, start)
        if closed < 0:
            break
        kept.append(markup[end:start])
        end = closed
    return b"".join([*kept, markup[end:]])


def why_no_list(response: Response) -> str:
    """What a list page is instead of a list: the reader's word for a refusal, with what shows it."""
    if is_cut_short(response):
        return TRUNCATED
    if not is_page(response.body, content_type_of(response), response.status):
        return A_FILE
    reading = _read(response)
    refusal = refusal_of_list(reading)
    if response.status == 404 or (refusal is None and response.status != 200):
        return f"status {response.status}"
    if refusal:
        return f"{refusal.kind} ({refusal.quote})"
    return A_REPORT if reading.kind is Kind.REPORT else NOTHING_LISTED


def _refusal(response: Response) -> Refusal | None:
    """The reader's; none of a file, damaged or not: it is what the portal has, and opening it would take time."""
    if not is_page(response.body, content_type_of(response), response.status):
        return None
    return _read(response).refusal


def _read(response: Response) -> Reading:
    return read_page(
        response.body, url=response.url, content_type=content_type_of(response), status=response.status
    )


def content_type_of(response: Response) -> str | None:
    """The Content-Type of a response as text, None where it has none."""
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else None
