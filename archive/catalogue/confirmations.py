"""Confirmations: captures by which a page says again, in bytes it had before, what it says now.

They are most of every crawl but the first. All that they change is when the page was last seen, which is written
at once; settling the page from all its captures would come to the same rows.
"""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from archive.catalogue.statements import Row, read_row


def confirmed_revision(db: Database, capture: Row) -> str | None:
    """The revision that a capture confirms and nothing else; None where its page has to be settled.

    What it confirms is written, the capture's own row is not.
    """
    found = read_row(db, STANDING, capture)
    if found is None:
        return None
    seen: dict[str, Any] = {"at": capture["captured_at"], **found}
    for statement in SEEN_AGAIN:
        db.conn.execute(statement, seen)
    return str(found["revision"])


STANDING = """
select pages.id as page, revisions.id as revision, pages.report_id as report
from pages join revisions on revisions.page_id = pages.id and revisions.number = pages.revisions
left join reports on reports.id = pages.report_id
where pages.id = :page_id and pages.state = 'held' and pages.gone_since is null
    and pages.last_captured_at < :captured_at and revisions.text_digest = :text_digest
    and (pages.portal_id is not null or :portal_id is null)
    and (pages.channel_id is not null or :channel_id is null) and (pages.via is not null or :via is null)
    and (pages.report_id is null or reports.pages = 1)
    and revisions.id = (select revision_id from captures
        where page_id = :page_id and payload_sha256 = :payload_sha256 and text_digest is not null
        order by captured_at desc, id desc limit 1)
"""
"""Only a page that stands, captured later than ever before, in a payload that is of its newest revision and gave the
same text then. And only the single page of a report: of several, how long each was seen tells how they are joined."""
SEEN_AGAIN = (
    "update pages set last_captured_at = :at where id = :page",
    "update revisions set last_seen = :at, captures = captures + 1 where id = :revision",
    "update reports set last_seen = max(last_seen, :at) where id = :report",
)
