"""The document: what the search index is told about one revision of a report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One revision as it is indexed. `id` is the revision's, `report` the report's; texts are as read."""

    id: str
    report: str
    title: str
    organ: str
    text: str
    year: int | None
    """The report year."""
    published_on: str | None
    """ISO date that the page states."""
    portal: str
    kind: str
    division: str | None
    """Administrative division code of the organ, 6 digits or more."""
    latest: bool
    """Whether it is the newest revision of its page; only those are found by default."""
    level: str | None = None
    """The organ's level (province, city, county ...)."""
    url: str | None = None
