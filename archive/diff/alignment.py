"""Which units (lines, sentences) of two sequences are the same, in an order that favours long, unique ones.

Plain longest-common-subsequence counts a blank line as much as a paragraph. Here units that occur once on
both sides are matched first, the heaviest set of them that keeps its order (so a short paragraph that jumped
over a long one is the one that moved); what is repeated is matched only between those anchors.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

# Between two anchors so many pairs of repeated units are compared (3 MB of memory, some 10 ms). A longer
# stretch of repetition is no report; its units are left to the finer comparison, which is linear there.
_REPEATED_MOST = 25_000_000


class Block(NamedTuple):
    """`size` equal units from `old_start` on one side and `new_start` on the other."""

    old_start: int
    new_start: int
    size: int


def equal_blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """The equal stretches of two sequences of units, ascending on both sides, never touching each other."""
    head = _common_head(old, new)
    tail = _common_tail(old, new, head)
    old_end, new_end = len(old) - tail, len(new) - tail
    blocks = [Block(0, 0, head)] if head else []
    anchors = _anchors(old[head:old_end], new[head:new_end])
    i, j = head, head
    for a, b in [(a + head, b + head) for a, b in anchors] + [(old_end, new_end)]:
        if i < a and j < b:
            blocks.extend(_repeated_blocks(old, new, (i, a), (j, b)))
        if a < old_end:
            blocks.append(Block(a, b, 1))
        i, j = a + 1, b + 1
    if tail:
        blocks.append(Block(old_end, new_end, tail))
    return joined_blocks(blocks)


def _common_head(old: Sequence[str], new: Sequence[str]) -> int:
    head = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        head += 1
    return head


def _common_tail(old: Sequence[str], new: Sequence[str], head: int) -> int:
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return tail


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of positions of units that occur once on both sides, ascending on both, as heavy as possible."""
    if not old or not new:
        return []
    old_places, new_places = _single_places(old), _single_places(new)
    pairs = [
        (place, new_places[unit])
        for unit, place in old_places.items()
        if place >= 0 and new_places.get(unit, -1) >= 0 and not unit.isspace()
    ]
    if all(a[1] < b[1] for a, b in itertools.pairwise(pairs)):
        return pairs
    return heaviest_ascending(pairs, [len(old[place]) for place, _ in pairs])


def _single_places(units: Sequence[str]) -> dict[str, int]:
    """Where each unit stands, in order; -1 for those that stand at several places."""
    places: dict[str, int] = {}
    for place, unit in enumerate(units):
        places[unit] = -1 if unit in places else place
    return places


def heaviest_ascending(pairs: Sequence[tuple[int, int]], weights: Sequence[int]) -> list[tuple[int, int]]:
    """The subsequence of `pairs` that ascends in its second member and weighs most. O(n log n)."""
    ends: list[
        int
    ] = []  # second members, ascending; the best chain that ends there weighs more than any before
    best: list[tuple[int, int]] = []  # (weight of that chain, index of its last pair)
    before: list[int | None] = []
    for index, (_, place) in enumerate(pairs):
        slot = bisect_left(ends, place)
        weight = weights[index] + (best[slot - 1][0] if slot else 0)
        before.append(best[slot - 1][1] if slot else None)
        stop = slot
        while stop < len(ends) and best[stop][0] <= weight:
            stop += 1
        ends[slot:stop] = [place]
        best[slot:stop] = [(weight, index)]
    chain: list[tuple[int, int]] = []
    last: int | None = best[-1][1] if best else None
    while last is not None:
        chain.append(pairs[last])
        last = before[last]
    return chain[::-1]


def _repeated_blocks(
    old: Sequence[str], new: Sequence[str], old_range: tuple[int, int], new_range: tuple[int, int]
) -> list[Block]:
    (i, old_end), (j, new_end) = old_range, new_range
    if (old_end - i) * (new_end - j) > _REPEATED_MOST:
        return []
    # Numbers instead of units: the library compares hashes, and numbers of one book never collide.
    numbers: dict[str, int] = {}
    a = [numbers.setdefault(unit, len(numbers)) for unit in old[i:old_end]]
    known = len(numbers)
    b = [numbers.setdefault(unit, len(numbers)) for unit in new[j:new_end]]
    if min(b) >= known:
        return []
    found = Indel.editops(a, b).as_matching_blocks()
    return [Block(block.a + i, block.b + j, block.size) for block in found if block.size]


def joined_blocks(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, those that touch on both sides made one."""
    joined: list[Block] = []
    start = other = size = 0
    for block in blocks:
        if block.old_start == start + size and block.new_start == other + size:
            size += block.size
            continue
        if size:
            joined.append(Block(start, other, size))
        start, other, size = block
    if size:
        joined.append(Block(start, other, size))
    return joined
