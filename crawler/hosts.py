"""A crawl asks the hosts of its profile and nobody else, redirects included; and it keeps to its budget."""

from __future__ import annotations

import logging

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from crawler.spiders.portal import crawl_of, spider_of

log = logging.getLogger(__name__)


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
        if refusal := crawl.profile.hosts.refuses(request.url):
            crawl.tally.off_hosts += 1
            log.info("%s: not asked for: %s: %s", crawl.profile.id, request.url, refusal)
            raise IgnoreRequest(refusal)
        self._sent += 1
        if self._sent > crawl.profile.max_requests:
            spider_of(self._crawler).stop(f"budget of {crawl.profile.max_requests} requests spent")
            raise IgnoreRequest("request budget spent")
