"""What a web address must be before anything is asked for by it, or read as if it came from there."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# Control characters, which urlsplit drops or keeps silently, and the halves that stand for bytes of no UTF-8.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def address_fault(url: str) -> str | None:
    """Why `url` is no whole http(s) URL, in words that follow it in a message; None where it is one.

    Schemes are case-insensitive (RFC 3986 §3.1); port 0 cannot be asked.
    """
    if _UNPRINTABLE.search(url):
        return "not an http(s) URL: it has control characters, or bytes that are no UTF-8"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # `http://[`; a port of eight digits; `℀`, which would be a slash in a host
        return "not an http(s) URL"
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        return "not an http(s) URL"
    return None
