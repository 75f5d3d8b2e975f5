"""Any static list: reports are found by their rows, pages by 下一页 and by numbers."""

from __future__ import annotations

import re

from metadata.families.channels import channels_below
from metadata.families.landing import find_landing
from metadata.families.listing import ListPage
from metadata.families.page import ServedPage
from metadata.families.pagers import find_pager, linked_pages
from metadata.families.rows import read_rows

_TOTAL = re.compile(r"共\s*(?:<[^>]{1,40}>\s*)?(\d{1,6})\s*(?:</[^>]{1,20}>\s*)?(?:条|篇|项)")
# Every shape of URL_SHAPES.md that no family of its own claims: the last step of the path is an id.
_ARTICLE = re.compile(
    r"/(?:content[_-]\d+|Content-\d+|c?_?\d{5,}|[0-9a-f]{24}|[0-9a-f]{32}|\d{19}"
    r"|doc_[0-9a-f]{24}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|xxgk-show-\d+)\.(?:s?html?|jhtml)$"
    r"|/(?:gongkai/)?show/\w+(?:\.html)?$|/doc/\d{4}/\d\d?/\d\d?/\d+\.shtml$|/c/\d{4}-\d\d?-\d\d?/\d+\.shtml$"
)


class Generic:
    """Any list of plain links."""

    id = "generic"
    name = "any static list"

    def recognises(self, page: ServedPage) -> bool:
        """Always: it is the family of pages that no other recognises."""
        return True

    def read_list(self, page: ServedPage, within: str) -> ListPage:
        """Rows by printed date or by an address that ends in an id."""
        channels = channels_below(page, within, is_article)
        entries = read_rows(page, is_article, channels)
        pager = find_pager(page)
        others = pager.others if pager else linked_pages(page, rows=tuple(entry.url for entry in entries))
        return ListPage(
            entries=entries,
            next_pages=others,
            channels=channels,
            stated_total=stated_total(page),
            stated_pages=pager.pages if pager else None,
            landing=find_landing(page),
        )


def is_article(url: str) -> bool:
    """Whether an address ends in an id, as articles of most products do."""
    return bool(_ARTICLE.search(url.split("?", 1)[0]))


def stated_total(page: ServedPage) -> int | None:
    """The number in 共 N 条, None where the page says none."""
    match = _TOTAL.search(page.text.replace("&nbsp;", " "))
    return int(match.group(1)) if match else None
