"""A portal that nothing happens on, behind faults of all kinds: nothing is made up, and all comes in the end."""

import gzip
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from archive.rebuild import rebuild
from crawler.crawl import CrawlSummary

Crawls = Callable[..., CrawlSummary]
TABLES = ("reports", "pages", "revisions", "withdrawals", "listings", "listing_gaps", "findings")


def told(title: str, text: str) -> bytes:
    return f"<html><meta charset='utf-8'><title>{title}</title><body><p>{text}</p></body></html>".encode()


REFUSALS = {
    "challenge of 521": (521, b"<script>document.cookie='__jsl_clearance=1';location.reload()</script>"),
    "challenge of 412": (412, b"<html><script src='/4QbVtADbnLVIc/c.FxJzG50F.js'></script></html>"),
    "firewall": (200, told("拦截提示", "您的请求已被拦截，请联系管理员")),
    "soft 404": (200, told("提示", "对不起，您访问的页面不存在或已被删除")),
    "login": (200, told("用户登录", "请输入用户名和密码登录")),
    "maintenance": (200, told("系统维护", "网站正在维护中，请稍后访问")),
    "betting": (200, told("澳门新葡京娱乐场", "真人百家乐，彩票投注，注册送彩金。" * 20)),
    "server error": (502, told("502", "Bad Gateway")),
    "nothing": (200, b""),
}


def faulty(answer: Any, chance: random.Random) -> Any:
    """One of the ways in which a portal does not give what was asked for."""
    kind = chance.choice([*REFUSALS, "home", "no answer", "cut short", "gzip cut short", "304 unasked"])
    if kind in REFUSALS:
        status, body = REFUSALS[kind]
        return replace(answer, status=status, body=body, headers={"Content-Type": "text/html"})
    half = answer.body[: len(answer.body) * chance.randrange(10, 90) // 100]
    return {
        "home": replace(answer, status=302, body=b"", headers={"Location": "/"}),
        "no answer": replace(answer, silent=True),
        "cut short": replace(answer, body=half, claim=len(answer.body)),
        "gzip cut short": replace(
            answer,
            body=gzip.compress(answer.body)[: len(answer.body) // 8],
            headers={**answer.headers, "Content-Encoding": "gzip"},
        ),
        "304 unasked": replace(answer, status=304, body=b"", headers={}),
    }[kind]


def rows(collection: Any) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        return {table: sorted(map(repr, db.execute(f"select * from {table}"))) for table in TABLES}


@pytest.mark.parametrize("seed", range(4))
def test_faults_make_nothing_up(portal: Any, collection: Any, crawl: Crawls, seed: int) -> None:
    chance = random.Random(seed)
    reports = {f"/ndbg/t20240130_{number}.html": f"清川市第{number}局" for number in range(8)}
    lists = {"/ndbg/": [*reports][:5], "/ndbg/index_1.html": [*reports][5:]}
    for number, (path, listed) in enumerate(lists.items()):
        pager = f"<script>createPageHTML(2, {number}, 'index', 'html');</script>"
        portal.listing(path, {report: f"{reports[report]}2023年年度报告" for report in listed}, pager)
    for path, organ in reports.items():
        portal.report(path, organ)
    whole = dict(portal.pages)

    def answer_of(path: str) -> Callable[[], Any]:
        return lambda: faulty(whole[path], chance) if chance.random() < 0.35 else whole[path]

    for _ in range(4):
        portal.pages.update({path: answer_of(path) for path in whole})
        crawl(portal.profile_text())
    portal.pages.update(whole)
    assert crawl(portal.profile_text()).missing == ()
    found = rows(collection)
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        pages = db.execute("select state, revisions from pages where role = 'page'").fetchall()
    assert pages == [("held", 1)] * len(reports)
    assert found["withdrawals"] == found["listing_gaps"] == found["findings"] == []
    rebuild(collection, processes=1, progress=lambda step, done, total: None)
    assert rows(collection) == found
