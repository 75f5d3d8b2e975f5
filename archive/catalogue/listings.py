"""Lines of lists: when each was first and last seen, and the gaps between, in which it was not there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from sqlite_utils import Database

from archive.catalogue.statements import Row, read_row, read_rows

WALKS_HELD = 4_096
"""Channels of which is remembered how they were walked before: a crawl goes through many side by side."""


class Listings:
    """Writes the lines of list pages."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._walk_before = lru_cache(WALKS_HELD)(self._find_walk_before)

    def put(self, capture: Row, lines: Sequence[Row]) -> None:
        """Put in the lines of one list page.

        A line that comes back after a complete walk without it leaves a gap: its own row says no more than that it
        was seen before and after.
        """
        if not lines:
            return
        began_at = self._walk_before(capture["crawl_id"], lines[0]["channel_id"])
        if began_at:
            ids = json.dumps([line["id"] for line in lines])
            self._db.execute(GAPS, {**lines[0], "began_at": began_at, "ids": ids})
        for line in lines:
            self._db.execute(LISTING_UPSERT, line)

    def _find_walk_before(self, crawl: str, channel: str) -> str | None:
        """When the last complete walk of the channel before this crawl began, None where there was none."""
        if not any(read_rows(self._db, "select 1 from listings where channel_id = ? limit 1", [channel])):
            return None
        for earlier in list(read_rows(self._db, CRAWLS_BEFORE, [crawl])):
            walk = read_row(self._db, COMPLETE_WALK, [channel, earlier["id"]])
            if walk:
                return str(walk["began_at"])
        return None


CRAWLS_BEFORE = """
select earlier.id from crawls as earlier join crawls as this on this.id = ?
where earlier.portal_id = this.portal_id and earlier.started_at < this.started_at
order by earlier.started_at desc
"""
COMPLETE_WALK = "select began_at from walks where channel_id = ? and crawl_id = ? and complete"
GAPS = """
insert or ignore into listing_gaps (listing_id, channel_id, last_seen, seen_again)
select id, channel_id, last_seen, :first_seen from listings
where channel_id = :channel_id and last_seen < :began_at and id in (select value from json_each(:ids))
"""
LISTING_UPSERT = """
insert into listings values (
    :id, :portal_id, :channel_id, :url, :page_id, :title, :listed_on, :position,
    :first_seen, :last_seen, :first_capture_id, :last_capture_id)
on conflict (id) do update set
    position = case when excluded.last_seen >= last_seen then excluded.position else position end,
    first_capture_id =
        case when excluded.first_seen < first_seen then excluded.first_capture_id else first_capture_id end,
    last_capture_id =
        case when excluded.last_seen >= last_seen then excluded.last_capture_id else last_capture_id end,
    first_seen = min(first_seen, excluded.first_seen),
    last_seen = max(last_seen, excluded.last_seen)
"""
