"""Table diffs: cells are bound by the words at the head of their row and column."""

from __future__ import annotations

from archive.diff.grids import grid_of, is_figure, plain_cell
from archive.diff.tables import TableChangeKind, diff_tables
from metadata.reading import Table

REQUESTS = [
    "（本列数据的勾稽关系）|（本列数据的勾稽关系）|自然人|法人或其他组织|法人或其他组织|总计",
    "（本列数据的勾稽关系）|（本列数据的勾稽关系）|自然人|商业企业|其他|总计",
    "一、本年新收|一、本年新收|12|1|0|13",
    "三、本年度办理结果|（一）予以公开|7|0|0|7",
    "三、本年度办理结果|（二）部分公开|2|1|0|3",
    "三、本年度办理结果|2.其他|0|0|0|0",
    "三、本年度办理结果|2.其他|3|0|0|3",
    "四、结转下年度|四、结转下年度|0|/|—|",
]
DISCLOSURE = [
    "第二十条第（一）项|第二十条第（一）项|第二十条第（一）项|第二十条第（一）项",
    "信息内容|本年制发件数|本年废止件数|现行有效件数",
    "规章|0|0|3",
    "行政规范性文件|4|减1|31",
    "第二十条第（五）项|第二十条第（五）项|第二十条第（五）项|第二十条第（五）项",
    "信息内容|本年处理决定数量|本年处理决定数量|本年处理决定数量",
    "行政许可|120|120|120",
]


def table(rows: list[str]) -> Table:
    return Table(tuple(tuple(row.split("|")) for row in rows), 0, 0)


def told(
    old: list[list[str]], new: list[list[str]]
) -> list[tuple[str, int, str, str, str | None, str | None]]:
    changes = diff_tables([table(rows) for rows in old], [table(rows) for rows in new])
    return [(c.kind.value, c.table, c.row, c.column, c.old, c.new) for c in changes]


def changed(rows: list[str], before: str, after: str) -> list[str]:
    assert before in rows
    return [after if row == before else row for row in rows]


def test_rows_and_columns_have_the_words_that_head_them() -> None:
    grid = grid_of(table(REQUESTS))
    assert [column for column, _ in grid.columns] == [
        "自然人", "法人或其他组织 › 商业企业", "法人或其他组织 › 其他", "总计",
    ]  # fmt: skip
    assert list(grid.rows) == [
        ("一、本年新收", 0),
        ("三、本年度办理结果 › (一)予以公开", 0),
        ("三、本年度办理结果 › (二)部分公开", 0),
        ("三、本年度办理结果 › 2.其他", 0),
        ("三、本年度办理结果 › 2.其他", 1),
        ("四、结转下年度", 0),
    ]


def test_a_table_of_blocks_has_the_columns_of_each_block() -> None:
    grid = grid_of(table(DISCLOSURE))
    assert grid.rows["行政规范性文件", 0].cells["本年废止件数", 0] == "减1"
    assert grid.rows["行政许可", 0].cells == {("本年处理决定数量", 0): "120"}


def test_a_corrected_cell_is_named_by_row_and_column() -> None:
    new = changed(
        REQUESTS, "三、本年度办理结果|（二）部分公开|2|1|0|3", "三、本年度办理结果|（二）部分公开|2|4|0|3"
    )
    assert told([REQUESTS], [new]) == [
        ("cell_changed", 0, "三、本年度办理结果 › (二)部分公开", "法人或其他组织 › 商业企业", "1", "4")
    ]


def test_rows_of_one_name_are_told_apart_by_their_order() -> None:
    new = changed(REQUESTS, "三、本年度办理结果|2.其他|3|0|0|3", "三、本年度办理结果|2.其他|5|0|0|3")
    assert [(c[0], c[4], c[5]) for c in told([REQUESTS], [new])] == [("cell_changed", "3", "5")]


def test_a_figure_spread_over_several_columns_is_told_once() -> None:
    new = changed(DISCLOSURE, "行政许可|120|120|120", "行政许可|121|121|121")
    assert told([DISCLOSURE], [new]) == [("cell_changed", 0, "行政许可", "本年处理决定数量", "120", "121")]


