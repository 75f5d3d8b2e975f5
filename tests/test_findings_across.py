"""Findings across reports and lists: what each rule needs before it speaks, and where it stays silent."""

from __future__ import annotations

import json

import pytest
from findings_catalogue import SmallCatalogue
from water_reports import sentences

from archive.catalogue.ids import page_id
from archive.findings.standing import missing_reports

ORGANS = ("清川市教育局", "清川市财政局", "清川市民政局", "清川市审计局", "清川市商务局")
FEBRUARY = "2024-02-05T02:00:00.000000Z"
MARCH = "2024-03-05T02:00:00.000000Z"
APRIL = "2024-04-05T02:00:00.000000Z"
JANUARY_DAY = "2024-01-20"


def test_a_report_first_seen_years_later_is_not_late(small: SmallCatalogue) -> None:
    small.crawl(FEBRUARY, small.report("清川市教育局", 2015, FEBRUARY, published="2016-03-10"))
    assert small.kinds() == []


def test_a_report_that_states_a_late_date_is_a_warning(small: SmallCatalogue) -> None:
    small.crawl(FEBRUARY, small.report("清川市教育局", 2015, FEBRUARY, published="2016-04-10"))
    (found,) = small.findings()
    assert (found["kind"], found["severity"]) == ("late", "warning")


def test_a_date_in_the_address_that_was_in_time_silences_a_later_one(small: SmallCatalogue) -> None:
    small.report("清川市教育局", 2015, FEBRUARY, published="2021-11-02", url_date="2016-03-10")
    assert small.kinds() == []


def test_a_date_that_reports_on_many_years_share_is_the_day_of_a_move(small: SmallCatalogue) -> None:
    for year in (2015, 2016, 2017):
        small.report("清川市教育局", year, FEBRUARY, published="2021-11-02")
    assert small.kinds() == []


@pytest.mark.parametrize(
    "organ",
    ["清川市云岭区石门镇人民政府", "清川市第一中学", "清川市公共交通集团有限公司", "清川高新区管理委员会"],
)
def test_no_law_sets_a_day_for_towns_enterprises_and_zones(small: SmallCatalogue, organ: str) -> None:
    small.crawl(FEBRUARY)
    small.crawl(MARCH, small.report(organ, 2023, MARCH, published="2024-03-04"))
    assert small.kinds() == []


def test_an_office_may_publish_the_governments_report(small: SmallCatalogue) -> None:
    small.report("清川市人民政府办公室", 2023, MARCH, published="2024-03-04")
    assert small.kinds() == []
    small.report("清川市人民政府", 2023, MARCH, published="2024-03-04", scope="aggregate")
    assert small.kinds() == [("清川市人民政府办公室", 2023, "late")]


def test_lists_without_a_report_prove_it_late_and_backdated(small: SmallCatalogue) -> None:
    small.crawl(FEBRUARY)
    small.crawl(MARCH, small.report("清川市教育局", 2023, MARCH, published=JANUARY_DAY))
    found = small.findings()
    assert [(row["kind"], row["severity"]) for row in found] == [("backdated", "error"), ("late", "error")]
    for row in found:
        lists = [part["captured_at"] for part in json.loads(row["evidence"])]
        assert lists == [FEBRUARY, MARCH]


@pytest.mark.parametrize("first", [{"outcome": "refused"}, {"outcome": "gone"}, {"end": "interrupted"}])
def test_a_list_that_was_not_read_whole_proves_nothing(small: SmallCatalogue, first: dict[str, str]) -> None:
    small.crawl(FEBRUARY, **first)
    small.crawl(MARCH, small.report("清川市教育局", 2023, MARCH, published=JANUARY_DAY))
    assert small.kinds() == []


def test_a_page_known_before_its_line_proves_nothing(small: SmallCatalogue) -> None:
    small.crawl(FEBRUARY)
    small.crawl(
        MARCH, small.report("清川市教育局", 2023, "2024-01-25T02:00:00.000000Z", published=JANUARY_DAY)
    )
    assert small.kinds() == []


