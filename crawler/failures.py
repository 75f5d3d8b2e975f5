"""A request that got no response is kept too: as a failure with its reason, once, when retries gave up.

So is a list page that robots.txt does not let us ask for: what stood on it is not known, and not gone.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from archive.exchange import Failure, Role
from archive.intake import IntakeStopped
from crawler.component import crawl_of, spider_of
from crawler.reasons import FAULT, Disallowed, message_of, reason_of

log = logging.getLogger(__name__)


class Failures:
    """Hands each failure to the intake."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Failures:
        """The middleware of a portal's spider."""
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Keep a failure; what was never sent is none, but for a disallowed list page."""
        crawl = crawl_of(self._crawler)
        purpose, reason = request.meta["purpose"], reason_of(exception)
        if reason == FAULT and not isinstance(exception, IgnoreRequest):
            # Not the portal's: it must not stand in the archive as if it were.
            log.error("%s: %r", request.url, exception, exc_info=exception)
            crawl.tally.faults.append(f"{request.url}: not asked for: {exception!r}")
            return
        if not isinstance(exception, IgnoreRequest):
            crawl.tally.asked += 1
            crawl.tally.failed[reason] += 1
        elif not isinstance(exception, Disallowed) or purpose.role is not Role.LIST:
            return
        failure = Failure(
            url=request.url,
            method=request.method,
            reason=reason,
            message=message_of(exception),
            captured_at=datetime.now(UTC),
            purpose=purpose,
        )
        try:
            crawl.intake.keep(failure)
        except IntakeStopped:
            spider_of(self._crawler).stop("the collection cannot be written")
