"""Joining the pages of one report: what belongs together is joined and says why; contradictions never are."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta

import pytest

from archive.likeness.joins import JoinReason, PageFact, join_of, join_pages
from archive.likeness.sketch import sketch_of

START = datetime(2026, 1, 1, tzinfo=UTC)
chance = random.Random(4)
SENTENCES = [
    "".join(chance.choice("公信工政单部群平网制管服督考培开息作府位门众台站度理务查核训") for _ in range(30))
    + "。"
    for _ in range(160)
]
TEXT = "".join(SENTENCES[:60])
EDITED = "".join(SENTENCES[:50] + SENTENCES[60:70])
SHORTER = "".join(SENTENCES[:30])
STRANGER = "".join(SENTENCES[80:140])


def page(
    name: str,
    url: str,
    text: str = TEXT,
    seen: tuple[int, int] = (0, 100),
    organ: str | None = "甲市测绘办公室",
    year: int | None = 2018,
    scope: str | None = "own",
) -> PageFact:
    """A page first and last read on the days `seen`."""
    return PageFact(
        page=name,
        url=url,
        organ=organ,
        report_year=year,
        scope=scope,
        sketch=sketch_of(text),
        text_digest=str(hash(text)),
        first_seen=START + timedelta(days=seen[0]),
        last_seen=START + timedelta(days=seen[1]),
    )


OLD = page("old", "http://jia.gov.cn/201904/t20190411_77.html", seen=(0, 50))


@pytest.mark.parametrize(
    ("other", "reason", "differs"),
    [
        (page("x", "https://www.jia.gov.cn/201904/t20190411_77_wap.html"), JoinReason.SAME_ADDRESS, False),
        (page("x", "http://jia.gov.cn/nb/t20211102_9.html", seen=(50, 90)), JoinReason.MIGRATED, False),
        (
            page("x", "http://jia.gov.cn/nb/t20211102_9.html", EDITED, seen=(60, 90)),
            JoinReason.MIGRATED,
            True,
        ),
        (page("x", "http://jia.gov.cn/nb/t20211102_9.html", seen=(10, 90)), JoinReason.SECOND_ADDRESS, False),
        (page("x", "http://ch.jia.gov.cn/nb/5.html"), JoinReason.COPY_ELSEWHERE, False),
        (page("x", "http://ch.jia.gov.cn/nb/5.html", SHORTER), JoinReason.COPY_ELSEWHERE, True),
        (page("x", "http://jia.gov.cn/col/col5/index.html"), JoinReason.COLUMN_SHOWS_ARTICLE, False),
        (
            page("x", "http://ch.jia.gov.cn/nb/5.html", organ=None, year=None),
            JoinReason.COPY_ELSEWHERE,
            False,
        ),
        (
            page("x", "http://ch.jia.gov.cn/nb/5.html", organ="甲市 测绘办公室"),
            JoinReason.COPY_ELSEWHERE,
            False,
        ),
    ],
)
def test_pages_of_one_report_are_joined_and_say_why(
    other: PageFact, reason: JoinReason, differs: bool
) -> None:
    join = join_of(OLD, other)
    assert join is not None
    assert (join.reason, join.differs) == (reason, differs)
    (report,) = join_pages([other, OLD])
    assert set(report.pages) == {"old", "x"}
    assert [join.differs for join in report.joins] == [differs]


@pytest.mark.parametrize(
    "other",
    [
        page("x", "http://jia.gov.cn/nb/9.html", year=2017),
        page("x", "http://jia.gov.cn/nb/9.html", scope="aggregate"),
        page("x", "http://jia.gov.cn/nb/9.html", organ="乙市测绘办公室"),
        page("x", "http://jia.gov.cn/nb/9.html", STRANGER),
        page("x", "http://jia.gov.cn/nb/9.html", SHORTER, organ=None),
        page("x", "http://jia.gov.cn/nb/9.html", ""),
    ],
    ids=[
        "another year",
        "another scope",
        "another organ",
        "another text",
        "unknown organ, other text",
        "no text",
    ],
)
def test_what_contradicts_is_never_joined(other: PageFact) -> None:
    assert join_of(OLD, other) is None
    assert len(join_pages([OLD, other])) == 2


def test_a_page_of_unknown_year_does_not_bring_two_years_together() -> None:
    reports = join_pages(
        [
            page("a", "http://jia.gov.cn/1.html", year=2017),
            page("b", "http://jia.gov.cn/2.html", year=None),
            page("c", "http://jia.gov.cn/3.html", year=2018),
        ]
    )
    assert sorted(len(report.pages) for report in reports) == [1, 2]


def test_pages_without_text_are_not_one_report() -> None:
    pages = [
        page(f"p{n}", f"http://jia.gov.cn/{n}.html", "", organ=None, year=None, scope=None) for n in range(5)
    ]
    assert len(join_pages(pages)) == 5


def test_the_order_of_pages_does_not_matter() -> None:
    pages = [
        OLD,
        page("m", "http://jia.gov.cn/n.html", EDITED, seen=(60, 90)),
        page("d", "http://yi.gov.cn/n.html"),
    ]
    pages += [page("s", "http://yi.gov.cn/s.html", STRANGER, organ="乙市测绘办公室")]
    reports = join_pages(pages)
    assert reports == join_pages(pages[::-1])
    assert [report.pages for report in reports] == [("d", "old", "m"), ("s",)]


def test_thousands_of_addresses_that_show_one_report_hold_up_no_crawl() -> None:
    pages = [page(f"p{number}", f"http://jia.gov.cn/{number}.html") for number in range(3000)]
    started = time.process_time()
    (report,) = join_pages(pages)
    assert len(report.joins) == 2999
    assert time.process_time() - started < 5
