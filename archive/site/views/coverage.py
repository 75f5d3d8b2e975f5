"""Coverage: organs × years, each cell in time, late, missing, changed or withdrawn."""

from __future__ import annotations

from typing import Any

from archive.site.queries.coverage import coverage, levels, totals
from archive.site.queries.overview import portal_names
from archive.site.visit import Visit, malformed, missing

PAGE_SIZE = 60


async def coverage_page(visit: Visit) -> Any:
    """`/coverage`, `?portal=` `?division=` `?level=`"""
    division = visit.asked("division")
    if division and not (division.isascii() and division.isdecimal() and len(division) <= 12):
        raise malformed("“division”应为区划代码（数字）。", "“division” must be a division code (digits).")
    number = visit.number("page", 1, 1, 100_000)
    asked = {"portal": visit.asked("portal"), "division": division, "level": visit.asked("level")}
    found = await visit.read(coverage, **asked, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    pages = max(-(-found["total"] // PAGE_SIZE), 1)
    if number > pages:
        raise missing("没有这一页。", "There is no such page.")
    return visit.page(
        "coverage.html",
        **found,
        totals=totals(found["lines"]),
        asked=asked,
        number=number,
        pages=pages,
        portals=await visit.read(portal_names),
        levels=await visit.read(levels),
    )
