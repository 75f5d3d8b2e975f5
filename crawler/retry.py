"""Ask again after a failure, as late as the server wants: `Retry-After` is kept, where it is bearable."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Spider
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Request, Response

log = logging.getLogger(__name__)

LONGEST_WAIT_S = 300.0
"""Beyond it the request is given up for this crawl: the next one asks again."""


class PatientRetry(RetryMiddleware):
    """Scrapy's retry middleware that waits for `Retry-After`, and asks again for bodies cut short."""

    async def process_response(  # type: ignore[override]  # Scrapy awaits what it gets
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """The response, or the request again, or the response when it is no use to ask again."""
        if "dataloss" in response.flags:
            return self._retry(request, "dataloss") or response
        if response.status not in self.retry_http_codes:
            return response
        wait_s = retry_after(response.headers.get("Retry-After"), now=datetime.now(UTC))
        if wait_s > LONGEST_WAIT_S:
            log.info("%s: Retry-After %d s: given up for this crawl", request.url, wait_s)
            return response
        again: Request | None = self._retry(request, f"status {response.status}")
        if again is not None and wait_s:
            await asyncio.sleep(wait_s)
        return again or response


def retry_after(value: bytes | None, *, now: datetime) -> float:
    """Seconds that a Retry-After header asks to wait (RFC 9110 §10.2.3); 0 for none or nonsense."""
    text = (value or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
