"""Folding: which texts count as the same for search.

Every character is folded for itself, so that folding a part of a text gives the same part of the folded
text: only then can a phrase index be exact. The rules, in order: Unicode NFKC (full-width letters and
digits, compatibility ideographs, units such as ㎡), lower case, accents and invisible characters dropped,
traditional characters made simplified, ASCII punctuation made full-width, white space dropped except between
two words (runs of Latin letters and digits).

The characters are OpenCC's (`traditional.csv`: TSCharacters of opencc-python-reimplemented 0.1.7, Apache-2.0;
where OpenCC would keep a character and also knows a simplified one, 覆 beside 复, the simplified one is
taken). Its phrase rules are left out on purpose: with them 乾 would fold differently alone and in 乾坤, and a
phrase that begins inside such a word would be missed.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib import resources
from itertools import pairwise

FOLDING_VERSION = 1
"""Raise it when any rule here changes: an index made with another version must be rebuilt."""

WORD = "0-9a-z\u00df-\u00f6\u00f8-\u02af\u0370-\u0dff\u10a0-\u10ff\u1200-\u1fff"
"""The inside of a regular-expression class: characters that stand in words, after folding.

Latin, Greek, Cyrillic, Arabic and other scripts that separate words; every other sign, punctuation
included, is searched character by character, as Chinese is.
"""

_KEPT = "…"  # NFKC makes three full stops of it, which nobody types for an ellipsis
_WHITE_CATEGORIES = frozenset({"Cc", "Zs", "Zl", "Zp", "Cs"})
_DROPPED_CATEGORIES = frozenset({"Cf", "Mn", "Me"})
_FULL_WIDTH = 0xFEE0  # from an ASCII sign to its full-width twin

# The blocks where any of the rules can apply, apart from the traditional characters; Hangul syllables,
# unified ideographs and the private use area are left out because nothing in them folds.
_BLOCKS = (
    (0x0000, 0x3400),
    (0xA000, 0xAC00),
    (0xD7A4, 0xE000),
    (0xF900, 0x10000),
    (0x1D400, 0x1D800),
    (0x1EE00, 0x1EF00),
    (0x1F100, 0x1F300),
    (0x2F800, 0x2FA20),
    (0xE0000, 0xE0200),
)


@cache
def simplified_characters() -> dict[str, str]:
    """The traditional characters and the simplified one of each."""
    table = resources.files("archive.search").joinpath("traditional.csv").read_text("utf-8")
    table_rows = {row["traditional"]: row["simplified"] for row in csv.DictReader(table.splitlines())}
    return {traditional: table_rows.get(simple, simple) for traditional, simple in table_rows.items()}


def _fold_character(character: str) -> str:
    """One character folded: nothing, a space, or one or more characters."""
    if character in _KEPT:
        return character
    simplified = simplified_characters()
    folded = ""
    for part in unicodedata.normalize("NFKC", character).casefold():
        base, marks = (decomposed := unicodedata.normalize("NFD", part))[0], decomposed[1:]
        if marks and all(unicodedata.category(mark) in _DROPPED_CATEGORIES for mark in marks):
            part = base
        category = unicodedata.category(part)
        if category in _DROPPED_CATEGORIES:
            continue
        if category in _WHITE_CATEGORIES or 0xFDD0 <= ord(part) <= 0xFDEF or ord(part) & 0xFFFE == 0xFFFE:
            folded += " "
        elif part.isascii() and not part.isalnum():
            folded += chr(ord(part) + _FULL_WIDTH)
        else:
            folded += simplified.get(part, part)
    return folded


@cache
def character_folds() -> dict[str, str]:
    """Every character that folding changes, and what it becomes."""
    characters = {chr(code) for first, end in _BLOCKS for code in range(first, end)}
    characters.update(simplified_characters())
    folds = ((character, _fold_character(character)) for character in characters)
    return {character: folded for character, folded in folds if folded != character}


def character_class(characters: list[str]) -> str:
    """The inside of a regular-expression class that matches exactly these characters."""
    codes = sorted(ord(character) for character in characters)
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges)


@cache
def _changed_characters() -> re.Pattern[str]:
    """What folds, of the basic plane: Python tests a class of one plane in constant time, others range by range.

    White space is left to `str.split`: a table has more of it than of all else that folds.
    """
    changed = [each for each in character_folds() if ord(each) <= 0xFFFF and not each.isspace()]
    return re.compile(f"[{character_class(changed)}]")


_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_OF_WORD = re.compile(f"[{WORD}]")


def fold(text: str) -> str:
    """The text as search compares it: Chinese without white space, words with one space between them."""
    folds = character_folds()
    changed = _changed_characters().sub(lambda found: folds[found[0]], text)
    if len(changed.encode("utf-16-le")) > 2 * len(changed):
        changed = _ASTRAL.sub(lambda found: folds.get(found[0], found[0]), changed)
    stretches = changed.split()
    folded = stretches[:1]
    for before, after in pairwise(stretches):
        if _OF_WORD.match(before[-1]) and _OF_WORD.match(after):
            folded.append(" ")
        folded.append(after)
    return "".join(folded)
