"""Every page kind answers in both languages, loads nothing from elsewhere, and says so when there is nothing."""

from __future__ import annotations

import csv
import html
import io
import re
from contextlib import closing
from pathlib import Path

import pytest
import site_archive
from site_visitor import Get, visitor
from sqlite_utils import Database

from archive.catalogue.schema import migrations
from archive.collection import create_collection
from archive.coverage import unplaced_reports
from archive.intake import Intake
from archive.published import publish

PAGES = {
    "home": "/",
    "search": "/search?q=公开",
    "report": "/reports/{report}",
    "earlier revision": "/reports/{report}?revision={old}",
    "diff": "/diff/{old}/{new}",
    "inline diff": "/diff/{old}/{new}?view=inline",
    "evidence": "/captures/{changed_1}",
    "revisit": "/captures/{changed_3}",
    "failure": "/captures/{failed}",
    "organ": "/organs/{organ}",
    "coverage": "/coverage",
    "changes": "/changes",
    "findings": "/findings",
    "compare": "/compare",
}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_answers_in_both_languages(get: Get, known: dict[str, str], path: str) -> None:
    chinese = get(path.format(**known))
    english = get("/en" + path.format(**known))
    assert (chinese.status_code, english.status_code) == (200, 200)
    assert '<html lang="zh-Hans">' in chinese.text
    assert '<html lang="en">' in english.text
    assert "/en" in chinese.text  # the way to the other language


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_runs_nothing_and_loads_only_our_style_sheet(
    get: Get, known: dict[str, str], path: str
) -> None:
    answer = get(path.format(**known))
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"<script|\sstyle=|\son\w+=|javascript:", answer.text)
    loaded = re.findall(r'(?:src|<link rel="stylesheet" href)="([^"]*)"', answer.text)
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


def test_a_report_says_above_its_text_when_it_says_it_came_and_when_it_was_first_captured(
    get: Get, known: dict[str, str]
) -> None:
    head = get(f"/reports/{known['report']}").text.partition("</header>\n<div")[0].rpartition("<header>")[2]
    assert re.search(r"自述发布于 <span class=\"date\">\d{4}-\d\d-\d\d</span>", head)
    assert re.search(r"首次捕获 <time datetime=\"2026-01-", head)


DEAD = {
    "/reports/nothing": 404,
    "/reports/{report}?revision=nothing": 404,
    "/reports/nothing.txt": 404,
    "/reports/nothing.json": 404,
    "/coverage.csv?page=2": 404,
    "/diff/nothing/{new}": 404,
    "/diff/{old}/nothing.json": 404,
    "/diff/{old}/{new}?view=upside-down": 400,
    "/captures/nothing": 404,
    "/captures/nothing/shown": 404,
    "/captures/{failed}/shown": 404,
    "/captures/{failed}/payload": 404,
    "/captures/{attached_1}/shown": 404,
    "/organs/nothing": 404,
    "/coverage?division=abc": 400,
    "/coverage?portal=nosuch": 400,
    "/coverage.csv?portal=nosuch": 400,
    "/coverage?level=zzz": 400,
    "/coverage.csv?level=zzz": 400,
    "/coverage?page=99999": 404,
    "/coverage?page=99999999999999999999": 400,
    "/coverage?page=-1": 400,
    "/changes?kind=nothing": 400,
    "/changes?page=9999": 404,
    "/findings?page=9999": 404,
    "/changes?year=twenty": 400,
    "/changes?year=²": 400,
    "/findings?page=0": 400,
    "/compare?figure=nothing": 400,
    "/compare?scope=nothing": 400,
    "/search?q=公开&page=100000": 404,
    "/search?q=公开&page=1e9": 400,
    "/search?q=公开&sort=nothing": 400,
    "/search.json": 400,
    "/search.csv?q=公开&limit=501": 400,
    "/search.atom": 400,
    "/sitemap-7.xml": 404,
    "/timemap/link/http://nowhere.example/": 404,
    "/timegate/not-a-url": 404,
    "/memento/20260110080010/http://nowhere.example/": 404,
    "/nothing": 404,
    "/reports": 404,
    "/nothing/of/the/kind": 404,
    "/reports/%00": 404,
    "/reports/'%20or%201=1--": 404,
    "/captures/%F0%9F%92%A5": 404,
}


@pytest.mark.parametrize(("path", "status"), DEAD.items())
def test_what_is_not_there_is_told_kindly(get: Get, known: dict[str, str], path: str, status: int) -> None:
    answer = get(path.format(**known))
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert "未能显示" in answer.text


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_comparison_asked_for_backwards_is_shown_in_the_order_of_time(
    get: Get, known: dict[str, str], language: str
) -> None:
    answer = get(f"{language}/diff/{known['new']}/{known['old']}?view=inline")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"{language}/diff/{known['old']}/{known['new']}?view=inline"


