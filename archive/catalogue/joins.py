"""Pages of one report: why they are taken to carry it, and what changed when it moved from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from archive.catalogue.contents import NO_CHANGE, change_columns
from archive.catalogue.rows import Row, write_rows
from archive.catalogue.values import short_id, utc_moment
from archive.likeness.joins import JoinReason, PageFact, join_pages
from archive.likeness.sketch import sketch_of


def settle_joins(db: Database, report: str, pages: Sequence[Row]) -> None:
    """Make the joins among the pages of a report again, and say of pages that it moved to that it did."""
    db.execute("delete from joins where report_id = ?", [report])
    by_age = sorted(pages, key=lambda page: (page["first_captured_at"], page["id"]))
    for page in by_age:
        db.execute(
            "update revisions set changed = :changed, change_size = :change_size where page_id = :page and number = 1",
            {**NO_CHANGE, "page": page["id"]},
        )
    if len(pages) < 2:
        return
    facts = {page["id"]: _fact(db, page) for page in by_age}
    for joined in join_pages(facts.values()):
        for join in joined.joins:
            row = {
                "id": short_id("join", join.one, join.other),
                "report_id": report,
                "page_id": join.one,
                "other_page_id": join.other,
                "reason": join.reason.value,
                "likeness": round(join.likeness, 4),
                "differs": int(join.differs),
            }
            write_rows(db, "joins", [row])
            if join.reason is JoinReason.MIGRATED:
                _tell_move(db, *sorted((join.one, join.other), key=lambda page: facts[page].first_seen))


def _fact(db: Database, page: Row) -> PageFact:
    newest = next(
        db.query("select * from revisions where page_id = ? and number = ?", [page["id"], page["revisions"]])
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


def _tell_move(db: Database, old: str, new: str) -> None:
    """Write what changed between the last revision at the old address and the first at the new one."""
    rows = [
        next(
            db.query(
                "select revisions.*, pages.url from revisions join pages on pages.id = page_id"
                f" where page_id = ? order by number {order} limit 1",
                [page],
            )
        )
        for page, order in ((old, "desc"), (new, "asc"))
    ]
    changed = change_columns(rows[0], rows[1], addresses=(rows[0]["url"], rows[1]["url"]))
    db.execute(
        "update revisions set changed = :changed, change_size = :change_size where id = :id",
        {**changed, "id": rows[1]["id"]},
    )
