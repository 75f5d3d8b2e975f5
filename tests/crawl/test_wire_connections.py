"""Connections to real servers on loopback: used again, through proxies, over TLS old and new."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from crawler.wire.connection import ConnectionClosed
from crawler.wire.connections import Answer, CannotConnect, Connections, Proxy, Route
from crawler.wire.names import Names

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Answers each request with the next of `answers`; None closes the connection. `heads` is what it was sent."""

    def __init__(self, answers: list[bytes | None]) -> None:
        self.answers = answers
        self.heads: list[bytes] = []
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while self.answers:
            self.heads.append(await reader.readuntil(b"\r\n\r\n"))
            answer = self.answers.pop(0)
            if answer is None:
                break
            writer.write(answer)
            await writer.drain()


@asynccontextmanager
async def listening(serve: Serve, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    served: set[asyncio.Task[None]] = set()

    async def until_closed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.add(cast("asyncio.Task[None]", asyncio.current_task()))
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await serve(reader, writer)
        writer.close()
        with suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()

    server = await asyncio.start_server(until_closed, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.gather(*served)


@asynccontextmanager
async def connections() -> AsyncIterator[Connections]:
    opened = Connections(Names(timeout_s=5))
    try:
        yield opened
    finally:
        opened.close()
        await asyncio.sleep(0)  # an aborted transport closes its socket in the loop's next turn


async def ask(opened: Connections, route: Route, path: str = "/") -> Answer:
    return await opened.ask(route, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 1000)


def route_to(port: int, **more: object) -> Route:
    return Route("127.0.0.1", port, **{"is_tls": False, **more})  # type: ignore[arg-type]


def test_a_connection_is_used_again() -> None:
    async def run() -> None:
        server = Server([OK, OK, OK])
        async with listening(server.serve) as port, connections() as opened:
            answers = [await ask(opened, route_to(port)) for _ in range(3)]
        assert [answer.incoming.body for answer in answers] == [b"ok"] * 3
        assert server.connections == 1
        assert {str(answer.address) for answer in answers} == {"127.0.0.1"}
        assert all(answer.latency_s >= 0 for answer in answers)

    asyncio.run(run())


def test_no_more_connections_are_kept_than_a_process_can_bear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.wire.connections.MOST_IDLE", 3)

    async def run() -> None:
        server = Server([OK] * 9)
        async with AsyncExitStack() as stack:
            ports = [await stack.enter_async_context(listening(server.serve)) for _ in range(4)]
            opened = await stack.enter_async_context(connections())
            routes = [route_to(port) for port in ports]
            for route in routes:
                await ask(opened, route)
            assert server.connections == 4
            for route in reversed(routes[1:]):  # the three that were used last are open still
                await ask(opened, route)
            assert server.connections == 4
            await ask(opened, routes[0])
            assert server.connections == 5

    asyncio.run(run())


def test_a_connection_that_was_closed_meanwhile_is_replaced() -> None:
    async def run() -> None:
        server = Server([OK, None, OK])
        async with listening(server.serve) as port, connections() as opened:
            answers = [await ask(opened, route_to(port)) for _ in range(2)]
        assert [answer.incoming.body for answer in answers] == [b"ok"] * 2
        assert server.connections == 2

    asyncio.run(run())


def test_a_server_that_closes_without_an_answer_is_asked_no_more_than_once_anew() -> None:
    async def run() -> None:
        server = Server([OK, None, None, OK])
        async with listening(server.serve) as port, connections() as opened:
            await ask(opened, route_to(port))
            with pytest.raises(ConnectionClosed):
                await ask(opened, route_to(port))
        assert len(server.heads) == 3

    asyncio.run(run())


def test_bytes_that_nobody_asked_for_end_the_connection() -> None:
    async def run() -> None:
        server = Server([OK + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", OK])
        async with listening(server.serve) as port, connections() as opened:
            first = await ask(opened, route_to(port))
            second = await ask(opened, route_to(port))
        assert (first.incoming.body, second.incoming.body) == (b"ok", b"ok")
        assert server.connections == 2

    asyncio.run(run())


def test_a_body_cut_short_is_kept_and_told() -> None:
    async def run() -> None:
        server = Server([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
        async with listening(server.serve) as port, connections() as opened:
            answer = await ask(opened, route_to(port))
        assert (answer.incoming.body, answer.is_whole) == (b"half", False)

    asyncio.run(run())


def test_a_request_that_is_given_up_leaves_nothing_for_the_next() -> None:
    async def run() -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked = await reader.readuntil(b"\r\n\r\n")
            if asked.startswith(b"GET /slow"):
                await asyncio.sleep(0.3)
            writer.write(OK.replace(b"ok", asked[5:7]))

        async with listening(serve) as port, connections() as opened:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await ask(opened, route_to(port), "/slow")
            answer = await ask(opened, route_to(port), "/quick")
        assert answer.incoming.body == b"qu"

    asyncio.run(run())


def test_nobody_listening_is_told_with_the_address() -> None:
    async def run() -> None:
        async with connections() as opened:
            with pytest.raises(CannotConnect, match=r"127\.0\.0\.1:9"):
                await ask(opened, route_to(9))

    asyncio.run(run())


def certificate(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate that nobody vouches for."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "portal.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=800))
        .not_valid_after(now - timedelta(days=400))
        .sign(key, hashes.SHA256())
    )
    file = folder / "portal.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_a_portal_with_an_expired_certificate_of_its_own_is_read(tmp_path: Path) -> None:
    async def run() -> None:
        server = Server([OK, OK])
        async with listening(server.serve, certificate(tmp_path)) as port, connections() as opened:
            answers = [await ask(opened, route_to(port, is_tls=True)) for _ in range(2)]
        assert [answer.incoming.body for answer in answers] == [b"ok"] * 2
        assert server.connections == 1

    asyncio.run(run())


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_a_portal_that_speaks_tls_1_0_alone_is_read(tmp_path: Path) -> None:
    async def run() -> None:
        context = certificate(tmp_path)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        server = Server([OK])
        async with listening(server.serve, context) as port, connections() as opened:
            answer = await ask(opened, route_to(port, is_tls=True))
        assert answer.incoming.body == b"ok"

    asyncio.run(run())


def test_a_proxy_leads_through_to_a_portal_with_tls(tmp_path: Path) -> None:
    async def run() -> None:
        server = Server([OK, OK])
        connected: list[bytes] = []

        async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connected.append(await reader.readuntil(b"\r\n\r\n"))
            port = int(connected[-1].split()[1].rpartition(b":")[2])
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"HTTP/1.0 200 Connection established\r\n\r\n")

            async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
                with suppress(ConnectionError):
                    while data := await source.read(4096):
                        sink.write(data)
                sink.close()

            await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))

        async with (
            listening(server.serve, certificate(tmp_path)) as port,
            listening(proxy) as proxy_port,
            connections() as opened,
        ):
            by_proxy = route_to(port, is_tls=True, proxy=Proxy("localhost", proxy_port, b"Basic eDp5"))
            answers = [await ask(opened, by_proxy) for _ in range(2)]
        assert [answer.incoming.body for answer in answers] == [b"ok"] * 2
        (head,) = connected
        assert head.startswith(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n".encode())
        assert b"Proxy-Authorization: Basic eDp5" in head
        assert not any(b"Proxy-Authorization" in sent for sent in server.heads)

    asyncio.run(run())


def test_a_proxy_that_refuses_is_told() -> None:
    async def run() -> None:
        proxy = Server([b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"])
        async with listening(proxy.serve) as port, connections() as opened:
            route = route_to(443, is_tls=True, proxy=Proxy("127.0.0.1", port, None))
            with pytest.raises(CannotConnect, match="answers 407"):
                await ask(opened, route)

    asyncio.run(run())
