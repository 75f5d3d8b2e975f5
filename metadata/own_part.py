"""Where a page's report ends and one of another year begins: some pages show all years, one below the other."""

from __future__ import annotations

import re
from functools import lru_cache

from metadata.report_titles import is_report_title, year_in_title

_FIRST_HEADING = re.compile(r"\n?(?:第一部分|[一1]\s?[、.．])(?!本年新收)[^\t\n]*(?=\n|$)")
_BEGINNINGS = ("\n一", "\n第一", "\n1")
"""Of a line that may be such a heading: found in a text faster than by the pattern."""
_YEAR = re.compile(r"20[0-3]\d(?=年)")
_LONGEST_TITLE = 60
"""Characters of a line that may be the title of the next report."""


@lru_cache(maxsize=2)
def end_of_own(text: str) -> int:
    """The offset at which the text goes on with the report of another year, its length where it does not.

    Such a report has a title of a year that the opening does not name, and headings that begin anew below it.
    """
    heads = _first_headings(text)
    if len(heads) < 2:
        return len(text)
    own_years = set(_YEAR.findall(text, 0, heads[0]))
    at = heads[0]
    for line in text[heads[0] : heads[-1]].split("\n") if own_years else ():
        if len(line) < _LONGEST_TITLE and "\t" not in line and "公开" in line and is_report_title(line):
            year = year_in_title(line)
            if year is not None and str(year) not in own_years:
                return at
        at += len(line) + 1
    return len(text)


def _first_headings(text: str) -> list[int]:
    """Where headings with the number one begin."""
    places = [0]
    for beginning in _BEGINNINGS:
        at = text.find(beginning)
        while at >= 0:
            places.append(at)
            at = text.find(beginning, at + 1)
    return sorted(at for at in places if _FIRST_HEADING.match(text, at))
