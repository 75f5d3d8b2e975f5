"""Numbered headings of a report: 第一部分, 一、, （一）, 1."""

from __future__ import annotations

import re

from metadata.memory import remembered

_HAN = "一二三四五六七八九十"
_LEVELS = (
    re.compile(rf"\s*第[{_HAN}]{{1,3}}(?:部分|章)[\s、:：]*"),
    re.compile(rf"\s*[{_HAN}]{{1,3}}\s?[、.．]\s?"),
    re.compile(rf"\s*[（(]\s?[{_HAN}]{{1,3}}\s?[）)]\s?[、.．]?\s?"),
    re.compile(r"\s*\d{1,2}\s?[、.．](?!\d)\s?"),
)
_HEADING_LENGTH = 45
"""Characters; a longer first sentence is prose, not a heading run into its paragraph."""


@remembered
def heading_of(line: str) -> tuple[int, str] | None:
    """The level (1 outermost) and the words of a numbered heading at the start of the line, or None.

    A heading may run into its paragraph: `（一）主动公开。2018年，…` is the heading `（一）主动公开`.
    """
    for level, pattern in enumerate(_LEVELS, start=1):
        number = pattern.match(line)
        if number is None:
            continue
        sentence = re.split(r"[。；;]", line[number.end() :], maxsplit=1)[0]
        words = (number.group() + sentence).strip()
        runs_in = len(sentence) < len(line) - number.end()
        if not sentence.strip() or len(words) > _HEADING_LENGTH or (runs_in and level == len(_LEVELS)):
            return None
        if level == len(_LEVELS) and re.search(r"[，,]", sentence):
            return None
        return level, words.rstrip("：:")
    return None
