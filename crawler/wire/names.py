"""Names to addresses, and no further than the public internet.

A name of an allowed host that points to 10.0.0.1 or 127.0.0.1 would lead a crawl into the network of the one
who runs it; such an answer counts as none. The address that was checked is the one that is connected to.
"""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from metadata.hosts import is_address, is_public

LOOKUPS_AT_ONCE = 32
"""With ten, ten dead portals would hold up a hundred good ones."""


class NoAddress(Exception):
    """A name has no address that may be asked; the text says why."""


class Names:
    """Looks names up, each once; what failed is looked up again."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._threads = ThreadPoolExecutor(LOOKUPS_AT_ONCE, thread_name_prefix="names")
        self._known: dict[tuple[str, bool], tuple[str, ...]] = {}

    async def addresses(self, name: str, *, private_too: bool = False) -> tuple[str, ...]:
        """The addresses of a name, in the order to try them. Raises NoAddress.

        A literal address is answered as it is: `crawler.hosts` decides about those. `private_too` is for the
        proxy that was configured.
        """
        if is_address(name):
            return (name,)
        known = self._known.get((name, private_too))
        if known is None:
            known = self._known[name, private_too] = await self._look_up(name, private_too)
        return known

    async def _look_up(self, name: str, private_too: bool) -> tuple[str, ...]:
        loop = asyncio.get_running_loop()
        asked = loop.run_in_executor(self._threads, _addresses, name)
        try:
            found = await asyncio.wait_for(asked, self._timeout_s)
        except TimeoutError:
            raise NoAddress(f"{name}: no answer from DNS within {self._timeout_s:g} s") from None
        except (OSError, UnicodeError) as error:
            raise NoAddress(f"{name}: {error}") from None
        allowed = tuple(address for address in found if private_too or is_public(address))
        if not allowed:
            raise NoAddress(f"{name} points to {', '.join(found)}, which is not on the public internet")
        return allowed


@cache
def names_of_process(timeout_s: float) -> Names:
    """What all crawls of the process look names up with."""
    return Names(timeout_s)


def _addresses(name: str) -> tuple[str, ...]:
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))
