"""Reports: which pages say that they are the same organ's report of the same year, and what stands today.

A report is a function of its pages and their revisions; it is made again whenever one of them changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from archive.catalogue.rows import Row, write_rows
from archive.catalogue.values import short_id
from metadata.organs import OrganName, resolve_organ
from metadata.reading import Kind


@dataclass(frozen=True, slots=True)
class ReportIdentity:
    """Which report a page carries: the report's id, and the organ it is by (None where no name was found)."""

    id: str
    organ: OrganName | None


def report_identity(revision: Row, division: str | None) -> ReportIdentity | None:
    """The report that a revision is of; None for a page that is no report.

    A report without a readable organ or year stands alone under its page's id, so that it is not lost.
    """
    if revision["kind"] != Kind.REPORT.value:
        return None
    name, year = revision["organ"], revision["report_year"]
    organ = resolve_organ(str(name), division) if name else None
    if organ is None or year is None:
        return ReportIdentity(short_id("report", str(revision["page_id"])), organ)
    suffix = "-aggregate" if revision["scope"] == "aggregate" else ""
    return ReportIdentity(f"{organ.id}-{year}{suffix}", organ)


def settle_reports(db: Database, reports: Iterable[str]) -> None:
    """Make the rows of these reports again from their pages, and drop those that have no page left."""
    for report in sorted(set(reports)):
        pages = list(
            db.query(
                "select * from pages where report_id = ? and role <> 'attachment' and revisions > 0", [report]
            )
        )
        if pages:
            write_rows(db, "reports", [_report_row(db, report, pages)])
        else:
            db.execute("delete from reports where id = ?", [report])


def _report_row(db: Database, report: str, pages: list[Row]) -> Row:
    main = min(pages, key=_standing)
    shown = next(
        db.query("select * from revisions where page_id = ? and number = ?", [main["id"], main["revisions"]])
    )
    told = next(
        db.query(
            "select min(first_seen) as first_seen, max(last_seen) as last_seen, count(*) as revisions"
            " from revisions where report_id = ?",
            [report],
        )
    )
    division = division_of(db, main["portal_id"])
    identity = report_identity(shown, division)
    organ = identity.organ if identity else None
    if organ:
        _write_organ(db, organ)
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


def division_of(db: Database, portal: object) -> str | None:
    """The GB/T 2260 code of a portal's division, None where its profile names none."""
    row = next(db.query("select division from portals where id = ?", [portal]), None)
    return str(row["division"]) if row and row["division"] else None


def _write_organ(db: Database, organ: OrganName) -> None:
    row = {"id": organ.id, "name": organ.name, "level": organ.level, "division": organ.division}
    write_rows(db, "organs", [row])


STANDING = {"held": 0, "moved": 1, "withdrawn": 2}


def _standing(page: Row) -> tuple[int, str, str]:
    """The page that shows a report: one that still stands, then the one that stood first."""
    return (STANDING.get(str(page["state"]), 3), str(page["first_captured_at"]), str(page["id"]))
