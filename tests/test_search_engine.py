"""Results: order, counts, facets, pages, and places shown."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from hostile_queries import PIECES, hostile_queries
from search_documents import index_texts, put

from archive.search import engine, ranking
from archive.search.document import SearchDocument
from archive.search.engine import search
from archive.search.index import put_tags
from archive.search.notes import FREQUENT, NOWHERE

PLAIN = SearchDocument(
    id="",
    report="",
    title="东沅区年报",
    organ="东沅区",
    text="",
    year=2018,
    published_on="2019-01-20",
    portal="dongyuan",
    kind="report",
    division=None,
    latest=True,
)


def index_of(*documents: SearchDocument) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    index_texts(db)
    for number, document in enumerate(documents):
        put(db, replace(document, id=f"r{number}", report=f"report{number}"))
    return db


def ids(db: sqlite3.Connection, query: str, **wanted: object) -> list[str]:
    return [hit.id for hit in search(db, query, **wanted).hits]  # type: ignore[arg-type]


def test_a_match_in_the_title_comes_before_one_in_the_organ_and_that_before_the_text() -> None:
    filler = "本年度工作平稳。" * 30
    db = index_of(
        replace(PLAIN, text=filler + "人防"),
        replace(PLAIN, text=filler, organ="人防办"),
        replace(PLAIN, text=filler, title="人防年报"),
        *[replace(PLAIN, text=filler)] * 9,
    )
    assert ids(db, "人防") == ["r2", "r1", "r0"]


@pytest.mark.parametrize(
    "typed",
    ["人防办2018", "人防办2018年年报", "人防办年报", "2018年人防办", "人防办、东沅区", "人防办，2018."],
)
def test_words_typed_together_are_looked_for_apart_where_nothing_has_them_so(typed: str) -> None:
    db = index_of(
        replace(PLAIN, title="东沅区2018年政府信息公开工作年度报告", organ="东沅区人防办"),
        replace(PLAIN, title="东沅区2017年政府信息公开工作年度报告"),
    )
    result = search(db, typed)
    assert [hit.id for hit in result.hits] == ["r0"]
    apart, long_name = result.notes
    assert "分开检索" in apart.zh
    assert "人民防空办公室" in long_name.zh


def test_a_query_that_finds_something_is_never_taken_apart() -> None:
    db = index_of(
        replace(PLAIN, text="人防办2018年年报如下"), replace(PLAIN, text="人防办的2018年年报"), PLAIN
    )
    result = search(db, "人防办2018年年报")
    assert ([hit.id for hit in result.hits], result.notes) == (["r0"], ())
    nothing = search(db, "教育局2018年年报")
    assert (nothing.total, nothing.notes) == (0, ())
    assert search(db, "“人防办2018年”年报 -如下").total == 0


@pytest.mark.parametrize(
    "typed", ["卫健委", "市卫健委", "organ:卫健委", "（卫健委）", "衛健委", "市卫健委2018年年报"]
)
def test_an_organ_is_found_by_its_short_name_though_no_text_has_it(typed: str) -> None:
    db = index_of(
        replace(PLAIN, title="2018年政府信息公开工作年度报告", organ="东沅市卫生健康委员会"),
        replace(PLAIN, organ="东沅市民政局", title="2018年年报", text="与卫生健康委员会会签"),
    )
    result = search(db, typed)
    assert [hit.id for hit in result.hits] == ["r0"]
    assert any("卫生健康委员会" in note.zh for note in result.notes)


def test_a_short_name_that_stands_somewhere_is_found_as_typed_and_the_other_way_told() -> None:
    db = index_of(replace(PLAIN, organ="东沅市卫生健康委员会"), replace(PLAIN, text="与卫健委会签"))
    result = search(db, "卫健委")
    assert [hit.id for hit in result.hits] == ["r1"]
    assert ["机关:卫健委" in note.zh for note in result.notes] == [True]
    assert ids(db, "机关:卫健委") == ["r0"]


@pytest.mark.parametrize("typed", ["“卫健委”", "title:卫健委", "organ:“卫健委”"])
def test_a_short_name_in_quotation_marks_or_in_titles_is_found_as_typed(typed: str) -> None:
    assert ids(index_of(replace(PLAIN, organ="东沅市卫生健康委员会")), typed) == []


def test_a_short_name_under_a_minus_takes_away_no_more_than_was_typed() -> None:
    db = index_of(replace(PLAIN, organ="东沅市卫生健康委员会"), replace(PLAIN, text="卫健委会签"))
    assert ids(db, "年报 -卫健委") == ["r0"]


def test_corner_brackets_are_quotation_marks_where_nothing_has_them() -> None:
    db = index_of(replace(PLAIN, text="依法不予公开"), replace(PLAIN, text="推进「放管服」改革"))
    assert ids(db, "「不予公開」") == ["r0"]
    assert ids(db, "「放管服」") == ["r1"]


def test_orders_by_date_and_by_organ() -> None:
    db = index_of(
        replace(PLAIN, text="公开", published_on="2020-01-01", organ="乙局"),
        replace(PLAIN, text="公开", published_on=None, organ="甲局"),
        replace(PLAIN, text="公开", published_on="2022-01-01", organ="丙局"),
    )
    assert ids(db, "公开", order="date") == ["r2", "r0", "r1"]
    assert ids(db, "公开", order="organ") == ["r2", "r0", "r1"]


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    db = index_of(*[replace(PLAIN, text="公开" * count) for count in range(1, 8)])
    everything = ids(db, "公开")
    assert len(everything) == 7
    pages = [ids(db, "公开", limit=3, offset=offset) for offset in (0, 3, 6)]
    assert pages == [everything[:3], everything[3:6], everything[6:]]


def test_total_and_facets_count_all_matches_not_only_the_page() -> None:
    db = index_of(
        *[replace(PLAIN, text="公开", year=2015 + count % 3, portal=f"p{count % 2}") for count in range(6)]
    )
    result = search(db, "公开", limit=2)
    assert (len(result.hits), result.total, result.total_is_exact) == (2, 6, True)
    assert result.facets["year"] == {"2017": 2, "2016": 2, "2015": 2}
    assert result.facets["portal"] == {"p0": 3, "p1": 3}


def test_a_report_on_two_pages_is_one_hit_and_two_among_all_revisions() -> None:
    db = index_of(*[replace(PLAIN, text="公开")] * 3)
    copy = replace(PLAIN, id="r9", report="report1", title="公开年报", text="公开", year=2017)
    put(db, copy)
    result = search(db, "公开")
    assert [hit.id for hit in result.hits] == ["r9", "r2", "r0"]
    assert (result.total, result.total_is_exact) == (3, True)
    assert result.facets["year"] == {"2018": 3, "2017": 1}
    assert (search(db, "公开 year:2018").total, search(db, "公开 year:2017").total) == (3, 1)
    assert ids(db, "公开", limit=2) + ids(db, "公开", limit=2, offset=2) == ["r9", "r2", "r0"]
    assert ids(db, "公开", order="date") == ["r9", "r2", "r0"]
    assert sorted(ids(db, "公开", all_revisions=True)) == ["r0", "r1", "r2", "r9"]


def test_a_filter_that_no_report_passes_is_told_whatever_stands_beside_it() -> None:
    db = index_of(replace(PLAIN, text="公开", level="county"))
    told = ["level:zzz", "portal:nosuch", "year:1999", "year:2001..2003", "division:99"]
    for typed in told:
        for query in (typed, f"公开 {typed}", f"公开 -{typed}", f"公开 OR {typed}"):
            assert NOWHERE.about(typed) in search(db, query).notes, query
    assert not search(db, "公开 level:county portal:dongyuan year:2018 -kind:report").notes


def test_a_filter_that_is_passed_costs_no_second_look() -> None:
    """A division among 100,000 reports takes 12 ms."""
    db = index_of(replace(PLAIN, text="公开", division="210103"))
    asked: list[str] = []
    db.set_trace_callback(asked.append)

    def looks(query: str) -> int:
        asked.clear()
        assert search(db, query).total == 1
        return len(asked)

    assert looks("公开 year:2018 division:2") == looks("公开 year:2018") < looks("公开 year:2018 -division:9")


def test_a_facet_counts_what_asking_for_it_as_well_finds() -> None:
    """A report as a page and as the file attached to it: only one of the two has the finding."""
    db = index_of()
    page = replace(PLAIN, id="page", report="one", text="政务公开")
    for document in (page, replace(page, id="file", kind="other", year=None)):
        put(db, document)
    put_tags(db, "page", ["finding:late"])
    for query in ("公开", "公开 finding:late", "公开 kind:other", "公开 kind:report"):
        assert search(db, query).total == 1, query
    facets = search(db, "公开").facets
    assert facets["finding"] == {"late": 1}
    assert facets["kind"] == {"report": 1, "other": 1}
    assert facets["year"] == {"2018": 1}


def test_findings_are_a_facet() -> None:
    db = index_of(*[replace(PLAIN, text="公开")] * 3)
    put_tags(db, "r0", ["finding:late", "has:figures"])
    put_tags(db, "r2", ["finding:late", "finding:backdated"])
    assert search(db, "公开").facets["finding"] == {"late": 2, "backdated": 1}


def test_a_frequent_word_is_counted_to_the_limit_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "COUNTED_MATCHES", 10)
    monkeypatch.setattr(ranking, "COUNTED_MATCHES", 10)
    monkeypatch.setattr(ranking, "RANKED_MATCHES", 5)
    dated = [replace(PLAIN, text="公开", published_on=f"2019-01-{day:02}") for day in range(1, 16)]
    dated[12] = replace(dated[12], title="公开年报")
    result = search(index_of(*dated), "公开", limit=3)
    assert [hit.id for hit in result.hits] == ["r12", "r14", "r13"]
    assert (result.total, result.total_is_exact) == (10, False)
    assert any("more than 10" in note.en and "多于 10" in note.zh for note in result.notes)
    assert FREQUENT in result.notes
    assert search(index_of(*dated), "公开 portal:nosuch").notes == (NOWHERE.about("portal:nosuch"),)


def test_the_newest_of_a_frequent_word_are_the_last_published_not_the_last_put_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "COUNTED_MATCHES", 5)
    monkeypatch.setattr(ranking, "COUNTED_MATCHES", 5)
    dates = [f"20{30 - place}-01-01" for place in range(12)]
    db = index_of(*[replace(PLAIN, text="公开开", published_on=date) for date in dates])
    assert ids(db, "公开", order="date", limit=3) == ["r0", "r1", "r2"]
    assert ids(db, "开", order="date", limit=2, offset=2) == ["r2", "r3"]


def test_pages_of_a_frequent_word_follow_each_other_where_looking_by_date_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "COUNTED_MATCHES", 10)
    monkeypatch.setattr(ranking, "_LOOKED_AT_BY_DATE", 4)
    dates = [f"2019-01-{1 + place * 7 % 15:02}" for place in range(15)]
    db = index_of(*[replace(PLAIN, text="公开", published_on=date) for date in dates])
    pages = [ids(db, "公开", order="date", limit=3, offset=offset) for offset in (0, 3, 6, 9)]
    shown = [id for page in pages for id in page]
    newest = sorted(range(15), key=dates.__getitem__, reverse=True)
    assert shown[:4] == [f"r{number}" for number in newest[:4]]
    assert len(shown) == len(set(shown)) == 12


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("公开", ["r5", "r1"]),
        ("公开 年报", ["r5"]),
        ("公开 OR 年报", ["r5", "r4", "r1"]),
        ("公开 -无此词", ["r5", "r1"]),
        ("公开 organ:东", ["r5", "r1"]),
        ("公开 (organ:东 OR year:2018)", ["r5", "r1"]),
        ("报", ["r5", "r4"]),
    ],
)
def test_of_frequent_words_those_in_the_title_come_first(
    monkeypatch: pytest.MonkeyPatch, query: str, first: list[str]
) -> None:
    monkeypatch.setattr(ranking, "RANKED_MATCHES", 2)
    # The last two in would have 公开 where one title ends and the next begins.
    titles = ["其他", "信息公開", "开放", "说明公", "年报", "公开年报", "开户", "政务公"]
    db = index_of(*[replace(PLAIN, title=title, text="公开年报") for title in titles])
    assert ids(db, query)[: len(first)] == first
    assert ids(db, query)[len(first)] == "r7"


def test_a_rare_word_ranks_what_a_frequent_one_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "RANKED_MATCHES", 4)
    common = [replace(PLAIN, text="公开") for _ in range(9)]
    db = index_of(*common, replace(PLAIN, text="公开稀土"), replace(PLAIN, text="公开稀土稀土稀土"))
    assert ids(db, "公开 稀土") == ["r10", "r9"]


def test_a_rare_word_beside_a_frequent_one_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "COUNTED_MATCHES", 5)
    monkeypatch.setattr(ranking, "COUNTED_MATCHES", 5)
    monkeypatch.setattr(ranking, "RANKED_MATCHES", 3)
    common = [replace(PLAIN, text="公开", published_on="2024-01-01") for _ in range(9)]
    db = index_of(replace(PLAIN, text="稀土"), *common)
    assert ids(db, "公开 OR 稀土", limit=2) == ["r0", "r9"]


def test_marks_stand_on_the_original_text_however_it_is_written() -> None:
    text = "一、總體情況\n依 申請\n公開共\uff11\uff12件(附表㎡)。" + "其他。" * 60 + "依申请公开已答复"
    (hit,) = search(index_of(replace(PLAIN, text=text)), "依申请公开").hits
    assert hit.match_count == 2
    assert [part.text[slice(*mark)] for part in hit.snippets for mark in part.marks] == [
        "依 申請 公開",
        "依申请公开",
    ]
    (hit,) = search(index_of(replace(PLAIN, text=text)), "12件").hits
    assert [part.text[slice(*part.marks[0])] for part in hit.snippets] == ["\uff11\uff12件"]


def test_two_snippets_show_all_the_words_where_they_stand_together() -> None:
    text = "公开。" * 50 + "不予公开引起诉讼。" + "其他事项。" * 50 + "培训"
    (hit,) = search(index_of(replace(PLAIN, text=text)), "公开 诉讼 培训").hits
    assert len(hit.snippets) == 2
    assert "诉讼" in hit.snippets[0].text
    assert "培训" in hit.snippets[1].text
    assert hit.match_count == 53


def test_whole_words_are_marked_whole_or_not_at_all() -> None:
    (hit,) = search(index_of(replace(PLAIN, text="GB2312与2312号,20181231,12312")), "2312").hits
    assert (hit.match_count, hit.snippets[0].html) == (1, "GB2312与<mark>2312</mark>号,20181231,12312")


def test_snippets_escape_what_the_page_wrote() -> None:
    page = replace(PLAIN, title="<b>人防</b>", text="<script>人防</script>&amp;")
    (hit,) = search(index_of(page), "人防").hits
    assert hit.title.html == "&lt;b&gt;<mark>人防</mark>&lt;/b&gt;"
    assert hit.snippets[0].html == "&lt;script&gt;<mark>人防</mark>&lt;/script&gt;&amp;amp;"


def test_a_match_in_the_title_alone_shows_how_the_text_begins() -> None:
    (hit,) = search(index_of(replace(PLAIN, title="人防年报", text="全年平稳。")), "人防").hits
    assert [(part.text, part.marks) for part in hit.snippets] == [("全年平稳。", ())]


def test_a_result_can_be_written_as_json() -> None:
    (hit,) = search(index_of(replace(PLAIN, text="人防")), "人防").as_json()["hits"]
    assert hit["report_year"] == 2018
    assert hit["snippet"] == "人防"
    assert hit["snippets"] == [{"text": "人防", "marks": [[0, 2]], "html": "<mark>人防</mark>"}]


def test_nothing_that_is_typed_raises() -> None:
    db = index_of(*[replace(PLAIN, text="公开人防的2018年 a" + sign) for sign in PIECES if sign != "\ud800"])
    for number, query in enumerate(hostile_queries()):
        result = search(db, query, limit=3, all_revisions=number % 2 == 0)
        assert result.total >= len(result.hits)
    assert db.execute("SELECT count(*) FROM search_documents").fetchone()[0] == len(PIECES) - 1
