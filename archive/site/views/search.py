"""Search: the query language, facets and sorting; the same query as CSV, JSON and Atom."""

from __future__ import annotations

from typing import Any, cast, get_args

from datasette import Response

from archive.search.engine import FACETS, Order, search
from archive.search.result import Hit, MarkedText, SearchResult
from archive.site.atom import Entry, Feed, feed_response
from archive.site.privacy import covered
from archive.site.queries.overview import portal_names
from archive.site.queries.reports import first_seen
from archive.site.tables import csv_response
from archive.site.visit import PAGE_HEADERS, Visit, malformed, missing

PAGE_SIZE = 20
MOST_AT_ONCE = 500


async def results(visit: Visit) -> Any:
    """`/search`"""
    query, order, page = _asked(visit)
    if not query:
        return visit.page("search.html", result=None, query="")
    everything = _all_revisions(visit)
    found = await visit.read(
        search, query, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE, order=order, all_revisions=everything
    )
    pages = max(-(-found.total // PAGE_SIZE), 1)
    if page > pages:
        raise missing("结果没有这一页。", "The results have no such page.")
    names = await visit.read(portal_names)
    return visit.page(
        "search.html",
        result=without_contacts(found),
        query=query,
        order=order,
        everything=everything,
        asked={"q": query, "sort": order, "revisions": "all" if everything else None},
        number=page,
        pages=pages,
        portals=names,
    )


async def results_json(visit: Visit) -> Any:
    """`/search.json`"""
    found = await _many(visit)
    return Response.json(found.as_json(), headers=dict(PAGE_HEADERS))


async def results_csv(visit: Visit) -> Any:
    """`/search.csv`"""
    found = await _many(visit)
    header = ["report", "title", "organ", "report_year", "published_on", "url", "revision", "snippet"]
    lines = (
        [hit.report, hit.title.text, hit.organ, hit.year, hit.published_on, hit.url, hit.id, hit.snippet]
        for hit in found.hits
    )
    return csv_response("search", header, lines)


async def results_atom(visit: Visit) -> Any:
    """`/search.atom`: the reports that came in last of those that match, each with when it was first seen."""
    query, _, _ = _asked(visit)
    if not query:
        raise malformed("请给出检索词（q）。", "Give a query (q).")
    found = without_contacts(await visit.read(search, query, limit=50, order="arrival"))
    seen = await visit.read(first_seen, [hit.report for hit in found.hits])
    entries = [
        Entry(
            id=visit.absolute(f"/reports/{hit.report}"),
            title=hit.title.text or hit.url or hit.report,
            updated=seen[hit.report],
            summary=hit.snippet,
            author=hit.organ,
        )
        for hit in found.hits
        if hit.report in seen  # the copy may have been exchanged between the two questions
    ]
    # One that changed came in once more.
    entries.sort(key=lambda entry: entry.updated, reverse=True)
    return feed_response(visit, Feed(f"检索：{query}", visit.absolute("/search.atom", q=query), entries))


async def _many(visit: Visit) -> SearchResult:
    query, order, _ = _asked(visit)
    if not query:
        raise malformed("请给出检索词（q）。", "Give a query (q).")
    limit = visit.number("limit", MOST_AT_ONCE, 1, MOST_AT_ONCE)
    offset = visit.number("offset", 0, 0, 1_000_000)
    everything = _all_revisions(visit)
    return without_contacts(
        await visit.read(search, query, limit=limit, offset=offset, order=order, all_revisions=everything)
    )


def _asked(visit: Visit) -> tuple[str, Order, int]:
    """The query with the filters that were chosen beside it, the order, the page."""
    parts = [f"{name}:{value}" for name in FACETS for value in visit.asked_all(name)]
    parts.append(visit.asked("q"))  # last, so that no open quotation mark takes the filters in
    order = visit.asked("sort") or "relevance"
    if order not in get_args(Order):
        raise malformed("“sort”应为 relevance、date 或 organ。", "“sort” must be relevance, date or organ.")
    return " ".join(filter(None, parts)), cast(Order, order), visit.number("page", 1, 1, 100_000)


def _all_revisions(visit: Visit) -> bool:
    """Whether superseded revisions are asked for too."""
    return visit.asked("revisions") == "all"


def without_contacts(found: SearchResult) -> SearchResult:
    """The result with telephone numbers and mailboxes covered in its snippets; marks stay in place."""
    hits = tuple(_covered(hit) for hit in found.hits)
    return SearchResult(hits, found.total, found.total_is_exact, found.facets, found.notes)


def _covered(hit: Hit) -> Hit:
    snippets = tuple(MarkedText(covered(part.text), part.marks) for part in hit.snippets)
    return Hit(
        id=hit.id,
        report=hit.report,
        title=hit.title,
        organ=hit.organ,
        year=hit.year,
        published_on=hit.published_on,
        url=hit.url,
        latest=hit.latest,
        snippets=snippets,
        match_count=hit.match_count,
    )
