"""VSB (博达 SiteWeb): `info/<tree>/<id>.htm`; lists are numbered backwards, found by their links.

`tzgg.htm` is the first page, `tzgg/59.htm` the second of 60, `tzgg/1.htm` the last: a crawler that adds one
walks the wrong way.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from metadata.families.channels import add_channel, channels_by_title, is_file
from metadata.families.generic import stated_total
from metadata.families.landing import find_landing
from metadata.families.listing import ListPage, SubChannel
from metadata.families.page import ServedPage, same_site
from metadata.families.pagers import MAX_LIST_PAGES, leads_on, linked_pages
from metadata.families.rows import read_rows

_ARTICLE = re.compile(r"/info/\d+/\d+\.html?$|/content\.jsp$")
_MARK = re.compile(r"Announced by Visual SiteBuilder|_sitegray/|/system/resource/js/|vsbscreen|_vsb_content")
_PAGES = re.compile(r"共\d+条(?:&nbsp;|\s)*(\d+)/(\d{1,9})")
_NUMBERED = re.compile(r"/(\d+)(\.html?)$")


class Vsb:
    """博达 Visual SiteBuilder."""

    id = "vsb"
    name = "VSB (博达)"

    def recognises(self, page: ServedPage) -> bool:
        """Its comment, its scripts."""
        return bool(_MARK.search(page.text))

    def read_list(self, page: ServedPage, within: str) -> ListPage:
        """Rows by article address; the next page is the link 下页, the ones behind it count down to 1."""
        channels = _channels(page, within)
        entries = read_rows(page, is_article, channels)
        shown = _PAGES.search(page.text)
        return ListPage(
            entries=entries,
            # A list behind a program (`list.jsp?a5p=2&wbtreeid=1021`) is numbered as others are.
            next_pages=_pages(page) or linked_pages(page, rows=tuple(entry.url for entry in entries)),
            channels=channels,
            stated_total=stated_total(page),
            stated_pages=int(shown.group(2)) if shown else None,
            landing=find_landing(page),
        )


def is_article(url: str) -> bool:
    """Whether an address is an article's; it holds no date."""
    return bool(_ARTICLE.search(urlsplit(url).path))


def _pages(page: ServedPage) -> tuple[str, ...]:
    """Every page behind this one: from 下页's number down to 1."""
    marked = [
        link for link in page.links if leads_on(link.text) and _NUMBERED.search(urlsplit(link.url).path)
    ]
    if not marked:
        return ()
    highest = max(marked, key=lambda link: _number(link.url))
    if _number(highest.url) > MAX_LIST_PAGES:
        return (highest.url,)
    suffix = _NUMBERED.search(urlsplit(highest.url).path)
    ending = suffix.group(2) if suffix else ".htm"
    return tuple(urljoin(highest.url, f"{number}{ending}") for number in range(_number(highest.url), 0, -1))


def _number(url: str) -> int:
    match = _NUMBERED.search(urlsplit(url).path)
    return int(match.group(1)[:9]) if match else 0


def _channels(page: ServedPage, within: str) -> tuple[SubChannel, ...]:
    """Channels below `xxgk1/xxgknb.htm` lie in the folder of its name, `xxgk1/xxgknb/…htm`; or beside it, by title."""
    stem = re.sub(r"(?:/index)?\.html?$", "", urlsplit(within).path).rstrip("/") + "/"
    found: dict[str, SubChannel] = {}
    for link in page.links:
        path = urlsplit(link.url).path
        below = path.startswith(stem) and path != stem and same_site(link.url, within)
        is_other = leads_on(link.text) or _NUMBERED.search(path) or is_file(link.url)
        if below and link.text and not is_other:
            add_channel(found, page, SubChannel(link.url, link.text))
    for channel in channels_by_title(page, within, _is_tree_page):
        add_channel(found, page, channel)
    return tuple(found.values())


def _is_tree_page(url: str) -> bool:
    """Whether an address is a page of the tree of channels: `xxgk1/nb2023.htm`, a list or its only article."""
    path = urlsplit(url).path
    return path.endswith((".htm", ".html")) and not _ARTICLE.search(path) and not _NUMBERED.search(path)
