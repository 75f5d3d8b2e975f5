"""The prose of a reading: its text with the tables blanked out, so that offsets stay those of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from metadata.figures.values import Quote
from metadata.reading import Reading

PROSE_LIMIT = 300_000
"""Characters of a body that are looked at; the longest report seen has 60,000."""
_SENTENCE = re.compile(r"[^。！？\n]{1,2000}[。！？]?")


def prose_of(reading: Reading) -> str:
    """The text up to the limit, every character of a table replaced by a line break."""
    parts, at = [], 0
    for table in sorted(reading.tables, key=lambda table: table.start):
        if table.start >= at:
            parts += [reading.text[at : table.start], "\n" * (table.end - table.start)]
            at = table.end
    return "".join([*parts, reading.text[at:]])[:PROSE_LIMIT]


def prose_sentences(reading: Reading) -> Iterator[Quote]:
    """Each sentence of the prose in page order, headings among them."""
    for match in _SENTENCE.finditer(prose_of(reading)):
        found = quote(reading, match.start(), match.end())
        if found.text:
            yield found


def quote(reading: Reading, start: int, end: int) -> Quote:
    """The words between two places without the white space around them."""
    words = reading.text[start:end]
    start += len(words) - len(words.lstrip())
    return Quote(words.strip(), start, start + len(words.strip()))
