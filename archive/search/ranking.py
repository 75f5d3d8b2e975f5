"""Ranking: which documents match, and which come first, at a bounded cost.

Finding is cheap, ranking is not: FTS5's bm25 reads every posting of every word, which takes seconds for a word
that stands in all of 100,000 reports. So the cost is bounded in two places, and the reader is told:

* at most `COUNTED_MATCHES` matches are counted;
* words that stand in more than `RANKED_MATCHES` documents take no part in bm25. They tell documents apart as
  little as bm25 itself thinks (its weight for them is near nothing). When all words are so frequent, the
  documents with the words in their title come first, then the newest; titles too are only looked at among the
  documents that came in last, as far back as the counted matches go.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import NamedTuple

from archive.search.expression import conditions, terms_expression
from archive.search.nodes import Either, Every, Node, Phrase, Without, wanted_phrases

COUNTED_MATCHES = 3_000
RANKED_MATCHES = 1_000
_LOOKED_AT_BY_DATE = 2_000
_TITLE_WEIGHT, _ORGAN_WEIGHT, _TEXT_WEIGHT = 10.0, 5.0, 1.0


class Match(NamedTuple):
    """A matching document with what ordering and facets need; a tuple, because thousands are made a query."""

    number: int
    year: int | None
    portal: str
    kind: str
    level: str | None
    published_on: str
    organ: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A query put to one index."""

    db: sqlite3.Connection
    root: Node
    all_revisions: bool

    def find(self, most: int, also: Node | None = None, since: int = 0) -> list[Match]:
        """The matching documents that came in last, newest first; those only that match `also`, from `since` on."""
        wanted = conditions(self.root if also is None else _both(also, self.root))
        table = "search_characters" if wanted.character else "search_terms"
        rows = self.db.execute(
            f"""SELECT d.number, d.year, d.portal, d.kind, d.level, coalesce(d.published_on, ''), d.organ
                FROM {table} CROSS JOIN search_documents AS d ON d.number = {table}.rowid
                WHERE {table} MATCH ? AND {table}.rowid >= ? {"" if self.all_revisions else "AND d.latest"} {wanted.sql}
                ORDER BY {table}.rowid DESC LIMIT ?""",
            [wanted.character or wanted.terms, since, *wanted.parameters, most],
        )
        return list(map(Match._make, rows))

    def newest(self, most: int) -> list[int]:
        """The matching documents that were published last, newest first; for words that very many have.

        Goes through the documents by date and asks of each whether it matches, which is soon done when many do;
        when the newest `_LOOKED_AT_BY_DATE` do not suffice, nothing is returned. So it is for a query that FTS5
        would answer anew for each document: one with a single character among other words, or with a division.
        """
        wanted = conditions(self.root)
        if " *" in wanted.terms:
            return []
        table = "search_characters" if wanted.character else "search_terms"
        by_date = self.db.execute(
            f"""SELECT d.number FROM search_documents AS d
                WHERE {"1" if self.all_revisions else "d.latest"} {wanted.sql}
                ORDER BY d.published_on DESC, d.number DESC LIMIT {_LOOKED_AT_BY_DATE}""",
            wanted.parameters,
        )
        matches = f"SELECT 1 FROM {table} WHERE {table} MATCH ? AND rowid = ?"
        numbers: list[int] = []
        for (number,) in by_date:  # read only as far as is needed
            if self.db.execute(matches, [wanted.character or wanted.terms, number]).fetchone():
                numbers.append(int(number))
                if len(numbers) == most:
                    return numbers
        return []

    def best_first(self, newest: list[int], known: int | None, since: int) -> tuple[list[int], bool]:
        """The matches by relevance, equal ones in the order given, and whether bm25 had a say.

        `known` is how many matches there are, None when there are more than were counted; `since` is the
        number of the first that was counted.
        """
        phrases = list(dict.fromkeys(wanted_phrases(self.root)))
        if not phrases:
            return newest, True
        if phrases == [self.root]:
            ranked = phrases if known is not None and known <= RANKED_MATCHES else []
        else:
            ranked = [phrase for phrase in phrases if self._frequency(phrase) <= RANKED_MATCHES]
        if not ranked:
            titled = published_last(self.find(RANKED_MATCHES, also=_in_title(self.root), since=since))
            return list(dict.fromkeys([*titled, *newest])), False
        if known is None:  # the newest ones need not be among those with the rare words
            rare = self.find(COUNTED_MATCHES, also=Either(tuple(ranked)))
            newest = list(dict.fromkeys([*published_last(rare), *newest]))
        scores = self._scores(ranked)
        # bm25 is better the smaller it is; documents without any ranked word come last
        return sorted(newest, key=lambda number: scores.get(number, 0.0)), True

    def _scores(self, ranked: list[Phrase]) -> dict[int, float]:
        """bm25 of the documents that have any of these phrases."""
        rows = self.db.execute(
            f"""SELECT rowid, bm25(search_terms, {_TEXT_WEIGHT}, {_TITLE_WEIGHT}, {_ORGAN_WEIGHT}, 0.0)
                FROM search_terms WHERE search_terms MATCH ?""",
            [terms_expression(Either(tuple(ranked)))],
        )
        return {int(row[0]): float(row[1]) for row in rows}

    def _frequency(self, phrase: Phrase) -> int:
        """In how many documents a phrase stands, counted to just above `RANKED_MATCHES`."""
        row = self.db.execute(
            "SELECT count(*) FROM (SELECT 1 FROM search_terms WHERE search_terms MATCH ? LIMIT ?)",
            [terms_expression(phrase), RANKED_MATCHES + 1],
        ).fetchone()
        return int(row[0])


def published_last(matches: list[Match]) -> list[int]:
    """The numbers of the matches, the last published first."""
    ordered = sorted(matches, key=lambda match: (match.published_on, match.number), reverse=True)
    return [match.number for match in ordered]


def _both(first: Node, second: Node) -> Node:
    """Both queries as one; what stands side by side stays so, because `conditions` splits it there."""
    nodes = [
        part for node in (first, second) for part in (node.nodes if isinstance(node, Every) else (node,))
    ]
    return Every(tuple(nodes))


def _in_title(node: Node) -> Node:
    """The same query, asked of titles."""
    if isinstance(node, Phrase):
        return Phrase(node.text, node.column or "title")
    if isinstance(node, Every):
        return Every(tuple(_in_title(part) for part in node.nodes if not isinstance(part, Without)))
    if isinstance(node, Either):
        return Either(tuple(_in_title(part) for part in node.nodes))
    return node
