"""The other pages of a list: pagers that scripts write, and pagers of plain links.

`createPageHTML` is three different functions of three products; the shape of its arguments tells which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from metadata.addresses import written_address
from metadata.families.page import MAX_LINKS, Link, ServedPage, bare_host, folder, same_site, words

MAX_LIST_PAGES = 2_000
"""Pages of one list that a pager may name; a count beyond it is an error of the page, or an attack."""
MAX_SCRIPT = 100_000
"""Characters of a script that are looked at: a pager is called at the end of a short one, libraries are long."""

_CALL = re.compile(r"(?<![\w.])(?:window\.)?createPageHTML\s*\(([^()]{1,300})\)", re.IGNORECASE)
_PAGES_ON = re.compile(r"createPageHTML|countPage|Pager\s*\(", re.IGNORECASE)
_COMMENT = re.compile(r"(?m)(?<![:\w\"'])//[^\n]*")
_VARIABLE = re.compile(r"""\b([A-Za-z_]\w{0,40})\s*=\s*(?:"([^"\n]{0,80})"|'([^'\n]{0,80})'|(\d{1,9})\b)""")
_TEMPLATE_NAME = re.compile(r"""href\s*=\s*\\?["']([\w-]{1,80}?)["'+\s]{0,9}_["'\s]*\+""")
_TEMPLATE_SUFFIX = re.compile(r"""[."'](s?html?)\\?["']""")
_NUMERAL = re.compile(r"[0-9]{1,9}")
"""Of pages or rows: int() takes no ², and SQLite no number of forty digits."""
_PAGER = re.compile(r"(?<![\w.])Pager\s*\(\s*\{([^{}]{1,300})\}\s*\)")
_PAIR = re.compile(r"""["']?(\w+)["']?\s*:\s*(?:["']([^"']*)["']|(\d+))""")
_ARGUMENT = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^,'"\s]+))\s*(?:,|$)""")
LONGEST_WORDS = 40
"""Characters of a link that turns a page."""
_NEXT_WORDS = re.compile(
    r"^\W*((?:下一?|后一?|尾|末|最后一?)[页頁]|(?:last|next)(?: page)?|›|»|>|>>|→)\W*(?:\d{1,4}\s*/\s*\d{1,4})?\W*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\W{0,2}(?:第\s*)?(\d{1,4})(?:\s*[页頁])?\W{0,2}$")
_CALLED_NUMBER = re.compile(r"\(\s*(?:[^()]{0,100},\s*)?[\"']?(\d{1,4})[\"']?\s*\)")
_STATED_PAGES = re.compile(
    r"共\s*(?:<[^>]{1,40}>\s*)?(\d{1,4})\s*(?:</[^>]{1,20}>\s*)?[页頁]|第\s*\d{1,4}\s*/\s*(\d{1,4})\s*[页頁]"
)


@dataclass(frozen=True, slots=True)
class Pager:
    """A script pager: the number of pages, the URL of the others in order, the rows it states, if any."""

    pages: int
    others: tuple[str, ...]
    rows: int | None = None


def find_pager(page: ServedPage) -> Pager | None:
    """The script pager of a page, whichever product's: portals keep their pages and change what lists them."""
    return trs_pager(page) or ucap_pager(page)


def trs_pager(page: ServedPage) -> Pager | None:
    """TRS: `createPageHTML(4, 0, "index", "html")`, current from 0, page n at `index_{n-1}.html`.

    Also the newer `Pager({size:4, current:0, prefix:'index', suffix:'html'})`, and the template of old that writes
    its links itself: `var countPage = 4; var currentPage = 0; … href=\\"index_" + nextPage + ".html\\"`.
    """
    codes = _codes(page)
    values = _variables("\n".join(codes))
    for script in codes:
        for match in _CALL.finditer(script):
            if pager := _trs_call(page, arguments(match.group(1), values)):
                return pager
        if "countPage" in values and "currentPage" in values and (name := _TEMPLATE_NAME.search(script)):
            suffix = _TEMPLATE_SUFFIX.search(script, name.end())
            call = [values["countPage"], values["currentPage"], name[1], suffix[1] if suffix else "html"]
            if pager := _trs_call(page, call):
                return pager
        for match in _PAGER.finditer(script):
            named = {key: text or number for key, text, number in _PAIR.findall(match.group(1))}
            call = [named.get(key, "") for key in ("size", "current", "prefix", "suffix")]
            if pager := _trs_call(page, call):
                return pager
    return None


def ucap_pager(page: ServedPage) -> Pager | None:
    """Ucap: `createPageHTML('page_div',50,1,'list','shtml',1000)`, from 1, page n at `list_{n}.shtml`."""
    codes = _codes(page)
    values = _variables("\n".join(codes))
    for script in codes:
        for match in _CALL.finditer(script):
            call = arguments(match.group(1), values)
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


