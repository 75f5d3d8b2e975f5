"""The text diff: by line, then by sentence, then by token, with passages that moved recognised on the way."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from archive.diff.alignment import equal_blocks
from archive.diff.boundaries import part_replacements, settle
from archive.diff.ops import Diff, Edit, Move, Op
from archive.diff.passages import find_sentences, shared_blocks, shared_ends
from archive.diff.tokens import Codebook

# Shorter passages recur by chance (a heading's number, a row of zeros); finding one elsewhere is no move.
_MOVED_LEAST = 10
# A passage edited on its way is still the same one at this likeness; looked for among so many candidates.
_MOVED_EDITED = 0.7
_MOVED_EDITED_LEAST = 24
_MOVED_CANDIDATES = 40


@dataclass(slots=True)
class _Gap:
    """Units between two equal stretches that have no equal on the other side."""

    old: list[str]
    new: list[str]


_Moved = tuple[tuple[int, int], tuple[int, int], int]
"""Gap and place where a run of units stood, gap and place where it stands now, and how many they are."""


def diff_texts(old: str, new: str) -> Diff:
    """The diff that makes `new` of `old`, aligned by line, sentence and token.

    Numbers, dates and Latin words change as a whole. A passage of ten and more characters that is found word
    by word at another place is a move: deleted here, inserted there, and listed in `Diff.moves`.
    """
    if old == new:
        return Diff((Edit("equal", old),) if old else ())
    book = Codebook((old, new))
    sealed = _Sealed(book)
    lines = _segments(old.splitlines(keepends=True), new.splitlines(keepends=True))
    sealed.seal_moves([part for part in lines if isinstance(part, _Gap)])
    sentences: list[str | _Gap] = []
    for part in lines:
        if isinstance(part, str):
            sentences.append(part)
        else:
            sentences.extend(_sentence_segments(part))
    sealed.seal_moves([part for part in sentences if isinstance(part, _Gap)])
    edits = _merged(settle(part_replacements(_merged(_edits(sentences, book)))))
    ops, moves = sealed.unseal(edits)
    return Diff(tuple(ops), (*moves, *_edited_moves(ops, moves)))


def _sentences(units: Iterable[str]) -> list[str]:
    return [sentence for unit in units for sentence in find_sentences(unit)]


def _sentence_segments(gap: _Gap) -> list[str | _Gap]:
    if len(gap.old) != 1 or len(gap.new) != 1:
        return _segments(_sentences(gap.old), _sentences(gap.new))
    # One line on each side, the usual case: only from the first changed sentence to the last is split.
    (old,), (new,) = gap.old, gap.new
    head, tail = shared_ends(old, new)
    old_end, new_end = len(old) - tail, len(new) - tail
    middle = _segments(find_sentences(old[head:old_end]), find_sentences(new[head:new_end]))
    return [old[:head], *middle, old[old_end:]]


def _segments(old: list[str], new: list[str]) -> list[str | _Gap]:
    """Equal text and the gaps between, in order."""
    segments: list[str | _Gap] = []
    i = j = 0
    for block in equal_blocks(old, new):
        if block.old_start > i or block.new_start > j:
            segments.append(_Gap(old[i : block.old_start], new[j : block.new_start]))
        i, j = block.old_start + block.size, block.new_start + block.size
        segments.append("".join(old[block.old_start : i]))
    if i < len(old) or j < len(new):
        segments.append(_Gap(old[i:], new[j:]))
    return segments


def _edits(segments: Iterable[str | _Gap], book: Codebook) -> Iterator[tuple[Op, str]]:
    """Equal text as it is; what differs in the codes of `book`, in which a token is one character."""
    for part in segments:
        if isinstance(part, str):
            yield "equal", part
            continue
        old_units = [book.encode(unit) for unit in part.old]
        new_units = [book.encode(unit) for unit in part.new]
        old, new = "".join(old_units), "".join(new_units)
        i = j = 0
        for block in shared_blocks(old_units, new_units) if old and new else ():
            yield "delete", old[i : block.old_start]
            yield "insert", new[j : block.new_start]
            i, j = block.old_start + block.size, block.new_start + block.size
            yield "equal", old[block.old_start : i]
        yield "delete", old[i:]
        yield "insert", new[j:]


def _merged(edits: Iterable[tuple[Op, str]]) -> list[tuple[Op, str]]:
    """The same edits, neighbours joined: between two equal texts one deletion, then one insertion."""
    merged: list[tuple[Op, str]] = []
    texts: dict[Op, list[str]] = {"equal": [], "delete": [], "insert": []}
    equal, deleted, inserted = texts.values()
    for op, text in edits:
        if not text:
            continue
        if op == "equal":
            if deleted or inserted:
                _flush(merged, texts)
        elif equal and not deleted and not inserted:
            merged.append(("equal", "".join(equal)))
            equal.clear()
        texts[op].append(text)
    _flush(merged, texts)
    return merged


def _flush(merged: list[tuple[Op, str]], texts: dict[Op, list[str]]) -> None:
    for op, parts in texts.items():
        if parts:
            merged.append((op, "".join(parts)))
            parts.clear()


@dataclass(slots=True)
class _Sealed:
    """Moved passages, each sealed into one code point on either side so that nothing in it is compared."""

    book: Codebook
    pairs: dict[str, str] = field(default_factory=dict)

    def seal_moves(self, gaps: Sequence[_Gap]) -> None:
        """Replace every run of units that stands in another place on the other side by its seal."""
        places: defaultdict[str, deque[tuple[int, int]]] = defaultdict(deque)
        for number, gap in enumerate(gaps):
            for place, unit in enumerate(gap.new):
                if self._movable(unit):
                    places[unit.rstrip("\r\n")].append((number, place))
        if not places:
            return
        runs: list[_Moved] = []
        for number, gap in enumerate(gaps):
            for place, unit in enumerate(gap.old):
                found = places.get(unit.rstrip("\r\n"))
                if not found or not self._movable(unit):
                    continue
                target = found.popleft()
                if target[0] == number and unit != gaps[number].new[target[1]]:
                    continue  # the same line in its place, that lost or gained its line end
                if runs and _follows(runs[-1], (number, place), target):
                    runs[-1] = (runs[-1][0], runs[-1][1], runs[-1][2] + 1)
                else:
                    runs.append(((number, place), target, 1))
        self._replace(gaps, list(_grown(gaps, runs)))

    def unseal(self, edits: Iterable[tuple[Op, str]]) -> tuple[list[Edit], list[Move]]:
        """The edits in the texts' own words, and the moves among them."""
        ops: list[Edit] = []
        places: dict[str, int] = {}
        seals = {*self.pairs, *self.pairs.values()}
        parting = re.compile(f"([{''.join(seals)}])") if seals else None
        for op, text in edits:
            for part in parting.split(text) if parting else (text,):
                if not part:
                    continue
                if part in seals:
                    places[part] = len(ops)
                ops.append(Edit(op, self.book.decode(part)))
        return ops, [Move(places[here], places[there]) for here, there in self.pairs.items()]

    def _movable(self, unit: str) -> bool:
        return len(unit.strip()) >= _MOVED_LEAST and "\t" not in unit

    def _replace(self, gaps: Sequence[_Gap], runs: Iterable[_Moved]) -> None:
        for (old_gap, old_place), (new_gap, new_place), size in runs:
            here = self.book.seal("".join(gaps[old_gap].old[old_place : old_place + size]))
            there = self.book.seal("".join(gaps[new_gap].new[new_place : new_place + size]))
            if here is None or there is None:
                return
            self.pairs[here] = there
            # Lists keep their length while runs are replaced, so that places stay good; blanks vanish later.
            gaps[old_gap].old[old_place : old_place + size] = [here, *[""] * (size - 1)]
            gaps[new_gap].new[new_place : new_place + size] = [there, *[""] * (size - 1)]
        for gap in gaps:
            gap.old = [unit for unit in gap.old if unit]
            gap.new = [unit for unit in gap.new if unit]


