"""The one spider: from a portal's channels over years and list pages to reports and their files.

It holds no rules of its own: families read lists, profiles say what to expect, middlewares keep manners.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import cached_property
from typing import Any, ClassVar, cast

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure as Cause

from archive.exchange import Role
from archive.interpretation import GONE, list_within
from crawler.crawl import Crawl
from crawler.cutoff import files_left
from crawler.frontier import Frontier
from crawler.leads import Leads
from crawler.losses import Losses
from crawler.reasons import (
    A_FILE,
    A_REPORT,
    CONFIRMS,
    NOTHING_LISTED,
    Disallowed,
    LedAstray,
    TooMuch,
    content_type_of,
    is_cut_short,
    message_of,
    reason_of,
    why_lost,
    why_no_list,
)
from crawler.seeds import seeds_of
from metadata.families import ListPage
from metadata.profile import Profile
from metadata.reading import RefusalKind

MAX_LANDINGS = 5
"""Landing pages in a row; the longest chain seen is two."""
MAX_ENTRIES = 200_000
"""Of one portal's lists, as many as ten crawls can ask for by default: each is held in memory to the end of a crawl."""
PRIORITIES = {Role.LIST: 20, Role.ATTACHMENT: 10, Role.PAGE: 0}
"""Lists first: they say what is new. Files come right after the page that names them."""
KNOWN_PRIORITY = -10
"""What is new comes before what earlier crawls had: a crawl that is cut short has it then."""


