"""A second crawl asks conditionally, fetches what changed, and notices what is gone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.collection import Collection
from archive.importing import import_files
from crawler.crawl import CrawlSummary

Rows = Callable[[], list[dict[str, Any]]]
Crawls = Callable[..., CrawlSummary]


@pytest.fixture
def two_reports(portal: Any) -> Any:
    portal.listing(
        "/ndbg/",
        {"t20240130_1.html": "清川市档案馆2023年年度报告", "t20240130_2.html": "清川市民政局2023年年度报告"},
    )
    portal.report("/ndbg/t20240130_1.html", "清川市档案馆")
    portal.report("/ndbg/t20240130_2.html", "清川市民政局")
    return portal


def test_an_unchanged_portal_sends_no_body_twice(two_reports: Any, crawl: Crawls, captures: Rows) -> None:
    first = crawl(two_reports.profile_text())
    assert (first.new, first.changed, first.unchanged) == (2, 0, 0)
    second = crawl(two_reports.profile_text())
    assert (second.unchanged, second.entries, second.pages) == (2, first.entries, first.pages)
    again = [row for row in captures() if row["crawl_id"] == second.crawl]
    assert {row["record_type"] for row in again if row["status"] == 304} == {"revisit"}
    assert second.received_bytes <= 0.03 * first.received_bytes


def test_what_changed_is_fetched_in_full_and_nothing_else(
    two_reports: Any, crawl: Crawls, captures: Rows
) -> None:
    crawl(two_reports.profile_text())
    two_reports.report("/ndbg/t20240130_2.html", "清川市民政局", count=13)
    second = crawl(two_reports.profile_text())
    assert (second.new, second.changed, second.unchanged) == (0, 1, 1)
    again = [
        row for row in captures() if row["crawl_id"] == second.crawl and row["record_type"] == "response"
    ]
    assert [row["url"] for row in again] == [f"{two_reports.url}/ndbg/t20240130_2.html"]


def test_a_new_design_leaves_a_report_unchanged(two_reports: Any, crawl: Crawls) -> None:
    crawl(two_reports.profile_text())
    for path, answer in list(two_reports.pages.items()):
        if path.endswith(".html"):
            body = answer.body.decode().replace("<body>", "<body><div class='nav'><a href='/'>首页</a></div>")
            two_reports.page(path, body)
    second = crawl(two_reports.profile_text())
    assert (second.new, second.changed, second.unchanged) == (0, 0, 2)
    assert second.received_bytes > 500  # it was sent again


def test_a_report_gone_from_its_list_is_asked_for_again(
    two_reports: Any, crawl: Crawls, captures: Rows
) -> None:
    crawl(two_reports.profile_text())
    two_reports.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    del two_reports.pages["/ndbg/t20240130_2.html"]
    second = crawl(two_reports.profile_text())
    answers = {row["url"]: row["status"] for row in captures() if row["crawl_id"] == second.crawl}
    assert answers[f"{two_reports.url}/ndbg/t20240130_2.html"] == 404


def test_a_full_crawl_asks_for_everything_in_full(two_reports: Any, crawl: Crawls) -> None:
    crawl(two_reports.profile_text())
    before = len(two_reports.asked)
    crawl(two_reports.profile_text(), full=True)
    assert not any("If-None-Match" in asked.headers for asked in two_reports.asked[before:])


def test_equal_bodies_from_a_server_without_validators_are_stored_once(
    two_reports: Any, crawl: Crawls, captures: Rows
) -> None:
    for answer in two_reports.pages.values():
        answer.headers.pop("ETag")
    crawl(two_reports.profile_text())
    second = crawl(two_reports.profile_text())
    assert (second.new, second.changed, second.unchanged) == (0, 0, 2)
    again = [row for row in captures() if row["crawl_id"] == second.crawl and row["status"] == 200]
    assert {row["record_type"] for row in again} == {"revisit"}
    assert len(again) == 3


def test_a_report_that_other_software_had_before_is_unchanged(
    two_reports: Any, collection: Collection, crawl: Crawls, tmp_path: Path
) -> None:
    url, page = f"{two_reports.url}/ndbg/t20240130_1.html", two_reports.pages["/ndbg/t20240130_1.html"]
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-02-01T08:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:a5a0fd66-7e4b-4f9e-9f3c-0f8a5ce3ad11>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    (tmp_path / "wget.warc").write_bytes(head.encode() + http + b"\r\n\r\n")
    with collection.lock("test"):
        import_files(collection, [tmp_path / "wget.warc"], progress=lambda *_: None)
    first = crawl(two_reports.profile_text())
    assert (first.new, first.changed, first.unchanged) == (1, 0, 1)


def test_two_addresses_that_serve_the_same_are_both_new(two_reports: Any, crawl: Crawls) -> None:
    two_reports.report("/ndbg/t20240130_2.html", "清川市档案馆")
    one, other = (two_reports.pages[f"/ndbg/t20240130_{number}.html"] for number in (1, 2))
    assert one.body == other.body
    first = crawl(two_reports.profile_text())
    assert (first.new, first.changed, first.unchanged) == (2, 0, 0)
