"""Crawls: who was asked when and why it ended, with counts that are made from the captures."""

from __future__ import annotations

import re
from typing import Any

from sqlite_utils import Database

from archive.capture import RecordPlace
from archive.catalogue.ids import channel_id
from archive.catalogue.statements import Row, read_row, read_rows, write_rows
from archive.catalogue.unlistings import settle_unlistings
from archive.catalogue.values import utc_moment, utc_text
from metadata.profile import Profile, is_portal_id

INTERRUPTED = "interrupted"
"""The end of a crawl that wrote none: it was killed, or the disk was full."""

CRAWL_NOTE = "urn:nianbao:crawl:"
START = CRAWL_NOTE + "{}:start"
END = CRAWL_NOTE + "{}:end"


def is_start(uri: str) -> bool:
    """Whether a note of this URI tells the start of a crawl."""
    return uri.startswith(CRAWL_NOTE) and uri.endswith(":start")


def start_fields(crawl: str, profile: Profile, *, user_agent: str, started_at: str) -> dict[str, Any]:
    """What the note of a crawl's start says: all that the catalogue tells of the portal, and the profile whole.

    The rows are made from these fields, not from the profile's text, so that profiles of old crawls need not
    pass the rules of newer ones.
    """
    return {
        "id": crawl,
        "portal": profile.id,
        "name": profile.name,
        "home": profile.home,
        "family": profile.family,
        "division": profile.division,
        "level": profile.level.value,
        "channels": [{"url": seed.url, "name": seed.name} for seed in profile.channels],
        "profile": profile.text,
        "user_agent": user_agent,
        "started_at": started_at,
    }


_START_TEXTS = ("id", "portal", "name", "home", "level", "profile", "user_agent", "started_at")
_CRAWL_ID = re.compile(r"[0-9a-f]{12}")
_MOST_CAPTURES = 1 << 63
"""SQLite's integers end there."""


def check_crawl_note(uri: str, fields: object) -> None:
    """Raise ValueError for a note that `put_crawl_note` could not take: one that another collection brought along."""
    if not isinstance(fields, dict) or uri not in (
        START.format(fields.get("id")),
        END.format(fields.get("id")),
    ):
        raise ValueError(f"{uri!r}: not the start or the end of a crawl")
    texts = _START_TEXTS if is_start(uri) else ("id", "ended_at", "reason")
    perhaps = ("family", "division") if is_start(uri) else ("missing",)
    wrong = [name for name in texts if not isinstance(fields.get(name), str)]
    wrong += [name for name in perhaps if not isinstance(fields.get(name, 0), str | None)]
    if not wrong and not _CRAWL_ID.fullmatch(fields["id"]):
        wrong.append("id")
    if is_start(uri):
        wrong += [] if is_portal_id(str(fields.get("portal"))) else ["portal"]
        wrong += [] if _are_seeds(fields.get("channels")) else ["channels"]
    elif not isinstance(count := fields.get("captures", 0), int) or not 0 <= count < _MOST_CAPTURES:
        wrong.append("captures")
    at = "started_at" if is_start(uri) else "ended_at"
    # Times are compared as texts: each must be written as all others are.
    if not wrong and utc_text(utc_moment(fields[at])) != fields[at]:
        wrong.append(at)
    if wrong:
        raise ValueError(f"{uri}: no sound {wrong[0]}")


def _are_seeds(channels: object) -> bool:
    return isinstance(channels, list) and all(
        isinstance(seed, dict)
        and isinstance(seed.get("url"), str)
        and seed["url"].startswith(("http://", "https://"))
        and isinstance(seed.get("name"), str)
        for seed in channels
    )


def end_fields(
    crawl: str, *, ended_at: str, reason: str, missing: str | None, captures: int
) -> dict[str, Any]:
    """What the note of a crawl's end says. `captures` is how many it made: with fewer, a collection has a part."""
    return {"id": crawl, "ended_at": ended_at, "reason": reason, "missing": missing, "captures": captures}


def what_crawl_brought(db: Database, crawl: str) -> Row:
    """What a crawl that was closed brought, in pages and files: `new`, `changed`, and `unchanged` ones.

    Unchanged is what reads as it did before, whether the server said so (304) or sent it again, in other bytes or
    under another design.
    """
    return read_row(db, BROUGHT, [crawl]) or {}


BROUGHT = """
select new_pages as new, new_revisions as changed, (
    select count(distinct captures.page_id) from captures
    join revisions on revisions.id = captures.revision_id
    join captures as earlier on earlier.id = revisions.first_capture_id
    where captures.crawl_id = crawls.id and earlier.crawl_id is not crawls.id
    and not exists (
        select 1 from revisions as later join captures as first on first.id = later.first_capture_id
        where later.page_id = captures.page_id and first.crawl_id = crawls.id)
    ) as unchanged
from crawls where id = ?
"""


