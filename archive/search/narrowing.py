"""Filters of the command line as words of the query language, so that they hold whatever was typed beside them."""

from __future__ import annotations

import re

from archive.search.folding import fold
from archive.search.named import written_out
from archive.search.nodes import Phrase
from archive.search.query import QUOTES, parse

_BEGINS_WITH_OR = re.compile(r"\s*(?:(?:OR|\uff2f\uff32)(?!\S)|[|\uff5c])")


def narrow(query: str, *, year: int | None, organ: str | None, portal: str | None) -> str:
    """The query with filters before it, where they are given; `portal` is the id of one.

    Raises ValueError for an organ that no name can have: the filter would be left out without a word.
    """
    if organ is not None:
        check_organ(organ)
    wanted = {"year": year, "portal": portal}
    # They stand first: no open quotation mark of the query takes them in.
    filters = [f'{name}:"{value}"' for name, value in wanted.items() if value is not None]
    if organ is not None:
        filters.append(_named(organ))
    if filters and _BEGINS_WITH_OR.match(query):
        filters.append("AND")  # what the query begins with would join them to its first word
    return " ".join([*filters, query])


def _named(organ: str) -> str:
    """The part of a name as typed; a short name of an organ stands for its long one too, as in a query."""
    long = written_out(organ)
    return f'organ:"{organ}"' if long == fold(organ) else f'(organ:"{organ}" OR organ:"{long}")'


def check_organ(organ: str) -> None:
    """Raise ValueError where this is not understood as one part of a name."""
    query = parse(f'organ:"{organ}"')
    is_whole = isinstance(query.root, Phrase) and query.root.column == "organ" and not query.notes
    if not is_whole or re.search(f"[{QUOTES}\0\ud800-\udfff]", organ):
        raise ValueError(
            f"--organ {organ!r}: no part of a name: give some characters of it, without quotation marks"
        )
