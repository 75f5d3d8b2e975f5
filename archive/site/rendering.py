"""Rendering: templates, and what they may use. Everything is escaped unless it is ours."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from archive.catalogue.values import china_day, minute_text
from archive.site.privacy import covered
from archive.site.words import changes, organ_level, place, word

if TYPE_CHECKING:
    from archive.site.visit import Visit


NAVIGATION = (
    ("/search", "检索", "Search"),
    ("/coverage", "覆盖", "Coverage"),
    ("/changes", "改动", "Changes"),
    ("/findings", "发现", "Findings"),
    ("/compare", "比较", "Compare"),
)
FEEDS = (
    ("/feeds/reports.atom", "新收年报", "new reports"),
    ("/feeds/changes.atom", "改动", "changes"),
    ("/feeds/findings.atom", "发现", "findings"),
)


def render(template: str, visit: Visit, values: dict[str, Any]) -> str:
    """A template with a visit's links and language."""
    return _environment().get_template(template).render(visit=visit, t=visit.words, link=visit.link, **values)


@cache
def style_sheet(name: str) -> bytes:
    """A style sheet with the palette that all share: `site` of our pages, `tables` of Datasette's own."""
    folder = files("archive.site").joinpath("static")
    return b"\n".join(folder.joinpath(f"{part}.css").read_bytes() for part in ("palette", name))


@cache
def style_address(name: str) -> str:
    """The address of a style sheet, which changes with it."""
    return f"/-/nianbao/{name}-{hashlib.sha256(style_sheet(name)).hexdigest()[:12]}.css"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("archive.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"minute": minute, "day": day, "bytes": byte_count, "thousands": thousands}
    environment.globals |= {
        "word": word,
        "change_words": changes,
        "organ_level": organ_level,
        "place_words": place,
        "style_address": style_address,
        "covered": covered,
        "navigation": NAVIGATION,
        "feeds": FEEDS,
    }
    return environment


def minute(moment: str | None) -> str:
    """A moment of the catalogue as people read it: `2026-11-23 20:42`, UTC."""
    return minute_text(moment) if moment else "—"


def day(moment: str | None) -> str:
    """The day in China of a moment, as the sentences of findings tell it."""
    return china_day(moment).isoformat() if moment else "—"


def byte_count(count: int | None) -> str:
    """A size as people read it."""
    if count is None:
        return "—"
    size, unit = float(count), "B"
    for larger in ("KB", "MB", "GB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"


def thousands(number: float | None) -> str:
    """A number with its thousands apart."""
    if number is None:
        return "—"
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,}"
