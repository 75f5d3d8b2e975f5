"""Scrapy's way to the wire: the download handler of http and https."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import Headers as ScrapyHeaders
from scrapy.http import Request, Response

from archive.exchange import Headers
from crawler.reasons import CUT_SHORT
from crawler.wire.connection import ConnectionClosed
from crawler.wire.connections import Answer, CannotConnect, Connections, Proxy, Route
from crawler.wire.incoming import BadResponse, TooLarge
from crawler.wire.names import NoAddress, names_of_process
from metadata.hosts import DEFAULT_PORTS

WIRE = "wire"
"""The key under which a request's meta holds what was on the wire."""
_FOR_THE_PROXY = b"Proxy-Authorization"


@dataclass(frozen=True, slots=True)
class Wire:
    """What was sent, and the head of what came, as it was on the wire; `start` is the status line."""

    request_headers: Headers
    start: bytes
    response_headers: Headers


class WireDownload:
    """Downloads over connections of its own; one for each scheme of each crawl."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._limit = settings.getint("DOWNLOAD_MAXSIZE")
        self._connections = Connections(names_of_process(settings.getfloat("DNS_TIMEOUT")))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WireDownload:
        """The handler of a crawl."""
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """The response to a request, as sent: not decoded, not redirected.

        Raises Scrapy's exceptions for what keeps it away; a body cut short has the flag `dataloss`.
        """
        timeout_s = request.meta["download_timeout"]
        try:
            async with asyncio.timeout(timeout_s):
                return await self._download(request)
        except TimeoutError:
            raise DownloadTimeoutError(f"{request.url}: not whole within {timeout_s:g} s") from None
        except NoAddress as error:
            raise CannotResolveHostError(str(error)) from error
        except CannotConnect as error:
            raise DownloadConnectionRefusedError(str(error)) from error
        except TooLarge as error:
            raise DownloadCancelledError(f"{request.url}: {error}") from error
        except (ConnectionClosed, BadResponse) as error:
            raise DownloadFailedError(str(error)) from error

    async def close(self) -> None:
        """Close the connections that are kept."""
        self._connections.close()

    async def _download(self, request: Request) -> Response:
        parts = urlsplit(request.url)
        route = _route(request, parts)
        headers = _request_headers(request, parts)
        sent = headers
        if route.proxy and not route.is_tls and route.proxy.authorization:
            sent = (*headers, (_FOR_THE_PROXY, route.proxy.authorization))
        head = b"".join(b"%s: %s\r\n" % header for header in sent)
        line = f"{request.method} {_target(parts, route)} HTTP/1.1\r\n".encode("ascii")
        answer = await self._connections.ask(route, line + head + b"\r\n" + request.body, self._limit)
        return _response(request, headers, answer)


def _route(request: Request, parts: SplitResult) -> Route:
    proxy = request.meta.get("proxy")
    return Route(
        host=parts.hostname or "",
        port=parts.port or DEFAULT_PORTS[parts.scheme],
        is_tls=parts.scheme == "https",
        proxy=_proxy(proxy, request.headers.get(_FOR_THE_PROXY)) if proxy else None,
    )


def _proxy(url: str, authorization: bytes | None) -> Proxy:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    return Proxy(parts.hostname or "", parts.port or 80, authorization)


def _request_headers(request: Request, parts: SplitResult) -> Headers:
    """What is sent, Host first (RFC 9110 §7.2 wants it early); what is for the proxy alone is left out."""
    host = parts.netloc.rpartition("@")[2].encode("ascii")
    own = (
        (name, value)
        for name, values in request.headers.items()
        if name != _FOR_THE_PROXY
        for value in values
    )
    length = ((b"Content-Length", b"%d" % len(request.body)),) if request.body else ()
    return ((b"Host", host), *own, *length)


def _target(parts: SplitResult, route: Route) -> str:
    """The path and the query; through a proxy that is to fetch it, the whole URL (RFC 9112 §3.2)."""
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    return f"{parts.scheme}://{parts.netloc}{path}" if route.proxy and not route.is_tls else path


def _response(request: Request, sent: Headers, answer: Answer) -> Response:
    head = answer.incoming.head
    assert head is not None
    request.meta["download_latency"] = answer.latency_s  # AutoThrottle's measure
    request.meta[WIRE] = Wire(sent, head.start, head.headers)
    return Response(
        request.url,
        status=answer.incoming.status,
        headers=ScrapyHeaders(head.headers),
        body=answer.incoming.body,
        flags=[] if answer.is_whole else [CUT_SHORT],
        ip_address=answer.address,
        protocol=head.start[:8].decode("ascii", "replace"),
    )
