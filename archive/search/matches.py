"""Matches: where the phrases of a query stand in an original, unfolded text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from archive.search.folding import WORD, character_class, character_folds, fold

_LONGEST_PATTERN = 60  # characters; Python takes some 0.05 ms for each to compile a pattern

Span = tuple[int, int]


class PhraseFinder:
    """Finds folded phrases in original texts.

    Folding 4,000 characters with their offsets kept takes some 2 ms, too long for twenty hits. A pattern that
    allows for each character all those that fold to it takes 0.05 ms, and is exact unless the text has
    characters that fold to several or that vanish; only such texts are folded.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = tuple(dict.fromkeys(phrases))
        self._patterns = [
            re.compile(_original_pattern(phrase))
            for phrase in self._phrases
            if len(phrase) <= _LONGEST_PATTERN
        ]

    def find(self, text: str) -> list[list[Span]]:
        """For each phrase the (start, end) offsets at which it stands in the text."""
        if len(self._patterns) == len(self._phrases) and not _is_irregular(text):
            pairs = zip(self._phrases, self._patterns, strict=True)
            return [list(_spans(phrase, pattern, text)) for phrase, pattern in pairs]
        folded, offsets = _fold_with_offsets(text)
        return [
            [
                (offsets[start], offsets[end - 1] + 1)
                for start, end in _spans(phrase, re.compile(re.escape(phrase)), folded)
            ]
            for phrase in self._phrases
        ]


def _spans(phrase: str, pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """Where the pattern of a phrase matches, a word at either end of the phrase only whole."""
    words = _word_characters()
    starts, ends = phrase[0] in words, phrase[-1] in words
    place = 0
    while found := pattern.search(text, place):
        start, end = found.span()
        if (starts and start and text[start - 1] in words) or (ends and text[end : end + 1] in words):
            place = start + 1
        else:
            yield start, end
            place = end


@cache
def _originals() -> dict[str, list[str]]:
    """For each character the others that fold to it."""
    originals = defaultdict(list)
    for original, folded in character_folds().items():
        if len(folded) == 1:
            originals[folded].append(original)
    return originals


@cache
def _word_characters() -> frozenset[str]:
    """All characters that are part of words, before and after folding."""
    is_word = re.compile(f"[{WORD}]+")
    of_words = {chr(code) for code in range(0x2000) if is_word.match(chr(code))}
    of_words.update(original for original, folded in character_folds().items() if is_word.fullmatch(folded))
    return frozenset(of_words)


def _is_irregular(text: str) -> bool:
    """Whether the text must be folded to be matched: a character above the basic plane is taken for that too."""
    return (
        len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)
        or _irregular().search(text) is not None
    )


@cache
def _irregular() -> re.Pattern[str]:
    """The characters of the basic plane that fold to several, or vanish without being white space."""
    irregular = [
        original
        for original, folded in character_folds().items()
        if original <= "\uffff" and (len(folded) > 1 or (not folded.strip() and not original.isspace()))
    ]
    return re.compile(f"[{character_class(irregular)}]")


def _original_pattern(phrase: str) -> str:
    """The phrase as a pattern for unfolded texts; words at its edges may still match in part."""
    pieces = re.findall(f"[{WORD}]+|[^ ]", phrase)
    pattern: list[str] = []
    for place, piece in enumerate(pieces):
        if place:
            words = re.match(f"[{WORD}]", pieces[place - 1]) and re.match(f"[{WORD}]", piece)
            pattern.append(r"\s+" if words else r"\s*")
        pattern += [_any_original(character) for character in piece]
    return "".join(pattern)


@cache
def _any_original(character: str) -> str:
    others = _originals().get(character, [])
    return f"[{''.join(map(re.escape, [character, *others]))}]" if others else re.escape(character)


def _fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in the text that it comes from."""
    folds = character_folds()
    places = [
        place for place, original in enumerate(text) for _ in folds.get(original, original).replace(" ", "")
    ]
    folded = fold(text)
    offsets, passed = [], 0
    for character in folded:
        offsets.append(places[min(passed, len(places) - 1)])
        passed += character != " "
    return folded, offsets
