"""An organ: its reports by year, what is late or missing, its figures over the years."""

from __future__ import annotations

from typing import Any

from archive.site.charts import Bar, bars
from archive.site.queries.organs import whole_organ
from archive.site.series import BY_KEY
from archive.site.visit import Visit, missing


async def organ(visit: Visit) -> Any:
    """`/organs/<id>`"""
    found = await visit.read(whole_organ, str(visit.variables["organ"]))
    if found is None:
        raise missing("本档案没有这个机关。", "This archive holds no such organ.")
    drawn = {
        scope: {
            key: bars(_title(visit, key), [Bar(str(p.year), p.value, p.annex) for p in points])
            for key, points in charts.items()
        }
        for scope, charts in found["charts"].items()
    }
    return visit.page("organ.html", **found, drawn=drawn, series=BY_KEY)


def _title(visit: Visit, key: str) -> str:
    return visit.words(BY_KEY[key].chinese, BY_KEY[key].english)
