"""`withdrawn`: no page shows a report any more, or no list leads to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from archive.catalogue.statements import Row, read_rows
from archive.catalogue.unlistings import ABSENT, is_of_absence
from archive.catalogue.values import utc_moment
from archive.findings.claims import Claim, claim_on
from archive.findings.holdings import HeldReport
from archive.findings.walks import Line, Walk, Watch
from metadata.checks import timing


def withdrawals(db: Database, reports: Iterable[HeldReport], watch: Watch) -> Iterator[Claim]:
    """The claims on reports that went, with the captures that found them gone."""
    gone = _by_page(read_rows(db, "select * from withdrawals where how = 'gone' order by withdrawn_at, id"))
    absent = _by_page(read_rows(db, ABSENT))
    for report in reports:
        if report.year is not None:
            yield from _gone(report, report.year, gone)
            yield from _unlisted(report, report.year, watch, absent)


def _by_page(rows: Iterable[Row]) -> Mapping[str, Sequence[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["page_id"]].append(row)
    return found


class _Stay(NamedTuple):
    """A time in which a page showed the report: UTC texts, `until` `NEVER` while it does.

    `replaced` says that it ended because something else took its place.
    """

    since: str
    until: str
    replaced: bool = False

    def covers(self, moment: str, agreed: str) -> bool:
        """Whether the report stood here then; `agreed` is by when it is known: a page that had come until then did."""
        return self.since <= max(moment, agreed) and self.until > moment


NEVER = "9999"


def _stays(report: HeldReport, page: str, gone: Sequence[Row]) -> Iterator[_Stay]:
    since = min(span.since for span in report.spans if span.page == page)
    for row in gone:
        yield _Stay(since, row["withdrawn_at"])
        since = row["restored_at"] or NEVER
    if since != NEVER:
        until = report.replaced.get(page) or report.left.get(page) or NEVER
        yield _Stay(since, until, replaced=page in report.replaced)


def _gone(report: HeldReport, year: int, gone: Mapping[str, Sequence[Row]]) -> Iterator[Claim]:
    """Told by the page that went last; by one that went earlier where something else stands in the last one's place."""
    spans = {span.revision: span for span in report.spans}
    pages = [page for page in report.pages if page not in report.files]
    stays = {page: tuple(_stays(report, page, gone.get(page, ()))) for page in pages}
    for page in sorted(pages):
        others = [stay for other in pages if other != page for stay in stays[other]]
        for row in gone.get(page, ()):
            at, agreed = row["withdrawn_at"], row["confirmed_at"]
            standing = [stay for stay in others if stay.covers(at, agreed)]
            # Where this page moved to one that shows something else now, that says it all.
            if row["after_revision_id"] not in spans or any(
                not stay.replaced or page in report.left for stay in standing
            ):
                continue
            since = max([at, *(stay.until for stay in standing)])
            until = min(
                [
                    row["restored_at"] or NEVER,
                    *(stay.since for stay in others if stay.since > max(at, agreed)),
                ]
            )
            if until <= since:
                continue
            captures = [{"capture": row["first_capture_id"]}, {"capture": row["confirming_capture_id"]}]
            for finding in timing.withdrawn(year, utc_moment(since)):
                ends = None if until == NEVER else until
                span = spans[row["after_revision_id"]]
                yield claim_on(report, span, finding, since=since, until=ends, captures=captures)


def _unlisted(
    report: HeldReport, year: int, watch: Watch, absent: Mapping[str, Sequence[Row]]
) -> Iterator[Claim]:
    """A line that two complete walks lacked, while older lines of the same list are still there."""
    # Lines of pages that show something else do not lead to it.
    lines = watch.listed(page for page in report.pages if page not in report.replaced)
    if not report.stands or not lines:
        return
    walks = [_walks_without(line, watch, absent.get(line.page, ())) for line in lines]
    if any(len(after) < 2 for after in walks):
        return
    last = max(lines, key=lambda line: line.last_seen)
    first_without, agreed = walks[lines.index(last)][:2]
    if not _older_line_stands(last, watch, since=agreed.began_at):
        return
    captures = [{"capture": last.last_capture}, first_without.evidence, agreed.evidence]
    for finding in timing.unlisted(year, utc_moment(first_without.began_at)):
        shown = next(span for span in reversed(report.line) if span.page == report.page)
        yield claim_on(report, shown, finding, since=first_without.began_at, captures=captures)


def _walks_without(line: Line, watch: Watch, absent: Sequence[Row]) -> list[Walk]:
    """The complete walks that lacked a line while its page answered."""
    return [
        walk
        for walk in watch.after(line)
        if not any(is_of_absence(row, walk.crawl, walk.ended_at) for row in absent)
    ]


def _older_line_stands(lost: Line, watch: Watch, since: str) -> bool:
    """Whether the list still reaches as far back: one that shows its newest lines only drops the oldest."""
    return lost.listed_on is not None and any(
        line.listed_on is not None and line.listed_on <= lost.listed_on and line.last_seen >= since
        for line in watch.by_channel[lost.channel]
    )
