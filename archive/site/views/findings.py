"""Findings: what a reader should look at, each with its evidence."""

from __future__ import annotations

from typing import Any

from archive.site.visit import Visit


async def findings(visit: Visit) -> Any:
    """`/findings`"""
    return visit.page("findings.html")