def _codes(page: ServedPage) -> tuple[str, ...]:
    """The scripts that may hold a pager, without their comments: an old call is often left in one."""
    scripts = (script[:MAX_SCRIPT] for script in page.scripts)
    return tuple(_COMMENT.sub("", script) for script in scripts if _PAGES_ON.search(script))


def _variables(script: str) -> dict[str, str]:
    """What a script first sets its variables to, where that is a text or a number."""
    found: dict[str, str] = {}
    for name, double, single, number in _VARIABLE.findall(script):
        found.setdefault(name, double or single or number)
    return found


def arguments(text: str, values: Mapping[str, str]) -> list[str]:
    """The arguments of a script call, quotes taken off: `4, now, "index"` gives `["4", "0", "index"]`.

    `values` are those of its variables.
    """
    return [double or single or values.get(bare, bare) for double, single, bare in _ARGUMENT.findall(text)]


def linked_pages(page: ServedPage, *, rows: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The pages of this list that plain links name: numbers, 下一页, 尾页 — in page order, without this page.

    `rows` are the addresses of the entries: a row whose title is a bare number is no pager.
    """
    listed = set(rows)
    found: dict[str, None] = {}
    for link in page.links:
        if link.url in listed or not same_site(link.url, page.url):
            continue
        if names_page(_words_of(link)) and is_sibling(page.url, link.url):
            found[link.url] = None
    return tuple(url for url in found if not same_list_page(url, page.url))


def names_page(text: str) -> bool:
    """Whether words are those of a pager: 下一页, 3, 第3页."""
    return leads_on(text) or (len(text) <= LONGEST_WORDS and _NUMBER.match(text) is not None)


def leads_on(text: str) -> bool:
    """Whether words lead to the next page or to the last."""
    return len(text) <= LONGEST_WORDS and _NEXT_WORDS.match(text) is not None


def _words_of(link: Link) -> str:
    """What a link says, if only by its picture."""
    pictured = (image.get("alt") or "" for image in link.element.iter("img"))
    return link.text or link.title or next(pictured, "")


def stated_pages(page: ServedPage) -> int | None:
    """The number of pages in 共 3 页 or 第 1/3 页, or that only a script can turn to; None where there is none."""
    match = _STATED_PAGES.search(page.text.replace("&nbsp;", " "))
    return int(match[1] or match[2]) if match else _pages_of_script(page)


def _pages_of_script(page: ServedPage) -> int | None:
    """The highest number that a pager without addresses turns to (`javascript:goPage(3)`, `__doPostBack('p','3')`)."""
    numbers, goes_on = [0], False
    for element in islice(page.tree.iter("a"), MAX_LINKS):
        told = words(element)
        if not names_page(told) or written_address(element) is not None:
            continue
        goes_on = goes_on or leads_on(told)
        called = _CALLED_NUMBER.search(f"{element.get('href') or ''} {element.get('onclick') or ''}"[:1_000])
        number = called or _NUMBER.match(told)
        numbers.append(int(number[1]) if number else 0)
    return max(numbers) if goes_on and max(numbers) > 1 else None


def is_sibling(url: str, other: str) -> bool:
    """Whether two addresses are pages of one list: they differ in one number, or in the query alone."""
    here, there = urlsplit(url), urlsplit(other)
    if here.path == there.path:
        return here.query != there.query
    if urlsplit(folder(url)).path != urlsplit(folder(other)).path or not same_site(url, other):
        return False
    stem = _stem(here.path)
    return _stem(there.path) in {stem, ""} or stem == ""


def same_list_page(url: str, other: str) -> bool:
    """Whether two addresses are one page of a list: `/list/`, `/list/index.html`, http and https alike."""
    return list_key(url) == list_key(other)


def list_key(url: str) -> str:
    """What is common to all spellings of a list page: host without `www.`, path without its index file."""
    parts = urlsplit(url)
    path = re.sub(r"(?i)/(index|default)\.\w+$", "/", parts.path or "/")
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
    suffix = suffix.removeprefix(".")
    if not re.fullmatch(r"[\w./%-]+", name) or not re.fullmatch(r"\w+", suffix):
        return None
    pages = min(pages, MAX_LIST_PAGES)
    first = urljoin(page.base, f"{name}.{suffix}")
    stem = first.removesuffix(f".{suffix}")
    others = [
        f"{stem}_{index + first_number}.{suffix}" if index else first
        for index in range(pages)
        if index != current
    ]
    return Pager(pages, tuple(others), rows)
