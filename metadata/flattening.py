"""A page's tree written out flat by libxslt: its text, and a sign wherever something stands that a line depends on.

A page that Word exported has ten elements a line, most of them `<span>`s of one character: C passes over those
in a tenth of the time. It recurses: the 2,048 levels that libxml2 parses take 1.5 MB of a thread's stack.

A sign is a mark that the page does not hold, and a letter. Signs that stand for a node (`NODES`) come in page
order, one for each, so that the nodes can be taken from the tree beside them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import Any

from lxml import etree

# fmt: off
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
        "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup",
        "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "tbody", "tfoot",
        "thead", "tr", "ul",
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
BLOCK, TABLE, CELL, UCAP_CONTENT = "(", "T", "[", "u"
OPENS = {
    BLOCK: _BLOCKS,
    TABLE: {"table"},
    CELL: {"td", "th"},
    UCAP_CONTENT: {"ucapcontent"},
    "1": {"h1", "ucaptitle"},
    "2": {"h2"},
    "3": {"h3"},
    "4": {"h4"},
    "5": {"h5"},
    "6": {"h6"},
}
"""The signs of a block's beginning, a heading's by its level, and the elements that they stand for."""
CLOSE = ")"
NODES = (*chain(*OPENS.values()), "script", etree.Comment)
"""What has a sign of its own; anything else is inline, or never seen."""
BREAK = "b"
TEXT = "t"
"""Before text that would seem to belong to the sign before it."""
LINK_TEXT = "a"
"""Before each piece of a link's text."""
SCRIPT = "s"
COMMENT = "c"
UNSEEN_NODE = "x"
"""A node within something that is not seen."""
STYLE, STYLE_END = "h", "e"
"""Around what an inline element holds whose style may hide it; the style itself follows the sign."""
HIDING = "display:none"
"""What a `hidden` attribute says as a style."""
_MARK = "\ufdd0"
"""A noncharacter of Unicode: not meant for text that is passed on."""
_MAY_HIDE = "@style[contains(., 'none') or contains(., 'NONE') or contains(., 'None')]"
_styles = etree.XPath("//*/@style", smart_strings=False)
_has_hidden = etree.XPath("boolean(//*/@hidden)")


def styles_of(root: Any) -> set[str]:
    """The different styles of the page's elements, what a `hidden` attribute says among them."""
    return {*_styles(root), HIDING} if _has_hidden(root) else set(_styles(root))


def flattened(root: Any, *, hides: bool) -> list[str]:
    """The signs of a page in order, each with the text that follows it.

    `hides` tells whether any element is hidden; only then are there signs of styles, since they cost as much
    as all others.
    """
    mark = _unused_mark(etree.tostring(root, method="text", encoding="unicode"))
    return f"{TEXT}{_sheets.of(mark, hides=hides)(root)}".split(mark)


def _unused_mark(text: str) -> str:
    if _MARK not in text:
        return _MARK
    used = set(text)
    return next(mark for mark in map(chr, range(0x10000, 0x110000)) if mark not in used)


def _sheet(mark: str, *, hides: bool) -> etree.XSLT:
    """The stylesheet that writes the signs; within links each text has its own, within the unseen only nodes."""
    nodes = ["script", "comment()", *chain(*OPENS.values())]
    return etree.XSLT(
        etree.fromstring(
            '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
            '<xsl:output method="text"/>'
            + _template(["/"], "", '<xsl:apply-templates select="*[1]"/>')
            + _templates("", mark, hides=hides)
            + _templates("link", mark, hides=hides)
            + _template(["text()"], "link", _sign(mark + LINK_TEXT) + '<xsl:value-of select="."/>')
            + _template(nodes, "unseen", _sign(mark + UNSEEN_NODE) + _held("unseen"))
            + _template(["text()"], "unseen", "")
            + "</xsl:stylesheet>"
        )
    )


class _Sheets(threading.local):
    """The stylesheets of a thread: lxml copies one of another thread at each use, which costs ten times the use."""

    def __init__(self) -> None:
        self.of = lru_cache(maxsize=4)(_sheet)


_sheets = _Sheets()


def _templates(mode: str, mark: str, *, hides: bool) -> str:
    """What is written for the elements within links, or outside of them."""
    held = _held(mode)
    written = [
        *(
            _template(names, mode, _sign(mark + sign) + held + _sign(mark + CLOSE))
            for sign, names in OPENS.items()
        ),
        _template(["br", "hr"], mode, _sign(mark + BREAK) + held),
        _template(["script"], mode, _sign(mark + SCRIPT)),
        _template(["comment()"], mode, _sign(mark + COMMENT)),
        _template(_UNSEEN, mode, _held("unseen")),
        _template(["a"], mode, _held("link") + _sign(mark + TEXT)),
    ]
    if hides:
        style = f"<xsl:value-of select=\"translate(@style, '{mark}', '')\"/>"
        written += [
            _template([f"*[{_MAY_HIDE}]"], mode, _styled(mark, style, held), priority=-0.1),
            _template([f"a[{_MAY_HIDE}]"], mode, _styled(mark, style, _held("link") + _sign(mark + TEXT))),
            _template(["a[@hidden]"], mode, _styled(mark, HIDING, _held("link") + _sign(mark + TEXT))),
        ]
    return "".join(written)


def _styled(mark: str, style: str, held: str) -> str:
    return _sign(mark + STYLE) + style + _sign(mark + TEXT) + held + _sign(mark + STYLE_END)


def _template(names: Iterable[str], mode: str, content: str, priority: float | None = None) -> str:
    attributes = (f' mode="{mode}"' if mode else "") + (f' priority="{priority}"' if priority else "")
    return f'<xsl:template match="{"|".join(names)}"{attributes}>{content}</xsl:template>'


def _held(mode: str) -> str:
    return f'<xsl:apply-templates mode="{mode}"/>' if mode else "<xsl:apply-templates/>"


def _sign(sign: str) -> str:
    return f"<xsl:text>{sign}</xsl:text>"
