"""`scrapy crawl <portal>`: a crawl that opens its own collection, where `nianbao crawl` hands one over."""

from __future__ import annotations

import logging
from pathlib import Path

from scrapy import signals
from scrapy.crawler import Crawler

from archive.agenda import read_agenda
from archive.collection import create_collection
from archive.intake import Intake
from archive.published import publish
from crawler.crawl import Crawl
from crawler.spiders.portal import PortalSpider

log = logging.getLogger(__name__)


def attach_crawl(spider: PortalSpider, crawler: Crawler) -> None:
    """Open the collection of the settings, start a crawl in it, and end both with the spider."""
    collection = create_collection(Path(crawler.settings["NIANBAO_COLLECTION"]))
    intake = Intake(collection)
    intake.__enter__()
    profile = spider.profile
    agenda = read_agenda(collection.catalogue_path, profile.id)
    crawl_id = intake.start_crawl(
        portal=profile.id, profile_text=profile.text, user_agent=crawler.settings["USER_AGENT"]
    )
    full = crawler.settings.getbool("NIANBAO_FULL")
    spider.crawl = Crawl(crawl_id, profile, intake, full=full, agenda=agenda)

    def finish(reason: str) -> None:
        try:
            log.info("%s", spider.crawl.finish(reason))
        finally:
            intake.__exit__(None, None, None)
        publish(collection)

    crawler.signals.connect(finish, signal=signals.spider_closed, weak=False)
