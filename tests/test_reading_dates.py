"""Dates as portals write them, and which of a page's dates is which."""

from __future__ import annotations

from datetime import date, time

import pytest

from metadata.dates import (
    compact_date,
    dates_in,
    first_date,
    half_width,
    han_years_as_digits,
    objectid_time,
    snowflake_time,
)
from metadata.periods import stated_period
from metadata.reader import read_page
from metadata.reading import DateKind, Reading
from metadata.url_clues import split_address, url_area, url_date, url_dates, url_report_year


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019年03月26日来源:市人民防空办公室", date(2019, 3, 26)),
        ("发布日期: 2018- 03- 20 00: 45", date(2018, 3, 20)),
        ("发布日期:[2021-01-28]", date(2021, 1, 28)),
        ("归档时间:2024/2/27 12:33:21", date(2024, 2, 27)),
        ("2017——04——12 21:37", date(2017, 4, 12)),
        ("２０１９年３月２６日", date(2019, 3, 26)),
        ("二○一○年三月三十日", date(2010, 3, 30)),
        ("二〇一九年十二月三十一日", date(2019, 12, 31)),
        ("二〇一九年3月8日", date(2019, 3, 8)),
        ("２０１９年三月８日", date(2019, 3, 8)),
        ("二零二零年一月廿九日", date(2020, 1, 29)),
        ("二0一九年三月八日", date(2019, 3, 8)),
        ("二０一九年三月八日", date(2019, 3, 8)),
        ("二O一九年十二月三十一日", date(2019, 12, 31)),
        ("二o二o年一月十日", date(2020, 1, 10)),
        ("二Ｏ一Ｏ年三月三十日", date(2010, 3, 30)),
        ("發布日期 2018年12月31號", date(2018, 12, 31)),
        ("2020.1.5", date(2020, 1, 5)),
        ("2020-12-1214:40:47", date(2020, 12, 12)),
    ],
)
def test_a_date_is_found_however_it_is_written(text: str, day: date) -> None:
    found = first_date(text)
    assert found is not None
    assert found.value == day


@pytest.mark.parametrize(
    "text",
    [
        "2018120日)",
        "201911日起至1231日",
        "2018-1231001",
        "/2018-04367",
        "2019-06-31",
        "2月30日",
        "0000-00-00",
        "",
    ],
)
def test_what_has_lost_its_year_or_month_is_no_date(text: str) -> None:
    assert dates_in(text) == ()


def test_a_clock_is_kept_and_midnight_means_a_day_without_one() -> None:
    assert dates_in("2021-01-27 16:52")[0].clock == time(16, 52)
    assert dates_in("2019-02-11 00:00:00")[0].clock is None
    assert dates_in("2019-02-11 25:61")[0].clock is None


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("2021-01-31T16:00:00.000Z", date(2021, 2, 1), None),
        ("2021-01-31T15:59:59Z", date(2021, 1, 31), time(23, 59, 59)),
        ("2020-12-31T16:30Z", date(2021, 1, 1), time(0, 30)),
        ("2021-02-01T00:00:00+08:00", date(2021, 2, 1), None),
        ("2021-02-01T09:30:00+0800", date(2021, 2, 1), time(9, 30)),
        ("2021-02-01 00:30:00+09:00", date(2021, 1, 31), time(23, 30)),
        ("2021-01-31T12:00:00-05:00", date(2021, 2, 1), time(1, 0)),
        ("2021-01-31 09:00-11:30", date(2021, 1, 31), time(9, 0)),
        ("2021-01-31T25:00:00Z", date(2021, 1, 31), None),
    ],
)
def test_a_time_with_its_zone_is_brought_to_china_time(text: str, day: date, clock: time | None) -> None:
    (found,) = dates_in(text)
    assert (found.value, found.clock) == (day, clock)


def test_the_meta_tag_of_a_page_may_be_in_another_zone() -> None:
    html = (
        "<html><head><meta name='PubDate' content='2021-01-31T16:00:00.000Z'></head><body>"
        "<h1>和安市水务局2020年政府信息公开工作年度报告</h1><p>2020年，本局没有收到申请。</p></body></html>"
    )
    reading = read_page(html.encode(), url="http://www.hean.example/nb/1.html")
    assert reading.published_on == date(2021, 2, 1)


