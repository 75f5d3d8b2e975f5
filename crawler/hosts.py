"""A crawl asks the hosts of its profile and nobody else, redirects included; and it keeps to its budget."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.utils.httpobj import urlparse_cached

from archive.exchange import Role
from archive.interpretation import HOME_PATHS
from crawler.spiders.portal import crawl_of, spider_of
from metadata.reading import RefusalKind

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
        if refusal := crawl.profile.hosts.refuses(request.url):
            crawl.tally.off_hosts += 1
            log.info("%s: not asked for: %s: %s", crawl.profile.id, request.url, refusal)
            raise IgnoreRequest(refusal)
        if len(request.url) > LONGEST_URL:
            log.info(
                "%s: not asked for: %s…: a URL of %d characters",
                crawl.profile.id,
                request.url[:100],
                len(request.url),
            )
            raise IgnoreRequest(f"a URL of more than {LONGEST_URL} characters")
        if is_sent_home(request):
            crawl.tally.lost[RefusalKind.SOFT_404.value] += 1
            raise IgnoreRequest("a redirect to the home page says that the page is not there")
        self._sent += 1
        if self._sent > crawl.profile.max_requests:
            spider_of(self._crawler).stop(f"budget of {crawl.profile.max_requests} requests spent")
            raise IgnoreRequest("request budget spent")


def is_sent_home(request: Request) -> bool:
    """Whether a page or a file redirects to the home page: what portals do instead of saying 404.

    The home page is not what was asked for; followed, it would be kept and watched as if it were.
    """
    before: list[str] = request.meta.get("redirect_urls", [])
    return (
        bool(before)
        and request.meta["purpose"].role in {Role.PAGE, Role.ATTACHMENT}
        and urlparse_cached(request).path in HOME_PATHS
        and urlsplit(before[-1]).path not in HOME_PATHS
    )
