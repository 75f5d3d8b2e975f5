"""Chinese search in plain SQL and in plain Datasette."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from search_documents import index_texts, put

from archive.search.document import SearchDocument
from archive.search.sql import register


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """A catalogue of three reports that keep the number of their latest revision."""
    path = tmp_path / "catalogue.db"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE reports (id TEXT PRIMARY KEY, title TEXT, search_number INTEGER)")
    index_texts(db)
    for number, text in enumerate(["依申请公开三件。", "本年度\u3000依申請公開一件。", "公开申请一件。"]):
        document = SearchDocument(
            id=f"rev{number}",
            report=f"report{number}",
            title=f"201{number}年度报告",
            organ="北浦县",
            text=text,
            year=2010 + number,
            published_on=None,
            portal="beipu",
            kind="report",
            division=None,
            latest=True,
        )
        db.execute(
            "INSERT INTO reports VALUES (?, ?, ?)",
            [document.report, document.title, put(db, document)],
        )
    db.commit()
    db.close()
    return path


def test_zh_query_makes_an_expression_that_fts5_takes(catalogue: Path) -> None:
    db = sqlite3.connect(catalogue)
    register(db)
    sql = "SELECT rowid FROM search_terms WHERE search_terms MATCH zh_query(?) ORDER BY rowid"
    for typed, numbers in {
        "依申请公开": [1, 2],
        "公开 -依申请公开": [3],
        "件": [1, 2, 3],
        "year:2011": [2],
        "": [],
        '"': [],
        "has:figures": [],
    }.items():
        assert [row[0] for row in db.execute(sql, [typed])] == numbers
    assert db.execute(sql, [None]).fetchall() == []
    assert db.execute("SELECT zh_fold('依申請 公開')").fetchone() == ("依申请公开",)


class _Plugin:
    """What the site's plugin does."""

    __name__ = "chinese_search_under_test"

    @hookimpl(trylast=True)
    def prepare_connection(self, conn: sqlite3.Connection) -> None:
        register(conn)


@pytest.fixture
def site(catalogue: Path) -> Iterator[Datasette]:
    search = {"fts_table": "search_terms", "fts_pk": "search_number"}
    pm.register(_Plugin(), "chinese-search-under-test")
    try:
        yield Datasette(
            [str(catalogue)], metadata={"databases": {"catalogue": {"tables": {"reports": search}}}}
        )
    finally:
        pm.unregister(name="chinese-search-under-test")


@pytest.mark.parametrize(
    ("typed", "reports"),
    [("依申请公开", ["report0", "report1"]), ("公开 year:2012", ["report2"]), ("(((", []), ("\"'--", [])],
)
def test_search_on_the_reports_table_of_datasette_understands_chinese(
    site: Datasette, typed: str, reports: list[str]
) -> None:
    async def ask() -> tuple[int, list[str]]:
        answer = await site.client.get(
            "/catalogue/reports.json", params={"_search": typed, "_shape": "array"}
        )
        return answer.status_code, [row["id"] for row in answer.json()]

    assert asyncio.run(ask()) == (200, reports)
