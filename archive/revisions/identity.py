"""Page identity: which addresses are one page. A chain of named rules, each of which keeps its reason.

A canonical URL is a key, not an address to fetch: it says `http` and drops `www.` whatever the portal
serves. No rule may make one page of two, so what is doubtful (mobile hosts, raw IP addresses, preview
servers, an unknown parameter) stays apart until the texts themselves are compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit


class AliasReason(StrEnum):
    """Why an address is another way to write the canonical one."""

    SCHEME = "scheme"
    """https for http."""
    WWW = "www"
    """www. before the bare host."""
    PORT = "port"
    """The scheme's own port, written out."""
    SPELLING = "spelling"
    """Letter case of the host, percent-encoding, dot segments, order of parameters."""
    FRAGMENT = "fragment"
    """A place inside the page."""
    MOBILE = "mobile"
    """`_wap` or `?isMobile=`: the same article in the mobile layout."""
    TRADITIONAL = "traditional"
    """`/gate/big5/host/`: the same page turned into traditional characters by the portal's gateway."""
    SESSION = "session"
    """A session id, a clock or a sharing mark in the address."""
    INDEX = "index"
    """`index.html` for its folder."""


@dataclass(frozen=True, slots=True)
class CanonicalUrl:
    """A canonical URL, and the reasons for which the given address differs from it."""

    url: str
    reasons: tuple[AliasReason, ...]


class _Parts(NamedTuple):
    scheme: str
    host: str
    path: str
    query: str
    fragment: str


ADDRESSES_HELD = 65_536
"""Addresses whose key is kept at hand: a crawl asks for each of them some times, and every walk has nearly the same."""


@lru_cache(ADDRESSES_HELD)
def canonical_url(url: str) -> str:
    """The key under which all addresses of one page meet. ValueError where `url` is not http(s)."""
    return canonical(url).url


def address_key(url: str) -> str:
    """`canonical_url`; what a page calls a link and is no URL stands for itself."""
    try:
        return canonical_url(url)
    except ValueError:
        return url


def canonical(url: str) -> CanonicalUrl:
    """The canonical URL with the reasons for each change. ValueError where `url` is not http(s)."""
    parts = _parts(url)
    reasons: list[AliasReason] = []
    for rule, reason in _RULES:
        changed = rule(parts)
        if changed != parts and reason not in reasons:
            reasons.append(reason)
        parts = changed
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return CanonicalUrl(f"{parts.scheme}://{parts.host}{parts.path}{query}{fragment}", tuple(reasons))


def _parts(url: str) -> _Parts:
    try:
        split = urlsplit(url.strip())
        host = split.netloc
        split.port  # noqa: B018  a bad port raises here, not in a rule
    except ValueError as error:
        raise ValueError(f"{url[:200]!r}: not a URL: {error}") from error
    if split.scheme.lower() not in ("http", "https") or not split.hostname:
        raise ValueError(f"{url[:200]!r}: not an http(s) URL")
    return _Parts(split.scheme.lower(), host, split.path or "/", split.query, split.fragment)


# --- spelling (RFC 3986 §6.2) ----------------------------------------------------------------------------

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_UNSAFE = re.compile(r"[^!-~]|[\"<>\\^`{|}]")


def _spell_host(parts: _Parts) -> _Parts:
    userinfo, at, host = parts.host.rpartition("@")
    name, colon, port = host.partition(":") if not host.startswith("[") else (host, "", "")
    name = name.lower().rstrip(".")
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise ValueError(f"{name[:200]!r}: not a host name: {error}") from error
    return parts._replace(host=f"{userinfo}{at}{name}{colon if port else ''}{port}")


def _spell_path(parts: _Parts) -> _Parts:
    path = _spelled(parts.path)
    # A portal's own links often carry a doubled slash; an address inside the path must keep its own.
    path = re.sub(r"(?<!:)/{2,}", "/", path)
    return parts._replace(path=_without_dot_segments(path))


def _spell_query(parts: _Parts) -> _Parts:
    fields = [field for field in _spelled(parts.query).split("&") if field]
    return parts._replace(query="&".join(sorted(fields, key=lambda field: field.partition("=")[0])))


def _spelled(text: str) -> str:
    """Percent-encoding in one spelling. GBK escapes stay as they are: nothing says that they are GBK."""

    def escape(match: re.Match[str]) -> str:
        return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "surrogatepass"))

    def unescape(match: re.Match[str]) -> str:
        char = chr(int(match.group(1), 16))
        return char if char in _UNRESERVED else match.group().upper()

    return _ESCAPE.sub(unescape, _UNSAFE.sub(escape, text))


