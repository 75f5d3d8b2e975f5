"""Hanweb (大汉 JCMS, jpaas): `/art/YYYY/M/D/art_COL_ID.html`, lists that scripts write.

Three generations of lists: a data store in the page (`<script type="text/xml"><datastore>`, rows in CDATA)
that goes on at `dataproxy.jsp`; an empty shell that a GET under `/api-gateway/` fills with JSON; and plain
links. All three give the same rows of HTML.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode, urlsplit

from metadata.addresses import absolute
from metadata.families.channels import channels_by_title
from metadata.families.landing import find_landing
from metadata.families.listing import ListingEntry, ListPage
from metadata.families.page import MAX_LINKS, ServedPage
from metadata.families.pagers import MAX_LIST_PAGES, linked_pages
from metadata.families.rows import read_rows
from metadata.markup import cut_at_tag

_ARTICLE = re.compile(r"/art/\d{4}/(?:\d\d?/\d\d?/)?art_(?:\d+_\d+|[0-9a-f]{32}|\d+)\.html?$")
_COLUMN = re.compile(r"/col/col\d+/(?:index\.html?)?$")
_MARK = re.compile(
    r"<datastore>|/module/(?:web/)?jpage/|/module/xxgk/|jpaas-publish-server|大汉(?:网络|版通)|id=[\"']barrierfree_container"
    r"|<!--<\$\[",
    re.IGNORECASE,
)
_NEXT_GROUP = re.compile(r"<nextgroup>\s*<!\[CDATA\[\s*<a\s+href=[\"']([^\"']+)[\"']", re.DOTALL)
_TOTAL = re.compile(r"(?:<totalrecord>\s*|totalRecord['\"]?\s*[:=]\s*['\"]?)(\d{1,9})", re.IGNORECASE)
_PER_PAGE = re.compile(r"perPage['\"]?\s*[:=]\s*['\"]?(\d{1,9})", re.IGNORECASE)
_PROXY = re.compile(
    r"proxyUrl['\"]?\s*[:=]\s*['\"]([^'\"]{0,300}?dataproxy\.jsp[^'\"]{0,700})['\"]", re.IGNORECASE
)
_RECORDS_PER_GROUP = 3
"""The browser's script asks for three screens at once; the server refuses groups much larger."""
_UNIT = "/front/page/build/unit"


class Hanweb:
    """大汉 JCMS and jpaas."""

    id = "hanweb"
    name = "Hanweb (大汉)"

    def recognises(self, page: ServedPage) -> bool:
        """A data store, its modules' addresses, or its article addresses."""
        return (
            _UNIT in page.url
            or bool(_MARK.search(page.text))
            or any(is_article(link.url) for link in page.links)
        )

    def read_list(self, page: ServedPage, within: str) -> ListPage:
        """Rows from the data store or the JSON answer where there is one, else from the links."""
        channels = channels_by_title(page, within, is_column)
        entries = read_rows(_filled(page), is_article, channels)
        return ListPage(
            entries=entries,
            next_pages=_next_pages(page, entries),
            channels=channels,
            stated_total=_number(_TOTAL, page.text),
            landing=find_landing(page) if not entries else None,
        )


def is_article(url: str) -> bool:
    """Whether an address is a 大汉 article's; the day in it has no leading zeros."""
    return bool(_ARTICLE.search(urlsplit(url).path))


def is_column(url: str) -> bool:
    """Whether an address is a 大汉 column's."""
    return bool(_COLUMN.search(urlsplit(url).path))


def _filled(page: ServedPage) -> ServedPage:
    """The page with its rows as plain HTML: what the browser's script would have written."""
    records = list(islice(_records(cut_at_tag(page.text)), MAX_LINKS))
    if records:
        rows = "\n".join(map(_closed, records))
        return ServedPage(page.url, f"<html><body><ul>{rows}</ul></body></html>")
    answered = _answered_html(page.text)
    if answered is not None:
        return ServedPage(page.url, f"<html><body>{answered}</body></html>")
    return page


def _records(text: str) -> Iterator[str]:
    """The rows of a data store: `<record><![CDATA[<li>…</li>]]></record>`."""
    # Not a pattern: `.*?` over a page of record starts without an end takes minutes.
    position = text.find("<record>")
    while position >= 0:
        start = text.find("<![CDATA[", position)
        end = text.find("]]>", start) if start >= 0 else -1
        if end < 0:
            return
        yield text[start + len("<![CDATA[") : end]
        position = text.find("<record>", end)


