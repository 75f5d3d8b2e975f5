"""A diff as data: `[(op, text)]`, the shape that every comparison of this archive returns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Op = Literal["equal", "insert", "delete"]


class Edit(NamedTuple):
    """One step: keep, insert or delete `text`."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Move:
    """A passage that was taken from one place and put to another.

    `delete_op` and `insert_op` are its two positions in `Diff.ops`; `likeness` is 1.0 where it moved word by
    word, less where it was edited on its way: then `edits` make the one passage of the other.
    """

    delete_op: int
    insert_op: int
    likeness: float = 1.0
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """What makes the new text of the old one.

    The texts of "equal" and "delete" joined are the old text; those of "equal" and "insert" the new one.
    Where both happen at one place, "delete" stands first.
    """

    ops: tuple[Edit, ...]
    moves: tuple[Move, ...] = ()

    @property
    def old(self) -> str:
        """The old text."""
        return "".join(text for op, text in self.ops if op != "insert")

    @property
    def new(self) -> str:
        """The new text."""
        return "".join(text for op, text in self.ops if op != "delete")

    @property
    def inserted(self) -> int:
        """Number of inserted characters, moved ones included."""
        return sum(len(text) for op, text in self.ops if op == "insert")

    @property
    def deleted(self) -> int:
        """Number of deleted characters, moved ones included."""
        return sum(len(text) for op, text in self.ops if op == "delete")

    @property
    def changed(self) -> int:
        """Number of inserted and deleted characters."""
        return self.inserted + self.deleted

    def count(self, op: Literal["insert", "delete"]) -> int:
        """Number of inserted or deleted characters; of moved passages, only what was edited on the way."""
        moved = {index for move in self.moves for index in (move.delete_op, move.insert_op)}
        stayed = sum(len(e.text) for index, e in enumerate(self.ops) if e.op == op and index not in moved)
        return stayed + sum(len(e.text) for move in self.moves for e in move.edits if e.op == op)

    def as_data(self) -> dict[str, Any]:
        """The diff as JSON holds it."""
        return {
            "ops": [[op, text] for op, text in self.ops],
            "moves": [
                {
                    "delete_op": move.delete_op,
                    "insert_op": move.insert_op,
                    "likeness": round(move.likeness, 3),
                    "edits": [[op, text] for op, text in move.edits],
                }
                for move in self.moves
            ],
        }


def apply_ops(ops: Iterable[Sequence[str]], old: str) -> str:
    """Make the new text of `old` by `[(op, text)]`. ValueError where the ops were not made for `old`."""
    parts: list[str] = []
    place = 0
    for op, text in ops:
        if op == "insert":
            parts.append(text)
            continue
        if op not in ("equal", "delete"):
            raise ValueError(f"{op!r}: not one of equal, insert, delete")
        if not old.startswith(text, place):
            raise ValueError(f"the diff was made for another text: character {place} differs")
        place += len(text)
        if op == "equal":
            parts.append(text)
    if place != len(old):
        raise ValueError(f"the diff was made for another text: it ends at character {place} of {len(old)}")
    return "".join(parts)
