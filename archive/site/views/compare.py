"""One figure across organs and years: as a chart, a table, and CSV."""

from __future__ import annotations

import sqlite3
from typing import Any

from archive.site.charts import Bar, curves, legend_mark
from archive.site.queries.figures import Point, leading_organs, organ_names, organs_like, points
from archive.site.queries.rows import Row
from archive.site.series import BY_KEY, SERIES, Series
from archive.site.tables import csv_response
from archive.site.visit import Visit, malformed

MOST_ORGANS = 8
OFFERED_ORGANS = 60
SCOPES = ("own", "aggregate")


async def compare(visit: Visit) -> Any:
    """`/compare`, `?figure=` `?organ=` (repeated) `?scope=` `?name=`"""
    series, organs, scope = _asked(visit)
    names, found, offered = await visit.read(_compared, series, organs, scope, visit.asked("name"))
    years = sorted({point.year for point in found.values()})
    drawn = {
        name: {p.year: Bar(str(p.year), p.value, p.annex) for p in found.values() if p.organ_id == organ}
        for organ, name in names.items()
    }
    return visit.page(
        "compare.html",
        series=series,
        everything=SERIES,
        scope=scope,
        names=names,
        found=found,
        years=years,
        offered=offered,
        name=visit.asked("name"),
        chart=curves(visit.words(series.chinese, series.english), years, drawn) if years else "",
        legend_mark=legend_mark,
    )


async def compare_csv(visit: Visit) -> Any:
    """`/compare.csv`: a line for each organ and year."""
    series, organs, scope = _asked(visit)
    names, found, _ = await visit.read(_compared, series, organs, scope, "")
    header = ["organ_id", "organ", "report_year", "figure", "value", "form", "report"]
    lines = (
        [
            organ,
            names[organ],
            year,
            series.key,
            point.value,
            "annex_2014" if point.annex else "table",
            point.report_id,
        ]
        for (organ, year), point in sorted(found.items())
    )
    return csv_response(f"compare-{series.key}", header, lines)


def _asked(visit: Visit) -> tuple[Series, list[str], str]:
    key = visit.asked("figure") or SERIES[0].key
    scope = visit.asked("scope") or SCOPES[0]
    if key not in BY_KEY:
        raise malformed("没有这项数字。", "There is no such figure.")
    if scope not in SCOPES:
        raise malformed("“scope”应为 own 或 aggregate。", "“scope” must be own or aggregate.")
    return BY_KEY[key], visit.asked_all("organ")[:MOST_ORGANS], scope


def _compared(
    db: sqlite3.Connection, series: Series, organs: list[str], scope: str, name: str
) -> tuple[dict[str, str], dict[tuple[str, int], Point], list[Row]]:
    names = organ_names(db, organs or leading_organs(db, series, 5))
    return names, points(db, series, list(names), scope), organs_like(db, name, OFFERED_ORGANS)
