"""What a crawl has asked for: of all that its lists name, the rest is what it asks for next."""

from __future__ import annotations

from collections.abc import Iterator

from archive.exchange import Role
from metadata.families import ListPage, list_key

MAX_CHANNELS = 2_000
"""Sub-channels of one portal: years × publishers of the largest seen stay below 600."""


class Frontier:
    """The addresses that a crawl has asked for, `most` at the end; of lists, in whatever spelling."""

    def __init__(self, most: int) -> None:
        self.asked: set[str] = set()
        self._most = most
        self._lists: set[str] = set()
        self._channels = 0
        self.passed_over: str | None = None
        """The first channel that is one more than `MAX_CHANNELS`: of an endless calendar not all can be held."""

    @property
    def is_spent(self) -> bool:
        """Whether as much is planned as may be asked for: no more of what is listed need be held."""
        return len(self.asked) > self._most

    def take(self, url: str, role: Role) -> None:
        """Note that an address is asked for."""
        self.asked.add(url)
        if role is Role.LIST:
            self.take_list(url)

    def take_list(self, url: str) -> None:
        """Note that the list under an address is had, if by a redirect."""
        self._lists.add(list_key(url))

    def further_pages(self, listing: ListPage) -> Iterator[str]:
        """The other pages of a list that were not asked for yet."""
        # The pager of a long list names all its pages on each: a set is asked before a key is made.
        for url in listing.next_pages:
            if url not in self.asked and list_key(url) not in self._lists:
                yield url

    def further_channels(self, listing: ListPage) -> Iterator[str]:
        """The channels that a list leads to and that were not asked for yet, `MAX_CHANNELS` of a portal."""
        for channel in listing.channels:
            if list_key(channel.url) in self._lists:
                continue
            if self._channels >= MAX_CHANNELS:
                self.passed_over = self.passed_over or channel.url
                return
            self._channels += 1
            yield channel.url
