"""Where a page leads that lists nothing itself: to a list in a frame, in markup for its script, to years elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from metadata.addresses import absolute
from metadata.families.channels import channels_elsewhere
from metadata.families.family import Family
from metadata.families.listing import ListPage
from metadata.families.page import ServedPage, same_site

MAX_PIECES = 500
"""Frames, and pieces of markup for a script, that are looked at: a list can be written row by row."""
_BESIDE_LISTS = re.compile(
    r"(?i)(?:^|[/_-])(?:top|head(?:er)?|foot(?:er)?|tail|bottom|banner|left|nav|menu|weather"
    r"|tianqi|search|login|counter)\d?(?:[._/?-]|$)"
)
"""What the frames of a template show: `/top.html`, `/include/foot.htm`."""
_TEMPLATES = ("text/template", "text/html", "text/x-", "text/plain")
_WRITTEN = re.compile(
    r"""document\.write(?:ln)?\s*\(\s*(?:"((?:[^"\\\n]|\\.){1,2000})"|'((?:[^'\\\n]|\\.){1,2000})')"""
)


def read_onward(page: ServedPage, within: str, family: Family) -> ListPage:
    """What a page of which `family` makes nothing leads to; an empty listing where it leads nowhere."""
    hidden = "\n".join(islice(_hidden_markup(page), MAX_PIECES))
    if "<" in hidden:
        listing = family.read_list(ServedPage(page.url, f"<html><body>{hidden}</body></html>"), within)
        if not listing.is_empty:
            return listing
    return ListPage(channels=channels_elsewhere(page, within), landing=_framed(page))


def _hidden_markup(page: ServedPage) -> Iterator[str]:
    """Markup that a script shows: a `<textarea>`, a `<script type="text/template">`, what `document.write` writes."""
    for element in page.tree.iter("textarea", "script"):
        text = element.text or ""
        if element.tag == "textarea" or (element.get("type") or "").lower().startswith(_TEMPLATES):
            yield text
        else:
            for double, single in _WRITTEN.findall(text):
                yield re.sub(r"\\(.)", r"\1", double or single)


def _framed(page: ServedPage) -> str | None:
    """The first frame of the page's own site that is no part of a template."""
    for element in islice(page.tree.iter("frame", "iframe"), MAX_PIECES):
        source = element.get("src") or ""
        url = absolute(page.base, source)
        if url and url != page.url and same_site(url, page.url) and not _BESIDE_LISTS.search(source):
            return url
    return None
