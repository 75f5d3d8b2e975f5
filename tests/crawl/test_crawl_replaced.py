"""A column that shows its newest report: the one before keeps its row, and is changed by nothing."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from sqlite_utils import Database

from archive.collection import Collection
from archive.published import publish
from archive.rebuild import rebuild
from archive.search.engine import search
from archive.site.queries.changes import latest_changes
from archive.site.queries.coverage import coverage
from archive.site.queries.reports import whole_report
from archive.site.server import site
from archive.timelines import history
from crawler.crawl import CrawlSummary
from crawler.sample.pdf import PdfPage, write_pdf

Crawls = Callable[..., CrawlSummary]
COLUMN = (
    "<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>"
    "<p>发布日期：{published}　来源：清川市档案馆</p><div class='TRS_Editor'><p>一、总体情况</p>"
    "<p>清川市档案馆{told}年主动公开政府信息{count}条，{word}。</p>{more}</div></body></html>"
)


class Column:
    """A channel that answers with a report itself."""

    def __init__(self, portal: Any, crawl: Crawls) -> None:
        self._portal = portal
        self._crawl = crawl

    def crawled(
        self,
        year: int,
        *,
        titled: int | None = None,
        word: str = "办结申请若干",
        more: str = "",
        count: int = 12,
    ) -> CrawlSummary:
        """Crawl it with the report of that year on it."""
        title = f"清川市档案馆{titled or year}年政府信息公开工作年度报告"
        published = f"{year + 1}-01-20"
        self._portal.page(
            "/ndbg/",
            COLUMN.format(title=title, published=published, told=year, count=count, word=word, more=more),
        )
        return self._crawl(self._portal.profile_text() + 'serves = "report"\n')


@pytest.fixture
def column(portal: Any, crawl: Crawls) -> Column:
    return Column(portal, crawl)


@pytest.fixture
def db(collection: Collection) -> Callable[[], Database]:
    return lambda: Database(sqlite3.connect(collection.catalogue_path))


def reports(db: Database) -> dict[int, tuple[str, int, str | None]]:
    """The state, the number of revisions and what the shown revision is titled, by report year."""
    rows = db.execute("select report_year, state, revisions, title from reports order by report_year")
    return {year: (state, revisions, title) for year, state, revisions, title in rows}


def test_a_report_that_another_took_the_place_of_is_kept_and_found(
    column: Column, collection: Collection, db: Callable[[], Database]
) -> None:
    column.crawled(2021, word="完善砗磲目录")
    column.crawled(2021, word="完善砗磲名录")
    column.crawled(2022, word="新建渡口专栏")
    told = reports(db())
    assert {year: row[:2] for year, row in told.items()} == {2021: ("replaced", 2), 2022: ("held", 1)}
    changed = [row["changed"] for row in history(db(), f"{column._portal.url}/ndbg/")]
    assert changed == [[], ["text_rewritten"], ["replaced"]]
    assert [hit.year for hit in search(db().conn, "砗磲名录").hits] == [2021]
    assert search(db().conn, "砗磲目录").total == 0
    findings = list(
        db().query("select kind, report_year from findings where held_until is null order by kind")
    )
    assert [f for f in findings if f["kind"] in {"changed", "missing", "withdrawn"}] == [
        {"kind": "changed", "report_year": 2021}
    ]


def test_the_site_says_which_report_took_its_place(
    column: Column, collection: Collection, db: Callable[[], Database]
) -> None:
    column.crawled(2021)
    column.crawled(2022)
    publish(collection)
    with closing(sqlite3.connect(collection.published_path)) as published:
        published.row_factory = sqlite3.Row
        ids = dict(published.execute("select report_year, id from reports").fetchall())
        old = whole_report(published, ids[2021], None)
        new = whole_report(published, ids[2022], None)
        changes = latest_changes(published, 10)
        lines = coverage(published, portal="", division="", level="", limit=10, offset=0)["lines"]
    assert old
    assert new
    (page,) = old["pages"]
    assert (page["state"], page["replaced_by"]["report_id"], len(page["history"])) == (
        "replaced",
        ids[2022],
        1,
    )
    assert [(page["state"], page["replaced_by"], len(page["history"])) for page in new["pages"]] == [
        ("held", None, 1)
    ]
    assert (old["next"]["id"], new["previous"]["id"]) == (ids[2022], ids[2021])
    assert [(row["report_id"], row["changed"]) for row in changes] == [(ids[2021], "replaced")]
    assert [place.is_changed for line in lines for place in line.places if place.report] == [False, False]


def test_a_year_that_is_put_right_in_a_title_makes_no_other_report(
    column: Column, db: Callable[[], Database]
) -> None:
    column.crawled(2021, titled=2020)
    column.crawled(2021)
    assert {year: row[:2] for year, row in reports(db()).items()} == {2021: ("held", 2)}


def test_a_report_in_whose_place_stands_something_else_is_kept(
    column: Column, portal: Any, crawl: Crawls, db: Callable[[], Database]
) -> None:
    column.crawled(2021)
    portal.page(
        "/ndbg/",
        COLUMN.format(
            title="清川市档案馆开展查档便民活动",
            published="2022-05-01",
            told=2022,
            count=3,
            word="到馆查档者众",
            more="",
        ),
    )
    crawl(portal.profile_text() + 'serves = "report"\n')
    assert {year: row[:2] for year, row in reports(db()).items()} == {2021: ("replaced", 1)}


def test_a_report_that_comes_back_stands_again(column: Column, db: Callable[[], Database]) -> None:
    for year in (2021, 2022, 2021):
        column.crawled(year)
    assert {year: row[:2] for year, row in reports(db()).items()} == {
        2021: ("held", 2),
        2022: ("replaced", 1),
    }


def shown(collection: Collection, path: str) -> str:
    """A page of the site."""
    answer = asyncio.run(site(collection).client.get(path))
    assert answer.status_code == 200
    return str(answer.text)


def test_the_site_says_of_a_report_that_its_page_shows_something_else_or_that_it_is_back(
    column: Column, collection: Collection, db: Callable[[], Database]
) -> None:
    for year in (2021, 2022, 2021):
        column.crawled(year)
    publish(collection)
    ids = {row["report_year"]: row["id"] for row in db().query("select id, report_year from reports")}
    back, gone = (shown(collection, f"/reports/{ids[year]}") for year in (2021, 2022))
    assert ("<b>恢复</b>" in back, "改登" in back) == (True, False)
    assert ("网页已改登别的内容" in gone, "已从网站撤下" in gone) == (True, False)


@pytest.mark.parametrize(
    ("count", "told"), [(12, "replaced"), (13, "figure_changed")], ids=["as it was", "with another figure"]
)
def test_a_report_that_comes_back_is_compared_with_what_it_said(
    count: int, told: str, column: Column, portal: Any, crawl: Crawls, collection: Collection
) -> None:
    column.crawled(2021)
    portal.page("/ndbg/", "<html><body><h1>本栏目内容调整</h1><p>请稍后访问清川市政府网。</p></body></html>")
    crawl(portal.profile_text() + 'serves = "report"\n')
    column.crawled(2021, count=count)
    publish(collection)
    with closing(sqlite3.connect(collection.published_path)) as published:
        published.row_factory = sqlite3.Row
        said = published.execute("select id, changed from revisions order by number").fetchall()
        (report,) = published.execute("select id from reports").fetchone()
        changes = latest_changes(published, 10)
        findings = published.execute("select kind from findings where held_until is null").fetchall()
    assert [row["changed"] for row in said] == [None, "replaced", told]
    compared = [(row["before_id"], row["id"]) for row in changes if row["changed"] == "figure_changed"]
    assert compared == ([(said[0]["id"], said[2]["id"])] if count == 13 else [])
    assert [row["kind"] for row in findings].count("changed") == (count == 13)
    difference = f"/diff/{said[0]['id']}/{said[2]['id']}"
    assert (difference in shown(collection, "/findings")) == (count == 13)
    page = shown(collection, f"/reports/{report}")
    assert ("数字改动" in page, "<b>恢复</b>" in page) == (count == 13, count == 12)


def test_a_file_stays_with_the_report_that_named_it(
    column: Column, portal: Any, db: Callable[[], Database]
) -> None:
    portal.page("/ndbg/2021.docx", b"PK\x03\x04", headers={"Content-Type": "application/msword"})
    column.crawled(2021, more="<p><a href='2021.docx'>附件：2021年统计表.docx</a></p>")
    column.crawled(2022)
    (row,) = db().query(
        "select reports.report_year from pages join reports on reports.id = pages.report_id"
        " where pages.role = 'attachment'"
    )
    assert row["report_year"] == 2021


def test_a_change_is_linked_in_words_beside_a_file_without_a_title(
    column: Column, portal: Any, collection: Collection, db: Callable[[], Database]
) -> None:
    sheet = PdfPage()
    sheet.text(60, 700, "主动公开 12 条", 12)
    portal.page("/ndbg/2021.pdf", write_pdf([sheet], "附件"), headers={"Content-Type": "application/pdf"})
    for count in (12, 13):
        column.crawled(2021, more="<p><a href='2021.pdf'>附件：统计表.pdf</a></p>", count=count)
    publish(collection)
    ((report, file),) = (
        db()
        .execute(
            "select pages.report_id, revisions.id from revisions join pages on pages.id = page_id"
            " where role = 'attachment' and revisions.title is null"
        )
        .fetchall()
    )
    page = shown(collection, f"/reports/{report}?revision={file}")
    assert "看改动" in page
    assert "None" not in page


def test_a_report_that_was_replaced_does_not_leave_a_list_with_the_one_in_its_place(
    column: Column, portal: Any, crawl: Crawls, db: Callable[[], Database]
) -> None:
    rows = {
        f"t2024013{number}_{number}.html": f"清川市第{number}局2023年政府信息公开工作年度报告"
        for number in (1, 2)
    }
    for number in (1, 2):
        portal.report(f"/nb/t2024013{number}_{number}.html", f"清川市第{number}局")
    portal.page("/ndbg/2021.docx", b"PK\x03\x04", headers={"Content-Type": "application/msword"})
    portal.listing("/nb/", {**rows, "/ndbg/": "清川市档案馆年度报告"})
    lists = portal.profile_text(channel="/nb/")
    column.crawled(2021, more="<p><a href='2021.docx'>附件：2021年统计表.docx</a></p>")
    column.crawled(2022)
    crawl(lists)
    portal.listing("/nb/", rows)
    for _ in range(2):
        crawl(lists)
    told = list(
        db().query("select report_year from findings where kind = 'withdrawn' and held_until is null")
    )
    assert [row["report_year"] for row in told] == [2022]


def test_a_rebuild_says_the_same(
    column: Column, portal: Any, collection: Collection, db: Callable[[], Database]
) -> None:
    portal.page("/ndbg/2021.docx", b"PK\x03\x04", headers={"Content-Type": "application/msword"})
    column.crawled(2021, more="<p><a href='2021.docx'>附件：2021年统计表.docx</a></p>")
    column.crawled(2022)
    column.crawled(2022, count=13)
    before = rows(db())
    rebuild(collection, progress=lambda *_: None)
    assert rows(db()) == before


def rows(db: Database) -> dict[str, list[dict[str, Any]]]:
    """What the catalogue says; the numbers of searched documents are in the order in which these came."""
    tables = ("pages", "revisions", "reports", "findings", "joins", "withdrawals")
    said = {table: list(db.query(f"select * from {table} order by 1")) for table in tables}
    return said | {"searched": list(db.query("select id, report, latest from search_documents order by id"))}
