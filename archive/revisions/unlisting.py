"""Reports that vanished from their list while their page is still served.

A withdrawal that leaves the page in place is seen only by walking the list: the line is gone, the address still
answers. One walk proves nothing (list pages fail, menus change), so two complete walks must agree; and a list
that shows its newest lines only drops the oldest by itself, which is no withdrawal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from archive.revisions.identity import address_key, canonical_url

ENTRIES_HELD = 65_536
"""Addresses whose canonical form is kept at hand: every walk over a channel has nearly the same."""


@dataclass(frozen=True, slots=True)
class ChannelWalk:
    """One walk over all list pages of a channel. `entries` are the listed addresses in the list's order.

    `complete` is whether every list page was read: a walk that was cut short, or had a refused or failed page, shows
    nothing missing. Nor does one without any entry: an empty shell looks like that.
    """

    crawl: str
    walked_at: datetime
    complete: bool
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unlisting:
    """A page lost its line: last seen in the list, first found without, agreed by another crawl, listed again."""

    last_listed_at: datetime
    unlisted_at: datetime
    confirmed_at: datetime | None = None
    relisted_at: datetime | None = None


def unlistings(url: str, walks: Iterable[ChannelWalk]) -> tuple[Unlisting, ...]:
    """The times at which the page at `url` was taken from its list, oldest first; the walks' order is no matter.

    Listed addresses that are not http(s) are passed over, so that a `url` that is none was never listed.
    """
    wanted = address_key(url)
    found: list[Unlisting] = []
    listed: tuple[ChannelWalk, tuple[str, ...]] | None = None
    missing: ChannelWalk | None = None
    for walk in sorted(walks, key=lambda walk: (walk.walked_at, walk.crawl)):
        entries = _canonical_entries(walk.entries)
        if wanted in entries:
            if missing is not None:
                found[-1] = replace(found[-1], relisted_at=walk.walked_at)
            listed, missing = (walk, entries), None
        elif listed is None or not walk.complete or not entries:
            continue
        elif missing is not None:
            if found[-1].confirmed_at is None and walk.crawl != missing.crawl:
                found[-1] = replace(found[-1], confirmed_at=walk.walked_at)
        elif _was_taken_out(wanted, listed[1], entries):
            missing = walk
            found.append(Unlisting(listed[0].walked_at, walk.walked_at))
        else:
            listed = None  # it rolled off the end, and may never come back
    return tuple(found)


_canonical = lru_cache(ENTRIES_HELD)(canonical_url)


def _canonical_entries(entries: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    for entry in entries:
        try:
            kept[_canonical(entry)] = None
        except ValueError:
            continue  # `javascript:` and the like stand in lists, too
    return tuple(kept)


def _was_taken_out(wanted: str, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a line that stood behind it is still there, or the list became shorter."""
    behind = before[before.index(wanted) + 1 :]
    return bool(set(behind) & set(after)) or len(after) < len(before)
