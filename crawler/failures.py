"""A request that got no response is kept too: as a failure with its reason, once, when retries gave up."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from archive.exchange import Failure
from archive.intake import IntakeStopped
from crawler.reasons import message_of, reason_of
from crawler.spiders.portal import crawl_of, spider_of


class Failures:
    """Hands each failure to the intake."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Failures:
        """The middleware of a portal's spider."""
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Keep a failure; what was never sent is none."""
        if isinstance(exception, IgnoreRequest):
            return
        crawl = crawl_of(self._crawler)
        reason = reason_of(exception)
        crawl.tally.asked += 1
        crawl.tally.failed[reason] += 1
        failure = Failure(
            url=request.url,
            method=request.method,
            reason=reason,
            message=message_of(exception),
            captured_at=datetime.now(UTC),
            purpose=request.meta["purpose"],
        )
        try:
            crawl.intake.keep(failure)
        except IntakeStopped:
            spider_of(self._crawler).stop("the collection cannot be written")
