"""A reading as plain values for `nianbao read --json` and exports; the keys are a promise to scripts."""

from __future__ import annotations

from datetime import date
from typing import Any

from metadata.reading import FoundDate, Reading


def as_json(reading: Reading) -> dict[str, Any]:
    """The reading with dates as ISO days, times as ISO times, absent values as None."""
    return {
        "url": reading.url,
        "kind": reading.kind.value,
        "title": reading.title,
        "organ": reading.organ,
        "source": reading.source,
        "published_on": _iso(reading.published_on),
        "signed_on": _iso(reading.signed_on),
        "url_date": _iso(reading.url_date),
        "report_year": reading.report_year,
        "period_start": _iso(reading.period_start),
        "period_end": _iso(reading.period_end),
        "scope": reading.scope.value if reading.scope else None,
        "text": reading.text,
        "sections": [
            {"level": each.level, "heading": each.heading, "start": each.start, "end": each.end}
            for each in reading.sections
        ],
        "tables": [
            {"rows": [list(row) for row in each.rows], "start": each.start, "end": each.end}
            for each in reading.tables
        ],
        "attachments": [
            {"url": each.url, "name": each.name, "suffix": each.suffix} for each in reading.attachments
        ],
        "refusal": {"kind": reading.refusal.kind.value, "quote": reading.refusal.quote}
        if reading.refusal
        else None,
        "dates": [_date_as_json(each) for each in reading.dates],
        "evidence": [
            {"field": each.field, "step": each.step, "place": each.place, "quote": each.quote}
            for each in reading.evidence
        ],
        "reader_version": reading.reader_version,
        "charset": reading.charset,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date_as_json(found: FoundDate) -> dict[str, Any]:
    return {
        "kind": found.kind.value,
        "value": found.value.isoformat(),
        "clock": found.clock.isoformat() if found.clock else None,
        "label": found.label,
        "place": found.place,
        "quote": found.quote,
    }
