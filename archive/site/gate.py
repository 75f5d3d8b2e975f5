"""The gate: requests that no page can answer are turned away before Datasette, which would answer 500, sees them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from datasette.utils import tilde_decode
from datasette.utils.asgi import Request

from archive.site.holding import holding_of
from archive.site.misasked import unreadable_parameter
from archive.site.visit import Refused, malformed, path_of, read_only, refusal

READING = frozenset({"GET", "HEAD", "OPTIONS"})
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
"""Methods that Datasette has an answer to; it calls None for any other (0.65.5)."""

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def guarded(app: App, datasette: Any) -> App:
    """The site behind its gate; as it is where no catalogue is served."""

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or holding_of(datasette) is None:
            await app(scope, receive, send)
            return
        refused = _refused(scope, datasette)
        if refused is None:
            await app(_with_readable_cookies(scope), receive, send)
            return
        await refusal(Request(scope, receive), datasette, refused).asgi_send(send)

    return answer


def _refused(scope: dict[str, Any], datasette: Any) -> Refused | None:
    request = Request(scope, None)
    method = request.method
    if method not in READING | WRITING or (method in WRITING and _in_the_catalogue(request, datasette)):
        return read_only()
    try:
        for name, value in scope.get("headers") or []:
            if name == b"host":
                urlsplit(f"//{value.decode('latin-1')}")
    except ValueError:  # `[::1`: every page that tells its own address would fail
        return malformed("Host 请求头不是主机名。", "The header Host is no host.")
    return unreadable_parameter(request) if _in_the_catalogue(request, datasette) else None


def _in_the_catalogue(request: Request, datasette: Any) -> bool:
    """Whether an address is that of a page of Datasette's over the catalogue."""
    holding, path = holding_of(datasette), path_of(request, datasette)
    # A table, a query or a row lies under it; `/published.json` is the database in another format.
    database = path.partition("/")[2].split("/")[0].split(".")[0]
    return holding is not None and tilde_decode(database) == holding.route


def _with_readable_cookies(scope: dict[str, Any]) -> dict[str, Any]:
    """The scope without a Cookie header that Datasette cannot read: nothing here needs one."""
    sent = scope.get("headers") or []
    headers = [header for header in sent if header[0] != b"cookie" or _is_readable(header[1])]
    return scope if len(headers) == len(sent) else {**scope, "headers": headers}


def _is_readable(cookie: bytes) -> bool:
    try:
        SimpleCookie().load(cookie.decode())
    except (UnicodeDecodeError, CookieError):
        return False
    return True