def test_nothing_can_be_written(get: Get, known: dict[str, str]) -> None:
    for method in ("post", "put", "delete", "options"):
        answer = get(f"/reports/{known['report']}", method=method)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_an_unknown_page_in_english_is_told_in_english(get: Get) -> None:
    assert "This archive holds no such report." in get("/en/reports/nothing").text


def test_the_style_sheet_is_ours_and_is_kept_for_good(get: Get) -> None:
    address = re.search(r'href="(/-/nianbao/site-[0-9a-f]+\.css)"', get("/").text)
    assert address
    answer = get(address[1])
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    assert "url(" not in answer.text
    assert "@import" not in answer.text


def test_a_report_shows_its_dates_its_revisions_and_how_to_cite_it(get: Get, known: dict[str, str]) -> None:
    page = get(f"/reports/{known['report']}").text
    assert "清溪市教育局2020年政府信息公开工作年度报告" in page
    assert "2026-01-10 08:00" in page  # first captured: the only proof
    assert "发布时间：2021-01-25" in page or "发布时间:2021-01-25" in page  # a claim, with its words
    assert f"/diff/{known['old']}/{known['new']}" in page
    assert "SHA-256" in page
    assert "/memento/20260210080010/http://www.qingxi.example/" in page
    assert 'rel="prev"' in page  # 2019
    assert "0990-87654321" in page  # as the organ published it


def test_lists_without_and_with_an_entry_bound_when_a_report_appeared(
    get: Get, known: dict[str, str]
) -> None:
    late_comer = re.search(r'/reports/[^"]*-2019', get(f"/organs/{known['organ']}").text)
    assert late_comer
    page = get(late_comer[0]).text
    assert "前一列表尚无" in page
    assert "此列表已有" in page


def test_the_files_of_a_report_can_be_had(get: Get, known: dict[str, str]) -> None:
    with_file = re.search(r'/reports/[^"]*-2019', get(f"/organs/{known['organ']}").text)
    assert with_file
    page = get(with_file[0]).text
    assert "2019年度统计表.wps" in page
    download = re.search(r'href="(/captures/\w+/payload)">下载', page)
    assert download
    assert get(download[1]).content == b"WPS file"
    assert "附件" not in get(f"/reports/{known['report']}").text


def test_a_report_is_to_be_had_as_data(get: Get, known: dict[str, str]) -> None:
    told = get(f"/reports/{known['report']}.json").json()
    assert told["title"] == "清溪市教育局2020年政府信息公开工作年度报告"
    assert told["published_on"] == "2021-01-25"
    assert told["memento"].endswith(
        "/memento/20260210080010/http://www.qingxi.example/zwgk/ndbg/202101/t20210125_1001.html"
    )
    received = [f for f in told["figures"] if (f["row_key"], f["column_key"]) == ("received", "total")]
    assert [(f["value"], f["raw"]) for f in received] == [(15, "15")]
    assert [one["id"] for one in told["pages"][0]["revisions"]] == [known["old"], known["new"]]
    assert {finding["kind"] for finding in told["findings"]} >= {"changed"}
    earlier = get(f"/reports/{known['report']}.json?revision={known['old']}").json()
    assert earlier["revision"] == known["old"]


def test_coverage_is_to_be_had_as_csv(get: Get, known: dict[str, str]) -> None:
    lines = list(csv.DictReader(io.StringIO(get("/coverage.csv").text.lstrip("\ufeff"))))
    [changed] = [line for line in lines if line["report"] == known["report"]]
    assert (changed["state"], changed["deadline"], changed["changed"]) == ("on_time", "2021-01-31", "1")
    assert [line["organ"] for line in lines if line["withdrawn"] == "1"] == ["清溪市财政局"]


def test_a_withdrawn_report_says_since_when(get: Get, known: dict[str, str]) -> None:
    page = get(f"/reports/{known['withdrawn_report']}").text
    assert "已从网站撤下" in page
    assert "2026-02-10 08:00" in page


def test_the_home_page_counts_what_is_here(get: Get) -> None:
    page = get("/").text
    assert "清溪市人民政府（测试）" in page
    assert "数字改动" in page
    assert "撤下" in page


def test_coverage_marks_what_is_late_changed_and_withdrawn(get: Get) -> None:
    page = get("/coverage").text
    assert "清溪市教育局 2019：迟于期限" in page  # a department's report of 2019 was due on 31 January
    assert "清溪市教育局 2020：准时，发布后改动" in page
    assert "清溪市财政局 2020：准时，已撤下" in page
    totals = re.findall(r'<th scope="row">本页：(\S+)</th>((?:<td>\d*</td>)+)', page)
    assert [(name, re.findall(r"<td>(\d*)</td>", cells)) for name, cells in totals] == [
        ("已收入", ["1", "2", "1"]),
        ("迟于期限", ["1", "", ""]),
        ("缺少", ["", "", ""]),  # one organ alone: nothing shows what was owed
    ]


