"""The period a report says it covers: `自2018年1月1日起至12月31日止`, as written, full year or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from metadata.dates import day, half_width, han_years_as_digits

FIRST_PERIOD = date(2008, 5, 1), date(2008, 12, 31)
"""What the first reports are on: the Regulation of 2007 (国务院令第492号) came into force in May."""
_FROM_TO = re.compile(
    r"(20\d\d)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日\s?(?:起|开始)?\s?(?:至|到|—+|－|-|~|–)\s?"
    r"(?:(20\d\d)\s?年\s?|当年|同年)?(\d{1,2})\s?月\s?(\d{1,2})\s?日"
)
_ABOUT = re.compile(
    r"统计的?(?:数据|时[间限段]|日期|期|年限|周期|区间|范围|口径|截[至止])|现(?:将|公布).*信息公开|数据统计|数据均?[自从]|(?:数据|报告|年报)[^。，；]{0,12}(?:期限|时限|时间|期间|起止|截[至止]|周期)"
    r"|报告期|所列|本(?:年度)?(?:工作)?(?:年度)?(?:报告|年报)|起止|涵盖"
)
_NOT_ABOUT = re.compile(
    r"(?:公示|有效|聘|任|整治|建设|施工|疫情|征集|活动|活动开展)(?:期限?|时间|周期|期间)?[自从为是:：]*$"
)
"""What else has a first and a last day: 公示期限为, 聘期自, 专项整治时间为."""
_NEAR = 60
_END = re.compile(r"。|(?<![:：为是自从])\n")
"""Of a sentence; behind a label the line that follows belongs to it."""
_A_YEAR = range(300, 371)
"""Days of a range that is taken for the report's without such words."""
_LIMIT = 4_000
"""Characters of the body that are searched; the period stands in the first section."""


def stated_period(text: str) -> tuple[date, date, str] | None:
    """First and last day of the period and the words; the first range that the text says is of its figures.

    Without such words: the first range of about a year.
    """
    opening = half_width(han_years_as_digits(text[:_LIMIT]))
    ranges = []
    for start, end, quote, at in _ranges(opening):
        before = _END.split(opening[max(0, at - _NEAR) : at])[-1]
        if _NOT_ABOUT.search(before[-10:]):
            continue
        around = before + _END.split(opening[at : at + len(quote) + 15], maxsplit=1)[0]
        ranges.append((bool(_ABOUT.search(around)), (end - start).days, start, end, quote))
    for about, days, start, end, quote in ranges:
        if (about and days >= 150) or days in _A_YEAR:
            return start, end, quote
    return None


def ranges_in(text: str) -> tuple[tuple[date, date, str], ...]:
    """First and last day of every range of days that the text writes in digits, and the words."""
    return tuple(
        (start, end, text[at : at + len(quote)]) for start, end, quote, at in _ranges(half_width(text))
    )


def _ranges(text: str) -> Iterator[tuple[date, date, str, int]]:
    for match in _FROM_TO.finditer(text):
        start = day(match[1], match[2], match[3])
        end = day(match[4] or match[1], match[5], match[6])
        if start and end and start <= end:
            yield start, end, match.group(), match.start()
