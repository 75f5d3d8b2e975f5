"""Dates as they are written on Chinese pages: found in text, never guessed.

Vectors (all seen): `2019年03月26日来源:`, `2018- 03- 20 00: 45`, `[2021-01-28]`, `2024/2/27 12:33:21`,
`二○一○年三月三十日` (the nought as U+25CB, U+3007, 零, a digit, a letter O), `二〇一九年3月8日`, full-width digits,
`2017——04——12 21:37`. A time with its zone (`2021-01-31T16:00:00.000Z`) is brought to China time, as all others are:
that is 1 February. A date that has lost its 年 or 月 (`2018120日`) is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from metadata.memory import remembered

CHINA_TIME = timezone(timedelta(hours=8))

_HALF_WIDTH = dict(
    zip("０１２３４５６７８９：／－．～〔〕【】（）［］　", "0123456789:/-.~〔〕【】()[] ", strict=True)
)
_FULL = re.compile("[" + re.escape("".join(_HALF_WIDTH)) + "]")
_MAY_BE_DATE = re.compile(r"[12１２][09０９]\s?[\d０-９]|年")
_GAP = r"\s{0,3}"
_CLOCK = r"(?:\s*T?\s{0,4}(\d{1,2})\s?:\s?(\d{2})(?:\s?:\s?(\d{2})(?:\.\d{1,9})?)?)?"
_ZONE = re.compile(r"Z(?![A-Za-z])|[+-](?:0\d|1[0-4]):?[0-5]\d(?![\d:])")
_SEPARATORS = (
    (r"年度?", r"月份?", r"[日号號]"),
    (r"[-—–‐−]{1,2}", r"[-—–‐−]{1,2}", r""),
    (r"/", r"/", r""),
    (r"\.", r"\.", r""),
)
_DIGIT_DATE = re.compile(
    "|".join(
        rf"(?<!\d)((?:19|20)\d\d){_GAP}{year}{_GAP}(\d{{1,2}}){_GAP}{month}{_GAP}(\d{{1,2}})(?:(?!\d)|(?=\d\d:\d\d)){_GAP}{day}{_CLOCK}"
        for year, month, day in _SEPARATORS
    )
)
_NOUGHTS = "〇○◯零0０OＯoｏ"
"""What stands for 〇 in a year: it is hard to type, so that a digit or a letter is taken (二0一八年, 二O一八年)."""
_NUMERALS = {
    char: str(digit)
    for digit, chars in enumerate((_NOUGHTS, *"一二三四五六七八九"))
    for char in (*chars, str(digit))
}
_NUMERAL = _NOUGHTS + "一二三四五六七八九"
_HAN_DATE = re.compile(
    rf"([{_NUMERAL}]{{4}}|(?<!\d)(?:19|20)\d\d)\s?年\s?([一二三四五六七八九十]{{1,2}}|[{_NUMERAL}]{{2}}|\d{{1,2}})\s?月\s?"
    r"([一二三四五六七八九十廿卅]{1,4}|\d{1,2})\s?[日号號]"
)
_COMPACT_DATE = re.compile(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?\s*$")
_HAN_YEAR = re.compile(rf"([二一][{_NUMERAL}]{{3}})\s?年")


@dataclass(frozen=True, slots=True)
class DateInText:
    """A date written at `text[start:end]`; `clock` is None where only a day is written (or 00:00)."""

    value: date
    clock: time | None
    start: int
    end: int


def half_width(text: str) -> str:
    """The text with full-width digits and date punctuation in ASCII; as long as before."""
    return _FULL.sub(lambda match: _HALF_WIDTH[match[0]], text)


@remembered
def dates_in(text: str) -> tuple[DateInText, ...]:
    """Every whole date of the text in order; days of no calendar and years outside 1949–2100 are none."""
    if not _MAY_BE_DATE.search(text):
        return ()
    found = [*_digit_dates(half_width(text)), *_han_dates(text)]
    return tuple(sorted(found, key=lambda each: each.start))


def first_date(text: str) -> DateInText | None:
    """The first date of the text."""
    return next(iter(dates_in(text)), None)


def compact_date(text: str) -> date | None:
    """The day of a text that is nothing but `YYYYMMDD` or `YYYYMMDDHHMMSS`, as in meta tags and URLs."""
    match = _COMPACT_DATE.match(text)
    return day(match[1], match[2], match[3]) if match else None


def day(year: str, month: str, day_of_month: str) -> date | None:
    """The day, or None where the calendar has none or the year is not 1949–2100."""
    try:
        value = date(int(year), int(month), int(day_of_month))
    except ValueError:
        return None
    return value if 1949 <= value.year <= 2100 else None


def han_years_as_digits(text: str) -> str:
    """The text with years in Chinese numerals (二〇一八年, 二○一八年, 二零一八年, 二0一八年) written in digits."""
    if "年" not in text:
        return text
    return _HAN_YEAR.sub(lambda match: "".join(_NUMERALS[char] for char in match[1]) + "年", text)


def objectid_time(identifier: str) -> datetime | None:
    """When a 24-hex-digit ObjectId was made, in China time: its first 8 digits are seconds since 1970."""
    return _instant(int(identifier[:8], 16)) if re.fullmatch(r"[0-9a-fA-F]{24}", identifier) else None


def snowflake_time(identifier: str) -> datetime | None:
    """When a 19-digit snowflake id was made, in China time: (id >> 22) + 1288834974657 milliseconds."""
    if not re.fullmatch(r"\d{18,19}", identifier):
        return None
    return _instant(((int(identifier) >> 22) + 1288834974657) // 1000)


def _instant(seconds: int) -> datetime | None:
    moment = datetime.fromtimestamp(seconds, UTC).astimezone(CHINA_TIME)
    return moment if 2005 <= moment.year <= 2100 else None


def _digit_dates(text: str) -> Iterator[DateInText]:
    for match in _DIGIT_DATE.finditer(text):
        year, month, day_of_month, hour, minute, second = _groups_of_branch(match)
        if year and month and day_of_month and (value := day(year, month, day_of_month)):
            clock, end = _clock(hour, minute, second), match.end()
            if clock and (zone := _ZONE.match(text, end)) and not _is_range(match, zone):
                value, clock, end = *_in_china(value, clock, zone[0]), zone.end()
            yield DateInText(value, None if clock == time(0) else clock, match.start(), end)


def _is_range(match: re.Match[str], zone: re.Match[str]) -> bool:
    """Whether what looks like a zone west of Greenwich ends a span of hours: 2021-01-27 09:00-11:30."""
    return zone[0].startswith("-") and "T" not in match[0]


def _in_china(value: date, clock: time, zone: str) -> tuple[date, time]:
    """The day and the clock in China of a moment whose zone is written as `Z`, `+08:00` or `+0800`."""
    moment = datetime.combine(value, clock)
    if zone != "Z":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        moment += offset if zone[0] == "-" else -offset
    moment = moment.replace(tzinfo=UTC).astimezone(CHINA_TIME)
    return moment.date(), moment.time()


def _groups_of_branch(match: re.Match[str]) -> tuple[str | None, ...]:
    """Year, month, day, hour, minute and second, in the separators that matched; None for a clock not written."""
    groups: tuple[str | None, ...] = match.groups()
    first = next(index for index in range(0, len(groups), 6) if groups[index])
    return groups[first : first + 6]


def _clock(hour: str | None, minute: str | None, second: str | None) -> time | None:
    if hour is None or minute is None:
        return None
    try:
        return time(int(hour), int(minute), int(second or 0))
    except ValueError:
        return None


def _han_dates(text: str) -> Iterator[DateInText]:
    if "年" not in text:
        return
    for match in _HAN_DATE.finditer(half_width(text)):
        if all(part.isdecimal() for part in match.groups()):
            continue  # a date in digits, which has been found as that
        year = "".join(_NUMERALS[char] for char in match[1])
        if value := day(year, str(_han_number(match[2])), str(_han_number(match[3]))):
            yield DateInText(value, None, match.start(), match.end())


def _han_number(numeral: str) -> int:
    """1–39 as written: 三十一, 廿九, 十, 二五."""
    if numeral[0] in "廿卅":
        return (20 if numeral[0] == "廿" else 30) + (_han_number(numeral[1:]) if numeral[1:] else 0)
    if "十" in numeral:
        tens, _, units = numeral.partition("十")
        return (_digit(tens) if tens else 1) * 10 + (_digit(units) if units else 0)
    return int("".join(str(_digit(char)) for char in numeral))


def _digit(numeral: str) -> int:
    return int(_NUMERALS.get(numeral[:1], "0"))
