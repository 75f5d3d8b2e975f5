"""A diff as rows: what stood on the left and what stands on the right, line by line, each change numbered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from archive.diff.ops import Diff, Edit, Op

CONTEXT_ROWS = 1
"""Unchanged lines left open on each side of a change; more is folded away."""
_LEAST_FOLDED = 3
_EXCERPT = 60


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text: kept, inserted or deleted.

    `change` is the number of the change it belongs to, from 1, and 0 for kept text; `opens` marks the first
    segment of a change. `move` is the number of the move whose end it is, else 0; `parts` are the text of a
    passage that was edited on its way, the words that this side alone has with its own `op`.
    """

    op: Op
    text: str
    change: int = 0
    opens: bool = False
    move: int = 0
    parts: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of both texts, or where lines were joined, parted, added or removed, as many as that took."""

    segments: tuple[Segment, ...]
    heading: bool = False

    @property
    def old(self) -> tuple[Segment, ...]:
        """What stood there."""
        return tuple(segment for segment in self.segments if segment.op != "insert")

    @property
    def new(self) -> tuple[Segment, ...]:
        """What stands there."""
        return tuple(segment for segment in self.segments if segment.op != "delete")

    @property
    def is_changed(self) -> bool:
        """Whether the two sides differ."""
        return any(segment.op != "equal" for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that are shown, or folded away because nothing in them changed."""

    rows: tuple[Row, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class TextChange:
    """One numbered change: the heading above it, and the beginnings of what was and what is."""

    number: int
    heading: str
    old: str
    new: str
    move: int


def rows_of(diff: Diff, headings: Collection[str] = ()) -> tuple[Row, ...]:
    """The rows of a diff. `headings` are lines that head a section."""
    known = {heading.strip() for heading in headings}
    moves = {move.delete_op: n for n, move in enumerate(diff.moves, 1)}
    moves |= {move.insert_op: n for n, move in enumerate(diff.moves, 1)}
    edited = {index: move.edits for move in diff.moves for index in (move.delete_op, move.insert_op)}
    finished: list[Row] = []
    current: list[Segment] = []
    change, inside = 0, False

    def close() -> None:
        line = "".join(segment.text for segment in current if segment.op != "delete").strip()
        if line or any(segment.text.strip() for segment in current):
            finished.append(Row(tuple(current), line in known))
        current.clear()

    for index, (op, text) in enumerate(diff.ops):
        if op != "equal":
            change += not inside
            parts = tuple(edit for edit in edited.get(index, ()) if edit.op in ("equal", op))
            current.append(Segment(op, text, change, not inside, moves.get(index, 0), parts))
            inside = True
            continue
        inside = False
        if current and all(s.op != "equal" and s.text.endswith("\n") for s in current):
            close()
        for piece, line in enumerate(text.split("\n")):
            if piece:
                close()
            if line:
                current.append(Segment(op, line))
    close()
    return tuple(_without_line_ends(row) for row in finished)


def _without_line_ends(row: Row) -> Row:
    """The line's own end is no text; ends inside a change are kept, for they may be the change."""
    if not row.segments or not row.segments[-1].text.endswith("\n") or row.segments[-1].text.strip() == "":
        return row
    last = replace(row.segments[-1], text=row.segments[-1].text[:-1])
    return replace(row, segments=(*row.segments[:-1], last))


def stretches(rows: Iterable[Row]) -> list[Stretch]:
    """Rows with long unchanged parts folded."""
    everything = list(rows)
    near = {
        index + step
        for index, row in enumerate(everything)
        if row.is_changed
        for step in range(-CONTEXT_ROWS, CONTEXT_ROWS + 1)
    }
    told: list[Stretch] = []
    start = 0
    for end in range(1, len(everything) + 1):
        if end < len(everything) and (end in near) == (start in near):
            continue
        folded = start not in near and end - start >= _LEAST_FOLDED
        told.append(Stretch(tuple(everything[start:end]), folded))
        start = end
    return told


def text_changes(rows: Iterable[Row]) -> list[TextChange]:
    """The changes in order, for a list that links to each."""
    heading = ""
    found: dict[int, TextChange] = {}
    for row in rows:
        if row.heading:
            heading = "".join(segment.text for segment in row.new).strip()
        for segment in row.segments:
            if not segment.change:
                continue
            known = found.get(segment.change) or TextChange(segment.change, heading, "", "", segment.move)
            side = "old" if segment.op == "delete" else "new"
            text = getattr(known, side).removesuffix("…") + segment.text.strip()
            text = text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"
            found[segment.change] = replace(known, **{side: text})
    return list(found.values())
