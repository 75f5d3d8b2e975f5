"""Memento (RFC 7089): addresses of captures by URL and time, and which of them a wished time means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import quote

_FOURTEEN = re.compile(r"\d{14}")
_BROKEN_SCHEME = re.compile(r"^(https?):/+(?=[^/])", re.IGNORECASE)


def timestamp(captured_at: str) -> str:
    """The 14 digits of a moment of the catalogue; fractions of a second are dropped."""
    return re.sub(r"\D", "", captured_at[:19])


def moment_of(digits: str) -> datetime | None:
    """The moment of 14 digits, None where they are none."""
    if not _FOURTEEN.fullmatch(digits):
        return None
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def http_date(captured_at: str) -> str:
    """A moment of the catalogue as HTTP writes it: `Mon, 23 Nov 2026 20:42:45 GMT`."""
    moment = moment_of(timestamp(captured_at))
    assert moment is not None, captured_at
    return format_datetime(moment, usegmt=True)


def accepted_moment(header: str) -> datetime | None:
    """The moment of an Accept-Datetime header, None where it is no date, or one of no year up to 9999 in UTC."""
    try:
        moment = parsedate_to_datetime(header)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def nearest(stamps: Sequence[str], wished: datetime) -> int:
    """Which of these 14-digit times, in order and not empty, is nearest; of two as near, the earlier.

    The earlier, because that is what was there at the wished time.
    """
    moments = [moment for stamp in stamps if (moment := moment_of(stamp))]
    return min(range(len(moments)), key=lambda n: (abs(moments[n] - wished), moments[n]))


def whole_url(written: str, query: str) -> str:
    """The URL that stands at the end of a Memento address; proxies make `http:/` of its `http://`."""
    url = _BROKEN_SCHEME.sub(r"\1://", written)
    return f"{url}?{query}" if query else url


def link_target(url: str) -> str:
    """A URL as it may stand between `<` and `>` in a Link header."""
    return quote(url, safe="%:/?#[]@!$&'()*+,;=~-._")
