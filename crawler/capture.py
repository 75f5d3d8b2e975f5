"""Every response is kept as it came: before it is decoded, redirected or parsed.

An extension, since `response_downloaded` is sent for every hop, robots.txt and 304 included, with the body
that the server sent.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from archive.exchange import Exchange, Role
from archive.intake import IntakeStopped
from archive.interpretation import GONE
from crawler.component import crawl_of
from crawler.crawl import Crawl
from crawler.reasons import CONFIRMS, CUT_SHORT
from crawler.spiders.portal import PortalSpider
from crawler.wire.handler import WIRE, Wire

log = logging.getLogger(__name__)

PRIVATE_HEADERS = frozenset({b"authorization", b"cookie"})
"""Request headers that say who runs the crawl, not what was asked; they do not belong into an archive."""


class Capture:
    """Hands each response to the intake."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Capture:
        """Listen for responses of a portal's spider."""
        capture = cls(crawler)
        crawler.signals.connect(capture.keep, signal=signals.response_downloaded)
        return capture

    def keep(self, response: Response, request: Request, spider: PortalSpider) -> None:
        """Keep one response; ends the crawl when the intake cannot write any more."""
        crawl = crawl_of(self._crawler)
        count(crawl, request, response)
        try:
            crawl.intake.keep(exchange_of(request, response))
        except IntakeStopped as error:
            log.error("%s", error)
            spider.stop("the collection cannot be written")


def exchange_of(request: Request, response: Response) -> Exchange:
    """The exchange as it was on the wire; a body cut short by the connection is marked as truncated."""
    wire: Wire = request.meta[WIRE]
    version, _, rest = wire.start.decode("latin-1").partition(" ")
    return Exchange(
        url=request.url,
        method=request.method,
        request_headers=tuple(
            header for header in wire.request_headers if header[0].lower() not in PRIVATE_HEADERS
        ),
        status=response.status,
        reason=rest.strip().partition(" ")[2],
        response_headers=wire.response_headers,
        body=response.body,
        captured_at=datetime.now(UTC),
        purpose=request.meta["purpose"],
        ip_address=None if request.meta.get("proxy") else str(response.ip_address),
        truncated="disconnect" if CUT_SHORT in response.flags else None,
        http_version=version,
        confirms=request.meta.get(CONFIRMS),
    )


def count(crawl: Crawl, request: Request, response: Response) -> None:
    """Count what came of a request."""
    tally = crawl.tally
    tally.asked += 1
    tally.received_bytes += len(response.body)
    tally.outcomes[_outcome(request.meta["purpose"].role, response.status)] += 1


def _outcome(role: Role, status: int) -> str:
    if status == 304:
        return "unchanged"
    if status in GONE:
        # Where there is no robots.txt, all is allowed: nothing is missed.
        return "ok" if role is Role.ROBOTS else "gone"
    if 200 <= status < 300:
        return "ok"
    if 300 <= status < 400:
        return "redirected"
    return "refused"
