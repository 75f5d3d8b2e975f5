"""Exchanges that no reader or table bears: kept, told as such, and no later start is stopped by them."""

import multiprocessing
import shutil
import sqlite3
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archive.collection import Collection
from archive.exchange import Exchange, Purpose, Role
from archive.intake import Intake, IntakeStopped
from archive.rebuild import rebuild
from archive.room import Room
from metadata.reader import read_page

PORTAL = "http://127.0.0.1:9"
REPORT = (
    "<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>"
    "<p>发布日期：2024-01-30　来源：清川市档案馆</p><div class='TRS_Editor'><p>一、总体情况</p>"
    "<p>2023年，清川市档案馆新收政府信息公开申请{number}件。</p><table><tr><td colspan=4>第二十条第（一）项</td></tr>"
    "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    "<tr><td>规章</td><td>{number}</td><td>0</td><td>{number}.5</td></tr></table>{more}</div></body></html>"
)
TITLE = "清川市档案馆2023年政府信息公开工作年度报告"


PROFILE = (
    f'id = "qingchuan"\nname = "清川市"\nhome = "{PORTAL}/"\nlevel = "city"\nfamily = "trs"\n'
    'loopback = true\n[[channels]]\nurl = "/ndbg/"\nname = "年度报告"\n'
)


def exchange(crawl: str, url: str, body: str, captured_at: datetime) -> Exchange:
    return Exchange(
        url=url,
        method="GET",
        request_headers=(),
        status=200,
        reason="OK",
        response_headers=((b"Content-Type", b"text/html; charset=utf-8"),),
        body=body.encode("utf-8", "surrogatepass"),
        captured_at=captured_at,
        purpose=Purpose(crawl, "qingchuan", Role.PAGE, f"{PORTAL}/ndbg/"),
    )


def keep_all(collection: Collection, pages: list[tuple[str, str]]) -> None:
    """Crawl without a network: each page a second after the one before."""
    at = datetime.now(UTC) - timedelta(hours=1)
    with Intake(collection) as intake:
        crawl = intake.start_crawl(portal="qingchuan", profile_text=PROFILE, user_agent="test")
        for number, (url, body) in enumerate(pages):
            intake.keep(exchange(crawl, url, body, at + timedelta(seconds=number)))
        intake.finish_crawl(crawl, reason="finished")


def outcomes(collection: Collection) -> list[Any]:
    db = sqlite3.connect(collection.catalogue_path)
    try:
        return db.execute("select outcome, refusal from captures order by captured_at").fetchall()
    finally:
        db.close()


def wait_for_rows(collection: Collection, captures: int) -> None:
    deadline = time.monotonic() + 30
    while len(outcomes(collection)) < captures and time.monotonic() < deadline:
        time.sleep(0.05)


def start_again_and_rebuild(collection: Collection) -> None:
    with Intake(collection):
        pass
    before = outcomes(collection)
    rebuild(collection, processes=1, progress=lambda step, done, total: None)
    assert outcomes(collection) == before


def kill_the_first_reader() -> None:
    deadline = time.monotonic() + 30
    while not (readers := multiprocessing.active_children()) and time.monotonic() < deadline:
        time.sleep(0.01)
    readers[0].kill()


def test_a_reader_that_is_killed_is_no_fault_of_ours(collection: Collection) -> None:
    killer = threading.Thread(target=kill_the_first_reader)
    killer.start()
    pages = [
        (f"{PORTAL}/{each}.html", REPORT.format(title=TITLE, number=each, more="")) for each in range(200)
    ]
    with pytest.raises(IntakeStopped, match=r"most likely for want of memory.*what was kept before is safe"):
        keep_all(collection, pages)
    killer.join()
    start_again_and_rebuild(collection)


