"""Connections of a crawl: opened where a request leads, through a proxy where there is one, kept and used again."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address

from crawler.wire.connection import Connection, ConnectionClosed
from crawler.wire.incoming import Incoming
from crawler.wire.names import Names

CONNECT_SECONDS = 20
"""For one address; a name may have several."""
MOST_IDLE = 128
"""Connections kept for later: a portal may have more hosts than a process may have open files (1,024 often)."""
PROXY_ANSWER_BYTES = 64 << 10
"""Of a page with which a proxy refuses."""


class CannotConnect(Exception):
    """No address of the host could be connected to; the text says why."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy: where it is, and what it is told to let us in (Proxy-Authorization)."""

    host: str
    port: int
    authorization: bytes | None


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes: requests of one route can use one connection."""

    host: str
    port: int
    is_tls: bool
    proxy: Proxy | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, whether it is whole, where it came from and how long its head took in seconds."""

    incoming: Incoming
    is_whole: bool
    address: IPv4Address | IPv6Address | None
    latency_s: float


class Connections:
    """Open connections; the one that was idle for longest is closed for one too many."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._idle: dict[Connection, Route] = {}
        """Where they lead, the one that was used last at the end."""

    async def ask(self, route: Route, request: bytes, limit: int) -> Answer:
        """Send a request over a connection that is open, or over a new one.

        Raises NoAddress, CannotConnect, ConnectionClosed, BadResponse, TooLarge.
        """
        if connection := self._take(route):
            try:
                return await self._ask(connection, route, request, limit)
            except ConnectionClosed as closed:
                # The server closed it while the request was under way: RFC 9112 §9.3.1 has us ask once more.
                if not closed.before_answer:
                    raise
        return await self._ask(await self._open(route), route, request, limit)

    def close(self) -> None:
        """Close what is kept."""
        for connection in self._idle:
            connection.abort()
        self._idle.clear()

    def _take(self, route: Route) -> Connection | None:
        """The idle connection of a route that was used last, if it is open still; None where there is none."""
        for connection, leads in reversed(self._idle.items()):
            if leads == route:
                del self._idle[connection]
                return connection if connection.is_open else self._take(route)
        return None

    def _keep(self, connection: Connection, route: Route) -> None:
        self._idle[connection] = route
        if len(self._idle) > MOST_IDLE:
            oldest = next(iter(self._idle))
            del self._idle[oldest]
            oldest.abort()

    async def _ask(self, connection: Connection, route: Route, request: bytes, limit: int) -> Answer:
        started = asyncio.get_running_loop().time()
        incoming = Incoming(limit)
        is_whole = await connection.ask(request, incoming)
        if connection.is_open:
            self._keep(connection, route)
        return Answer(incoming, is_whole, connection.address, connection.head_at - started)

    async def _open(self, route: Route) -> Connection:
        if route.proxy is None:
            addresses = await self._names.addresses(route.host)
            return await _connect(addresses, route.port, route.host if route.is_tls else None)
        addresses = await self._names.addresses(route.proxy.host, private_too=True)
        connection = await _connect(addresses, route.proxy.port, None)
        if route.is_tls:
            await _tunnel(connection, route, route.proxy)
        return connection


async def _connect(addresses: tuple[str, ...], port: int, tls_name: str | None) -> Connection:
    loop = asyncio.get_running_loop()
    why = ""
    for address in addresses:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, connection = await loop.create_connection(
                    Connection,
                    address,
                    port,
                    ssl=tls_context() if tls_name else None,
                    server_hostname=tls_name,
                )
            return connection
        except TimeoutError:
            why = f"{address}:{port}: no connection within {CONNECT_SECONDS} s"
        except OSError as error:  # ssl.SSLError among them
            why = f"{address}:{port}: {error}"
    raise CannotConnect(why)


async def _tunnel(connection: Connection, route: Route, proxy: Proxy) -> None:
    """Have the proxy lead on to the host, and speak TLS through it (RFC 9110 §9.3.6)."""
    place = f"{route.host}:{route.port}".encode()
    lines = [b"CONNECT %s HTTP/1.1" % place, b"Host: %s" % place]
    if proxy.authorization:
        lines.append(b"Proxy-Authorization: %s" % proxy.authorization)
    incoming = Incoming(PROXY_ANSWER_BYTES, to_connect=True)
    await connection.ask(b"\r\n".join(lines) + b"\r\n\r\n", incoming)
    if not connection.is_open:
        raise CannotConnect(f"the proxy {proxy.host}:{proxy.port} answers {incoming.status}")
    try:
        transport = await asyncio.get_running_loop().start_tls(
            connection.transport,
            connection,
            tls_context(),
            server_hostname=route.host,
            ssl_handshake_timeout=CONNECT_SECONDS,
        )
    except OSError as error:
        raise CannotConnect(f"{route.host}:{route.port} through the proxy: {error}") from error
    if transport is None:
        raise CannotConnect(f"{route.host}:{route.port} through the proxy: closed")
    connection.run_over(transport)


@cache
def tls_context() -> ssl.SSLContext:
    """TLS as portals speak it: certificates are not checked, and old versions and ciphers are taken.

    Many official portals have certificates of their own or expired ones, and servers of 2010. What is proven by
    the archive is what was served, not by whom; a crawl that refused them would have nothing.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.options |= 0x4  # OP_LEGACY_SERVER_CONNECT (OpenSSL): renegotiation as before RFC 5746
    return context
