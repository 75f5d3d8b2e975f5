"""SiteServer CMS: `channels/<id>.html`, `channels/<id>_2.html`, `contents/<channel>/<id>.html`."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from metadata.families.channels import channels_by_title
from metadata.families.generic import stated_total
from metadata.families.landing import find_landing
from metadata.families.listing import ListPage
from metadata.families.page import ServedPage
from metadata.families.pagers import linked_pages, stated_pages
from metadata.families.rows import read_rows

_ARTICLE = re.compile(r"/contents/\d+/\d+\.html?$")
_CHANNEL = re.compile(r"/channels/\d+\.html?$")
_MARK = re.compile(r"publishmentSystemID|siteserver|/sitefiles/", re.IGNORECASE)


class SiteServer:
    """SiteServer CMS."""

    id = "siteserver"
    name = "SiteServer CMS"

    def recognises(self, page: ServedPage) -> bool:
        """Its page variables, or its channel and content addresses."""
        return bool(_MARK.search(page.text)) or any(
            is_article(link.url) or is_channel(link.url) for link in page.links
        )

    def read_list(self, page: ServedPage, within: str) -> ListPage:
        """Rows by content address, pages by links beside 共 N 条 当前第 n / m 页."""
        channels = channels_by_title(page, within, is_channel)
        entries = read_rows(page, is_article, channels)
        return ListPage(
            entries=entries,
            next_pages=linked_pages(page, rows=tuple(entry.url for entry in entries)),
            channels=channels,
            stated_total=stated_total(page),
            stated_pages=stated_pages(page),
            landing=find_landing(page),
        )


def is_article(url: str) -> bool:
    """Whether an address is a content's; it holds no date."""
    return bool(_ARTICLE.search(urlsplit(url).path))


def is_channel(url: str) -> bool:
    """Whether an address is the first page of a channel."""
    return bool(_CHANNEL.search(urlsplit(url).path))
