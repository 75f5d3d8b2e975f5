"""Names to addresses, and no further than the public internet.

A name of an allowed host that points to 10.0.0.1 or 127.0.0.1 would lead a crawl into the network of the one
who runs it; such an answer counts as none.
"""

from __future__ import annotations

from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from metadata.hosts import is_public


class PublicResolver(CachingThreadedResolver):
    """Scrapy's caching resolver, refusing private, loopback, link-local and reserved addresses.

    A literal address is answered as it is: `crawler.hosts` decides about those. `trusted` are names that may
    point anywhere: the configured proxy's.
    """

    def __init__(
        self, reactor: Any, cache_size: int, timeout: float, trusted: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._trusted = trusted

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:
        """A deferred address; fails with DNSLookupError for a name without a public one."""
        return super().getHostByName(name, timeout).addCallback(self._public, name)

    def _public(self, address: str, name: str) -> str:
        if address == name or name in self._trusted or is_public(address):
            return address
        raise DNSLookupError(f"{name} points to {address}, which is not on the public internet")
