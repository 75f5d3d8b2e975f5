"""What a crawl asked for and was not given: noted by why, until a portal gives nothing any more."""

from __future__ import annotations

from collections.abc import Callable

from crawler.crawl import Tally
from metadata.reading import RefusalKind

MOST_IN_A_ROW = 20
"""Refusals and failures in a row at which a crawl ends: a portal that does not want to be asked, or is down."""


class Losses:
    """Notes them in the tally of a crawl, and has the crawl stopped that gets nothing but them."""

    def __init__(self, tally: Tally, stop: Callable[[str], None]) -> None:
        self._tally = tally
        self._stop = stop
        self._in_a_row = 0
        """How many of the last answers, lists included, were none."""

    def end_row(self) -> None:
        """Note that something was had."""
        self._in_a_row = 0

    def miss_list(self, url: str, why: str, *, answered: bool) -> None:
        """Note a list page that gave none; one that was `answered` does not speak against the portal."""
        self._tally.refused_lists[url] = why
        if not answered:
            self._count(why)

    def lose(self, url: str, why: str) -> None:
        """Note a page or a file that was refused or could not be had."""
        self._tally.lost[url] = why
        # Dead links of an old list stand in rows; a portal that says 404 of them does not end a crawl, either.
        if why != RefusalKind.SOFT_404:
            self._count(why)

    def _count(self, why: str) -> None:
        """To ask on where nothing is given any more would be rude, or last for hours."""
        self._in_a_row += 1
        if self._in_a_row >= MOST_IN_A_ROW:
            self._stop(f"{MOST_IN_A_ROW} answers in a row were none, the last: {why}")
