"""The view of reports: deadlines as the findings know them, days late, figures with blanks left unknown."""

from __future__ import annotations

import pytest
from findings_catalogue import SmallCatalogue

from archive.catalogue.descriptions import TABLES, VIEWS
from archive.catalogue.statements import Row, read_rows
from archive.site.canned import QUERIES
from archive.site.queries.figures import leading_organs, organ_names, points
from archive.site.series import BY_KEY
from metadata.figures.keys import OUTCOME_ROWS

Cells = dict[tuple[str, str, str], int | None]

AT, LATER = "2024-02-05T02:00:00.000000Z", "2024-03-05T02:00:00.000000Z"


def shown(small: SmallCatalogue) -> Row:
    small.findings()  # settles
    (row,) = read_rows(small.db, "select * from reports_view")
    return row


@pytest.mark.parametrize(
    ("organ", "year", "published", "deadline", "days_late"),
    [
        ("清川市教育局", 2015, "2016-04-10", "2016-03-31", 10),
        ("清川市教育局", 2022, "2023-01-31", "2023-01-31", 0),
        ("清川市教育局", 2022, None, "2023-01-31", None),
        ("清川市云岭区石门镇人民政府", 2022, "2023-03-04", None, None),
    ],
)
def test_days_late_are_counted_from_the_legal_day_where_there_is_one(
    small: SmallCatalogue,
    organ: str,
    year: int,
    published: str | None,
    deadline: str | None,
    days_late: int | None,
) -> None:
    small.report(organ, year, AT, published=published)
    row = shown(small)
    assert (row["deadline_on"], row["days_late"]) == (deadline, days_late)


DENIED = tuple(row for row in OUTCOME_ROWS if row.startswith("denied_"))
WHOLE: Cells = {
    ("table3", "received", "total"): 9,
    **{("table3", row, "total"): number for number, row in enumerate(DENIED)},
    ("table3", "denied_third_party", "natural_person"): 7,
    ("table3", "outcome_total", "total"): 56,
    ("table4", "suit_direct", "total"): 1,
    ("table4", "suit_after_review", "total"): 2,
}
PARTIAL: tuple[Cells, ...] = (
    WHOLE | {("table3", "denied_third_party", "total"): None, ("table4", "suit_direct", "total"): None},
    {
        cell: value
        for cell, value in WHOLE.items()
        if cell[1:] not in {("denied_third_party", "total"), ("suit_direct", "total")}
    },
)


@pytest.mark.parametrize(
    ("figures", "denied", "suits"), [(WHOLE, 28, 3), *((partial, None, None) for partial in PARTIAL)]
)
def test_a_sum_with_a_blank_cell_or_a_missing_row_is_unknown(
    small: SmallCatalogue, figures: Cells, denied: int | None, suits: int | None
) -> None:
    small.report("清川市教育局", 2022, AT, figures=figures)
    row = shown(small)
    assert (row["received"], row["denied"], row["suits"]) == (9, denied, suits)
    (rate,) = read_rows(small.db, QUERIES["denial_rates"]["sql"])
    assert (rate["不予公开"], rate["办理总计"]) == (denied, 56)
    assert rate["百分比"] == (None if denied is None else 50.0)
    (organ,) = (row["id"] for row in read_rows(small.db, "select id from organs"))
    for key, value in (("denied", denied), ("suits", suits)):
        (point,) = points(small.db.conn, BY_KEY[key], [organ]).values()
        assert point.value == value


BLANK: Cells = {("table3", "received", "total"): None, ("table4", "suit_direct", "total"): None}


@pytest.mark.parametrize(
    ("on_page", "expected"), [({}, (9, 28, 56, 3)), (BLANK, (None, None, None, None))], ids=["cover", "blank"]
)
def test_figures_of_a_report_in_an_attachment_are_shown_where_its_page_has_no_such_table(
    small: SmallCatalogue, on_page: Cells, expected: tuple[int | None, ...]
) -> None:
    url = small.report("清川市教育局", 2022, AT, figures=on_page)
    small.attachment(url, AT, figures=WHOLE)
    row = shown(small)
    assert (row["received"], row["denied"], row["outcome_total"], row["suits"]) == expected
    (point,) = points(small.db.conn, BY_KEY["received"], [row["organ_id"]]).values()
    assert point.value == row["received"]
    assert leading_organs(small.db.conn, BY_KEY["received"], 1) == [row["organ_id"]]


def test_of_the_attachments_with_a_table_the_one_seen_last_is_shown(small: SmallCatalogue) -> None:
    url = small.report("清川市教育局", 2022, AT)
    for received, (name, seen) in enumerate([("a.docx", AT), ("b.docx", LATER), ("c.docx", AT)]):
        small.attachment(url, seen, name=name, figures={("table3", "received", "total"): received})
    row = shown(small)
    (point,) = points(small.db.conn, BY_KEY["received"], [row["organ_id"]]).values()
    assert (row["received"], point.value) == (1, 1)


def test_the_figures_of_one_table_come_of_one_place(small: SmallCatalogue) -> None:
    url = small.report("清川市教育局", 2022, AT, figures={("table3", "outcome_total", "total"): 3})
    small.attachment(url, AT, figures=WHOLE)
    row = shown(small)
    (point,) = points(small.db.conn, BY_KEY["received"], [row["organ_id"]]).values()
    assert (row["outcome_total"], row["received"], point.value) == (3, None, None)
    assert row["suits"] == 3


def test_the_organs_that_lead_do_so_by_what_is_shown_of_them(small: SmallCatalogue) -> None:
    url = small.report("清川市教育局", 2022, AT)
    for received, (name, seen) in {900: ("a.docx", AT), 1: ("b.docx", LATER)}.items():
        small.attachment(url, seen, name=name, figures={("table3", "received", "total"): received})
    small.report("清川市水务局", 2022, AT, figures={("table3", "received", "total"): 50})
    small.findings()
    leading = leading_organs(small.db.conn, BY_KEY["received"], 2)
    assert list(organ_names(small.db.conn, leading).values()) == ["清川市水务局", "清川市教育局"]


def test_the_organs_that_lead_do_so_by_whole_sums(small: SmallCatalogue) -> None:
    small.report("清川市教育局", 2022, AT, figures={**PARTIAL[1], ("table3", DENIED[0], "total"): 900})
    small.report("清川市水务局", 2022, AT, figures=WHOLE)
    small.findings()
    leading = leading_organs(small.db.conn, BY_KEY["denied"], 1)
    assert list(organ_names(small.db.conn, leading).values()) == ["清川市水务局"]


@pytest.mark.parametrize("name", [*TABLES, *VIEWS])
def test_every_column_is_described(small: SmallCatalogue, name: str) -> None:
    described = {**TABLES, **VIEWS}[name].columns
    columns = [row["name"] for row in read_rows(small.db, f"pragma table_info({name})")]
    # The number in the search index is the published copy's alone.
    assert set(columns) == set(described) - {"search_number"}


def test_no_table_or_view_is_left_out_of_the_description(small: SmallCatalogue) -> None:
    made = read_rows(small.db, "select name from sqlite_master where type in ('table', 'view')")
    ours = {row["name"] for row in made if not row["name"].startswith(("sqlite_", "_sqlite", "search_"))}
    assert ours == {*TABLES, *VIEWS}
