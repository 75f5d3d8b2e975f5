"""Reports that lost their line in a channel's list while their page is still served."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlite_utils import Database

from archive.catalogue.ids import short_id
from archive.catalogue.statements import Row, read_row, read_rows, write_rows
from archive.catalogue.values import day_of, json_text, utc_moment, utc_text
from archive.revisions.unlisting import ChannelWalk, Unlisting, dates_by_page, unlistings


def settle_unlistings(db: Database, portals: Sequence[str]) -> None:
    """Make the withdrawals from lists of these portals again, from all walks over their channels.

    And from the lists of those with which they have pages in common: whether a page is in no list depends on both.
    """
    for row in list(read_rows(db, CONCERNED, {"portals": json_text(portals)})):
        portal = row["portal_id"]
        db.execute(FORGET, [portal])
        channels = "select distinct channel_id from listings where portal_id = ?"
        found = [
            withdrawal
            for row in list(read_rows(db, channels, [portal]))
            for withdrawal in _channel_withdrawals(db, row["channel_id"])
        ]
        write_rows(db, "withdrawals", _each_once(found))


CONCERNED = """
select value as portal_id from json_each(:portals)
union select theirs.portal_id from listings as theirs where theirs.page_id in (
    select page_id from listings where portal_id in (select value from json_each(:portals))
    union select id from pages where portal_id in (select value from json_each(:portals)))
order by 1
"""


def _each_once(found: Iterable[Row]) -> list[Row]:
    """Of withdrawals of one page from several lists, those that came while it was in none already left out."""
    kept: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(found, key=lambda row: (row["withdrawn_at"], row["id"])):
        earlier = kept[row["page_id"]]
        if not earlier or (earlier[-1]["restored_at"] or "9999") <= row["withdrawn_at"]:
            earlier.append(row)
    return [row for rows in kept.values() for row in rows]


FORGET = """
delete from withdrawals where how = 'unlisted' and exists (
    select 1 from captures where captures.id = withdrawals.first_capture_id and captures.portal_id = ?)
"""
"""By whose lists told it: the page itself may be one that another portal had first."""


def _channel_withdrawals(db: Database, channel: str) -> Iterator[Row]:
    """The withdrawals that a channel's walks tell."""
    lines = list(
        read_rows(db, "select * from listings where channel_id = ? order by last_seen, url", [channel])
    )
    gaps = defaultdict(list)
    for gap in read_rows(db, "select * from listing_gaps where channel_id = ?", [channel]):
        gaps[gap["listing_id"]].append(gap)
    if not gaps and _are_all_in_newest_walk(db, channel, lines):
        return
    walks = list(read_rows(db, WALKS, [channel]))
    newest = max((walk["began_at"] for walk in walks if walk["complete"]), default="")
    told = [_walk(walk, lines, gaps) for walk in walks]
    started = {walk["ended_at"]: walk["started_at"] for walk in walks}
    for line in lines:
        if line["last_seen"] >= newest and line["id"] not in gaps:
            continue
        if not _answers_or_went(db, line["page_id"]):
            continue
        for found in unlistings(line["url"], _while_there(db, line["page_id"], told)):
            since = started[utc_text(found.unlisted_at)]
            back = started[utc_text(found.relisted_at)] if found.relisted_at else "9999"
            if not found.confirmed_at or _went_elsewhere(db, line, since, back):
                continue
            if row := _withdrawal(db, line["page_id"], channel, found):
                yield row


WALKS = """
select walks.*, crawls.started_at from walks join crawls on crawls.id = crawl_id
where channel_id = ? order by began_at, crawl_id
"""


def _are_all_in_newest_walk(db: Database, channel: str, lines: Sequence[Row]) -> bool:
    """Whether the walk that saw a line last was complete and saw all of them: older ones need not be looked at.

    A channel that is walked daily has a thousand of them after three years.
    """
    newest = max(lines, key=lambda line: line["last_seen"])
    walk = read_row(db, WALK_OF, [channel, newest["last_capture_id"]])
    return bool(walk and walk["complete"] and all(line["last_seen"] >= walk["began_at"] for line in lines))


