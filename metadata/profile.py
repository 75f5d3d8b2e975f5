"""A portal's profile: what is known of a government website before it is asked, as a TOML file.

Reading is strict: an unknown key, a missing one or a wrong value is an error that names file, key and reason; all
of them are told at once.

    ProfileError (ValueError)
        UnknownPortal      no registered id and no file of that name
        NotToml            a file that is no TOML at all
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from metadata.families import find_family
from metadata.hosts import HostRule, is_address
from metadata.strict_table import ProfileError, StrictTable

PORTALS_FOLDER = Path(__file__).parent / "portals"
FIRST_REPORT_YEAR = 2008
"""The first year anyone reported on (Regulation of 2007, in force 2008-05-01)."""

_SOME_HOME = "http://www.gov.cn/"
"""What channels are read relative to where the home page is none: they may be right."""


class UnknownPortal(ProfileError):
    """No registered portal has this id, and there is no file of this name."""


class Level(StrEnum):
    """Whose website a portal is."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    DEPARTMENT = "department"
    TOWN = "town"
    ZONE = "zone"


class Serves(StrEnum):
    """What a channel's address answers: a list of pages, or (大汉's annual-report module) a report itself."""

    LIST = "list"
    REPORT = "report"


class NotToml(ProfileError):
    """What was given as a profile is no TOML text: most likely another file was meant."""


@dataclass(frozen=True, slots=True)
class ChannelSeed:
    """A channel to start from: its absolute URL, its name, and what it serves.

    `{year}` in the URL stands for each report year from `first_year` on.
    """

    url: str
    name: str
    serves: Serves
    first_year: int

    def urls(self, until_year: int) -> tuple[str, ...]:
        """The addresses to ask for: one, or one for each report year up to `until_year`."""
        if "{year}" not in self.url:
            return (self.url,)
        return tuple(self.url.replace("{year}", str(year)) for year in range(self.first_year, until_year + 1))


@dataclass(frozen=True, slots=True)
class Expectations:
    """The least that a crawl must find: list pages, listing entries, reports a year, and named organs."""

    list_pages: int = 1
    entries: int = 1
    reports_per_year: int = 0
    organs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A portal as its profile describes it.

    `family` is the id of its CMS family, None to tell it from the pages. `delay_s` is the least time between
    two requests to one host in seconds. `window` is the hours of the day (China time, from and to) in which
    the portal may be crawled. `checked` is the day on which a crawl confirmed the profile, None for never.
    `text` is the file as read, kept with every crawl.
    """

    id: str
    name: str
    home: str
    level: Level
    division: str | None
    family: str | None
    channels: tuple[ChannelSeed, ...]
    hosts: HostRule
    delay_s: float
    max_requests: int
    window: tuple[int, int] | None
    expectations: Expectations
    checked: date | None
    text: str


def load_profile(path: Path) -> Profile:
    """The profile in the file `path`; raises ProfileError."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # editors on Windows write the mark
    except OSError as error:
        raise ProfileError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise NotToml(f"{path}: not UTF-8 text (byte {error.start})") from error
    return parse_profile(text, where=str(path))


def parse_profile(text: str, *, where: str) -> Profile:
    """The profile that `text` describes; `where` is named in errors. Raises ProfileError."""
    try:
        values = tomllib.loads(text)
    # No TOML; a number of 5,000 digits; 1,000 lists in one another.
    except (ValueError, RecursionError) as error:
        raise NotToml(f"{where}: not TOML: {error}") from error
    table = StrictTable(values, where)
    profile = _profile(table, text)
    if table.faults:
        raise ProfileError(*table.faults)
    return profile


@cache
def registered_profiles() -> tuple[Profile, ...]:
    """Every profile that the package brings along, by id; raises ProfileError for a wrong one."""
    profiles = [load_profile(path) for path in sorted(PORTALS_FOLDER.glob("*.toml"))]
    for profile, path in zip(profiles, sorted(PORTALS_FOLDER.glob("*.toml")), strict=True):
        if profile.id != path.stem:
            raise ProfileError(f"{path}: id: {profile.id!r} is not the name of the file")
    return tuple(profiles)


def find_profile(id_or_path: str) -> Profile:
    """The registered profile of that id, or the profile in that `.toml` file; raises ProfileError."""
    if id_or_path.endswith(".toml"):
        return load_profile(Path(id_or_path))
    path = PORTALS_FOLDER / f"{id_or_path}.toml"
    if not id_or_path.replace("-", "").isalnum() or not path.is_file():
        raise UnknownPortal(
            f"{id_or_path}: no such portal; `nianbao portals` lists them, or name a .toml file"
        )
    return load_profile(path)


