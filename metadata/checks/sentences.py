"""The sentences of a report with their places: tables and headings left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from metadata.figures import Quote
from metadata.reading import Reading

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")


def prose_sentences(reading: Reading) -> Iterator[Quote]:
    """Each sentence of the prose in page order."""
    tables = [(table.start, table.end) for table in reading.tables]
    for match in _SENTENCE.finditer(reading.text):
        if any(start <= match.start() < max(end, start + 1) for start, end in tables):
            continue
        yield quote(reading, match.start(), match.end())


def quote(reading: Reading, start: int, end: int) -> Quote:
    """The words between two places without the white space around them."""
    words = reading.text[start:end]
    start += len(words) - len(words.lstrip())
    return Quote(words.strip(), start, start + len(words.strip()))


def clause_around(text: str, start: int, end: int) -> str:
    """The clause that holds `text[start:end]`, between the commas and semicolons on either side."""
    left = max(text.rfind(mark, 0, start) for mark in "，,；;。：:\n")
    right = min((at for mark in "，,；;。\n" if (at := text.find(mark, end)) >= 0), default=len(text))
    return text[left + 1 : right]


COMPARISON = re.compile(
    r"同比|环比|去年|上一年|(?:较|比|与)(?:上|去|20|前)|增加|增长|减少|下降|上升|提高|增幅"
)
"""Words of a clause that speaks of another year, too."""
