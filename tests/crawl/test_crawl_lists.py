"""From a channel over years and list pages to reports and their files."""

import itertools
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from archive.collection import Collection
from archive.rebuild import rebuild
from crawler.crawl import CrawlSummary, latest_season


def lists(portal: Any) -> None:
    """Two years, the newer with two list pages, three reports."""
    portal.page("/ndbg/", '<a href="2023n/">2023年</a> <a href="2022n/">2022年</a> <a href="/zcwj/">政策</a>')
    pager = '<script>createPageHTML(2, 0, "index", "html")</script>'
    portal.listing("/ndbg/2023n/", {"./202401/t20240130_1.html": "清川市档案馆2023年年度报告"}, pager)
    portal.listing(
        "/ndbg/2023n/index_1.html",
        {"./202401/t20240130_2.html": "清川市民政局2023年年度报告"},
        pager.replace("0,", "1,"),
    )
    portal.listing("/ndbg/2022n/", {"./202301/t20230130_3.html": "清川市审计局2022年年度报告"})
    portal.report("/ndbg/2023n/202401/t20240130_1.html", "清川市档案馆")
    portal.report("/ndbg/2023n/202401/t20240130_2.html", "清川市民政局")
    portal.report("/ndbg/2022n/202301/t20230130_3.html", "清川市审计局")


def test_years_and_list_pages_lead_to_every_report(portal: Any, crawl: Callable[..., CrawlSummary]) -> None:
    lists(portal)
    summary = crawl(portal.profile_text())
    assert (summary.list_pages, summary.entries, summary.pages, summary.missing) == (4, 3, 3, ())
    assert "/zcwj/" not in portal.paths()


def test_list_pages_are_asked_before_reports(portal: Any, crawl: Callable[..., CrawlSummary]) -> None:
    lists(portal)
    crawl(portal.profile_text(), CONCURRENT_REQUESTS=1)
    paths = portal.paths()
    first_report = next(i for i, path in enumerate(paths) if "/t20" in path)
    assert all("/t20" in path for path in paths[first_report:])


def test_a_missing_report_does_not_fail_the_others(
    portal: Any,
    crawl: Callable[..., CrawlSummary],
    captures: Callable[[], list[dict[str, Any]]],
    collection: Collection,
) -> None:
    lists(portal)
    del portal.pages["/ndbg/2023n/202401/t20240130_2.html"]
    summary = crawl(portal.profile_text())
    assert (summary.pages, summary.gone, summary.missing) == (
        2,
        1,
        (),
    )  # a robots.txt that is not there is not gone
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        assert db.execute("select gone from crawls").fetchall() == [(1,)]
    gone = [row["url"] for row in captures() if row["status"] == 404]
    assert f"{portal.url}/ndbg/2023n/202401/t20240130_2.html" in gone


def test_a_report_that_redirects_to_the_home_page_is_not_had_and_the_home_page_is_no_page(
    portal: Any, crawl: Callable[..., CrawlSummary], captures: Callable[[], list[dict[str, Any]]]
) -> None:
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    portal.page("/ndbg/t20240130_1.html", "", status=302, headers={"Location": "/"})
    portal.page("/", "<title>清川市</title><p>首页</p>")
    summary = crawl(portal.profile_text())
    assert "/" not in portal.paths()
    assert summary.missing == ("1 of 1 pages and files were not had: 1 × soft_404",)
    refused = {row["url"]: row["refusal"] for row in captures() if row["outcome"] == "refused"}
    assert refused == {f"{portal.url}/ndbg/t20240130_1.html": "soft_404"}


