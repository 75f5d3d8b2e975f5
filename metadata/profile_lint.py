"""What a profile could say better: advice beside the errors that reading it raises."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from metadata.profile import Expectations, Profile, Serves

SLOW_ENOUGH_S = 1.0
"""Seconds between requests below which a portal's webmaster may complain."""

_ONE_YEAR = re.compile(r"/(?:[a-z]*nb[a-z]*)?20\d\dn?b?/")
"""The folder of one year: `/2018n/`, `/2023nb/`, `/nbsz2025/`."""


def lint_profile(profile: Profile, path: Path) -> tuple[str, ...]:
    """What to fix or to consider, a sentence each; empty for a profile without fault."""
    return (*_identity(profile, path), *_hosts(profile), *_channels(profile), *_expectations(profile))


def _identity(profile: Profile, path: Path) -> list[str]:
    advice = []
    if profile.id != path.stem:
        advice.append(f"id: {profile.id!r} is not the name of the file: rename one of them")
    if profile.division is None and profile.level not in {"zone", "national"}:
        advice.append(
            "division: none: find its six digits (GB/T 2260); only zones and national bodies have none"
        )
    if profile.checked is None:
        advice.append("checked: never: crawl it once, look at what came, then write the day")
    advice += _division(profile)
    return advice


def _division(profile: Profile) -> list[str]:
    """GB/T 2260: two digits for the province, two for the city, two for the district; 00 for the whole."""
    ending = {"province": "0000", "city": "00"}.get(profile.level)
    if profile.division and ending and not profile.division.endswith(ending):
        return [f"division: {profile.division}: the code of a {profile.level} ends in {ending}"]
    if profile.division and profile.level in {"district", "town"} and profile.division.endswith("00"):
        return [f"division: {profile.division}: the code of a whole city: name the {profile.level}'s own"]
    return []


def _hosts(profile: Profile) -> list[str]:
    named = sorted(host for host, _ in profile.hosts.exact | profile.hosts.with_subdomains)
    if profile.hosts.loopback:
        return []
    return [
        f"hosts: {host} is not under gov.cn: make sure that it is official, clones are many"
        for host in named
        if not host.endswith(".gov.cn")
    ]


def _channels(profile: Profile) -> list[str]:
    advice = []
    for number, seed in enumerate(profile.channels):
        parts = urlsplit(seed.url)
        if parts.path in {"", "/"}:
            advice.append(f"channels[{number}].url: the home page: name the annual-report channel")
        if "{year}" in seed.url and seed.serves is Serves.LIST:
            advice.append(f'channels[{number}].serves: with {{year}} in the address it mostly is "report"')
        if _ONE_YEAR.search(parts.path):
            advice.append(f"channels[{number}].url: of one year alone: name the channel above it")
        if "t20" in parts.path and parts.path.endswith((".html", ".htm", ".shtml")):
            advice.append(f"channels[{number}].url: looks like an article, not like a list")
    if profile.delay_s < SLOW_ENOUGH_S and not profile.hosts.loopback:
        advice.append(f"delay_s: {profile.delay_s:g}: faster than one request a second")
    return advice


def _expectations(profile: Profile) -> list[str]:
    lists = any(seed.serves is Serves.LIST for seed in profile.channels)
    if lists and profile.expectations == Expectations():
        return ["expectations: none: say how many entries, or a portal that answers half goes unnoticed"]
    return []
