"""Landing pages: 300 bytes that send their visitor on, by meta refresh, `location` or `document.write`."""

from __future__ import annotations

import re

from metadata.addresses import absolute
from metadata.families.page import ServedPage, words

LANDING_WORDS = 200
"""Visible characters above which a page is no mere landing page."""
LANDING_LINKS = 10
"""Links above which it is none."""
LANDING_DELAY_S = 10
"""A refresh after more seconds is a page that renews itself."""

_NAMES_URL = re.compile(r"url\s*=", re.IGNORECASE)
_DELAY = re.compile(r"([0-9]{0,9})\s*[;,]?")
_TARGET = re.compile(r"""["']?([^"'>]+)["']?""")
_LOCATION = re.compile(
    r"""(?:window|self|top|parent|document)?\.?\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*["']([^"']{1,500})["']"""
)
_WRITTEN = re.compile(
    r"""http-equiv\s*=\s*\\?["']?refresh[^>]{0,60}?url\s*=\s*\\?["']?([^"'>\\\s]+)""", re.IGNORECASE
)


def find_landing(page: ServedPage) -> str | None:
    """Where a landing page sends its visitor: the first address it names; None for a page with content.

    Only literal addresses count: what a script computes is a challenge, not a landing page.
    """
    if len(page.links) > LANDING_LINKS or len(words(page.tree)) > LANDING_WORDS:
        return None
    for target in _targets(page):
        url = absolute(page.base, target)
        if url and url != page.url:
            return url
    return None


def _targets(page: ServedPage) -> list[str]:
    targets: list[str] = []
    for element in page.tree.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh":
            targets += _refreshed(element.get("content") or "")
    loads = (element.get("onload") or "" for element in page.tree.iter("body"))
    for script in (*page.scripts, *loads):
        targets.extend(_WRITTEN.findall(script))
        targets.extend(_LOCATION.findall(script))
    return targets


def _refreshed(content: str) -> list[str]:
    """The address in `0; url=/zwgk/`; none where there is no such, or where the page stays for long.

    Piece by piece: one pattern of all takes hours over a thousand blanks.
    """
    named = _NAMES_URL.search(content)
    if named is None:
        return []
    delay = _DELAY.fullmatch(content[: named.start()].strip())
    target = _TARGET.fullmatch(content[named.end() :].strip())
    if delay is None or target is None or int(delay[1] or 0) > LANDING_DELAY_S:
        return []
    return [target[1].strip()]
