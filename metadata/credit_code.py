"""Unified social credit codes (GB 32100-2015): the free organ id in index numbers and Hanweb `area=` values."""

from __future__ import annotations

import re

_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CODE = re.compile(rf"(?<![0-9A-Z])[{_CHARACTERS}]{{18}}(?![0-9A-Z])")


def is_credit_code(code: str) -> bool:
    """Whether the 18 characters are a credit code with the right check character (GB 32100-2015, 4.6)."""
    if len(code) != 18 or any(char not in _CHARACTERS for char in code):
        return False
    total = sum(_CHARACTERS.index(char) * weight for char, weight in zip(code[:17], _WEIGHTS, strict=True))
    return _CHARACTERS[(31 - total % 31) % 31] == code[17]


def credit_codes_in(text: str) -> tuple[str, ...]:
    """The valid credit codes of a text, each once: `11370322004222022C/2024-5426456` holds one."""
    return tuple(dict.fromkeys(code for code in _CODE.findall(text.upper()) if is_credit_code(code)))
