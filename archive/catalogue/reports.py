"""Reports: which pages say that they are the same organ's report of the same year, and what stands today.

A report is a function of its pages and their revisions; it is made again whenever one of them changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from archive.catalogue.ids import short_id
from archive.catalogue.joins import settle_joins
from archive.catalogue.organs import Organ, organ_named
from archive.catalogue.statements import Row, read_row, read_rows, write_rows
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


def settle_reports(db: Database, reports: Iterable[str], portals: Mapping[str, Row]) -> None:
    """Make the rows of these reports again from their pages, and drop those that have no page left.

    An organ of which no report is left goes with them. `portals` are as `portal_rows` gives them.
    """
    known = []
    organs: dict[str, Row] = {}
    rows = []
    for report in sorted(set(reports)):
        known.append(read_row(db, "select organ_id from reports where id = ?", [report]))
        pages = [*read_rows(db, PAGES, [report]), *read_rows(db, REPLACED, {"report": report})]
        settle_joins(db, report, pages)
        if pages:
            main = min(_told_by(pages), key=_standing)
            identity = report_identity(main, portals.get(main["portal_id"]))
            organ = identity.organ if identity else None
            if organ:
                organs[organ.id] = organ.row
            rows.append(_report_row(db, report, pages, main, organ))
        else:
            db.execute("delete from reports where id = ?", [report])
    write_rows(db, "organs", organs.values())
    write_rows(db, "reports", rows)
    db.conn.executemany(DROP_ORGAN, [row for row in known if row])


PAGES = """
select pages.id, pages.id as page_id, pages.url, pages.portal_id, pages.report_id, pages.state, pages.withdrawn_at,
    null as replaced_at, pages.moved_to, pages.first_captured_at, pages.revisions, revisions.id as revision_id,
    revisions.kind,
    revisions.title, revisions.organ, revisions.report_year, revisions.scope, revisions.source,
    revisions.published_on, revisions.signed_on
from pages join revisions on revisions.page_id = pages.id and revisions.number = pages.revisions
where pages.report_id = ? and pages.role <> 'attachment'
"""
"""The pages that show a report, each with what its newest revision says."""
REPLACED = """
select pages.id, pages.id as page_id, pages.url, pages.portal_id, revisions.report_id, 'replaced' as state,
    null as withdrawn_at, following.first_seen as replaced_at, null as moved_to, pages.first_captured_at,
    revisions.number as revisions,
    revisions.id as revision_id, revisions.kind, revisions.title, revisions.organ, revisions.report_year,
    revisions.scope, revisions.source, revisions.published_on, revisions.signed_on
from revisions join pages on pages.id = revisions.page_id
join revisions as following on following.page_id = pages.id and following.number = revisions.number + 1
where revisions.report_id = :report and pages.report_id is not :report and pages.role <> 'attachment'
    and not exists (select 1 from revisions as later where later.page_id = pages.id
        and later.report_id = :report and later.number > revisions.number)
"""
"""The pages that showed it once and show another, each with what its last revision of this one says."""
LATEST = "revisions.number = pages.revisions or revisions.id = reports.revision_id"
"""The condition that a revision of a report's page is the newest there, or what is shown of the report: of a page that
shows another one now, its newest is none of this report."""
WITH_TABLE = f"""(
    select id from (
        select revisions.id, revisions.last_seen, revisions.id is not reports.revision_id as is_other
        from revisions join pages on pages.id = revisions.page_id and ({LATEST})
        where revisions.report_id = reports.id and exists (
            select 1 from figures where figures.revision_id = revisions.id and figures.table_name = '%s'))
    order by is_other, last_seen desc, id limit 1)"""
"""The revision of a report that has this table: that of its page, else that of an attachment or another page.

Its columns have names of their own: SQLite 3.40 renames no table where a view orders by one of another query.
"""
DROP_ORGAN = """
delete from organs where id = :organ_id and not exists (select 1 from reports where organ_id = organs.id)
"""
"""An organ is one that has a report."""


def _report_row(db: Database, report: str, pages: Sequence[Row], main: Row, organ: Organ | None) -> Row:
    """The row of a report that its page `main` shows."""
    told = next(
        read_rows(
            db,
            "select min(first_seen) as first_seen, max(last_seen) as last_seen, count(*) as revisions"
            " from revisions where report_id = ?",
            [report],
        )
    )
    told_by = _told_by(pages)
    withdrawn = any(page["withdrawn_at"] for page in told_by)
    ends = [page["withdrawn_at"] or page["replaced_at"] for page in told_by]
    gone = all(ends)
    columns = ("title", "organ", "report_year", "scope", "source", "published_on", "signed_on")
    return {
        "id": report,
        **{name: main[name] for name in columns},
        "organ_id": organ.id if organ else None,
        "portal_id": main["portal_id"],
        "state": "held" if not gone else "withdrawn" if withdrawn else "replaced",
        **told,
        "withdrawn_at": max(ends) if gone and withdrawn else None,
        "pages": len(pages),
        "page_id": main["id"],
        "revision_id": main["revision_id"],
        "url": main["url"],
    }


def portal_rows(db: Database) -> dict[str, Row]:
    """What of each portal tells whose organs its pages name, by id."""
    return {row["id"]: row for row in read_rows(db, "select id, name, division, level from portals")}


def _told_by(pages: Sequence[Row]) -> Sequence[Row]:
    """The pages that tell whether a report stands: one that leads to another of them stands or is gone with that."""
    own = {page["id"] for page in pages}
    return [page for page in pages if page["moved_to"] not in own] or pages


STANDING = {"held": 0, "moved": 1, "withdrawn": 2, "replaced": 3}


def _standing(page: Row) -> tuple[int, str, str]:
    """The page that shows a report: one that still stands, then the one that stood first."""
    return (STANDING.get(str(page["state"]), 4), str(page["first_captured_at"]), str(page["id"]))
