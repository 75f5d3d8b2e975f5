"""EmpireCMS (帝国): `/channel/YYYY-MM-DD/ID.html`, pages by plain links `index_2.html` behind a total."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from metadata.families.channels import channels_below
from metadata.families.landing import find_landing
from metadata.families.listing import ListPage
from metadata.families.page import ServedPage
from metadata.families.pagers import linked_pages
from metadata.families.rows import read_rows

_ARTICLE = re.compile(
    r"/(?:\d{4}-\d\d-\d\d|\d{8}|\d{4}/\d{2,4})/\d+\.html?$|/e/action/ShowInfo|/d/file/.{1,200}\.\w{3,4}$"
)
_MARK = re.compile(
    r"/e/(?:public/ViewClick|search/|action/ListInfo|data/js)|title=[\"']Total record[\"']", re.IGNORECASE
)
_TOTAL = re.compile(
    r"title=[\"']Total record[\"'][^<>]{0,200}>(?:&nbsp;|\s){0,20}<b>\s{0,20}(\d{1,9})\s{0,20}</b>",
    re.IGNORECASE,
)


class Empire:
    """帝国 EmpireCMS."""

    id = "empire"
    name = "EmpireCMS (帝国)"

    def recognises(self, page: ServedPage) -> bool:
        """The `Total record` pager, or an address of its `/e/` programs."""
        return bool(_MARK.search(page.text))

    def read_list(self, page: ServedPage, within: str) -> ListPage:
        """Rows by article address or printed date, pages by the links behind `Total record`."""
        channels = channels_below(page, within, is_article)
        entries = read_rows(page, is_article, channels)
        total = _TOTAL.search(page.text)
        return ListPage(
            entries=entries,
            next_pages=linked_pages(page, rows=tuple(entry.url for entry in entries)),
            channels=channels,
            stated_total=int(total.group(1)) if total else None,
            landing=find_landing(page),
        )


def is_article(url: str) -> bool:
    """Whether an address is an EmpireCMS article's: the folder date is the day of its import."""
    return bool(_ARTICLE.search(urlsplit(url).path))