def _grown(gaps: Sequence[_Gap], runs: Sequence[_Moved]) -> Iterator[_Moved]:
    """The runs with the units beside them that went along, however short: a section's heading moves with it."""
    taken = {(number, "old", place + step) for (number, place), _, size in runs for step in range(size)}
    taken |= {(number, "new", place + step) for _, (number, place), size in runs for step in range(size)}

    def went_along(old: tuple[int, int], new: tuple[int, int]) -> bool:
        here, there = gaps[old[0]].old, gaps[new[0]].new
        inside = 0 <= old[1] < len(here) and 0 <= new[1] < len(there)
        free = not taken & {(old[0], "old", old[1]), (new[0], "new", new[1])}
        return inside and free and here[old[1]] == there[new[1]] and bool(here[old[1]].strip())

    for (old_gap, old), (new_gap, new), size in runs:
        head = tail = 0
        while went_along((old_gap, old - head - 1), (new_gap, new - head - 1)):
            head += 1
        while went_along((old_gap, old + size + tail), (new_gap, new + size + tail)):
            tail += 1
        for step in (*range(-head, 0), *range(size, size + tail)):
            taken |= {(old_gap, "old", old + step), (new_gap, "new", new + step)}
        yield (old_gap, old - head), (new_gap, new - head), head + size + tail


def _follows(run: _Moved, old: tuple[int, int], new: tuple[int, int]) -> bool:
    (old_gap, old_place), (new_gap, new_place), size = run
    return old == (old_gap, old_place + size) and new == (new_gap, new_place + size)


def _edited_moves(ops: Sequence[Edit], known: Sequence[Move]) -> list[Move]:
    """Deleted and inserted passages that are much alike: moved and edited on the way."""
    taken = {index for move in known for index in (move.delete_op, move.insert_op)}
    long = [i for i, edit in enumerate(ops) if i not in taken and len(edit.text) >= _MOVED_EDITED_LEAST]
    deleted = [i for i in long if ops[i].op == "delete"][:_MOVED_CANDIDATES]
    inserted = [i for i in long if ops[i].op == "insert"][:_MOVED_CANDIDATES]
    passages = {j: ops[j].text for j in inserted}
    moves: list[Move] = []
    for i in deleted:
        # What stands beside it replaced it: that is no move.
        choices = {j: text for j, text in passages.items() if j != i + 1}
        best = process.extractOne(ops[i].text, choices, scorer=fuzz.ratio, score_cutoff=100 * _MOVED_EDITED)
        if best is not None:
            _, score, j = best
            moves.append(Move(i, j, score / 100, diff_texts(ops[i].text, ops[j].text).ops))
            del passages[j]
    return moves
