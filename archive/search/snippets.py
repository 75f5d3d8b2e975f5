"""Snippets: the two places of a text that show best why it was found."""

from __future__ import annotations

from archive.search.matches import Span
from archive.search.result import MarkedText

SNIPPET_LENGTH = 90
"""Characters of the original text."""
_LEAD = 24  # characters shown before the first match, fewer when a sentence begins in between
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
    kept: list[str] = []
    places: dict[int, int] = {}
    if text[:start].strip() and text[start - 1] not in _SENTENCE_ENDS:
        kept.append("…")
    for place in range(start, end):
        character = text[place]
        places[place] = len(kept)
        if not character.isspace():
            kept.append(character)
        elif kept and kept[-1] != " ":
            kept.append(" ")
    places[end] = len(kept)
    marks: list[Span] = []
    for span_start, span_end in spans:
        if span_start < start or span_end > end:
            continue
        first, last = places[span_start], places[span_end]
        if marks and first <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(last, marks[-1][1]))
        else:
            marks.append((first, last))
    if text[end:].strip():
        kept.append("…")
    return MarkedText("".join(kept), tuple(marks))


def marked(text: str, found: list[list[Span]]) -> MarkedText:
    """A whole text, such as a title, with its matches marked."""
    return _whole(text, sorted(span for group in found for span in group))


def _whole(text: str, spans: list[Span]) -> MarkedText:
    marks: list[Span] = []
    for start, end in spans:
        if marks and start <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    return MarkedText(text, tuple(marks))
