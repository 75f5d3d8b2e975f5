"""Ask again after a failure, as late as the server wants: `Retry-After` is kept, where it is bearable."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Spider
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Request, Response

from crawler.component import spider_of
from crawler.reasons import CUT_SHORT, is_cut_short

log = logging.getLogger(__name__)

TOO_MANY_REQUESTS = 429
LONGEST_WAIT_S = 300.0
"""Beyond it the request is given up for this crawl: the next one asks again."""


class PatientRetry(RetryMiddleware):
    """Scrapy's retry middleware that waits for `Retry-After`, and asks again for bodies that lack their end."""

    async def process_response(  # type: ignore[override]  # Scrapy awaits what it gets
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """The response, or the request again, or the response when it is no use to ask again."""
        if is_cut_short(response):
            return self._retry(request, CUT_SHORT) or response
        if response.status not in self.retry_http_codes:
            return response
        wait_s = retry_after(response.headers.get("Retry-After"), now=datetime.now(UTC))
        if wait_s > LONGEST_WAIT_S:
            log.info("%s: Retry-After %d s: given up for this crawl", request.url, wait_s)
            if response.status == TOO_MANY_REQUESTS:  # RFC 6585 §4: it is we who are told to wait
                spider_of(self.crawler).stop(f"the portal asks to wait {wait_s:.0f} s (429)")
            return response
        again: Request | None = self._retry(request, f"status {response.status}")
        if again is not None and wait_s:
            self._hold_host(request, wait_s)
            await asyncio.sleep(wait_s)
        return again or response

    def _hold_host(self, request: Request, wait_s: float) -> None:
        """Let every other request to the host wait too: it was not this page that was asked for too often."""
        downloader = self.crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is not None:
            # Scrapy sends the next request a delay after `lastseen`.
            slot.lastseen = max(slot.lastseen, time.monotonic() + wait_s)


def retry_after(value: bytes | None, *, now: datetime) -> float:
    """Seconds that a Retry-After header asks to wait (RFC 9110 §10.2.3); 0 for none or nonsense."""
    text = (value or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (aware - now).total_seconds())
    except (ValueError, OverflowError):  # a zone may lead out of the calendar
        return 0.0
