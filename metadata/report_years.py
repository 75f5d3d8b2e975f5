"""The report year, by the order of evidence: title › period in the prose › breadcrumb › parameter › signature ›
publication › day of the address.

Path years lie (a 2021 report under `2020n92`) and are not asked. The days of a signature, of publication and of an
address are asked last, and believed only between January and March, in a column of reports: reports are due by
31 March. Of 82 real reports with a day in the address, the year before it is the report year in 60 of 60 up to March,
in 8 of 22 later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from metadata.dates import han_years_as_digits
from metadata.heads import Head
from metadata.reading import Evidence
from metadata.report_titles import is_column_name, is_report_title, plain, year_in_title
from metadata.url_clues import url_date, url_report_year

_COLUMN_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)\s?年?")
_PROSE_YEAR = re.compile(
    r"(?<!\d)(20[0-3]\d)\s?年(?:度)?(?:.{0,30}?)(?:政府信息公开|政务公开|信息公开)(?:工作)?(?:年度)?(?:工作)?(?:报告|年报|情况)"
)

_COLUMN_IN_ADDRESS = re.compile(
    r"annualreport|xxgk(?:[^?#]{0,80}/(?:zfxxgk|xxgk|gk)?)?(?:gz)?(?:ndbg|nb)(?:_\d+)?/", re.IGNORECASE
)
"""A module's name, or the initials of 年度报告 or 年报 as a folder below those of 信息公开."""
_OF_REPORTS = re.compile(r"年报|报告")
"""In the name of a column; `政府信息公开` alone holds everything."""
_LAST_MONTH = 3
"""Of the days of a signature, of publication and of an address that are believed."""


def report_years(
    title: str | None,
    opening: str,
    period: tuple[date, date, str] | None,
    head: Head,
    url: str,
    published_on: date | None,
    signed_on: date | None,
) -> Iterator[tuple[int, Evidence]]:
    """Every year that some evidence gives, best evidence first; the caller takes the first and keeps all."""
    if title and (year := year_in_title(title)):
        yield year, Evidence("report_year", "title", "title", title)
    if period and period[0].year == period[1].year:
        yield period[0].year, Evidence("report_year", "period", "body", period[2])
    prose = _PROSE_YEAR.search(han_years_as_digits(opening))
    if prose:
        yield int(prose[1]), Evidence("report_year", "prose", "body", prose.group()[:60])
    for name in [*reversed(head.trail), *_lines_of_year(head)]:
        match = _COLUMN_YEAR.search(han_years_as_digits(plain(name)))
        if match:
            yield int(match[1]), Evidence("report_year", "breadcrumb", "breadcrumb", name)
    if found := url_report_year(url):
        yield found[0], Evidence("report_year", "parameter", "url", found[1])
    # Reports are due by 31 March; one of December closes the year it is published in (吉林市商务局 2010). A day of any
    # other month may be that of a move, and names no year; a signature does not move.
    among = is_report_title(title or "") or stands_among_reports(head, url)
    for field, on in (("signed", signed_on), ("published", published_on)) if among else ():
        if on and on.month == 12:
            yield on.year, Evidence("report_year", f"{field} in December", f"{field}_on", str(on))
        elif on and on.month <= _LAST_MONTH:
            yield on.year - 1, Evidence("report_year", f"{field} − 1", f"{field}_on", str(on))
    stamp = url_date(url)
    if stamp and stamp.month <= _LAST_MONTH and not published_on and stands_among_reports(head, url):
        yield stamp.year - 1, Evidence("report_year", "day of the address − 1", "url", str(stamp))


def stands_among_reports(head: Head, url: str) -> bool:
    """Whether the page says, or its address does, that it stands in a column of annual reports, a year a tab."""
    named = any(is_column_name(name) and _OF_REPORTS.search(plain(name)) for name in head.columns)
    return named or bool(_lines_of_year(head)) or _COLUMN_IN_ADDRESS.search(url) is not None


def _lines_of_year(head: Head) -> list[str]:
    """Lines of the head that are nothing but a year: `2020年度`, the tab of a column that shows one report."""
    lines = [line.text for line in head.lines[: head.before] if not line.links]
    return [text for text in lines if re.fullmatch(r"20[0-3]\d年度?", text)]
