"""Which page answers which address. Our addresses come before Datasette's; all others stay Datasette's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archive.site.views import assets, captures, diffs, home, reports, search
from archive.site.visit import View, viewed

# Every page has two addresses, one in each language.
PAGES: tuple[tuple[str, View], ...] = (
    (r"/search", search.results),
    (r"/reports/(?P<report>[^/.]+)", reports.report),
    (r"/diff/(?P<old>[^/.]+)/(?P<new>[^/.]+)", diffs.diff),
    (r"/captures/(?P<capture>[^/.]+)", captures.evidence),
)
# What is data or a file has one.
FILES: tuple[tuple[str, View], ...] = (
    (r"/search\.json", search.results_json),
    (r"/search\.csv", search.results_csv),
    (r"/search\.atom", search.results_atom),
    (r"/reports/(?P<report>[^/.]+)\.txt", reports.report_text),
    (r"/diff/(?P<old>[^/.]+)/(?P<new>[^/.]+)\.json", diffs.diff_json),
    (r"/captures/(?P<capture>[^/.]+)/shown", captures.shown),
    (r"/captures/(?P<capture>[^/.]+)/payload", captures.body),
    (r"/captures/(?P<capture>[^/.]+)/record\.warc\.gz", captures.record),
)


def routes() -> list[tuple[str, Callable[..., Any]]]:
    """The routes as Datasette takes them."""
    return [
        (r"^(?P<english>/en)?/$", viewed(home.home)),
        (r"^(?P<english>/en)$", viewed(home.home)),
        *((rf"^(?P<english>/en)?{pattern}$", viewed(view)) for pattern, view in PAGES),
        *((rf"^{pattern}$", viewed(view)) for pattern, view in FILES),
        (r"^/-/nianbao/[0-9a-f]+\.css$", assets.style),
    ]
