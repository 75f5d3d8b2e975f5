"""What a component of Scrapy serves: the spider that its crawler runs, and the crawl of that."""

from __future__ import annotations

from typing import cast

from scrapy.crawler import Crawler

from crawler.crawl import Crawl
from crawler.spiders.portal import PortalSpider


def spider_of(crawler: Crawler) -> PortalSpider:
    """The portal spider that a component serves."""
    return cast("PortalSpider", crawler.spider)


def crawl_of(crawler: Crawler) -> Crawl:
    """The crawl that a component serves."""
    return spider_of(crawler).crawl
