"""Run crawls: any number of portals beside each other, into one collection, in one process."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import wait
from contextlib import AbstractContextManager, AsyncExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from archive.agenda import read_agenda
from archive.catalogue.catalogue import Catalogue
from archive.catalogue.crawls import what_crawl_brought
from archive.collection import Collection
from archive.intake import Intake, IntakeStopped
from archive.processes import look_rarely_for_cycles
from crawler import settings as defaults
from crawler.component import spider_of
from crawler.crawl import Crawl, CrawlSummary
from crawler.due import seconds_left
from crawler.logs import quiet_scrapy
from crawler.reactor import Loop, running_loop
from crawler.spiders.portals import spider_class
from metadata.profile import Profile

log = logging.getLogger(__name__)

PORTALS_AT_ONCE = 128
"""Portals crawled beside each other; at one page a second each that is more than one process can read."""
LOOK_SECONDS = 0.25
"""How often the one who waits is shown the crawls."""
HOURS_OVER = "the portal's hours were over"

Watch = Callable[[Sequence[Crawl]], None]


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How to crawl. `full` ignores what is known; `due_only` asks for lists and for pages whose time has come.

    `proxy` is an HTTP proxy's URL; `max_hours` ends the run.
    `settings` are Scrapy settings that go before the project's.
    """

    full: bool = False
    due_only: bool = False
    proxy: str | None = None
    max_hours: float | None = None
    settings: dict[str, Any] = field(default_factory=dict)


def run_crawls(
    profiles: Sequence[Profile],
    collection: Collection,
    *,
    options: CrawlOptions | None = None,
    watch: Watch | None = None,
) -> list[CrawlSummary]:
    """Crawl portals into a collection; returns how each went, in the order of `profiles`.

    Blocks until all have ended; `watch` is called with the running crawls a few times a second. Ctrl-C ends
    them in good order: what was kept stays, and the next run goes on. Raises CollectionBusy where another
    process writes to the collection, IntakeStopped where it cannot be written.
    """
    chosen = options or CrawlOptions()
    settings = _settings(collection, chosen)
    quiet_scrapy()
    look_rarely_for_cycles()
    loop = running_loop(settings["ASYNCIO_EVENT_LOOP"])
    run = _Run(profiles, collection, settings, chosen)
    summaries = _await(loop, run, watch)
    with Catalogue(collection.catalogue_path) as catalogue:
        return [replace(each, **what_crawl_brought(catalogue.db, each.crawl)) for each in summaries]


