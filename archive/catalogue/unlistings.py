"""Reports that lost their line in a channel's list while their page is still served."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from archive.catalogue.statements import Row, read_row, read_rows, write_rows
from archive.catalogue.values import short_id, utc_moment, utc_text
from archive.revisions.unlisting import ChannelWalk, Unlisting, unlistings


def settle_unlistings(db: Database, portals: Sequence[str]) -> None:
    """Make the withdrawals from lists of these portals again, from all walks over their channels."""
    for portal in portals:
        db.execute(
            "delete from withdrawals where how = 'unlisted'"
            " and page_id in (select id from pages where portal_id = ?)",
            [portal],
        )
        channels = "select distinct channel_id from listings where portal_id = ?"
        for row in list(read_rows(db, channels, [portal])):
            _settle_channel(db, row["channel_id"])


def _settle_channel(db: Database, channel: str) -> None:
    walks = list(
        read_rows(db, "select * from walks where channel_id = ? order by began_at, crawl_id", [channel])
    )
    newest = max((walk["began_at"] for walk in walks if walk["complete"]), default=None)
    lines = list(
        read_rows(db, "select * from listings where channel_id = ? order by position, url", [channel])
    )
    vanished = [line for line in lines if newest and line["last_seen"] < newest]
    if not vanished:
        return
    told = [_walk(walk, lines) for walk in walks]
    for line in vanished:
        page = read_row(db, "select * from pages where id = ? and state = 'held'", [line["page_id"]])
        for found in unlistings(line["url"], told) if page else ():
            if found.confirmed_at and not _is_listed_elsewhere(db, line, found):
                write_rows(db, "withdrawals", _rows(db, line["page_id"], channel, found))


def _is_listed_elsewhere(db: Database, line: Row, found: Unlisting) -> bool:
    """Whether another channel has listed the page since: it went there, as to a list of past years."""
    since = [line["page_id"], line["channel_id"], utc_text(found.unlisted_at)]
    return any(read_rows(db, ELSEWHERE, since))


ELSEWHERE = "select 1 from listings where page_id = ? and channel_id <> ? and last_seen >= ?"


def _walk(walk: Row, lines: list[Row]) -> ChannelWalk:
    seen = (
        line
        for line in lines
        if line["first_seen"] <= walk["ended_at"] and line["last_seen"] >= walk["began_at"]
    )
    return ChannelWalk(
        crawl=walk["crawl_id"],
        walked_at=utc_moment(walk["ended_at"]),
        complete=bool(walk["complete"]),
        entries=tuple(line["url"] for line in seen),
    )


def _rows(db: Database, page: str, channel: str, found: Unlisting) -> Iterator[Row]:
    at, confirmed = utc_text(found.unlisted_at), utc_text(found.confirmed_at) if found.confirmed_at else ""
    before = read_row(
        db,
        "select id from revisions where page_id = ? and first_seen <= ? order by number desc limit 1",
        [page, at],
    )
    if before is None:
        return
    yield {
        "id": short_id("unlisting", page, at),
        "page_id": page,
        "how": "unlisted",
        "after_revision_id": before["id"],
        "withdrawn_at": at,
        "confirmed_at": confirmed,
        "first_capture_id": _list_capture(db, channel, at),
        "confirming_capture_id": _list_capture(db, channel, confirmed),
        "restored_at": utc_text(found.relisted_at) if found.relisted_at else None,
    }


def _list_capture(db: Database, channel: str, at: str) -> str:
    """The last list page of the walk that ended then."""
    rows = read_rows(
        db,
        "select id from captures where channel_id = ? and role = 'list' and captured_at <= ?"
        " order by captured_at desc, id desc limit 1",
        [channel, at],
    )
    return str(next(rows)["id"])
