"""Matches: where the phrases of a query stand in an original, unfolded text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from archive.search.folding import FOLDS, WORD, character_class, fold

_SPACE = r"\s\u00ad\u200b-\u200f\u2060\ufeff"
"""What may stand inside a phrase in most texts; a text with rarer invisible characters is matched folded."""

Span = tuple[int, int]


class PhraseFinder:
    """Finds folded phrases in original texts.

    Folding 4,000 characters with their offsets kept takes some 2 ms, too long for twenty hits. A pattern that
    allows for each character all those that fold to it takes 0.05 ms, and is exact unless the text has
    characters that fold to several or that vanish; only such texts are folded.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = tuple(dict.fromkeys(phrases))
        self._original = [re.compile(_original_pattern(phrase)) for phrase in self._phrases]

    def find(self, text: str) -> list[list[Span]]:
        """For each phrase the (start, end) offsets at which it stands in the text."""
        if not _is_irregular(text):
            return [[found.span() for found in pattern.finditer(text)] for pattern in self._original]
        folded, offsets = _fold_with_offsets(text)
        return [
            [
                (offsets[found.start()], offsets[found.end() - 1] + 1)
                for found in re.finditer(_folded_pattern(phrase), folded)
            ]
            for phrase in self._phrases
        ]


@cache
def _originals() -> dict[str, list[str]]:
    """For each character the others that fold to it."""
    originals = defaultdict(list)
    for original, folded in FOLDS.items():
        if len(folded) == 1:
            originals[folded].append(original)
    return originals


def _is_irregular(text: str) -> bool:
    """Whether the text must be folded to be matched: a character above the basic plane is taken for that too."""
    return (
        len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)
        or _irregular().search(text) is not None
    )


@cache
def _irregular() -> re.Pattern[str]:
    """The characters of the basic plane that fold to several, or vanish without being usual white space."""
    usual = re.compile(f"[{_SPACE}]")
    irregular = [
        original
        for original, folded in FOLDS.items()
        if original <= "\uffff" and (len(folded) > 1 or (not folded.strip() and not usual.match(original)))
    ]
    return re.compile(f"[{character_class(irregular)}]")


@cache
def _word_class() -> str:
    """All characters that are part of words, before and after folding."""
    is_word = re.compile(f"[{WORD}]+")
    return WORD + character_class(
        [original for original, folded in FOLDS.items() if is_word.fullmatch(folded)]
    )


def _bounded(phrase: str, first: str, rest: str, word: str) -> str:
    """The pattern of a phrase, with words at its edges only matching whole.

    What stands before is looked at after the first character has matched: a look-behind at every place of the
    text takes ten times as long.
    """
    before = f"(?<![{word}]{first})" if re.match(f"[{WORD}]", phrase) else ""
    after = f"(?![{word}])" if re.search(f"[{WORD}]$", phrase) else ""
    return first + before + rest + after


def _folded_pattern(phrase: str) -> str:
    return _bounded(phrase, re.escape(phrase[0]), re.escape(phrase[1:]), WORD)


def _original_pattern(phrase: str) -> str:
    pieces = re.findall(f"[{WORD}]+|[^ ]", phrase)
    pattern: list[str] = []
    for place, piece in enumerate(pieces):
        if place:
            words = re.match(f"[{WORD}]", pieces[place - 1]) and re.match(f"[{WORD}]", piece)
            pattern.append(f"[{_SPACE}]{'+' if words else '*'}")
        pattern += [_any_original(character) for character in piece]
    return _bounded(phrase, pattern[0], "".join(pattern[1:]), _word_class())


def _any_original(character: str) -> str:
    others = _originals().get(character, [])
    return f"[{re.escape(character)}{character_class(others)}]" if others else re.escape(character)


def _fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in the text that it comes from."""
    places = [
        place for place, original in enumerate(text) for _ in FOLDS.get(original, original).replace(" ", "")
    ]
    folded = fold(text)
    offsets, passed = [], 0
    for character in folded:
        offsets.append(places[min(passed, len(places) - 1)])
        passed += character != " "
    return folded, offsets
