"""The engine: a query answered, best first, at a bounded cost.

Finding is cheap, ranking is not: FTS5's bm25 reads every posting of every word, which takes seconds for a
word that stands in all of 100,000 reports. So the cost is bounded in two places, and the result says so:

* at most `COUNTED_MATCHES` matches are counted; beyond, the total is told as "more than";
* words that stand in more than `RANKED_MATCHES` documents take no part in bm25. They tell documents apart as
  little as bm25 itself thinks (its weight for them is near nothing). When all words are so frequent, the
  documents with the words in their title come first, then the newest.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any, Literal, NamedTuple

from archive.search.expression import Conditions, conditions, terms_expression
from archive.search.matches import PhraseFinder
from archive.search.nodes import Either, Every, Node, Phrase, Without, wanted_phrases
from archive.search.query import parse
from archive.search.result import Hit, SearchResult
from archive.search.snippets import marked, snippets

Order = Literal["relevance", "date", "organ"]

COUNTED_MATCHES = 5_000
RANKED_MATCHES = 2_000
_TITLE_WEIGHT, _ORGAN_WEIGHT, _TEXT_WEIGHT = 10.0, 5.0, 1.0
_FACETS = ("year", "portal", "kind", "level")


class _Match(NamedTuple):
    """A matching document with what ordering and facets need; a tuple, because thousands are made a query."""

    number: int
    year: int | None
    portal: str
    kind: str
    level: str | None
    published_on: str
    organ: str


def search(
    db: sqlite3.Connection,
    query: str,
    *,
    limit: int = 20,
    offset: int = 0,
    order: Order = "relevance",
    all_revisions: bool = False,
) -> SearchResult:
    """Find documents; `all_revisions` looks at superseded revisions too.

    Whatever is typed gives a result. Raises sqlite3.OperationalError when a time limit that the caller set on
    the connection is over (Datasette does).
    """
    understood = parse(query)
    if understood.root is None:
        return SearchResult((), 0, True, {}, understood.notes or ("nothing was asked for",))
    root = understood.root
    matches = _find(db, conditions(root), all_revisions, COUNTED_MATCHES + 1)
    notes = list(understood.notes)
    exact = len(matches) <= COUNTED_MATCHES
    matches = matches[:COUNTED_MATCHES]
    if not exact:
        notes.append(
            f"more than {COUNTED_MATCHES:,} reports match: counted and ordered within the newest of them"
        )
    ordered = _ordered(db, root, matches, order, all_revisions, notes)
    page = ordered[max(offset, 0) : max(offset, 0) + max(limit, 0)]
    return SearchResult(
        _hits(db, root, page),
        len(matches),
        exact,
        _facets(db, matches),
        tuple(notes),
    )


def _find(db: sqlite3.Connection, wanted: Conditions, all_revisions: bool, most: int) -> list[_Match]:
    """The matching documents that came in last, newest first."""
    table = "search_characters" if wanted.character else "search_terms"
    rows = db.execute(
        f"""SELECT d.number, d.year, d.portal, d.kind, d.level, coalesce(d.published_on, ''), d.organ
            FROM {table} CROSS JOIN search_documents AS d ON d.number = {table}.rowid
            WHERE {table} MATCH ? {"" if all_revisions else "AND d.latest"} {wanted.sql}
            ORDER BY {table}.rowid DESC LIMIT ?""",
        [wanted.character or wanted.terms, *wanted.parameters, most],
    )
    return list(map(_Match._make, rows))


def _ordered(
    db: sqlite3.Connection,
    root: Node,
    matches: list[_Match],
    order: Order,
    all_revisions: bool,
    notes: list[str],
) -> list[int]:
    """The numbers of the matches, first ones first."""
    newest_first = sorted(matches, key=lambda match: (match.published_on, match.number), reverse=True)
    if order == "date":
        return [match.number for match in newest_first]
    if order == "organ":
        return [match.number for match in sorted(newest_first, key=lambda match: match.organ)]
    scores = _scores(db, root, len(matches))
    if scores is None:
        titled = _titled(db, root, all_revisions)
        notes.append("the words are frequent: reports with them in the title come first, then the newest")
        return [match.number for match in sorted(newest_first, key=lambda match: match.number not in titled)]
    # bm25 is better the smaller it is; documents without any ranked word come last
    return [match.number for match in sorted(newest_first, key=lambda match: scores.get(match.number, 0.0))]


def _scores(db: sqlite3.Connection, root: Node, matching: int) -> dict[int, float] | None:
    """bm25 of the documents by the words that are not too frequent; None when all words are."""
    phrases = list(dict.fromkeys(wanted_phrases(root)))
    if not phrases:
        return {}
    alone = len(phrases) == 1 and root == phrases[0]
    ranked = [
        phrase for phrase in phrases if (matching if alone else _frequency(db, phrase)) <= RANKED_MATCHES
    ]
    if not ranked:
        return None
    rows = db.execute(
        f"""SELECT rowid, bm25(search_terms, {_TITLE_WEIGHT}, {_ORGAN_WEIGHT}, {_TEXT_WEIGHT}, 0.0)
            FROM search_terms WHERE search_terms MATCH ?""",
        [terms_expression(Either(tuple(ranked)))],
    )
    return {int(row[0]): float(row[1]) for row in rows}


def _frequency(db: sqlite3.Connection, phrase: Phrase) -> int:
    """In how many documents a phrase stands, counted to just above `RANKED_MATCHES`."""
    row = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM search_terms WHERE search_terms MATCH ? LIMIT ?)",
        [terms_expression(phrase), RANKED_MATCHES + 1],
    ).fetchone()
    return int(row[0])


def _titled(db: sqlite3.Connection, root: Node, all_revisions: bool) -> set[int]:
    """The newest documents that match with all words in the title."""
    expression = terms_expression(Every((_in_title(root), root)))
    found = _find(db, Conditions(expression, None, "", ()), all_revisions, RANKED_MATCHES)
    return {match.number for match in found}


def _in_title(node: Node) -> Node:
    """The same query, asked of titles."""
    if isinstance(node, Phrase):
        return Phrase(node.text, node.column or "title")
    if isinstance(node, Every):
        return Every(tuple(_in_title(part) for part in node.nodes if not isinstance(part, Without)))
    if isinstance(node, Either):
        return Either(tuple(_in_title(part) for part in node.nodes))
    return node


def _facets(db: sqlite3.Connection, matches: list[_Match]) -> dict[str, dict[str, int]]:
    """How many of the matches have each value, most frequent first (years: newest first)."""
    facets: dict[str, dict[str, int]] = {}
    for name in _FACETS:
        counts = Counter(getattr(match, name) for match in matches)
        counts.pop(None, None)
        if counts:
            facets[name] = {str(value): count for value, count in counts.most_common()}
    if "year" in facets:
        facets["year"] = dict(sorted(facets["year"].items(), reverse=True))
    return facets


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
