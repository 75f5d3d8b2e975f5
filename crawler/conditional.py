"""Ask only for what has changed: conditional requests (RFC 9110 §13), the stored response behind a 304."""

from __future__ import annotations

from scrapy import responsetypes
from scrapy.crawler import Crawler
from scrapy.http import Headers, Request, Response

from archive.exchange import Role
from crawler.component import crawl_of
from crawler.reasons import CONFIRMS

UNCHANGED = "unchanged"
"""The flag of a response whose body came from the archive, since the server said 304."""


class ConditionalRequests:
    """Sends the validators of the last good response, and turns a 304 into that response."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ConditionalRequests:
        """The middleware of a portal's spider."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Add If-None-Match and If-Modified-Since where an earlier response gave them."""
        # A redirect takes over what was said of the URL before it.
        for said in ("If-None-Match", "If-Modified-Since"):
            request.headers.pop(said, None)
        request.meta.pop(CONFIRMS, None)
        crawl = crawl_of(self._crawler)
        if crawl.full or request.method != "GET" or request.meta["purpose"].role is Role.ROBOTS:
            return
        if known := crawl.intake.validators(request.url):
            if known.etag:
                request.headers["If-None-Match"] = known.etag
            if known.last_modified:
                request.headers["If-Modified-Since"] = known.last_modified
            request.meta[CONFIRMS] = known.payload_sha256

    def process_response(self, request: Request, response: Response) -> Response:
        """The stored response in place of a list's 304, since a list is followed again.

        A page's 304 stays one: its files were asked for when it was new. A 304 that confirms nothing we hold stays
        one, too.
        """
        if response.status != 304 or request.meta["purpose"].role is not Role.LIST:
            return response
        stored = crawl_of(self._crawler).intake.stored_payload(request.url)
        if stored is None:
            return response
        sent, body = stored
        headers = Headers()
        for name, value in sent:
            headers.appendlist(name, value)
        kind = responsetypes.responsetypes.from_args(headers=headers, url=request.url, body=body)
        return kind(
            url=request.url,
            status=200,
            headers=headers,
            body=body,
            flags=[*response.flags, UNCHANGED],
            request=request,
        )
