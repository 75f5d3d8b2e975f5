"""Which portals a scheduled run crawls now: those whose time has come, within their hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.agenda import last_crawls, profile_text
from metadata.dates import CHINA_TIME
from metadata.profile import Profile, UnknownPortal, find_profile, parse_profile
from metadata.strict_table import ProfileError


@dataclass(frozen=True, slots=True)
class Due:
    """The portals to crawl now, and a sentence for each that cannot be, its profile being no profile any more.

    `next_at` is when the time of the first of the others comes; None where there is no other.
    """

    profiles: tuple[Profile, ...]
    unusable: tuple[str, ...]
    next_at: datetime | None = None


def known_profile(catalogue: Path, named: str) -> Profile:
    """The profile of a registered id, of a .toml file, or of that portal's last crawl. Raises ProfileError."""
    try:
        return find_profile(named)
    except UnknownPortal:
        text = profile_text(catalogue, named)
        if text is None:
            raise
        return parse_profile(text, where=f"the last profile of {named}")


def due_portals(catalogue: Path, named: Sequence[Profile], now: datetime) -> Due:
    """Of the named portals, or of all in the catalogue, those that are due and may be crawled at this hour.

    A portal that is no longer registered is crawled by the profile of its last crawl.
    """
    crawls = last_crawls(catalogue)
    candidates, unusable = list(named), []
    for portal in [] if named else sorted(crawls):
        try:
            candidates.append(known_profile(catalogue, portal))
        except ProfileError as error:  # one of hundreds must not keep the others from being crawled
            unusable.append(str(error))
    due, later = [], []
    for profile in candidates:
        due_at = crawls[profile.id].due_at(now) if profile.id in crawls else now
        if due_at > now:
            later.append(due_at)
        elif profile.window is not None and seconds_left(profile.window, now) == 0:
            later.append(_next_opening(profile.window, now))
        else:
            due.append(profile)
    return Due(tuple(due), tuple(unusable), min(later, default=None))


def seconds_left(window: tuple[int, int] | None, now: datetime) -> float | None:
    """How long a portal may still be crawled in its hours: 0 outside them, None when it has none.

    `(20, 6)` is from eight in the evening to six in the morning, China time.
    """
    if window is None:
        return None
    first, last = window
    here = now.astimezone(CHINA_TIME)
    hour = here.hour + here.minute / 60 + here.second / 3600
    length = (last - first) % 24 or 24
    passed = (hour - first) % 24
    return max(0.0, (length - passed) * 3600)


def _next_opening(window: tuple[int, int], now: datetime) -> datetime:
    """When the hours of a portal next begin; in UTC, like every moment."""
    here = now.astimezone(CHINA_TIME)
    opening = here.replace(hour=window[0], minute=0, second=0, microsecond=0)
    return (opening if opening > here else opening + timedelta(days=1)).astimezone(UTC)
