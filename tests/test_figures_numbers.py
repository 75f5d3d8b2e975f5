"""Numbers as cells write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from metadata.figures.numbers import looks_numeric, read_number


@pytest.mark.parametrize(
    ("raw", "value", "unit"),
    [
        ("12", 12, None),
        ("１２", 12, None),
        (" 1 136 ", 1136, None),
        ("1,136", 1136, None),
        ("12，408", 12408, None),
        ("减1", -1, None),
        ("减少 3", -3, None),
        ("增2", 2, None),
        ("-4", -4, None),
        ("31批次", 31, "批次"),
        ("709455.9元", Decimal("709455.9"), "元"),
        ("160.5964万元", Decimal("160.5964"), "万元"),
        ("38.441094", Decimal("38.441094"), None),
        ("0", 0, None),
    ],
)
def test_a_number_keeps_every_digit_and_its_unit(raw: str, value: int | Decimal, unit: str | None) -> None:
    written = read_number(raw)
    assert (written.value, written.unit) == (value, unit)


@pytest.mark.parametrize(
    "raw", ["", " ", "/", "-", "—", "——", "／", "无", "约3", "1-3", "3%", "1,13", "不变", "2022年"]
)
def test_what_is_no_number_is_unknown_and_never_zero(raw: str) -> None:
    assert read_number(raw).value is None


def test_a_dash_is_a_value_and_a_label_is_not() -> None:
    assert looks_numeric("—")
    assert looks_numeric("减1")
    assert not looks_numeric("")
    assert not looks_numeric("1.属于国家秘密")


def test_a_number_longer_than_any_count_or_sum_is_unknown() -> None:
    assert read_number("9" * 16).value == 9999999999999999
    assert read_number("9" * 17).value is None
    assert read_number("9" * 5000 + ".5").value is None
