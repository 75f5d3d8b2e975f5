"""Terms: the tokens that a folded text is indexed under, and a phrase is looked up by.

A text is a row of units: a word (Latin letters, digits) is one unit, any other character is one. Each two
neighbouring units make a term (依申 申请 请公 公开), and each word is a term of its own besides. A phrase of a
query gives the same terms in the same order, so an FTS5 phrase match over them is an exact substring match:
nothing is found by accident and nothing is missed. After the text its characters follow, each once: they answer
queries of one character. (Asking for all terms that begin with it took seconds where several were asked for.)
"""

from __future__ import annotations

import re
from array import array

from archive.search.document import SearchDocument
from archive.search.folding import WORD

WORD_LENGTH = 64
"""Longer runs of letters and digits (Base64 left in a page) are cut into words of this length."""

_FILTER = "\ufdd0"  # a noncharacter, which folding turns into white space: no text can hold such a term
EVERY_DOCUMENT = f"{_FILTER}every"

_WORD = f"[{WORD}]{{1,{WORD_LENGTH}}}"
_WORDS = re.compile(f"{_WORD}(?: {_WORD})*")
"""Words with a space between them: the numbers of a table, above all."""
_CHARACTER = re.compile(f"[^{WORD} ]")
_CODE_POINTS = "I" if array("I").itemsize == 4 else "L"


def index_terms(folded: str) -> str:
    """The terms of a folded text, separated by spaces, in the order of the text, and then its characters."""
    characters = sorted(_CHARACTER.findall("".join(set(folded))))
    return " ".join([*_neighbours(folded), *characters])


def phrase_terms(folded: str) -> str:
    """The terms of a folded phrase that is not empty."""
    return " ".join(_neighbours(folded)) or folded


def _neighbours(folded: str) -> list[str]:
    """The words and the pairs of neighbouring units of a folded text."""
    pairs = _pairs(folded)
    terms: list[str] = []
    before, end = "", 0  # the word before this place, when it touches it, and where it ended
    for found in _WORDS.finditer(folded):
        start, words = found.start(), found[0]
        if start > end and folded[end] != " ":
            if before:
                terms.append(before + folded[end])
            if start - end > 1:
                terms.append(pairs[3 * end : 3 * start - 4])
            terms.append(folded[start - 1] + words.partition(" ")[0])
        terms.append(words)
        before, end = words.rpartition(" ")[2], found.end()
    if end < len(folded):
        if before:
            terms.append(before + folded[end])
        if len(folded) - end > 1:
            terms.append(pairs[3 * end : 3 * len(folded) - 4])
    return terms


def _pairs(folded: str) -> str:
    """Each two neighbouring characters and a space: pair i stands at 3 i.

    Made by slices of an array of code points, because joining thousands of two-character strings took most of
    the indexing time (0.8 against 0.1 ms a report of 4,000 characters).
    """
    if len(folded) < 2:
        return ""
    codes = array(_CODE_POINTS, folded.encode("utf-32-le"))
    pairs = array(_CODE_POINTS, [0x20]) * (3 * len(codes) - 3)
    pairs[0::3] = codes[:-1]
    pairs[1::3] = codes[1:]
    return pairs.tobytes().decode("utf-32-le")


def filter_term(name: str, value: str) -> str:
    """The term of a filter and the beginning of the terms of longer values (division 21 of 2101)."""
    return f"{_FILTER}{name}{value.strip().lower().encode('utf-8', 'replace').hex()}"


def filter_terms(document: SearchDocument) -> str:
    """The terms a document can be filtered by; every document has `EVERY_DOCUMENT`."""
    values = {
        "year": None if document.year is None else str(document.year),
        "portal": document.portal,
        "kind": document.kind,
        "level": document.level,
        "division": document.division,
    }
    return " ".join([EVERY_DOCUMENT, *(filter_term(name, value) for name, value in values.items() if value)])
