"""Which organ a name on a page means, on the portal where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from archive.catalogue.ids import short_id
from archive.catalogue.statements import Row
from metadata.divisions import Level, division
from metadata.organs import level_of, long_name

_BARE_LEVEL = re.compile(r"^(?:省|市|州|县|区)(?=..)")
_PLACE = re.compile(r"^\w{2,7}?(?<!城)(?:省|自治区|自治州|自治县|地区|市|州|县|区|旗|盟|镇|乡|街道)")
"""A place at the head of a name; 城乡 and 城市 are none (住房和城乡建设局)."""


_GOVERNMENT = "人民政府"
_LEVELS_OF_GOVERNMENTS = frozenset({"province", "city", "district", "town"})
"""Levels of a portal (`metadata.profile`) that is a government's own; others are a department's, say, of that place."""

NAMES_HELD = 4_096
"""Names whose organ is kept at hand: a city has some hundreds, and each is asked for twice a report."""


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ as the catalogue knows it: `name` is long and with its place, `division` the portal's."""

    id: str
    name: str
    level: str | None
    division: str | None

    @property
    def row(self) -> Row:
        """Its row of `organs`."""
        return {"id": self.id, "name": self.name, "level": self.level, "division": self.division}


def organ_named(name: str, portal: Row | None) -> Organ:
    """The organ that a page of this portal (its row; None for an imported page) calls `name`.

    `市人防办`, `人民防空办公室` and `清川市人防办` on one portal are one organ; a name with a place of its own is
    taken as it stands, since names of districts repeat and the portal anchors them. The government that a portal
    is of has the portal's level, which no name of a place shows that is in no register.
    """
    if portal is None:
        return _organ(name, None, "", None, None)
    return _organ(name, portal["division"], portal["id"], portal["name"], portal["level"])


@lru_cache(NAMES_HELD)
def _organ(
    name: str, code: str | None, portal: str, portal_name: str | None, portal_level: str | None
) -> Organ:
    place = _place_of(code, portal_name)
    full = long_name(name)
    if place and not full.startswith(place):
        bare = _BARE_LEVEL.sub("", full)
        if bare != full or not _PLACE.match(full):
            full = place + bare
    elif place and _PLACE.match(full.removeprefix(place)):
        full = full.removeprefix(place)
    return Organ(
        id="o" + short_id("organ", code or portal, full)[:9],
        name=full,
        level=portal_level if _is_own_government(full, code, portal_name, portal_level) else _level(full),
        division=code,
    )


def _is_own_government(
    full: str, code: str | None, portal_name: str | None, portal_level: str | None
) -> bool:
    """Whether a portal of this code, name and level is that of the government of this full name."""
    if portal_level not in _LEVELS_OF_GOVERNMENTS or not full.endswith(_GOVERNMENT):
        return False
    found = division(code) if code else None
    # A county that is in no register falls back to its prefecture, whose government it is not.
    is_of_division = found is not None and found.code == code and full == found.name + _GOVERNMENT
    return is_of_division or full in (portal_name or "")


def _level(full: str) -> str | None:
    level = level_of(full)
    return None if level is Level.UNKNOWN else level.value


def _place_of(code: str | None, portal_name: str | None) -> str | None:
    """The place that a portal speaks for: its division's name, else the place that its own name begins with."""
    found = division(code) if code else None
    if found:
        return found.name
    place = _PLACE.match(portal_name or "")
    return place.group() if place else None
