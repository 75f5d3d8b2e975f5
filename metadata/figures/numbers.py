"""Numbers as they are written in the tables of reports, with their units; nothing is guessed.

Seen: `减1`, `31批次`, `160.5964万元`, `709455.9元`, `38.441094`, `１２`, `1,136`, `+2`, and for cells that
say nothing: blank, `/`, `-`, `—`, `——`, `无`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from metadata.figures.values import Number
from metadata.script_forms import squeezed

UNITS = (
    "万元", "亿元", "人次", "批次", "元", "件次", "件", "条", "项", "个", "次", "人", "篇", "份", "部", "宗",
    "起", "家", "笔", "期", "场", "处",
)  # fmt: skip
_UNIT = "|".join(UNITS)
_NUMBER = re.compile(
    rf"(?P<sign>[-+−–]|增加?|减少?)?(?P<digits>\d{{1,3}}(?:[,，]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>{_UNIT})?"
)
_MOST_DIGITS = 16
"""More is no count and no sum of money, and neither a database's integer nor a float holds it."""
_LESS = frozenset({"-", "−", "–", "减", "减少"})


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number and the unit written behind it; `value` is None for a cell that states no number."""

    value: Number | None
    unit: str | None = None


def read_number(raw: str) -> WrittenNumber:
    """The number that a cell states: an int, or a Decimal where it is written with a point.

    A cell that holds anything else than one number with its unit has the value None, as has an absurd one.
    """
    return _remembered_number(raw) if len(raw) <= _SHORT else _read_number(raw)


def _read_number(raw: str) -> WrittenNumber:
    text = squeezed(raw)
    if text in {"零", "〇"}:
        return WrittenNumber(0)
    match = _NUMBER.fullmatch(text)
    if match is None:
        return WrittenNumber(None)
    digits = match["digits"].replace(",", "").replace("，", "")
    if len(digits) > _MOST_DIGITS:
        return WrittenNumber(None)
    value: Number = Decimal(digits) if "." in digits else int(digits)
    return WrittenNumber(-value if match["sign"] in _LESS else value, match["unit"])


def looks_numeric(raw: str) -> bool:
    """Whether a cell is a value rather than a label: a number, a dash or a slash."""
    return _remembered_look(raw) if len(raw) <= _SHORT else _looks_numeric(raw)


def _looks_numeric(raw: str) -> bool:
    text = squeezed(raw)
    if text in {"零", "〇", "无"}:
        return True
    return bool(text) and (_NUMBER.fullmatch(text) is not None or not re.search(r"[\w]", text))


_SHORT = 20
"""Cells of so few characters repeat within and across reports: most of them are 0."""
_remembered_number = lru_cache(maxsize=8192)(_read_number)
_remembered_look = lru_cache(maxsize=8192)(_looks_numeric)
