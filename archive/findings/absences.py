"""`missing`: reports that organs owe by their own practice and that the portal does not have.

No register of all organs is at hand, and organs come and go. So a report is missed only where the organ's own
reports surround the year, or where it reported on the year before and nearly all others went on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property

from archive.catalogue.organs import organ_named
from archive.catalogue.statements import Row
from archive.catalogue.values import china_day, utc_moment
from archive.findings.claims import Claim
from archive.findings.due import Deadlines
from archive.findings.holdings import HeldReport
from archive.findings.timing import Proof
from archive.findings.walks import Line, Walk, Watch
from metadata.checks.timing import missing
from metadata.organs import is_succeeded
from metadata.report_titles import organ_in_title, year_in_title

WENT_ON = 0.8
"""Of the organs that reported on the year before: so many have reported before one of the others is missed."""
PEERS_LEAST = 3
"""A year on which fewer others reported is one that the portal does not show."""

Series = dict[int, HeldReport]


@dataclass(frozen=True)
class _Portal:
    """One portal: its row, its reports by organ and scope, and the lines of its lists."""

    row: Row
    series: Mapping[tuple[str, str], Series]
    unidentified: frozenset[int | None]
    lines: Sequence[Line]

    @cached_property
    def named(self) -> frozenset[tuple[str, int]]:
        """Organs and years that titles in the lists name, whatever came of the pages."""
        named = {(organ_in_title(line.title), year_in_title(line.title)) for line in self.lines}
        # Names repeat from year to year, and to tell whose they are costs more than all else here.
        organs = {name: organ_named(name, self.row).id for name, _ in named if name}
        return frozenset((organs[name], year) for name, year in named if name and year)

    @cached_property
    def begun(self) -> frozenset[tuple[int, str | None]]:
        """Years in which some organ of a level reported for the first time, after the portal's first year."""
        first = min(min(series) for series in self.series.values())
        return frozenset(
            (min(series), next(iter(series.values())).level)
            for series in self.series.values()
            if min(series) > first
        )

    @cached_property
    def years(self) -> Counter[int]:
        """How many organs reported on each year."""
        return Counter(year for series in self.series.values() for year in series)

    @cached_property
    def neighbours(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """By channel, the organs and scopes that ever had a report in it."""
        owner = {
            page: key
            for key, series in self.series.items()
            for report in series.values()
            for page in report.pages
        }
        found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for line in self.lines:
            if line.page in owner:
                found[line.channel].add(owner[line.page])
        return {channel: frozenset(keys) for channel, keys in found.items()}

    @cached_property
    def channels(self) -> Mapping[int, Mapping[str, frozenset[tuple[str, str]]]]:
        """By report year, the channels with reports on it, and whose."""
        owner = {
            page: (year, key)
            for key, series in self.series.items()
            for year, report in series.items()
            for page in report.pages
        }
        found: defaultdict[int, defaultdict[str, set[tuple[str, str]]]] = defaultdict(
            lambda: defaultdict(set)
        )
        for line in self.lines:
            if line.page in owner:
                year, key = owner[line.page]
                found[year][line.channel].add(key)
        return {y: {c: frozenset(keys) for c, keys in held.items()} for y, held in found.items()}


def absences(
    reports: Sequence[HeldReport], portals: Mapping[str, Row], watch: Watch, proved: Mapping[str, Proof]
) -> Iterator[Claim]:
    """`missing` on every portal, from the first complete walk after the legal day, until the report came.

    `proved` tells of reports that came while we watched how late that was.
    """
    deadlines = Deadlines.among(reports)
    for portal in _portals(reports, portals, watch):
        for key, series in sorted(portal.series.items()):
            for year in range(min(series) + 1, max(series) + 2):
                report = series.get(year)
                if report is None and _is_missed(portal, key, series, year):
                    channel = _channel(portal, key, year)
                    like = series[max(y for y in series if y < year)]
                    yield from _claims(like, year, deadlines, watch.walks.get(channel or "", ()))
                elif report is not None and report.id in proved and _was_owed(portal, series, year):
                    line = proved[report.id].line
                    walks = [w for w in watch.walks[line.channel] if w.ended_at < line.first_seen]
                    yield from _claims(report, year, deadlines, walks, until=report.first_seen)


def _portals(reports: Sequence[HeldReport], portals: Mapping[str, Row], watch: Watch) -> Iterator[_Portal]:
    home: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    series: defaultdict[tuple[str, str], Series] = defaultdict(dict)
    unidentified: defaultdict[str, set[int | None]] = defaultdict(set)
    for report in reports:
        if report.portal is None or report.portal not in portals:
            continue
        if report.organ is None or report.year is None:
            unidentified[report.portal].add(report.year)
            continue
        home[report.organ, report.scope.value][report.portal] += 1
        series[report.organ, report.scope.value][report.year] = report
    lines: defaultdict[str, list[Line]] = defaultdict(list)
    for channel in watch.by_channel.values():
        for line in channel:
            lines[line.portal].append(line)
    for portal in sorted(portals):
        # An organ belongs to the portal that has most of its reports.
        own = {
            key: series[key]
            for key, counted in home.items()
            if min(counted, key=lambda name: (-counted[name], name)) == portal
        }
        if own:
            yield _Portal(portals[portal], own, frozenset(unidentified[portal]), lines[portal])


def _is_missed(portal: _Portal, key: tuple[str, str], series: Series, year: int) -> bool:
    if (key[0], year) in portal.named or {year, None} & portal.unidentified:
        return False
    if any(span.period_year == year for report in series.values() for span in report.line):
        return False  # it is here, under the title of another year
    return portal.years[year] >= PEERS_LEAST and _was_owed(portal, series, year)


def _was_owed(portal: _Portal, series: Series, year: int) -> bool:
    """Whether the organ's reports surround the year; or it could have gone on as nearly all others did."""
    if min(series) < year < max(series):
        return True
    if year - 1 not in series:
        return False
    last = series[year - 1]
    if (year, last.level) in portal.begun or _is_succeeded(portal, last, year):
        return False  # another organ may have taken its place
    before = [other for other in portal.series.values() if other is not series and year - 1 in other]
    went_on = sum(year in other for other in before)
    return went_on >= PEERS_LEAST and went_on >= WENT_ON * len(before)


def _is_succeeded(portal: _Portal, last: HeldReport, year: int) -> bool:
    """Whether another organ had taken over by the end of the year in which the report was due."""

    def reports(name: str) -> bool:
        return year in portal.series.get((organ_named(name, portal.row).id, last.scope.value), {})

    return is_succeeded(last.organ_name, date(year + 1, 12, 31), reports)


def _channel(portal: _Portal, key: tuple[str, str], year: int) -> str | None:
    """The channel where the report would stand: the one with most of those it stood beside in other years."""
    beside = {k for keys in portal.neighbours.values() if key in keys for k in keys}
    held = portal.channels.get(year, {})
    return min(held, key=lambda channel: (-len(held[channel] & beside), channel), default=None)


def _claims(
    like: HeldReport, year: int, deadlines: Deadlines, walks: Sequence[Walk], until: str | None = None
) -> Iterator[Claim]:
    """The claim from the first of these walks that came after the legal day."""
    deadline = deadlines.day(like, year)
    for walk in walks:
        at = utc_moment(walk.began_at)
        if deadline is None or china_day(walk.began_at) <= deadline:
            continue
        for finding in missing(year, deadline, like.organ_name, at, like.scope):
            yield Claim(
                kind=finding.kind,
                severity=finding.severity.value,
                sentence_zh=finding.sentence_zh,
                sentence_en=finding.sentence_en,
                evidence=(
                    *(asdict(part) for part in finding.evidence),
                    {**walk.evidence, "scope": like.scope.value, "deadline_on": deadline.isoformat()},
                ),
                since=walk.began_at,
                until=until,
                organ=like.organ,
                year=year,
            )
        return
