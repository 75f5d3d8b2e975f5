"""The date that a line of a list prints."""

from __future__ import annotations

import re
from datetime import date

_WHOLE = re.compile(r"((?:19|20)\d\d)\s*(?:[-./—]|年)\s*(\d{1,2})\s*(?:[-./—]|月)\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")
_DAY_ABOVE_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s*[/|\s]\s*((?:19|20)\d\d)\s*(?:[-./]|年)\s*(\d{1,2})(?!\d)")
"""A calendar leaf: the day in large figures, year and month below it (`<b>17</b><i>2020-01</i>`)."""

_PART = re.compile(
    r"[\[(（【]?(?:(?:19|20)\d\d\s*(?:[-./—]|年)\s*\d{1,2}\s*(?:(?:[-./—]|月)\s*\d{1,2}\s*日?|月)?"
    r"|\d{1,2}\s*[-./]\s*\d{1,2}|\d{1,2}日?)[\])）】]?"
)
"""Not a year alone: titles are cut into spans by editors, and the report year is one of them."""


def read_date(text: str) -> date | None:
    """The last whole date of a line; None where it prints none, or only a month and a day.

    The last, since a title may hold a date of its own and the printed date stands behind it.
    """
    for pattern, order in ((_WHOLE, (1, 2, 3)), (_COMPACT, (1, 2, 3)), (_DAY_ABOVE_MONTH, (2, 3, 1))):
        for match in reversed(list(pattern.finditer(text))):
            year, month, day = (int(match.group(part)) for part in order)
            try:
                return date(year, month, day)
            except ValueError:
                continue
    return None


def is_date_part(text: str) -> bool:
    """Whether the words of an element inside a link are the date that is printed there, or half of it."""
    return bool(_PART.fullmatch(text.strip()))


def without_date(text: str) -> str:
    """A link's words without a date that is printed inside the link, before or behind the title."""
    stripped = re.sub(rf"^\W*{_WHOLE.pattern}(?:\s+\d\d?:\d\d(?::\d\d)?)?\W*(?=\w)", "", text)
    return re.sub(
        rf"\s[\[(（【]?{_WHOLE.pattern}(?:\s+\d\d?:\d\d(?::\d\d)?)?[\])）】]?$", "", stripped
    ).strip()
