"""The numbers that Word writes before paragraphs by itself: `一、`, `（一）`, `1.` stand in no paragraph's text.

Word and WPS make a list of whatever begins with such a number, so the headings of a report have none in its file.
Lists are told in `numbering.xml`, which list a paragraph is of in the paragraph or in its style (ISO/IEC 29500-1,
17.9). Bullets are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_HAN = "零一二三四五六七八九十"
_HAN_FORMATS = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "ideographDigital",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
    }
)
_DECIMAL_FORMATS = frozenset({"decimal", "decimalFullWidth", "decimalHalfWidth", "decimalZero", "none"})
_CIRCLED = frozenset({"decimalEnclosedCircle", "decimalEnclosedCircleChinese"})
_NEEDS_NO_GAP = re.compile(r"[^\w%]$")
_MOST_STYLES = 20
"""Styles that one may be based on, one on the other."""


@dataclass(slots=True)
class _Level:
    """How one level of a list is numbered: `%1、` with the number of the first level in Chinese, from 1 on."""

    start: int
    form: str
    text: str
    style: str | None


@dataclass(slots=True)
class _List:
    """A list: its levels, how far each has counted, and where a level starts anew when the list begins."""

    levels: dict[int, _Level]
    counts: dict[int, int]
    restarts: dict[int, int] = field(default_factory=dict)


def write_numbers(document: Any, numbering: Any, styles: Any) -> None:
    """Put the number of each numbered paragraph before its text; `styles` may be None."""
    lists = _lists(numbering)
    of_style = _lists_of_styles(styles) if styles is not None else {}
    for paragraph in document.iter(f"{_W}p"):
        found = _list_of(paragraph, of_style)
        numbered = lists.get(found[0]) if found else None
        if numbered is None or found is None:
            continue
        level = found[1] if found[1] is not None else _level_of_style(numbered, found[2])
        number = _next_number(numbered, level)
        first = next((text for text in paragraph.iter(f"{_W}t") if (text.text or "").strip()), None)
        if number and first is not None:
            first.text = number + first.text.lstrip()


def _lists(numbering: Any) -> dict[str, _List]:
    """The lists by the number that paragraphs name; those of one kind count on together."""
    kinds = {
        kind.get(f"{_W}abstractNumId"): _List(_levels(kind), {})
        for kind in numbering.findall(f"{_W}abstractNum")
    }
    found = {}
    for each in numbering.findall(f"{_W}num"):
        kind = kinds.get(_value(each, "abstractNumId"))
        if kind is None:
            continue
        restarts = {
            _whole(override.get(f"{_W}ilvl")): _whole(start)
            for override in each.findall(f"{_W}lvlOverride")
            if (start := _value(override, "startOverride")) is not None
        }
        found[each.get(f"{_W}numId")] = _List(kind.levels, kind.counts, restarts)
    return found


def _levels(kind: Any) -> dict[int, _Level]:
    return {
        _whole(level.get(f"{_W}ilvl")): _Level(
            _whole(_value(level, "start") or "1"),
            _value(level, "numFmt") or "decimal",
            _value(level, "lvlText") or "",
            _value(level, "pStyle"),
        )
        for level in kind.findall(f"{_W}lvl")
    }


def _list_of(
    paragraph: Any, of_style: dict[str, tuple[str, int | None]]
) -> tuple[str, int | None, str | None] | None:
    """The list of a paragraph, its level where that is told, and its style."""
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        return None
    style = _value(properties, "pStyle")
    own = _told(properties)
    number, level = own or of_style.get(style or "", ("0", None))
    return (number, level, style) if number != "0" else None


def _told(properties: Any) -> tuple[str, int | None] | None:
    told = properties.find(f"{_W}numPr")
    number = _value(told, "numId") if told is not None else None
    if number is None:
        return None
    level = _value(told, "ilvl")
    return number, _whole(level) if level is not None else None


def _lists_of_styles(styles: Any) -> dict[str, tuple[str, int | None]]:
    by_name = {each.get(f"{_W}styleId"): each for each in styles.findall(f"{_W}style")}
    found = {}
    for name in by_name:
        style = by_name[name]
        for _ in range(_MOST_STYLES):
            properties = style.find(f"{_W}pPr")
            if properties is not None and (told := _told(properties)):
                found[name] = told
                break
            style = by_name.get(_value(style, "basedOn"))
            if style is None:
                break
    return found


def _level_of_style(numbered: _List, style: str | None) -> int:
    return next((at for at, level in numbered.levels.items() if style and level.style == style), 0)


def _next_number(numbered: _List, at: int) -> str:
    """The number of the next paragraph of a level, as it is shown; "" for a bullet."""
    level = numbered.levels.get(at)
    if level is None:
        return ""
    if at in numbered.restarts:
        numbered.counts[at] = numbered.restarts.pop(at) - 1
    numbered.counts[at] = numbered.counts.get(at, level.start - 1) + 1
    for deeper in range(at + 1, _LEVELS):
        numbered.counts.pop(deeper, None)
    if not _is_known(level.form):
        return ""

    def shown(place: re.Match[str]) -> str:
        upper = int(place[1]) - 1
        form = numbered.levels.get(upper, level)
        return _written(numbered.counts.get(upper, form.start), form.form)

    text = re.sub(r"%([1-9])", shown, level.text)
    return text if not text or _NEEDS_NO_GAP.search(text) else f"{text} "


def _is_known(form: str) -> bool:
    return form in _HAN_FORMATS | _DECIMAL_FORMATS | _CIRCLED


def _written(number: int, form: str) -> str:
    if form in _HAN_FORMATS and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return (_HAN[tens] if tens > 1 else "") + ("十" if tens else "") + (_HAN[ones] if ones else "")
    if form in _CIRCLED and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    return "" if form == "none" else str(number)


def _value(element: Any, name: str) -> str | None:
    found = element.find(f"{_W}{name}")
    return found.get(f"{_W}val") if found is not None else None


def _whole(text: str | None) -> int:
    """A small whole number; 0 for anything else."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,5}", text) else 0
