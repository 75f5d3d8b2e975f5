"""What a crawl need not ask for: what an interrupted run has got already, and what is not due yet.

A catalogue's rows are read once, when a crawl starts; the rules are pure functions of them and of the time.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from archive.catalogue.statements import read_only
from archive.catalogue.values import utc_moment
from archive.exchange import Role
from archive.revisions.identity import address_key

FINISHED = "finished"
"""The end of a crawl that asked for all it wanted; any other left something to do."""
RESUME_WITHIN = timedelta(days=7)
"""An interrupted crawl is gone on with for so long; later the portal is asked anew."""
FILES_MAY_MISS = timedelta(minutes=10)
"""The files of what came in the last minutes of an interrupted crawl, which are asked for right after it, may not have
come; of a host that is asked twice a minute, twenty come in that time."""
SEASON_MONTHS = frozenset({1, 2, 3, 4})
"""Reports are due on 31 January and 31 March (Regulation, art. 49); April sees the late ones."""

INTERVALS_DAYS = ((0, 1), (1, 14), (4, 60))
"""Days between two visits to a report, by years since its season: this season's daily, the last one's every
fortnight, then every two months."""
OLD_REPORT_DAYS = 120
"""Older reports: three times a year. With the spread below nothing waits longer than 150 days."""
OTHER_PAGE_DAYS = 30
"""Pages that are no report, and addresses that never gave one."""
GONE_DAYS = 60
"""Withdrawn pages: some come back."""
SPREAD = 0.25
"""Share of an interval by which addresses differ, so that ten thousand old reports are not due on one day."""
MOST_REVISIONS = 4
"""A page that changed is asked for more often, up to so many times."""


@dataclass(frozen=True, slots=True)
class PageHistory:
    """What the catalogue knows of a page when a crawl starts."""

    url: str
    role: Role
    state: str
    last_captured_at: datetime
    revisions: int
    report_year: int | None
    channel: str | None = None
    """The URL of its channel."""
    via: str | None = None
    """The URL of the page that names it."""
    waits_for_agreement: bool = False
    """It was gone at the last visit and not at the one before: a second run must agree."""
    refusals: int = 0
    """Refusals and failures since it was last had: a visit that was turned away is no visit."""


@dataclass(frozen=True)
class Agenda:
    """The known pages of a portal by `address_key`, and what its last crawls left to do.

    `unfinished` are the crawls since the last one that came to its end: when each began, and its newest capture.
    """

    pages: Mapping[str, PageHistory]
    unfinished: tuple[tuple[datetime, datetime], ...] = ()

    def knows(self, url: str) -> bool:
        """Whether an earlier crawl asked for this page."""
        return address_key(url) in self.pages

    def shows(self, url: str) -> bool:
        """Whether anything was ever read under this address, or of what it listed as a channel."""
        page = self.pages.get(address_key(url))
        return url in self._channels or (page is not None and page.revisions > 0)

    @cached_property
    def _channels(self) -> frozenset[str | None]:
        return frozenset(page.channel for page in self.pages.values() if page.revisions)

    def has(self, url: str) -> bool:
        """Whether an interrupted crawl has got this page already."""
        page = self.pages.get(address_key(url)) if self.unfinished else None
        return (
            page is not None
            and not page.refusals
            and any(began <= page.last_captured_at <= newest for began, newest in self.unfinished)
        )

    def cut_off(self) -> tuple[PageHistory, ...]:
        """The pages that interrupted crawls got right before their end, and so perhaps not all that hangs on them."""
        return tuple(
            page
            for page in (self.pages.values() if self.unfinished else ())
            if page.role is Role.PAGE
            and any(
                max(began, newest - FILES_MAY_MISS) <= page.last_captured_at <= newest
                for began, newest in self.unfinished
            )
        )

    def is_due(self, url: str, now: datetime) -> bool:
        """Whether a page's time has come; an unknown one's always has."""
        page = self.pages.get(address_key(url))
        if page is None or page.last_captured_at > now:  # a clock that was wrong once must not silence a page
            return True
        return now >= page.last_captured_at + interval(page, now.date())


def interval(page: PageHistory, today: date) -> timedelta:
    """How long a page may stay unvisited: by its report year, how often it changed, and whether it is gone."""
    if page.waits_for_agreement:
        return timedelta(hours=12)
    if page.refusals:
        # Tomorrow, then ever later: who is turned away a hundred times asks once a month.
        return timedelta(days=min(2 ** (min(page.refusals, 10) - 1), OTHER_PAGE_DAYS)) - timedelta(hours=1)
    days = _days(page, today) / min(max(page.revisions, 1), MOST_REVISIONS)
    # The same address always has the same spread: a rebuild or another machine comes to the same day.
    shift = (zlib.crc32(page.url.encode()) % 1000 / 1000 - 0.5) * 2 * SPREAD
    # An hour less than whole days: a daily job that starts a little earlier than yesterday still asks.
    return timedelta(days=days * (1 + shift if days > 1 else 1)) - timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LastCrawl:
    """When a portal was last crawled, whether that crawl came to its end, and whether it got anything."""

    started_at: datetime
    finished: bool
    brought: bool = True

    def due_at(self, now: datetime) -> datetime:
        """When the portal's time comes: daily in season or after a crawl in vain, weekly else.

        At once after an interrupted crawl, and after one of a clock that was ahead.
        """
        if not self.finished or self.started_at > now:
            return min(self.started_at, now)
        days = 1 if now.month in SEASON_MONTHS or not self.brought else 7
        # An hour less: a daily job that starts a little earlier than yesterday still finds it due.
        return self.started_at + timedelta(days=days) - timedelta(hours=1)


def last_crawls(catalogue: Path) -> dict[str, LastCrawl]:
    """The last crawl of each portal in a catalogue, by portal id; empty where there is none yet."""
    if not catalogue.exists():
        return {}
    with _reading(catalogue) as db:
        rows = db.execute(
            "select portal_id, started_at, end_reason, exists (select 1 from captures where"
            " crawl_id = crawls.id and role <> 'robots' and outcome in ('read', 'listed', 'kept')) as brought"
            " from crawls where portal_id is not null order by started_at"
        )
        return {
            row["portal_id"]: LastCrawl(
                utc_moment(row["started_at"]), row["end_reason"] == FINISHED, bool(row["brought"])
            )
            for row in rows
        }


def profile_text(catalogue: Path, portal: str) -> str | None:
    """The profile that a portal was last crawled by, None for a portal never crawled."""
    if not catalogue.exists():
        return None
    with _reading(catalogue) as db:
        row = db.execute("select profile from portals where id = ?", [portal]).fetchone()
        return str(row[0]) if row else None


def read_agenda(catalogue: Path, portal: str) -> Agenda:
    """A portal's agenda from a catalogue; an empty one where there is no catalogue yet."""
    if not catalogue.exists():
        return Agenda({})
    with _reading(catalogue) as db:
        turned_away = dict(db.execute(REFUSALS, {"portal": portal}).fetchall())
        rows = db.execute(PAGES, [portal])
        pages = {address_key(row["url"]): _history(row, turned_away.get(row["id"], 0)) for row in rows}
        crawls = db.execute(CRAWLS, [portal, CRAWLS_LOOKED_AT])
        unfinished = [
            (utc_moment(row["started_at"]), utc_moment(row["newest"]))
            for row in _unfinished(crawls, datetime.now(UTC))
            if row["newest"]
        ]
    return Agenda(pages, tuple(unfinished))


