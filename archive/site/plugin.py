"""The Datasette plugin: our pages beside Datasette's own, over whichever of its databases is a catalogue.

Loaded through the entry point `datasette`, so that `nianbao serve` and plain `datasette published.db` behave
alike. Where no catalogue is served, nothing changes.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable, Generator, Mapping
from typing import Any

from datasette import handle_exception as exceptions
from datasette import hookimpl
from datasette.filters import FilterArguments
from datasette.utils.asgi import NotFound
from markupsafe import Markup

from archive.search.sql import register, tags_condition
from archive.site.gate import App, guarded
from archive.site.holding import holding_of, take_holdings
from archive.site.metadata import database_metadata
from archive.site.misasked import misasked
from archive.site.rendering import NAVIGATION, style_address
from archive.site.routes import routes
from archive.site.visit import refusal, unknown_address

OUR_PAGES: Mapping[tuple[str | None, str], tuple[tuple[str, ...], str]] = {
    ("reports", "title"): (("id",), "/reports/{id}"),
    ("revisions", "title"): (("id", "report_id"), "/reports/{report_id}?revision={id}"),
    ("organs", "name"): (("id",), "/organs/{id}"),
    ("captures", "captured_at"): (("id",), "/captures/{id}"),
}
"""Which cell of Datasette's tables leads to which of our pages, and the columns that its address is made of."""

LONGEST_VALUE_BYTES = 32 << 20
"""The longest text that the reader gives is 15 MB; a visitor's own SQL made one of a gigabyte in three seconds."""

_OUR_ADDRESS = re.compile(r"/(?:reports|diff|captures|organs)/[\w-]+(?:/[\w-]+)?", re.ASCII)


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]  # after Datasette's own, whose `escape_fts` ours replaces
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Register `zh_query`, and the reading of `?_search=` that finds Chinese; bound what one value may hold."""
    register(conn)
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE_BYTES)


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Any) -> Callable[[], Awaitable[None]]:
    """Find the catalogue among the databases."""

    async def start() -> None:
        # With rich at hand Datasette draws every exception with all its locals: seconds of work for each address
        # that a robot makes up, and a crash for one that no route matches (0.65.5). Plain traces will do.
        exceptions.rich = None
        await take_holdings(datasette)

    return start


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Our pages."""
    return routes()


@hookimpl  # type: ignore[untyped-decorator]
def get_metadata(datasette: Any) -> dict[str, Any]:
    """Titles, descriptions, facets and queries for the catalogue, under whatever name it is served."""
    holding = holding_of(datasette)
    return database_metadata(holding.name) if holding else {}


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """Our pages in the menu of Datasette's."""
    if holding_of(datasette) is None:
        return []
    pages = (("/", "首页", "Home"), *NAVIGATION)
    return [
        {"href": datasette.urls.path(path), "label": f"{chinese} {english}"}
        for path, chinese, english in pages
    ]


@hookimpl  # type: ignore[untyped-decorator]
def filters_from_request(request: Any, database: str, table: str, datasette: Any) -> FilterArguments | None:
    """Narrow a table by `has:` and `finding:` of `?_search=`, which its full-text index does not know."""
    told = datasette.table_metadata(database, table)
    if told.get("fts_table") != "search_terms" or request.args.get("_searchmode") == "raw":
        return None
    condition = tags_condition(request.args.get("_search") or "", told["fts_pk"])
    return FilterArguments([condition[0]], params=condition[1]) if condition else None


@hookimpl  # type: ignore[untyped-decorator]
def extra_css_urls(datasette: Any) -> list[str]:
    """Datasette's own pages look like ours."""
    return [datasette.urls.path(style_address("tables"))] if holding_of(datasette) else []


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(
    row: Any, value: object, column: str, table: str | None, database: str, datasette: Any
) -> Markup | None:
    """Lead from Datasette's cells to our pages: from a report's title and the like, and from our addresses."""
    holding = holding_of(datasette)
    if holding is None or holding.name != database or not isinstance(value, str):
        return None
    told = dict(zip(row.keys(), tuple(row), strict=True))
    needed, path = OUR_PAGES.get((table, column), ((), ""))
    if path and all(told.get(name) for name in needed):
        path = path.format(**told)
    elif _OUR_ADDRESS.fullmatch(value):
        path = value
    else:
        return None
    return Markup('<a href="{}">{}</a>').format(datasette.urls.path(path), value)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """What no page can answer is turned away first."""
    return lambda app: guarded(app, datasette)


@hookimpl(wrapper=True)  # type: ignore[untyped-decorator]  # Datasette's own would write a trace all the same
def handle_exception(
    datasette: Any, request: Any, exception: Exception
) -> Generator[None, list[Any], list[Any]]:
    """Tell kindly what was asked in vain, an address that is nobody's first; all else stays Datasette's to tell."""
    answers = yield
    answer = None
    if isinstance(exception, NotFound):
        answer = unknown_address(request, datasette)
    elif holding_of(datasette) is not None and (refused := misasked(request, exception)):
        answer = refusal(request, datasette, refused)
    return answers if answer is None else [answer]
