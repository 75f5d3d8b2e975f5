"""Ids, made from what a row stands for: never counters, so that a rebuild gives the same ones."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from archive.revisions.identity import address_key

IDS_HELD = 4_096
"""Ids of addresses kept at hand: a list names a page before it is asked for, and its channel on every line."""


def short_id(*parts: str) -> str:
    """Twelve hexadecimal digits that stand for the parts: the same parts give the same id in every rebuild.

    48 bits: among a million rows the chance of any collision is 0.2 %; the catalogue's primary keys would
    show one as an overwritten row of another URL, and `pages.url` tells which.
    """
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


@lru_cache(IDS_HELD)
def page_id(url: str) -> str:
    """The id of the page that a URL addresses; aliases of one page share it."""
    return short_id("page", address_key(url))


@lru_cache(IDS_HELD)
def channel_id(portal: str, url: str) -> str:
    """The id of a channel of a portal."""
    return short_id("channel", portal, address_key(url))
