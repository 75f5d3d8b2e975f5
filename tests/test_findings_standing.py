"""Reports that are not here or came late: findings, the coverage page and `nianbao status` tell the same of them."""

from __future__ import annotations

from datetime import date

import pytest
from findings_catalogue import SmallCatalogue

from archive.catalogue.statements import Row
from archive.findings.standing import missing_reports
from archive.site.queries.coverage import Line, coverage
from archive.site.queries.organs import whole_organ

FEBRUARY = "2024-02-05T02:00:00.000000Z"
MARCH = "2024-03-20T02:00:00.000000Z"
PEERS = ("清川市财政局", "清川市民政局", "清川市审计局", "清川市商务局")


def years(small: SmallCatalogue, organ: str, *held: int, at: str = FEBRUARY) -> list[str]:
    """Reports of an organ on these years, each in time by its own date."""
    return [small.report(organ, year, at, published=f"{year + 1}-01-20") for year in held]


def peers(small: SmallCatalogue, *held: int, at: str = FEBRUARY) -> list[str]:
    return [url for organ in PEERS for url in years(small, organ, *held, at=at)]


def states(small: SmallCatalogue) -> dict[str, dict[int, str]]:
    """By organ, the state of each year on the coverage page."""
    small.findings()  # settles
    lines: list[Line] = coverage(small.db.conn, portal="", division="", level="", limit=50, offset=0)["lines"]
    return {line.organ: {place.year: place.state for place in line.places} for line in lines}


def missing(small: SmallCatalogue) -> list[tuple[str, int]]:
    """What is missing, as all three tell it."""
    found = [(organ, year) for organ, year, kind in small.kinds() if kind == "missing"]
    status = [(each.organ_name, each.report_year) for each in missing_reports(small.db.conn)]
    shown = [
        (organ, year) for organ, told in states(small).items() for year in told if told[year] == "missing"
    ]
    assert sorted(found) == sorted(status) == sorted(shown)
    return found


def test_an_organ_that_only_some_places_merged_is_missed(small: SmallCatalogue) -> None:
    """教育局 became 教育体育局 in some counties; nearly everywhere it is there to this day."""
    small.crawl(FEBRUARY, *years(small, "清川市教育局", 2017, 2019), *peers(small, 2017, 2018, 2019))
    assert missing(small) == [("清川市教育局", 2018)]
    (told,) = missing_reports(small.db.conn)
    assert (told.scope, told.deadline) == ("own", date(2019, 3, 31))


def test_an_organ_is_missed_at_the_end_of_its_reports_too(small: SmallCatalogue) -> None:
    small.crawl(FEBRUARY, *years(small, "清川市水务局", 2021, 2022), *peers(small, 2021, 2022, 2023))
    assert missing(small) == [("清川市水务局", 2023)]


def test_a_local_successor_that_reports_here_takes_its_place(small: SmallCatalogue) -> None:
    reports = [*years(small, "清川市水务局", 2021, 2022), *years(small, "清川市水利局", 2022, 2023)]
    small.crawl(FEBRUARY, *reports, *peers(small, 2021, 2022, 2023))
    assert missing(small) == []
    assert states(small)["清川市水务局"][2023] == "succeeded"


def test_a_successor_everywhere_takes_its_place_unseen(small: SmallCatalogue) -> None:
    small.crawl(FEBRUARY, *years(small, "清川市农业局", 2016, 2017), *peers(small, 2016, 2017, 2018))
    assert missing(small) == []
    assert states(small)["清川市农业局"] == {2016: "on_time", 2017: "on_time", 2018: "succeeded"}


@pytest.mark.parametrize(
    "organ",
    ["清川大学", "经开区管委会", "清川市妇幼保健院", "清川市自来水厂", "清川市图书馆", "清川市石门派出所"],
)
def test_who_has_no_legal_day_is_neither_late_nor_missing(small: SmallCatalogue, organ: str) -> None:
    late = small.report(organ, 2020, FEBRUARY, published="2021-03-15")
    small.crawl(FEBRUARY, late, *years(small, organ, 2022), *peers(small, 2020, 2021, 2022))
    assert missing(small) == []
    (told,) = [told for name, told in states(small).items() if name not in PEERS]
    assert told == {2020: "undated", 2021: "unseen", 2022: "undated"}


@pytest.mark.parametrize(
    "organ",
    ["清川市银行业监督管理局", "清川市银行保险监督管理局", "清川市医院管理局", "清川市大学城管委会办公室"],
)
def test_who_governs_institutions_has_a_legal_day(small: SmallCatalogue, organ: str) -> None:
    small.report(organ, 2017, FEBRUARY, published="2018-04-15")
    assert states(small) == {organ: {2017: "late"}}