CRAWLS = """
select started_at, end_reason, (select max(captured_at) from captures where crawl_id = crawls.id) as newest
from crawls where portal_id = ? order by started_at desc limit ?
"""
CRAWLS_LOOKED_AT = 100
"""A crawl that does not end is begun again each day, or each hour."""
PAGES = """
select pages.id, pages.url, pages.role, pages.state, pages.last_captured_at, pages.revisions, pages.gone_since,
    pages.withdrawn_at, pages.via, channels.url as channel, reports.report_year
from pages left join reports on reports.id = pages.report_id left join channels on channels.id = pages.channel_id
where pages.portal_id = ? order by pages.last_captured_at, pages.id
"""
TURNED_AWAY = """(captures.outcome in ('refused', 'failed') or captures.outcome = 'redirected' and not exists (
    select 1 from pages as target where target.id = captures.redirects_to and target.id <> captures.page_id
        and target.state not in ('refused', 'failed')) and not exists (
    select 1 from captures as had where had.page_id = captures.page_id and had.crawl_id = captures.crawl_id
        and had.page_id = captures.redirects_to and had.outcome in ('read', 'kept')))"""
"""A redirect that leads to no page that is known and was had is one too: to a login, to another host, to itself; but
not one to another spelling of its address, under which it was had."""
REFUSALS = f"""
with latest as (
    select pages.id from pages join captures on page_id = pages.id and captured_at = last_captured_at
    where pages.portal_id = :portal and {TURNED_AWAY}),
had as (
    select page_id, max(captured_at) as at from captures
    where page_id in (select id from latest) and not {TURNED_AWAY} group by page_id)
select captures.page_id, count(distinct coalesce(crawl_id, captures.id))
from captures left join had on had.page_id = captures.page_id
where captures.page_id in (select id from latest) and captured_at > coalesce(had.at, '')
group by captures.page_id
"""
"""How many crawls asked for each page in vain since it was last had."""


def _unfinished(crawls: Iterable[sqlite3.Row], now: datetime) -> Iterator[sqlite3.Row]:
    """The newest crawls, newest first, up to the last one that came to its end."""
    for crawl in crawls:
        if crawl["end_reason"] == FINISHED or now - utc_moment(crawl["started_at"]) > RESUME_WITHIN:
            return
        yield crawl


def _history(row: sqlite3.Row, refusals: int) -> PageHistory:
    return PageHistory(
        url=row["url"],
        role=Role(row["role"]),
        state=row["state"],
        last_captured_at=utc_moment(row["last_captured_at"]),
        revisions=row["revisions"],
        report_year=row["report_year"],
        channel=row["channel"],
        via=row["via"],
        waits_for_agreement=bool(row["gone_since"] and not row["withdrawn_at"] and row["revisions"]),
        refusals=refusals,
    )


def _days(page: PageHistory, today: date) -> float:
    if page.state == "withdrawn":
        return GONE_DAYS
    if page.revisions == 0:
        return OTHER_PAGE_DAYS if page.state == "gone" else 1
    if page.report_year is None:
        return OTHER_PAGE_DAYS
    age = today.year - 1 - page.report_year
    return next((days for years, days in INTERVALS_DAYS if age <= years), OLD_REPORT_DAYS)


@contextmanager
def _reading(catalogue: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a catalogue that another thread may be writing to; its rows tell their columns."""
    with closing(read_only(catalogue)) as db:
        db.row_factory = sqlite3.Row
        yield db
