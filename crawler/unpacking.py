"""Packed answers, unpacked as Scrapy does it; one that grows too large is told as such."""

from __future__ import annotations

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawler.reasons import TooMuch


class Unpacking(HttpCompressionMiddleware):
    """Scrapy's middleware, whose word for a bomb the crawl's summary can count."""

    def process_response(  # type: ignore[override]  # Scrapy hands on a spider only where it is asked for
        self, request: Request, response: Response
    ) -> Request | Response:
        """The response with its body unpacked; raises TooMuch for one beyond DOWNLOAD_MAXSIZE."""
        try:
            unpacked: Request | Response = super().process_response(request, response)
        except IgnoreRequest as error:
            raise TooMuch(f"more than {self._max_size} bytes when unpacked") from error
        return unpacked
