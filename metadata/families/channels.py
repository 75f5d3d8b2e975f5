"""The channels that a channel leads to: by year, by publisher. Found on the page, never listed by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from metadata.addresses import absolute
from metadata.families.listing import SubChannel
from metadata.families.page import IsArticle, Link, ServedPage, folder, is_folder, names_list, same_site
from metadata.families.pagers import leads_on, list_key

MAX_DEPTH = 4
"""Folders below the parent channel: year, publisher kind, publisher, and one to spare."""
_INDEX_FILE = re.compile(r"(?:^|/)(?:(?:index|default|list)\.\w{2,5})?$", re.IGNORECASE)
_FILE = re.compile(r"\.(?!s?html?$|jsp$|aspx?$|php$|jhtml$)\w{1,5}$", re.IGNORECASE)
_WRITTEN_HREF = re.compile(r"""href\s*=\s*\\?["']([^"'\\+<>\s]+)\\?["']""")
YEAR_TITLE = re.compile(r"^\W*(?:19|20)\d\d(?:\s*[年度]度?)?\W*$")
CHANNEL_TITLE = re.compile(
    r"^(?=.{2,40}$).*(?:(?:19|20)\d\d\s*年?度?.{0,20}(?:年报|年度报告)|"
    r"(?:政府|部门|机关|单位|市直|县直|区直|乡镇|街道|镇街|园区|区县|县区|县市区|区市县)\S{0,12}(?:年报|年度报告)|"
    r"^(?:各|市|区|县)?\S{0,6}(?:部门|乡镇|街道|镇街|区县|县区|县市区)(?:年报|年度报告)?$)"
)


def add_channel(found: dict[str, SubChannel], page: ServedPage, channel: SubChannel) -> None:
    """Take a channel in under its key, once for all spellings of its address, and never the page itself."""
    key = list_key(channel.url)
    if key != list_key(page.url):
        found.setdefault(key, channel)


def channels_below(page: ServedPage, within: str, is_article: IsArticle) -> tuple[SubChannel, ...]:
    """Links into folders below the parent channel `within`, on its host: a TRS year is `within` + `2018n/`.

    Articles, files and the pages of this list are no channels. Addresses that only a script writes are
    found too, without their title.
    """
    parent = folder(within)
    found: dict[str, SubChannel] = {}
    for link in page.links:
        url, title = link.url, link.title
        below = _lies_below(url, parent) or (bool(YEAR_TITLE.match(title)) and _lies_beside(url, parent))
        if below and not is_article(url) and not _is_pager(link):
            add_channel(found, page, SubChannel(url, title))
    for script in page.scripts:
        for href in _WRITTEN_HREF.findall(script):
            written = absolute(page.base, href)
            if written and _lies_below(written, parent) and not is_article(written):
                add_channel(found, page, SubChannel(written, ""))
    return tuple(found.values())


def channels_by_title(
    page: ServedPage, within: str, is_channel: Callable[[str], bool], base: str = ""
) -> tuple[SubChannel, ...]:
    """Channels of products that number them: a channel's address, and a year or publishers in the title.

    `base` limits them to a part of the host (Ucap's `/<site>/`).
    """
    found: dict[str, SubChannel] = {}
    for link in page.links:
        title = link.title
        if not same_site(link.url, within) or not urlsplit(link.url).path.startswith(base):
            continue
        if is_channel(link.url) and (YEAR_TITLE.match(title) or CHANNEL_TITLE.match(title)):
            add_channel(found, page, SubChannel(link.url, title))
    return tuple(found.values())


def channel_reached(channel: str, url: str) -> str:
    """The channel below which sub-channels lie, where asking for `channel` led to the list `url`.

    Its newest year is often shown in its place, so what lies below it does not change it. A column that moved does,
    and so does the folder that a channel without its last slash is.
    """
    if list_key(url) == list_key(f"{channel}/") or not same_site(url, channel):
        return url
    above = urlsplit(folder(channel)).path
    return channel if urlsplit(url).path.startswith(above) else url


def channels_elsewhere(page: ServedPage, within: str) -> tuple[SubChannel, ...]:
    """Lists anywhere on the host of `within` that are named as channels are: 彭水's `/psx/2023nb/` beside `/psx/nb/`.

    For a page that lists nothing else: a menu names the years of other channels, too.
    """
    found: dict[str, SubChannel] = {}
    for link in page.links:
        title = link.title
        above = is_folder(link.url) and urlsplit(within).path.startswith(urlsplit(folder(link.url)).path)
        if above or not names_list(link.url) or not same_site(link.url, within):
            continue
        if YEAR_TITLE.match(title) or CHANNEL_TITLE.match(title):
            add_channel(found, page, SubChannel(link.url, title))
    return tuple(found.values())


def is_file(url: str) -> bool:
    """Whether an address ends as a file's does that is no page: `.pdf`, `.docx`."""
    return bool(_FILE.search(urlsplit(url).path))


def _lies_below(url: str, parent: str) -> bool:
    above, below = urlsplit(parent), urlsplit(url)
    if not below.path.startswith(above.path) or is_file(url):
        return False
    rest = below.path[len(above.path) :]
    folders = rest.count("/")
    return 1 <= folders <= MAX_DEPTH and bool(_INDEX_FILE.search(rest)) and same_site(url, parent)


def _lies_beside(url: str, parent: str) -> bool:
    """Whether an address is a page in the channel's own folder: years stand there as `2021.html`, too."""
    return folder(url) == parent and not is_file(url)


def _is_pager(link: Link) -> bool:
    return leads_on(link.text)
