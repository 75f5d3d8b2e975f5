"""What pure functions of short texts have found, kept: the pages of a portal share their chrome and their labels."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Found = TypeVar("Found")
_MOST = 4096
"""Texts; a portal's templates, columns and organs have some hundred."""
_LONGEST = 200
"""Characters; a longer text is prose, which does not come again, and pages are hostile input too."""


def remembered(find: Callable[[str], Found]) -> Callable[[str], Found]:
    """The same function, which looks up what it found for a short text before."""
    kept = lru_cache(_MOST)(find)

    @wraps(find)
    def look_up(text: str) -> Found:
        return kept(text) if len(text) <= _LONGEST else find(text)

    return look_up
