"""What a family is: one product that portals are made with, and how its lists go on."""

from __future__ import annotations

from typing import Protocol

from metadata.families.listing import ListPage
from metadata.families.page import ServedPage


class Family(Protocol):
    """One CMS product. Implementations hold no state: they are pure functions of the page."""

    @property
    def id(self) -> str:
        """The word that profiles use: `trs`, `ucap` …"""

    @property
    def name(self) -> str:
        """What people call the product."""

    def recognises(self, page: ServedPage) -> bool:
        """Whether the page bears this product's marks."""

    def __hash__(self) -> int:
        """A family is one value: what it read is remembered by it."""

    def read_list(self, page: ServedPage, within: str) -> ListPage:
        """What a list page says. `within` is the URL of the profile's channel: sub-channels lie below it."""
