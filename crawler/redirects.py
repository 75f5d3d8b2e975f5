"""Redirects: followed as Scrapy follows them, within the portal, and never told where they came from."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urldefrag

from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from archive.exchange import Role
from archive.interpretation import leads_home
from crawler.component import crawl_of
from crawler.hosts import why_not_ours
from crawler.reasons import LedAstray
from metadata.reading import RefusalKind


class Redirects(RedirectMiddleware):
    """Scrapy's redirect middleware that says so where a redirect leads to nothing that was asked for.

    It is told here, of each request: behind here Scrapy drops what leads to an address that was asked for before.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Redirects:
        """The middleware of a crawl; Scrapy's own would warn of the Referer that is missing, as it should be."""
        redirects = cls(crawler.settings)
        redirects.crawler = crawler
        return redirects

    def process_response(  # type: ignore[override]  # Scrapy hands on a spider only where it is asked for
        self, request: Request, response: Response
    ) -> Request | Response:
        """The response, or the request that follows its redirect; raises LedAstray."""
        try:
            answer: Request | Response = super().process_response(request, response)
        except IgnoreRequest as error:
            raise LedAstray("redirects without end") from error
        except ValueError as error:
            raise LedAstray("redirected to what is no web address") from error
        if not isinstance(answer, Request):
            return answer
        if why := self._why_astray(request, answer):
            raise LedAstray(why)
        answer.meta.pop(Downloader.DOWNLOAD_SLOT, None)  # of the host before: another waits its own turn
        if request.meta["purpose"].role is Role.LIST:
            # The way that a list was walked is told by its captures, each of which says where it was come from.
            answer.meta["purpose"] = replace(request.meta["purpose"], via=request.url)
        return answer

    def _why_astray(self, request: Request, redirected: Request) -> str | None:
        refusal = why_not_ours(crawl_of(self.crawler), redirected.url)
        if refusal:
            return f"redirected: {refusal}"
        # The home page is not what was asked for; followed, it would be kept and watched as if it were.
        if leads_home(request.meta["purpose"].role, request.url, redirected.url):
            return RefusalKind.SOFT_404.value
        before = map(_without_fragment, redirected.meta["redirect_urls"])
        return "redirects in a circle" if _without_fragment(redirected.url) in before else None


def _without_fragment(url: str) -> str:
    return urldefrag(url).url
