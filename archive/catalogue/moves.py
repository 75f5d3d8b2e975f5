"""Moves: a page that went to another address, told by its redirect or by the join of its report's pages."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from archive.catalogue.contents import change_columns
from archive.catalogue.statements import read_row, read_rows
from archive.catalogue.succession import takes_place
from archive.catalogue.values import json_text


def settle_moves(db: Database, pages: Iterable[str], reports: Iterable[str]) -> set[str]:
    """Say of these pages, and of all that they have to do with, where they moved to and what changed on the way.

    `reports` are those that the pages are or were of. Returns the reports of which a page stands differently
    now: who shows them depends on it.
    """
    concerned = {"pages": json_text(_concerned(db, pages, reports))}
    restated: set[str] = set()
    for row in list(read_rows(db, MAY_HAVE_MOVED, concerned)):
        page = row["id"]
        target = _redirect_target(db, page) or _successor(db, page)
        if target != row["moved_to"]:
            db.execute(MOVE, {"page": page, "target": target})
            restated.add(row["report_id"])
    for row in list(read_rows(db, MAY_HAVE_COME, concerned)):
        _tell_change(db, row["id"])
    return restated - {None}


MAY_HAVE_MOVED = """
select id, report_id, moved_to from pages where id in (select value from json_each(:pages)) and (
    moved_to is not null or withdrawn_at is not null or gone_since is not null
    or (select outcome from captures where page_id = pages.id order by captured_at desc, id desc limit 1)
        = 'redirected')
order by id
"""
MAY_HAVE_COME = """
select page_id as id from revisions
where page_id in (select value from json_each(:pages)) and number = 1 and changed is not null
union select moved_to from pages where moved_to in (select value from json_each(:pages)) and id in (
    select page_id from captures where redirects_to in (select value from json_each(:pages))
    union all select id from pages
        where report_id in (select report_id from pages where id in (select value from json_each(:pages))))
order by 1
"""
"""Nearly all pages neither went nor came: which may have is asked of all together."""


MOVE = """
update pages set moved_to = :target, state = case
    when :target is not null then 'moved'
    when withdrawn_at is not null then 'withdrawn'
    when revisions > 0 then 'held'
    else (select outcome from captures where page_id = :page order by captured_at desc, id desc limit 1) end
where id = :page
"""
"""A page that moved no more is what its captures say, as when it is settled."""


def _concerned(db: Database, pages: Iterable[str], reports: Iterable[str]) -> list[str]:
    """The pages, those that redirect to them or that they redirected to, and the pages of these reports."""
    asked = {"pages": json_text(list(pages)), "reports": json_text(list(reports))}
    return [row[0] for row in db.execute(CONCERNED, asked)]


CONCERNED = """
select value from json_each(:pages)
union select page_id from captures
    where redirects_to in (select value from json_each(:pages)) and page_id is not null
union select redirects_to from captures
    where page_id in (select value from json_each(:pages)) and redirects_to is not null
union select id from pages where report_id in (select value from json_each(:reports))
"""


def _redirect_target(db: Database, page: str) -> str | None:
    """The page of reports that this one's newest capture redirects to, also where none stands on it any more.

    A redirect home is no move.
    """
    newest = read_row(
        db,
        "select outcome, redirects_to from captures where page_id = ? order by captured_at desc, id desc limit 1",
        [page],
    )
    if newest is None or newest["outcome"] != "redirected" or newest["redirects_to"] in (None, page):
        return None
    told = read_row(db, MOVED_TO, {"page": page, "target": newest["redirects_to"]})
    return told["id"] if told else None


MOVED_TO = """
select id from pages where id = :target and revisions > 0 and (kind <> 'other' or exists (
    select 1 from revisions join pages as old on old.report_id = revisions.report_id
    where revisions.page_id = :target and old.id = :page))
"""


def _successor(db: Database, page: str) -> str | None:
    """The page on which the report of a page that is gone has stood since."""
    rows = read_rows(
        db,
        "select successor.id from pages join joins on pages.id in (joins.page_id, joins.other_page_id)"
        " join pages as successor on successor.id in (joins.page_id, joins.other_page_id) and successor.id <> pages.id"
        " where pages.id = ? and joins.report_id = pages.report_id and joins.reason = 'migrated'"
        " and (pages.withdrawn_at is not null or pages.gone_since is not null)"
        " and successor.first_captured_at > pages.first_captured_at"
        " order by successor.first_captured_at, successor.id limit 1",
        [page],
    )
    return next((row["id"] for row in rows), None)


def _tell_change(db: Database, page: str) -> None:
    """Write what changed between the last words at the address that a page moved from and its own first ones."""
    after = next(read_rows(db, FIRST_WORDS, [page]))
    moved_here = read_rows(db, LAST_WORDS, {"page": page})
    # What stood here first may be another report: one moved to where that was, or leads to a column.
    before = next((row for row in moved_here if not takes_place(row, after)), None)
    if before is None:
        db.execute(
            "update revisions set changed = null, change_size = null"
            " where page_id = ? and number = 1 and changed is not null",
            [page],
        )
        return
    changed = change_columns(before, after, addresses=(before["url"], after["url"]))
    db.execute(
        "update revisions set changed = :changed, change_size = :change_size where id = :id",
        {**changed, "id": after["id"]},
    )


FIRST_WORDS = """
select revisions.*, pages.url from revisions join pages on pages.id = page_id where page_id = ? and number = 1
"""
LAST_WORDS = """
select revisions.*, old.url from pages as new join revisions as first on first.page_id = new.id and first.number = 1
    join pages as old on old.id in (
        select page_id from captures where redirects_to = new.id
        union all select id from pages where report_id = new.report_id)
    join revisions on revisions.page_id = old.id and revisions.number = old.revisions
where new.id = :page and old.moved_to = new.id and revisions.first_seen < first.first_seen
order by revisions.last_seen desc, revisions.id
"""
"""Looked for among the pages that may have moved here: of all pages it would be a walk through them."""
