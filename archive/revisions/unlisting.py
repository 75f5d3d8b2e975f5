"""Reports that vanished from their list while their page is still served.

A withdrawal that leaves the page in place is seen only by walking the list: the line is gone, the address still
answers. One walk proves nothing (list pages fail, menus change), so two complete walks must agree; and a list
that shows its newest lines only drops the oldest by itself, which is no withdrawal. What is older is told by the
dates of the lines: their places say nothing, for pages of a list are had side by side, and lines move on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from archive.revisions.identity import address_key, canonical_url

MOST_PINNED = 2
"""Old lines that stay in a list of the newest, for they are pinned to its top."""


@dataclass(frozen=True, slots=True)
class ChannelWalk:
    """One walk over all list pages of a channel. `entries` are the dates of its lines, as `dates_by_page` gives them.

    `complete` is whether every list page was read: a walk that was cut short, or had a refused or failed page, shows
    nothing missing. Nor does one without any entry: an empty shell looks like that.
    """

    crawl: str
    walked_at: datetime
    complete: bool
    entries: Mapping[str, date | None]


@dataclass(frozen=True, slots=True)
class Unlisting:
    """A page lost its line: first found without, agreed by another crawl, listed again."""

    unlisted_at: datetime
    confirmed_at: datetime | None = None
    relisted_at: datetime | None = None


def unlistings(url: str, walks: Iterable[ChannelWalk]) -> tuple[Unlisting, ...]:
    """The times at which the page at `url` was taken from its list, oldest first; the walks' order is no matter.

    A `url` that is not http(s) was never listed.
    """
    wanted = address_key(url)
    found: list[Unlisting] = []
    listed: Mapping[str, date | None] | None = None
    missing: ChannelWalk | None = None
    for walk in sorted(walks, key=lambda walk: (walk.walked_at, walk.crawl)):
        entries = walk.entries
        if wanted in entries:
            if missing is not None:
                found[-1] = replace(found[-1], relisted_at=walk.walked_at)
            listed, missing = entries, None
        elif listed is None or not walk.complete or not entries:
            continue
        elif missing is not None:
            if found[-1].confirmed_at is None and walk.crawl != missing.crawl:
                found[-1] = replace(found[-1], confirmed_at=walk.walked_at)
        elif _was_taken_out(wanted, listed, entries):
            missing = walk
            found.append(Unlisting(walk.walked_at))
        else:
            listed = None  # it rolled off the end, and may never come back
    return tuple(found)


def dates_by_page(lines: Iterable[tuple[str, date | None]]) -> dict[str, date | None]:
    """The dates of lines by the canonical URLs of their addresses, of which those that are not http(s) are passed over.

    Of two lines of one page the later one counts. Once for a walk: every page is looked for in all of them.
    """
    kept: dict[str, date | None] = {}
    for address, listed_on in lines:
        try:
            kept[canonical_url(address)] = listed_on
        except ValueError:
            continue  # `javascript:` and the like stand in lists, too
    return kept


def _was_taken_out(wanted: str, before: Mapping[str, date | None], after: Mapping[str, date | None]) -> bool:
    """Whether the list became shorter, or more lines stayed that are older than those which some lists pin."""
    if len(after) < len(before):
        return True
    listed_on = before[wanted]
    if listed_on is None:
        return False
    older = sum(other is not None and other < listed_on for url, other in after.items() if url in before)
    return older > MOST_PINNED
