"""A visit: one request for one of our pages, what it asks for, and how it is answered."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from datasette import Response
from datasette.utils.asgi import NotFound

from archive.site.holding import Holding, holding_of
from archive.site.rendering import render

Found = TypeVar("Found")
View = Callable[["Visit"], Awaitable[Any]]

_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")

ENGLISH = "/en"
"""The prefix of every page in English; without it pages are in Chinese."""

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-src 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
PAGE_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "max-age=5",
}
"""Of every page of ours: nothing but our own style sheet is loaded, nothing runs, nobody frames it."""


class Refused(Exception):
    """A visit that cannot be answered as asked: the status, and why in Chinese and in English."""

    def __init__(self, status: int, chinese: str, english: str) -> None:
        super().__init__(english)
        self.status = status
        self.chinese = chinese
        self.english = english


def read_only() -> Refused:
    """405: nothing here can be changed."""
    return Refused(405, "本站只读。", "This site is read-only.")


def missing(chinese: str, english: str) -> Refused:
    """404: there is no such thing here."""
    return Refused(404, chinese, english)


def malformed(chinese: str, english: str) -> Refused:
    """400: what was asked makes no sense."""
    return Refused(400, chinese, english)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: `path` is without the language's prefix, `variables` are the parts of it that vary."""

    request: Any
    datasette: Any
    holding: Holding
    path: str
    variables: dict[str, str | None]
    english: bool

    async def read(self, fn: Callable[..., Found], *arguments: Any, **named: Any) -> Found:
        """Ask the newest published copy."""
        return await self.holding.read(fn, *arguments, **named)

    def asked(self, name: str) -> str:
        """One value of the query string, empty where there is none."""
        return (self.request.args.get(name) or "").strip()

    def asked_all(self, name: str) -> list[str]:
        """All values of one name, in order, each once."""
        return list(dict.fromkeys(v.strip() for v in self.request.args.getlist(name) if v.strip()))

    def digits(self, name: str) -> str:
        """One value that is made of digits: ２０１９, as Chinese keyboards write it, and 2019年 are 2019."""
        return self.asked(name).translate(_FULL_WIDTH).removesuffix("年")

    def number(self, name: str, default: int, least: int = 0, most: int = 9999) -> int:
        """A whole number of the query string. Raises Refused (400) for anything else."""
        text = self.digits(name)
        if not text:
            return default
        if not (text.isascii() and text.isdecimal() and len(text) <= 9 and least <= int(text) <= most):
            raise malformed(
                f"“{name}”应为 {least} 至 {most} 的整数。",
                f"“{name}” must be a whole number from {least} to {most}.",
            )
        return int(text)

    def link(self, path: str, **query: Any) -> str:
        """The address of a page of ours in the language of this visit."""
        return self.plain_link((ENGLISH if self.english else "") + path, **query)

    def plain_link(self, path: str, **query: Any) -> str:
        """The address of what has no language: a download, a feed, the style sheet."""
        told = urlencode(
            {name: value for name, value in query.items() if value not in (None, "", [])}, doseq=True
        )
        return str(self.datasette.urls.path(quote(path, safe="/:~!$&'()*+,;=@%?"))) + (
            f"?{told}" if told else ""
        )

    def absolute(self, path: str, **query: Any) -> str:
        """The whole address of what has no language."""
        return str(self.datasette.absolute_url(self.request, self.plain_link(path, **query)))

    def other_language(self) -> str:
        """This page in the other language."""
        path = self.path if self.english else ENGLISH + self.path
        query = self.request.query_string
        return str(self.datasette.urls.path(path)) + (f"?{query}" if query else "")

    def words(self, chinese: str, english: str) -> str:
        """The words for this visit's language."""
        return english if self.english else chinese

    def page(self, template: str, /, *, http_status: int = 200, **values: Any) -> Response:
        """One of our pages."""
        return Response.html(render(template, self, values), status=http_status, headers=dict(PAGE_HEADERS))


def viewed(view: View) -> Callable[..., Awaitable[Any]]:
    """The view as Datasette calls it: the visit made, and what goes wrong told to the visitor."""

    async def answer(request: Any, datasette: Any) -> Any:
        holding = holding_of(datasette)
        if holding is None:
            raise NotFound("no catalogue is served here")
        visit = _visit(request, datasette, holding)
        try:
            if request.method not in ("GET", "HEAD"):
                raise read_only()
            return await view(visit)
        except Refused as refused:
            return _message(visit, refused)
        except sqlite3.OperationalError as error:
            if str(error) != "interrupted":
                raise
            return _message(
                visit, Refused(503, "查询超时：请缩小范围再试。", "This took too long: ask for less.")
            )

    return answer


def unknown_address(request: Any, datasette: Any) -> Response | None:
    """The answer for an address that is nobody's; None where it is Datasette's to answer."""
    holding = holding_of(datasette)
    if holding is None or request.path.endswith((".json", ".csv")):
        return None
    routes = tuple(f"/{database.route}/" for database in datasette.databases.values())
    visit = _visit(request, datasette, holding)
    if visit.path.startswith((*routes, "/-/")):
        return None
    return _message(visit, missing("没有这个网址。", "There is no such address."))


def refusal(request: Any, datasette: Any, refused: Refused) -> Response:
    """The answer, in both languages, to what is asked of Datasette's own pages, which have no language.

    It is data where data was asked for, in Datasette's shape. A catalogue is served.
    """
    if request.path.endswith(".json"):
        told = {"ok": False, "error": refused.english, "status": refused.status, "title": None}
        return Response.json(told, status=refused.status, headers=_headers_of(refused))
    holding = holding_of(datasette)
    assert holding is not None, "asked for by the gate and where a page failed, both with a catalogue"
    # As of the home page: that is where the link to the other language leads, for this page has none.
    visit = Visit(request, datasette, holding, "/", {}, english=False)
    both = Refused(refused.status, f"{refused.chinese} {refused.english}", refused.english)
    return _message(visit, both)


def path_of(request: Any, datasette: Any) -> str:
    """The path of a request without the prefix that the site is served under."""
    base = str(datasette.setting("base_url"))
    path = str(request.path)
    return "/" + path[len(base) :] if base != "/" and path.startswith(base) else path


def _visit(request: Any, datasette: Any, holding: Holding) -> Visit:
    variables = dict(request.url_vars)
    path = path_of(request, datasette)
    english = bool(variables.pop("english", None)) or path.startswith(f"{ENGLISH}/")
    return Visit(
        request, datasette, holding, path.removeprefix(ENGLISH) if english else path, variables, english
    )


def _message(visit: Visit, refused: Refused) -> Response:
    told = visit.words(refused.chinese, refused.english)
    page = visit.page("message.html", http_status=refused.status, status=refused.status, message=told)
    page.headers.update(_headers_of(refused))
    return page


def _headers_of(refused: Refused) -> dict[str, str]:
    """RFC 9110, §15.5.6: who refuses a method says which ones there are."""
    return {"Allow": "GET, HEAD"} if refused.status == 405 else {}
