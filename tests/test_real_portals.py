"""Saved pages of real portals, served under their own names by a proxy: run only where they are at hand."""

import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
MIRROR = SHARED / "tools" / "mirror_proxy.py"
PAGES = SHARED / "real-pages"

pytestmark = pytest.mark.skipif(not MIRROR.exists(), reason="saved real pages are not at hand")

QUICK = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mirror = subprocess.Popen(
        [sys.executable, str(MIRROR), str(PAGES), "--port", str(port)], stderr=subprocess.PIPE, text=True
    )
    assert mirror.stderr is not None
    assert "proxy on" in mirror.stderr.readline()
    yield f"http://127.0.0.1:{port}"
    mirror.terminate()
    mirror.wait()
    mirror.stderr.close()


@pytest.fixture(scope="module")
def crawled(proxy: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[object], list[object]]:
    """A collection of two crawls of each portal, and their summaries."""
    from archive.collection import create_collection
    from crawler.run import CrawlOptions, run_crawls
    from metadata.profile import find_profile

    collection = create_collection(tmp_path_factory.mktemp("real") / "collection")
    profiles = [find_profile(name) for name in ("zhecheng", "scedu", "gzdaozhen")]
    options = CrawlOptions(proxy=proxy, settings=QUICK)
    first = run_crawls(profiles, collection, options=options)
    second = run_crawls(profiles, collection, options=options)
    return collection.catalogue_path, list(first), list(second)


def rows(catalogue: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    db = sqlite3.connect(catalogue)
    try:
        return list(db.execute(query, values))
    finally:
        db.close()


def test_zhecheng_lists_99_reports_and_keeps_the_ten_that_are_there(crawled: tuple[Path, list, list]) -> None:
    catalogue, (zhecheng, _, _), _ = crawled
    assert (zhecheng.entries, zhecheng.list_pages, zhecheng.pages) == (99, 10, 10)
    assert (zhecheng.refused, zhecheng.failed) == (0, 0)
    found = rows(
        catalogue,
        "select revisions.title, published_on, report_year from revisions"
        " join pages on pages.id = revisions.page_id where pages.portal_id = 'zhecheng' order by pages.url",
    )
    assert len(found) == 10
    assert {year for _, _, year in found} == {2017}
    assert ("柘城县扶贫办2017年政府信息年度报告", "2018-04-02", 2017) in found


def test_missing_reports_are_recorded_as_gone(crawled: tuple[Path, list, list]) -> None:
    catalogue, (zhecheng, _, _), _ = crawled
    ((gone,),) = rows(
        catalogue,
        "select count(*) from captures where status = 404 and role = 'page' and crawl_id = ?",
        zhecheng.crawl,
    )
    assert gone == 89
    *lists, short, gone_pages = zhecheng.missing
    assert all("status 404" in sentence for sentence in lists)
    assert ": no list: it states" in short
    assert gone_pages == "89 of 99 pages are gone (404 or 410)"


def test_the_sichuan_list_and_its_four_reports(crawled: tuple[Path, list, list]) -> None:
    catalogue, (_, scedu, _), _ = crawled
    assert (scedu.entries, scedu.pages) == (8, 4)
    found = rows(
        catalogue,
        "select published_on, report_year from revisions join pages on pages.id = revisions.page_id"
        " where pages.portal_id = 'scedu' order by published_on",
    )
    assert found == [("2013-03-18", 2012), ("2015-03-17", 2014), ("2019-03-20", 2018), ("2020-01-17", 2019)]


def test_the_trs_list_states_four_pages(crawled: tuple[Path, list, list]) -> None:
    _, (_, _, daozhen), _ = crawled
    assert (daozhen.entries, daozhen.pages) == (20, 7)
    missing = " ".join(daozhen.missing)
    assert all(f"index_{number}.html" in missing for number in (1, 2, 3))


def test_a_second_crawl_stores_no_body_twice(crawled: tuple[Path, list, list]) -> None:
    catalogue, first, second = crawled
    for before, after in zip(first, second, strict=True):
        assert (after.entries, after.pages) == (before.entries, before.pages)
        ((stored,),) = rows(
            catalogue,
            "select count(*) from captures where crawl_id = ? and record_type = 'response'"
            " and payload_bytes > 0",
            after.crawl,
        )
        assert stored == 0
    ((again,),) = rows(catalogue, "select count(*) from revisions where number > 1")
    assert again == 0


@pytest.mark.parametrize(
    ("path", "family", "entries", "next_pages", "total"),
    [
        ("cq-crtvu/index/tzgg.html", "vsb", 20, 59, 1183),
        ("gdjyj.gd.gov.cn/pro/tzgg/index.html", "guangdong", 20, 20, None),
        ("zwgk.dingxi.gov.cn/jpage_datastore_col12377_excerpt.xml", "hanweb", 14, 1, None),
        ("edu.sc.gov.cn/scedu/c100529/zfxxgk_xxgkzd.html", "ucap", 8, 0, None),
        ("rsj.gzdaozhen.gov.cn/gzdt/tzgg/index.html", "trs", 20, 3, None),
        ("www.zhecheng.gov.cn/xxgk/xxgknb/index_4.html", "empire", 15, 5, 99),
    ],
)
def test_real_list_pages_read_as_their_family(
    path: str, family: str, entries: int, next_pages: int, total: int | None
) -> None:
    from metadata.families import ServedPage, detect_family

    page = ServedPage.of((PAGES / path).read_bytes(), url=f"http://{path}")
    found = detect_family(page)
    listing = found.read_list(page, page.url)
    assert found.id == family
    assert (len(listing.entries), len(listing.next_pages), listing.stated_total) == (
        entries,
        next_pages,
        total,
    )
    assert all(entry.listed_on for entry in listing.entries)


def test_a_list_page_takes_less_than_fifty_milliseconds() -> None:
    from metadata.families import read_listing

    body = (PAGES / "rsj.gzdaozhen.gov.cn/gzdt/tzgg/index.html").read_bytes()
    started = time.process_time()
    for _ in range(10):
        read_listing(body, url="http://rsj.gzdaozhen.gov.cn/gzdt/tzgg/index.html")
    assert (time.process_time() - started) / 10 < 0.05
