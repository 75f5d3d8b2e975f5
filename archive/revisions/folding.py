"""Text with everything taken out that a reader does not call a difference."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from archive.diff.tokens import find_tokens, is_number

_SILENT = ("P", "Z", "C")
"""Unicode categories that carry no words: punctuation, separators, control and format characters."""


def fold(text: str) -> str:
    """`text` without punctuation and white space, in one width; numbers keep sign, point and per cent."""
    parts: list[str] = []
    for token in find_tokens(unicodedata.normalize("NFKC", text)):
        if is_number(token):
            parts.append(f" {token.replace(',', '')} ")
        else:
            parts.extend(char for char in token if unicodedata.category(char)[0] not in _SILENT)
    return "".join(parts).strip()


def fold_name(name: str) -> str:
    """A title or a name without punctuation and white space, in one width and case."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in plain if unicodedata.category(char)[0] not in _SILENT)


_NUMERALS = "〇一二三四五六七八九十两○零"


def numbers_alone(text: str, with_single_numerals: bool = False) -> bool:
    """Whether `text` is numbers and punctuation and nothing else; at least one number.

    A single Chinese numeral (三) counts only `with_single_numerals`: it is a number before a measure word.
    """
    found = False
    for token in find_tokens(unicodedata.normalize("NFKC", text)):
        if is_number(token) or (with_single_numerals and token in _NUMERALS):
            found = True
        elif unicodedata.category(token[0])[0] not in _SILENT:
            return False
    return found


_DATE = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DIGITS = {
    "〇": 0,
    "○": 0,
    "零": 0,
    **{numeral: value for value, numeral in enumerate("一二三四五六七八九", 1)},
}


def dates_alone(text: str) -> tuple[str, ...]:
    """The dates of `text` in ISO form where it is whole dates and punctuation only; else none."""
    plain = "".join(text.split())
    found = [*_DATE.finditer(plain)] or [*_CHINESE_DATE.finditer(plain)]
    rest = _CHINESE_DATE.sub("", _DATE.sub("", plain))
    if not found or fold(rest):
        return ()
    dates: list[str] = []
    for match in found:
        try:
            dates.append(date(_year(match[1]), _numeral(match[2]), _numeral(match[3])).isoformat())
        except ValueError:  # 2019年2月30日 is no date, and stays text
            return ()
    return tuple(dates)


def _year(text: str) -> int:
    return int("".join(str(_DIGITS.get(char, char)) for char in text))


def _numeral(text: str) -> int:
    """A month or day: 12, 十二, 三十一."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + (_DIGITS[ones] if ones else 0)
