"""Guangdong's common platform (南方新闻网): `/channel/content/post_ID.html`, and its catalogue gkmlpt.

The catalogue's pages are shells; its lists come as JSON from `/gkmlpt/api/all/<column>?page=1&sid=<site>`.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from metadata.addresses import absolute
from metadata.dates import CHINA_TIME
from metadata.families.channels import channels_below
from metadata.families.dates import read_date
from metadata.families.landing import find_landing
from metadata.families.listing import ListingEntry, ListPage
from metadata.families.page import ServedPage
from metadata.families.pagers import MAX_LIST_PAGES, linked_pages
from metadata.families.rows import read_rows

_ARTICLE = re.compile(r"/content/(?:g/|\d{1,20}/\d{1,20}/|mpost_|post_)[\w/]{0,100}\d\.html?$")
# Bounded, for addresses are not: `[\w/]*\d+` takes minutes over a hundred thousand digits.
_API = re.compile(r"/gkmlpt/api/all/\d+$")
_MOST_ROWS = 10**9
"""A total beyond it is nonsense, and some day too large for SQLite."""
_SITE_ID = re.compile(r"\bSID['\"]?\s*[:=]\s*['\"]?(\d{1,9})")
_COLUMN_ID = re.compile(r"\b(?:CID|COLUMN_ID|column_id|cate_id)['\"]?\s*[:=]\s*['\"]?(\d{1,9})")


class Guangdong:
    """广东省集约化平台."""

    id = "guangdong"
    name = "Guangdong common platform (广东省集约化)"

    def recognises(self, page: ServedPage) -> bool:
        """`post_` articles, or an address of the disclosure catalogue."""
        return "/gkmlpt/" in page.url or any(
            is_article(link.url) or "/gkmlpt/" in link.url for link in page.links
        )

    def read_list(self, page: ServedPage, within: str) -> ListPage:
        """Rows from the JSON answer, or from the links of a static list."""
        if _API.search(urlsplit(page.url).path):
            return _read_answer(page)
        channels = channels_below(page, within, is_article)
        entries = read_rows(page, is_article, channels)
        others = linked_pages(page, rows=tuple(entry.url for entry in entries)) or _catalogue_list(page)
        return ListPage(
            entries=entries,
            next_pages=others,
            channels=channels,
            landing=find_landing(page) if not others else None,
        )


def is_article(url: str) -> bool:
    """Whether an address is an article's; it holds no date."""
    return bool(_ARTICLE.search(urlsplit(url).path))


def _catalogue_list(page: ServedPage) -> tuple[str, ...]:
    """The JSON list behind a shell of the catalogue that names its site and its column."""
    parts = urlsplit(page.url)
    site, column = _SITE_ID.search(page.text), _COLUMN_ID.search(page.text)
    at = parts.path.find("/gkmlpt/")
    if at < 0 or site is None or column is None:
        return ()
    path = f"{parts.path[:at]}/gkmlpt/api/all/{column.group(1)}"
    return (urlunsplit((parts.scheme, parts.netloc, path, urlencode({"page": 1, "sid": site.group(1)}), "")),)


def _read_answer(page: ServedPage) -> ListPage:
    try:
        answer = json.loads(page.text)
    except (ValueError, RecursionError):
        return ListPage()
    if not isinstance(answer, dict) or not isinstance(answer.get("articles"), list):
        return ListPage()
    entries = filter(None, (_entry(page, article) for article in answer["articles"]))
    numbered = tuple(replace(entry, position=place) for place, entry in enumerate(entries, start=1))
    total = answer.get("total")
    stated = total if type(total) is int and 0 <= total < _MOST_ROWS else None
    more = _next_answer(page.url, len(answer["articles"]), stated) if numbered else ()
    return ListPage(entries=numbered, next_pages=more, stated_total=stated)


def _entry(page: ServedPage, article: object) -> ListingEntry | None:
    if not isinstance(article, dict):
        return None
    address, title = article.get("url") or article.get("post_url"), article.get("title")
    url = absolute(page.url, _whole(address)) if isinstance(address, str) else None
    if url is None or not isinstance(title, str) or not title.strip():
        return None
    return ListingEntry(url, " ".join(_whole(title).split()), _listed_on(article), 0)


def _whole(text: str) -> str:
    """A text without halves of characters, which an escape of JSON can write and UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _listed_on(article: dict[str, object]) -> date | None:
    """The day shown beside the title, else the day of first publication (seconds since 1970, China time)."""
    shown = article.get("display_publish_time") or article.get("date")
    if isinstance(shown, str) and (listed_on := read_date(shown)):
        return listed_on
    for key in ("first_publish_time", "create_time"):
        seconds = article.get(key)
        if isinstance(seconds, str) and seconds.isdecimal():
            seconds = int(seconds[:12])
        if isinstance(seconds, int) and 0 < seconds < 4_102_444_800:
            return datetime.fromtimestamp(seconds, UTC).astimezone(CHINA_TIME).date()
    return None


def _next_answer(url: str, rows: int, total: int | None) -> tuple[str, ...]:
    """The answer behind one of so many rows; sites differ in how many they give at once.

    Behind the last and shorter one, that is one with none.
    """
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    number = int(query["page"][:6]) if query.get("page", "").isdecimal() else 1
    if number >= MAX_LIST_PAGES or (total is not None and number * rows >= total):
        return ()
    query["page"] = str(number + 1)
    return (urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), "")),)
