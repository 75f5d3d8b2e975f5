"""TRS WCM (拓尔思): `/channel/YYYYMM/tYYYYMMDD_ID.html`, pages by `createPageHTML` or `Pager`."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from metadata.families.channels import channels_below
from metadata.families.landing import find_landing
from metadata.families.listing import ListPage
from metadata.families.page import ServedPage
from metadata.families.pagers import find_pager, linked_pages, trs_pager
from metadata.families.rows import read_rows

# 广西 prints `tID.shtml`; clones drop the suffix (URL_SHAPES: trs_wcm, trs_wcm_short).
_ARTICLE = re.compile(r"/(?:\d{6}/)?t\d{6,8}(?:_\d+)?(?:_wap)?(?:\.s?html?)?$|/P0\d{10,}\.\w{3,4}$")
_MARK = re.compile(
    r"_trs_ta_js|TRS_Editor|trs_editor_view|/images/createpage\.js|name=[\"']?TRS|TRS WCM", re.IGNORECASE
)


class Trs:
    """拓尔思 TRS WCM."""

    id = "trs"
    name = "TRS WCM (拓尔思)"

    def recognises(self, page: ServedPage) -> bool:
        """A TRS pager, an article address of TRS, or a mark of its templates."""
        return (
            trs_pager(page) is not None
            or bool(_MARK.search(page.text))
            or any(is_article(link.url) for link in page.links)
        )

    def read_list(self, page: ServedPage, within: str) -> ListPage:
        """Rows by article address, pages by the script pager; `index_1.html` is the second page."""
        channels = channels_below(page, within, is_article)
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
    """Whether an address is a TRS article's or a TRS attachment's that stands in a list by itself."""
    return bool(_ARTICLE.search(urlsplit(url).path))
