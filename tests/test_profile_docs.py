"""The page about profiles names every key that is read, every level and every family."""

import re
from pathlib import Path

from metadata import profile
from metadata.families import FAMILIES
from metadata.profile import Level, Serves, parse_profile

PAGE = (Path(__file__).parents[1] / "docs" / "profiles.md").read_text(encoding="utf-8")


def test_every_key_is_described() -> None:
    source = Path(profile.__file__).read_text(encoding="utf-8")
    keys = set(
        re.findall(r"\.(?:text|number|whole|flag|texts|tables|table|url|choice)\(\s*\"(\w+)\"", source)
    )
    assert {"id", "url", "serves", "organs", "loopback", "window"} <= keys
    described = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    assert keys <= described
    assert described - keys == {family.id for family in FAMILIES}


def test_every_level_family_and_way_to_serve_is_named() -> None:
    for word in (*Level, *Serves, *(family.id for family in FAMILIES)):
        assert f"`{word}`" in PAGE


def test_the_example_is_a_profile() -> None:
    example = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    assert parse_profile(example[1], where="docs/profiles.md").id == "qingchuan"
