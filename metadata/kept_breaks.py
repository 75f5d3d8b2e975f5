"""Line breaks of a page's source that a browser shows as such: in `<pre>`, and where a style keeps white space.

Old pages hold a whole report in one `<pre>`, newer ones in an element of `white-space: pre-wrap`, as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

_KEEPS = re.compile(r"white-space\s*:\s*(?:pre(?:-wrap|-line)?|break-spaces)\b", re.IGNORECASE)
_SETS = re.compile(r"white-space\s*:", re.IGNORECASE)
_BREAKS = re.compile(r"\n\s*")
_NOT_INSIDE = frozenset({"pre", "script", "style"})
"""Elements whose text is none of the element's that holds them: a `<pre>` is broken by itself."""
MAX_BREAKS = 20_000
"""Breaks of one page that are shown; a report has some hundreds of lines."""


def show_kept_breaks(root: Any, styles: Iterable[str]) -> None:
    """Put a `<br>` into the tree wherever a line break of the source is shown; `styles` are those of the page."""
    keeping = list(root.iter("pre"))
    if any(map(_KEEPS.search, filter(_may_keep, styles))):
        keeping += [each for each in root.iter(etree.Element) if _KEEPS.search(each.get("style", ""))]
    left = MAX_BREAKS
    for element in keeping:
        inside = [element]
        while inside and left > 0:
            node = inside.pop()
            children = list(node)
            left -= _break_text(node, left)
            for child in children:
                left -= _break_tail(child, left)
                if isinstance(child.tag, str) and child.tag not in _NOT_INSIDE and not _sets(child):
                    inside.append(child)


def _may_keep(style: str) -> bool:
    return "white-space" in style or "WHITE-SPACE" in style


def _sets(element: Any) -> bool:
    """Whether an element has a say in its white space, so that its parent's has none."""
    return _SETS.search(element.get("style", "")) is not None


def _break_text(node: Any, most: int) -> int:
    """Break the text at the begin of an element, `most` times; how often it was broken."""
    first, *lines = _split(node.text, most)
    if lines:
        node.text = first
        for line in reversed(lines):
            node.insert(0, _break_before(line))
    return len(lines)


def _break_tail(node: Any, most: int) -> int:
    """Break the text behind an element, `most` times; how often it was broken."""
    first, *lines = _split(node.tail, most)
    if lines:
        node.tail = first
        after, parent = node.getnext(), node.getparent()
        for line in lines:
            if after is None:
                parent.append(_break_before(line))
            else:
                after.addprevious(_break_before(line))
    return len(lines)


def _split(text: str | None, most: int) -> list[str]:
    return _BREAKS.split(text, maxsplit=most) if text and most > 0 else [text or ""]


def _break_before(line: str) -> Any:
    broken = etree.Element("br")
    broken.tail = line
    return broken
