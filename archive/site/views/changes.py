"""Changes after publication, newest first."""

from __future__ import annotations

from typing import Any

from archive.site.queries.changes import latest_changes
from archive.site.queries.figures import organ_names
from archive.site.views.filters import asked_of
from archive.site.visit import Visit, missing
from archive.site.words import WORDS

PAGE_SIZE = 50


async def changes(visit: Visit) -> Any:
    """`/changes`, `?kind=` `?organ=` `?year=`"""
    asked = asked_of(visit, WORDS["change"])
    number = visit.number("page", 1, 1, 10_000)
    found = await visit.read(latest_changes, PAGE_SIZE + 1, (number - 1) * PAGE_SIZE, **asked)
    if number > 1 and not found:
        raise missing("没有这一页。", "There is no such page.")
    return visit.page(
        "changes.html",
        events=found[:PAGE_SIZE],
        has_more=len(found) > PAGE_SIZE,
        number=number,
        asked=asked,
        names=await visit.read(organ_names, [asked["organ"]]),
        kinds=WORDS["change"],
    )
