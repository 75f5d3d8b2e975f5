"""Which organ a name on a portal means."""

from __future__ import annotations

import pytest

from archive.catalogue.organs import organ_named

PORTAL = {"id": "qingchuan", "name": "清川市人民政府", "division": "990100"}


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
    other = {"id": "heping", "name": "和平县人民政府", "division": "990224"}
    assert organ_named("审计局", PORTAL).id != organ_named("审计局", other).id
