"""What an interrupted crawl did not come to: the files of its last pages, by the pages as they are held."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

from archive.agenda import PageHistory
from archive.interpretation import PAYLOAD_LIMIT_BYTES, header
from archive.warc.errors import DamagedWarc, RecordMissing
from archive.warc.payload import entity
from crawler.crawl import Crawl
from crawler.leads import Leads

log = logging.getLogger(__name__)


async def files_left(crawl: Crawl, leads: Leads) -> AsyncIterator[tuple[PageHistory, str]]:
    """The held pages that an interrupted crawl was cut off at, and the URLs of files that they name and nobody had.

    The pages need not be asked for again: those that have not changed would be said so, and not be read.
    """
    for page in crawl.agenda.cut_off():
        await asyncio.sleep(0)  # they can be hundreds, and other portals are crawled meanwhile
        for url in _named_by(crawl, leads, page):
            if not crawl.agenda.knows(url) and not crawl.profile.hosts.refuses(url):
                yield page, url


def _named_by(crawl: Crawl, leads: Leads, page: PageHistory) -> tuple[str, ...]:
    try:
        stored = crawl.intake.stored_payload(page.url)
    # Of one page: the crawl goes on, and `nianbao verify` tells it.
    except (RecordMissing, DamagedWarc) as error:
        log.warning("%s: %s: its files were not looked for: %s", crawl.profile.id, page.url, error)
        return ()
    if stored is None:
        return ()
    headers, sent = stored
    body = entity(headers, sent, PAYLOAD_LIMIT_BYTES).body
    return leads.files_of(body, url=page.url, content_type=header(headers, "Content-Type"))