def test_an_office_that_publishes_for_its_government_is_late_after_march(small: SmallCatalogue) -> None:
    small.report("清川市人民政府办公室", 2022, FEBRUARY, published="2023-03-04")
    assert states(small) == {"清川市人民政府办公室": {2022: "on_time"}}
    small.report("清川市人民政府", 2022, FEBRUARY, published="2023-03-04", scope="aggregate")
    assert states(small)["清川市人民政府办公室"] == {2022: "late"}


def test_a_report_that_a_list_lacked_after_its_day_is_late_whatever_date_it_states(
    small: SmallCatalogue,
) -> None:
    small.crawl(FEBRUARY)
    small.crawl(MARCH, small.report("清川市教育局", 2023, MARCH, published="2024-01-20"))
    assert ("清川市教育局", 2023, "late") in small.kinds()
    assert states(small) == {"清川市教育局": {2023: "late"}}


def test_a_date_of_moving_makes_no_report_late(small: SmallCatalogue) -> None:
    for year in (2019, 2020, 2021):
        small.report("清川市教育局", year, FEBRUARY, published="2022-06-03")
    assert small.kinds() == []
    assert states(small) == {"清川市教育局": dict.fromkeys((2019, 2020, 2021), "undated")}


def test_the_day_of_a_change_makes_no_report_late(small: SmallCatalogue) -> None:
    small.report("清川市教育局", 2020, FEBRUARY, published="2022-06-03")
    dates = '[{"kind":"updated","date":"2022-06-03","label":"更新时间"}]'
    small.db.execute("update revisions set dates = ?", [dates])
    assert small.kinds() == []
    small.db.execute("update revisions set dates = replace(dates, 'updated', 'published')")
    assert small.kinds() == [("清川市教育局", 2020, "late")]


def test_a_title_left_from_last_year_makes_no_report_late_or_missing(small: SmallCatalogue) -> None:
    organ = "清川市教育局"
    reports = [
        *years(small, organ, 2018, 2021),
        small.report(organ, 2019, FEBRUARY, published="2021-01-18"),
        *peers(small, 2018, 2019, 2020, 2021),
    ]
    period = {"period_start": "2020-01-01", "period_end": "2020-12-31"}
    small.crawl(FEBRUARY, *reports)
    assert missing(small) == [(organ, 2020)]
    assert (organ, 2019, "late") in small.kinds()
    small.db.execute(
        "update revisions set period_start = :period_start, period_end = :period_end"
        " where organ = '清川市教育局' and report_year = 2019",
        period,
    )
    assert missing(small) == []
    assert (organ, 2019, "late") not in small.kinds()


def test_nothing_is_missing_before_its_day_by_the_clock_of_the_crawl(small: SmallCatalogue) -> None:
    january = "2024-01-31T02:00:00.000000Z"
    reports = [*years(small, "清川市教育局", 2022, at=january), *peers(small, 2022, 2023, at=january)]
    small.crawl(january, *reports)
    assert missing(small) == []
    assert states(small)["清川市教育局"][2023] == "not_due"
    small.crawl(FEBRUARY, *reports)
    assert missing(small) == [("清川市教育局", 2023)]


def test_years_that_the_portal_does_not_show_are_not_missing(small: SmallCatalogue) -> None:
    """The list was read whole in 2024 and ends with 2019: that is the portal's doing, not its organs'."""
    small.crawl(FEBRUARY, *years(small, "清川市教育局", 2018), *peers(small, 2018, 2019))
    small.crawl(MARCH)
    assert missing(small) == [("清川市教育局", 2019)]


def test_what_a_list_did_not_show_is_not_missing(small: SmallCatalogue) -> None:
    years(small, "清川市教育局", 2021, 2023)
    peers(small, 2021, 2022, 2023)
    small.crawl(FEBRUARY, outcome="refused")
    assert missing(small) == []
    assert states(small)["清川市教育局"][2022] == "unseen"


def relatives(small: SmallCatalogue, name: str) -> list[Row]:
    organ = next(small.db.query("select id from organs where name = ?", [name]))["id"]
    told = whole_organ(small.db.conn, organ)
    assert told is not None
    return [(one["relation"], one["name"], one["since"]) for one in told["relatives"]]


def test_an_organ_s_page_tells_no_merger_of_other_places(small: SmallCatalogue) -> None:
    years(small, "清川市教育局", 2017, 2018)
    assert relatives(small, "清川市教育局") == []
    years(small, "清川市教育体育局", 2019)
    assert relatives(small, "清川市教育局") == [("successor", "清川市教育体育局", None)]
    assert relatives(small, "清川市教育体育局") == [("predecessor", "清川市教育局", None)]
    years(small, "清川市教育局", 2019)
    assert relatives(small, "清川市教育局") == []


def test_an_organ_s_page_tells_a_succession_of_the_whole_country(small: SmallCatalogue) -> None:
    years(small, "清川市农业局", 2017)
    assert relatives(small, "清川市农业局") == [("successor", "清川市农业农村局", date(2018, 10, 1))]
