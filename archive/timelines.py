"""The history of a page or a report: what was there when, and what changed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from archive.catalogue.ids import page_id
from archive.catalogue.statements import Row, read_row, read_rows
from archive.catalogue.succession import COMPARED_WITH
from archive.exchange import Role
from archive.revisions.changes import ChangeKind


class UnknownAddress(Exception):
    """Neither a URL nor an id of what has revisions; the text says what was asked, and what it is if known."""


def find_pages(db: Database, address: str) -> list[Row]:
    """The pages that a URL, a page id or a report id stands for. Raises UnknownAddress."""
    if "://" in address:
        try:
            wanted = page_id(address)
        except ValueError as error:
            raise UnknownAddress(str(error)) from error
        pages = list(read_rows(db, "select * from pages where id = ?", [wanted]))
    else:
        pages = list(
            read_rows(
                db,
                "select * from pages where id = :address or (role <> 'attachment' and (report_id = :address"
                " or id in (select page_id from revisions where report_id = :address)))"
                " order by first_captured_at, id",
                {"address": address},
            )
        )
    if pages:
        return pages
    revision = read_row(db, "select page_id from revisions where id = ?", [address])
    if revision is not None:
        raise UnknownAddress(
            f"{address}: one revision of page {revision['page_id']}: give the page for all of them"
        )
    if read_row(db, "select id from captures where url = ? and role = ?", [address, Role.LIST.value]):
        raise UnknownAddress(f"{address}: captured as a list page: only pages with text have revisions")
    raise UnknownAddress(f"{address}: not in this collection: give a URL, a page id or a report id")


def history(db: Database, address: str) -> list[Row]:
    """The revisions of a page or report, oldest first, page by page; of a report, its own. Raises UnknownAddress.

    Each has `id url number first_seen last_seen changed captures chrome_changed markup_changed withdrawn_at`;
    `captures` lists the capture ids; `chrome_changed` and `markup_changed` count those of them that came in
    other bytes, None in a catalogue that no crawl or rebuild has brought up to date; `withdrawn_at` and
    `restored_at` stand on a revision after which the page was gone, the latter None while it is; `moved_to` (a URL)
    on the last revision of a page that was moved. `unlisted` are the times at which the page was taken off its list
    while this revision stood, each with `withdrawn_at confirmed_at restored_at`, the last None while it is off.
    `copies` are the other pages of its report, each with `url reason likeness differs`.
    """
    revisions = [told for page in find_pages(db, address) for told in _revisions(db, page)]
    own = [told for told in revisions if told["report_id"] == address]
    return own or revisions


def _revisions(db: Database, page: Row) -> Iterator[Row]:
    rows = list(read_rows(db, "select * from revisions where page_id = ? order by number", [page["id"]]))
    target = read_row(db, "select url from pages where id = ?", [page["moved_to"]])
    moved_to = target["url"] if target else None
    taken_away = list(read_rows(db, TAKEN_AWAY, [page["id"]]))
    for row in rows:
        captures = read_rows(
            db, "select id from captures where revision_id = ? order by captured_at, id", [row["id"]]
        )
        after = [told for told in taken_away if told["after_revision_id"] == row["id"]]
        gone = next((told for told in after if told["how"] == "gone"), None)
        yield {
            "id": row["id"],
            "page_id": page["id"],
            "report_id": row["report_id"],
            "url": page["url"],
            "number": row["number"],
            "first_seen": row["first_seen"],
            "last_seen": row["last_seen"],
            "changed": (row["changed"] or "").split(),
            "title": row["title"],
            "captures": [capture["id"] for capture in captures],
            "chrome_changed": row.get("chrome_changed"),
            "markup_changed": row.get("markup_changed"),
            "withdrawn_at": gone["withdrawn_at"] if gone else None,
            "restored_at": gone["restored_at"] if gone else None,
            "moved_to": moved_to if row is rows[-1] else None,
            "unlisted": [
                {name: told[name] for name in ("withdrawn_at", "confirmed_at", "restored_at")}
                for told in after
                if told["how"] == "unlisted"
            ],
            "copies": list(read_rows(db, COPIES, {"page": page["id"], "report": row["report_id"]})),
        }


NO_REVISIONS = "no revisions yet: no capture of it could be read"
TAKEN_AWAY = """
select how, after_revision_id, withdrawn_at, confirmed_at, restored_at from withdrawals
where page_id = ? order by withdrawn_at, id
"""
COPIES = """
select other.url, joins.reason, joins.likeness, joins.differs from joins join pages as other
    on other.id = case joins.page_id when :page then joins.other_page_id else joins.page_id end
where :page in (joins.page_id, joins.other_page_id) and joins.report_id = :report order by other.url
"""


def find_revisions(db: Database, old: str, new: str | None) -> tuple[Row, Row]:
    """The two revisions to compare: both by id, or one address for its last change, a move to it included.

    Each is its row of `revisions` with the page's `url`. Raises UnknownAddress.
    """
    if new is not None:
        return _revision(db, old), _revision(db, new)
    revisions = history(db, old)
    if not revisions:
        raise UnknownAddress(f"{old}: {NO_REVISIONS}")
    # That it is back in its place is a change of the page, and of no report.
    changed = [row for row in revisions if row["report_id"] != old or row["changed"] != [ChangeKind.REPLACED]]
    pairs = [(before, row) for row in changed if (before := _revision_before(db, row))]
    if not pairs:
        raise UnknownAddress(f"{old}: it has not changed since it was first seen")
    before, last = max(pairs, key=lambda pair: (pair[1]["first_seen"], pair[1]["id"]))
    return _revision(db, before), _revision(db, last["id"])


def _revision_before(db: Database, row: Row) -> str | None:
    """The id of the revision that one is a change of: of its page, or the last of the page that moved here."""
    found = read_row(db, REVISION_BEFORE, [row["id"]])
    return found["id"] if found else None


REVISION_BEFORE = f"""
select earlier.id from revisions join revisions as earlier on earlier.id in (
    select id from revisions as own where own.page_id = revisions.page_id and own.number = {COMPARED_WITH}
    union all select last.id from pages
        join revisions as last on last.page_id = pages.id and last.number = pages.revisions
        where revisions.number = 1 and revisions.changed is not null and pages.moved_to = revisions.page_id
        and last.first_seen < revisions.first_seen)
where revisions.id = ? order by earlier.last_seen desc, earlier.id limit 1
"""


def _revision(db: Database, revision: str) -> Row:
    row = read_row(
        db,
        "select revisions.*, pages.url from revisions join pages on pages.id = page_id where revisions.id = ?",
        [revision],
    )
    if row is None:
        raise UnknownAddress(f"{revision}: no such revision: `nianbao history` lists them")
    return row
