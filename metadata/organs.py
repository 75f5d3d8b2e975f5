"""Who says it: names of organs and places, their levels, short and long forms, and who took over from whom.

Data: `organs.csv` (kinds of organs, their short names, successors with the day of the change and its `reach`:
national, or local where only some places made it; a succession is an edge with a date, never an alias). Places are
those of `metadata.divisions`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from metadata.divisions import Level, divisions
from metadata.registers import day_or_none, register_rows
from metadata.report_titles import plain


@dataclass(frozen=True, slots=True)
class OrganKind:
    """A kind of organ, named without its place, with its short names and what followed it from which day.

    `letters` are the initials of the name and of each short name in order, as addresses write them (`nyncj`).
    `is_local` tells a succession of some places only: `since` is then no day of any one of them.
    """

    name: str
    short_names: tuple[str, ...]
    letters: tuple[str, ...]
    successor: str
    since: date | None
    is_local: bool


@cache
def organ_kinds() -> tuple[OrganKind, ...]:
    """The register of kinds of organs."""
    return tuple(
        OrganKind(
            row["name"],
            tuple(row["short_names"].split()),
            tuple(row["letters"].split()),
            row["successor"],
            day_or_none(row["since"]),
            row["reach"] == "local",
        )
        for row in register_rows("organs.csv")
    )


NAMES_REMEMBERED = 4096
"""Names whose meaning is kept: those of a portal come again with every page of it."""


@lru_cache(NAMES_REMEMBERED)
def kind_of(organ: str) -> OrganKind | None:
    """The kind an organ's name ends with, by its long or a short name; the longest match."""
    name = _without_brackets(plain(organ))
    kinds = _kinds_by_name()
    return next((kinds[name[start:]] for start in range(len(name)) if name[start:] in kinds), None)


@lru_cache(NAMES_REMEMBERED)
def long_name(organ: str) -> str:
    """The name with its kind written out: `市人防办` → `市人民防空办公室`; unknown kinds stay as they are."""
    name = plain(organ)
    kind = kind_of(name)
    if kind is None or name.endswith(kind.name):
        return name
    word = max((short for short in kind.short_names if name.endswith(short)), key=len, default="")
    return name[: len(name) - len(word)] + kind.name if word else name


def same_organ(one: str, other: str) -> bool:
    """Whether two names can be one organ: alike when written out, one perhaps without its place.

    `市人防办`, `沈阳市人防办` and `沈阳市人民防空办公室` can; a succession (人防办 → 国动办) is two organs.
    """
    first, second = sorted((_core(one), _core(other)), key=len)
    if first == second:
        return bool(first)
    bare = first[1:] if first[:1] in {"省", "市", "县", "区", "州"} and len(first) > 3 else first
    return len(bare) >= 2 and second.endswith(bare)


def successor(organ: str, on: date, *, local_too: bool = False) -> str | None:
    """The name the organ has on that day, if another had taken over by then; chains are followed.

    Only successions of the whole country tell that of any organ; `local_too` follows those of some places as well,
    and gives a name that it may have.
    """
    name, seen = long_name(organ), set[str]()
    while (
        (kind := kind_of(name))
        and kind.successor
        and kind.since
        and kind.since <= on
        and (local_too or not kind.is_local)
        and kind.name not in seen
    ):
        seen.add(kind.name)
        name = name[: len(name) - len(kind.name)] + kind.successor
    return name if seen else None


def is_succeeded(organ: str, on: date, reports: Callable[[str], bool]) -> bool:
    """Whether another organ reports in its place by that day: it was followed everywhere, or in some places and here.

    `reports` says whether there is a report of the organ of that name: a local succession is known by nothing else.
    """
    if successor(organ, on) is not None:
        return True
    perhaps = successor(organ, on, local_too=True)
    return perhaps is not None and reports(perhaps)


_TOWN = re.compile(
    r"(?:镇|乡|街道|苏木)(?:人民政府|政府|办事处|$)|街道办"
    r"|(?:(?<!景德)镇|(?<![城新萍])乡|街道|苏木)(?:党政|党委|党工委|便民|综合|退役|平安)[^局区]*$"
)
"""A town, a street's office, and the offices within them (青石镇党政办公室), of which none is a 局: 城镇综合开发局."""


def level_of(organ: str) -> Level:
    """The level that the name's place shows: the last place in it counts (沈阳市大东区… is county level)."""
    name = plain(organ)
    if _TOWN.search(name):
        return Level.TOWN
    places = re.findall(r"自治区|自治州|自治县|(?:(?<=.)|^)(?:省|地区|市|县|区|盟|旗|州)(?!场|政)", name)
    if not places:
        return Level.UNKNOWN
    last = places[-1]
    if last in {"省", "自治区"}:
        return Level.PROVINCE
    if last in {"市", "自治州", "地区", "盟", "州"}:
        return _level_of_city(name)
    return Level.COUNTY


def _level_of_city(name: str) -> Level:
    for each in divisions():
        if each.level is not Level.COUNTY and each.name in name:
            return Level.PROVINCE if each.level is Level.PROVINCE else Level.PREFECTURE
    return Level.UNKNOWN


def _core(organ: str) -> str:
    name = long_name(_without_brackets(plain(organ)))
    name = re.sub(r"(?<=[镇乡])(?:人民政府|政府)$|(?<=街道)(?:办事处|办)$", "", name)
    name = re.sub(r"人民政府", "政府", name)
    return re.sub(r"(?:办公室|办公厅)$", "政府办公", name) if re.search(r"政府办公[室厅]$", name) else name


def _without_brackets(name: str) -> str:
    return re.sub(r"\([^()]*\)$", "", name)


@cache
def _kinds_by_name() -> dict[str, OrganKind]:
    found: dict[str, OrganKind] = {}
    for kind in organ_kinds():
        found.setdefault(kind.name, kind)
    for kind in organ_kinds():
        for short in kind.short_names:
            found.setdefault(short, kind)
    return found
