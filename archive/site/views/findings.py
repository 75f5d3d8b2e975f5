"""Findings: what a reader should look at, each with its evidence."""

from __future__ import annotations

from typing import Any

from archive.site.queries.findings import kinds_of_findings, latest_findings
from archive.site.visit import Visit, malformed

PAGE_SIZE = 50


async def findings(visit: Visit) -> Any:
    """`/findings`, `?kind=` `?organ=` `?year=`"""
    kind, organ = visit.asked("kind"), visit.asked("organ")
    kinds = await visit.read(kinds_of_findings)
    if kind and kinds and kind not in {row["kind"] for row in kinds}:
        raise malformed("没有这种发现。", "There is no such kind of finding.")
    number = visit.number("page", 1, 1, 10_000)
    year = visit.number("year", 0) or None
    start = (number - 1) * PAGE_SIZE
    found = await visit.read(latest_findings, PAGE_SIZE + 1, start, kind=kind, organ=organ, year=year)
    return visit.page(
        "findings.html",
        findings=found[:PAGE_SIZE],
        kinds=kinds,
        has_more=len(found) > PAGE_SIZE,
        number=number,
        asked={"kind": kind, "organ": organ, "year": year},
    )