def test_half_width_text_keeps_its_length() -> None:
    text = "发布时间：２０１９／３／２６　来源"
    assert len(half_width(text)) == len(text)
    assert half_width(text) == "发布时间:2019/3/26 来源"


def test_years_in_chinese_numerals_become_digits() -> None:
    assert han_years_as_digits("二○一八年度、二零一九年、二〇二〇年") == "2018年度、2019年、2020年"
    assert han_years_as_digits("二0一八年、二O一九年、二o二o年、二０二一年、二Ｏ二二年") == (
        "2018年、2019年、2020年、2021年、2022年"
    )


def test_compact_dates_are_read_only_where_they_stand_alone() -> None:
    assert compact_date("20200802") == date(2020, 8, 2)
    assert compact_date("20200802103000") == date(2020, 8, 2)
    assert compact_date("2020080210") is None


def test_ids_tell_when_a_record_was_made_in_china_time() -> None:
    made = objectid_time("65b35f06ee42dc7089904d79")
    assert made is not None
    assert made.date() == date(2024, 1, 26)
    moved = snowflake_time("1533676551588134914")
    assert moved is not None
    assert moved.date() == date(2022, 6, 6)
    assert objectid_time("zz") is None
    assert snowflake_time("12") is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://www.a.gov.cn/x/202111/t20211102_634095.html", date(2021, 11, 2)),
        ("http://www.a.gov.cn/art/2018/1/8/art_1_2.html", date(2018, 1, 8)),
        ("http://www.a.gov.cn/nb/2018-07-12/7478.html", date(2018, 7, 12)),
        ("http://www.a.gov.cn/nw12344/20230331/4a03b5.html", date(2023, 3, 31)),
        ("http://www.a.gov.cn/x/202401/2ecfb31a335f.shtml", None),
        ("http://www.a.gov.cn/x/t20219902_6.html", None),
        ("http://[broken", None),
    ],
)
def test_the_date_of_an_address_is_the_day_in_its_path(url: str, day: date | None) -> None:
    assert url_date(url) == day


def test_an_address_may_name_year_organ_and_clock() -> None:
    url = "http://a.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=11370883004326550A&fbtime=2010"
    assert url_report_year(url) == (2010, "fbtime=2010")
    assert url_area(url) == "11370883004326550A"
    clocks = url_dates("http://a.gov.cn/nb/5ffd644ef8fd1c59665b4ced.html")
    assert [(each.kind, each.value) for each in clocks] == [(DateKind.ID_CLOCK, date(2021, 1, 12))]
    assert split_address("http://[broken").path == ""


def test_a_period_is_the_range_that_the_text_says_its_figures_cover() -> None:
    text = "2019年5月1日至5月3日放假。本报告所列数据的统计期限自2018年1月1日起至12月31日止。"
    period = stated_period(text)
    assert period is not None
    assert period[:2] == (date(2018, 1, 1), date(2018, 12, 31))
    assert stated_period("公示时间为2019年1月1日至1月7日。") is None


def page(head: str, *, title: str = "和安市水务局2018年政府信息公开工作年度报告") -> Reading:
    body = "<p>2018年，本局按照要求公开信息八十四条，做到及时、准确，没有收到申请。</p>" * 3
    html = f"<html><body><h1>{title}</h1>{head}<div id='zoom'>{body}</div></body></html>"
    return read_page(html.encode(), url="http://www.hean.gov.cn/nb/202111/t20211102_1.html")


def test_every_date_is_kept_with_its_label_and_one_is_chosen() -> None:
    reading = page("<div>今天是：2024年5月6日</div><p>更新时间：2020-01-02 发布时间：2019-03-26</p>")
    kinds = {(each.kind, each.value, each.label) for each in reading.dates}
    assert (DateKind.DECOY, date(2024, 5, 6), "今天是") in kinds
    assert (DateKind.UPDATED, date(2020, 1, 2), "更新时间") in kinds
    assert (DateKind.PUBLISHED, date(2019, 3, 26), "发布时间") in kinds
    assert (DateKind.URL, date(2021, 11, 2), "") in kinds
    assert reading.published_on == date(2019, 3, 26)
    assert reading.url_date == date(2021, 11, 2)
    chosen = [each for each in reading.evidence if each.field == "published_on"]
    assert chosen[0].quote == "发布时间:2019-03-26"