def put_crawl_note(db: Database, uri: str, fields: dict[str, Any], place: RecordPlace) -> frozenset[str]:
    """Write what a crawl's note says, and where it is kept; notes of other makers mean nothing here.

    Returns the pages to be settled again: those of a portal whose profile names it, its division or its level
    anew, for organs are told by these.
    """
    if not uri.startswith(CRAWL_NOTE):
        return frozenset()
    row = {"uri": uri, "crawl_id": fields["id"], "warc_file": place.file}
    write_rows(db, "crawl_notes", [{**row, "warc_offset": place.offset, "warc_bytes": place.length}])
    if is_start(uri):
        return put_crawl_start(db, fields)
    put_crawl_end(db, fields)
    return frozenset()


def put_crawl_start(db: Database, fields: dict[str, Any]) -> frozenset[str]:
    """Write the rows of a crawl that starts: itself, its portal, the channels that its profile names.

    Returns what `put_crawl_note` does.
    """
    before = read_row(db, "select name, division, level from portals where id = ?", [fields["portal"]])
    portal: Row = {name: fields[name] for name in ("name", "home", "family", "division", "level", "profile")}
    write_rows(db, "portals", [{"id": fields["portal"], **portal}])
    for seed in fields["channels"]:
        db.execute(
            "insert into channels (id, portal_id, url, name) values (?, ?, ?, ?)"
            " on conflict (id) do update set name = excluded.name",
            [channel_id(fields["portal"], seed["url"]), fields["portal"], seed["url"], seed["name"]],
        )
    db.execute(
        "insert into crawls (id, portal_id, family, started_at, end_reason, user_agent)"
        " values (:id, :portal, :family, :started_at, :interrupted, :user_agent) on conflict (id) do nothing",
        {
            "id": fields["id"],
            "portal": fields["portal"],
            "family": fields["family"],
            "started_at": fields["started_at"],
            "user_agent": fields["user_agent"],
            "interrupted": INTERRUPTED,
        },
    )
    if before is None or before == {name: portal[name] for name in before}:
        return frozenset()
    pages = read_rows(db, "select id from pages where portal_id = ?", [fields["portal"]])
    return frozenset(row["id"] for row in pages)


def put_crawl_end(db: Database, fields: dict[str, Any]) -> None:
    """Write when and why a crawl ended, what it did not get, and how much of it is here."""
    db.execute(
        "update crawls set ended_at = :ended_at, end_reason = :reason, missing = :missing,"
        " captures_noted = :captures, captures = (select count(*) from captures where crawl_id = :id)"
        " where id = :id",
        {"captures": None, **fields},
    )


def close_crawls(db: Database, crawls: list[str] | None = None) -> None:
    """Draw up what crawls (all of them by default) brought: their counts, and what left the lists since."""
    portal_of = {row["id"]: row["portal_id"] for row in read_rows(db, "select id, portal_id from crawls")}
    chosen = portal_of.keys() if crawls is None else portal_of.keys() & set(crawls)
    for crawl in chosen:
        db.execute(COUNTS, {"crawl": crawl})
    # After the counts: a crawl of which captures are lost shows nothing missing.
    settle_unlistings(db, sorted({portal_of[crawl] for crawl in chosen}))


_COUNTED = {
    "captures": "count(*)",
    "stored_bodies": "coalesce(sum(record_type = 'response' and payload_bytes > 0), 0)",
    "stored_bytes": "coalesce(sum(case when record_type = 'response' then payload_bytes else 0 end), 0)",
    "revisits": "coalesce(sum(record_type = 'revisit'), 0)",
    "gone": "coalesce(sum(outcome = 'gone' and role is not 'robots'), 0)",
    "refused": "coalesce(sum(outcome = 'refused'), 0)",
    "failed": "coalesce(sum(outcome = 'failed'), 0)",
    "new_revisions": "(select count(*) from revisions join captures on captures.id = revisions.first_capture_id"
    " where captures.crawl_id = :crawl and revisions.number > 1)",
    "new_pages": "(select count(*) from revisions join captures on captures.id = revisions.first_capture_id"
    " where captures.crawl_id = :crawl and revisions.number = 1)",
}
_OF_CAPTURES = "from captures where crawl_id = :crawl"
COUNTS = (
    f"update crawls set ({', '.join(_COUNTED)}) = (select {', '.join(_COUNTED.values())} {_OF_CAPTURES})"
    " where id = :crawl"
)


def counts_so_far(db: Database, crawl: str) -> Row:
    """What a crawl has brought by now, under the names of its columns; these are filled when it has ended."""
    counted = ", ".join(f"{expression} as {name}" for name, expression in _COUNTED.items())
    (row,) = read_rows(db, f"select {counted} {_OF_CAPTURES}", {"crawl": crawl})
    return row
