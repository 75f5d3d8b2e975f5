"""Parts of pages: rows of a diff, tables with their spans again, charts, paragraphs with findings in them."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_visitor import visitor

from archive.collection import Collection, open_collection
from archive.diff.text import diff_texts
from archive.site.body import blocks, merged_cells, pieces
from archive.site.charts import Bar, bars, curves, scale
from archive.site.citation import citation
from archive.site.queries.coverage import coverage
from archive.site.side_by_side import rows_of, stretches, text_changes
from archive.site.words import place

LINES = st.lists(st.text(alphabet="甲乙丙 12、。", max_size=8), max_size=8).map("\n".join)


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(LINES, LINES)
def test_the_rows_of_a_diff_hold_both_texts_whole(old: str, new: str) -> None:
    rows = rows_of(diff_texts(old, new))
    assert squeezed("".join(s.text for row in rows for s in row.old)) == squeezed(old)
    assert squeezed("".join(s.text for row in rows for s in row.new)) == squeezed(new)
    assert [row for stretch in stretches(rows) for row in stretch.rows] == list(rows)
    numbers = [change.number for change in text_changes(rows)]
    assert numbers == sorted(set(numbers))


def test_a_changed_word_stands_in_one_row_and_long_rests_are_folded() -> None:
    lines = [f"第{n}段。" for n in range(20)]
    old, new = "\n".join(lines), "\n".join([*lines[:10], "第十段改了。", *lines[11:]])
    told = stretches(rows_of(diff_texts(old, new)))
    assert [stretch.folded for stretch in told] == [True, False, True]
    assert sum(row.is_changed for row in told[1].rows) == 1


def test_a_new_paragraph_has_a_row_of_its_own() -> None:
    rows = rows_of(diff_texts("甲段。\n丙段。", "甲段。\n乙段，全新的一段话。\n丙段。"))
    assert [row.is_changed for row in rows] == [False, True, False]


def test_a_tables_repeated_words_are_one_cell_again_and_equal_figures_are_not() -> None:
    table = [
        ["项目", "数量", "数量"],
        ["项目", "上年", "本年"],
        ["规章", "0", "0"],
        ["许可", "许可", "7"],
    ]
    rows = merged_cells(table)
    head = rows[0]
    assert [(c.text, c.rows, c.columns, c.head) for c in head] == [
        ("项目", 2, 1, "col"),
        ("数量", 1, 2, "col"),
    ]
    assert [c.text for c in rows[2]] == ["规章", "0", "0"]
    assert [(c.text, c.columns, c.head) for c in rows[3]] == [("许可", 2, "row"), ("7", 1, "")]


def test_one_figure_under_one_head_over_several_columns_is_one_cell() -> None:
    rows = merged_cells([["信息内容", "本年处理决定数量", "本年处理决定数量"], ["行政许可", "12", "12"]])
    assert [(c.text, c.columns) for c in rows[1]] == [("行政许可", 1), ("12", 2)]


@pytest.mark.parametrize("nought", ["无", "零"])
def test_words_for_nought_are_values_and_no_head(nought: str) -> None:
    rows = merged_cells(
        [["项目", "上年", "本年"], ["规章", nought, nought], ["许可", "3", "3"], [nought, nought, nought]]
    )
    assert [(c.text, c.columns, c.head) for c in rows[1]] == [
        ("规章", 1, "row"),
        (nought, 1, ""),
        (nought, 1, ""),
    ]
    assert [(c.text, c.columns) for c in rows[2]] == [("许可", 1), ("3", 1), ("3", 1)]
    assert [(c.columns, c.rows, c.head) for c in rows[3]] == [(1, 1, "")] * 3


@given(
    st.lists(
        st.lists(st.sampled_from(["甲", "乙", "1", "2", "", "—", "无"]), min_size=4, max_size=4), max_size=6
    )
)
def test_merged_cells_cover_a_table_exactly_once(table: list[list[str]]) -> None:
    covered: list[tuple[int, int]] = []
    for row in merged_cells(table):
        for cell in row:
            spots = [(cell.row + i, cell.column + j) for i in range(cell.rows) for j in range(cell.columns)]
            assert all(table[i][j].strip() == cell.text for i, j in spots)
            covered += spots
    assert sorted(covered) == [(i, j) for i in range(len(table)) for j in range(4)]


def test_headings_paragraphs_and_tables_come_in_their_order() -> None:
    text = "引言。\n一、总体\n正文。\n规章\t1\n末段。"
    start = text.index("规章")
    told = blocks(
        text, [[2, "一、总体", 4, 9]], [{"rows": [["规章", "1"]], "start": start, "end": start + 4}]
    )
    assert [block.kind for block in told] == ["paragraph", "heading", "paragraph", "table", "paragraph"]
    assert all(text[b.start : b.start + len(b.text)] == b.text for b in told if b.kind != "table")


@pytest.mark.parametrize("between", ["。", "：", " ", ""])
def test_no_paragraph_begins_with_the_mark_behind_its_heading(between: str) -> None:
    heading, text = "（一）加强领导", f"（一）加强领导{between}我局成立了小组。"
    told = blocks(text, [[3, heading, 0, len(text)]], [])
    assert [block.text for block in told] == [f"{heading}{between}".strip(), "我局成立了小组。"]
    assert all(text[b.start : b.start + len(b.text)] == b.text for b in told)


def test_wrong_offsets_lose_no_text() -> None:
    told = blocks(
        "甲。\n乙。", [], [{"rows": [["1"]], "start": 2, "end": 99}, {"rows": [["1"]], "start": -5, "end": 1}]
    )
    assert [block.text for block in told] == ["甲。", "乙。"]


def test_a_quoted_passage_is_cut_out_of_its_paragraph() -> None:
    [block] = blocks("统计期为2016年全年。", [], [])
    assert [(p.text, p.finding) for p in pieces(block, [(4, 9, 1), (5, 7, 2), (90, 95, 3)])] == [
        ("统计期为", 0),
        ("2016年", 1),
        ("全年。", 0),
    ]


def test_charts_escape_names_and_never_draw_the_unknown_as_nought() -> None:
    drawn = bars("<b>", [Bar("2019", None), Bar("2020", 0), Bar("2021", 5, hatched=True)])
    assert "&lt;b&gt;" in drawn
    assert drawn.count("<rect") == 2
    assert ">?<" in drawn
    line = curves(
        "x",
        [2018, 2019, 2021],
        {"<i>": {2018: Bar("2018", 3, True), 2019: Bar("2019", 4), 2021: Bar("2021", 5)}},
    )
    assert "&lt;i&gt;" in line
    assert line.count("<polyline") == 1  # from 2018 to 2019 other rules: no line
    assert curves("none", [2020], {}).startswith("<svg")


def test_coverage_goes_place_by_place_from_the_top_down(archive: Collection) -> None:
    source = sqlite3.connect(archive.published_path)
    db = sqlite3.connect(":memory:")
    source.backup(db)
    source.close()
    db.execute("update organs set division = '990200', level = null")
    added = [
        ("北溪镇人民政府", "town", "990201"),
        ("甲区人民政府", "county", "990200"),
        ("清溪市人民政府", "prefecture", "990200"),
        ("清溪市安全局", None, None),
        ("乙市人民政府", "prefecture", "990100"),
    ]
    template = db.execute("select * from reports limit 1").fetchone()
    for number, (name, level, division) in enumerate(added):
        db.execute("insert into organs values (?, ?, ?, ?)", [f"o{number}", name, level, division])
        db.execute(
            f"insert into reports values ({', '.join('?' * len(template))})", [f"r{number}", *template[1:]]
        )
        db.execute("update reports set organ_id = ? where id = ?", [f"o{number}", f"r{number}"])
    found = coverage(db, portal="", division="", level="", limit=50, offset=0)
    db.close()
    names = list(dict.fromkeys(line.organ for line in found["lines"]))
    own = ["清溪市教育局", "清溪市水务局", "清溪市财政局"]
    assert names == ["乙市人民政府", "清溪市人民政府", *own, "甲区人民政府", "北溪镇人民政府", "清溪市安全局"]


@given(st.floats(0, 1e9))
def test_a_scale_is_round_and_holds_the_largest_value(largest: float) -> None:
    ticks = scale(largest)
    step = ticks[1]
    assert ticks[0] == 0
    assert ticks[-1] >= largest > ticks[-1] - step or ticks == [0, 1]
    assert len(ticks) <= 8
    assert f"{step:.0e}"[0] in "125"


def test_years_counted_by_other_rules_are_set_apart_on_a_chart() -> None:
    def drawn(hatched: tuple[bool, bool]) -> str:
        told = {2018 + n: Bar(str(2018 + n), 1, other) for n, other in enumerate(hatched)}
        return str(curves("x", [2018, 2019], {"甲": told}))

    assert 'class="rules"' in drawn((True, False))
    assert 'class="rules"' not in drawn((False, False))
    assert 'class="rules"' not in drawn((True, True))


@pytest.mark.parametrize(
    ("told", "chinese", "english"),
    [
        ("line 0", "网页第 1 行", "line 1"),  # the reader counts from 0
        ("body line 3", "正文第 4 行", "body line 4"),
        ("meta PubDate", "网页元数据 PubDate", "meta PubDate"),
        ("url", "网址", "url"),
        ("elsewhere", "elsewhere", "elsewhere"),
    ],
)
def test_a_place_on_a_page_is_told_in_either_language(told: str, chinese: str, english: str) -> None:
    assert (place(False, told), place(True, told)) == (chinese, english)


@pytest.mark.parametrize(
    ("stated", "dates"), [("2021-03-04", "(2021-03-04)[2026-01-02]"), (None, "[2026-01-02]")]
)
def test_a_reference_in_chinese_follows_gb_t_7714(stated: str | None, dates: str) -> None:
    report = {"organ_name": "清溪市教育局", "organ": None}
    revision = {
        "title": "2020年度报告",
        "published_on": stated,
        "captured_at": "2026-01-02T03:04:05.000000Z",
        "payload_sha256": "ab12",
        "url": "http://jia.gov.cn/a.html",
    }
    told = citation(report, revision, "http://here/memento", "档案", False)
    assert told.startswith(
        f"清溪市教育局. 2020年度报告[EB/OL]. {dates}. http://jia.gov.cn/a.html. 捕获时间：2026-"
    )
    assert all(
        proof in told for proof in ("2026-01-02T03:04:05Z（UTC）", "SHA-256：ab12", "http://here/memento")
    )


def test_findings_are_told_on_their_page_in_the_report_and_in_the_feed(
    archive: Collection, known: dict[str, str], tmp_path: Path
) -> None:
    shutil.copytree(archive.folder, tmp_path / "copy")
    collection = open_collection(tmp_path / "copy")
    db = sqlite3.connect(collection.published_path)
    text = db.execute("select text from revisions where id = ?", [known["new"]]).fetchone()[0]
    start = text.index("2020年1月1日")
    evidence = [
        {"text": "2020年1月1日", "start": start, "end": start + 9},
        {"table": 0, "row": 3, "column": 9},
    ]
    db.execute("drop table if exists findings")
    db.execute(
        "create table findings (id text primary key, kind text, severity text, report_id text, page_id text,"
        " revision_id text, organ_id text, report_year integer, sentence_zh text, sentence_en text, evidence text,"
        " held_from text, held_until text)"
    )
    db.executemany(
        "insert into findings values (?, ?, ?, ?, null, ?, ?, ?, ?, ?, ?, '2026-02-10T18:00:10.000000Z', ?)",
        [
            ("f1", "stale_year", "error", known["report"], known["new"], known["organ"], 2020, "年份不符。",
             "Another year.", json.dumps(evidence), None),
            ("f2", "sum_over", "error", known["report"], known["old"], known["organ"], 2020, "曾经超过。",
             "Once over.", "[]", "2026-02-10T18:00:10.000000Z"),
            ("f3", "missing", "warning", None, None, known["organ"], 2018, "未见报告。", "No report.",
             json.dumps([{"capture": known["changed_1"]}]), None),
            ("f4", "changed", "notice", known["report"], known["new"], known["organ"], 2020, "改过1次。",
             "Changed once.", "[]", None),
        ],
    )  # fmt: skip
    db.commit()
    db.close()
    with visitor(collection) as get:
        assert "年份不符。" in get("/findings").text
        english = get("/en/findings?kind=stale_year").text
        assert "Another year." in english
        # 18:00 UTC is the next day in China, whose days the sentences tell.
        assert '<time datetime="2026-02-10T18:00:10.000000Z">2026-02-11</time> (China time)' in english
        assert "曾经超过。" not in get("/findings").text
        assert "已不成立的不列在这里" in get("/findings").text
        assert f'/organs/{known["organ"]}" lang="zh-Hans">清溪市教育局</a> 2018' in get("/findings").text
        assert get("/findings?kind=late").status_code == 400
        assert "年份不符。" in get("/feeds/findings.atom").text
        assert "年份不符。" in get("/").text
        report = get(f"/reports/{known['report']}").text
        assert '<mark class="quoted">2020年1月1日</mark>' in report
        assert "曾经超过。" in report
        assert "已不成立</b> " in report
        assert ">2026-02-11</time>（北京时间）" in report
        assert report.count('href="#f1"') == 2  # beside the words, and in the cell
        change = f'改过1次。 <a class="go" href="/diff/{known["old"]}/{known["new"]}">'
        assert all(change in page for page in (report, get("/findings?kind=changed").text))


def test_a_passage_edited_on_its_way_has_its_own_words_marked_on_either_side() -> None:
    moved = "全年开展培训4次，参加人员120人次，编印学习资料300份，受到普遍欢迎。\n"
    stayed = "主动公开政府信息1024条，其中通过门户网站公开839条，内容涉及测绘成果和资质管理等。\n"
    rows = rows_of(diff_texts(moved + stayed, stayed + moved.replace("4次", "6次")))
    ends = [segment for row in rows for segment in row.segments if segment.parts]
    marked = [[part for part in segment.parts if part.op != "equal"] for segment in ends]
    assert marked == [[("delete", "4")], [("insert", "6")]]
