"""Where an insertion or deletion begins, when it could begin at several places and mean the same.

Inserting 「二是加强培训。」 before 「二是…」 can be written as an insertion that starts after 「二是」. Of
all equal ways the one is taken whose ends fall on line ends, sentence ends or commas, as an editor would
have made it.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.diff.ops import Op
from archive.diff.passages import common_length

_STRENGTH = {
    **dict.fromkeys("\n", 4),
    **dict.fromkeys("。！？；!?;\t", 3),
    **dict.fromkeys("，、：,:", 2),
    **dict.fromkeys("”’』」）》) ", 1),
}
_FARTHEST = 200
"""Characters that an edit is moved at most; a longer repetition has no better place."""


def part_replacements(edits: Sequence[tuple[Op, str]]) -> list[tuple[Op, str]]:
    """The same edits, with a replaced token kept apart from what was inserted behind it.

    「39」件 → 「41件，其中2」件 says the same as 「39→41」件「，其中2件」, but only the second shows which
    number changed.
    """
    parted = list(edits)
    index = 0
    while index + 2 < len(parted):
        (a, old), (b, new), (c, after) = parted[index : index + 3]
        if (a, b, c) == ("delete", "insert", "equal") and len(old) == 1 and len(new) > 1:
            shared = common_length(new[1:], after)
            if shared:
                parted[index + 1 : index + 3] = [
                    ("insert", new[0]),
                    ("equal", after[:shared]),
                    ("insert", new[1 + shared :] + after[:shared]),
                    ("equal", after[shared:]),
                ]
        index += 1
    return [edit for edit in parted if edit[1]]


def settle(edits: Sequence[tuple[Op, str]]) -> list[tuple[Op, str]]:
    """The same edits, with each lone insertion or deletion at its most natural place."""
    settled = list(edits)
    for index in range(1, len(settled) - 1):
        before, (op, text), after = settled[index - 1 : index + 2]
        if op == "equal" or before[0] != "equal" or after[0] != "equal":
            continue
        if before[1][-1:] == text[-1] or after[1][:1] == text[0]:
            # The text's own ends are the best of places; beside another change is the worst.
            ends = (4 if index == 1 else -1, 4 if index == len(settled) - 2 else -1)
            left, moved, right = _best_place(before[1], text, after[1], ends)
            settled[index - 1 : index + 2] = [("equal", left), (op, moved), ("equal", right)]
    return [edit for edit in settled if edit[1]]


def _best_place(before: str, text: str, after: str, ends: tuple[int, int]) -> tuple[str, str, str]:
    whole = before + text + after
    size = len(text)
    first = last = start = len(before)
    while first > 0 and start - first < _FARTHEST and whole[first - 1] == whole[first - 1 + size]:
        first -= 1
    while last + size < len(whole) and last - start < _FARTHEST and whole[last] == whole[last + size]:
        last += 1

    def strength(place: int) -> int:
        edge = ends[0] if place == 0 else _STRENGTH.get(whole[place - 1], 0)
        other = ends[1] if place + size == len(whole) else _STRENGTH.get(whole[place + size - 1], 0)
        return edge + other

    best = max(range(first, last + 1), key=lambda place: (strength(place), -abs(place - start)))
    return whole[:best], whole[best : best + size], whole[best + size :]
