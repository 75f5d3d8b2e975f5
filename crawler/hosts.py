"""A crawl asks the hosts of its profile and nobody else; and it keeps to its budget."""

from __future__ import annotations

import logging

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from crawler.component import crawl_of, spider_of
from crawler.crawl import Crawl
from crawler.reasons import TooMuch

log = logging.getLogger(__name__)

LONGEST_URL = 2083
"""Characters; a longer one is a calendar's or a trap's. Browsers of the portals' time took no more."""


class AllowedHosts:
    """Drops requests that the profile's host rule refuses, saying so, and those beyond its budget."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._sent = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AllowedHosts:
        """The middleware of a portal's spider."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let an allowed request pass; raises IgnoreRequest with the reason."""
        crawl = crawl_of(self._crawler)
        if refusal := why_not_ours(crawl, request.url):
            raise IgnoreRequest(refusal)
        if len(request.url) > LONGEST_URL:
            log.info(
                "%s: not asked for: %s…: a URL of %d characters",
                crawl.profile.id,
                request.url[:100],
                len(request.url),
            )
            raise TooMuch(f"a URL of more than {LONGEST_URL} characters")
        self._sent += 1
        if self._sent > crawl.profile.max_requests:
            spider_of(self._crawler).stop(f"budget of {crawl.profile.max_requests} requests spent")
            raise IgnoreRequest("request budget spent")


def why_not_ours(crawl: Crawl, url: str) -> str | None:
    """Why the profile's host rule refuses a URL, counted and logged; None where it does not."""
    refusal = crawl.profile.hosts.refuses(url)
    if refusal:
        crawl.tally.off_hosts += 1
        log.info("%s: not asked for: %s: %s", crawl.profile.id, url, refusal)
    return refusal
