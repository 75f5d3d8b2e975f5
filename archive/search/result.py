"""The result of a search: values for a page, a feed or a command line to show."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any

from archive.search.notes import Note


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text and where the matches stand in it, as (start, end) character offsets in order."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()

    @property
    def html(self) -> str:
        """The text as HTML: everything escaped, each match in `<mark>`."""
        pieces, end = [], 0
        for start, stop in self.marks:
            pieces += [escape(self.text[end:start]), "<mark>", escape(self.text[start:stop]), "</mark>"]
            end = stop
        return "".join([*pieces, escape(self.text[end:])])


@dataclass(frozen=True, slots=True)
class Hit:
    """One document that was found."""

    id: str
    report: str
    title: MarkedText
    organ: str
    year: int | None
    published_on: str | None
    url: str | None
    latest: bool
    snippets: tuple[MarkedText, ...]
    """At most two places of the original text; the beginning of it when only title or filters match."""
    match_count: int
    """How often the words stand in title and text together."""

    @property
    def snippet(self) -> str:
        """The snippets as one plain text."""
        return " … ".join(part.text.strip() for part in self.snippets)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits asked for, how many there are in all, and what the person should be told."""

    hits: tuple[Hit, ...]
    total: int
    total_is_exact: bool
    """False: there are more than `total`."""
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    """By name (year, portal, kind, level, finding) how many of the counted matches have each value."""
    notes: tuple[Note, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The result as plain values for a JSON document."""
        return {
            "total": self.total,
            "total_is_exact": self.total_is_exact,
            "notes": [{"zh": note.zh, "en": note.en} for note in self.notes],
            "facets": self.facets,
            "hits": [
                {
                    "id": hit.id,
                    "report": hit.report,
                    "title": hit.title.text,
                    "organ": hit.organ,
                    "report_year": hit.year,
                    "published_on": hit.published_on,
                    "url": hit.url,
                    "latest": hit.latest,
                    "match_count": hit.match_count,
                    "snippet": hit.snippet,
                    "snippets": [
                        {"text": part.text, "marks": [list(mark) for mark in part.marks], "html": part.html}
                        for part in hit.snippets
                    ],
                }
                for hit in self.hits
            ],
        }