def _profile(table: StrictTable, text: str) -> Profile:
    """The profile of a table, good for nothing where that has noted faults."""
    home = table.url("home")
    hosts = _hosts(table, home)
    channels = _channels(table, home, hosts)
    profile = Profile(
        id=_id(table),
        name=table.text("name"),
        home=home,
        level=table.choice("level", Level),
        division=_division(table),
        family=_family(table),
        channels=channels,
        hosts=hosts,
        delay_s=float(table.number("delay_s", 1.0, 0 if hosts.loopback else 0.2, 3600)),
        max_requests=table.whole("max_requests", 20_000, 1, 10_000_000),
        window=_window(table),
        expectations=_expectations(table.table("expectations"), channels),
        checked=_checked(table),
        text=text,
    )
    table.finish()
    return profile


def is_portal_id(text: str) -> bool:
    """Whether a text is lower-case letters, digits and hyphens."""
    return text.isascii() and text.replace("-", "").isalnum() and text == text.lower()


def _id(table: StrictTable) -> str:
    value = table.text("id")
    if value and not is_portal_id(value):
        table.note("id", "not lower-case letters, digits and hyphens")
    elif value.startswith("-"):  # what crawls of such a portal left is taken still
        table.note("id", "begins as an option does")
    return value


def _division(table: StrictTable) -> str | None:
    # Functional zones and national bodies have no GB/T 2260 code of their own.
    value = table.text("division", "none")
    if value == "none":
        return None
    if len(value) != 6 or not value.isdecimal() or not value.isascii():
        table.note("division", "not six digits (GB/T 2260) and not none")
    return value


def _family(table: StrictTable) -> str | None:
    value = table.text("family", "detect")
    if value == "detect":
        return None
    try:
        return find_family(value).id
    except KeyError:
        table.note("family", f"no such family: {value}")
        return None


def _hosts(table: StrictTable, home: str) -> HostRule:
    named, loopback = table.texts("hosts") or _home_hosts(home), table.flag("loopback")
    try:
        rule = HostRule.of(named, loopback=loopback)
    except ValueError as error:
        table.note("hosts", str(error))
        return HostRule(frozenset(), frozenset(), loopback)
    if home and (refusal := rule.refuses(home)):
        table.note("home", refusal)
    return rule


def _home_hosts(home: str) -> tuple[str, ...]:
    """The home page's host with and without `www.`: portals send their visitors from one to the other."""
    if not home:
        return ()
    host = urlsplit(home).netloc.lower()
    if is_address(urlsplit(home).hostname or ""):
        return (host,)
    return (host, host.removeprefix("www.") if host.startswith("www.") else f"www.{host}")


def _channels(table: StrictTable, home: str, hosts: HostRule) -> tuple[ChannelSeed, ...]:
    seeds: list[ChannelSeed] = []
    hosts_are_known = not table.faults  # home and hosts were read before
    for channel in table.tables("channels"):
        url = channel.url("url", home or _SOME_HOME)
        if url and hosts_are_known and (refusal := hosts.refuses(url)):
            channel.note("url", refusal)
        if url and any(url == seed.url for seed in seeds):
            channel.note("url", "named twice")
        if set("{}") & set(url.replace("{year}", "")):
            channel.note("url", "only {year} is filled in")
        serves = channel.choice("serves", Serves, Serves.LIST)
        first_year = channel.whole("first_year", FIRST_REPORT_YEAR, 2000, 2100)
        seeds.append(ChannelSeed(url, channel.text("name"), serves, first_year))
        channel.finish()
    if not seeds:
        table.note("channels", "none named: at least one [[channels]] is needed")
    return tuple(seeds)


def _window(table: StrictTable) -> tuple[int, int] | None:
    value = table.text("window", "always")
    if value == "always":
        return None
    hours = re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})", value)
    if hours is None or int(hours[1]) > 23 or int(hours[2]) > 24:
        table.note("window", "not hours as in 20-6, and not always")
        return None
    return int(hours[1]), int(hours[2])


def _expectations(table: StrictTable, channels: Sequence[ChannelSeed]) -> Expectations:
    least = int(any(seed.serves is Serves.LIST for seed in channels))
    expectations = Expectations(
        list_pages=table.whole("list_pages", least, 0, 100_000),
        entries=table.whole("entries", least, 0, 1_000_000),
        reports_per_year=table.whole("reports_per_year", 0, 0, 100_000),
        organs=table.texts("organs"),
    )
    table.finish()
    return expectations


def _checked(table: StrictTable) -> date | None:
    value = table.text("checked", "never")
    if value == "never":
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        table.note("checked", "not a day as in 2026-01-31, and not never")
        return None
