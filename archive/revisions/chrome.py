"""What a page shows around its text: menus, counters, footers. It makes no revision; that it changed is counted."""

from __future__ import annotations

import hashlib

from metadata.markup import parse_html

_SHOWN = "//text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::template)]"


def visible_digest(body: bytes, content_type: str | None = None) -> str:
    """SHA-256, hexadecimal, over every word that an HTML page shows, its chrome included, white space aside.

    Where two captures with one text differ in it, the chrome changed; where their bytes differ and it does not,
    only the markup did (attributes, scripts, comments, encoding).
    """
    words = "".join("".join(parse_html(body, content_type).xpath(_SHOWN)).split())
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
