"""The engine: a query answered, best first, at a bounded cost (`ranking` says how)."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from archive.search.matches import PhraseFinder
from archive.search.nodes import Filter, Node, filters_of, parts_of, wanted_phrases
from archive.search.notes import FREQUENT, MORE_MATCH, NOTHING_ASKED, NOWHERE
from archive.search.query import Query, parse
from archive.search.ranking import COUNTED_MATCHES, Asked, Match, published_last
from archive.search.result import Hit, SearchResult
from archive.search.snippets import marked, snippets

Order = Literal["relevance", "date", "organ"]
Arrival = Literal["arrival"]
"""For feeds: what came into the catalogue last comes first, whatever date it states."""

FACETS = ("year", "portal", "kind", "level")


def search(
    db: sqlite3.Connection,
    query: str,
    *,
    limit: int = 20,
    offset: int = 0,
    order: Order | Arrival = "relevance",
    all_revisions: bool = False,
) -> SearchResult:
    """Find reports, each once however many pages carry it; with `all_revisions` every revision of every page.

    Whatever is typed gives a result; where nothing matches, words that were typed together are looked for apart,
    and a note says so. Raises sqlite3.OperationalError when a time limit that the caller set on
    the connection is over (Datasette does).
    """
    understood = parse(query)
    if understood.root is None:
        return SearchResult((), 0, True, {}, understood.notes or (NOTHING_ASKED,))
    asked = Asked(db, understood.root, all_revisions)
    matches = asked.find(COUNTED_MATCHES + 1)
    if not matches:
        understood, asked, matches = _apart(understood, asked)
    exact = len(matches) <= COUNTED_MATCHES
    found = matches if all_revisions else list({match.report: match for match in reversed(matches)}.values())
    total = len(found) if exact else len(found) - 1  # the last one says that there are more
    matches = matches[:COUNTED_MATCHES]
    start = max(offset, 0)
    end = start + max(limit, 0)
    numbers, ordered_by_words = _ordered(asked, matches, order, end, exact)
    if not all_revisions:
        numbers = asked.once_a_report(numbers, matches)
    notes = [*understood.notes, *(NOWHERE.about(each) for each in _without_reports(asked, matches))]
    if not exact:
        notes.append(MORE_MATCH.about(total))
    if matches and order == "relevance" and not ordered_by_words:
        notes.append(FREQUENT)
    hits = _hits(db, asked.root, numbers[start:end])
    return SearchResult(hits, total, exact, _facets(db, matches, all_revisions), tuple(notes))


def _ordered(
    asked: Asked, matches: list[Match], order: Order | Arrival, end: int, exact: bool
) -> tuple[list[int], bool]:
    """The numbers of what matches in this order, right up to `end`; and whether the words asked for made it."""
    if order == "arrival":
        return [match.number for match in matches], False
    last = published_last(matches)
    if order == "organ":
        organs = {match.number: match.organ for match in matches}
        return sorted(last, key=organs.__getitem__), False
    numbers = last if exact else list(dict.fromkeys([*asked.newest(end), *last]))
    return asked.best_first(numbers, matches, exact) if order == "relevance" else (numbers, False)


def _apart(understood: Query, asked: Asked) -> tuple[Query, Asked, list[Match]]:
    """The query that found nothing with its words taken apart and what matches then; itself if still nothing does."""
    apart = parse(understood.typed, apart=True)
    if apart.root is not None and apart.root != understood.root:
        again = Asked(asked.db, apart.root, asked.all_revisions)
        if matches := again.find(COUNTED_MATCHES + 1):
            return apart, again, matches
    return understood, asked, []


def _without_reports(asked: Asked, matches: list[Match]) -> Iterator[Filter]:
    """The filters that no report passes, whatever else is asked for: most likely their value is misspelt.

    Those that all matches pass are not looked up: a division among 100,000 reports takes 12 ms.
    """
    passed = parts_of(asked.root) if matches else ()
    for each in dict.fromkeys(filters_of(asked.root)):
        if each not in passed and not Asked(asked.db, each, all_revisions=True).find(1):
            yield each


def _facets(db: sqlite3.Connection, matches: list[Match], all_revisions: bool) -> dict[str, dict[str, int]]:
    """How many reports have each value, as many as are found with it; most frequent first (years: newest first).

    A report on several pages has what any of them that matches has.
    """
    counted = [(match.number if all_revisions else match.report, match) for match in matches]
    facets: dict[str, dict[str, int]] = {}
    for name in FACETS:
        counts = Counter(value for _, value in dict.fromkeys((key, getattr(m, name)) for key, m in counted))
        counts.pop(None, None)
        if counts:
            facets[name] = {str(value): count for value, count in counts.most_common()}
    if "year" in facets:
        facets["year"] = dict(sorted(facets["year"].items(), reverse=True))
    findings = db.execute(
        f"""SELECT substr(t.tag, 9), count(DISTINCT d.{"number" if all_revisions else "report"}) FROM json_each(?) AS j
           CROSS JOIN search_documents AS d ON d.number = j.value CROSS JOIN search_tags AS t ON t.document = d.id
           WHERE t.tag LIKE 'finding:%' GROUP BY t.tag ORDER BY 2 DESC, t.tag""",
        [json.dumps([match.number for match in matches] if _has_tags(db) else [])],
    ).fetchall()
    if findings:
        facets["finding"] = {str(row[0]): int(row[1]) for row in findings}
    return facets


def _has_tags(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM search_tags LIMIT 1").fetchone() is not None


def _hits(db: sqlite3.Connection, root: Node, numbers: list[int]) -> tuple[Hit, ...]:
    phrases = list(wanted_phrases(root))
    in_text = PhraseFinder(phrase.text for phrase in phrases if phrase.column is None)
    in_title = PhraseFinder(phrase.text for phrase in phrases if phrase.column in (None, "title"))
    return tuple(_hit(db, number, in_title, in_text) for number in numbers)


def _hit(db: sqlite3.Connection, number: int, in_title: PhraseFinder, in_text: PhraseFinder) -> Hit:
    row: Any = db.execute(
        """SELECT d.id, d.report, d.title, d.organ, d.year, d.published_on, d.url, d.latest, t.text
           FROM search_documents AS d LEFT JOIN search_texts AS t ON t.id = d.id WHERE d.number = ?""",
        [number],
    ).fetchone()
    id, report, title, organ, year, published_on, url, latest, text = row
    title_found, text_found = in_title.find(title), in_text.find(text or "")
    return Hit(
        id=id,
        report=report,
        title=marked(title, title_found),
        organ=organ,
        year=year,
        published_on=published_on,
        url=url,
        latest=bool(latest),
        snippets=snippets(text or "", text_found),
        match_count=sum(map(len, title_found)) + sum(map(len, text_found)),
    )
