"""Which column of a table holds what: bound by the words of its head, by place only where a word is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one column: the places it spans, the key its words stand for (or None), the words."""

    places: tuple[int, ...]
    key: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Binding:
    """The places of each key, first to last; `repeated` and `unknown` are heads that are not the format's.

    `order` has the key of each head from left to right, None where a head is bound to none. `complete` tells
    whether every head has a key, its own or the one that place left for it.
    """

    places: Mapping[str, tuple[int, ...]]
    order: tuple[str | None, ...]
    repeated: tuple[Head, ...]
    unknown: tuple[Head, ...]
    complete: bool


def bind(heads: Sequence[Head], expected: Sequence[str]) -> Binding:
    """Bind heads to keys.

    Words decide, wherever the column stands. Where a head is repeated or unknown, its place decides if
    the table has exactly the format's columns and all other heads stand in theirs; else it stays unbound.
    """
    counts = Counter(head.key for head in heads if head.key)
    sure = {head.key: head for head in heads if head.key and counts[head.key] == 1}
    doubtful = [head for head in heads if head.key is None or counts[head.key] > 1]
    repeated = tuple(_surplus(heads, expected, counts))
    unknown = tuple(head for head in doubtful if head.key is None)
    in_order = len(heads) == len(expected) and all(
        head in doubtful or head.key == key for head, key in zip(heads, expected, strict=True)
    )
    places = {key: head.places for key, head in sure.items() if key in expected}
    if doubtful and in_order:
        for head, key in zip(heads, expected, strict=True):
            places.setdefault(key, head.places)
    keys = {at: key for key, at in places.items()}
    order = tuple(keys.get(head.places) for head in heads)
    return Binding(places, order, repeated, unknown, not doubtful or in_order)


def _surplus(heads: Sequence[Head], expected: Sequence[str], counts: Counter[str]) -> list[Head]:
    """Of heads that say the same, those that do not stand in the place of their key."""
    found: list[Head] = []
    for key in [key for key, count in counts.items() if key and count > 1]:
        same = [head for head in heads if head.key == key]
        place = expected.index(key) if key in expected else -1
        right = heads[place] if 0 <= place < len(heads) and heads[place] in same else same[0]
        found += [head for head in same if head is not right]
    return found
