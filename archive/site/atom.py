"""Atom feeds (RFC 4287), written whole; every text is escaped and free of what XML cannot hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from datasette import Response

if TYPE_CHECKING:
    from archive.site.visit import Visit

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `id` is its whole address too, `updated` RFC 3339, `summary` plain text."""

    id: str
    title: str
    updated: str
    summary: str
    author: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its title, its own whole address, its entries, newest first."""

    title: str
    address: str
    entries: Sequence[Entry]


def atom(feed: Feed) -> str:
    """The feed as a document. Without entries it is dated 1970, for nothing is known to have happened."""
    updated = max((entry.updated for entry in feed.entries), default="1970-01-01T00:00:00Z")
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-Hans">',
        f"<title>{_text(feed.title)}</title>",
        f"<id>{_text(feed.address)}</id>",
        f'<link rel="self" type="application/atom+xml" href={_attribute(feed.address)}/>',
        f"<updated>{_text(updated)}</updated>",
        "<generator>nianbao</generator>",
        *(_entry(entry) for entry in feed.entries),
        "</feed>",
    ]
    return "\n".join(parts) + "\n"


def _entry(entry: Entry) -> str:
    return (
        f"<entry><title>{_text(entry.title)}</title><id>{_text(entry.id)}</id>"
        f'<link rel="alternate" type="text/html" href={_attribute(entry.id)}/>'
        f"<updated>{_text(entry.updated)}</updated>"
        f"<author><name>{_text(entry.author or '—')}</name></author>"
        f'<summary type="text">{_text(entry.summary)}</summary></entry>'
    )


def feed_response(visit: Visit, feed: Feed) -> Response:
    """A feed as an answer."""
    from archive.site.visit import PAGE_HEADERS

    return Response(
        atom(feed), headers=dict(PAGE_HEADERS), content_type="application/atom+xml; charset=utf-8"
    )


def _text(text: str) -> str:
    return escape(_NO_XML.sub("�", text))


def _attribute(text: str) -> str:
    return quoteattr(_NO_XML.sub("�", text))
