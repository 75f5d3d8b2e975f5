"""Findings: what a reader should look at, each with its evidence."""

from __future__ import annotations

from typing import Any

from archive.site.queries.figures import organ_names
from archive.site.queries.findings import kinds_of_findings, latest_findings
from archive.site.views.filters import asked_of
from archive.site.visit import Visit, missing

PAGE_SIZE = 50


async def findings(visit: Visit) -> Any:
    """`/findings`, `?kind=` `?organ=` `?year=`"""
    kinds = await visit.read(kinds_of_findings)
    asked = asked_of(visit, {row["kind"] for row in kinds})
    number = visit.number("page", 1, 1, 10_000)
    found = await visit.read(latest_findings, PAGE_SIZE + 1, (number - 1) * PAGE_SIZE, **asked)
    if number > 1 and not found:
        raise missing("没有这一页。", "There is no such page.")
    return visit.page(
        "findings.html",
        findings=found[:PAGE_SIZE],
        kinds=kinds,
        has_more=len(found) > PAGE_SIZE,
        number=number,
        asked=asked,
        names=await visit.read(organ_names, [asked["organ"]]),
    )
