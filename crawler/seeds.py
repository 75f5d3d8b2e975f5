"""What a crawl begins with: the channels of the profile, one with {year} in its address once for each year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.exchange import Role
from crawler.crawl import Crawl
from metadata.profile import Serves

NEWEST_YEARS = 2
"""This year and the one before, on which the reports of a season are."""


@dataclass(frozen=True, slots=True)
class Seed:
    """An address to begin with, and the URL of the profile's channel that it is of.

    `may_be_empty` is one by year where nothing was ever had: mostly there is nothing on that year.
    """

    url: str
    role: Role
    within: str
    may_be_empty: bool


def seeds_of(crawl: Crawl) -> Iterator[Seed]:
    """The addresses to begin with; of reports by year those whose time has come, and the newest in each crawl."""
    for channel in crawl.profile.channels:
        role = Role.LIST if channel.serves is Serves.LIST else Role.PAGE
        urls = channel.urls(datetime.now(UTC).year)
        for url in urls:
            if role is Role.LIST or crawl.wants(url, shows_new=url in urls[-NEWEST_YEARS:]):
                yield Seed(url, role, channel.url, len(urls) > 1 and not crawl.agenda.shows(url))
