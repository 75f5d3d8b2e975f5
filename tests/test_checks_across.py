"""Findings across reports: years that follow each other, listings over time, copies, aggregates."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from water_reports import TOPICS, sentences

from metadata.checks import Severity
from metadata.checks.aggregate import check_aggregate
from metadata.checks.copied import Wording, copied, likeness, wording_of
from metadata.checks.timing import Appearance, backdated, changed_after_publication, late, missing, withdrawn
from metadata.checks.years_apart import check_following_years
from metadata.deadlines import legal_deadline
from metadata.figures import Era, Figure, Figures, Number, TableCell, TableName
from metadata.reader import read_page
from metadata.reading import Scope

CELL = TableCell(0, 0, 0)


def figures(era: Era, **values: Number | None) -> Figures:
    """Figures under keys like `table3__carried_out__total`."""
    cells = []
    for key, value in values.items():
        table, row, column = key.split("__")
        cells.append(Figure(TableName(table), row, column, value, str(value or ""), None, CELL))
    return Figures(era, tuple(cells))


def test_what_a_year_carries_out_the_next_carries_in() -> None:
    earlier = figures(Era.TABLE_2021, table3__carried_out__total=3)
    (found,) = check_following_years(earlier, figures(Era.TABLE_2021, table3__carried_in__total=1), 2022)
    assert (found.kind, found.severity) == ("B1", Severity.WARNING)
    assert "3" in found.sentence_zh
    assert check_following_years(earlier, figures(Era.TABLE_2021, table3__carried_in__total=3), 2022) == ()
    assert check_following_years(earlier, figures(Era.TABLE_2021, table3__carried_in__total=None), 2022) == ()
    assert check_following_years(earlier, figures(Era.TABLE_2021), 2022) == ()


def test_documents_in_force_follow_from_the_year_before() -> None:
    earlier = figures(Era.TABLE_2021, table2__normative__in_force=20)
    values = {"table2__normative__issued": 3, "table2__normative__repealed": 1}
    now = figures(Era.TABLE_2021, **values, table2__normative__in_force=22)
    assert check_following_years(earlier, now, 2023) == ()
    now = figures(Era.TABLE_2021, **values, table2__normative__in_force=25)
    (found,) = check_following_years(earlier, now, 2023)
    assert (found.kind, found.severity) == ("B2", Severity.NOTICE)
    assert "22" in found.sentence_en


def test_item_counts_follow_within_the_format_of_2019_only() -> None:
    earlier = figures(Era.TABLE_2019, table2__permit__prev_items=35, table2__permit__item_change=-2)
    now = figures(Era.TABLE_2019, table2__permit__prev_items=40)
    assert [found.kind for found in check_following_years(earlier, now, 2020)] == ["B3"]
    assert check_following_years(earlier, figures(Era.TABLE_2019, table2__permit__prev_items=33), 2020) == ()
    assert check_following_years(earlier, figures(Era.TABLE_2021, table2__permit__prev_items=40), 2021) == ()


def moment(day: int, month: int = 2, year: int = 2024, hour: int = 3) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


DEADLINE = date(2024, 1, 31)


def test_a_report_that_says_it_came_late_is_a_warning_one_seen_missing_an_error() -> None:
    (said,) = late(2023, DEADLINE, Appearance(date(2024, 2, 6), None, None))
    assert said.severity is Severity.WARNING
    assert "晚6天" in said.sentence_zh
    (seen,) = late(2023, DEADLINE, Appearance(date(2024, 1, 20), moment(9), moment(16)))
    assert seen.severity is Severity.ERROR


def test_a_report_in_time_or_without_a_legal_day_is_not_late() -> None:
    assert not list(late(2023, DEADLINE, Appearance(date(2024, 1, 31), None, moment(20))))
    assert not list(late(2023, DEADLINE, Appearance(None, None, moment(20))))
    town = legal_deadline(2023, Scope.OWN, "town")
    assert not list(late(2023, town, Appearance(date(2024, 6, 6), None, None)))
    assert not list(
        late(2018, legal_deadline(2018, Scope.OWN, None), Appearance(date(2019, 3, 26), None, None))
    )


def test_a_stated_day_on_which_the_report_was_long_to_be_seen_is_a_slip_that_claims_nothing() -> None:
    assert not list(late(2023, DEADLINE, Appearance(date(2034, 1, 20), None, moment(20))))
    assert list(late(2023, DEADLINE, Appearance(date(2024, 2, 19), None, moment(20))))


def test_days_are_counted_in_china() -> None:
    # 31 January, 17:00 UTC, is already 1 February in China.
    missing_at = datetime(2024, 1, 31, 17, tzinfo=UTC)
    assert [found.kind for found in late(2023, DEADLINE, Appearance(None, missing_at, moment(5)))] == ["late"]
    with pytest.raises(ValueError, match="time zone"):
        list(backdated(Appearance(date(2024, 1, 1), datetime(2024, 2, 1), moment(5))))


def test_a_report_that_a_complete_listing_lacks_after_its_day() -> None:
    (found,) = missing(2023, DEADLINE, "清川市水务局", moment(9), Scope.OWN)
    assert "清川市水务局2023年度报告" in found.sentence_zh
    assert not list(missing(2023, DEADLINE, "清川市水务局", moment(20, 1), Scope.OWN))
    assert not list(missing(2023, DEADLINE, "清川市水务局", None, Scope.OWN))
    assert not list(missing(2023, None, "石门镇", moment(9), Scope.OWN))


def test_a_date_that_an_earlier_listing_disproves() -> None:
    (found,) = backdated(Appearance(date(2024, 1, 20), moment(9), moment(16)))
    assert (found.kind, found.severity) == ("backdated", Severity.ERROR)
    assert "2024-01-20" in found.sentence_zh
    assert not list(backdated(Appearance(date(2024, 2, 9), moment(9), moment(16))))
    assert not list(backdated(Appearance(date(2024, 2, 8), moment(9), moment(16))))
    assert not list(backdated(Appearance(date(2024, 1, 20), None, moment(16))))
    assert not list(backdated(Appearance(None, moment(9), moment(16))))


def test_two_listings_of_one_day_are_told_apart_by_the_clock() -> None:
    earlier, later = datetime(2024, 2, 9, 1, 30, tzinfo=UTC), datetime(2024, 2, 9, 15, 30, 5, tzinfo=UTC)
    (found,) = backdated(Appearance(date(2024, 1, 20), earlier, later))
    assert (
        "但2024-02-09 09:30:00（北京时间）的栏目中还没有，2024-02-09 23:30:05首次见到。" in found.sentence_zh
    )
    assert "2024-02-09 09:30:00 (China time)" in found.sentence_en
    (days,) = backdated(Appearance(date(2024, 1, 20), earlier, datetime(2024, 2, 9, 16, tzinfo=UTC)))
    assert "但2024-02-09的栏目中还没有，2024-02-10首次见到。" in days.sentence_zh


def test_changes_and_withdrawals_are_told() -> None:
    for revisions, often in (
        (2, "changed once since"),
        (3, "changed twice since"),
        (4, "changed 3 times since"),
    ):
        (found,) = changed_after_publication(2023, revisions, moment(9), date(2024, 1, 20))
        assert found.kind == "changed"
        assert often in found.sentence_en
    assert not list(changed_after_publication(2023, 1, moment(9), None))
    assert [found.kind for found in withdrawn(2023, moment(9))] == ["withdrawn"]
    assert not list(withdrawn(2023, None))


def test_an_aggregate_is_the_sum_of_its_parts() -> None:
    parts = [figures(Era.TABLE_2021, table3__received__total=count) for count in (3, 4, 5)]
    assert not list(check_aggregate(figures(Era.TABLE_2021, table3__received__total=12), parts))
    (found,) = check_aggregate(figures(Era.TABLE_2021, table3__received__total=14), parts)
    assert "14" in found.sentence_zh
    assert "12" in found.sentence_zh
    unknown = [*parts, figures(Era.TABLE_2021, table3__received__total=None)]
    assert not list(check_aggregate(figures(Era.TABLE_2021, table3__received__total=14), unknown))


def report(year: int, topics: tuple[str, ...], verb: str = "公布", more: int = 0) -> Wording:
    prose = "".join(f"<p>{sentence}</p>" for sentence in sentences(year, topics, verb=verb, more=more))
    title = f"清川市文渡区水务局{year}年政府信息公开工作年度报告"
    head = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
    page = f"{head}<div class='TRS_Editor'>{prose}</div></body></html>"
    return wording_of(read_page(page.encode(), url=f"http://www.qingchuan.example/zwgk/t{year}_2.html"))


def test_a_report_with_only_the_year_changed_is_a_copy() -> None:
    (found,) = copied(report(2010, TOPICS), report(2009, TOPICS), "2009年度报告")
    assert found.kind == "boilerplate"
    assert "100%" in found.sentence_zh


def test_the_differing_part_of_a_copy_is_shown() -> None:
    changed = (*TOPICS[:-1], "取水许可")
    (found,) = copied(report(2010, changed), report(2009, TOPICS), "2009年度报告")
    assert "取水许可" in found.sentence_zh


def test_the_same_wording_with_new_numbers_is_no_copy() -> None:
    assert not list(copied(report(2010, TOPICS, more=5), report(2009, TOPICS), "2009年度报告"))
    assert likeness(report(2010, TOPICS, more=5), report(2009, TOPICS)).share == 1.0


def test_other_words_or_little_text_are_no_copy() -> None:
    assert not list(copied(report(2010, TOPICS, verb="发布"), report(2009, TOPICS), "2009年度报告"))
    assert not list(copied(report(2010, TOPICS[:3]), report(2009, TOPICS[:3]), "2009年度报告"))
