"""The other pages of a list: pagers that scripts write, and pagers of plain links.

`createPageHTML` is three different functions of three products; the shape of its arguments tells which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from metadata.families.page import ServedPage, bare_host, folder, same_site

MAX_LIST_PAGES = 2_000
"""Pages of one list that a pager may name; a count beyond it is an error of the page, or an attack."""

_CALL = re.compile(r"(?<![\w.])createPageHTML\s*\(([^()]{1,300})\)")
_NUMERAL = re.compile(r"[0-9]{1,9}")
"""Of pages or rows: int() takes no ², and SQLite no number of forty digits."""
_PAGER = re.compile(r"(?<![\w.])Pager\s*\(\s*\{([^{}]{1,300})\}\s*\)")
_PAIR = re.compile(r"""["']?(\w+)["']?\s*:\s*(?:["']([^"']*)["']|(\d+))""")
_ARGUMENT = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^,'"\s]+))\s*(?:,|$)""")
NEXT_WORDS = re.compile(
    r"^\W*(下一?页|下页|后一?页|尾页|末页|最后一?页|last|next|›|»|>|>>)\W*$", re.IGNORECASE
)
_NUMBER = re.compile(r"^\W{0,2}(\d{1,4})\W{0,2}$")


@dataclass(frozen=True, slots=True)
class Pager:
    """A script pager: the number of pages, the URL of the others in order, the rows it states, if any."""

    pages: int
    others: tuple[str, ...]
    rows: int | None = None


def trs_pager(page: ServedPage) -> Pager | None:
    """TRS: `createPageHTML(4, 0, "index", "html")`, current from 0, page n at `index_{n-1}.html`.

    Also the newer `Pager({size:4, current:0, prefix:'index', suffix:'html'})`.
    """
    for script in page.scripts:
        for match in _CALL.finditer(script):
            if pager := _trs_call(page, arguments(match.group(1))):
                return pager
        for match in _PAGER.finditer(script):
            named = {key: text or number for key, text, number in _PAIR.findall(match.group(1))}
            call = [named.get(key, "") for key in ("size", "current", "prefix", "suffix")]
            if pager := _trs_call(page, call):
                return pager
    return None


def ucap_pager(page: ServedPage) -> Pager | None:
    """Ucap: `createPageHTML('page_div',50,1,'list','shtml',1000)`, from 1, page n at `list_{n}.shtml`."""
    for script in page.scripts:
        for match in _CALL.finditer(script):
            call = arguments(match.group(1))
            if (
                len(call) < 5
                or not _NUMERAL.fullmatch(call[1])
                or not _NUMERAL.fullmatch(call[2])
                or not call[3]
            ):
                continue
            pages, current, name, suffix = int(call[1]), int(call[2]), call[3], call[4]
            rows = int(call[5]) if len(call) > 5 and _NUMERAL.fullmatch(call[5]) else None
            return _numbered_pager(page, pages, current - 1, name, suffix, rows, first_number=1)
    return None


def arguments(text: str) -> list[str]:
    """The arguments of a script call, quotes taken off: `4, 0, "index"` gives `["4", "0", "index"]`."""
    return [double or single or bare for double, single, bare in _ARGUMENT.findall(text)]


def linked_pages(page: ServedPage, *, rows: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The pages of this list that plain links name: numbers, 下一页, 尾页 — in page order, without this page.

    `rows` are the addresses of the entries: a row whose title is a bare number is no pager.
    """
    listed = set(rows)
    found: dict[str, None] = {}
    for link in page.links:
        if link.url in listed or not same_site(link.url, page.url):
            continue
        if (NEXT_WORDS.match(link.text) or _NUMBER.match(link.text)) and is_sibling(page.url, link.url):
            found[link.url] = None
    return tuple(url for url in found if not same_list_page(url, page.url))


def is_sibling(url: str, other: str) -> bool:
    """Whether two addresses are pages of one list: they differ in one number, or in the query alone."""
    here, there = urlsplit(url), urlsplit(other)
    if here.path == there.path:
        return here.query != there.query
    if folder(url) != folder(other):
        return False
    stem = _stem(here.path)
    return _stem(there.path) in {stem, ""} or stem == ""


def same_list_page(url: str, other: str) -> bool:
    """Whether two addresses are one page of a list: `/list/`, `/list/index.html`, http and https alike."""
    return list_key(url) == list_key(other)


def list_key(url: str) -> str:
    """What is common to all spellings of a list page: host without `www.`, path without its index file."""
    parts = urlsplit(url)
    path = re.sub(r"/(index|default)\.\w+$", "/", parts.path or "/")
    return f"{bare_host(url)}{path}?{parts.query}"


def _stem(path: str) -> str:
    """The file name without its page number and suffix: `index_2.html`, `index.html` and `` give ``."""
    name = path.rsplit("/", 1)[1].rsplit(".", 1)[0]
    name = re.sub(r"(?<=[_\-A-Za-z])\d+$|^\d+$", "", name).rstrip("_-")
    return "" if name in {"index", "default", "list"} else name


def _trs_call(page: ServedPage, call: list[str]) -> Pager | None:
    if len(call) < 4 or not _NUMERAL.fullmatch(call[0]) or not _NUMERAL.fullmatch(call[1]) or not call[2]:
        return None
    return _numbered_pager(page, int(call[0]), int(call[1]), call[2], call[3], None, first_number=0)


def _numbered_pager(
    page: ServedPage, pages: int, current: int, name: str, suffix: str, rows: int | None, *, first_number: int
) -> Pager | None:
    """`first_number` is what the number in page one's address would be: page two's is one more."""
    if not re.fullmatch(r"[\w./%-]+", name) or not re.fullmatch(r"\w+", suffix):
        return None
    pages = min(pages, MAX_LIST_PAGES)
    first = urljoin(page.url, f"{name}.{suffix}")
    stem = first.removesuffix(f".{suffix}")
    others = [
        f"{stem}_{index + first_number}.{suffix}" if index else first
        for index in range(pages)
        if index != current
    ]
    return Pager(pages, tuple(others), rows)
