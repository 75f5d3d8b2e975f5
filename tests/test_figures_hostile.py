"""Bodies that were made to cost time: figures and findings come in bounded time, and without an error."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.checks import check_report
from metadata.figures import read_figures
from metadata.reader import read_page
from metadata.reading import Reading, Table

TITLE = "清川市文渡区水务局2022年政府信息公开工作年度报告"
BODY = "<div class='TRS_Editor'><p>现将有关情况公布。</p></div>"
PAGE = f"<html><title>{TITLE}</title><body><h1>{TITLE}</h1>{BODY}</body></html>"
SECONDS = 20
"""400,000 characters take two on a busy core; a search that grows with their square takes an hour."""


def report() -> Reading:
    return read_page(PAGE.encode(), url="http://www.qingchuan.example/t1_8.html")


@pytest.mark.parametrize(
    "unit",
    [
        "共100条，其中1条、2条",
        "收到政府信息公开申请3件",
        "清川市文渡区水务局申请。",
        "属于国家秘密 0 0\n",
        "信息内容规章1\n",
        "截至2016年12月31日",
        "- ",
        "7",
    ],
)
def test_a_long_body_of_one_thing(unit: str) -> None:
    reading = replace(report(), text=unit * (400_000 // len(unit)))
    started = time.monotonic()
    check_report(reading, read_figures(reading))
    assert time.monotonic() - started < SECONDS


WORDS = "自然人 总计 其他 信息内容 规章 本年制发件数 （六）其他处理 行政复议 结果维持 减1 — 0"
CELLS = st.sampled_from(["", *WORDS.split()])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6).flatmap(lambda width: st.lists(st.tuples(*[CELLS] * width), min_size=1, max_size=8)))
def test_any_table_gives_figures_that_point_into_it(rows: list[tuple[str, ...]]) -> None:
    text = "\n".join("\t".join(row) for row in rows)
    reading = replace(report(), text=text, tables=(Table(tuple(rows), 0, len(text)),))
    figures = read_figures(reading)
    for figure in figures.cells:
        place = figure.evidence
        assert hasattr(place, "row")
        assert rows[place.row][place.column] == figure.raw
    check_report(reading, figures)