def test_a_report_without_a_readable_organ_or_year_is_told_beside_the_table(tmp_path: Path) -> None:
    of_no_organ = site_archive.report_page("", 2020, "2021-01-25", 12)
    dated = site_archive.report_page("清溪市教育局", 2020, "2021-01-25", 12).decode()
    of_no_year = re.sub("202[01](?:-01-25|年度?)", "", dated).encode()
    collection = create_collection(tmp_path / "collection")
    with Intake(collection) as intake:
        for portal, body in (("qingxi", of_no_organ), ("baishi", of_no_year)):
            profile = site_archive.PROFILE.replace("qingxi", portal)
            crawl = intake.start_crawl(portal=portal, profile_text=profile, user_agent="nianbao-test")
            url = f"http://www.{portal}.example/zwgk/ndbg.html"
            site_archive.KeptCrawl(intake, crawl, site_archive.FIRST, portal).page(url, body)
            intake.finish_crawl(crawl, reason="finished")
    publish(collection)
    with closing(Database(collection.catalogue_path)) as db:
        assert unplaced_reports(db) == [
            {"portal_id": "baishi", "reports": 1},
            {"portal_id": "qingxi", "reports": 1},
        ]
    with visitor(collection) as get:
        for asked, count in (("portal=qingxi", 1), ("", 2)):
            page = get(f"/coverage?{asked}").text
            assert "没有这样的机关。" not in page
            (address,) = re.findall(rf'不在表中的年报：<a href="([^"]+)">{count}</a>', page)
            assert f"{count} row" in get(html.unescape(address)).text
        assert "不在表中" not in get("/coverage?level=city").text


def test_changes_and_findings_of_organs_whose_name_has_some_words(get: Get, known: dict[str, str]) -> None:
    page = get("/findings?organ=教育").text
    assert "清溪市教育局" in page
    assert "清溪市财政局" not in page
    assert "清溪市财政局" in get("/changes?organ=财政局").text
    assert "没有这样的改动" in get("/changes?organ=无此机关").text
    assert 'value="清溪市教育局"' in get(f"/findings?organ={known['organ']}").text


@pytest.mark.parametrize("organ", ["財政局", "市财政局", " 财政局 ", "财 政局"])
def test_an_organ_may_be_typed_as_its_readers_write_it(get: Get, organ: str) -> None:
    assert "清溪市财政局" in get(f"/changes?organ={organ}").text


def test_a_short_name_of_an_organ_stands_for_its_long_one(get: Get) -> None:
    assert (
        get("/findings?organ=市教委").text.count("清溪市教育局")
        == get("/findings?organ=市教育局").text.count("清溪市教育局")
        > 0
    )
    assert 'value="市教委"' in get("/findings?organ=市教委").text


@pytest.mark.parametrize("year", ["2020", "２０２０", "2020年", " 2020 "])
def test_a_year_may_be_typed_in_full_width_digits_and_with_its_sign(get: Get, year: str) -> None:
    same = get("/changes?year=2020").text.partition("<main")[2]
    assert "清溪市" in same
    assert get(f"/changes?year={year}").text.partition("<main")[2] == same
    assert get(f"/coverage?division={year}").status_code == 200


def test_archived_markup_is_shown_as_text(get: Get, known: dict[str, str]) -> None:
    page = get(f"/reports/{known['hostile_report']}").text
    assert "&lt;script&gt;window.ran=1&lt;/script&gt;" in page
    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.parametrize("path", ["/", "/reports/{report}", "/published", "/-/versions", "/nosuch"])
def test_a_host_that_is_none_is_told(get: Get, known: dict[str, str], path: str) -> None:
    told = get(path.format(**known), headers={"Host": "[::1"})
    assert (told.status_code, "The header Host is no host." in told.text) == (400, True)
    assert get(path.format(**known), headers={"Host": "[::1]:8001"}).status_code in (200, 404)


@pytest.mark.parametrize("cookie", [b"\xff=\xfe", b"ds_actor=\xff", b"a=b; \xff=1"])
def test_a_cookie_that_is_no_text_is_passed_over(get: Get, cookie: bytes) -> None:
    for path in ("/", "/published/reports.json"):
        assert get(path, headers={"Cookie": cookie}).status_code == 200


def test_an_archive_without_a_report_says_so_and_blames_no_filter(tmp_path: Path) -> None:
    collection = create_collection(tmp_path / "collection")
    with closing(Database(collection.catalogue_path)) as db:
        migrations.apply(db)
    publish(collection)
    with visitor(collection) as get:
        assert all("尚无年报。" in get(path).text for path in ("/", "/coverage"))
        assert "尚未见到改动。" in get("/changes").text
        assert "没有这样的改动。" in get("/changes?year=2020").text
        assert "没有这样的机关。" in get("/coverage?division=2101").text
        assert "<loc>http://localhost/coverage</loc>" in get("/sitemap.xml").text