def test_a_new_channel_has_no_time_before(small: SmallCatalogue) -> None:
    small.crawl(FEBRUARY)
    report = small.report("清川市教育局", 2023, MARCH, published=JANUARY_DAY)
    small.crawl(MARCH, report, channel="another")
    assert small.kinds() == []


def test_a_list_that_grew_old_lines_in_bulk_was_moved(small: SmallCatalogue) -> None:
    small.crawl(FEBRUARY)
    reports = [small.report(organ, 2023, MARCH, published=JANUARY_DAY) for organ in ORGANS]
    small.crawl(MARCH, *reports)
    assert small.kinds() == []


def years_of(small: SmallCatalogue, at: str, without: tuple[str, int] | None = None) -> list[str]:
    return [
        small.report(organ, year, at, published=f"{year + 1}-01-20")
        for organ in ORGANS
        for year in (2021, 2022, 2023)
        if (organ, year) != without
    ]


@pytest.mark.parametrize("year", [2022, 2023])
def test_a_report_that_its_organ_owes_is_missing(small: SmallCatalogue, year: int) -> None:
    small.crawl(FEBRUARY, *years_of(small, FEBRUARY, ("清川市审计局", year)))
    small.crawl(MARCH)
    (found,) = small.findings()
    assert (found["name"], found["kind"], found["report_year"]) == ("清川市审计局", "missing", year)
    assert found["report_id"] is None
    assert (found["held_from"], found["held_until"]) == (FEBRUARY, None)


def test_a_government_may_owe_its_own_report_and_the_aggregate(small: SmallCatalogue) -> None:
    """Up to 2018 both are due on one day."""
    came = [
        small.report(organ, year, FEBRUARY, published=f"{year + 1}-01-20", scope=scope)
        for organ in (
            "清川市云岭区人民政府",
            "清川市北洲区人民政府",
            "清川市柳湾县人民政府",
            "清川市文渡区人民政府",
        )
        for scope in ("own", "aggregate")
        for year in (2015, 2016, 2017)
        if (organ, year) != ("清川市云岭区人民政府", 2016)
    ]
    small.crawl(FEBRUARY, *came)
    found = small.findings()
    assert [(row["name"], row["kind"], row["report_year"]) for row in found] == [
        ("云岭区人民政府", "missing", 2016)
    ] * 2
    assert sum("2016年度汇总报告" in row["sentence_zh"] for row in found) == 1
    assert len(missing_reports(small.db.conn)) == 2


def test_a_report_that_came_was_missing_until_then(small: SmallCatalogue) -> None:
    small.crawl(FEBRUARY, *years_of(small, FEBRUARY, ("清川市审计局", 2023)))
    before = small.findings()
    small.crawl(MARCH, small.report("清川市审计局", 2023, MARCH, published="2024-03-05"))
    found = {row["kind"]: row for row in small.findings()}
    assert set(found) == {"missing", "late"}
    assert found["missing"]["held_until"] == MARCH
    assert found["missing"]["id"] == before[0]["id"]


def test_no_report_is_missing_before_its_day(small: SmallCatalogue) -> None:
    january = "2024-01-29T02:00:00.000000Z"
    small.crawl(january, *years_of(small, january, ("清川市审计局", 2023)))
    assert small.kinds() == []


def test_no_report_is_missing_while_the_others_have_not_come_either(small: SmallCatalogue) -> None:
    reports = [small.report(organ, 2022, FEBRUARY, published="2023-01-20") for organ in ORGANS]
    early = [small.report(organ, 2023, FEBRUARY, published=JANUARY_DAY) for organ in ORGANS[:3]]
    small.crawl(FEBRUARY, *reports, *early)
    assert small.kinds() == []


def test_an_organ_whose_place_another_may_have_taken_is_not_missed(small: SmallCatalogue) -> None:
    reports = years_of(small, FEBRUARY, ("清川市审计局", 2023))
    reports.append(small.report("清川市数据局", 2023, FEBRUARY, published=JANUARY_DAY))
    small.crawl(FEBRUARY, *reports)
    assert small.kinds() == []


