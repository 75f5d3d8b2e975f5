"""What is kept out of snippets and feeds: telephone numbers and mailboxes of the people in a text.

A report's own page shows them, as the organ published them; what is copied about should not carry them. The
length of the text stays the same, so that marks in it stay in place.
"""

from __future__ import annotations

import re

COVER = "●"

_DASH = r"[-－—–―\s]"
_MAILBOX = r"[A-Za-z0-9][\w.+-]{0,63}\s?(?:@|＠)\s?[A-Za-z0-9-]+(?:\s?[.．]\s?[A-Za-z0-9-]+)+"
_LANDLINE = rf"(?<!\d)[(（]?0\d{{2,3}}[)）]?{_DASH}{{0,3}}\d{{7,8}}(?:{_DASH}\d{{1,5}})?(?!\d)"
_MOBILE = rf"(?<!\d)1[3-9]\d(?:{_DASH}?\d{{4}}){{2}}(?!\d)"
_COUNTED = r"(?!\d)(?![件条次人份篇个项宗起期场批户名年余多万亿元%])"
# Right behind these words a number of any shape is one to call, even one that a snippet cut off; 热线12345件 is none.
_LABELLED = (
    r"(?P<label>(?:电话|传真|手机|热线|[Tt]el|TEL)[:：号码（()）.\s\u3000]{0,8})"
    rf"\d(?:[-－—–\s()（）转]{{0,3}}\d){{4,}}{_COUNTED}(?:[、/]\d+{_COUNTED})*"
)
_LABELLED_MAILBOX = r"(?P<box>(?:邮箱|信箱|邮件|[Mm]ail)[^\w\n]{0,4})[\w.+＠@-]{3,}"
_PRIVATE = re.compile(f"{_LABELLED}|{_MAILBOX}|{_LANDLINE}|{_MOBILE}|{_LABELLED_MAILBOX}", re.ASCII)
_SIGN = re.compile(r"[\w@＠.．+]", re.ASCII)


def covered(text: str) -> str:
    """The text with telephone numbers and mailboxes covered, character for character."""
    return _PRIVATE.sub(_cover, text)


def _cover(found: re.Match[str]) -> str:
    label = found["label"] or found["box"] or ""
    return label + _SIGN.sub(COVER, found.group()[len(label) :])
