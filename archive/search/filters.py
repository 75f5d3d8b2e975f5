"""Filters: what `name:value` narrows a search to, beside the words that it looks for."""

from __future__ import annotations

import re
import unicodedata

from archive.search.nodes import Filter, Node, Tag
from metadata.checks import KINDS
from metadata.reading import Kind

YEARS = range(1949, 2101)
"""Report years that a span without a first or a last one reaches."""
_FILTERS = {
    "year": "year",
    "年度": "year",
    "portal": "portal",
    "门户": "portal",
    "kind": "kind",
    "level": "level",
    "division": "division",
    "区划": "division",
}
_TAGS = ("has", "finding")
FILTER_NAMES = frozenset({*_FILTERS, *_TAGS})
"""What may stand before the colon, folded."""
_KNOWN: dict[str, tuple[str, ...]] = {"has": ("figures",), "finding": KINDS, "kind": tuple(Kind)}
"""The values of filters that have no others."""
_RANGE = re.compile(r"(\d{4})?(?:\.\.+|-|–|—|~|至|到)(\d{4})?年?")
_YEAR = re.compile(r"(\d{4})年?")


def filter_of(name: str, value: str) -> Node | None:
    """The filter of this name, or None when the value is not of its kind."""
    value = unicodedata.normalize("NFKC", value).strip().lower()
    if not value:
        return None
    if value not in _KNOWN.get(name, (value,)):
        return None
    if name in _TAGS:
        return Tag(f"{name}:{value}")
    kind = _FILTERS[name]
    if kind == "year":
        return _year_filter(value)
    if kind == "division" and not re.fullmatch(r"\d{1,12}", value):
        return None
    return Filter(kind, (value,))


def _year_filter(value: str) -> Filter | None:
    if single := _YEAR.fullmatch(value):
        return Filter("year", (single[1],))
    span = _RANGE.fullmatch(value)
    if span is None or not (span[1] or span[2]):
        return None
    first, last = sorted((int(span[1] or YEARS[0]), int(span[2] or YEARS[-1])))
    years = tuple(str(year) for year in YEARS if first <= year <= last)
    return Filter("year", years or (f"{first:04}",))  # a year that no report is of finds none
