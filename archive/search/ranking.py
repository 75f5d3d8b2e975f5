"""Ranking: which documents match, and which come first, at a bounded cost.

Finding is cheap, ranking is not: FTS5's bm25 reads every posting of every word, which takes seconds for a word
that stands in all of 100,000 reports. So the cost is bounded in two places, and the reader is told:

* at most `COUNTED_MATCHES` matches are counted;
* words that stand in more than `RANKED_MATCHES` documents take no part in bm25. They tell documents apart as
  little as bm25 itself thinks (its weight for them is near nothing). When all words are so frequent, the
  counted matches with the words in their title come first, then the newest.

Titles are looked through here and not asked of FTS5, which keeps no list of postings for each column: for a word
that is frequent in texts it went through all of them (50 ms among 20,000 reports, now 1 ms).
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from archive.search.expression import conditions, terms_expression
from archive.search.matches import PhraseFinder
from archive.search.nodes import Either, Every, Node, Phrase, parts_of, wanted_phrases

COUNTED_MATCHES = 3_000
RANKED_MATCHES = 1_000
_LOOKED_AT_BY_DATE = 2_000
_STRETCH_BY_DATE = 100
_FEWEST_OF_STRETCH = 5
_TITLE_END = "\uf8ff"  # for private use: no title has it, and folding leaves it alone
_TITLE_WEIGHT, _ORGAN_WEIGHT, _TEXT_WEIGHT = 10.0, 5.0, 1.0


class Match(NamedTuple):
    """A matching document with what ordering and facets need; a tuple, because thousands are made a query."""

    number: int
    report: str
    year: int | None
    portal: str
    kind: str
    level: str | None
    published_on: str
    organ: str
    title: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A query put to one index."""

    db: sqlite3.Connection
    root: Node
    all_revisions: bool

    def find(self, most: int, also: Node | None = None) -> list[Match]:
        """The matching documents that came in last, newest first; those only that match `also`."""
        wanted = conditions(self.root if also is None else _both(also, self.root))
        rows = self.db.execute(
            f"""SELECT d.number, d.report, d.year, d.portal, d.kind, d.level,
                    coalesce(d.published_on, ''), d.organ, d.title
                FROM search_terms CROSS JOIN search_documents AS d ON d.number = search_terms.rowid
                WHERE search_terms MATCH ? {"" if self.all_revisions else "AND d.latest"} {wanted.sql}
                ORDER BY search_terms.rowid DESC LIMIT ?""",
            [wanted.terms, *wanted.parameters, most],
        )
        return list(map(Match._make, rows))

    def newest(self, most: int) -> list[int]:
        """The matching documents that were published last, newest first; for words that very many have.

        Goes through the documents by date and asks of each whether it matches, which is soon done when many do.
        Ends early, always at the same document, so that pages follow each other: where matches are thin, and
        after `_LOOKED_AT_BY_DATE`. A query with a division, whose documents FTS5 would gather anew each time, is
        not asked at all.
        """
        wanted = conditions(self.root)
        if " *" in wanted.terms:
            return []
        by_date = self.db.execute(
            f"""SELECT d.number FROM search_documents AS d
                WHERE {"1" if self.all_revisions else "d.latest"} {wanted.sql}
                ORDER BY d.published_on DESC, d.number DESC LIMIT {_LOOKED_AT_BY_DATE}""",
            wanted.parameters,
        )
        matches = "SELECT 1 FROM search_terms WHERE search_terms MATCH ? AND rowid = ?"
        numbers: list[int] = []
        for looked_at, (number,) in enumerate(by_date):  # read only as far as is needed
            stretches = looked_at // _STRETCH_BY_DATE
            if len(numbers) == most or len(numbers) < stretches * _FEWEST_OF_STRETCH:
                break
            if self.db.execute(matches, [wanted.terms, number]).fetchone():
                numbers.append(int(number))
        return numbers

    def best_first(self, newest: list[int], counted: list[Match], exact: bool) -> tuple[list[int], bool]:
        """The matches by relevance, equal ones in the order given, and whether bm25 had a say.

        `counted` are the matches that were counted, `exact` says whether they are all there are.
        """
        phrases = list(dict.fromkeys(wanted_phrases(self.root)))
        if not phrases:
            return newest, True
        if phrases == [self.root]:
            ranked = phrases if exact and len(counted) <= RANKED_MATCHES else []
        else:
            ranked = [phrase for phrase in phrases if self._frequency(phrase) <= RANKED_MATCHES]
        if not ranked:
            titled = published_last(_titled(self.root, counted))
            return list(dict.fromkeys([*titled, *newest])), False
        if not exact:  # the newest ones need not be among those with the rare words
            rare = self.find(COUNTED_MATCHES, also=Either(tuple(ranked)))
            newest = list(dict.fromkeys([*published_last(rare), *newest]))
        scores = self._scores(ranked)
        # bm25 is better the smaller it is; documents without any ranked word come last
        return sorted(newest, key=lambda number: scores.get(number, 0.0)), True

    def once_a_report(self, numbers: list[int], counted: list[Match]) -> list[int]:
        """The first document of each report, in the order given."""
        reports = {match.number: match.report for match in counted}
        others = json.dumps([number for number in numbers if number not in reports])
        reports |= self.db.execute(
            "SELECT number, report FROM search_documents WHERE number IN (SELECT value FROM json_each(?))",
            [others],
        )
        first: dict[str, int] = {}
        for number in numbers:
            first.setdefault(reports[number], number)
        return list(first.values())

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
    return Every((*parts_of(first), *parts_of(second)))


def _titled(root: Node, matches: list[Match]) -> list[Match]:
    """Those of the matches that have what is asked for in their titles."""
    phrases = [phrase.text for phrase in wanted_phrases(root) if phrase.column != "organ"]
    ends = list(accumulate(len(match.title) + 1 for match in matches))
    titles = "".join(match.title + _TITLE_END for match in matches)
    found = PhraseFinder(phrases).find(titles)
    places = {
        phrase: {bisect_right(ends, start) for start, _ in spans}
        for phrase, spans in zip(dict.fromkeys(phrases), found, strict=True)
    }
    return [matches[place] for place in sorted(_in_titles(root, places) or ())]


def _in_titles(node: Node, places: dict[str, set[int]]) -> set[int] | None:
    """In which titles a query stands; None where it asks for nothing that could stand in a title."""
    if isinstance(node, Phrase):
        return places.get(node.text)
    if not isinstance(node, (Every, Either)):
        return None
    told = [part for part in (_in_titles(part, places) for part in node.nodes) if part is not None]
    if not told:
        return None
    return set.intersection(*told) if isinstance(node, Every) else set.union(*told)