def _without_dot_segments(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept) if len(kept) > 1 else "/"


# --- the other ways to write one address -----------------------------------------------------------------


def _drop_fragment(parts: _Parts) -> _Parts:
    # `#!` and `#/` are how script-built portals address different pages.
    kept = parts.fragment.startswith(("!", "/"))
    return parts._replace(fragment=_spelled(parts.fragment) if kept else "")


def _drop_default_port(parts: _Parts) -> _Parts:
    port = ":443" if parts.scheme == "https" else ":80"
    return parts._replace(host=parts.host.removesuffix(port))


def _use_http(parts: _Parts) -> _Parts:
    # https on port 80 is an oddity; as http it would become the plain host's page.
    return parts if parts.host.endswith(":80") else parts._replace(scheme="http")


# Below these names hosts are registered, so `www.gov.cn` is a host of its own and not an alias of `gov.cn`.
_REGISTRIES = frozenset(f"{kind}.cn" for kind in ("ac", "com", "edu", "gov", "mil", "net", "org"))


def _drop_www(parts: _Parts) -> _Parts:
    bare = parts.host.removeprefix("www.")
    name = bare.partition(":")[0]
    return parts if "." not in name or name in _REGISTRIES else parts._replace(host=bare)


_GATE = re.compile(r"^/gate/big5/(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d+)?)(?P<path>/.*)?$")


def _leave_gateway(parts: _Parts) -> _Parts:
    """Only a portal's own gateway is believed: another's could show anything under the portal's name."""
    match = _GATE.match(parts.path)
    if match is None or "." not in match["host"]:
        return parts
    target = match["host"].lower()
    gateway = parts.host.removeprefix("www.").removeprefix("big5.").removeprefix("www.")
    if gateway != target.removeprefix("www."):
        return parts
    return parts._replace(host=target, path=match["path"] or "/")


_WAP = re.compile(r"_wap(?=\.s?html?$)", re.IGNORECASE)


def _drop_mobile_layout(parts: _Parts) -> _Parts:
    fields = [f for f in parts.query.split("&") if f.partition("=")[0].lower() != "ismobile"]
    return parts._replace(path=_WAP.sub("", parts.path), query="&".join(fields))


_SESSION_PATH = re.compile(r";jsessionid=[^/;]*|(?<=/)\((?:[A-Z]\([0-9a-z]+\))+\)/", re.IGNORECASE)
_SESSION_FIELD = re.compile(
    r"^(?:;?jsessionid|phpsessid|aspsessionid[a-z]*|asp\.net_sessionid|cfid|cftoken|utm_[a-z]+|isappinstalled)$",
    re.IGNORECASE,
)
_CLOCK_FIELD = re.compile(r"^(?:_|t|ts|time|timestamp|rand|random|nocache|_t)$", re.IGNORECASE)
_CLOCK = re.compile(r"^(?:1\d{9}|1\d{12}|0\.\d{8,})$")
_SHARED_FROM = frozenset({"timeline", "groupmessage", "singlemessage"})
"""What WeChat adds to a shared address."""


def _drop_session(parts: _Parts) -> _Parts:
    fields = [field for field in parts.query.split("&") if not _is_session(field)]
    return parts._replace(path=_SESSION_PATH.sub("", parts.path), query="&".join(fields))


def _is_session(field: str) -> bool:
    name, _, value = field.partition("=")
    if _SESSION_FIELD.match(name):
        return True
    if _CLOCK_FIELD.match(name) and _CLOCK.match(value):
        return True
    return name == "from" and value in _SHARED_FROM


_INDEX = re.compile(r"(?<=/)(?:index|default)\.s?html?$", re.IGNORECASE)


def _use_folder(parts: _Parts) -> _Parts:
    return parts._replace(path=_INDEX.sub("", parts.path))


_RULES: tuple[tuple[Callable[[_Parts], _Parts], AliasReason], ...] = (
    (_drop_fragment, AliasReason.FRAGMENT),
    (_spell_host, AliasReason.SPELLING),
    (_drop_default_port, AliasReason.PORT),
    (_use_http, AliasReason.SCHEME),
    (_drop_session, AliasReason.SESSION),
    (_spell_path, AliasReason.SPELLING),
    (_spell_query, AliasReason.SPELLING),
    (_leave_gateway, AliasReason.TRADITIONAL),
    (_drop_www, AliasReason.WWW),
    (_drop_mobile_layout, AliasReason.MOBILE),
    (_use_folder, AliasReason.INDEX),
)
