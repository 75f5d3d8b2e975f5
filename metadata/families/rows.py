"""The rows of a list page: which links are its entries, with their whole titles and printed dates.

Every family prints a list as repeated rows, each with one link and mostly a date. Families tell what their
article addresses look like; this module finds the rows of the one list among menus, boxes and footers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from metadata.addresses import is_scripted, written_address
from metadata.families.dates import is_date_part, read_date, without_date
from metadata.families.listing import ListingEntry, SubChannel
from metadata.families.page import (
    MAX_ANCESTORS,
    MAX_NODES,
    IsArticle,
    Link,
    ServedPage,
    folder,
    names_list,
    pieces,
    words,
)
from metadata.families.pagers import list_key

ROW_TAGS = frozenset({"li", "tr", "dt", "dd", "dl", "p", "div", "section", "article", "record"})
ROW_CLIMB = 6
"""Levels from a link up to its row; the deepest row seen (Ucap's disclosure table) has four."""
ROW_TEXT_LIMIT = 600
"""Characters of a row: beyond them it is a block of its own (SiteServer prints summaries in its rows)."""
ROW_LINKS = 20
"""Links of one row, all to the same address: its title, its picture, its buttons."""
_CHROME = re.compile(
    r"(?i)\b(nav|navbar|menu|foot(er)?|header|crumbs?|breadcrumb|share|pag(er|ing|ination))\b"
)
"""Not `page`: that is as often the name of what holds the whole page as of its pager (`<div class="page-content">`)."""
_CUT = "….。"
_CUT_ENDS = ("…", "..", "。。")
"""How a title that is cut ends."""
_LABEL = re.compile(r"^(?:文章)?(?:标题|名称|title)\s*[:：]\s*", re.IGNORECASE)
REPORT_WORDS = re.compile(r"年报|年度报告|(?:信息|政务)公开|工作报告")
_ONE_REPORT = re.compile(
    r"(?=.{0,100}(?:(?:19|20)\d\d(?!\s?[-./\d])|二[〇○零Oo0]))(?=.{0,100}(?:年报|年度报告|信息公开.{0,12}(?:报告|总结)))"
)
"""A title that names the report of one year: with it, a row needs neither a printed date nor a known address."""
LONGEST_TITLE = 200
"""Characters of such a title: a link that nobody closed has the whole report for its words."""


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate entry: its link and the whole title of that, the element that repeats, the date printed in it.

    `is_article` is what the address says, `is_report` what the title does.
    """

    link: Link
    title: str
    block: Any
    listed_on: date | None
    is_article: bool
    is_report: bool


def read_rows(
    page: ServedPage, is_article: IsArticle, channels: Iterable[SubChannel] = ()
) -> tuple[ListingEntry, ...]:
    """The entries of the page's list, in page order, each address once; `channels` are what is none of them.

    A row belongs to the list when its address is an article's, it prints a date, or its title names a year's
    report. Of the groups of rows that stand alike in the tree, the largest is the list, with all that speak of
    disclosure (a channel shows several publishers).
    """
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    others = {list_key(channel.url) for channel in channels}
    for row in _candidate_rows(page, is_article, others):
        groups[_place(row.block)].append(row)
    if not groups:
        return ()
    chosen = [row for rows in _lists_of(tuple(groups.values()), folder(page.url)) for row in rows]
    order = {id(link.element): index for index, link in enumerate(page.links)}
    chosen.sort(key=lambda row: order[id(row.link.element)])
    return _entries_of(chosen)


def _lists_of(groups: Sequence[list[Row]], channel: str) -> list[list[Row]]:
    """The groups of rows that are the list of the folder `channel`.

    A box of news can be the largest group: it lies elsewhere, where reports lie in the channel's folder.
    """

    def lie_within(rows: list[Row]) -> bool:
        return any(row.link.url.startswith(channel) for row in rows)

    told = [rows for rows in groups if any(REPORT_WORDS.search(row.title) for row in rows)]
    largest = max(groups, key=lambda rows: sum(map(_weight, rows)))
    # Groups are never compared: each of a thousand rows can be one by itself.
    within = [rows for rows in (*told, largest) if lie_within(rows)]
    if any(row.is_report for rows in within for row in rows):
        told = [rows for rows in told if lie_within(rows) or not _are_news(rows)]
    is_elsewhere = bool(within) and not lie_within(largest)
    return told if is_elsewhere or any(rows is largest for rows in told) else [*told, largest]


def _are_news(rows: Sequence[Row]) -> bool:
    """Whether rows name no report, and few of them speak of disclosure: there is news of that, too."""
    spoken = sum(REPORT_WORDS.search(row.title) is not None for row in rows)
    return not any(row.is_report for row in rows) and 2 * spoken < len(rows)


def _entries_of(rows: Iterable[Row]) -> tuple[ListingEntry, ...]:
    """Entries in the order of their rows; an address listed twice (title and picture) is one entry."""
    found: dict[str, tuple[str, date | None]] = {}
    for row in rows:
        title, listed_on = found.get(row.link.url, ("", None))
        found[row.link.url] = (title or row.title, listed_on or row.listed_on)
    titled = [(url, title, listed_on) for url, (title, listed_on) in found.items() if title]
    return tuple(
        ListingEntry(url, title, listed_on, position)
        for position, (url, title, listed_on) in enumerate(titled, start=1)
    )


def _title_of(link: Link) -> str:
    """The whole title of an entry: `title=` where the visible words are cut or missing, else the words."""
    seen = _seen_title(link)
    full = _LABEL.sub("", re.split(r"[\r\n]", (link.element.get("title") or "").strip())[0]).strip()
    full = re.sub(r"[\s\u3000\xa0]+", " ", full)
    if not full:
        return seen
    stem = seen.rstrip(_CUT) if seen.endswith(_CUT_ENDS) else seen
    if not stem or _tight(full).startswith(_tight(stem)):
        return full
    return seen


def _seen_title(link: Link) -> str:
    """The visible words without a date that stands inside the link in an element of its own."""
    told = pieces(link.element)
    if not any(parent is not link.element and len(text) > 5 and is_date_part(text) for parent, text in told):
        return without_date(link.text)
    return "".join(text for parent, text in told if parent is link.element or not is_date_part(text))


def _dates_inside(link: Link) -> list[str]:
    """The parts of a date printed inside a link: `17` and `2022-01` of a calendar leaf, or one whole date."""
    parts = [
        text for parent, text in pieces(link.element) if parent is not link.element and is_date_part(text)
    ]
    if any(len(part) > 5 for part in parts):
        return parts
    whole = link.text if without_date(link.text) != link.text else ""
    return [whole] if whole else []


def _ancestors(element: Any) -> Iterator[Any]:
    return islice(element.iterancestors(), MAX_ANCESTORS)


class _Blocks:
    """What the elements around links hold, each looked through once: one that is large can be around thousands."""

    def __init__(self) -> None:
        self.addresses = cache(_addresses_in)
        self.words = cache(words)
        self.pieces = cache(pieces)


def _row_of(link: Link, blocks: _Blocks) -> Any:
    """The element that repeats for a link: its `<li>` or `<tr>`, else the highest without another link."""
    block, own = link.element, written_address(link.element)
    for _ in range(ROW_CLIMB):
        parent = block.getparent()
        if parent is None or parent.tag in {"body", "html", "form"}:
            break
        addresses = blocks.addresses(parent)
        if addresses is None or not addresses <= {own} or len(blocks.words(parent)) > ROW_TEXT_LIMIT:
            break
        block = parent
        if block.tag in {"li", "tr", "dd", "record"}:
            break
    return block


def _candidate_rows(page: ServedPage, is_article: IsArticle, others: set[str]) -> Iterable[Row]:
    blocks = _Blocks()
    for link in page.links:
        article = is_article(link.url)
        says_little = len(link.text) < 4 and not link.element.get("title")
        if not article and (says_little or list_key(link.url) in others):
            continue
        report = _names_report(link)
        # Lists stand in a `nav_list`, too: no menu names the report of one year.
        if link.element.tag != "a" or (not report and in_chrome(link.element)):
            continue
        block = _row_of(link, blocks)
        listed_on = _printed_date(link, block, blocks)
        # What a script opens beside a date can be anything: a form that asks what is wrong with the page.
        dated = listed_on is not None and block.tag in ROW_TAGS and not is_scripted(link.element)
        if article or report or dated:
            yield Row(link, _title_of(link), block, listed_on, article, report)


def _names_report(link: Link) -> bool:
    """Whether a link names one report and can be its: a list is the channel of that year's."""
    said = (link.text, link.element.get("title") or "")
    told = any(len(title) <= LONGEST_TITLE and _ONE_REPORT.match(title) for title in said)
    return told and not names_list(link.url)


def _printed_date(link: Link, block: Any, blocks: _Blocks) -> date | None:
    own = set(islice(link.element.iter(), MAX_NODES))
    around = " ".join(text for parent, text in blocks.pieces(block) if parent not in own)
    return read_date(around) or read_date(" ".join(_dates_inside(link))) or read_date(_words_behind(block))


def _words_behind(block: Any) -> str:
    """What stands behind a row that holds no date: `<a>…</a> 2024-01-30<br>`, `<dt>…</dt><dd>…</dd>`."""
    if block.tag not in {"a", "dt", "li"}:
        return ""
    following = block.getnext()
    has_words = following is not None and following.tag != "a" and following.find(".//a") is None
    beside = words(following) if has_words else ""
    if block.tag == "li":  # 安徽's rows are lists of cells; else the next row stands there
        return beside if is_date_part(beside) else ""
    return f"{(block.tail or '')[:ROW_TEXT_LIMIT]} {beside}"


def in_chrome(element: Any) -> bool:
    """Whether an element stands in a menu, a header, a footer or a pager, by tag or class name."""
    for ancestor in _ancestors(element):
        if ancestor.tag in {"nav", "header", "footer", "select"}:
            return True
        css, own = ancestor.get("class"), ancestor.get("id")
        if (css or own) and _is_chrome(f"{css or ''} {own or ''}"):
            return ancestor.tag not in {"body", "html"}
    return False


@lru_cache(maxsize=4096)
def _is_chrome(names: str) -> bool:
    return _CHROME.search(names.replace("_", " ").replace("-", " ")) is not None


def _addresses_in(block: Any) -> frozenset[str | None] | None:
    """Where the links in an element lead (None: nowhere but by a script); None for so many that it is no row."""
    links = list(islice(block.iter("a"), ROW_LINKS + 2))
    if len(links) > ROW_LINKS + 1:
        return None
    leading = (link for link in links if not (link.get("href") or "#").startswith("#"))
    return frozenset(map(written_address, leading))


def _place(block: Any) -> tuple[str, ...]:
    """Tags and classes from the root down to the row: rows of one list share it, over several `<ul>` too."""
    steps = [_step(block)]
    steps.extend(_step(ancestor) for ancestor in _ancestors(block))
    return tuple(reversed(steps))


def _step(element: Any) -> str:
    # Rows alternate in class (odd, even, last): the row's own class and its list's are no mark of the group.
    if element.tag in {"li", "tr", "dd", "ul", "tbody"}:
        return str(element.tag)
    return f"{element.tag}.{element.get('class') or ''}"


def _weight(row: Row) -> int:
    return 1 + (row.listed_on is not None) + row.is_article


def _tight(text: str) -> str:
    return re.sub(r"\s+", "", text)
