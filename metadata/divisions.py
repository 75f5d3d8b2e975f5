"""The divisions of GB/T 2260 (`divisions.csv`): codes and names with their validity, since codes change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache

from metadata.registers import day_or_none, register_rows


class Level(StrEnum):
    """The level an organ's own name shows."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWN = "town"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Division:
    """A division of GB/T 2260. An empty validity means: as far as this register knows, always and still."""

    code: str
    name: str
    level: Level
    valid_from: date | None
    valid_to: date | None
    successor: str


@cache
def divisions() -> tuple[Division, ...]:
    """The register of divisions: every province and prefecture, and the counties that are needed here.

    Needed are those of portals, and those since 2008 whose names end like a zone's: 沈北新区, 碑林区.
    """
    return tuple(
        Division(
            row["code"],
            row["name"],
            Level(row["level"]),
            day_or_none(row["valid_from"]),
            day_or_none(row["valid_to"]),
            row["successor"],
        )
        for row in register_rows("divisions.csv")
    )


CODES_REMEMBERED = 4096
"""Codes whose meaning is kept: those of a portal come again with every page of it."""


@lru_cache(CODES_REMEMBERED)
def division(code: str, on: date | None = None) -> Division | None:
    """The division of a code on a day (today's name without one); a county's code falls back to its prefecture."""
    for candidate in (code[:6], code[:4] + "00", code[:2] + "0000"):
        for each in divisions():
            if each.code == candidate and _is_valid(each, on):
                return each
    return None


def is_county(name: str) -> bool:
    """Whether the register has a county of this name, alone or after its province and prefecture (上海浦东新区).

    A name that says nothing without them, 矿区 or 城区, is none alone: mines have such zones.
    """
    return name in _names_of_counties()


@cache
def _names_of_counties() -> frozenset[str]:
    return frozenset(
        above + each.name
        for each in divisions()
        if each.level is Level.COUNTY
        for above in _names_above(each)
        if above or len(each.name) > 2
    )


def _names_above(county: Division) -> Iterator[str]:
    """What can stand before a county's name: nothing, its province, its prefecture, both, in full or short."""
    names = {each.code: each.name for each in divisions()}
    province, prefecture = (
        {"", name, name.removesuffix("省").removesuffix("市")}
        for name in (names.get(county.code[:2] + "0000", ""), names.get(county.code[:4] + "00", ""))
    )
    return (first + second for first in province for second in prefecture)


def _is_valid(each: Division, on: date | None) -> bool:
    if on is None:
        return each.valid_to is None
    return (each.valid_from is None or each.valid_from <= on) and (
        each.valid_to is None or on < each.valid_to
    )
