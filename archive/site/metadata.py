"""What Datasette is told about the published copy: titles, descriptions, facets, sorting, canned queries."""

from __future__ import annotations

from functools import cache
from typing import Any

from markupsafe import Markup

from archive.catalogue.descriptions import TABLES, VIEWS
from archive.site.canned import QUERIES

DATABASE = "published"
DESCRIBED = {**TABLES, **VIEWS}

FACETS = {
    "reports": ["report_year", "organ", "portal_id", "scope", "state"],
    "reports_view": ["report_year", "level", "division", "state"],
    "revisions": ["changed", "report_year", "kind"],
    "pages": ["state", "kind", "role"],
    "captures": ["outcome", "status", "role", "refusal"],
    "listings": ["channel_id"],
    "figures": ["table_name", "column_key"],
    "findings": ["kind", "severity", "report_year"],
    "joins": ["reason", "differs"],
    "withdrawals": ["how"],
    "crawls": ["portal_id", "end_reason"],
    "walks": ["portal_id", "complete"],
    "organs": ["level"],
}
FACET_SIZE = 12
"""Values of a facet that are listed; the page of a table of many organs would be a page of organs."""
SORT_DESCENDING = {
    "reports": "first_seen",
    "reports_view": "days_late",
    "changes": "changed_at",
    "revisions": "first_seen",
    "captures": "captured_at",
    "listings": "first_seen",
    "crawls": "started_at",
    "walks": "began_at",
    "findings": "held_from",
    "withdrawals": "withdrawn_at",
}
UNITS = {
    "captures": {"payload_bytes": "B"},
    "crawls": {"stored_bytes": "B"},
    "warc_files": {"bytes": "B"},
}
"""Units as Datasette's pint names them: `B` is a byte, shown as kB or MB. Where a record lies stays exact."""
INTERNAL = (
    *("_sqlite_migrations", "search_about", "search_documents", "search_tags", "search_texts"),
    *("search_terms", "settled_texts", "sqlite_stat1"),
)
"""Tables that are of use to programs only; they can still be asked for by name."""
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
    tables = {name: _table(name) for name in DESCRIBED} | {name: {"hidden": True} for name in INTERNAL}
    return {
        "databases": {
            database: {
                "description_html": _contents(),
                "tables": tables,
                "queries": dict(QUERIES),
            }
        },
    }


def _contents() -> Markup:
    """What each table holds, for the database's own page, which lists bare names."""
    line = Markup("<dt><code>{}</code> {}</dt><dd>{}</dd>")
    lines = [line.format(name, told.title, told.row) for name, told in DESCRIBED.items()]
    return Markup("<p>{}</p><dl>{}</dl>").format(
        "由 WARC 证据文件编成的目录；表与列的名称如下 / catalogue made from the WARC files; its tables:",
        Markup("").join(lines),
    )


def _table(name: str) -> dict[str, Any]:
    told = DESCRIBED[name]
    table: dict[str, Any] = {"title": told.title, "description": told.row, "columns": dict(told.columns)}
    if name in FACETS:
        table |= {"facets": FACETS[name], "facet_size": FACET_SIZE}
    if name in SORT_DESCENDING:
        table["sort_desc"] = SORT_DESCENDING[name]
    if name in UNITS:
        table["units"] = UNITS[name]
    if name in LABELS:
        table["label_column"] = LABELS[name]
    if name == "reports":
        # The published copy numbers each report as the search index does, so that `?_search=` finds Chinese.
        table |= {"fts_table": "search_terms", "fts_pk": "search_number"}
    return table
