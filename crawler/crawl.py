"""One crawl of one portal as it goes: what it was for, what it has got, what it expected."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from archive.agenda import FINISHED, Agenda, PageHistory
from archive.exchange import Purpose, Role
from archive.intake import Intake
from archive.revisions.identity import address_key
from crawler.channels import ChannelSeen, find_replaced
from metadata.profile import Profile
from metadata.reading import RefusalKind
from metadata.report_titles import year_in_title

MANY_GONE = 20
"""Old lists have dead links; so many and most of what was asked for is a portal that moved, or lost its archive."""
MANY_ALIKE = 5
"""Pages of lists with one body, and most of all: a portal that shows its home page for whatever is asked."""
LOST_SHARE = 0.05
"""A page that is refused now and then is asked for again tomorrow; a larger share is told at once."""


@dataclass(slots=True)
class Tally:
    """Counts of a crawl. `outcomes` counts responses: ok, unchanged, gone, refused, redirected."""

    asked: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    shells: int = 0
    """Refusals that came with status 200."""
    list_pages: int = 0
    pages: int = 0
    gone_pages: int = 0
    """Of pages, not of files: portals lose many of those."""
    bodies: Counter[str | int] = field(default_factory=Counter)
    """How many pages that a list named have each body; by the payload's digest of those that are unchanged."""
    attachments: int = 0
    off_hosts: int = 0
    disallowed: int = 0
    left_out: set[str] = field(default_factory=set)
    """Pages not asked for: an interrupted crawl has got them, or they are not due."""
    received_bytes: int = 0
    entries: dict[str, str] = field(default_factory=dict)
    """Title by URL of every entry listed."""
    elsewhere: set[str] = field(default_factory=set)
    """Entries whose hosts are none of the profile's."""
    channels: defaultdict[str, ChannelSeen] = field(default_factory=lambda: defaultdict(ChannelSeen))
    """What the lists of each channel showed, by the channel's URL."""
    refused_lists: dict[str, str] = field(default_factory=dict)
    """Why, by URL of every list page that gave none."""
    unreadable_robots: dict[str, str] = field(default_factory=dict)
    """Why, by host whose robots.txt forbids everything or could not be had."""
    lost: dict[str, str] = field(default_factory=dict)
    """Why, by URL of every page and file that was refused or could not be had."""
    blank: set[str] = field(default_factory=set)
    """Addresses by year that answer with nothing and never gave a report: mostly there is none on that year."""
    passed_over: str | None = None
    """The first of the channels that were not asked for, since they are more than a portal has."""
    led_to: Counter[str] = field(default_factory=Counter)
    """Redirects of pages and files to a URL that was asked for already: what came of it came of them."""
    faults: list[str] = field(default_factory=list)
    """Answers at which our own code failed, a sentence each."""

    def take_led_back(self, channel: str, *, may_be_end: bool) -> None:
        """Count a further page of a channel's list that redirects to one asked for already, or shows the first again.

        One may be another address of the first page, or lie behind the end of a list that names one page after the
        other (`may_be_end`); more are pages that are not shown any more.
        """
        self.channels[channel].led_back += 1
        if (count := self.channels[channel].led_back) > 1 and not may_be_end:
            self.refused_lists[channel] = f"{count} of its further pages lead back to pages had already"

    def losses(self) -> Counter[str]:
        """Pages and files that were not had, by why."""
        losses: Counter[str] = Counter()
        if self.blank and not (self.pages or self.left_out):
            losses[RefusalKind.EMPTY] = len(self.blank)
        for url, why in self.lost.items():
            losses[why] += 1 + self.led_to[url]
        return losses


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """How a crawl went. `missing` says what it expected and did not get; empty means all is well.

    `new`, `changed` and `unchanged` are told by the catalogue, once it holds all that came.
    """

    portal: str
    crawl: str
    reason: str
    seconds: float
    asked: int
    list_pages: int
    entries: int
    pages: int
    attachments: int
    gone: int
    refused: int
    failed: int
    off_hosts: int
    disallowed: int
    left_out: int
    received_bytes: int
    missing: tuple[str, ...]
    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class Crawl:
    """A running crawl: its profile, its intake, its counts, and what earlier crawls got.

    `full` ignores what earlier crawls got, `due_only` leaves out pages whose time has not come.
    """

    id: str
    profile: Profile
    intake: Intake
    full: bool = False
    due_only: bool = False
    agenda: Agenda = field(default_factory=lambda: Agenda({}))
    tally: Tally = field(default_factory=Tally)
    started: float = field(default_factory=time.monotonic)
    cancelled: bool = False
    """Set when the run is stopped: nothing more is asked for."""

    def purpose(
        self, role: Role, *, channel: str | None = None, via: str | None = None, within: str | None = None
    ) -> Purpose:
        """Why this crawl asks for something."""
        above = within if role is Role.LIST and within != channel else None
        return Purpose(self.id, self.profile.id, role, channel=channel, via=via, within=above)

    def wants(self, url: str, *, shows_new: bool = False) -> bool:
        """Whether to ask for a page: not when an interrupted crawl has got it, nor before it is due.

        One that `shows_new` reports in its place is asked for in each crawl, as lists are.
        """
        if self.full:
            return True
        waits = self.due_only and not shows_new and not self.agenda.is_due(url, datetime.now(UTC))
        if waits or self.agenda.has(url):
            self.tally.left_out.add(url)
            return False
        return True

    def known_beside(self, asked: Iterable[str]) -> list[PageHistory]:
        """The pages of earlier crawls that are to be asked for beside those that were asked for, by their URLs."""
        keys = set(map(address_key, asked))
        return [
            known
            for key, known in self.agenda.pages.items()
            if key not in keys
            and not self.profile.hosts.refuses(known.url)  # of another profile's time
            and self.wants(known.url)
        ]

    def finish(self, reason: str) -> CrawlSummary:
        """End the crawl in the archive; returns how it went."""
        missing = tuple(self._missing(reason))
        self.intake.finish_crawl(self.id, reason=reason, missing=missing)
        tally = self.tally
        return CrawlSummary(
            portal=self.profile.id,
            crawl=self.id,
            reason=reason,
            seconds=round(time.monotonic() - self.started, 3),
            asked=tally.asked,
            list_pages=tally.list_pages,
            entries=len(tally.entries),
            pages=tally.pages,
            attachments=tally.attachments,
            gone=tally.outcomes["gone"],
            refused=tally.outcomes["refused"] + tally.shells,
            failed=tally.failed.total(),
            off_hosts=tally.off_hosts + len(tally.elsewhere),
            disallowed=tally.disallowed,
            left_out=len(tally.left_out),
            received_bytes=tally.received_bytes,
            missing=missing,
        )

    def _missing(self, reason: str) -> list[str]:
        tally = self.tally
        if reason != FINISHED and not tally.asked:
            return [f"the crawl was cut short: {reason}"]
        return [*self._not_had(reason), *self._not_as_expected()]

    def _not_had(self, reason: str) -> list[str]:
        """What was asked for and did not come."""
        tally = self.tally
        forbidden = tally.unreadable_robots
        missing = [f"{host}: {why}" for host, why in forbidden.items()]
        missing += [
            f"{url}: no list: {why}"
            for url, why in tally.refused_lists.items()
            if why not in forbidden.values()  # said of the host already
        ]
        if reason == FINISHED:
            missing += [
                f"{seen.stated_by}: no list: {why}"
                for seen in tally.channels.values()
                if seen.stated_by not in tally.refused_lists and (why := seen.shortfall)
            ]
            missing += [
                f"{url}: no list: it shows none of {count} reports that it listed before"
                for url, count in find_replaced(tally.channels, self.agenda)
            ]
        if tally.passed_over:
            missing.append(f"more channels than a portal has: not asked for from {tally.passed_over} on")
        missing += tally.faults
        had = tally.pages + tally.attachments
        losses = tally.losses()
        if (lost := losses.total()) > LOST_SHARE * (had + lost):
            missing.append(f"{lost} of {had + lost} pages and files were not had: {_most_common(losses)}")
        many_gone = tally.gone_pages >= MANY_GONE and tally.gone_pages > tally.pages
        nothing_else = not (tally.pages or tally.list_pages or tally.left_out)
        if many_gone or (tally.gone_pages and nothing_else):
            missing.append(
                f"{tally.gone_pages} of {tally.gone_pages + tally.pages} pages are gone (404 or 410)"
            )
        alike = max(tally.bodies.values(), default=0)
        if alike >= MANY_ALIKE and 2 * alike > tally.pages:
            missing.append(f"{alike} of {tally.pages} pages are the same, byte for byte: look at one")
        if reason != FINISHED:
            missing.append(f"the crawl was cut short: {reason}")
        if not tally.outcomes and (tally.asked or not tally.left_out):
            missing.append(f"nothing was received: {_most_common(tally.failed) or 'nothing was asked for'}")
        return missing

    def _not_as_expected(self) -> list[str]:
        """What the lists do not show of what the profile expects."""
        tally, expected, missing = self.tally, self.profile.expectations, []
        if tally.list_pages < expected.list_pages:
            missing.append(f"{tally.list_pages} list pages, expected {expected.list_pages} or more")
        if len(tally.entries) < expected.entries:
            missing.append(f"{len(tally.entries)} entries listed, expected {expected.entries} or more")
        if lead_off := self._reports_elsewhere():
            missing.append(lead_off)
        titles = list(tally.entries.values())
        season = latest_season(datetime.now(UTC))
        listed = sum(year_in_title(title) == season for title in titles)
        if listed < expected.reports_per_year:
            missing.append(
                f"{listed} reports on {season} listed, expected {expected.reports_per_year} or more"
            )
        missing += [
            f"no entry names {organ}"
            for organ in expected.organs
            if not any(organ in title for title in titles)
        ]
        return missing

    def _reports_elsewhere(self) -> str | None:
        """What is missed on hosts that the profile does not name: all entries, or more than a few reports."""
        tally = self.tally
        if not tally.elsewhere:
            return None
        if len(tally.elsewhere) == len(tally.entries):
            return f"every entry leads to other hosts than the profile's: {_most_hosts(tally.elsewhere)}"
        reports = {url for url, title in tally.entries.items() if year_in_title(title) is not None}
        missed = reports & tally.elsewhere
        if len(missed) <= LOST_SHARE * len(reports):
            return None
        return f"{len(missed)} of {len(reports)} reports lead to other hosts than the profile's: {_most_hosts(missed)}"


def _most_hosts(urls: Iterable[str]) -> str | None:
    return _most_common(Counter(urlsplit(url).netloc for url in sorted(urls)))


def latest_season(now: datetime) -> int:
    """The newest report year whose reports are all due: 31 March of the year after (Regulation, art. 49)."""
    return now.year - 1 if now.month > 3 else now.year - 2


def _most_common(failed: Counter[str]) -> str | None:
    """What was seen most, as `12 × dns, 2 × timeout`."""
    return ", ".join(f"{count} × {reason}" for reason, count in failed.most_common(3)) or None
