"""Which organ an address names by the initials of its kind: `/jtysj/` is a 交通运输局, `qysnyncj` a city's 农业农村局.

Portals name the folder of an organ, or its host, so. Weak evidence, asked last and with two limits: names of at
least four letters (`swj` is 商务局, 水务局 and 税务局), and letters that one kind of the register alone has.
"""

from __future__ import annotations

import re
from functools import cache

from metadata.organs import organ_kinds
from metadata.url_clues import split_address

_LEAST = 4
"""Letters of an organ's kind; three fit too many organs."""
_MOST = 40
"""Characters of a folder that is looked at; addresses are hostile input too."""
_LEVEL_ENDS = frozenset("jwtb")
"""What the last character of an organ begins with: 局, 委, 厅, 办."""
_PLACE = re.compile(r"(?:[a-z]{0,4}[sxq])?")
"""The initials of a place before the kind: they end in those of 市, 县 or 区."""


def organ_of_address(url: str) -> tuple[str, str] | None:
    """The kind of organ, without its place, and the part of the address that names it; the innermost part first."""
    address = split_address(url)
    folders = [part.lower() for part in address.path.split("/")[:-1]]
    for folder in reversed(folders):
        if name := _organ_of_folder(folder):
            return name, folder
    host = address.netloc.lower().removeprefix("www.").split(".")[0]
    name = _organ_of_folder(host) or _only(_kinds_by_letters(stems=True).get(host))
    return (name, host) if name else None


def _organ_of_folder(word: str) -> str | None:
    if len(word) > _MOST:
        return None
    word = re.sub(r"_?\d+$", "", word)
    if not word.isascii() or not word.isalpha() or word[-1] not in _LEVEL_ENDS:
        return None
    kinds = _kinds_by_letters(stems=False)
    for start in range(len(word) - _LEAST + 1):
        if word[start:] in kinds and _PLACE.fullmatch(word[:start]):
            return _only(kinds[word[start:]])
    return None


def _only(kinds: frozenset[str] | None) -> str | None:
    return next(iter(kinds)) if kinds and len(kinds) == 1 else None


@cache
def _kinds_by_letters(*, stems: bool) -> dict[str, frozenset[str]]:
    """Names of kinds by their letters; `stems` asks for the letters without 局, 委, 厅 (`scjg`)."""
    found: dict[str, frozenset[str]] = {}
    for kind in organ_kinds():
        for letters in kind.letters:
            word = letters[:-1] if stems else letters
            if len(word) >= _LEAST and letters[-1] in _LEVEL_ENDS:
                found[word] = found.get(word, frozenset()) | {kind.name}
    return found
