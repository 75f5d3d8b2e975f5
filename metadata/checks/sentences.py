"""Clauses of a report's sentences, and the words that compare with another year."""

from __future__ import annotations

import re

_CLAUSE = 200
"""Characters on either side in which a clause begins and ends."""


def clause_around(text: str, start: int, end: int) -> str:
    """The clause that holds `text[start:end]`, between the commas and semicolons on either side."""
    before, after = text[max(0, start - _CLAUSE) : start], text[end : end + _CLAUSE]
    begin = re.split(r"[，,；;。：:\n]", before)[-1]
    return begin + text[start:end] + re.split(r"[，,；;。\n]", after, maxsplit=1)[0]


COMPARISON = re.compile(
    r"同比|环比|去年|上一年|(?:较|比|与)(?:上|去|20|前)|增加|增长|减少|下降|上升|提高|增幅"
)
"""Words of a clause that speaks of another year, too."""
