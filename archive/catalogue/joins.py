"""Pages of one report: why they are taken to carry it, and how alike they are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from archive.catalogue.ids import short_id
from archive.catalogue.statements import Row, read_rows, write_rows
from archive.catalogue.values import utc_moment
from archive.likeness.joins import PageFact, join_pages
from archive.likeness.sketch import sketch_of


def settle_joins(db: Database, report: str, pages: Sequence[Row]) -> None:
    """Make the joins among the pages of a report again."""
    db.execute("delete from joins where report_id = ?", [report])
    if len(pages) < 2:
        return
    for joined in join_pages(_fact(db, page) for page in pages):
        for join in joined.joins:
            row = {
                # Two columns that show their newest report are joined by each report that they show.
                "id": short_id("join", report, join.one, join.other),
                "report_id": report,
                "page_id": join.one,
                "other_page_id": join.other,
                "reason": join.reason.value,
                "likeness": round(join.likeness, 4),
                "differs": int(join.differs),
            }
            write_rows(db, "joins", [row])


def _fact(db: Database, page: Row) -> PageFact:
    newest = next(
        read_rows(
            db, "select * from revisions where page_id = ? and number = ?", [page["id"], page["revisions"]]
        )
    )
    return PageFact(
        page=page["id"],
        url=page["url"],
        # The report's id stands for the organ, which its pages may call by different names.
        organ=page["report_id"],
        report_year=newest["report_year"],
        scope=newest["scope"],
        sketch=sketch_of(newest["text"], newest["organ"]),
        text_digest=newest["text_digest"],
        first_seen=utc_moment(page["first_captured_at"]),
        last_seen=utc_moment(newest["last_seen"]),
    )
