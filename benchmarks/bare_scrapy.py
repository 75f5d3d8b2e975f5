"""A Scrapy spider with stock settings that follows lists and keeps nothing: the peer of `pipeline.py`.

    python benchmarks/bare_scrapy.py START VALIDATORS [--again]

The first run writes the entity tags it saw to VALIDATORS; with --again each of these pages is asked for
conditionally. Prints the number of responses.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

START, VALIDATORS = sys.argv[1], Path(sys.argv[2])
AGAIN = "--again" in sys.argv


class BareSpider(Spider):
    """Follows the pager of a TRS list and the entries on each of its pages."""

    name = "bare"
    handle_httpstatus_list = (304,)
    seen = 0
    tags: dict[str, str] = {}  # noqa: RUF012 - one spider a process

    async def start(self) -> AsyncIterator[Request]:
        """The list, or every page of the first run with its entity tag."""
        if AGAIN:
            for url, tag in json.loads(VALIDATORS.read_text()).items():
                yield Request(url, headers={"If-None-Match": tag}, callback=self.count)
        else:
            yield Request(START, callback=self.parse_list)

    def parse_list(self, response: Response) -> Iterator[Request]:
        """Entries, and from the first page all the others."""
        self.count(response)
        pager = re.search(rb"createPageHTML\((\d+), ?0", response.body)
        for number in range(1, int(pager[1]) if pager else 0):
            yield response.follow(f"index_{number}.html", callback=self.parse_list)
        for link in response.css("a[href*='/t2']::attr(href)").getall():
            yield response.follow(link, callback=self.count)

    def count(self, response: Response) -> None:
        """Count it and forget it."""
        self.seen += 1
        self.tags[response.url] = (response.headers.get("ETag") or b"").decode()

    def closed(self, reason: str) -> None:
        """Say how many."""
        if not AGAIN:
            VALIDATORS.write_text(json.dumps(self.tags))
        print(self.seen)


if __name__ == "__main__":
    # Stock settings, but for the delay that a new project's template sets, and the log.
    process = CrawlerProcess({"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False})
    process.crawl(BareSpider)
    process.start()
