"""Walks over channels: which complete list of a channel, at which time, had which pages on it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.catalogue.statements import Row, read_rows


@dataclass(frozen=True, slots=True)
class Walk:
    """One crawl's complete walk over the list pages of a channel: when it began and ended (UTC texts)."""

    channel: str
    url: str
    crawl: str
    began_at: str
    ended_at: str
    capture: str
    """The first list page's capture: the one that would have had the newest line."""

    @property
    def evidence(self) -> dict[str, Any]:
        """The walk as evidence."""
        return {"capture": self.capture, "url": self.url, "captured_at": self.began_at}


@dataclass(frozen=True, slots=True)
class Line:
    """A page in a channel's lists: first and last time it was there."""

    portal: str
    channel: str
    page: str
    title: str
    listed_on: str | None
    first_seen: str
    last_seen: str
    first_capture: str
    last_capture: str
    url: str

    @property
    def evidence(self) -> dict[str, Any]:
        """The first sight of the line as evidence."""
        return {"capture": self.first_capture, "url": self.url, "captured_at": self.first_seen}


@dataclass(frozen=True, slots=True)
class Watch:
    """All walks and lines: walks by channel in the order of time, lines by page and by channel."""

    walks: Mapping[str, Sequence[Walk]]
    by_page: Mapping[str, Sequence[Line]]
    by_channel: Mapping[str, Sequence[Line]]

    def before(self, line: Line) -> Walk | None:
        """The last complete walk of the line's channel before the line was first there; None: not watched."""
        walks = self.walks.get(line.channel, ())
        place = bisect_left(walks, line.first_seen, key=lambda walk: walk.ended_at)
        return walks[place - 1] if place else None

    def after(self, line: Line) -> Sequence[Walk]:
        """The complete walks of the line's channel that came after the line was last there."""
        walks = self.walks.get(line.channel, ())
        return walks[bisect_right(walks, line.last_seen, key=lambda walk: walk.began_at) :]

    def listed(self, pages: Iterable[str]) -> list[Line]:
        """The lines of any of these pages, the first seen first."""
        lines = (line for page in pages for line in self.by_page.get(page, ()))
        return sorted(lines, key=lambda line: (line.first_seen, line.channel, line.page))


def watch(db: Database) -> Watch:
    """The walks and lines of a catalogue."""
    walks: defaultdict[str, list[Walk]] = defaultdict(list)
    for row in read_rows(db, WALKS):
        walks[row["channel_id"]].append(
            Walk(
                row["channel_id"],
                row["url"],
                row["crawl_id"],
                row["began_at"],
                row["ended_at"],
                row["first_capture_id"],
            )
        )
    by_page: defaultdict[str, list[Line]] = defaultdict(list)
    by_channel: defaultdict[str, list[Line]] = defaultdict(list)
    for row in read_rows(db, "select * from listings where page_id is not null order by id"):
        line = _line(row)
        by_page[line.page].append(line)
        by_channel[line.channel].append(line)
    return Watch(walks, by_page, by_channel)


WALKS = """
select walks.channel_id, walks.crawl_id, walks.began_at, walks.ended_at, walks.first_capture_id, captures.url
from walks join captures on captures.id = walks.first_capture_id
where walks.complete order by walks.channel_id, walks.began_at, walks.crawl_id
"""


def _line(row: Row) -> Line:
    return Line(
        portal=row["portal_id"],
        channel=row["channel_id"],
        page=row["page_id"],
        title=row["title"],
        listed_on=row["listed_on"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        first_capture=row["first_capture_id"],
        last_capture=row["last_capture_id"],
        url=row["url"],
    )
