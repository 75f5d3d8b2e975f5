"""robots.txt as RFC 9309 wants it read, and kept with the crawl like any other response.

What stock Scrapy does otherwise: it crawls on when robots.txt answers 5xx or cannot be reached (§2.3.1.4 says
to assume that everything is disallowed), and ignores `Crawl-delay`.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from archive.exchange import Role
from crawler.component import crawl_of
from crawler.reasons import CUT_SHORT, Disallowed, LedAstray, message_of
from metadata.encoding import decode

log = logging.getLogger(__name__)

READ_BYTES = 500 * 1024
"""As much as §2.5 asks a crawler to read."""
LONGEST_CRAWL_DELAY_S = 60.0
"""A longer Crawl-delay is an error of the file: at 86,400 s nobody would get a single list."""
PRODUCT = "nianbao"
"""The product token that rules are looked up by (§2.2.1)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt allows. `unreadable` says why everything is disallowed, else None."""

    parsed: Protego | None
    unreadable: str | None = None

    def allows(self, url: str) -> bool:
        """Whether the URL may be asked for."""
        if self.unreadable is not None:
            return False
        return self.parsed is None or bool(self.parsed.can_fetch(url, PRODUCT))


class Robots:
    """Asks each host for its robots.txt once a crawl, before anything else."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        """The middleware of a portal's spider."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let an allowed request pass; raises Disallowed."""
        if request.meta["purpose"].role is Role.ROBOTS:
            return
        rules = await self._rules_of(request)
        if not rules.allows(request.url):
            crawl_of(self._crawler).tally.disallowed += 1
            raise Disallowed(rules.unreadable or "disallowed by robots.txt")

    async def _rules_of(self, request: Request) -> Rules:
        parts = urlparse_cached(request)
        place = f"{parts.scheme}://{parts.netloc}"
        waiting = self._rules.get(place)
        if waiting is None:
            waiting = self._rules[place] = asyncio.ensure_future(self._ask(place))
        return await waiting

    async def _ask(self, place: str) -> Rules:
        crawl = crawl_of(self._crawler)
        request = Request(
            f"{place}/robots.txt",
            callback=NO_CALLBACK,
            priority=1000,
            meta={"purpose": crawl.purpose(Role.ROBOTS)},
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except LedAstray as error:  # §2.3.1.2 would follow it to any host; a crawl asks those of its profile
            rules = Rules(None, f"robots.txt cannot be had ({error}): everything counts as disallowed")
        # Whatever kept the file away, §2.3.1.4 knows one answer: unreachable, so everything is disallowed.
        except Exception as error:  # noqa: BLE001  # RFC 9309 §2.3.1.4: any fault disallows
            rules = Rules(None, f"robots.txt cannot be reached ({message_of(error)})")
        else:
            rules = read_robots(response)
        seeds = [seed.url for seed in crawl.profile.channels if seed.url.startswith(f"{place}/")]
        if rules.unreadable or not any(map(rules.allows, seeds or [f"{place}/"])):
            why = rules.unreadable or "robots.txt disallows every channel of the profile"
            crawl.tally.unreadable_robots[place] = why
            log.warning("%s: %s: %s", crawl.profile.id, place, why)
        self._slow_down(rules, request)
        return rules

    def _slow_down(self, rules: Rules, request: Request) -> None:
        asked = rules.parsed.crawl_delay(PRODUCT) if rules.parsed else None
        if not asked:
            return
        delay = min(float(asked), LONGEST_CRAWL_DELAY_S)
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is not None:
            slot.delay = max(slot.delay, delay)
        throttle = self._crawler.get_extension(AutoThrottle)
        if throttle is not None:
            throttle.mindelay = max(throttle.mindelay, delay)
            throttle.maxdelay = max(throttle.maxdelay, delay)


def read_robots(response: Response) -> Rules:
    """The rules of a robots.txt response: 2xx is parsed, 4xx allows all; 5xx, 429 and half a file disallow all."""
    if 200 <= response.status < 300:
        if CUT_SHORT in response.flags:  # a network error of §2.3.1.4: the rules that are missing may forbid
            return Rules(None, "robots.txt was cut short: everything counts as disallowed")
        return Rules(Protego.parse(decode(response.body[:READ_BYTES], None)[0]))
    if response.status == 429 or response.status >= 500:
        return Rules(None, f"robots.txt answers {response.status}: everything counts as disallowed")
    return Rules(None)
