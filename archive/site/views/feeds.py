"""Atom feeds: reports that came in, changes, findings."""

from __future__ import annotations

from typing import Any

from archive.site.atom import Entry, Feed, feed_response
from archive.site.privacy import covered
from archive.site.queries.changes import latest_changes, newest_reports
from archive.site.queries.findings import kinds_of_findings, latest_findings
from archive.site.views.filters import asked_of
from archive.site.visit import Visit
from archive.site.words import WORDS, changes, word

MOST = 50


async def reports_feed(visit: Visit) -> Any:
    """`/feeds/reports.atom`"""
    entries = [
        Entry(
            id=visit.absolute(f"/reports/{row['id']}"),
            title=covered(row["title"] or row["url"]),
            updated=row["first_seen"],
            summary=f"首次捕获 {row['first_seen'][:19]}Z；页面自述发布于 {row['published_on'] or '—'}；{row['url']}",
            author=row["organ"] or "",
        )
        for row in await visit.read(newest_reports, MOST)
    ]
    return feed_response(visit, Feed("年报：新收", visit.absolute("/feeds/reports.atom"), entries))


async def changes_feed(visit: Visit) -> Any:
    """`/feeds/changes.atom`, `?kind=` `?organ=` `?year=`"""
    asked = asked_of(visit, set(WORDS["change"]))
    entries = []
    for row in await visit.read(latest_changes, MOST, **asked):
        address = (
            f"/diff/{row['before_id']}/{row['id']}" if row["before_id"] else f"/reports/{row['report_id']}"
        )
        # One report can be taken away many times, and each time is an entry of its own.
        which = "" if row["before_id"] else f"#{row['id']}"
        kinds = "、".join(changes(False, row["changed"]))
        entries.append(
            Entry(
                id=visit.absolute(address) + which,
                title=covered(f"{kinds}：{row['title'] or row['url']}"),
                updated=row["happened_at"],
                summary=f"{kinds}；{row['happened_at'][:19]}Z；{row['url']}",
                author=row["organ"] or "",
            )
        )
    return feed_response(visit, Feed("年报：改动", visit.absolute("/feeds/changes.atom", **asked), entries))


async def findings_feed(visit: Visit) -> Any:
    """`/feeds/findings.atom`, `?kind=` `?organ=` `?year=`"""
    asked = asked_of(visit, {row["kind"] for row in await visit.read(kinds_of_findings)})
    entries = [
        Entry(
            id=visit.absolute(
                f"/reports/{row['report_id']}" if row["report_id"] else f"/organs/{row['organ_id']}"
            )
            + f"#finding-{row['id']}",
            title=covered(f"{word(False, 'finding', row['kind'])}：{row['title'] or row['organ'] or ''}"),
            updated=row["held_from"],
            summary=covered(row["sentence_zh"]),
            author=row["organ"] or "",
        )
        for row in await visit.read(latest_findings, MOST, **asked)
    ]
    return feed_response(visit, Feed("年报：发现", visit.absolute("/feeds/findings.atom", **asked), entries))
