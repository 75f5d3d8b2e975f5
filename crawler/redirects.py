"""Redirects: followed as Scrapy follows them, and never told where they came from."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware


class Redirects(RedirectMiddleware):
    """Scrapy's redirect middleware without its search for the one that sets a Referer: there is none here."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Redirects:
        """The middleware of a crawl; Scrapy's own would warn of the Referer that is missing, as it should be."""
        redirects = cls(crawler.settings)
        redirects.crawler = crawler
        return redirects