def _closed(record: str) -> str:
    """A row with every tag closed: each record is a fragment by itself, and a broken one must not take in the next.

    BeautifulSoup mends what it is given; lxml by itself would mend the rows as one page.
    """
    from bs4 import BeautifulSoup  # here, for its import takes 60 ms, and most crawls meet no such record

    body = BeautifulSoup(f"<div>{record}</div>", "lxml").body
    return body.decode_contents() if body else ""


def _answered_html(text: str) -> str | None:
    """The HTML inside `{"data": {"html": "<li>…"}}`; None for what is no such answer."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        data = json.loads(text).get("data")
    except (ValueError, AttributeError, RecursionError):
        return None
    html = data.get("html") if isinstance(data, dict) else None
    return html if isinstance(html, str) else None


def _next_pages(page: ServedPage, entries: tuple[ListingEntry, ...]) -> tuple[str, ...]:
    group = _NEXT_GROUP.search(page.text)
    if group and entries:
        # The parameters are doubled and twice encoded as the server wrote them, and go back as they came.
        onward = absolute(page.url, group.group(1).replace("&amp;", "&"))
        return (onward,) if onward else ()
    if proxied := _proxied_groups(page):
        return proxied
    if "build/unit" in urlsplit(page.url).path:
        return _next_unit(page.url) if entries else ()
    if not entries and (units := _units(page)):
        return units
    return linked_pages(page, rows=tuple(entry.url for entry in entries))


def _proxied_groups(page: ServedPage) -> tuple[str, ...]:
    """jpage's own groups: `dataproxy.jsp?startrecord=46&endrecord=90&perpage=15&…` up to totalRecord."""
    proxy, total, size = _PROXY.search(page.text), _number(_TOTAL, page.text), _number(_PER_PAGE, page.text)
    address = absolute(page.url, proxy.group(1).replace("&amp;", "&")) if proxy else None
    if address is None or not total or not size:
        return ()
    rest = "&".join(
        part
        for part in urlsplit(address).query.split("&")
        if part and not re.match(r"(?:startrecord|endrecord|perpage)=", part)
    )
    held, group = sum(1 for _ in _records(page.text)), size * _RECORDS_PER_GROUP
    base = address.split("?", 1)[0]
    starts = range(held + 1, min(total, MAX_LIST_PAGES * group) + 1, group)
    return tuple(
        f"{base}?startrecord={start}&endrecord={min(start + group - 1, total)}&perpage={size}&{rest}"
        for start in starts
    )


def _units(page: ServedPage) -> tuple[str, ...]:
    """What fills a jpaas shell: `<script url="/api-gateway/…/build/unit" queryData="{'webId':…}">`."""
    found = []
    for element in page.tree.iter("script", "div"):
        address, query = element.get("url"), element.get("querydata")
        if not address or not query or _UNIT not in address:
            continue
        parameters, unit = _parameters(query), absolute(page.url, address)
        if parameters and unit:
            # Half a character that an escape writes is sent as a question mark.
            found.append(f"{unit}?{urlencode(parameters, errors='replace')}")
    return tuple(found)


def _parameters(query: str) -> dict[str, str]:
    """`{'webId':'1', 'pageId':'2'}` as a dictionary; empty for anything else."""
    try:
        value = ast.literal_eval(query)
        # In here, for a number of 5,000 digits has no text.
        return {str(key): str(item) for key, item in value.items()} if isinstance(value, dict) else {}
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return {}


def _next_unit(url: str) -> tuple[str, ...]:
    """The next page of a jpaas unit: `paramJson={"pageNo":2,"pageSize":15}` beside the same parameters."""
    base, _, query = url.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("paramJson=")]
    number = re.search(r"%22pageNo%22%3A(?:%20|\+)?(\d{1,6})", query)
    size = re.search(r"%22pageSize%22%3A(?:%20|\+)?(\d{1,6})", query)
    onward = {
        "pageNo": int(number.group(1)) + 1 if number else 2,
        "pageSize": int(size.group(1)) if size else 15,
    }
    if onward["pageNo"] > MAX_LIST_PAGES:
        return ()
    kept.append(urlencode({"paramJson": json.dumps(onward, separators=(",", ":"))}))
    return (f"{base}?{'&'.join(kept)}",)


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(match.group(1)) if match else None
