"""Characters that two changed passages share, and which of them are worth showing as unchanged.

The longest common subsequence of two unlike sentences is confetti: single characters that happen to occur in
both. Kept as "equal" they make a rewritten sentence unreadable; thrown away too freely they turn three small
corrections into one large one. The rules here keep what a reader would call the same.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from rapidfuzz.distance import Indel

from archive.diff.alignment import Block, equal_blocks, heaviest_ascending, joined_blocks

SENTENCE = re.compile(r"[^。！？；!?;\n\t]*(?:[。！？；!?;\n\t]+[”’』」）)]*|$)")

_ENDS = "。！？；!?;\n\t"
_CLAUSE = re.compile(r"[^，、：,:\s]*[，、：,:\s]|[^，、：,:\s]+")

# Two passages up to this product of lengths are compared character by character (0.5 ms at most); longer ones
# are first paired sentence by sentence, which is linear and keeps unlike sentences apart.
_WHOLE = 250_000
# Of very long sentences, stretches up to this product are compared by character (some 20 ms).
_CLAUSES_WHOLE = 25_000_000
# A sentence pair holds together when this part of the shorter one is found in the longer one, counting only
# runs of two and more characters.
_HOLD = 0.4
# An unchanged run of so many characters is no more than an island when so many changed ones surround it.
_ISLANDS = {1: 5, 2: 14, 3: 40}
# Sentences of long passages are paired when they share so many telling bigrams, by the shorter one's length.
_PAIRED = 0.3
# A bigram that occurs in more sentences than this says nothing about which belong together.
_COMMON = 12


def find_sentences(text: str) -> list[str]:
    """The sentences and table cells of `text`, each with what ends it; joined, they are `text`."""
    return [sentence for sentence in SENTENCE.findall(text) if sentence]


def shared_ends(old: str, new: str) -> tuple[int, int]:
    """How many characters at the start and at the end are equal, in whole sentences."""
    head = common_length(old, new)
    head = max(old.rfind(end, 0, head) for end in _ENDS) + 1
    tail = common_length(
        old[: head - 1 : -1] if head else old[::-1], new[: head - 1 : -1] if head else new[::-1]
    )
    starts = [place for end in _ENDS if (place := old.find(end, len(old) - tail)) >= 0]
    return head, len(old) - 1 - min(starts) if starts else 0


def common_length(old: str, new: str) -> int:
    """The length of the common start, by halving: comparing slices is far faster than comparing characters."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def shared_blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """The stretches of characters to be shown as unchanged between two passages, given as sentences.

    Positions count the characters of the joined sentences.
    """
    old_text, new_text = "".join(old), "".join(new)
    if len(old_text) * len(new_text) <= _WHOLE:
        return _readable(_matching(old_text, new_text), old, new)
    old_starts = [0, *accumulate(map(len, old))]
    new_starts = [0, *accumulate(map(len, new))]
    blocks: list[Block] = []
    i = j = 0
    for a, b in [*_sentence_pairs(old, new), (len(old), len(new))]:
        blocks.extend(_between(old[i:a], new[j:b], old_starts[i], new_starts[j]))
        blocks.extend(_between(old[a : a + 1], new[b : b + 1], old_starts[a], new_starts[b]))
        i, j = a + 1, b + 1
    return blocks


def _between(old: Sequence[str], new: Sequence[str], old_start: int, new_start: int) -> list[Block]:
    old_text, new_text = "".join(old), "".join(new)
    if not old_text or not new_text:
        return []
    if len(old_text) * len(new_text) <= _WHOLE:
        blocks = _readable(_matching(old_text, new_text), old, new)
    elif len(old) > 1 and len(new) > 1:
        return []  # many sentences, and no pair among them: written anew
    else:
        blocks = _readable(_clause_blocks(old_text, new_text), old, new)
    return [Block(i + old_start, j + new_start, size) for i, j, size in blocks]


def _clause_blocks(old: str, new: str) -> list[Block]:
    """What two very long sentences share: whole clauses, and characters between those where these are few."""
    old_clauses, new_clauses = _CLAUSE.findall(old), _CLAUSE.findall(new)
    old_starts = [0, *accumulate(map(len, old_clauses))]
    new_starts = [0, *accumulate(map(len, new_clauses))]
    blocks: list[Block] = []
    i = j = 0
    for block in [*equal_blocks(old_clauses, new_clauses), Block(len(old_clauses), len(new_clauses), 0)]:
        a, b = old_starts[block.old_start], new_starts[block.new_start]
        if 0 < (a - i) * (b - j) <= _CLAUSES_WHOLE:
            found = _matching(old[i:a], new[j:b])
            blocks.extend(Block(i + place, j + other, size) for place, other, size in found)
        i, j = old_starts[block.old_start + block.size], new_starts[block.new_start + block.size]
        if block.size:
            blocks.append(Block(a, b, i - a))
    return joined_blocks(blocks)


def _matching(old: str, new: str) -> list[Block]:
    found = Indel.editops(old, new).as_matching_blocks()
    return [Block(block.a, block.b, block.size) for block in found if block.size]


def _sentence_pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Old and new sentences that share most bigrams, ascending on both sides."""
    places: dict[str, list[int]] = {}
    for place, sentence in enumerate(new):
        for bigram in _bigrams(sentence):
            places.setdefault(bigram, []).append(place)
    telling = {bigram: found for bigram, found in places.items() if len(found) <= _COMMON}
    pairs: list[tuple[int, int]] = []
    weights: list[int] = []
    for place, sentence in enumerate(old):
        votes: dict[int, int] = {}
        for bigram in _bigrams(sentence) & telling.keys():
            for other in telling[bigram]:
                votes[other] = votes.get(other, 0) + 1
        held = [
            (other, count)
            for other, count in votes.items()
            if count >= _PAIRED * min(len(sentence), len(new[other]))
        ]
        # Of several at one old place only one may be chained, so they descend by their new place.
        for other, count in sorted(held, reverse=True):
            pairs.append((place, other))
            weights.append(count)
    return heaviest_ascending(pairs, weights)


