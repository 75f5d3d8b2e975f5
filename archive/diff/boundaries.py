"""Where an insertion or deletion begins, when it could begin at several places and mean the same.

Inserting 「二是加强培训。」 before 「二是…」 can be written as an insertion that starts after 「二是」. Of
all equal ways the one is taken whose ends fall on line ends, sentence ends or commas, as an editor would
have made it.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.diff.ops import Op

_STRENGTH = {
    **dict.fromkeys("\n", 4),
    **dict.fromkeys("。!?!?;;\t", 3),
    **dict.fromkeys(",、:,:", 2),
    **dict.fromkeys("”’』」)》) ", 1),
}
_FARTHEST = 200
"""Characters that an edit is moved at most; a longer repetition has no better place."""


def settle(edits: Sequence[tuple[Op, str]]) -> list[tuple[Op, str]]:
    """The same edits, with each lone insertion or deletion at its most natural place."""
    settled = list(edits)
    for index in range(1, len(settled) - 1):
        before, (op, text), after = settled[index - 1 : index + 2]
        if op == "equal" or before[0] != "equal" or after[0] != "equal":
            continue
        if before[1][-1:] == text[-1] or after[1][:1] == text[0]:
            left, moved, right = _best_place(before[1], text, after[1])
            settled[index - 1 : index + 2] = [("equal", left), (op, moved), ("equal", right)]
    return [edit for edit in settled if edit[1]]


def _best_place(before: str, text: str, after: str) -> tuple[str, str, str]:
    whole = before + text + after
    size = len(text)
    first = last = start = len(before)
    while first > 0 and start - first < _FARTHEST and whole[first - 1] == whole[first - 1 + size]:
        first -= 1
    while last + size < len(whole) and last - start < _FARTHEST and whole[last] == whole[last + size]:
        last += 1
    best = max(range(first, last + 1), key=lambda place: (_strength(whole, place, size), -abs(place - start)))
    return whole[:best], whole[best : best + size], whole[best + size :]


def _strength(whole: str, place: int, size: int) -> int:
    ends = (place, place + size)
    return sum(4 if end in (0, len(whole)) else _STRENGTH.get(whole[end - 1], 0) for end in ends)