def test_a_total_printed_first_changes_nothing() -> None:
    def total_first(row: str) -> str:
        cells = row.split("|")
        return "|".join([*cells[:2], cells[-1], *cells[2:-1]])

    assert told([REQUESTS], [[total_first(row) for row in REQUESTS]]) == []


def test_a_row_that_came_or_went_is_one_change() -> None:
    row = "三、本年度办理结果|（一）予以公开|7|0|0|7"
    fewer = [other for other in REQUESTS if other != row]
    name = "三、本年度办理结果 › (一)予以公开"
    assert told([REQUESTS], [fewer]) == [("row_removed", 0, name, "", "7\t0\t0\t7", None)]
    assert told([fewer], [REQUESTS]) == [("row_added", 0, name, "", None, "7\t0\t0\t7")]


def test_a_column_that_came_is_one_change() -> None:
    wider = [
        row + ("|备注" if row.startswith("信息") else "|甲" if "0" in row else "") for row in DISCLOSURE[1:4]
    ]
    wider = [row if row.count("|") == 4 else row + "|0" for row in wider]
    kinds = [change[0] for change in told([DISCLOSURE[1:4]], [wider])]
    assert kinds == ["column_added"]


def test_a_corrected_label_is_one_change_and_its_cells_stay_bound() -> None:
    new = changed(DISCLOSURE, "行政规范性文件|4|减1|31", "行政规范性文件数|4|减1|32")
    assert told([DISCLOSURE], [new]) == [
        ("label_changed", 0, "行政规范性文件", "", "行政规范性文件", "行政规范性文件数"),
        ("cell_changed", 0, "行政规范性文件数", "现行有效件数", "31", "32"),
    ]


def test_tables_are_paired_by_their_names_not_by_their_place() -> None:
    assert told([REQUESTS, DISCLOSURE], [DISCLOSURE, REQUESTS]) == []
    assert told([REQUESTS], [DISCLOSURE, REQUESTS]) == [
        ("table_added", 0, "", "", None, "第二十条第（一）项")
    ]
    assert [c[0] for c in told([REQUESTS, DISCLOSURE], [REQUESTS])] == ["table_removed"]


def test_two_tables_of_one_form_are_paired_in_order() -> None:
    other = changed(DISCLOSURE, "规章|0|0|3", "规章|9|0|3")
    assert told([DISCLOSURE, other], [DISCLOSURE, other]) == []


def test_a_changed_head_that_names_no_row_or_column_is_told() -> None:
    new = changed(DISCLOSURE, DISCLOSURE[4], DISCLOSURE[4].replace("五", "六"))
    ((kind, _, row, column, old, after),) = told([DISCLOSURE], [new])
    assert (kind, row, column) == (TableChangeKind.LABEL_CHANGED.value, "", "")
    assert (old, after) == ("第二十条第(五)项", "第二十条第(六)项")


def test_a_table_of_words_is_compared_too() -> None:
    words = ["序号|名称|单位", "甲|目录|档案科", "乙|名单|管理科"]
    assert told([words], [changed(words, "乙|名单|管理科", "乙|名单|审批科")]) == [
        ("cell_changed", 0, "乙", "单位", "管理科", "审批科")
    ]


def test_figures_are_numbers_with_or_without_sign_and_unit() -> None:
    for cell in ("0", "减1", "31批次", "709455.9元", "１２", "-3", "1,024", "12%", " 7 "):
        assert is_figure(cell), cell
    for cell in ("", "/", "—", "规章", "第二十条", "2.其他各类信息公开事项", "自然人"):
        assert not is_figure(cell), cell
    assert plain_cell(" １ ２\n") == "12"


def test_odd_tables_are_compared_without_complaint() -> None:
    for rows in (["|"], [""], ["甲"], ["1|2", "3|4"], ["甲|乙"], ["|1", "1|"]):
        assert told([rows], [rows]) == []
        told([rows], [REQUESTS])
        told([REQUESTS], [rows])


def test_a_row_in_another_place_is_told_with_its_numbers() -> None:
    *heads, one, two, three, four, five, last = REQUESTS
    name = "三、本年度办理结果 › (一)予以公开"
    (moved,) = told([REQUESTS], [[*heads, one, three, four, five, two, last]])
    assert moved == ("row_moved", 0, name, "", "2", "5")
