"""What of the catalogue can be searched: every revision of a page that carries a report, or a part of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlite_utils import Database

from archive.catalogue.reports import LATEST
from archive.catalogue.statements import read_rows
from archive.catalogue.values import json_text
from archive.search.document import SearchDocument
from archive.search.index import Terms, put_document, remove_document


def put_documents(
    db: Database, pages: Iterable[str], reports: Iterable[str], terms: Mapping[str, Terms]
) -> None:
    """Bring the search index up to date with the revisions of these pages, in the caller's transaction.

    `reports` are those that the pages are or were of: which page shows one decides which of its revisions is the
    latest. `terms` are those that are known already, by revision.
    """
    told_otherwise = db.execute(TOLD_OTHERWISE, [json_text(list(reports))])
    chosen = [json_text([*pages, *(row[0] for row in told_otherwise)])]
    for row in list(read_rows(db, NO_MORE_SEARCHED, chosen)):
        remove_document(db.conn, row["id"])
    for document in _documents(db, chosen):
        put_document(db.conn, document, terms.get(document.id))


NO_MORE_SEARCHED = """
select search_documents.id from search_documents join revisions on revisions.id = search_documents.id
where revisions.page_id in (select value from json_each(?)) and +revisions.report_id is null
"""
"""The plus keeps SQLite from looking through all revisions that are of no report."""
TOLD_OTHERWISE = f"""
select revisions.page_id from reports join revisions on revisions.report_id = reports.id
join pages on pages.id = revisions.page_id join search_documents on search_documents.id = revisions.id
where reports.id in (select value from json_each(?)) and search_documents.latest <> ({LATEST})
"""
SEARCHED = f"""
select revisions.id, revisions.report_id, revisions.title, revisions.organ, revisions.text, revisions.report_year,
    revisions.published_on, revisions.kind, pages.url, pages.portal_id, portals.division, organs.level,
    {LATEST} as latest
from revisions join pages on pages.id = revisions.page_id
left join reports on reports.id = revisions.report_id
left join organs on organs.id = reports.organ_id
left join portals on portals.id = pages.portal_id
where revisions.page_id in (select value from json_each(?)) and revisions.report_id is not null
order by revisions.page_id, revisions.number
"""


def _documents(db: Database, chosen: list[str]) -> Iterator[SearchDocument]:
    for row in read_rows(db, SEARCHED, chosen):
        yield SearchDocument(
            id=row["id"],
            report=row["report_id"],
            title=row["title"] or "",
            organ=row["organ"] or "",
            text=row["text"],
            year=row["report_year"],
            published_on=row["published_on"],
            portal=row["portal_id"] or "",
            kind=row["kind"],
            division=row["division"],
            latest=bool(row["latest"]),
            level=row["level"],
            url=row["url"],
        )
