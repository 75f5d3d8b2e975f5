"""What Datasette is told about the published copy: titles, descriptions, facets, sorting, canned queries."""

from __future__ import annotations

from functools import cache
from typing import Any

from archive.catalogue.descriptions import TABLES
from archive.site.canned import QUERIES

DATABASE = "published"

FACETS = {
    "reports": ["report_year", "organ", "portal_id", "scope", "state"],
    "revisions": ["changed", "report_year", "kind"],
    "pages": ["state", "kind", "role"],
    "captures": ["outcome", "status", "role", "refusal"],
    "listings": ["channel_id"],
}
SORT_DESCENDING = {
    "reports": "first_seen",
    "revisions": "first_seen",
    "captures": "captured_at",
    "listings": "first_seen",
    "crawls": "started_at",
}
LABELS = {
    "reports": "title",
    "organs": "name",
    "portals": "name",
    "channels": "url",
    "pages": "url",
    "revisions": "title",
}


def site_metadata(collection: str) -> dict[str, Any]:
    """What `nianbao serve` tells Datasette of the site as a whole, in the form of `metadata.json`."""
    return {
        "title": "年报 nianbao",
        "description": (
            "政府信息公开工作年度报告档案：每份报告的正文、历次改动与原始证据。"
            " Archive of China's annual disclosure reports: their text, every later change, and the evidence."
        ),
        "databases": {
            DATABASE: {
                "description": f"{collection}：由 WARC 证据文件编成的目录 / catalogue made from the WARC files"
            }
        },
    }


@cache
def database_metadata(database: str) -> dict[str, Any]:
    """What Datasette is told of a catalogue: the tables' titles and columns, and canned queries."""
    return {
        "databases": {
            database: {
                "tables": {name: _table(name) for name in TABLES},
                "queries": dict(QUERIES),
            }
        },
    }


def _table(name: str) -> dict[str, Any]:
    told = TABLES[name]
    table: dict[str, Any] = {"title": told.title, "description": told.row, "columns": dict(told.columns)}
    if name in FACETS:
        table["facets"] = FACETS[name]
    if name in SORT_DESCENDING:
        table["sort_desc"] = SORT_DESCENDING[name]
    if name in LABELS:
        table["label_column"] = LABELS[name]
    if name == "reports":
        # The published copy numbers each report as the search index does, so that `?_search=` finds Chinese.
        table |= {"fts_table": "search_terms", "fts_pk": "search_number"}
    return table
