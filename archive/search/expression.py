"""Expressions: a query as an FTS5 expression, and as SQL where tags are asked for.

FTS5 skips through the term lists together, so nearly everything is put into one expression, filters too.
Only tags change without the text changing; a query with tags is one expression for the parts without them
and conditions on `d`, the row of `search_documents`, for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.search.folding import fold
from archive.search.nodes import Either, Every, Filter, Node, Phrase, Tag, Without, has_tag, parts_of
from archive.search.terms import EVERY_DOCUMENT, filter_term, phrase_terms

_EVERYTHING = f'filters : "{EVERY_DOCUMENT}"'


@dataclass(frozen=True, slots=True)
class Conditions:
    """How matching documents are selected: by an expression over the terms and by SQL over their rows."""

    terms: str
    sql: str
    parameters: tuple[str, ...]


def terms_expression(node: Node) -> str:
    """The FTS5 expression of a query without tags, for `search_terms MATCH`.

    A tag, which the terms do not know, is searched as text here.
    """
    if isinstance(node, Phrase):
        return _phrase_expression(node)
    if isinstance(node, Filter):
        return _filter_expression(node)
    if isinstance(node, Tag):
        return _phrase_expression(Phrase(fold(node.tag)))
    if isinstance(node, Without):
        return f"({_EVERYTHING} NOT {terms_expression(node.node)})"
    if isinstance(node, Either):
        return f"({' OR '.join(terms_expression(part) for part in node.nodes)})"
    return _every_expression(node)


def conditions(node: Node) -> Conditions:
    """How to select the documents of a query; `sql` begins with AND unless it is empty."""
    parts = parts_of(node)
    plain = tuple(part for part in parts if not has_tag(part))
    parameters: list[str] = []
    sql = "".join(f" AND {_sql(part, parameters)}" for part in parts if has_tag(part))
    return Conditions(terms_expression(Every(plain)), sql, tuple(parameters))


def _quoted(terms: str) -> str:
    return '"' + terms.replace('"', '""') + '"'


def _phrase_expression(phrase: Phrase) -> str:
    quoted = _quoted(phrase_terms(phrase.text))
    return f"{phrase.column} : {quoted}" if phrase.column else quoted


def _filter_expression(node: Filter) -> str:
    if node.name == "division":
        return f"filters : {_quoted(filter_term(node.name, node.values[0]))} *"
    terms = " OR ".join(_quoted(filter_term(node.name, value)) for value in node.values)
    return f"filters : ({terms})"


def _every_expression(node: Every) -> str:
    wanted = [terms_expression(part) for part in node.nodes if not isinstance(part, Without)]
    unwanted = [terms_expression(part.node) for part in node.nodes if isinstance(part, Without)]
    expression = " AND ".join(wanted or [_EVERYTHING])
    if unwanted:
        return f"(({expression}) NOT ({' OR '.join(unwanted)}))"
    return f"({expression})"


def _sql(node: Node, parameters: list[str]) -> str:
    """A condition on the row `d` for any query; its parameters are added in order."""
    if isinstance(node, Tag):
        parameters.append(node.tag)
        return "d.id IN (SELECT document FROM search_tags WHERE tag = ?)"
    if not has_tag(node):
        parameters.append(terms_expression(node))
        return "d.number IN (SELECT rowid FROM search_terms WHERE search_terms MATCH ?)"
    if isinstance(node, Without):
        return f"NOT {_sql(node.node, parameters)}"
    assert isinstance(node, (Every, Either))
    joined = " AND " if isinstance(node, Every) else " OR "
    return f"({joined.join(_sql(part, parameters) for part in node.nodes)})"
