"""Changes after publication, newest first."""

from __future__ import annotations

from typing import Any

from archive.site.queries.changes import latest_changes
from archive.site.visit import Visit, malformed
from archive.site.words import WORDS

PAGE_SIZE = 50


async def changes(visit: Visit) -> Any:
    """`/changes`, `?kind=` `?organ=` `?year=`"""
    kind = visit.asked("kind")
    if kind and kind not in WORDS["change"]:
        raise malformed("没有这种改动。", "There is no such kind of change.")
    number = visit.number("page", 1, 1, 10_000)
    year = visit.number("year", 0) or None
    organ = visit.asked("organ")
    found = await visit.read(
        latest_changes, PAGE_SIZE + 1, (number - 1) * PAGE_SIZE, kind=kind, organ=organ, year=year
    )
    return visit.page(
        "changes.html",
        events=found[:PAGE_SIZE],
        has_more=len(found) > PAGE_SIZE,
        number=number,
        asked={"kind": kind, "organ": organ, "year": year},
        kinds=WORDS["change"],
    )
