"""The lines of a page: its text as a person reads it, one walk over the tree.

Inline elements are joined without a separator (Word exports one character per `<span>`), block elements and
`<br>` end a line. All later steps work on these lines, so a page of `<div>`s, a page of layout tables and
plain text are read by the same rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from lxml import etree

from metadata.scripts import written_by_script

# fmt: off
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
        "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
        "h4", "h5", "h6", "header", "hgroup", "html", "legend", "li", "main", "menu", "nav", "ol", "p",
        "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ucapcontent",
        "ucaptitle", "ul",
    }
)
_UNSEEN = frozenset(
    {
        "audio", "base", "button", "canvas", "datalist", "embed", "head", "iframe", "input", "link", "map",
        "meta", "noframes", "noscript", "object", "option", "param", "select", "source", "style", "svg",
        "template", "textarea", "title", "track", "video",
    }
)
# fmt: on
_BREAKS = frozenset({"br", "hr"})
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "ucaptitle": 1}
_SCRIPT, _NOT_SEEN, _INLINE, _LINK, _BREAK, _BLOCK, _CELL, _HEADING = range(8)
_ROLES = (
    dict.fromkeys(_UNSEEN, _NOT_SEEN)
    | dict.fromkeys(_BREAKS, _BREAK)
    | dict.fromkeys(_BLOCKS, _BLOCK)
    | dict.fromkeys(_HEADINGS, _HEADING)
    | {"script": _SCRIPT, "a": _LINK, "td": _CELL, "th": _CELL}
)
"""What the walk does at an element; anything else is inline."""
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SCRIPT_LIMIT = 1500
"""Characters; a script that writes one field is short, a longer one draws a widget."""


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
    """A block element and the lines it holds: `lines[start:end]`. Blocks are in order of their ends."""

    element: Any
    start: int
    end: int


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
    walk = _Walk()
    roles: list[int] = []
    steps = etree.iterwalk(root, events=("start", "end", "comment"))
    for event, element in steps:
        if event == "start":
            role = _ROLES.get(element.tag, _INLINE)
            roles.append(role)
            if role <= _NOT_SEEN:
                steps.skip_subtree()
            walk.open(element, role)
        elif event == "end":
            walk.close(element, roles.pop())
        else:
            walk.mark(element)
    walk.end_line()
    return PageLines(tuple(walk.lines), tuple(walk.blocks), tuple(walk.marks))


class _Walk:
    """The state of one walk: what stands in the unfinished line, and which elements are open."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.blocks: list[Block] = []
        self.marks: list[Mark] = []
        self._parts: list[str] = []
        self._links = 0
        self._starts: list[int] = []
        self._in_link = 0
        self._in_cell = 0
        self._heading: list[int] = []
        self._hidden: list[Any] = []

    def open(self, element: Any, role: int) -> None:
        if role >= _BLOCK:
            if self._parts:
                self.end_line()
            self._starts.append(len(self.lines))
            if role == _CELL:
                self._in_cell += 1
            elif role == _HEADING:
                self._heading.append(_HEADINGS[element.tag])
        elif role != _INLINE and not self._open_other(element, role):
            return
        style = element.get("style")
        if (style and ("none" in style or "NONE" in style or "None" in style) and _HIDDEN.search(style)) or (
            role != _INLINE and element.get("hidden") is not None
        ):
            self._hidden.append(element)
        text = element.text
        if text:
            self._parts.append(text)
            if self._in_link:
                self._links += len(text.strip())

    def _open_other(self, element: Any, role: int) -> bool:
        """Whether what the element holds is text of the page."""
        if role == _LINK:
            self._in_link += 1
        elif role == _BREAK:
            self.end_line(broken=True)
        elif role == _SCRIPT and element.text and len(element.text) <= _SCRIPT_LIMIT:
            self._parts.append(written_by_script(element.text))
        return role > _NOT_SEEN

    def close(self, element: Any, role: int) -> None:
        if role >= _BLOCK:
            if self._parts:
                self.end_line()
            self.blocks.append(Block(element, self._starts.pop(), len(self.lines)))
            if role == _CELL:
                self._in_cell -= 1
            elif role == _HEADING:
                self._heading.pop()
        elif role == _LINK:
            self._in_link -= 1
        if self._hidden and self._hidden[-1] is element:
            self._hidden.pop()
        tail = element.tail
        if tail:
            self._add(tail)

    def mark(self, comment: Any) -> None:
        if comment.text and len(comment.text) < 80:
            self.marks.append(Mark(comment.text.strip(), len(self.lines)))
        if comment.tail:
            self._add(comment.tail)

    def end_line(self, *, broken: bool = False) -> None:
        if not self._parts:
            return
        text = " ".join("".join(self._parts).split())
        if text:
            heading = self._heading[-1] if self._heading else 0
            self.lines.append(Line(text, self._links, heading, self._in_cell > 0, bool(self._hidden), broken))
        self._parts.clear()
        self._links = 0

    def _add(self, text: str) -> None:
        self._parts.append(text)
        if self._in_link:
            self._links += len(text.strip())
