"""Words that were typed together: 人防办2018年年报 is 人防办, 2018年 and 年报; 财政局、人防办 is both."""

from __future__ import annotations

import re

_LISTED = re.compile("[、，；]")
_BORDERS = re.compile(
    "(?<![0-9a-z])((?:19|20)[0-9]{2}(?![0-9a-z])(?:年(?!度?报告|报))?)(?:(?<=年)度)?|(年度报告|年报)"
)
"""A year of a report with its 年, unless that begins 年报; and the two names of what is searched here."""
_MARKS = "、，；。．：！？「」『』"
REPORT_NAMES = ("年报", "年度报告")
"""Either is what the other is called elsewhere: most titles have the second."""


def written_apart(folded: str) -> tuple[str, ...]:
    """The parts of a folded word that people write together; the word itself where it has no parts."""
    pieces = (piece for listed in _LISTED.split(folded) for piece in _BORDERS.split(listed) if piece)
    stripped = (piece.strip(_MARKS).strip() for piece in pieces)
    told = (piece for piece in stripped if any(map(str.isalnum, piece)))
    return tuple(dict.fromkeys(told)) or (folded,)
