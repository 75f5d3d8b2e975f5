"""When a report appeared, against the law's day and against what it says of itself.

Only our own clock is proof. A stated date is a claim; two listings, the last without the entry and the first
with it, bound when the report really appeared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from metadata.checks.english import times
from metadata.checks.finding import Finding, Severity
from metadata.dates import CHINA_TIME
from metadata.reading import Scope

SLACK_DAYS = 1
"""A listing fetched on the day of publication may have been made before the entry was."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """What is known of when a report appeared.

    `stated_on` is what the page or its listing says. `missing_at` is the last listing that lacked the entry,
    None where we have not watched; `first_seen_at` the first capture that had it. Times are aware.
    """

    stated_on: date | None
    missing_at: datetime | None
    first_seen_at: datetime | None


def late(report_year: int, deadline: date | None, appearance: Appearance) -> Iterator[Finding]:
    """The report came after the law's day.

    An error where a listing after that day lacked it, a warning where only a stated date says so. Silent where
    the law names no day (towns since 2019, enterprises), and where the stated date is in time and nothing
    disproves it: that we saw a report late does not make it late. A date on which the report was long to be seen is
    a slip, and claims nothing.
    """
    if deadline is None:
        return
    missing = _day(appearance.missing_at)
    if missing is not None and missing > deadline and appearance.first_seen_at is not None:
        days = (missing - deadline).days
        yield Finding(
            "late",
            Severity.ERROR,
            f"{report_year}年度报告应于{deadline}前公布，{missing}（逾期{days}天）栏目中仍没有。",
            f"The report on {report_year} was due by {deadline}; the listing of {missing} did not have it, "
            f"{days} days later.",
        )
    elif appearance.stated_on is not None and appearance.stated_on > deadline and not _is_to_come(appearance):
        days = (appearance.stated_on - deadline).days
        yield Finding(
            "late",
            Severity.WARNING,
            f"{report_year}年度报告应于{deadline}前公布，页面标注的日期为{appearance.stated_on}，晚{days}天。",
            f"The report on {report_year} was due by {deadline}; it says {appearance.stated_on}, {days} days late.",
        )


def _is_to_come(appearance: Appearance) -> bool:
    """Whether the stated date lies behind the day on which we saw the report."""
    seen = _day(appearance.first_seen_at)
    return (
        seen is not None
        and appearance.stated_on is not None
        and (appearance.stated_on - seen).days > SLACK_DAYS
    )


def missing(
    report_year: int, deadline: date | None, organ: str, listed_at: datetime | None, scope: Scope
) -> Iterator[Finding]:
    """A complete listing taken after the law's day has no report of the organ for that year and scope.

    `listed_at` is None where no complete listing was taken: then nothing is known, and nothing said.
    """
    taken = _day(listed_at)
    if deadline is not None and taken is not None and taken > deadline:
        # A government that publishes both may owe both.
        zh, en = ("汇总报告", "aggregate report") if scope is Scope.AGGREGATE else ("报告", "report")
        yield Finding(
            "missing",
            Severity.WARNING,
            f"{taken}的栏目中没有{organ}{report_year}年度{zh}，法定期限为{deadline}。",
            f"The listing of {taken} has no {en} of {organ} on {report_year}; it was due by {deadline}.",
        )


def backdated(appearance: Appearance) -> Iterator[Finding]:
    """The page states a date on which a listing, taken later, did not have it yet."""
    absent = _day(appearance.missing_at)
    stated = appearance.stated_on
    if stated is None or absent is None or appearance.first_seen_at is None:
        return
    if (absent - stated).days > SLACK_DAYS:
        seen = _day(appearance.first_seen_at)
        lacked, had, zone_zh, zone_en = str(absent), str(seen), "", ""
        if absent == seen:  # two crawls of one day: the days alone would contradict each other
            lacked, had = _moment(appearance.missing_at), _moment(appearance.first_seen_at)
            zone_zh, zone_en = "（北京时间）", " (China time)"
        yield Finding(
            "backdated",
            Severity.ERROR,
            f"页面标注的日期为{stated}，但{lacked}{zone_zh}的栏目中还没有，{had}首次见到。",
            f"The page says {stated}, but the listing of {lacked}{zone_en} did not have it; "
            f"it was first seen on {had}.",
        )


def changed_after_publication(
    report_year: int, revisions: int, first_changed_at: datetime, published_on: date | None
) -> Iterator[Finding]:
    """The text a person reads was changed after the report was out."""
    if revisions > 1:
        changed = _day(first_changed_at)
        since = f"（标注发布日期{published_on}）" if published_on else ""
        said = f", published {published_on}," if published_on else ""
        yield Finding(
            "changed",
            Severity.NOTICE,
            f"{report_year}年度报告{since}公布后改过{revisions - 1}次，首次发现于{changed}。",
            f"The report on {report_year}{said} was changed {times(revisions - 1)} since, first seen on {changed}.",
        )


def withdrawn(report_year: int, withdrawn_at: datetime | None) -> Iterator[Finding]:
    """The report was there and is gone."""
    if withdrawn_at is not None:
        day = _day(withdrawn_at)
        yield Finding(
            "withdrawn",
            Severity.WARNING,
            f"{report_year}年度报告曾经公布，{day}起已不可见。",
            f"The report on {report_year} was public and has been gone since {day}.",
        )


def unlisted(report_year: int, unlisted_at: datetime) -> Iterator[Finding]:
    """The report's page still answers, but its list names it no more: who does not know the address misses it."""
    day = _day(unlisted_at)
    yield Finding(
        "withdrawn",
        Severity.WARNING,
        f"{report_year}年度报告{day}起已不在栏目中，原网址仍可打开。",
        f"The report on {report_year} has been gone from its list since {day}; its address still answers.",
    )


def _day(moment: datetime | None) -> date | None:
    """The day of a moment in China, where deadlines run. Raises ValueError for a moment without a zone."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("checks.timing: a moment without a time zone cannot be compared with a deadline")
    return moment.astimezone(CHINA_TIME).date()


def _moment(moment: datetime | None) -> str:
    """A moment by the clock of China, to the second."""
    return moment.astimezone(CHINA_TIME).strftime("%Y-%m-%d %H:%M:%S") if moment else ""
