"""A listing: what a list page of a channel shows at one time. Values only, no rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ListingEntry:
    """One line of a list page: the absolute URL, the whole title, the date printed beside it, and its place.

    `position` counts from 1 on this list page; `listed_on` is None where the line prints no whole date.
    """

    url: str
    title: str
    listed_on: date | None
    position: int


@dataclass(frozen=True, slots=True)
class SubChannel:
    """A channel that a list page leads to: a year, a publisher. `title` is empty where a script writes it."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """What one list page says.

    `next_pages` are the other pages of the same list that this page names, in page order. `stated_total` is
    the number of rows, `stated_pages` the number of pages that the list says it has; None where it says
    nothing. `landing` is the page that a landing page sends its visitor to, else None.
    """

    entries: tuple[ListingEntry, ...] = ()
    next_pages: tuple[str, ...] = ()
    channels: tuple[SubChannel, ...] = ()
    stated_total: int | None = None
    stated_pages: int | None = None
    landing: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the page says nothing that a crawl could follow."""
        return not (self.entries or self.next_pages or self.channels or self.landing)
