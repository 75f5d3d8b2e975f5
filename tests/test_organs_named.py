"""Which organ a name on a portal means."""

from __future__ import annotations

import pytest

from archive.catalogue.organs import organ_named

PORTAL = {"id": "qingchuan", "name": "清川市人民政府", "division": "990100", "level": "city"}


@pytest.mark.parametrize("written", ["市人防办", "清川市人防办", "人民防空办公室", "清川市人民防空办公室"])
def test_the_ways_to_write_one_organ_s_name_are_one_organ(written: str) -> None:
    assert organ_named(written, PORTAL) == organ_named("清川市人民防空办公室", PORTAL)


def test_a_district_on_a_city_s_portal_is_no_organ_of_the_city() -> None:
    assert organ_named("云岭区人民政府", PORTAL).name == "云岭区人民政府"
    assert organ_named("清川市云岭区人民政府", PORTAL).id == organ_named("云岭区人民政府", PORTAL).id


@pytest.mark.parametrize("name", ["住房和城乡建设局", "城乡规划局", "城市管理局"])
def test_town_and_country_in_a_name_are_no_place(name: str) -> None:
    assert organ_named(f"清川市{name}", PORTAL).name == f"清川市{name}"
    assert organ_named(name, PORTAL).id == organ_named(f"清川市{name}", PORTAL).id


def test_the_same_name_on_another_portal_is_another_organ() -> None:
    other = {"id": "heping", "name": "和平县人民政府", "division": "990224", "level": "district"}
    assert organ_named("审计局", PORTAL).id != organ_named("审计局", other).id


def test_the_government_of_a_portal_has_the_portal_s_level() -> None:
    assert organ_named("市政府", PORTAL).level == "city"
    assert organ_named("清川市人民政府", PORTAL).level == "city"
    assert organ_named("清川市人民政府", {**PORTAL, "level": "department"}).level is None
    # Others keep what their own name shows.
    assert organ_named("云岭区人民政府", PORTAL).level == "county"
    assert organ_named("清川市教育局", PORTAL).level is None


def test_a_portal_s_level_is_not_that_of_the_government_above_it() -> None:
    """东阳 is in no register here: its code falls back to 金华, and its own name is all there is."""
    county = {"id": "dongyang", "name": "东阳市人民政府", "division": "330783", "level": "district"}
    assert organ_named("东阳市人民政府", county).level == "district"
    assert organ_named("金华市人民政府", county).level == "prefecture"
    assert organ_named("大东区人民政府", {**county, "name": "大东", "division": "210104"}).level == "district"


def test_a_portal_s_level_makes_no_other_organ_of_its_government() -> None:
    other = {**PORTAL, "level": "district"}
    assert organ_named("清川市人民政府", PORTAL).id == organ_named("清川市人民政府", other).id