WALK_OF = """
select * from walks where channel_id = ? and crawl_id = (select crawl_id from captures where id = ?)
"""


def _went_elsewhere(db: Database, line: Row, since: str, back: str) -> bool:
    """Whether another channel listed the page meanwhile: it went there, as to a list of past years.

    `since` is when the crawl began that missed it first, whose way may have led through the other list before. `back`
    is when the crawl began that found it in its own list again: in which other lists it is then says nothing.
    """
    meanwhile = {"page": line["page_id"], "channel": line["channel_id"], "since": since, "back": back}
    return any(read_rows(db, ELSEWHERE, meanwhile))


ELSEWHERE = """
select 1 from listings where page_id = :page and channel_id <> :channel
    and last_seen >= :since and first_seen < :back and not exists (
        select 1 from listing_gaps as gap where gap.listing_id = listings.id
        and gap.last_seen < :since and gap.seen_again >= :back)
"""


def _answers_or_went(db: Database, page: str | None) -> bool:
    """Whether a page was had once, and moved nowhere since."""
    return any(read_rows(db, "select 1 from pages where id = ? and state in ('held', 'withdrawn')", [page]))


ABSENT = """
select withdrawals.page_id, crawl_id, withdrawn_at as since, coalesce(restored_at, '9999') as until
    from withdrawals join captures on captures.id = first_capture_id where how = 'gone'
union all select pages.id, crawl_id, gone_since, '9999'
    from pages join captures on captures.page_id = pages.id and captured_at = gone_since
"""
"""The times in which pages were gone, or may have been: found so once, and not asked for again yet."""


def is_of_absence(absence: Row, crawl: str, ended_at: str) -> bool:
    """Whether a crawl's walk that ended then fell into an absence of a page, of which that says it all.

    A crawl asks for its pages after its lists: what it found gone was gone while it walked.
    """
    return bool(crawl == absence["crawl_id"] or absence["since"] <= ended_at < absence["until"])


def _while_there(db: Database, page: str | None, walks: Sequence[ChannelWalk]) -> Sequence[ChannelWalk]:
    """The walks, of which those while the page was gone show nothing missing."""
    absences = list(read_rows(db, f"select * from ({ABSENT}) where page_id = ?", [page]))
    if not absences:
        return walks
    return [
        replace(walk, complete=False)
        if any(is_of_absence(absence, walk.crawl, utc_text(walk.walked_at)) for absence in absences)
        else walk
        for walk in walks
    ]


def _walk(walk: Row, lines: Sequence[Row], gaps: Mapping[str, Sequence[Row]]) -> ChannelWalk:
    seen = (
        line
        for line in lines
        if line["first_seen"] <= walk["ended_at"] and line["last_seen"] >= walk["began_at"]
        if not any(
            gap["last_seen"] < walk["began_at"] and walk["ended_at"] < gap["seen_again"]
            for gap in gaps.get(line["id"], ())
        )
    )
    return ChannelWalk(
        crawl=walk["crawl_id"],
        walked_at=utc_moment(walk["ended_at"]),
        complete=bool(walk["complete"]),
        # Of two lines of one page the one seen last counts.
        entries=dates_by_page((line["url"], day_of(line["listed_on"])) for line in seen),
    )


def _withdrawal(db: Database, page: str, channel: str, found: Unlisting) -> Row | None:
    """The row of a page that lost its line for good; None where nothing was read of it before."""
    at = utc_text(found.unlisted_at)
    confirmed = utc_text(found.confirmed_at or found.unlisted_at)
    before = read_row(
        db,
        "select id from revisions where page_id = ? and first_seen <= ? order by number desc limit 1",
        [page, at],
    )
    if before is None:
        return None
    return {
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
