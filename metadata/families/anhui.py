"""Anhui's openness platform and its kin: `/XxgkAnnualReport/`, `/OpennessAnnualReport/`, `/public/column/`.

A column can show the newest report itself, and lists its other years by `?year=` or its organs by
`?branch_id=`; articles are `show/<id>.html` or `/public/<column>/<id>.html`.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from metadata.families.channels import CHANNEL_TITLE, YEAR_TITLE, add_channel
from metadata.families.generic import stated_total
from metadata.families.landing import find_landing
from metadata.families.listing import ListPage, SubChannel
from metadata.families.page import ServedPage, same_site
from metadata.families.pagers import linked_pages, list_key, names_page
from metadata.families.rows import read_rows

_ARTICLE = re.compile(
    r"/(?:xxgk|openness)annualreport/(?:show|detail)/\w+(?:\.html?)?$|/public/\d+/\d+\.html?$"
    r"|/openness/detail/(?:content/)?[0-9a-f]{24}\.html$|/xxgkcontent/show/\d+\.html$",
    re.IGNORECASE,
)
_COLUMN = re.compile(
    r"/(?:xxgk|openness)annualreport(?:/|$)|/public/column/\d+|/xxgkcontent/showlist/", re.IGNORECASE
)
_CHOICES = frozenset({"year", "branch_id", "branchid", "timeframe", "catid", "type"})


class Anhui:
    """安徽省信息公开平台."""

    id = "anhui"
    name = "Openness platform of Anhui (信息公开平台)"

    def recognises(self, page: ServedPage) -> bool:
        """Its column addresses, in the page's own or in its links."""
        return bool(_COLUMN.search(urlsplit(page.url).path)) or any(
            _ARTICLE.search(urlsplit(link.url).path) for link in page.links
        )

    def read_list(self, page: ServedPage, within: str) -> ListPage:
        """Rows by article address; years and organs are the same column with another choice."""
        channels = _channels(page, within)
        entries = read_rows(page, is_article, channels)
        chosen = {list_key(channel.url) for channel in channels}
        others = linked_pages(page, rows=tuple(entry.url for entry in entries))
        return ListPage(
            entries=entries,
            next_pages=tuple(url for url in others if list_key(url) not in chosen),
            channels=channels,
            stated_total=stated_total(page),
            landing=find_landing(page),
        )


def is_article(url: str) -> bool:
    """Whether an address is a report's; it holds no date."""
    return bool(_ARTICLE.search(urlsplit(url).path))


def _channels(page: ServedPage, within: str) -> tuple[SubChannel, ...]:
    found: dict[str, SubChannel] = {}
    for link in page.links:
        parts = urlsplit(link.url)
        if not same_site(link.url, within) or not _COLUMN.search(parts.path):
            continue
        if is_article(link.url):
            continue
        title = link.title
        if names_page(title) and not YEAR_TITLE.match(title):
            continue
        choices = {key.lower() for key in parse_qs(parts.query)}
        if choices & _CHOICES or YEAR_TITLE.match(title) or CHANNEL_TITLE.match(title):
            add_channel(found, page, SubChannel(link.url, title))
    return tuple(found.values())