def test_what_a_run_remembers_of_payloads_does_not_grow_with_it(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.keeping.PAYLOADS_AT_HAND", 8)
    bodies = [REPORT.format(title=TITLE, number=number % 40, more="") for number in range(80)]
    pages = [(f"{PORTAL}/{number}.html", body) for number, body in enumerate(bodies)]
    with Intake(collection) as intake:
        crawl = intake.start_crawl(portal="qingchuan", profile_text=PROFILE, user_agent="test")
        for place in range(0, len(pages), 8):
            for url, body in pages[place : place + 8]:
                intake.keep(exchange(crawl, url, body, datetime.now(UTC)))
            wait_for_rows(collection, place + 8)
        assert len(intake._stages[0]._held) <= 16
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        kinds = db.execute("select record_type, count(*) from captures group by 1 order by 1").fetchall()
    assert kinds == [("response", 40), ("revisit", 40)]


@pytest.mark.parametrize("digits", [19, 400, 4400])
def test_a_figure_of_any_length_stops_nothing(collection: Collection, digits: int) -> None:
    body = REPORT.format(title=TITLE, number="9" * digits, more="")
    keep_all(collection, [(f"{PORTAL}/ndbg/t20240130_1.html", body)])
    assert outcomes(collection) == [("read", None)]
    start_again_and_rebuild(collection)


def test_addresses_that_are_no_urls_are_kept(collection: Collection) -> None:
    urls = ["http://[::1/a", "http://127.0.0.1:99999/", "http://a..b/", f"{PORTAL}/\ud800\0\r\nX: y"]
    pages = [
        (url, REPORT.format(title=TITLE, number=1, more=f"<a href='http://[::1/{n}.pdf'>附件{n}.pdf</a>"))
        for n, url in enumerate([*urls, *urls])
    ]
    keep_all(collection, pages)
    assert {outcome for outcome, _ in outcomes(collection)} == {"read"}
    start_again_and_rebuild(collection)


def test_a_page_at_which_the_reader_fails_is_kept_and_told_and_the_others_are_read(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(body: bytes, **told: Any) -> Any:
        if b"poison" in body:
            raise RecursionError("too deep")
        return read_page(body, **told)

    monkeypatch.setattr("archive.interpretation.read_page", fail)
    good = REPORT.format(title=TITLE, number=1, more="")
    keep_all(
        collection,
        [
            (f"{PORTAL}/ndbg/t20240130_1.html", good + "<!-- poison -->"),
            (f"{PORTAL}/ndbg/t20240130_2.html", good),
        ],
    )
    assert outcomes(collection) == [("refused", "unreadable"), ("read", None)]
    with Intake(collection):
        pass


def test_a_clock_that_was_ahead_for_once_ends_no_crawling(collection: Collection) -> None:
    keep_all(collection, [(f"{PORTAL}/ndbg/t20240130_1.html", REPORT.format(title=TITLE, number=1, more=""))])
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        db.execute("update crawls set started_at = '2999-01-01T00:00:00.000000Z'")
        db.commit()
    keep_all(collection, [(f"{PORTAL}/ndbg/t20240130_2.html", REPORT.format(title=TITLE, number=2, more=""))])
    assert outcomes(collection) == [("read", None), ("read", None)]


def crawl_into_a_lost_folder(collection: Collection) -> None:
    with Intake(collection) as intake:
        shutil.rmtree(collection.warc_folder)
        intake.start_crawl(portal="qingchuan", profile_text=PROFILE, user_agent="test")


def test_a_lost_folder_is_told_as_what_it_is(collection: Collection) -> None:
    with pytest.raises(IntakeStopped, match=r"cannot write.*restore the folder"):
        crawl_into_a_lost_folder(collection)


def test_bodies_larger_than_all_room_come_one_after_the_other(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.intake.BYTES_ON_THE_WAY", 1_000)
    # The last one brings the first one's payload again: a revisit, which has no body of its own.
    numbers = [0, 1, 2, 3, 0]
    bodies = [REPORT.format(title=TITLE, number=number, more="长" * 2_000) for number in numbers]
    keep_all(
        collection, [(f"{PORTAL}/ndbg/t20240130_{number}.html", body) for number, body in enumerate(bodies)]
    )
    assert outcomes(collection) == [("read", None)] * 5


def test_room_is_waited_for_and_given_back_in_pieces() -> None:
    room = Room(100)
    assert room.take(60, 0)
    assert not room.take(41, 0)
    assert room.take(40, 0)
    room.give_back(60)
    assert not room.take(101, 0)
    room.give_back(40)
    assert room.take(101, 0)
    assert not room.take(1, 0.01)