def test_the_page_clock_and_the_archives_clock_are_never_the_publication_date() -> None:
    assert page("<div>和安市人民政府 2019年12月3日星期二</div>").published_on is None
    assert page("<div>归档时间：2024/2/27 12:33:21</div>").published_on is None


def test_the_address_is_never_the_publication_date() -> None:
    reading = page("")
    assert reading.published_on is None
    assert reading.url_date == date(2021, 11, 2)


@pytest.mark.parametrize(
    "script",
    [
        "document.getElementById('time').innerHTML = '2019-03-26 10:00';",
        "var day = '2019年3月26日'; $('#time').text(day)",
        "$('#time').html('<b>2019-03-26</b>');",
    ],
)
def test_a_date_that_a_script_sets_in_an_empty_element_is_read(script: str) -> None:
    row = f"<h1>公告</h1><p>发布时间：<span id='time'></span> 来源：市水务局</p><script>{script}</script>"
    reading = read_page(row.encode(), url="http://www.hean.gov.cn/1.html")
    assert (reading.published_on, reading.source) == (date(2019, 3, 26), "市水务局")


def test_a_date_that_a_script_computes_is_not_read() -> None:
    row = "<h1>公告</h1><p>发布时间：<span id='time'></span></p><script>$('#time').text(new Date())</script>"
    assert read_page(row.encode(), url="http://www.hean.gov.cn/1.html").published_on is None


@pytest.mark.parametrize(
    "head",
    [
        "<p>索引号：5103/2020-12-31-00012 主题分类：年报</p>",
        "<p>索引号：000014349/2021-01-20</p><p>文号：〔2021-01-20〕3号</p>",
        "<p>发布日期：1970-01-01 08:00</p>",
        "<p>发布日期：2099-12-31</p>",
    ],
)
def test_what_no_one_entered_as_a_date_is_none(head: str) -> None:
    assert page(head).published_on is None


@pytest.mark.parametrize("label", ["修订日期", "更正日期", "上报日期", "登记日期", "审核时间"])
def test_the_day_of_a_correction_or_of_an_entry_is_not_that_of_publication(label: str) -> None:
    found = page(f"<p>来源：市水务局 {label}：2019-05-05 发布日期：2019-03-26</p>")
    assert found.published_on == date(2019, 3, 26)
    assert (DateKind.UPDATED, date(2019, 5, 5)) in {(each.kind, each.value) for each in found.dates}


def test_a_day_in_one_number_is_read_behind_its_label() -> None:
    assert page("<p>发布日期：20190326</p>").published_on == date(2019, 3, 26)


@pytest.mark.parametrize(
    "text",
    [
        "自2020年1月23日起至2020年9月8日，发布疫情信息1200条。",
        "据统计，2020年2月1日至2020年9月30日，发布信息300条。",
        "2020年3月1日至2020年8月31日集中整治期间，公开数据20条。",
        "政务公开专区建设周期为2020年3月1日至2020年12月31日。",
        "公示期限为2020年3月1日至2020年10月31日。",
        "聘期自2020年1月1日至2022年12月31日。",
        "“十三五”期间（2016年1月1日至2020年12月31日），公开信息1200条。",
        "许可证有效期限2020年1月1日至2020年12月31日。",
    ],
)
def test_what_else_begins_and_ends_is_not_the_period_of_the_report(text: str) -> None:
    assert stated_period(text) is None
    whole = "本报告的统计期限自2020年1月1日起至2020年12月14日止。"
    assert stated_period(text + whole) == (date(2020, 1, 1), date(2020, 12, 14), whole[9:-2])


@pytest.mark.parametrize(
    "text",
    [
        "数据统计时间为2020年1月1日至2020年12月14日。",
        "统计时段：2020年1月1日-2020年12月14日。",
        "年报所列数据自2020年1月1日起至2020年12月14日止。",
        "本年度报告中数据的起止时间为2020年1月1日至12月14日。",
        "统计期限：\n2020年1月1日至2020年12月14日",
        "统计期：2020年1月1日至2020年12月14日",
        "统计的时间是从2020年1月1日到2020年12月14日。",
        "本报告以网站建设为主，统计自2020年1月1日至2020年12月14日。",
        "现将2020年1月1日至2020年12月14日政府信息公开工作情况报告如下：",
    ],
)
def test_a_period_is_known_by_the_words_before_it(text: str) -> None:
    period = stated_period(text)
    assert period is not None
    assert period[:2] == (date(2020, 1, 1), date(2020, 12, 14))