def _bigrams(sentence: str) -> set[str]:
    return set(map(str.__add__, sentence, sentence[1:]))


class _Stretch(NamedTuple):
    """A part of a block that lies in one sentence on each side."""

    block: Block
    pair: tuple[int, int]


def _readable(blocks: Sequence[Block], old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """The blocks that lie in sentences which hold together, grown to their full size, without islands."""
    old_text, new_text = "".join(old), "".join(new)
    if len(old) == len(new) == 1:
        held = sum(_weight(block, len(old_text), len(new_text)) for block in blocks)
        kept = list(blocks) if _holds(held, len(old_text), len(new_text)) else []
    else:
        stretches = _stretches(blocks, list(accumulate(map(len, old))), list(accumulate(map(len, new))))
        weights: Counter[tuple[int, int]] = Counter()
        for block, (u, v) in stretches:
            weights[u, v] += _weight(block, len(old[u]), len(new[v]))
        kept = [
            stretch.block
            for stretch in stretches
            if _holds(weights[stretch.pair], len(old[stretch.pair[0]]), len(new[stretch.pair[1]]))
        ]
        if len(kept) < len(stretches):
            kept = _grown(kept, old_text, new_text)
    return _without_islands(kept, len(old_text), len(new_text))


def _grown(blocks: Sequence[Block], old: str, new: str) -> list[Block]:
    """The blocks with what touches them: words that were matched with a sentence that did not hold."""
    grown: list[Block] = []
    old_left = new_left = 0
    for index, (i, j, size) in enumerate(blocks):
        after = blocks[index + 1] if index + 1 < len(blocks) else Block(len(old), len(new), 0)
        while i > old_left and j > new_left and old[i - 1] == new[j - 1]:
            i, j, size = i - 1, j - 1, size + 1
        old_left, new_left = i + size, j + size
        while old_left < after.old_start and new_left < after.new_start and old[old_left] == new[new_left]:
            old_left, new_left, size = old_left + 1, new_left + 1, size + 1
        grown.append(Block(i, j, size))
    return grown


def _weight(block: Block, old_size: int, new_size: int) -> int:
    # Single characters, the full stop of nearly every sentence among them, are no sign of likeness.
    return block.size if block.size > 1 or min(old_size, new_size) <= 4 else 0


def _holds(weight: int, old_size: int, new_size: int) -> bool:
    return weight >= _HOLD * min(old_size, new_size)


def _stretches(blocks: Sequence[Block], old_ends: Sequence[int], new_ends: Sequence[int]) -> list[_Stretch]:
    stretches: list[_Stretch] = []
    for i, j, size in blocks:
        left = size
        while left:
            u, v = bisect_right(old_ends, i), bisect_right(new_ends, j)
            step = min(left, old_ends[u] - i, new_ends[v] - j)
            stretches.append(_Stretch(Block(i, j, step), (u, v)))
            i, j, left = i + step, j + step, left - step
    return stretches


def _without_islands(blocks: Sequence[Block], old_size: int, new_size: int) -> list[Block]:
    kept: list[Block] = []
    i = j = 0
    for index, block in enumerate(blocks):
        after = blocks[index + 1] if index + 1 < len(blocks) else Block(old_size, new_size, 0)
        before_changed = block.old_start - i + block.new_start - j
        after_changed = after.old_start - block.old_start + after.new_start - block.new_start - 2 * block.size
        limit = _ISLANDS.get(block.size)
        island = (
            limit is not None and before_changed and after_changed and before_changed + after_changed >= limit
        )
        if not island:
            kept.append(block)
            i, j = block.old_start + block.size, block.new_start + block.size
    return kept