class PortalSpider(Spider):
    """Crawls the portal of `profile`. The intake and the crawl's id come with the crawl."""

    profile: ClassVar[Profile]
    crawl: Crawl

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """The profile's delay; a portal on loopback without one is not throttled."""
        super().update_settings(settings)
        settings.set("DOWNLOAD_DELAY", cls.profile.delay_s, priority="spider")
        settings.set("AUTOTHROTTLE_START_DELAY", cls.profile.delay_s, priority="spider")
        longest = max(settings.getfloat("AUTOTHROTTLE_MAX_DELAY"), cls.profile.delay_s)
        settings.set("AUTOTHROTTLE_MAX_DELAY", longest, priority="spider")
        if cls.profile.delay_s == 0:
            settings.set("AUTOTHROTTLE_ENABLED", False, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PortalSpider:
        """The spider with its crawl: the one that was handed over, or one of its own for `scrapy crawl`."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if not hasattr(spider, "crawl"):
            from crawler.standalone import attach_crawl

            attach_crawl(spider, crawler)
        crawler.signals.connect(spider.ask_known, signal=signals.spider_idle)
        crawler.signals.connect(spider.note_dropped, signal=signals.request_dropped)
        crawler.signals.connect(spider.note_fault, signal=signals.spider_error)
        return spider

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._frontier = Frontier(self.profile.max_requests)
        self._leads = Leads(self.profile)
        self._known_asked = False
        self._stopping: asyncio.Task[None] | None = None

    @cached_property
    def _losses(self) -> Losses:
        return Losses(self.crawl.tally, self.stop)

    async def start(self) -> AsyncIterator[Request]:
        """What an interrupted crawl left, then the channels of the profile."""
        if self.crawl.cancelled:
            return
        if not self.crawl.full:
            async for known, file in files_left(self.crawl, self._leads):
                yield self.ask(file, Role.ATTACHMENT, channel=known.channel, named_by=known.url)
        for seed in seeds_of(self.crawl):
            yield self.ask(
                seed.url, seed.role, channel=seed.url, within=seed.within, may_be_empty=seed.may_be_empty
            )

    def ask(
        self,
        url: str,
        role: Role,
        *,
        channel: str | None,
        via: Request | None = None,
        named_by: str | None = None,
        within: str | None = None,
        may_be_empty: bool = False,
    ) -> Request:
        """A request for `url`, saying why it is made: found on the page of `via`, in `channel`.

        `named_by` is the URL of a page that named it in an earlier crawl.
        `within` is the URL of the profile's channel; the lists that a list leads to take over the one that it reached.
        `may_be_empty` is a list page that may turn out to be the end of a list, or the address of a year that has none.
        """
        depth = via.meta["depth_of_list"] + 1 if via else 0
        led_here = via.url if via else named_by
        if via and role is Role.LIST:
            within = via.meta["within"]
        request = Request(
            url,
            callback=self.read_list if role is Role.LIST else self.read_page,
            errback=self.note_missed,
            # The farther a list page from its channel, the later: an endless calendar does not crowd out reports.
            priority=PRIORITIES[role] - (depth if role is Role.LIST else 0),
            meta={
                "purpose": self.crawl.purpose(role, channel=channel, via=led_here, within=within),
                "depth_of_list": depth,
                "landings": (),
                "may_be_empty": may_be_empty,
            },
        )
        self._frontier.take(request.url, role)
        return request

    def read_list(self, response: Response) -> Iterator[Request]:
        """Follow a list page: its entries, its other pages, the channels below it."""
        request = request_of(response)
        self._frontier.take_list(response.url)
        if response.status != 200 or is_cut_short(response):
            gone, named = response.status in GONE, request.meta["purpose"].via is not None
            if not gone or named or not request.meta["may_be_empty"]:  # else it is of a year without a list
                self._losses.miss_list(request.url, why_no_list(response), answered=gone)
            return
        request.meta["within"] = list_within(request.meta["purpose"], response.url)
        listing = self._leads.of_list(response, request.meta["within"])
        # The scripts of a list may lead elsewhere, too: to its search, to a mobile layout.
        if listing.landing and not listing.entries:
            yield from self._land(request, response, listing.landing)
            if not listing.channels:
                return
        if listing.is_empty:
            why = why_no_list(response)
            if why == A_REPORT:
                yield from self._take_for_report(request)
                return
            # The last answer of a list that names one page after the other (jpaas, jpage) is empty.
            if not (request.meta["may_be_empty"] and why in {NOTHING_LISTED, A_FILE}):
                # Channels of organs that list nothing yet stand in rows: they are no sign of a guard.
                self._losses.miss_list(request.url, why, answered=why == NOTHING_LISTED)
            return
        self._losses.end_row()
        self.crawl.tally.list_pages += 1
        if not self._frontier.is_spent:
            yield from self._follow(request, response, listing)

    def read_page(self, response: Response) -> Iterator[Request]:
        """Follow a report to its files."""
        request = request_of(response)
        purpose = request.meta["purpose"]
        if (why := why_lost(response)) is not None:
            self.crawl.tally.shells += response.status == 200
            if request.meta["may_be_empty"] and why == RefusalKind.EMPTY:
                self.crawl.tally.blank.add(response.url)
            else:
                self._losses.lose(response.url, why)
            return
        self._losses.end_row()
        if response.status in GONE:
            self.crawl.tally.gone_pages += purpose.role is Role.PAGE
            return
        if purpose.role is Role.ATTACHMENT:
            self.crawl.tally.attachments += 1
            return
        self.crawl.tally.pages += 1
        if purpose.via:  # the addresses of a channel by year may well answer alike
            unchanged = response.status == 304
            self.crawl.tally.bodies[request.meta[CONFIRMS] if unchanged else hash(response.body)] += 1
        if response.status == 304:
            return
        files = self._leads.files_of(response.body, url=response.url, content_type=content_type_of(response))
        for url in files:
            if url not in self._frontier.asked and not self.profile.hosts.refuses(url):
                yield self.ask(url, Role.ATTACHMENT, channel=purpose.channel, via=request)

    def note_missed(self, cause: Cause) -> None:
        """What could not be had at all: a list is missing from the crawl, of a page it is counted."""
        request = cause.request  # type: ignore[attr-defined]
        if self._stopping is not None:
            return
        error, role = cast("Exception", cause.value), request.meta["purpose"].role
        not_asked = isinstance(error, IgnoreRequest)
        if role is Role.LIST:
            self._losses.miss_list(
                request.url, str(error) if not_asked else message_of(error), answered=not_asked
            )
        elif not not_asked:
            self._losses.lose(request.url, reason_of(error))
        elif isinstance(error, LedAstray) and role is Role.PAGE:
            self._losses.lose(request.url, str(error))
        # Files often lie on another host, or are not for robots: they are missed, but no sign of a guard.
        elif isinstance(error, (LedAstray, TooMuch)) or (isinstance(error, Disallowed) and role is Role.PAGE):
            self.crawl.tally.lost[request.url] = str(error)

    def note_dropped(self, request: Request) -> None:
        """A redirect to an address that was asked for already: what comes of that comes of this, too, but of a list."""
        led_from, purpose = request.meta.get("redirect_urls"), request.meta["purpose"]
        if led_from and purpose.role is not Role.LIST:
            self.crawl.tally.led_to[request.url] += 1
        elif led_from and led_from[0] != purpose.channel:
            self.crawl.tally.take_led_back(purpose.channel, may_be_end=request.meta["may_be_empty"])

    def note_fault(self, failure: Cause, response: Response) -> None:
        """An answer at which our own code failed: Scrapy logs it and goes on; a person must see it."""
        self.crawl.tally.faults.append(f"{response.url}: not followed: {failure.value!r}")

    def ask_known(self) -> None:
        """When the lists are walked: ask again for pages of earlier crawls that no list named this time."""
        if self._known_asked or self.crawl.full or self._stopping or self.crawl.cancelled:
            return
        self._known_asked = True
        left = self.crawl.known_beside(self._frontier.asked)
        for known in left:
            request = self.ask(known.url, known.role, channel=known.channel, named_by=known.via)
            request.priority = KNOWN_PRIORITY
            self.crawler.engine.crawl(request)
        if left:
            raise DontCloseSpider

    def stop(self, reason: str) -> None:
        """End the crawl for a reason, once."""
        if self._stopping is None:
            closing = self.crawler.engine.close_spider_async(reason=reason)
            self._stopping = asyncio.ensure_future(closing)

    def _take_for_report(self, request: Request) -> Iterator[Request]:
        """Ask anew for a list that is a report itself, as a page; of a channel of the profile, that is told."""
        purpose = request.meta["purpose"]
        if purpose.via is None:
            self._losses.miss_list(
                request.url, f'{A_REPORT}: serves = "report" in its profile', answered=True
            )
        if self.crawl.wants(request.url):
            page = self.ask(request.url, Role.PAGE, channel=purpose.channel, via=request)
            page.meta["purpose"] = self.crawl.purpose(Role.PAGE, channel=purpose.channel, via=purpose.via)
            yield page.replace(dont_filter=True)

    def _land(self, request: Request, response: Response, landing: str) -> Iterator[Request]:
        before = (*request.meta["landings"], request.url)
        if len(before) > MAX_LANDINGS or landing in before:
            self.crawl.tally.refused_lists[request.url] = "landing pages without end"
            return
        onward = self.ask(landing, Role.LIST, channel=request.meta["purpose"].channel, via=request)
        onward.meta["landings"] = before
        yield onward

    def _follow(self, request: Request, response: Response, listing: ListPage) -> Iterator[Request]:
        if len(self.crawl.tally.entries) > MAX_ENTRIES:
            self.stop(f"more than {MAX_ENTRIES} entries are listed")
            return
        purpose = request.meta["purpose"]
        seen = self.crawl.tally.channels[purpose.channel]
        shows_more = seen.take(request.url, listing)
        if not shows_more and seen.is_first_again(listing):
            self.crawl.tally.take_led_back(purpose.channel, may_be_end=request.meta["may_be_empty"])
        uncounted = listing.stated_pages is None and bool(listing.entries)
        one_by_one = len(listing.next_pages) == 1 and uncounted
        # A pager that goes on for ever shows the same rows again.
        for url in () if one_by_one and not shows_more else self._frontier.further_pages(listing):
            yield self.ask(url, Role.LIST, channel=purpose.channel, via=request, may_be_empty=one_by_one)
        for url in self._frontier.further_channels(listing):
            yield self.ask(url, Role.LIST, channel=url, via=request)
        self.crawl.tally.passed_over = self._frontier.passed_over
        for entry in listing.entries:
            if self._frontier.is_spent:
                return
            self.crawl.tally.entries.setdefault(entry.url, entry.title)
            if self.profile.hosts.refuses(entry.url):
                self.crawl.tally.elsewhere.add(entry.url)
            elif entry.url not in self._frontier.asked and self.crawl.wants(entry.url):
                page = self.ask(entry.url, Role.PAGE, channel=purpose.channel, via=request)
                if self.crawl.agenda.knows(entry.url):
                    page.priority = KNOWN_PRIORITY
                yield page


def request_of(response: Response) -> Request:
    """The request that a response answers; Scrapy sets it on every response that a callback sees."""
    assert response.request is not None
    return response.request
