"""What the parts of a diff are called where people read them: Chinese first, then English."""

from __future__ import annotations

from archive.diff.tables import TableChangeKind

FIELD_WORDS = {
    "title": "标题 Title",
    "organ": "机关 Organ",
    "source": "来源 Source",
    "published_on": "发布日期 Published on",
    "signed_on": "成文日期 Signed on",
}

TABLE_WORDS = {
    TableChangeKind.CELL_CHANGED: "单元格改动 Cell changed",
    TableChangeKind.ROW_ADDED: "新增行 Row added",
    TableChangeKind.ROW_REMOVED: "删除行 Row removed",
    TableChangeKind.COLUMN_ADDED: "新增列 Column added",
    TableChangeKind.COLUMN_REMOVED: "删除列 Column removed",
    TableChangeKind.LABEL_CHANGED: "栏目名改动 Label changed",
    TableChangeKind.ROW_MOVED: "行序变动 Row moved",
    TableChangeKind.TABLE_ADDED: "新增表 Table added",
    TableChangeKind.TABLE_REMOVED: "删除表 Table removed",
}

NO_CHANGE = "没有变化 No change"
LAYOUT_CHANGE = "只有表格的排列或空白不同 Only the order of columns or the white space of tables differs"
