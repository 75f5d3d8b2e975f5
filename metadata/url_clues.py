"""What an address says: the day in its path, clocks inside its ids, a report year among its parameters.

None of it is the publication date: portals move, and Shenyang's reports of 2016–2020 all say 20211102.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import SplitResult, parse_qsl, urlsplit

from metadata.dates import day, objectid_time, snowflake_time
from metadata.reading import DateKind, FoundDate

_PATHS = (
    re.compile(r"/t((?:19|20)\d\d)(\d\d)(\d\d)_\d+"),  # TRS: /201903/t20190326_634095.html
    re.compile(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/"),  # Hanweb art, Ucap, Wuxi doc
    re.compile(r"/((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})/"),  # EmpireCMS, Kunming c
    re.compile(r"/((?:19|20)\d\d)(\d\d)(\d\d)/"),  # Shanghai, Epoint
    re.compile(r"/((?:19|20)\d\d)-(\d\d)/(\d\d)/"),  # Xinhua
    re.compile(r"/((?:19|20)\d\d)(\d\d)/(\d\d)/"),  # /columns/<uuid>/202401/15/
)
_YEAR_PARAMETERS = frozenset({"fbtime", "year", "nd", "timeframe"})


def url_date(url: str) -> date | None:
    """The day in the path of the address, or None: a month alone is none."""
    path = _path(url)
    for pattern in _PATHS:
        for match in pattern.finditer(path):
            if found := day(match[1], match[2], match[3]):
                return found
    return None


def url_dates(url: str) -> tuple[FoundDate, ...]:
    """The day of the path, and the clocks of ObjectIds and snowflake ids in path and query (China time)."""
    found: list[FoundDate] = []
    if stamp := url_date(url):
        found.append(FoundDate(DateKind.URL, stamp, "", "url", _path(url)))
    for word in dict.fromkeys(
        re.findall(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{24}|\d{18,19})(?![0-9A-Za-z])", url)
    ):
        moment = objectid_time(word) if len(word) == 24 else snowflake_time(word)
        if moment:
            label = "ObjectId" if len(word) == 24 else "snowflake"
            found.append(FoundDate(DateKind.ID_CLOCK, moment.date(), label, "url", word, moment.time()))
    return tuple(found)


def url_report_year(url: str) -> tuple[int, str] | None:
    """The report year that a parameter names (`fbtime=2017`, `year=2020`) and the parameter as written."""
    for name, value in parse_qsl(split_address(url).query):
        if name.lower() in _YEAR_PARAMETERS and re.fullmatch(r"20\d\d", value):
            return int(value), f"{name}={value}"
    return None


def url_area(url: str) -> str | None:
    """The organ code of a Hanweb address (`area=11370883004326550A`)."""
    return next(
        (value for name, value in parse_qsl(split_address(url).query) if name.lower() == "area" and value),
        None,
    )


def _path(url: str) -> str:
    return split_address(url).path + "/" if "." not in url.rsplit("/", 1)[-1] else split_address(url).path


def split_address(url: str) -> SplitResult:
    """The parts of an address; empty parts for one that cannot be taken apart."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
