"""Addresses as a page writes them: relative, within a script, below a `<base>`; and the http(s) URLs they stand for."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

MAX_CHARACTERS = 4_000
"""Of the words or the script of one link that are looked at."""
_NO_ADDRESS = ("javascript:", "mailto:", "tel:", "data:", "file:", "ftp:", "about:", "#")
_SCRIPTED = re.compile(
    r"""(?:\blocation(?:\.href)?\s*=|\(|,)\s*\\?["']([^"'\\\s]{0,500}(?:/|\.s?html?|\?)[^"'\\\s]{0,500})"""
)
"""The address in `window.open('./t20240130_1.html')`, `location.href='index_2.html'`, `goUrl('/zwgk/nb/')`."""
_SESSION = re.compile(r";jsessionid=[^/;?#]*", re.IGNORECASE)
"""Java servers write one into every address for those who take no cookies, another into each page."""
_ADDRESS = re.compile(r"^[^\s]*(?:/|\.s?html?|\?)")


def base_of(root: Any, url: str) -> str:
    """What the relative addresses of the page under `url` are relative to: its `<base href>`, else `url`."""
    for element in root.iter("base"):
        if href := element.get("href"):
            return absolute(url, href) or url
    return url


def written_address(element: Any) -> str | None:
    """The address that an `<a>` or an `<option>` leads to, as written; None for one that leads nowhere.

    Where `href` is none (`javascript:`, `#`), that which its script opens.
    """
    if element.tag == "option":
        value = element.get("value") or ""
        return value if _ADDRESS.search(value) else None
    href = element.get("href") or ""
    if not is_scripted(element):
        return str(href)
    opened = _SCRIPTED.search(f"{href} {element.get('onclick') or ''}"[:MAX_CHARACTERS])
    return opened[1] if opened else None


def is_scripted(element: Any) -> bool:
    """Whether the `href` of a link is no address, so that only its script can lead anywhere."""
    href = (element.get("href") or "").strip().lower()
    return not href or href.startswith(_NO_ADDRESS)


def absolute(base: str, href: str) -> str | None:
    """The absolute http(s) URL of `href` without its fragment; None for scripts, mail, and what is no URL."""
    href = _SESSION.sub("", re.sub(r"[\t\r\n]", "", href.strip()))
    if not href or href.lower().startswith(_NO_ADDRESS):
        return None
    try:
        url = _resolved(base, href)
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_is_valid:
        return None
    return url.split("#", 1)[0].replace(" ", "%20")


def _resolved(base: str, href: str) -> str:
    """The address that a link's `href` means on a page whose links are relative to `base`. Raises ValueError.

    A backslash outside the query is a slash, as every browser reads it (WHATWG URL 4.4): sites of Windows servers
    write `..\\..\\UploadFile\\2023.doc`.
    """
    outside: str = re.split(r"[?#]", href, maxsplit=1)[0]
    return urljoin(base, outside.replace("\\", "/") + href[len(outside) :])