def test_a_landing_page_is_followed(portal: Any, crawl: Callable[..., CrawlSummary]) -> None:
    portal.page("/ndbg/", '<meta http-equiv="Refresh" content="0;URL=./2023n/">')
    portal.listing("/ndbg/2023n/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    portal.report("/ndbg/2023n/t20240130_1.html")
    assert crawl(portal.profile_text()).pages == 1


def test_landing_pages_in_a_circle_end(portal: Any, crawl: Callable[..., CrawlSummary]) -> None:
    for number in range(9):
        portal.page(
            f"/ndbg/{number or ''}", f'<meta http-equiv="Refresh" content="0;URL=/ndbg/{number + 1}">'
        )
    summary = crawl(portal.profile_text())
    assert any("landing pages without end" in sentence for sentence in summary.missing)


def test_files_of_a_report_are_kept_with_it(
    portal: Any, crawl: Callable[..., CrawlSummary], captures: Callable[[], list[dict[str, Any]]]
) -> None:
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    portal.report("/ndbg/t20240130_1.html", more='<a href="./P020240130.pdf">附件</a><a href="x.docx">表</a>')
    portal.page("/ndbg/P020240130.pdf", b"%PDF-1.4 invented", headers={"Content-Type": "application/pdf"})
    summary = crawl(portal.profile_text())
    assert (summary.pages, summary.attachments) == (1, 1)
    roles = {row["url"].removeprefix(portal.url): row["role"] for row in captures()}
    assert roles["/ndbg/P020240130.pdf"] == roles["/ndbg/x.docx"] == "attachment"


def test_files_behind_a_program_are_kept_with_the_report(
    portal: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    program = "/module/download/downfile.jsp?classid=0&filename=19.pdf"
    portal.report("/ndbg/t20240130_1.html", more=f'<a href="{program}">附件：统计表</a>')
    portal.page(program, b"%PDF-1.4 invented", headers={"Content-Type": "application/pdf"})
    assert crawl(portal.profile_text()).attachments == 1


PNG = b"\x89PNG\r\n\x1a\n invented"


def test_pictures_of_a_body_are_kept_with_it_and_those_of_the_template_are_not(
    portal: Any, crawl: Callable[..., CrawlSummary], captures: Callable[[], list[dict[str, Any]]]
) -> None:
    portal.listing(
        "/ndbg/",
        {f"t20240130_{number}.html": f"清川市第{number}局2023年年度报告" for number in (1, 2)},
    )
    banner = "</div><div class='footer'><img src='/images/banner.png'></div><div>"
    table = "<p>具体情况见下图。</p><p><img src='./W020240130.png'></p><p><img src='http://elsewhere.example/x.png'></p>"
    portal.report("/ndbg/t20240130_1.html", more=table + banner)
    portal.report("/ndbg/t20240130_2.html", more=banner)
    portal.page("/ndbg/W020240130.png", PNG, headers={"Content-Type": "image/png"})
    portal.page("/images/banner.png", PNG + b"2", headers={"Content-Type": "image/png"})
    summary = crawl(portal.profile_text())
    assert (summary.pages, summary.attachments, summary.missing) == (2, 1, ())
    kept = {row["url"].removeprefix(portal.url): row for row in captures()}
    assert kept["/ndbg/W020240130.png"]["role"] == "attachment"
    assert kept["/ndbg/W020240130.png"]["payload_bytes"] == len(PNG)
    assert "/images/banner.png" not in portal.paths()


def test_reports_by_parameter_need_no_list(portal: Any, crawl: Callable[..., CrawlSummary]) -> None:
    portal.report("/module/xxgk/xxgkAnnualReport.jsp?fbtime=2022&area=9901")
    profile = portal.profile_text(
        channel="/module/xxgk/xxgkAnnualReport.jsp?fbtime={year}&area=9901",
        extra="[expectations]\nlist_pages = 0\nentries = 0\n",
    )
    summary = crawl(profile + 'serves = "report"\nfirst_year = 2021\n')
    assert summary.pages == 1
    assert "/module/xxgk/xxgkAnnualReport.jsp?fbtime=2021&area=9901" in portal.paths()


def test_a_list_that_is_none_fails_the_crawl_s_expectation(
    portal: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    portal.page("/ndbg/", "<html><body><p>年度报告</p></body></html>")
    summary = crawl(portal.profile_text())
    assert any("no entry and no channel" in sentence for sentence in summary.missing)
    assert any("0 list pages, expected 1" in sentence for sentence in summary.missing)


def test_an_expected_organ_that_is_not_listed_is_named(
    portal: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    summary = crawl(portal.profile_text(extra='[expectations]\norgans = ["清川市档案馆", "清川市水务局"]\n'))
    assert summary.missing == ("no entry names 清川市水务局",)


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        (
            "<html><title>网站防火墙</title><body>您的请求带有不合法参数，已被网站管理员设置拦截！</body></html>",
            200,
            "blocked",
        ),
        (
            "<script>document.cookie=('_')+('_')+('j')+'sl=1';location.href=location.pathname</script>",
            521,
            "challenge",
        ),
        ("<html><body>系统正在维护中，请稍后访问</body></html>", 200, "maintenance"),
        ("<html><body><h1>502 Bad Gateway</h1></body></html>", 502, "error_shell"),
        ("", 404, "status 404"),
    ],
)
def test_a_refused_list_is_named_for_what_it_is(
    portal: Any, crawl: Callable[..., CrawlSummary], body: str, status: int, why: str
) -> None:
    portal.page("/ndbg/", body, status=status)
    summary = crawl(portal.profile_text())
    assert summary.missing[0].startswith(f"{portal.url}/ndbg/: no list: {why}")


def test_fewer_reports_of_the_season_than_expected_are_missed(
    portal: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    season = latest_season(datetime.now(UTC))
    rows = {f"t{n}.html": f"清川市第{n}局{season}年年度报告" for n in (1, 2)}
    portal.listing("/ndbg/", {**rows, "t3.html": "清川市第三局2009年年度报告"})
    profile = portal.profile_text(extra="[expectations]\nreports_per_year = 3\n")
    assert crawl(profile).missing == (f"2 reports on {season} listed, expected 3 or more",)


def test_a_season_is_over_when_all_reports_are_due() -> None:
    assert latest_season(datetime(2024, 3, 31, tzinfo=UTC)) == 2022
    assert latest_season(datetime(2024, 4, 1, tzinfo=UTC)) == 2023


def test_a_channel_that_is_a_report_itself_is_had_as_one_and_told(
    portal: Any, collection: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    portal.report("/ndbg/")
    told = f'{portal.url}/ndbg/: no list: a report itself: serves = "report" in its profile'
    for new in (1, 0):
        summary = crawl(portal.profile_text() + "[expectations]\nlist_pages = 0\nentries = 0\n")
        assert (summary.pages, summary.new, summary.missing) == (1, new, (told,))
    db = sqlite3.connect(collection.catalogue_path)
    assert db.execute("select title, revisions from reports").fetchall() == [
        ("清川市档案馆2023年政府信息公开工作年度报告", 1)
    ]
    db.close()


def test_a_year_that_is_a_report_itself_is_had_as_one(
    portal: Any, collection: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    portal.page(
        "/ndbg/", '<ul><li><a href="2023.html">2023年</a></li><li><a href="2022.html">2022年</a></li></ul>'
    )
    portal.report("/ndbg/2023.html")
    portal.listing("/ndbg/2022.html", {"t20230130_1.html": "清川市档案局2022年政府信息公开工作年度报告"})
    portal.report("/ndbg/t20230130_1.html", "清川市档案局")
    summary = crawl(portal.profile_text())
    assert (summary.list_pages, summary.pages, summary.missing) == (2, 2, ())
    db = sqlite3.connect(collection.catalogue_path)
    assert db.execute("select count(*) from reports").fetchone() == (2,)
    db.close()


def test_backslashes_in_addresses_are_the_slashes_that_browsers_read(
    portal: Any, crawl: Callable[..., CrawlSummary], captures: Callable[[], list[dict[str, Any]]]
) -> None:
    portal.listing(
        "/ndbg/", {"\\ndbg\\202401\\t20240130_1.html": "清川市档案馆2023年政府信息公开工作年度报告"}
    )
    href = "..\\..\\UploadFile\\2023.doc"
    portal.report("/ndbg/202401/t20240130_1.html", more=f"<p><a href='{href}'>附件：年报.doc</a></p>")
    portal.page("/UploadFile/2023.doc", b"\xd0\xcf\x11\xe0", headers={"Content-Type": "application/msword"})
    assert crawl(portal.profile_text()).missing == ()
    assert portal.paths()[2:] == ["/ndbg/202401/t20240130_1.html", "/UploadFile/2023.doc"]
    assert captures()[-1]["url"] == f"{portal.url}/UploadFile/2023.doc"


def test_session_ids_that_a_server_writes_into_addresses_are_not_asked_for(
    portal: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    numbers = itertools.count()

    def listing(page: int) -> Callable[[], Any]:
        def answer() -> Any:
            session = f";jsessionid={next(numbers):032X}"
            rows = f'<li><a href="t20240130_{page}.html{session}">清川市第{page}局2023年年度报告</a></li>'
            pager = "".join(f'<a href="index_{n}.jhtml{session}?v=1">{n}</a>' for n in (1, 2, 3))
            portal.page("/written", rows + pager)
            return portal.pages["/written"]

        return answer

    for page in (1, 2, 3):
        portal.pages[f"/ndbg/index_{page}.jhtml?v=1"] = listing(page)
        portal.report(f"/ndbg/t20240130_{page}.html", f"清川市第{page}局")
    profile = portal.profile_text(channel="/ndbg/index_1.jhtml?v=1", extra="max_requests = 40")
    for new in (3, 0):
        portal.asked.clear()
        summary = crawl(profile)
        assert (summary.list_pages, summary.pages, summary.new, summary.missing) == (3, 3, new, ())
        assert len(portal.asked) == 7


@pytest.mark.parametrize(
    "start",
    [
        {"status": 301, "headers": {"Location": "/xxgk/ndbg/"}},
        {"body": "<meta http-equiv=refresh content='0;url=/xxgk/ndbg/'>"},
        {"status": 302, "headers": {"Location": "/zwgk/ndbg/"}},
    ],
    ids=["redirect", "landing page", "folder"],
)
def test_the_years_of_a_column_that_moved_are_found_and_its_neighbours_are_not(
    start: dict[str, Any], portal: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    folder = start.get("headers", {}).get("Location", "/xxgk/ndbg/")
    portal.page("/zwgk/ndbg", start.pop("body", ""), **start)
    years = "".join(f'<li><a href="{year}n/">{year}年</a></li>' for year in (2022, 2023))
    portal.listing(
        folder,
        {"t20250130_1.html": "清川市2024年政府信息公开工作年度报告"},
        more=years + '<a href="../tzgg/">公告</a>',
    )
    portal.report(f"{folder}t20250130_1.html", "清川市人民政府")
    for year in (2022, 2023):
        portal.listing(f"{folder}{year}n/", {f"t{year}.html": f"清川市{year}年政府信息公开工作年度报告"})
        portal.report(f"{folder}{year}n/t{year}.html")
    summary = crawl(portal.profile_text(channel="/zwgk/ndbg"))
    assert (summary.list_pages, summary.pages, summary.missing) == (3, 3, ())


def test_a_list_is_catalogued_as_it_was_followed(
    portal: Any, crawl: Callable[..., CrawlSummary], collection: Collection
) -> None:
    def years(*numbers: int) -> str:
        return "".join(
            f"<li><a href='/ndbg/{year}/'>{year}年政务公开汇总</a> {year + 1}-01-30</li>" for year in numbers
        )

    def page(content: str) -> str:
        return f"<html><head><meta charset='utf-8'><title>年报</title></head><body>{content}</body></html>"

    report = "<li><a href='/ndbg/2022/t20230130_1.html'>云溪县水利局2022年政府信息公开工作年度报告</a> 2023-01-30</li>"
    portal.page("/ndbg/", page(f"<ul>{years(2022, 2021)}</ul>"))
    portal.page("/ndbg/2022/", page(f"<ul>{report}{years(2021)}</ul>"))
    portal.page("/ndbg/2021/", page(f"<ul>{years(2022)}</ul>"))
    portal.report("/ndbg/2022/t20230130_1.html")
    summary = crawl(portal.profile_text())
    assert (summary.list_pages, summary.entries) == (3, 1)
    told = listed_and_outcomes(collection)
    assert told == ([f"{portal.url}/ndbg/2022/t20230130_1.html"], [("listed", 3)])
    rebuild(collection, processes=1, progress=lambda *_: None)
    assert listed_and_outcomes(collection) == told


def listed_and_outcomes(collection: Collection) -> tuple[list[str], list[tuple[str, int]]]:
    """What the catalogue says that lists list, and what came of the captures of lists."""
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        listed = db.execute("select url from listings order by url").fetchall()
        outcomes = db.execute(
            "select outcome, count(*) from captures where role = 'list' group by 1 order by 1"
        ).fetchall()
    return [url for (url,) in listed], outcomes


def test_a_column_that_moved_is_catalogued_as_it_was_followed(
    portal: Any, crawl: Callable[..., CrawlSummary], collection: Collection
) -> None:
    portal.page("/ndbg/", "", status=302, headers={"Location": "/gk/nb/"})
    rows = "".join(
        f"<li><a href='/gk/nb/{year}/'>{year}年政务公开汇总</a> {year + 1}-01-30</li>"
        for year in (2021, 2022)
    )
    portal.page("/gk/nb/", f"<html><head><meta charset='utf-8'></head><body><ul>{rows}</ul></body></html>")
    portal.listing("/gk/nb/2021/", {"t20220130_1.html": "云溪县水利局2021年政府信息公开工作年度报告"})
    portal.listing("/gk/nb/2022/", {"t20230130_2.html": "云溪县水利局2022年政府信息公开工作年度报告"})
    portal.report("/gk/nb/2021/t20220130_1.html")
    portal.report("/gk/nb/2022/t20230130_2.html")
    assert crawl(portal.profile_text()).entries == 2
    assert listed_and_outcomes(collection) == (
        [f"{portal.url}/gk/nb/2021/t20220130_1.html", f"{portal.url}/gk/nb/2022/t20230130_2.html"],
        [("listed", 3), ("redirected", 1)],
    )
