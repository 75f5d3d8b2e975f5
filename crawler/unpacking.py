"""Packed answers, unpacked by the archive's own rules: a crawl and a rebuild see the same body."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.http import Request, Response, TextResponse
from scrapy.responsetypes import responsetypes

from archive.warc.payload import entity
from crawler.reasons import CUT_SHORT, TooMuch


class Unpacking:
    """Undoes the content-encoding of responses, as far as their bytes allow."""

    def __init__(self, crawler: Crawler) -> None:
        self._limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Unpacking:
        """The middleware with the crawl's limit in bytes."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """The response with its body unpacked, flagged where that has no end; raises TooMuch for a bomb."""
        codings = response.headers.getlist("Content-Encoding")
        if not codings:
            return response
        headers = tuple((b"Content-Encoding", coding) for coding in codings)
        body, whole = entity(headers, response.body, self._limit + 1)
        if len(body) > self._limit:
            raise TooMuch(f"more than {self._limit} bytes when unpacked")
        kept = response.headers.copy()
        del kept["Content-Encoding"]
        kind = responsetypes.from_args(headers=kept, url=response.url, body=body)
        flags = response.flags if whole else [*response.flags, CUT_SHORT]
        # Scrapy would hand the encoding of the packed bytes on to a response of text.
        encoding = {"encoding": None} if issubclass(kind, TextResponse) else {}
        return response.replace(cls=kind, headers=kept, body=body, flags=flags, **encoding)
