"""Which page answers which address. Our addresses come before Datasette's; all others stay Datasette's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette.views.index import IndexView

from archive.site.holding import holding_of
from archive.site.views import (
    assets,
    captures,
    changes,
    compare,
    coverage,
    diffs,
    discovery,
    feeds,
    findings,
    home,
    mementos,
    organs,
    reports,
    search,
)
from archive.site.visit import View, viewed

# Every page has two addresses, one in each language.
PAGES: tuple[tuple[str, View], ...] = (
    (r"/search", search.results),
    (r"/reports/(?P<report>[^/.]+)", reports.report),
    (r"/diff/(?P<old>[^/.]+)/(?P<new>[^/.]+)", diffs.diff),
    (r"/captures/(?P<capture>[^/.]+)", captures.evidence),
    (r"/organs/(?P<organ>[^/.]+)", organs.organ),
    (r"/coverage", coverage.coverage_page),
    (r"/changes", changes.changes),
    (r"/findings", findings.findings),
    (r"/compare", compare.compare),
)
# What is data or a file has one.
FILES: tuple[tuple[str, View], ...] = (
    (r"/search\.json", search.results_json),
    (r"/search\.csv", search.results_csv),
    (r"/search\.atom", search.results_atom),
    (r"/reports/(?P<report>[^/.]+)\.txt", reports.report_text),
    (r"/reports/(?P<report>[^/.]+)\.json", reports.report_json),
    (r"/coverage\.csv", coverage.coverage_csv),
    (r"/diff/(?P<old>[^/.]+)/(?P<new>[^/.]+)\.json", diffs.diff_json),
    (r"/captures/(?P<capture>[^/.]+)/shown", captures.shown),
    (r"/captures/(?P<capture>[^/.]+)/payload", captures.body),
    (r"/captures/(?P<capture>[^/.]+)/record\.warc\.gz", captures.record),
    (r"/compare\.csv", compare.compare_csv),
    (r"/feeds/reports\.atom", feeds.reports_feed),
    (r"/feeds/changes\.atom", feeds.changes_feed),
    (r"/feeds/findings\.atom", feeds.findings_feed),
    (r"/timemap/link/(?P<url>.+)", mementos.timemap),
    (r"/timegate/(?P<url>.+)", mementos.timegate),
    (r"/memento/(?P<stamp>[^/]+)/(?P<url>.+)", mementos.memento),
    (r"/robots\.txt", discovery.robots),
    (r"/sitemap\.xml", discovery.sitemap),
    (r"/sitemap-(?P<part>[1-9]\d{0,5})\.xml", discovery.sitemap_part),
)


async def home_or_index(request: Any, datasette: Any, send: Any) -> Any:
    """Our home page, or Datasette's own where it serves no catalogue."""
    if holding_of(datasette) is not None:
        return await viewed(home.home)(request, datasette)
    request.scope["url_route"]["kwargs"]["format"] = None
    return await IndexView.as_view(datasette)(request, send)


def routes() -> list[tuple[str, Callable[..., Any]]]:
    """The routes as Datasette takes them."""
    return [
        (r"^/$", home_or_index),
        (r"^(?P<english>/en)/?$", viewed(home.home)),
        *((rf"^(?P<english>/en)?{pattern}$", viewed(view)) for pattern, view in PAGES),
        *((rf"^{pattern}$", viewed(view)) for pattern, view in FILES),
        (r"^/-/nianbao/(?P<name>site|tables)-[0-9a-f]+\.css$", assets.style),
    ]
