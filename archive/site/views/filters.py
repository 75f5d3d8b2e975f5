"""What the lists of changes and findings, and their feeds, may be narrowed down to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from archive.site.visit import Visit, malformed


def asked_of(visit: Visit, kinds: Collection[str]) -> dict[str, Any]:
    """`?kind=` `?organ=` (an id or a part of a name) `?year=` of a visit.

    Raises Refused (400) for a kind that is none of `kinds`.
    """
    kind = visit.asked("kind")
    if kind and kind not in kinds:
        raise malformed("没有这个种类。", "There is no such kind.")
    return {"kind": kind, "organ": visit.asked("organ"), "year": visit.number("year", 0) or None}
