"""Moves: a page that went to another address, told by its redirect or by the join of its report's pages."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from archive.catalogue.contents import change_columns
from archive.catalogue.statements import Row, read_rows


def settle_moves(db: Database, pages: Iterable[str]) -> None:
    """Say of these pages, and of those that they have to do with, where they moved to and what changed on the way."""
    for page in sorted(_concerned(db, pages)):
        target = _redirect_target(db, page) or _successor(db, page)
        if target:
            db.execute("update pages set moved_to = ?, state = 'moved' where id = ?", [target, page])
            _tell_change(db, page, target)


def _concerned(db: Database, pages: Iterable[str]) -> set[str]:
    """The pages, those that redirect to them, and those that carry the same reports."""
    found = set(pages)
    for page in list(found):
        found.update(_ids(db, "select distinct page_id from captures where redirects_to = ?", [page]))
        found.update(_ids(db, "select page_id from joins where other_page_id = ?", [page]))
        found.update(_ids(db, "select other_page_id from joins where page_id = ?", [page]))
    return found - {""}


def _ids(db: Database, sql: str, values: list[str]) -> set[str]:
    return {row[0] or "" for row in db.execute(sql, values)}


def _redirect_target(db: Database, page: str) -> str | None:
    """The page of reports that this one's newest capture redirects to; a redirect home is no move."""
    for row in read_rows(
        db,
        "select outcome, redirects_to from captures where page_id = ? order by captured_at desc, id desc limit 1",
        [page],
    ):
        if row["outcome"] == "redirected" and row["redirects_to"] not in (None, page):
            told = read_rows(
                db,
                "select id from pages where id = ? and revisions > 0 and kind <> 'other'",
                [row["redirects_to"]],
            )
            return next((found["id"] for found in told), None)
    return None


def _successor(db: Database, page: str) -> str | None:
    """The page on which the report of a page that is gone has stood since."""
    rows = read_rows(
        db,
        "select successor.id from pages join joins on pages.id in (joins.page_id, joins.other_page_id)"
        " join pages as successor on successor.id in (joins.page_id, joins.other_page_id) and successor.id <> pages.id"
        " where pages.id = ? and joins.reason = 'migrated'"
        " and (pages.withdrawn_at is not null or pages.gone_since is not null)"
        " and successor.first_captured_at > pages.first_captured_at"
        " order by successor.first_captured_at, successor.id limit 1",
        [page],
    )
    return next((row["id"] for row in rows), None)


def _tell_change(db: Database, old: str, new: str) -> None:
    """Write what changed between the last revision at the old address and the first at the new one."""
    before, after = (_revision(db, page, order) for page, order in ((old, "desc"), (new, "asc")))
    if before is None or after is None:
        return
    changed = change_columns(before, after, addresses=(before["url"], after["url"]))
    db.execute(
        "update revisions set changed = :changed, change_size = :change_size where id = :id",
        {**changed, "id": after["id"]},
    )


def _revision(db: Database, page: str, order: str) -> Row | None:
    rows = read_rows(
        db,
        "select revisions.*, pages.url from revisions join pages on pages.id = page_id"
        f" where page_id = ? order by number {order} limit 1",
        [page],
    )
    return next(rows, None)
