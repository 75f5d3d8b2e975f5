"""A reading diff as lines for a terminal or a mail: readable without colour, coloured where it helps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.diff.ops import Diff, Edit
from archive.diff.readings import ReadingDiff
from archive.diff.tables import TableChange
from archive.diff.words import FIELD_WORDS, LAYOUT_CHANGE, NO_CHANGE, TABLE_WORDS

_CONTEXT = 24
"""Unchanged characters shown on each side of a change."""

# Archived text is hostile: an escape sequence in it must not reach the terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_RED, _GREEN, _BLUE, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[34m", "\x1b[0m"


def terminal_diff(diff: ReadingDiff, *, colour: bool = False) -> str:
    """The changes as text: fields, tables, attachments, then the prose with a little of what surrounds it.

    Deleted text stands in [-…-], inserted in {+…+}, and a passage that moved in [-⇢…-] and {+⇠…+}.
    """
    lines = [*_field_lines(diff), *_table_lines(diff), *_attachment_lines(diff)]
    prose = _prose_lines(diff.prose, colour)
    if prose:
        lines += ["", "正文 Text", *prose] if lines else prose
    return "\n".join(lines or [NO_CHANGE if diff.is_empty else LAYOUT_CHANGE]) + "\n"


def _field_lines(diff: ReadingDiff) -> Iterator[str]:
    for change in diff.fields:
        yield f"{FIELD_WORDS[change.field]}: {_shown(change.old)} → {_shown(change.new)}"


def _table_lines(diff: ReadingDiff) -> Iterator[str]:
    for change in diff.tables:
        place = _table_place(change)
        yield f"{TABLE_WORDS[change.kind]}: {place}: {_shown(change.old)} → {_shown(change.new)}"


def _table_place(change: TableChange) -> str:
    labels = " / ".join(_clean(label) for label in (change.row, change.column) if label)
    # Not 表三: a report's own numbers are those of its sections.
    return f"第 {change.table + 1} 张表{' ' + labels if labels else ''}"


def _attachment_lines(diff: ReadingDiff) -> Iterator[str]:
    for change in diff.attachments:
        old = f"{change.old.name} <{change.old.url}>" if change.old else None
        new = f"{change.new.name} <{change.new.url}>" if change.new else None
        yield f"附件 Attachment: {_shown(old)} → {_shown(new)}"


def _shown(text: str | None) -> str:
    return _clean(text).strip().replace("\n", " ⏎ ") if text else "(无)"


def _clean(text: str) -> str:
    return _CONTROL.sub("�", text)


def _prose_lines(diff: Diff, colour: bool) -> list[str]:
    if not diff.changed:
        return []
    moves = {index for move in diff.moves for index in (move.delete_op, move.insert_op)}
    edited = {move.insert_op: move.edits for move in diff.moves if move.edits}
    parts: list[str] = []
    for index, (op, raw) in enumerate(diff.ops):
        text = _clean(raw)
        if op == "equal":
            parts.append(_context(text, first=index == 0, last=index == len(diff.ops) - 1))
        elif op == "delete":
            parts.append(_marked(f"[-{'⇢' if index in moves else ''}", text, "-]", _RED, colour))
        elif index in edited:
            # Where it arrived, a passage shows what became of it on the way.
            inside = "".join(_prose_part(edit, colour) for edit in edited[index])
            parts.append(_marked("{+⇠", inside, "+}", "", colour=False))
        else:
            parts.append(_marked(f"{{+{'⇠' if index in moves else ''}", text, "+}", _GREEN, colour))
    return "".join(parts).strip("\n").split("\n")


def _prose_part(edit: Edit, colour: bool) -> str:
    op, text = edit
    if op == "equal":
        return _clean(text)
    marks = ("[-", "-]", _RED) if op == "delete" else ("{+", "+}", _GREEN)
    return _marked(marks[0], _clean(text), marks[1], marks[2], colour)


def _marked(before: str, text: str, after: str, code: str, colour: bool) -> str:
    """The mark around each line of a change, so that a line of the output can be read alone."""
    lines = [before + line + after if line else line for line in text.split("\n")]
    if not text.strip("\n"):
        lines[0] = before + "⏎" * text.count("\n") + after
    return "\n".join(code + line + _PLAIN if colour and line else line for line in lines)


def _context(text: str, *, first: bool, last: bool) -> str:
    if len(text) <= 2 * _CONTEXT + 8:
        return text
    start = "" if first else text[:_CONTEXT]
    end = "" if last else text[-_CONTEXT:]
    return f"{start}…{'' if first or last else chr(10)}{'' if last else '…'}{end}".replace("……", "…")
