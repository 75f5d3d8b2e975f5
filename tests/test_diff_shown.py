"""How diffs are shown: nothing of an archived text is ever more than text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

from archive.diff.engine import apply_ops, diff_readings, diff_texts
from archive.diff.html import Side, html_diff, html_text_diff
from archive.diff.ops import Diff
from archive.diff.readings import ReadingDiff
from archive.diff.terminal import terminal_diff
from archive.revisions.content import Content
from metadata.reading import Attachment, Table

EVIL = "<script>alert(1)</script>\"'&<img src=x onerror=y>\x1b[31m\u202e\x00"
ROWS = (("", "自然人", "总计"), ("新收", "3", "4"))


def content(text: str, title: str, cell: str = "4", **more: object) -> Content:
    lines = f"\t自然人\t总计\n新收\t3\t{cell}\n"
    values: dict[str, object] = {
        "title": title,
        "organ": "甲市测绘办公室",
        "source": None,
        "published_on": date(2019, 3, 1),
        "signed_on": None,
        "text": text + lines,
        "tables": (Table((ROWS[0], ("新收", "3", cell)), len(text), len(text) + len(lines)),),
    }
    return Content(**{**values, **more})  # type: ignore[arg-type]


def of_prose(diff: Diff) -> ReadingDiff:
    """Two readings that differ in their prose alone."""
    return ReadingDiff(fields=(), text=diff, prose=diff, tables=(), attachments=())


OLD = content(
    "第一段说明了主动公开工作情况。\n第二段不变。\n受理39件。\n" + "不变的话。" * 200 + "\n", "旧标题"
)
NEW = content(
    "第二段不变。\n受理41件。\n" + "不变的话。" * 200 + f"\n第一段说明了主动公开工作情况。\n{EVIL}\n",
    f"新标题{EVIL}",
    cell=f"5{EVIL}",
    source=EVIL,
    published_on=date(2019, 2, 1),
    attachments=(Attachment(f"http://jia.gov.cn/{EVIL}", EVIL, "xls"),),
)
DIFF = diff_readings(OLD, NEW)
OLD_SIDE = Side("http://jia.gov.cn/a.html", "2026-01-01T00:00:00Z", "0a1b")
NEW_SIDE = Side(f"http://jia.gov.cn/{EVIL}", "2026-02-01T00:00:00Z", "0c2d")
PAGE = html_diff(DIFF, OLD_SIDE, NEW_SIDE, f"对比{EVIL}")


class Elements(HTMLParser):
    """Every element and attribute of a page, and its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.marked: dict[str, list[str]] = {"ins": [], "del": []}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in ("ins", "del"):
            if tag in self.open:
                self.marked[tag].append(data)


def parsed(page: str) -> Elements:
    elements = Elements()
    elements.feed(page)
    elements.close()
    assert elements.open in ([], ["br"])
    return elements


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    elements = parsed(PAGE.replace("<br>", ""))
    assert not {"script", "img", "link", "iframe", "object", "base", "form"} & set(elements.tags)
    names = {name for name, _ in elements.attributes}
    assert not {name for name in names if name.startswith("on")} | ({"src", "srcset", "action"} & names)
    assert all(value and value.startswith("#") for name, value in elements.attributes if name == "href")
    assert "url(" not in PAGE
    assert "@import" not in PAGE
    assert "default-src 'none'" in PAGE


def test_no_control_character_reaches_the_page_or_the_terminal() -> None:
    for shown in (PAGE, terminal_diff(DIFF), terminal_diff(of_prose(DIFF.text))):
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e]", shown)
    assert PAGE.encode("utf-8")
    html_text_diff(diff_texts("甲", "甲\ud800")).encode("utf-8")


def test_marks_are_elements_that_read_without_colour() -> None:
    marked = parsed(PAGE.replace("<br>", "")).marked
    assert "39" in marked["del"]
    assert "41" in marked["ins"]
    assert "underline" in PAGE
    assert "line-through" in PAGE
    assert "@media print" in PAGE
    assert 'charset="utf-8"' in PAGE
    assert PAGE.index("著录") < PAGE.index("Stated fields")


def test_the_two_ends_of_a_move_lead_to_each_other() -> None:
    assert 'id="move-1a"><a href="#move-1b">' in PAGE
    assert 'id="move-1b"><a href="#move-1a">' in PAGE