class _Run:
    """The crawls of one call, in the loop's thread: the intake answers in the thread that opened it."""

    def __init__(
        self, profiles: Sequence[Profile], collection: Collection, settings: Settings, options: CrawlOptions
    ) -> None:
        self.crawls: list[Crawl] = []
        """Those that are running."""
        self._profiles = profiles
        self._collection = collection
        self._settings = settings
        self._options = options
        self._runner = AsyncCrawlerRunner(settings)
        self._stopped: str | None = None
        self._hosts: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        """By host, held by the crawl that asks it: portals of one host are crawled one after the other."""

    async def crawl(self) -> list[CrawlSummary]:
        """Crawl all portals."""
        with Intake(self._collection) as intake, self._within_hours():
            room = asyncio.Semaphore(PORTALS_AT_ONCE)
            crawls = [self._one(profile, intake, room) for profile in self._profiles]
            # All of them end before the intake does, whatever ends one of them.
            ended = await asyncio.gather(*crawls, return_exceptions=True)
        faults = [each for each in ended if isinstance(each, BaseException)]
        if faults:
            raise faults[0]
        return [each for each in ended if isinstance(each, CrawlSummary)]

    async def stop(self, reason: str) -> None:
        """End the running crawls in good order, and start no other."""
        self._stopped = reason
        for crawl in self.crawls:
            crawl.cancelled = True
        # Scrapy never ends a crawl that was told to stop before its engine ran: such a one finds itself cancelled.
        running = [one for one in self._runner.crawlers if one.engine is not None and one.engine.running]
        await asyncio.gather(*(one.stop_async() for one in running))

    async def _one(self, profile: Profile, intake: Intake, room: asyncio.Semaphore) -> CrawlSummary:
        async with AsyncExitStack() as held:
            # In one order everywhere, so that no two crawls wait for each other.
            for host in sorted(self._hosts_of(profile)):
                await held.enter_async_context(self._hosts[host])
            await held.enter_async_context(room)
            crawl_id = intake.start_crawl(
                portal=profile.id, profile_text=profile.text, user_agent=self._settings["USER_AGENT"]
            )
            crawl = Crawl(crawl_id, profile, intake, full=self._options.full, due_only=self._options.due_only)
            self.crawls.append(crawl)
            try:
                reason = self._stopped or await self._reason_of(crawl)
                return crawl.finish(self._stopped or reason)
            finally:
                self.crawls.remove(crawl)  # it holds all that is known of a portal

    def _hosts_of(self, profile: Profile) -> set[str]:
        """The names that a portal holds while it is crawled: its own, and those of which any portal asks subdomains."""
        own = {name for name, _ in profile.hosts.exact | profile.hosts.with_subdomains}
        above = {name for other in self._profiles for name, _ in other.hosts.with_subdomains}
        return own | {name for name in above if any(host.endswith(f".{name}") for host in own)}

    async def _reason_of(self, crawl: Crawl) -> str:
        """Crawl a portal; returns why the crawl ended, a fault of ours included: the other portals go on."""
        try:
            return await self._crawl_portal(crawl)
        except IntakeStopped:
            raise
        except Exception as error:  # whatever it is concerns this portal alone, whose crawl says so
            log.exception("%s: the crawl broke off", crawl.profile.id)
            return f"a fault: {error!r}"

    async def _crawl_portal(self, crawl: Crawl) -> str:
        left = seconds_left(crawl.profile.window, datetime.now(UTC)) if self._options.due_only else None
        if left == 0:  # they ended while it waited for its turn
            return HOURS_OVER
        crawl.agenda = await asyncio.to_thread(read_agenda, self._collection.catalogue_path, crawl.profile.id)
        crawler = self._runner.create_crawler(spider_class(crawl.profile))
        with _calling_after(left, lambda: spider_of(crawler).stop(HOURS_OVER)):
            await self._runner.crawl(crawler, crawl=crawl)
        return str(crawler.stats.get_value("finish_reason"))

    def _within_hours(self) -> AbstractContextManager[None]:
        """Stop the run when its hours are over."""
        hours = self._options.max_hours
        seconds = None if hours is None else hours * 3600
        loop = asyncio.get_running_loop()
        return _calling_after(seconds, lambda: loop.create_task(self.stop(f"{hours:g} hours were over")))


@contextmanager
def _calling_after(seconds: float | None, call: Callable[[], object]) -> Iterator[None]:
    """Have something called in so many seconds (None: never), unless the block has ended by then."""
    timer = None if seconds is None else asyncio.get_running_loop().call_later(seconds, call)
    try:
        yield
    finally:
        if timer is not None:
            timer.cancel()


def _await(loop: Loop, run: _Run, watch: Watch | None) -> list[CrawlSummary]:
    future = loop.submit(run.crawl())
    stopping = False
    while True:
        try:
            wait([future], timeout=LOOK_SECONDS)
            if future.done():
                return future.result()
            if watch is not None:
                watch(tuple(run.crawls))
        except KeyboardInterrupt:
            if stopping:
                raise
            stopping = True
            log.warning("stopping in good order; once more to leave at once")
            loop.submit(run.stop("interrupted"))


def _settings(collection: Collection, options: CrawlOptions) -> Settings:
    settings = get_project_settings()
    settings.setmodule(defaults, priority="project")
    name = settings["USER_AGENT"].split(" ", 1)[0]
    settings.set("USER_AGENT", f"{name} (+{collection.keeper.contact})", priority="cmdline")
    if options.proxy:
        settings.set("NIANBAO_PROXY", options.proxy, priority="cmdline")
    for key, value in options.settings.items():
        settings.set(key, value, priority="cmdline")
    return settings
