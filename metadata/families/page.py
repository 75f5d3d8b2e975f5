"""A page as a family sees it: its address, its characters and its tree, parsed once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from metadata.addresses import MAX_CHARACTERS, absolute, base_of, written_address
from metadata.encoding import decode
from metadata.markup import bounded, parse_text
from metadata.memory import remembered

MAX_LINKS = 5_000
"""Links of a page that are looked at; the longest list seen on one page has 400 rows."""
MAX_NODES = 2_000
"""Beginnings and ends of elements inside one link or row."""
MAX_ANCESTORS = 200
"""Elements around a link; the deepest list seen stands in 40."""

IsArticle = Callable[[str], bool]
"""Whether a family's article may lie under a URL."""

_UNSEEN = frozenset({"script", "style"})
_SPACES = re.compile(r"[\s\u3000\xa0]+")
_LIST_FILE = re.compile(
    r"/(?:\w{0,20}list|node|channel|column|lanmu|category)[\w-]{0,40}\.(?:jsp|aspx?|php|do|s?html?)$",
    re.IGNORECASE,
)
_FOLDER = re.compile(r"/(?:(?:index|default|list)(?:\.\w{2,5})?)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """An `<a>` or an `<option>` of a page: its element, its absolute URL without a fragment, its visible words."""

    element: Any
    url: str
    text: str

    @property
    def title(self) -> str:
        """What the link is called in full: its `title=`, of which words are often cut; without one, its words."""
        return _one_line(self.element.get("title") or "") or self.text


@dataclass(frozen=True)
class ServedPage:
    """A response body with the address it came from. Trees come from `metadata.markup`."""

    url: str
    text: str

    @classmethod
    def of(cls, body: bytes, *, url: str, content_type: str | None = None) -> ServedPage:
        """The page of the bytes served under `url`; never raises."""
        return cls(url, decode(bounded(body), content_type)[0])

    @cached_property
    def tree(self) -> Any:
        """The root element of the page; list data that is no markup gives a root without links."""
        return parse_text(self.text)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """What leads to an http(s) address, in page order, `MAX_LINKS` at most."""
        return tuple(islice(links_of(self.tree, self.base), MAX_LINKS))

    @cached_property
    def base(self) -> str:
        """What relative addresses are relative to."""
        return base_of(self.tree, self.url)

    @cached_property
    def scripts(self) -> tuple[str, ...]:
        """The text of every inline script, in page order."""
        return tuple(element.text for element in self.tree.iter("script") if element.text)


def links_of(root: Any, base: str) -> Iterator[Link]:
    """The links below `root`, resolved against `base`; what a `<select>` of years or pages leads to is one, too."""
    for element in root.iter("a", "option"):
        href = written_address(element)
        url = absolute(base, href) if href else None
        if url:
            yield Link(element, url, words(element))


def words(element: Any) -> str:
    """The visible words of an element on one line, as far as `MAX_CHARACTERS`; scripts and comments are not visible."""
    told = "".join(text for _, text in _visible(element)) if len(element) else element.text or ""
    return _one_line(told)


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text[:MAX_CHARACTERS]).strip()


def pieces(element: Any) -> list[tuple[Any, str]]:
    """The visible words of an element node by node: the element they stand in, and the words."""
    told = ((parent, _SPACES.sub(" ", text).strip()) for parent, text in _visible(element))
    return [(parent, text) for parent, text in told if text]


def _visible(element: Any) -> Iterator[tuple[Any, str]]:
    """The visible text nodes of an element in order, each with the element it stands in.

    A link ends where another begins (WHATWG HTML 13.2.6.4.7), even if the parser has put one into the other. No
    more is looked at than rows of a list have.
    """
    left = MAX_CHARACTERS
    walk = etree.iterwalk(element, events=("start", "end", "comment"))
    for event, node in islice(walk, MAX_NODES):
        parent, text = (node, node.text) if event == "start" else (node.getparent(), node.tail)
        if event == "start" and (
            node.tag in _UNSEEN or (node.tag == element.tag == "a" and node is not element)
        ):
            walk.skip_subtree()
        elif text and (event == "start" or node is not element):
            yield parent, text[:left]
            left -= len(text)
            if left <= 0:
                return


def folder(url: str) -> str:
    """The URL up to and including the last slash of its path: `http://h/a/index.html` gives `http://h/a/`."""
    parts = urlsplit(url)
    path = parts.path or "/"
    return f"{parts.scheme}://{parts.netloc}{path[: path.rindex('/') + 1]}"


def is_folder(url: str) -> bool:
    """Whether a URL is a folder's, by its last slash or its index file."""
    parts = urlsplit(url)
    return not parts.query and bool(_FOLDER.search(parts.path or "/"))


def names_list(url: str) -> bool:
    """Whether a URL says that it is a list's: a folder, or `list.jsp?cid=7`, `node_7.html`."""
    return is_folder(url) or bool(_LIST_FILE.search(urlsplit(url).path))


def same_site(url: str, other: str) -> bool:
    """Whether two URLs lie on one host, http or https, with or without `www.`."""
    return bare_host(url) == bare_host(other)


@remembered
def bare_host(url: str) -> str:
    """The host of a URL without `www.`, with its port unless that is the usual one."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return host if parts.port in {None, 80, 443} else f"{host}:{parts.port}"
