"""Ucap (开普云): `/<site>/c<NNNNNN>/YYYY/M/D/<32 hex>.shtml`, pages by its own `createPageHTML`."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from metadata.families.channels import channels_below, channels_by_title
from metadata.families.landing import find_landing
from metadata.families.listing import ListPage, SubChannel
from metadata.families.page import ServedPage
from metadata.families.pagers import find_pager, linked_pages, ucap_pager
from metadata.families.rows import read_rows

# Heilongjiang's group platform writes `c0X_ID.shtml` into a folder of the month (URL_SHAPES: ucap_c0x).
_ARTICLE = re.compile(
    r"/(?:\d{4}/\d\d?(?:/\d\d?)?|\d{6}(?:\d\d)?)/(?:[0-9a-f]{32}|c\d\d_\d+)\.s?html?$", re.IGNORECASE
)
_COLUMN = re.compile(r"/[cC]\d{4,6}\w?/(?:[\w-]+\.s?html?)?$")
_MARK = re.compile(
    r"<ucap(?:title|content)|kaipuyun|name=[\"']manuscript[\"']|name=[\"']channel[\"'][^>]+codename=",
    re.IGNORECASE,
)


class Ucap:
    """开普云 Ucap."""

    id = "ucap"
    name = "Ucap (开普云)"

    def recognises(self, page: ServedPage) -> bool:
        """Its pager, its own elements, or its article addresses."""
        return (
            ucap_pager(page) is not None
            or bool(_MARK.search(page.text))
            or any(is_article(link.url) for link in page.links)
        )

    def read_list(self, page: ServedPage, within: str) -> ListPage:
        """Rows by article address, pages by the pager; the page's folder may be a jump page."""
        channels = _channels(page, within)
        entries = read_rows(page, is_article, channels)
        pager = find_pager(page)
        others = pager.others if pager else linked_pages(page, rows=tuple(entry.url for entry in entries))
        return ListPage(
            entries=entries,
            next_pages=others,
            channels=channels,
            stated_total=pager.rows if pager else None,
            stated_pages=pager.pages if pager else None,
            landing=find_landing(page),
        )


def is_article(url: str) -> bool:
    """Whether an address is a Ucap article's; the date in it is the day of creation or of a move."""
    return bool(_ARTICLE.search(urlsplit(url).path))


def _channels(page: ServedPage, within: str) -> tuple[SubChannel, ...]:
    site = re.match(r"/[^/]+/", urlsplit(within).path)
    numbered = channels_by_title(page, within, _is_column, site.group() if site else "/")
    return numbered or channels_below(page, within, is_article)


def _is_column(url: str) -> bool:
    return bool(_COLUMN.search(urlsplit(url).path))
