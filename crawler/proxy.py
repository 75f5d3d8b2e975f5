"""The HTTP proxy of a crawl: the one that was named, else the environment's (`http_proxy`, `no_proxy`)."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware

from crawler.component import spider_of


class Proxy(HttpProxyMiddleware):
    """Scrapy's proxy middleware; a profile on loopback is always asked directly."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Proxy:
        """The middleware of a portal's spider."""
        proxy: Proxy = super().from_crawler(crawler)
        if named := crawler.settings["NIANBAO_PROXY"]:
            proxy.proxies = {scheme: proxy._get_proxy(named, scheme) for scheme in ("http", "https")}
        if spider_of(crawler).profile.hosts.loopback:
            proxy.proxies = {}
        return proxy
