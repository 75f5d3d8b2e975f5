"""One connection to a server: asked one thing at a time, and kept for the next."""

from __future__ import annotations

import asyncio
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import cast

from crawler.wire.incoming import BadResponse, Incoming, TooLarge


class ConnectionClosed(Exception):
    """The server closed the connection. `before_answer` says that nothing at all had come."""

    def __init__(self, text: str, *, before_answer: bool) -> None:
        super().__init__(text)
        self.before_answer = before_answer


class Connection(asyncio.Protocol):
    """A connection that has been opened; asyncio calls what it hears."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._incoming: Incoming | None = None
        self._answer: asyncio.Future[bool] | None = None
        self.head_at = 0.0
        """When the head of the last response was there, in the loop's time."""
        self.address: IPv4Address | IPv6Address | None = None
        """The address that it leads to."""

    @property
    def is_open(self) -> bool:
        """Whether it can be asked."""
        return self._transport is not None and not self._transport.is_closing()

    @property
    def transport(self) -> asyncio.Transport:
        """What it runs over."""
        assert self._transport is not None
        return self._transport

    def run_over(self, transport: asyncio.Transport) -> None:
        """Go on over another transport: TLS inside the first one."""
        self._transport = transport

    async def ask(self, request: bytes, incoming: Incoming) -> bool:
        """Send a request and take in the response to it; returns whether it is whole.

        Raises ConnectionClosed before a head has come, BadResponse, TooLarge.
        """
        self._incoming = incoming
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        whole = False
        try:
            whole = await self._answer
        finally:
            self._incoming = self._answer = None
            # Whoever stopped waiting, or got half of it, leaves bytes behind that are nobody's.
            if not (whole and incoming.keeps_alive):
                self.abort()
        return whole

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self._transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        self.address = ip_address(str(peer[0]).partition("%")[0]) if peer else None

    def data_received(self, data: bytes) -> None:
        """Bytes came; nobody asked for what comes between requests."""
        if self._incoming is None or self._answer is None or self._answer.done():
            self.abort()
            return
        had_head = self._incoming.head is not None
        try:
            whole = self._incoming.feed(data)
        except (BadResponse, TooLarge) as error:
            self._answer.set_exception(error)
            self.abort()
            return
        if not had_head and self._incoming.head is not None:
            self.head_at = asyncio.get_running_loop().time()
        if whole:
            self._answer.set_result(True)

    def connection_lost(self, error: Exception | None) -> None:
        """It is closed: the end of a response, or a response cut short."""
        self._transport = None
        if self._incoming is None or self._answer is None or self._answer.done():
            return
        if self._incoming.head is None:
            told = str(error) if error else "the server closed the connection without an answer"
            closed = ConnectionClosed(told, before_answer=not self._incoming.has_begun)
            self._answer.set_exception(closed)
        else:
            self._answer.set_result(error is None and self._incoming.is_whole_at_end())
