"""Coverage: organs × years, each cell in time, late, missing, changed or withdrawn."""

from __future__ import annotations

from typing import Any

from archive.coverage import UNPLACED
from archive.site.queries.coverage import Line, Place, coverage, levels, totals
from archive.site.queries.overview import portal_names
from archive.site.tables import csv_response
from archive.site.visit import Visit, malformed, missing

PAGE_SIZE = 60
CSV_SIZE = 1000


async def coverage_page(visit: Visit) -> Any:
    """`/coverage`, `?portal=` `?division=` `?level=`"""
    found, asked, number, pages = await _found(visit, PAGE_SIZE)
    return visit.page(
        "coverage.html",
        **found,
        totals=totals(found["lines"]),
        unplaced_where=UNPLACED,
        asked=asked,
        number=number,
        pages=pages,
        portals=await visit.read(portal_names),
        levels=await visit.read(levels),
    )


async def coverage_csv(visit: Visit) -> Any:
    """`/coverage.csv`: a line for each organ, scope and year; `?page=` beyond the first thousand organs."""
    found, _, _, _ = await _found(visit, CSV_SIZE)
    header = "organ_id organ level scope report_year state deadline published_on first_seen changed withdrawn report"
    return csv_response(
        "coverage", header.split(), (_cells(line, p) for line in found["lines"] for p in line.places)
    )


def _cells(line: Line, place: Place) -> list[object]:
    held = place.report or {}
    return [
        *(line.organ_id, line.organ, line.level, line.scope, place.year, place.state, place.deadline),
        *(held.get("published_on"), held.get("first_seen")),
        *(int(place.is_changed), int(place.is_withdrawn), held.get("id")),
    ]


async def _found(visit: Visit, size: int) -> tuple[dict[str, Any], dict[str, str], int, int]:
    """What was asked for, what was asked, the page and how many there are."""
    division = visit.digits("division")
    if division and not (division.isascii() and division.isdecimal() and len(division) <= 12):
        raise malformed("“division”应为区划代码（数字）。", "“division” must be a division code (digits).")
    portal = visit.asked("portal")
    if portal and portal not in await visit.read(portal_names):
        raise malformed("没有这个门户。", "There is no such portal.")
    level = visit.asked("level")
    if level and level not in await visit.read(levels):
        raise malformed("没有这个级别的机关。", "There are no organs of such a level.")
    number = visit.number("page", 1, 1, 100_000)
    asked = {"portal": portal, "division": division, "level": level}
    found = await visit.read(coverage, **asked, limit=size, offset=(number - 1) * size)
    pages = max(-(-found["total"] // size), 1)
    if number > pages:
        raise missing("没有这一页。", "There is no such page.")
    return found, asked, number, pages
