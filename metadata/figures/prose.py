"""The prose of a reading: its text with the tables blanked out, so that offsets stay those of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from metadata.dates import half_width
from metadata.figures.values import Quote
from metadata.own_part import end_of_own
from metadata.reading import Reading, Table

PROSE_LIMIT = 300_000
"""Characters of a body that are looked at; the longest report seen has 60,000."""
_SENTENCE = re.compile(r"[^。！？\n]{1,2000}[。！？]?")


class Worded(Protocol):
    """What has a text with tables in it: a reading, or what the catalogue kept of one."""

    @property
    def text(self) -> str:
        """The text, the lines of its tables among it."""

    @property
    def tables(self) -> Sequence[Table]:
        """Its tables, each with its place in the text."""


def prose_of(said: Worded) -> str:
    """The text up to the limit or the report of another year, every character of a table a line break."""
    return _prose(said.text, _places(said))


def half_width_prose_of(said: Worded) -> str:
    """The same with digits and date punctuation in ASCII, as long as before."""
    return _half_width_prose(said.text, _places(said))


def prose_sentences(said: Worded) -> Sequence[Quote]:
    """Each sentence of the prose in page order, headings among them."""
    return _sentences(said.text, _places(said))


def _places(said: Worded) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((table.start, table.end) for table in said.tables))


@lru_cache(maxsize=2)
def _prose(text: str, tables: tuple[tuple[int, int], ...]) -> str:
    parts, at = [], 0
    for start, end in tables:
        if start >= at:
            parts += [text[at:start], "\n" * (end - start)]
            at = end
    return "".join([*parts, text[at:]])[: min(PROSE_LIMIT, end_of_own(text))]


@lru_cache(maxsize=2)
def _half_width_prose(text: str, tables: tuple[tuple[int, int], ...]) -> str:
    return half_width(_prose(text, tables))


@lru_cache(maxsize=2)
def _sentences(text: str, tables: tuple[tuple[int, int], ...]) -> tuple[Quote, ...]:
    """Half a dozen readers of one report ask for the same sentences, one after the other."""
    found = (_stripped(match.group(), match.start()) for match in _SENTENCE.finditer(_prose(text, tables)))
    return tuple(each for each in found if each.text)


def quote(reading: Reading, start: int, end: int) -> Quote:
    """The words between two places without the white space around them."""
    return _stripped(reading.text[start:end], start)


def _stripped(words: str, start: int) -> Quote:
    text = words.strip()
    start += words.index(text) if text else len(words)
    return Quote(text, start, start + len(text))
