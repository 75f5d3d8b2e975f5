"""The index finds what is in a text and nothing else, also while texts change."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_documents import index_texts, put

from archive.search.document import SearchDocument
from archive.search.engine import search
from archive.search.folding import fold
from archive.search.index import (
    bulk_index,
    compact_index,
    create_index,
    is_current,
    put_tags,
    remove_document,
)

REPORT = SearchDocument(
    id="rev1",
    report="report1",
    title="青岭市财政局2018年政府信息公开工作年度报告",
    organ="青岭市财政局",
    text="全年收到依申请公开12件,其中不予公开1件。\n因政府信息公开被提起行政诉讼 0 起。",
    year=2018,
    published_on="2019-03-12",
    portal="qingling",
    kind="report",
    division="219901",
    latest=True,
)


@pytest.fixture
def db() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    index_texts(connection)
    put(connection, REPORT)
    return connection


def found(db: sqlite3.Connection, query: str, *, all_revisions: bool = False) -> list[str]:
    return [hit.id for hit in search(db, query, all_revisions=all_revisions).hits]


@pytest.mark.parametrize(
    "query",
    [
        *(
            "依申请公开",
            "依申請公開",
            "予",
            "起",
            "。",
            "0起",
            "12件",
            "12",
            "2018年政府",
            "财政局",
            "件\uff0c其中",
            "1件。因政府",
        ),
        *(
            "“不予公开”诉讼",
            "诉讼\u3000申请",
            "-民防",
            "民防|诉讼",
            "year:2018",
            "year:2010..2020",
            "organ:财政",
        ),
        *(
            "title:年度报告",
            "portal:qingling",
            "kind:report",
            "division:2199",
            "年 12",
            "title:岭",
            "organ:岭 诉",
        ),
    ],
)
def test_what_stands_in_a_report_is_found(db: sqlite3.Connection, query: str) -> None:
    assert found(db, query) == ["rev1"]


@pytest.mark.parametrize(
    "query",
    [
        "公开申请",
        "2件",
        "201",
        "018年",
        "民防",
        "税",
        "year:2019",
        "organ:年度",
        "title:诉讼",
        "title:诉",
        "-诉讼",
        "诉讼 民防",
        "division:22",
        "portal:qing",
        "报告全年",
        "every",
    ],
)
def test_what_does_not_stand_there_is_not_found(db: sqlite3.Connection, query: str) -> None:
    assert found(db, query) == []


# Few characters, so that phrases recur, overlap themselves and nearly match; all kinds of units are among them.
TEXTS = st.text(alphabet="公开開政府1\uff12a\uff21,。 \n\u3000㎡𠉂é-", max_size=24)


@given(texts=st.lists(TEXTS, min_size=1, max_size=6), phrase=TEXTS)
def test_a_phrase_is_found_exactly_where_the_folded_text_has_it(texts: list[str], phrase: str) -> None:
    db = sqlite3.connect(":memory:")
    index_texts(db)
    for number, text in enumerate(texts):
        put(db, replace(REPORT, id=str(number), report=str(number), title="", organ="", text=text))
    wanted = _boundaries(fold(phrase))
    expected = {
        str(number) for number, text in enumerate(texts) if wanted and wanted in _boundaries(fold(text))
    }
    assert set(found(db, f'"{phrase}"')) == expected


def _boundaries(folded: str) -> str:
    """The folded text with a mark around each whole word, so that `in` respects words without any pattern."""
    marked, before = "", False
    for character in folded + "\0":
        word = character.isalnum() and character not in "公开政府𠉂"
        marked += ("|" if word != before else "") + character
        before = word
    return marked.removesuffix("\0")


def test_a_new_revision_is_found_at_once_and_the_old_one_only_among_all_revisions(
    db: sqlite3.Connection,
) -> None:
    put(db, replace(REPORT, latest=False))
    put(db, replace(REPORT, id="rev2", text="全年收到依申请公开12件,均已答复。"))
    assert found(db, "均已答复") == ["rev2"]
    assert found(db, "不予公开") == []
    assert found(db, "不予公开", all_revisions=True) == ["rev1"]
    assert found(db, "依申请公开") == ["rev2"]
    assert sorted(found(db, "依申请公开", all_revisions=True)) == ["rev1", "rev2"]


def test_a_document_put_again_with_other_words_replaces_the_first(db: sqlite3.Connection) -> None:
    first = put(db, REPORT)
    second = put(db, replace(REPORT, text="本年度未收到申请。"))
    assert second != first
    assert found(db, "诉讼", all_revisions=True) == []
    assert found(db, "未收到申请") == ["rev1"]


def test_a_document_put_again_with_the_same_words_keeps_its_number(db: sqlite3.Connection) -> None:
    (first,) = db.execute("SELECT number FROM search_documents").fetchone()
    assert put(db, replace(REPORT, published_on="2019-03-15", url="http://example.org/")) == first
    (hit,) = search(db, "诉讼").hits
    assert (hit.published_on, hit.url) == ("2019-03-15", "http://example.org/")


def test_a_removed_document_is_gone_with_its_tags(db: sqlite3.Connection) -> None:
    put_tags(db, "rev1", ["has:figures"])
    remove_document(db, "rev1")
    assert found(db, "诉讼", all_revisions=True) == []
    assert found(db, "has:figures") == []


def test_the_index_is_part_of_the_transaction(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "catalogue.db")
    index_texts(db)
    db.commit()
    put(db, REPORT)
    db.rollback()
    assert found(db, "诉讼") == []
    put(db, REPORT)
    db.commit()
    assert found(sqlite3.connect(tmp_path / "catalogue.db"), "诉讼") == ["rev1"]


def test_tags_are_found_and_can_be_combined_with_words(db: sqlite3.Connection) -> None:
    put(db, replace(REPORT, id="rev9", report="report9", text="无诉讼。"))
    put_tags(db, "rev1", ["has:figures", "finding:late"])
    assert found(db, "finding:late 诉讼") == ["rev1"]
    assert found(db, "诉讼 -finding:late") == ["rev9"]
    assert sorted(found(db, "finding:late OR 无诉讼")) == ["rev1", "rev9"]
    assert found(db, "-(finding:late OR 民防)") == ["rev9"]
    put_tags(db, "rev1", [])
    assert found(db, "finding:late") == []


def test_snippets_are_cut_from_the_catalogue_s_own_texts(db: sqlite3.Connection) -> None:
    (hit,) = search(db, "诉讼").hits
    assert "<mark>诉讼</mark>" in hit.snippets[0].html
    remove_document(db, REPORT.id)
    assert db.execute("SELECT count(*) FROM revisions").fetchone() == (1,)


def test_creating_and_compacting_can_be_repeated(db: sqlite3.Connection) -> None:
    create_index(db, "revisions")
    compact_index(db)
    compact_index(db)
    assert found(db, "诉讼") == ["rev1"]


def test_many_documents_can_be_put_in_with_one_merge_at_the_end(db: sqlite3.Connection) -> None:
    with bulk_index(db):
        for number in range(20):
            put(db, replace(REPORT, id=f"bulk{number}", report=f"{number}", text=f"第{number}号公告"))
            db.commit()
    assert found(db, "第7号公告") == ["bulk7"]
    assert len(found(db, "公告")) == 20


def test_an_index_made_by_other_rules_says_so(db: sqlite3.Connection) -> None:
    assert is_current(db)
    db.execute("UPDATE search_about SET value = '0.0'")
    assert not is_current(db)
