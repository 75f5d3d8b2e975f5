"""What changed between two revisions: fields, tables cell by cell, and text, each change with its address."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import Response

from archive.catalogue.contents import content_of
from archive.diff.engine import ReadersDifferError, ReadingDiff, diff_readings
from archive.revisions.changes import changes_of_diff
from archive.site.queries.revisions import newest_of, revision
from archive.site.queries.rows import Row
from archive.site.side_by_side import rows_of, stretches, text_changes
from archive.site.visit import PAGE_HEADERS, Visit, malformed, missing


async def diff(visit: Visit) -> Any:
    """`/diff/<from>/<to>`, `?view=inline` or `side`."""
    old, new, found, kinds = await _found(visit)
    if _is_backwards(old, new):
        # Whatever the address says, a reader is told of an old text and a new one.
        view = visit.asked("view") or None
        return Response.redirect(visit.link(f"/diff/{new['id']}/{old['id']}", view=view))
    headings = [heading for row in (old, new) for _, heading, _, _ in row["sections"]]
    rows = rows_of(found.prose, headings)
    layout = visit.asked("view") or "side"
    if layout not in ("side", "inline"):
        raise malformed("“view”应为 side 或 inline。", "“view” must be side or inline.")
    return visit.page(
        "diff.html",
        old=old,
        new=new,
        diff=found,
        kinds=kinds,
        layout=layout,
        stretches=stretches(rows) if found.prose.changed else [],
        changes=text_changes(rows),
        attached=await visit.read(_attached, found),
    )


async def diff_json(visit: Visit) -> Any:
    """`/diff/<from>/<to>.json`: the same as data."""
    old, new, found, kinds = await _found(visit)
    document = {"from": old["id"], "to": new["id"], "changed": kinds, **found.as_data()}
    return Response.json(document, headers=dict(PAGE_HEADERS))


async def _found(visit: Visit) -> tuple[Row, Row, ReadingDiff, list[str]]:
    names = str(visit.variables["old"]), str(visit.variables["new"])
    try:
        old, new, found, kinds = await visit.read(_compared, *names)
    except ReadersDifferError as error:
        raise malformed(
            "两个版本由不同版本的阅读器读出，不能比较：请先重建目录。",
            "The two revisions were read by different readers and cannot be compared: rebuild first.",
        ) from error
    if old is None or new is None or found is None:
        raise missing("没有这样的版本。", "There is no such revision.")
    return old, new, found, kinds


def _is_backwards(old: Row, new: Row) -> bool:
    """Whether the second of two revisions of one report, or page, was there before the first."""
    is_one = old["page_id"] == new["page_id"] or old["report_id"] == new["report_id"] is not None
    return is_one and bool(new["first_seen"] < old["first_seen"])


def _attached(db: sqlite3.Connection, found: ReadingDiff) -> list[tuple[Row, Row]]:
    """The texts of files that took the place of others, both as they were last read."""
    exchanged = [
        (change.old.url, change.new.url) for change in found.attachments if change.old and change.new
    ]
    texts = [(newest_of(db, old), newest_of(db, new)) for old, new in exchanged]
    return [(old, new) for old, new in texts if old and new and old["id"] != new["id"]]


def _compared(
    db: sqlite3.Connection, old_id: str, new_id: str
) -> tuple[Row | None, Row | None, ReadingDiff | None, list[str]]:
    old, new = revision(db, old_id), revision(db, new_id)
    if old is None or new is None:
        return old, new, None, []
    before, after = content_of(old), content_of(new)
    found = diff_readings(before, after)
    return (
        old,
        new,
        found,
        list(dict.fromkeys(change.kind.value for change in changes_of_diff(found, before, after))),
    )
