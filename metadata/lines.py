"""The lines of a page: its text as a person reads it, one walk over the tree.

Inline elements are joined without a separator (Word exports one character per `<span>`), block elements and
`<br>` end a line. All later steps work on these lines, so a page of `<div>`s, a page of layout tables and
plain text are read by the same rules. The tree is written out flat by libxslt (`metadata.flattening`), so that
only what ends a line is looked at here: a Word page has ten elements a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from metadata.flattening import (
    BLOCK,
    BREAK,
    CELL,
    CLOSE,
    COMMENT,
    LINK_TEXT,
    NODES,
    OPENS,
    SCRIPT,
    STYLE,
    STYLE_END,
    UNSEEN_NODE,
    flattened,
    styles_of,
)
from metadata.kept_breaks import show_kept_breaks
from metadata.scripts import written_by_script

_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SCRIPT_LIMIT = 1500
"""Characters; a script that writes one field is short, a longer one draws a widget."""
_COMMENT_LIMIT = 80
"""Characters; the mark of a publishing system is short, what Word leaves in a comment is not."""


class Line(NamedTuple):
    """One line: its text, how many of its characters are links, and how it is set.

    `heading` is 1–6 inside `<h1>`–`<h6>`, else 0. `hidden` lines are in the page but not shown. A `broken` line
    was ended by a `<br>`: the next one can go on with it.
    """

    text: str
    links: int = 0
    heading: int = 0
    cell: bool = False
    hidden: bool = False
    broken: bool = False


class Block(NamedTuple):
    """A block element and the lines it holds: `lines[start:end]`. Blocks are in order of their ends.

    `sign` is that of its kind (`metadata.flattening`).
    """

    element: Any
    start: int
    end: int
    sign: str = BLOCK


class Mark(NamedTuple):
    """A comment and the number of the line before which it stands."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class PageLines:
    """All lines of a page, its block elements (inner before outer) and its comments."""

    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    marks: tuple[Mark, ...]


def lines_of_text(text: str) -> PageLines:
    """The lines of plain text."""
    found = (" ".join(line.split()) for line in text.splitlines())
    return PageLines(tuple(Line(line) for line in found if line), (), ())


def lines_of_tree(root: Any) -> PageLines:
    """The lines of a parsed page, hidden ones included and marked as such."""
    styles = styles_of(root)
    show_kept_breaks(root, styles)
    hides = any(map(_HIDDEN.search, styles))
    walk = _Walk(root.iter(*NODES), hides=hides)
    walk.go(flattened(root, hides=hides))
    return PageLines(tuple(walk.lines), tuple(walk.blocks), tuple(walk.marks))


_new = tuple.__new__
"""Makes a named tuple in half the time that its own constructor takes; a page has a thousand."""


class _Walk:
    """The state of one walk: what stands in the unfinished line, and within which elements it stands.

    `nodes` are the nodes that have a sign of their own, in page order.
    """

    def __init__(self, nodes: Iterator[Any], *, hides: bool) -> None:
        self.lines: list[Line] = []
        self.blocks: list[Block] = []
        self.marks: list[Mark] = []
        self._nodes = nodes
        self._hides = hides
        self._parts: list[str] = []
        self._links = 0
        self._cells = 0
        self._headings = [0]
        self._hidden: list[bool] = []

    def go(self, signs: Iterable[str]) -> None:
        """Take the signs of the page, each with the text that follows it."""
        nodes, lines, blocks, parts = self._nodes, self.lines, self.blocks, self._parts
        opened: list[tuple[Any, int, str]] = []
        for each in signs:
            sign = each[0]
            if sign == CLOSE:
                if parts:
                    self._end_line()
                element, start, kind = opened.pop()
                blocks.append(_new(Block, (element, start, len(lines), kind)))
                if kind != BLOCK or self._hides:
                    self._leave(kind)
            elif sign in OPENS:
                if parts:
                    self._end_line()
                element = next(nodes)
                opened.append((element, len(lines), sign))
                if sign != BLOCK or self._hides:
                    self._enter(sign, element)
            else:
                self._pass(sign, each[1:])
            if len(each) > 1 and sign != STYLE:
                parts.append(each[1:])
        self._end_line()

    def _enter(self, kind: str, element: Any) -> None:
        if kind == CELL:
            self._cells += 1
        elif kind.isdigit():
            self._headings.append(int(kind))
        if self._hides:
            self._hidden.append(element.get("hidden") is not None or _is_hiding(element.get("style")))

    def _leave(self, kind: str) -> None:
        if kind == CELL:
            self._cells -= 1
        elif kind.isdigit():
            self._headings.pop()
        if self._hides:
            self._hidden.pop()

    def _pass(self, sign: str, words: str) -> None:
        """A sign that neither opens nor closes a block; `words` follow it."""
        if sign == LINK_TEXT:
            self._links += len(words.strip())
        elif sign == BREAK:
            self._end_line(broken=True)
        elif sign == SCRIPT:
            script = next(self._nodes).text
            if script and len(script) <= _SCRIPT_LIMIT:
                self._parts.append(written_by_script(script))
        elif sign == COMMENT:
            comment = next(self._nodes).text
            if comment and len(comment) < _COMMENT_LIMIT:
                self.marks.append(Mark(comment.strip(), len(self.lines)))
        elif sign == UNSEEN_NODE:
            next(self._nodes)
        elif sign == STYLE:
            self._hidden.append(_is_hiding(words))
        elif sign == STYLE_END:
            self._hidden.pop()

    def _end_line(self, *, broken: bool = False) -> None:
        text = " ".join("".join(self._parts).split())
        self._parts.clear()
        if text:
            hidden = True in self._hidden
            self.lines.append(
                _new(Line, (text, self._links, self._headings[-1], self._cells > 0, hidden, broken))
            )
        self._links = 0


def _is_hiding(style: str | None) -> bool:
    """Whether an element of that style is not shown."""
    if not style or not ("none" in style or "NONE" in style or "None" in style):
        return False
    return _HIDDEN.search(style) is not None
