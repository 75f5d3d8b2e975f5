"""The home page: what this is, how much there is of it, and what is new."""

from __future__ import annotations

from typing import Any

from archive.site.queries.overview import overview
from archive.site.visit import Visit


async def home(visit: Visit) -> Any:
    """`/`"""
    return visit.page("home.html", **await visit.read(overview))
