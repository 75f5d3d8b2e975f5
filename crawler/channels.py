"""What the list pages of a channel showed in a crawl, beside what they say that there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from archive.agenda import Agenda
from archive.revisions.identity import address_key
from metadata.families import ListPage

MANY_REPORTS = 5
"""Of a channel: so many do not leave its list between two crawls, but fewer may."""


@dataclass(slots=True)
class ChannelSeen:
    """A channel as its list pages show it: the entries' URLs, the numbers of rows and of pages, and what they state."""

    entries: set[str] = field(default_factory=set)
    rows: int = 0
    pages: int = 0
    stated_rows: int = 0
    stated_pages: int = 0
    led_back: int = 0
    """Further pages that redirect to pages asked for already, or show the first again."""
    first: frozenset[str] = frozenset()
    """The entries of the first page."""
    stated_by: str = ""
    """The URL of the list page that states it."""

    def take(self, url: str, listing: ListPage) -> bool:
        """Count in a list page; returns whether it shows an entry that none did before.

        One that shows none but such entries is no other page of the list, whatever its address says.
        """
        urls = frozenset(entry.url for entry in listing.entries)
        shows_more = not urls <= self.entries
        if shows_more or not urls:
            self.rows += len(listing.entries)
            self.pages += 1
        self.entries |= urls
        self.first = self.first or urls
        rows, pages = listing.stated_total or 0, listing.stated_pages or 0
        if rows > self.stated_rows or pages > self.stated_pages:
            self.stated_by = url
            self.stated_rows, self.stated_pages = max(rows, self.stated_rows), max(pages, self.stated_pages)
        return shows_more

    def is_first_again(self, listing: ListPage) -> bool:
        """Whether a further page shows what the first does: a server that passes over the number in its address."""
        return bool(listing.entries) and self.first.issuperset(entry.url for entry in listing.entries)

    @property
    def shortfall(self) -> str | None:
        """What is missing where less than half was seen of what is stated: a pager that was lost, or left out.

        Half, for numbers of rows are rounded, count lines of other channels, or rows that are no reports; but any
        page where one led back to what was had already.
        """
        if 2 * self.rows < self.stated_rows:
            return f"it states {self.stated_rows} entries, {self.rows} were listed"
        if (1 if self.led_back else 2) * self.pages < self.stated_pages:
            return f"it states {self.stated_pages} pages, {self.pages} were had"
        return None


def find_replaced(channels: Mapping[str, ChannelSeen], agenda: Agenda) -> Iterator[tuple[str, int]]:
    """The channels, by their URLs, that list other things now than the reports that they had, and how many these were.

    A channel that became one of news, under its old address, shows nothing of what was taken off its list.
    """
    before: defaultdict[str, set[str]] = defaultdict(set)
    for key, page in agenda.pages.items():
        if page.channel and page.report_year is not None and page.state == "held":
            before[page.channel].add(key)
    for channel, seen in channels.items():
        entries, reports = seen.entries, before[channel]
        if entries and len(reports) >= MANY_REPORTS and reports.isdisjoint(map(address_key, entries)):
            yield channel, len(reports)
