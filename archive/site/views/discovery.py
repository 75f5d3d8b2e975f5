"""What search engines ask for: robots.txt and the site map."""

from __future__ import annotations

import sqlite3
from typing import Any
from xml.sax.saxutils import escape

from datasette import Response

from archive.site.queries.rows import Row, rows
from archive.site.visit import PAGE_HEADERS, Visit, missing

MOST_IN_A_MAP = 5_000
"""The protocol allows 50,000 addresses a file; this many are told in less than 200 ms."""

# Searches, comparisons and archived pages are endless or another's; reports, organs and lists are to be found.
_CLOSED = ("/search", "/diff/", "/captures/", "/memento/", "/timegate/", "/timemap/", "/compare")


async def robots(visit: Visit) -> Any:
    """`/robots.txt`"""
    closed = [prefix + path for path in (*_CLOSED, f"/{visit.holding.route}") for prefix in ("", "/en")]
    lines = ["User-agent: *", *(f"Disallow: {visit.plain_link(path)}" for path in closed)]
    return Response.text("\n".join([*lines, f"Sitemap: {visit.absolute('/sitemap.xml')}"]) + "\n")


async def sitemap(visit: Visit) -> Any:
    """`/sitemap.xml`: the map, or where there are too many addresses, the list of its parts."""
    count = await visit.read(_count)
    if count <= MOST_IN_A_MAP:
        return await _map(visit, 0)
    parts = range(1, -(-count // MOST_IN_A_MAP) + 1)
    entries = "".join(
        f"<sitemap><loc>{escape(visit.absolute(f'/sitemap-{n}.xml'))}</loc></sitemap>" for n in parts
    )
    return _xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>')


async def sitemap_part(visit: Visit) -> Any:
    """`/sitemap-<n>.xml`"""
    return await _map(visit, int(str(visit.variables["part"])) - 1)


async def _map(visit: Visit, part: int) -> Response:
    found = await visit.read(_addresses, part * MOST_IN_A_MAP)
    if part and not found:
        raise missing("网站地图没有这一部分。", "The site map has no such part.")
    fixed = (
        [{"path": path, "day": None} for path in ("/", "/coverage", "/changes", "/findings")]
        if not part
        else []
    )
    entries = "".join(_address(visit, row) for row in (*fixed, *found))
    return _xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>')


def _address(visit: Visit, row: Row) -> str:
    changed = f"<lastmod>{escape(row['day'])}</lastmod>" if row["day"] else ""
    return f"<url><loc>{escape(visit.absolute(row['path']))}</loc>{changed}</url>"


def _count(db: sqlite3.Connection) -> int:
    found = db.execute("select (select count(*) from reports) + (select count(*) from organs)").fetchone()
    return int(found[0])


def _addresses(db: sqlite3.Connection, offset: int) -> list[Row]:
    return rows(
        db,
        "select '/organs/' || id as path, null as day from (select id from organs order by id)"
        " union all select '/reports/' || id, (select substr(max(first_seen), 1, 10) from revisions"
        " where report_id = reports.id) from (select id from reports order by id) as reports limit ? offset ?",
        [MOST_IN_A_MAP, offset],
    )


def _xml(body: str) -> Response:
    text = f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'
    return Response(text, headers=dict(PAGE_HEADERS), content_type="application/xml; charset=utf-8")
