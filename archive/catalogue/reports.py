"""Reports: which pages say that they are the same organ's report of the same year, and what stands today.

A report is a function of its pages and their revisions; it is made again whenever one of them changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from archive.catalogue.joins import settle_joins
from archive.catalogue.organs import Organ, organ_named
from archive.catalogue.statements import Row, read_row, read_rows, write_rows
from archive.catalogue.values import short_id
from metadata.reading import Kind, Scope


@dataclass(frozen=True, slots=True)
class ReportIdentity:
    """Which report a page carries: the report's id, and the organ it is by (None where no name was found)."""

    id: str
    organ: Organ | None


def report_identity(revision: Row, portal: Row | None) -> ReportIdentity | None:
    """The report that a revision is of; None for a page that is no report.

    A report without a readable organ or year stands alone under its page's id, so that it is not lost.
    """
    if revision["kind"] != Kind.REPORT.value:
        return None
    organ = organ_named(revision["organ"], portal) if revision["organ"] else None
    if organ is None or revision["report_year"] is None:
        return ReportIdentity(short_id("report", revision["page_id"]), organ)
    suffix = "-aggregate" if revision["scope"] == Scope.AGGREGATE.value else ""
    return ReportIdentity(f"{organ.id}-{revision['report_year']}{suffix}", organ)


def settle_reports(db: Database, reports: Iterable[str]) -> None:
    """Make the rows of these reports again from their pages, and drop those that have no page left.

    An organ of which no report is left goes with them.
    """
    for report in sorted(set(reports)):
        before = read_row(db, "select organ_id from reports where id = ?", [report])
        pages = list(
            read_rows(
                db,
                "select * from pages where report_id = ? and role <> 'attachment' and revisions > 0",
                [report],
            )
        )
        if pages:
            write_rows(db, "reports", [_report_row(db, report, pages)])
            settle_joins(db, report, pages)
        else:
            db.execute("delete from joins where report_id = ?", [report])
            db.execute("delete from reports where id = ?", [report])
        if before:
            db.execute(DROP_ORGAN, before)


DROP_ORGAN = """
delete from organs where id = :organ_id and not exists (select 1 from reports where organ_id = organs.id)
"""
"""An organ is one that has a report."""


def _report_row(db: Database, report: str, pages: list[Row]) -> Row:
    main = min(pages, key=_standing)
    shown = next(
        read_rows(
            db, "select * from revisions where page_id = ? and number = ?", [main["id"], main["revisions"]]
        )
    )
    told = next(
        read_rows(
            db,
            "select min(first_seen) as first_seen, max(last_seen) as last_seen, count(*) as revisions"
            " from revisions where report_id = ?",
            [report],
        )
    )
    identity = report_identity(shown, portal_row(db, main["portal_id"]))
    organ = identity.organ if identity else None
    if organ:
        write_rows(db, "organs", [organ.row])
    withdrawn = [str(page["withdrawn_at"]) for page in pages if page["withdrawn_at"]]
    gone = len(withdrawn) == len(pages)
    columns = ("title", "organ", "report_year", "scope", "source", "published_on", "signed_on")
    return {
        "id": report,
        **{name: shown[name] for name in columns},
        "organ_id": organ.id if organ else None,
        "portal_id": main["portal_id"],
        "state": "withdrawn" if gone else "held",
        **told,
        "withdrawn_at": max(withdrawn) if gone else None,
        "pages": len(pages),
        "page_id": main["id"],
        "revision_id": shown["id"],
        "url": main["url"],
    }


def portal_row(db: Database, portal: str | None) -> Row | None:
    """The row of a portal, None for pages of no portal."""
    return read_row(db, "select * from portals where id = ?", [portal]) if portal else None


STANDING = {"held": 0, "moved": 1, "withdrawn": 2}


def _standing(page: Row) -> tuple[int, str, str]:
    """The page that shows a report: one that still stands, then the one that stood first."""
    return (STANDING.get(str(page["state"]), 3), str(page["first_captured_at"]), str(page["id"]))
