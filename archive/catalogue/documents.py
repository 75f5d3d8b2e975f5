"""What of the catalogue can be searched: every revision of a page that carries a report, or a part of one."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from archive.catalogue.statements import read_rows
from archive.search.document import SearchDocument
from archive.search.index import put_document, remove_document


def put_documents(db: Database, pages: Iterable[str]) -> None:
    """Bring the search index up to date with the revisions of these pages, in the caller's transaction."""
    for page in sorted(pages):
        wanted = {document.id: document for document in _documents(db, page)}
        known = read_rows(
            db,
            "select search_documents.id from search_documents join revisions on revisions.id = search_documents.id"
            " where revisions.page_id = ?",
            [page],
        )
        for gone in {row["id"] for row in known} - set(wanted):
            remove_document(db.conn, gone)
        for document in wanted.values():
            put_document(db.conn, document)


def _documents(db: Database, page: str) -> Iterable[SearchDocument]:
    rows = read_rows(
        db,
        "select revisions.*, pages.url, pages.portal_id, pages.revisions as newest, portals.division, organs.level"
        " from revisions join pages on pages.id = revisions.page_id"
        " left join reports on reports.id = revisions.report_id"
        " left join organs on organs.id = reports.organ_id"
        " left join portals on portals.id = pages.portal_id"
        " where revisions.page_id = ? and revisions.report_id is not null order by number",
        [page],
    )
    for row in rows:
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
            latest=row["number"] == row["newest"],
            level=row["level"],
            url=row["url"],
        )
