"""How values are written into the catalogue: times, days and JSON."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from metadata.dates import CHINA_TIME


def utc_text(moment: datetime) -> str:
    """A moment as UTC text with microseconds, `2026-11-23T08:15:30.123456Z`: sorts as it happened."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def utc_moment(text: str) -> datetime:
    """The moment that `utc_text` wrote. Raises ValueError for a text that is no time."""
    return datetime.fromisoformat(text)


def minute_text(moment: str) -> str:
    """A moment that `utc_text` wrote as people read it, `2026-11-23 08:15`, in UTC still."""
    return moment[:16].replace("T", " ")


def china_day(text: str) -> date:
    """The day in China of a moment that `utc_text` wrote: deadlines run there, and findings' sentences tell it."""
    return utc_moment(text).astimezone(CHINA_TIME).date()


def day_text(day: date | None) -> str | None:
    """A day as `YYYY-MM-DD`, None as None."""
    return day.isoformat() if day else None


def day_of(text: str | None) -> date | None:
    """The day that `day_text` wrote."""
    return date.fromisoformat(text) if text else None


def json_text(value: object) -> str:
    """A value as compact JSON with its Chinese readable."""
    return _written(value)


# One encoder for all: `json.dumps` makes one at each call that asks for anything.
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
