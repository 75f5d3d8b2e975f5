"""Years, periods and dates that a report states, against the year it reports on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from metadata.checks.finding import Finding, Severity
from metadata.checks.sentences import COMPARISON
from metadata.dates import han_years_as_digits
from metadata.figures import Figures, Quote
from metadata.figures.prose import half_width_prose_of, prose_sentences
from metadata.periods import FIRST_PERIOD
from metadata.reading import FoundDate, Reading

_UP_TO = re.compile(r"截[至止]到?\s?(20\d\d)\s?年\s?(?:12\s?月\s?(?:31\s?日|底|末)|底|末|年底)")
_THIS_YEAR = re.compile(
    r"^(?:[（(][一二三四五六七八九十]+[）)][^。，]{0,12}[。：])?\s*(20\d\d)\s?年(?:度)?[，,]?(?P<rest>.*)"
)
_ACCOUNT = re.compile(
    r"主动公开(?:政府)?信息[^。]{0,10}\d|(?:收到|受理|接到)[^。]{0,24}申请[^。]{0,8}(?:\d|[一二三四五六七八九十两][件份宗])"
    r"|[没未]有?(?:收到|受理|接到)[^。]{0,24}申请|发布[^。]{0,12}信息[^。]{0,6}\d+条|公开[^。]{0,8}信息共?\d+条"
)
_PLAN = re.compile(r"将|计划|打算|下一步|拟|安排|要点|目标|规划|预算|决算|预决算")
_YET_TO_COME = re.compile(
    r"继续|进一步|着力|力争|争取|努力|思路|[条件篇次项]以上|下(?:一)?年度?(?:统计|报告)"
)
"""Of the year after the report's: a plan without its words, or what the next report is to tell."""
_SINCE = re.compile(r"(?:\d{1,2}月(?:\d{1,2}日)?)?(?:以来|起|开始)")
_ONE_MONTH = re.compile(r"(?:初|年初|\d{1,2}月(?!\s?1日(?:起)?[至到—~-]))")
"""A month behind the year: an event, unless a period begins there."""
_ACADEMIC = re.compile(r"大学|学院|学校|中学|小学|幼儿园|医院")


def stale_year(reading: Reading, figures: Figures) -> Iterator[Finding]:
    """A sentence that gives an account of another year than the report's, or a period of another year.

    Silent on comparisons, plans, budgets and laws, and on sentences that name the report's year too.
    """
    year = reading.report_year
    if year is None:
        return
    start, end = reading.period_start, reading.period_end
    if start and end and year not in {start.year, end.year} and not _is_academic(reading):
        yield _stale(year, start.year, _period_quote(reading))
    prose = half_width_prose_of(reading)
    for sentence in prose_sentences(reading):
        other = _other_year(han_years_as_digits(prose[sentence.start : sentence.end]), year)
        if other is not None:
            yield _stale(year, other, (sentence,))


def _other_year(text: str, year: int) -> int | None:
    if "20" not in text or COMPARISON.search(text):
        return None
    up_to = _UP_TO.search(text)
    told_before = text[: up_to.start()] if up_to else ""
    if up_to and int(up_to[1]) != year and not re.search(rf"{year}\s?年|以来", told_before):
        return int(up_to[1])
    account = _THIS_YEAR.match(text)
    if account and int(account[1]) in {year - 2, year - 1, year + 1, year + 2} and f"{year}年" not in text:
        rest, told = account["rest"], int(account[1])
        if _SINCE.match(rest):
            return None
        to_come = told > year and (_YET_TO_COME.search(rest) or _ONE_MONTH.match(rest))
        if _ACCOUNT.search(rest) and not _PLAN.search(rest) and not to_come:
            return told
    return None


def _stale(year: int, other: int, evidence: tuple[Quote, ...]) -> Finding:
    return Finding(
        "stale_year",
        Severity.WARNING,
        f"{year}年度的报告中，此处写的是{other}年。",
        f"The report is on {year}; this passage speaks of {other}.",
        evidence,
    )


def short_period(reading: Reading, figures: Figures) -> Iterator[Finding]:
    """The stated period is not 1 January to 31 December.

    Silent where none is stated, on academic years, and on the first year of the Regulation (Decree 492), which
    began on 1 May 2008.
    """
    start, end = reading.period_start, reading.period_end
    if start is None or end is None or _is_academic(reading) or (start, end) == FIRST_PERIOD:
        return
    if (start.month, start.day, end.month, end.day, end.year) != (1, 1, 12, 31, start.year):
        yield Finding(
            "short_period",
            Severity.WARNING,
            f"统计期限为{_zh(start)}至{_zh(end)}，不是整年。",
            f"The stated period is {start} to {end}, not a calendar year.",
            _period_quote(reading),
        )


def impossible_date(reading: Reading, figures: Figures) -> Iterator[Finding]:
    """The report is signed or published before the period it accounts for was over."""
    if reading.report_year is None or _is_guessed(reading):
        return
    end = reading.period_end or date(reading.report_year, 12, 31)
    if end.year != reading.report_year:
        end = date(reading.report_year, 12, 31)
    for name, zh, on in (("signed", "落款", reading.signed_on), ("published", "发布", reading.published_on)):
        if on is not None and on <= end:
            yield Finding(
                "impossible_date",
                Severity.WARNING,
                f"{zh}日期为{_zh(on)}，而报告所述期间到{_zh(end)}才结束。",
                f"It is {name} {on}, before the period it reports on is over ({end}).",
                _date_quote(reading, on),
            )
            return


def _is_guessed(reading: Reading) -> bool:
    """Whether the year is known by the date of signature or publication alone: then these cannot contradict it."""
    first = next((each.step for each in reading.evidence if each.field == "report_year"), "")
    return first.startswith(("signed", "published", "day of the address"))


def _is_academic(reading: Reading) -> bool:
    return bool(reading.organ and _ACADEMIC.search(reading.organ))


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _period_quote(reading: Reading) -> tuple[Quote, ...]:
    words = next((each.quote for each in reading.evidence if each.field.startswith("period")), None)
    return _found(reading, words)


def _date_quote(reading: Reading, on: date) -> tuple[Quote, ...]:
    words = next((found.quote for found in reading.dates if _is_on(found, on)), None)
    return _found(reading, words)


def _is_on(found: FoundDate, on: date) -> bool:
    return found.value == on


def _found(reading: Reading, words: str | None) -> tuple[Quote, ...]:
    at = reading.text.find(words) if words else -1
    return (Quote(words, at, at + len(words)),) if words and at >= 0 else ()
