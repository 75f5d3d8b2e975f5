"""Snippets: the two places of a text that show best why it was found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.search.matches import Span
from archive.search.result import MarkedText

SNIPPET_LENGTH = 90
"""Characters of the original text."""
_LEAD = 24  # characters shown before the first match, fewer when a sentence begins in between
_WHITE = re.compile(r"\s")
_SENTENCE_ENDS = "。;\uff1b\uff01\uff1f\n"
_MOST_MATCHES = 40  # of each phrase; a single character can match thousands of times


def snippets(text: str, found: list[list[Span]]) -> tuple[MarkedText, ...]:
    """The best places of the text, in the order of the text, with all matches in them marked.

    `found` has the spans of each phrase. A place is good when many different phrases stand in it, then when
    they stand there often; the second place prefers phrases that the first does not show.
    """
    spans = sorted(
        (start, end, phrase) for phrase, group in enumerate(found) for start, end in group[:_MOST_MATCHES]
    )
    if not spans:
        opening = text[:SNIPPET_LENGTH]
        return (_cut(text, 0, len(opening), []),) if opening.strip() else ()
    chosen: list[tuple[int, int]] = []
    shown: set[int] = set()
    for _ in range(2):
        best = _best_window(spans, chosen, shown)
        if best is None:
            break
        chosen.append(best[0])
        shown |= best[1]
    return tuple(
        _cut(text, start, end, [span[:2] for span in spans]) for start, end in _windows(text, sorted(chosen))
    )


def _best_window(
    spans: list[tuple[int, int, int]], chosen: list[tuple[int, int]], shown: set[int]
) -> tuple[tuple[int, int], set[int]] | None:
    """The best run of matches that fits into a snippet and keeps clear of those chosen, with its phrases."""
    best: tuple[tuple[int, int, int], tuple[int, int], set[int]] | None = None
    reach = SNIPPET_LENGTH - _LEAD
    last = 0
    for first, (start, end, _) in enumerate(spans):
        if chosen and start < chosen[0][1] + _LEAD and end > chosen[0][0] - SNIPPET_LENGTH:
            continue
        last = max(last, first)
        while last + 1 < len(spans) and spans[last + 1][1] <= start + reach:
            last += 1
        run = spans[first : last + 1]
        phrases = {phrase for _, _, phrase in run}
        score = (len(phrases - shown), len(phrases), len(run))
        if best is None or score > best[0]:
            best = score, (start, max(run[-1][1], end)), phrases
    return best and best[1:]


def _windows(text: str, cores: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where the snippets begin and end around their matches, without overlapping."""
    windows: list[tuple[int, int]] = []
    for start, end in cores:
        floor = max(0, start - _LEAD, windows[-1][1] if windows else 0)
        lead = text[floor:start]
        sentence = max(lead.rfind(mark) for mark in _SENTENCE_ENDS)
        begin = floor + sentence + 1
        windows.append((begin, min(len(text), max(end, begin + SNIPPET_LENGTH))))
    return windows


def _cut(text: str, start: int, end: int, spans: list[Span]) -> MarkedText:
    """The part of the text with white space narrowed, an ellipsis where it was cut, and its marks."""
    shown = text[start:end]
    inside = [(first - start, last - start) for first, last in spans if first >= start and last <= end]
    places: Sequence[int] = range(len(shown) + 1)
    narrowed = shown
    if _WHITE.search(shown):
        narrowed, places = _narrowed(shown)
    opening = "…" if text[:start].strip() and text[start - 1] not in _SENTENCE_ENDS else ""
    closing = "…" if text[end:].strip() else ""
    marks = _joined([(places[first] + len(opening), places[last] + len(opening)) for first, last in inside])
    return MarkedText(opening + narrowed + closing, marks)


def _narrowed(text: str) -> tuple[str, list[int]]:
    """The text with each run of white space as one space, none at the start, and where each place went."""
    kept: list[str] = []
    places: list[int] = []
    for character in text:
        places.append(len(kept))
        if not character.isspace():
            kept.append(character)
        elif kept and kept[-1] != " ":
            kept.append(" ")
    return "".join(kept), [*places, len(kept)]


def marked(text: str, found: list[list[Span]]) -> MarkedText:
    """A whole text, such as a title, with its matches marked."""
    return MarkedText(text, _joined(sorted(span for group in found for span in group)))


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Ordered spans, those that touch or overlap made one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