def test_a_report_that_the_list_names_is_not_missing(small: SmallCatalogue) -> None:
    small.crawl(FEBRUARY, *years_of(small, FEBRUARY, ("清川市审计局", 2022)))
    small.db.execute(
        "insert into listings select 'x', portal_id, channel_id, url, 'unread',"
        " '清川市审计局2022年政府信息公开年度报告', listed_on, 99, first_seen, last_seen, first_capture_id,"
        " last_capture_id from listings limit 1"
    )
    assert small.kinds() == []


def test_a_report_that_lost_its_line_is_withdrawn_when_two_walks_agree(small: SmallCatalogue) -> None:
    reports = years_of(small, FEBRUARY)
    small.crawl(FEBRUARY, *reports)
    small.crawl(MARCH, *reports[:4], *reports[5:])
    assert small.kinds() == []
    small.crawl(APRIL, *reports[:4], *reports[5:])
    (found,) = small.findings()
    assert (found["kind"], found["held_from"]) == ("withdrawn", MARCH)
    assert "仍可打开" in found["sentence_zh"]


def test_a_list_that_shows_its_newest_lines_only_withdraws_nothing(small: SmallCatalogue) -> None:
    reports = years_of(small, FEBRUARY)
    small.crawl(FEBRUARY, *reports)
    newest = [url for url in reports if "t2021_" not in url]
    small.crawl(MARCH, *newest)
    small.crawl(APRIL, *newest)
    assert small.kinds() == []


TABLE3 = {("table3", "carried_in", "total"): 0, ("table3", "carried_out", "total"): 3}


def test_what_is_not_carried_over_is_found_within_one_organ_and_scope(small: SmallCatalogue) -> None:
    small.report("清川市教育局", 2022, FEBRUARY, published="2023-01-20", figures=dict(TABLE3))
    small.report("清川市财政局", 2023, FEBRUARY, published=JANUARY_DAY, figures=dict(TABLE3))
    assert small.kinds() == []
    small.report("清川市教育局", 2023, FEBRUARY, published=JANUARY_DAY, figures=dict(TABLE3))
    (found,) = small.findings()
    assert (found["kind"], found["report_year"]) == ("B1", 2023)
    assert {"revision", "report"} <= set(json.loads(found["evidence"])[-1])


def test_a_report_whose_text_is_on_another_year_than_its_title_is_not_compared(small: SmallCatalogue) -> None:
    small.report("清川市教育局", 2022, FEBRUARY, published="2023-01-20", figures=dict(TABLE3))
    small.report("清川市教育局", 2023, FEBRUARY, published=JANUARY_DAY, figures=dict(TABLE3))
    small.db.execute(
        "update revisions set period_start = '2022-01-01', period_end = '2022-12-31' where report_year = 2023"
    )
    assert small.kinds() == []


def test_an_unknown_number_carries_nothing_over(small: SmallCatalogue) -> None:
    unknown = {("table3", "carried_in", "total"): None}
    small.report("清川市教育局", 2022, FEBRUARY, published="2023-01-20", figures=dict(TABLE3))
    small.report("清川市教育局", 2023, FEBRUARY, published=JANUARY_DAY, figures=unknown)
    assert small.kinds() == []


ROWS = (
    "received",
    "granted",
    "granted_partly",
    "denied_internal_affairs",
    "denied_deliberative",
    "outcome_total",
)


def counts(times: int, granted: int = 0) -> dict[tuple[str, str, str], int | None]:
    return {("table3", row, "total"): times * 2 + (granted if row == "granted" else 0) for row in ROWS}


def test_an_aggregate_that_differs_in_few_rows_is_found(small: SmallCatalogue) -> None:
    for organ in ORGANS:
        small.report(organ, 2023, FEBRUARY, published=JANUARY_DAY, figures=counts(1))
    whole = {"published": "2024-03-01", "scope": "aggregate"}
    small.report("清川市人民政府", 2023, MARCH, figures=counts(5), **whole)
    assert small.kinds() == []
    small.report("清川市人民政府", 2023, MARCH, figures=counts(5, granted=4), **whole)
    assert small.kinds() == [("清川市人民政府", 2023, "aggregate_gap")]


