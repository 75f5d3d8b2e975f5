"""The families: CMS products of Chinese government portals, and how the lists of each are read.

A portal is data, a family is code: one small module that knows how its lists page on. `read_listing` is the
whole use of this package: bytes in, `ListPage` out.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from metadata.families.anhui import Anhui
from metadata.families.channels import channel_reached
from metadata.families.empire import Empire
from metadata.families.family import Family
from metadata.families.generic import Generic
from metadata.families.guangdong import Guangdong
from metadata.families.hanweb import Hanweb
from metadata.families.listing import ListingEntry, ListPage, SubChannel
from metadata.families.onward import read_onward
from metadata.families.page import ServedPage
from metadata.families.pagers import list_key, stated_pages
from metadata.families.rows import REPORT_WORDS
from metadata.families.siteserver import SiteServer
from metadata.families.trs import Trs
from metadata.families.ucap import Ucap
from metadata.families.vsb import Vsb
from metadata.reader import read_page
from metadata.reading import Reading, Refusal, RefusalKind
from metadata.refusals import find_refusal

__all__ = [
    "FAMILIES",
    "Family",
    "ListPage",
    "ListingEntry",
    "ServedPage",
    "SubChannel",
    "channel_reached",
    "detect_family",
    "find_family",
    "list_key",
    "read_list_page",
    "read_listing",
    "read_served_list",
    "refusal_of_list",
]

FAMILIES: tuple[Family, ...] = (
    Empire(),
    Vsb(),
    Hanweb(),
    Guangdong(),
    Ucap(),
    SiteServer(),
    Anhui(),
    Trs(),
    Generic(),
)
"""Every family, the most telling marks first: the first that recognises a page is its family."""


def find_family(family_id: str) -> Family:
    """The family that profiles call `family_id`; raises KeyError for an unknown one."""
    for family in FAMILIES:
        if family.id == family_id:
            return family
    raise KeyError(family_id)


def detect_family(page: ServedPage) -> Family:
    """The family whose marks the page bears; `generic` where it bears none."""
    return next(family for family in FAMILIES if family.recognises(page))


def read_listing(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    family: Family | None = None,
    within: str | None = None,
) -> ListPage:
    """What a list page served under `url` says, for whom its family is no matter; see `read_list_page`."""
    return read_list_page(body, url=url, content_type=content_type, family=family, within=within)[1]


def read_list_page(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    family: Family | None = None,
    within: str | None = None,
) -> tuple[Family, ListPage]:
    """The family that a list page served under `url` was read by, and what it says; never raises.

    `family` is the one that its portal's profile names; None lets the page tell. So does a page of which the
    named family makes nothing: a portal changes its product some day, and old lists outlive a changed profile.
    `within` is the URL of the profile's channel, below which sub-channels lie; None takes the page itself.
    """
    read = _remembered_list if len(body) <= _LONGEST_REMEMBERED else _read_list
    return read(body, url, content_type, family, within or url)


def _read_list(
    body: bytes, url: str, content_type: str | None, named: Family | None, within: str
) -> tuple[Family, ListPage]:
    family, listing = read_served_list(ServedPage.of(body, url=url, content_type=content_type), named, within)
    # Portals put the news on the page that says 404. To ask the reader takes as long again: not of lists of reports.
    if listing.entries and not any(REPORT_WORDS.search(entry.title) for entry in listing.entries):
        refusal = refusal_of_list(read_page(body, url=url, content_type=content_type))
        if refusal and refusal.kind in _WITH_NEWS:
            return family, ListPage()
    return family, listing


def refusal_of_list(reading: Reading) -> Refusal | None:
    """What a page that was asked for as a list is instead; its title decides alone, whatever stands below it."""
    title = reading.title or ""
    return reading.refusal or find_refusal("", title, title, 200, is_article=False)


def read_served_list(page: ServedPage, named: Family | None, within: str) -> tuple[Family, ListPage]:
    """`read_list_page` for a page that is at hand."""
    told = detect_family(page)
    for family in (told,) if named in {None, told} else (named, told):
        listing = family.read_list(page, within)
        if not listing.is_empty:
            return family, _with_stated_pages(page, listing)
    onward = read_onward(page, within, told)
    return told, listing if onward.is_empty else onward


_WITH_NEWS = frozenset({RefusalKind.SOFT_404, RefusalKind.ERROR_SHELL})


def _with_stated_pages(page: ServedPage, listing: ListPage) -> ListPage:
    """A list of which no pager was found says all the same how many pages it has: what is missed shall be told."""
    if listing.stated_pages is not None or listing.next_pages or not listing.entries:
        return listing
    return replace(listing, stated_pages=stated_pages(page))


_LONGEST_REMEMBERED = 256 * 1024
"""Bytes: the longest of the real list pages at hand has 198,327. Lists are hostile input too, and of these 256 are
kept."""
_remembered_list = lru_cache(maxsize=256)(_read_list)
"""A crawl reads a list to follow it, and soon after to index it; more than 256 lists in between are seldom, and
then it is read twice."""
