"""Why a request did not bring what it asked for, in the archive's and the reader's words."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response

from archive.interpretation import GONE
from metadata.formats import is_page
from metadata.reader import read_page
from metadata.reading import Refusal

NOTHING_LISTED = "no entry and no channel on it"
SHELL_BYTES = 8_192
"""The largest answer that is looked at for a refusal under status 200: shells are short, reports are not."""


class LedAstray(IgnoreRequest):
    """A redirect that leads to no page of the portal; the text says where it leads instead."""


class Disallowed(IgnoreRequest):
    """robots.txt does not let us ask; the text says so."""


def reason_of(exception: Exception) -> str:
    """The archive's word for a failed download: dns, timeout, too_large, disallowed or connection."""
    if isinstance(exception, CannotResolveHostError):
        return "dns"
    if isinstance(exception, DownloadTimeoutError):
        return "timeout"
    if isinstance(exception, DownloadCancelledError):
        return "too_large"
    if isinstance(exception, Disallowed):
        return "disallowed"
    return "connection"


def message_of(exception: BaseException) -> str:
    """What an exception says, on one line."""
    words = " ".join(str(exception).split())
    return f"{type(exception).__name__}: {words}"[:500] if words else type(exception).__name__


def why_lost(response: Response) -> str | None:
    """Why an answer is not the page: its status, or the reader's word for a short one; None for a page."""
    if response.status in GONE or response.status == 304:
        return None
    if response.status == 200 and len(response.body) > SHELL_BYTES:
        return None
    refusal = _refusal(response)
    if refusal:
        return refusal.kind.value
    return None if response.status == 200 else f"status {response.status}"


def why_no_list(response: Response) -> str:
    """What a list page is instead of a list: the reader's word for a refusal, with what shows it."""
    if not is_page(response.body, content_type_of(response), response.status):
        return "a file"
    refusal = _refusal(response)
    if response.status == 404 or (refusal is None and response.status != 200):
        return f"status {response.status}"
    return f"{refusal.kind} ({refusal.quote})" if refusal else NOTHING_LISTED


def _refusal(response: Response) -> Refusal | None:
    """The reader's; none of a file, damaged or not: it is what the portal has, and opening it would take time."""
    content_type = content_type_of(response)
    if not is_page(response.body, content_type, response.status):
        return None
    return read_page(
        response.body, url=response.url, content_type=content_type, status=response.status
    ).refusal


def content_type_of(response: Response) -> str | None:
    """The Content-Type of a response as text, None where it has none."""
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else None