def test_texts_are_looked_through_again_only_when_one_has_changed(small: SmallCatalogue) -> None:
    small.report("清川市教育局", 2022, FEBRUARY, published="2023-01-20", figures=dict(TABLE3))
    statements: list[str] = []
    small.db.conn.set_trace_callback(statements.append)

    def looked_through() -> bool:
        statements.clear()
        small.findings()
        return any("sketch" in statement for statement in statements)

    assert looked_through()
    assert not looked_through()
    small.crawl(FEBRUARY)
    assert not looked_through()
    small.report(
        "清川市教育局", 2022, FEBRUARY, published="2023-01-20", figures=dict(TABLE3), text="全年受理二件。"
    )
    assert looked_through()


def test_an_aggregate_of_other_parts_than_we_hold_is_not_judged(small: SmallCatalogue) -> None:
    for organ in ORGANS[:4]:
        small.report(organ, 2023, FEBRUARY, published=JANUARY_DAY, figures=counts(1))
    whole = {"published": "2024-03-01", "scope": "aggregate"}
    small.report("清川市人民政府", 2023, MARCH, figures=counts(5), **whole)
    assert small.kinds() == []


def prose(year: int, more: int = 0) -> str:
    return "\n".join(sentences(year, more=more))


def test_the_later_of_two_like_reports_is_the_copy(small: SmallCatalogue) -> None:
    small.report("清川市水务局", 2021, FEBRUARY, published="2022-01-20", text=prose(2021))
    small.report("清川市水务局", 2022, FEBRUARY, published="2023-01-20", text=prose(2022))
    (found,) = small.findings()
    assert (found["kind"], found["report_year"]) == ("boilerplate", 2022)
    assert "清川市水务局2021年度报告" in found["sentence_zh"]


def test_a_report_that_keeps_its_wording_and_counts_anew_is_no_copy(small: SmallCatalogue) -> None:
    small.report("清川市水务局", 2021, FEBRUARY, published="2022-01-20", text=prose(2021))
    small.report("清川市水务局", 2022, FEBRUARY, published="2023-01-20", text=prose(2022, more=5))
    assert small.kinds() == []


def test_reports_are_compared_sentence_by_sentence_once_for_all(small: SmallCatalogue) -> None:
    small.report("清川市水务局", 2021, FEBRUARY, published="2022-01-20", text=prose(2021))
    small.report("清川市水务局", 2022, FEBRUARY, published="2023-01-20", text=prose(2022))
    first = small.findings()
    (compared,) = small.db.query("select * from comparisons")
    # What was found of two texts is kept, and no text is asked for again.
    small.db.execute("update revisions set text = ''")
    assert small.findings() == first
    assert list(small.db.query("select * from comparisons")) == [compared]


def test_a_comparison_of_what_is_no_more_is_dropped(small: SmallCatalogue) -> None:
    small.report("清川市水务局", 2021, FEBRUARY, published="2022-01-20", text=prose(2021))
    url = small.report("清川市水务局", 2022, FEBRUARY, published="2023-01-20", text=prose(2022))
    small.findings()
    small.db.execute("delete from revisions where page_id = ?", [page_id(url)])
    small.db.execute("delete from pages where id = ?", [page_id(url)])
    small.db.execute("delete from reports where url = ?", [url])
    assert small.kinds() == []
    assert small.db.table("comparisons").count == 0


def test_the_successor_who_took_over_a_page_copied_nothing(small: SmallCatalogue) -> None:
    small.report(
        "清川市人民防空办公室", 2021, FEBRUARY, published="2022-01-20", text=prose(2021), state="moved"
    )
    small.report("清川市国防动员办公室", 2021, MARCH, published="2022-01-20", text=prose(2021))
    assert small.kinds() == []


def test_settling_again_changes_nothing(small: SmallCatalogue) -> None:
    small.crawl(FEBRUARY, *years_of(small, FEBRUARY, ("清川市审计局", 2022)))
    assert small.findings() == small.findings()
    tags = list(small.db.query("select * from search_tags order by 1, 2"))
    small.findings()
    assert list(small.db.query("select * from search_tags order by 1, 2")) == tags
