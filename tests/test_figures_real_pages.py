"""Real reports, where they are at hand: the figures that a person reads in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from metadata.figures import Figures, TableName, as_json, read_figures
from metadata.figures.keys import COLUMN_KEYS, OTHER_ROWS_2021, OUTCOME_ROWS, REVIEW_BLOCKS, REVIEW_COLUMNS
from metadata.reader import read_page

REAL_PAGES = Path(__file__).parents[2] / "shared" / "real-pages"
pytestmark = pytest.mark.skipif(not REAL_PAGES.is_dir(), reason="saved real pages are not at hand")

COUNTY_BUREAU_2023 = "www.shuyang.gov.cn/sygfj/gknb/202401/2ecfb31a335f4d689220a3a23e24a986.shtml"
DISTRICT_2023_PDF = "pdf/hzq2023.pdf"
EDUCATION_2018 = "edu.sc.gov.cn/scedu/c100529/2019/3/20/82f08978b722419ba65a0f782e7e8d78.html"


def figures_of(page: str) -> Figures:
    return read_figures(read_page((REAL_PAGES / page).read_bytes(), url=f"http://{page}"))


def table3(
    columns: dict[str, dict[str, int | None]], rows: tuple[str, ...]
) -> dict[str, dict[str, int | None]]:
    """Table 3 from what is not zero: `columns` gives the counts of each row, all others are zero."""
    return {row: {column: columns.get(row, {}).get(column, 0) for column in COLUMN_KEYS} for row in rows}


def test_the_county_bureau_of_2023_in_words_own_markup() -> None:
    found = as_json(figures_of(COUNTY_BUREAU_2023))
    assert found["table2"] == {
        "rules_issued": 0,
        "rules_repealed": 0,
        "rules_in_force": 0,
        "normative_issued": 8,
        "normative_repealed": 0,
        "normative_in_force": 18,
        "permit_decisions": 0,
        "penalty_decisions": 0,
        "coercion_decisions": 0,
        "fees_wan_yuan": 0,
    }
    rows = ("received", "carried_in", *OUTCOME_ROWS, *OTHER_ROWS_2021, "outcome_total", "carried_out")
    blank = dict.fromkeys(COLUMN_KEYS[1:-1])
    expected: dict[str, dict[str, int | None]] = {
        row: {"natural_person": 0, **blank, "total": 0} for row in rows
    }
    for row in ("received", "granted", "outcome_total"):
        expected[row] = {"natural_person": 26, **blank, "total": 26}
    assert found["table3"] == expected
    zeros = dict.fromkeys(REVIEW_COLUMNS, 0)
    assert found["table4"] == {
        "review": zeros | {"pending": 1, "total": 1},
        "suit_direct": zeros,
        "suit_after_review": zeros,
    }


def test_the_district_of_2023_as_a_pdf_with_a_table_over_two_pages() -> None:
    found = as_json(figures_of(DISTRICT_2023_PDF))
    assert found["table2"] == {
        "rules_issued": 0,
        "rules_repealed": 0,
        "rules_in_force": 0,
        "normative_issued": 0,
        "normative_repealed": 5,
        "normative_in_force": 5,
        "permit_decisions": 550,
        "penalty_decisions": 4119,
        "coercion_decisions": 195,
        "fees_wan_yuan": 7730.28,
    }
    persons = {
        "received": 21,
        "granted_partly": 4,
        "denied_state_secret": 1,
        "denied_deliberative": 1,
        "denied_enforcement_file": 1,
        "unavailable_not_held": 10,
        "unavailable_needs_creation": 3,
        "rejected_petition_complaint": 1,
        "outcome_total": 21,
    }
    rows = ("received", "carried_in", *OUTCOME_ROWS, "other_all", "outcome_total", "carried_out")
    counts: dict[str, dict[str, int | None]] = {
        row: {"natural_person": count, "total": count} for row, count in persons.items()
    }
    assert found["table3"] == table3(counts, rows)
    blocks = [(10, 1, 0, 0, 0), (0, 0, 0, 0, 0), (5, 0, 0, 0, 0)]
    assert found["table4"] == {
        block: dict(zip(REVIEW_COLUMNS, cells, strict=True))
        for block, cells in zip(REVIEW_BLOCKS, blocks, strict=True)
    }


def test_the_education_department_of_2018_tells_some_counts_of_the_annex_in_a_table_of_its_own() -> None:
    figures = figures_of(EDUCATION_2018)
    annex = {figure.row: figure.value for figure in figures.of(TableName.ANNEX)}
    assert annex == {
        "app_online": 6,
        "app_post": 2,
        "ans_granted": 3,
        "ans_partly": 2,
        "ans_denied": 2,
        "ans_amend": 1,
    }
    assert not figures.of(TableName.TABLE2)
    assert not figures.of(TableName.TABLE3)