def test_long_unchanged_text_is_folded_and_kept() -> None:
    assert "unchanged characters</summary>" in PAGE
    whole = re.sub(r"<summary>.*?</summary>|</?details>", "", PAGE)
    assert whole.count("不变的话。") == 200


def test_the_page_says_which_captures_it_compares() -> None:
    for text in ("2026-01-01T00:00:00Z", "http://jia.gov.cn/a.html", "0a1b", "0c2d"):
        assert text in PAGE


def test_the_terminal_shows_fields_tables_and_text_in_words() -> None:
    lines = terminal_diff(DIFF).splitlines()
    assert "发布日期 Published on: 2019-03-01 → 2019-02-01" in lines
    assert any(line.startswith("单元格改动 Cell changed: 第 1 张表 新收 / 总计: 4 → 5") for line in lines)
    assert "受理[-39-]{+41+}件。" in lines
    assert "[-⇢第一段说明了主动公开工作情况。-]" in lines
    assert any(line.startswith("附件 Attachment: (无) →") for line in lines)


def test_colour_is_only_added_when_asked() -> None:
    assert "\x1b" not in terminal_diff(DIFF)
    coloured = terminal_diff(of_prose(diff_texts("受理39件。", "受理41件。")), colour=True)
    assert coloured == "受理\x1b[31m[-39-]\x1b[0m\x1b[32m{+41+}\x1b[0m件。\n"


def test_an_inserted_line_end_is_visible() -> None:
    assert terminal_diff(of_prose(diff_texts("甲乙。丙丁。", "甲乙。\n丙丁。"))) == "甲乙。{+⏎+}\n丙丁。\n"


def test_no_change_is_said_in_words() -> None:
    same = diff_readings(OLD, OLD)
    assert same.is_empty
    assert terminal_diff(same) == "没有变化 No change\n"
    assert "没有变化 No change" in html_diff(same, OLD_SIDE, NEW_SIDE, "对比")


def test_the_data_of_a_reading_diff_is_json_and_makes_the_new_text() -> None:
    data = json.loads(json.dumps(DIFF.as_data(), ensure_ascii=False))
    assert apply_ops(data["ops"], OLD.text) == NEW.text
    assert {field["field"] for field in data["fields"]} == {"title", "source", "published_on"}
    assert data["tables"][0]["row"] == "新收"
    assert data["attachments"][0]["old"] is None


def test_prose_and_tables_are_told_apart() -> None:
    assert "\t" not in DIFF.prose.old
    assert DIFF.text.old == OLD.text


def test_the_summary_tells_only_what_there_is_and_a_move_deletes_nothing() -> None:
    moved = "第一段说明了主动公开工作情况。\n"
    stayed = "第二段说明了依申请公开和监督保障的情况。\n"
    diff = diff_readings(content(moved + stayed, "题"), content(stayed + moved, "题"))
    summary = html_diff(diff, OLD_SIDE, NEW_SIDE, "题").partition("<p>")[2].partition("</p>")[0]
    assert "移动 1 处" in summary
    assert "删除" not in summary
    assert "0" not in summary


def test_a_move_that_was_edited_is_marked_where_it_arrived() -> None:
    moved = "全年开展培训4次，参加人员120人次，编印学习资料300份，受到普遍欢迎。\n"
    stayed = "主动公开政府信息1024条，其中通过门户网站公开839条，内容涉及测绘成果和资质管理等。\n"
    diff = diff_texts(moved + stayed, stayed + moved.replace("4次", "6次"))
    assert "{+⇠全年开展培训[-4-]{+6+}次" in terminal_diff(of_prose(diff))
    assert "<del>4</del><ins>6</ins>" in html_text_diff(diff)


def test_joined_lines_are_visible_on_the_page() -> None:
    assert "<del>⏎</del>" in html_text_diff(diff_texts("甲。\n乙。\n", "甲。乙。\n"))
    assert "<ins>⏎\n</ins>" in html_text_diff(diff_texts("甲。乙。\n", "甲。\n乙。\n"))


def test_tables_that_differ_in_order_alone_are_told_so() -> None:
    lines = "\t总计\t自然人\n新收\t4\t3\n"
    tables = (Table((("", "总计", "自然人"), ("新收", "4", "3")), 0, len(lines)),)
    turned = replace(content("", "题"), text=lines, tables=tables)
    diff = diff_readings(content("", "题"), turned)
    assert "order of columns" in terminal_diff(diff)
    assert "order of columns" in html_diff(diff, OLD_SIDE, NEW_SIDE, "题")
