"""Kinds of change: scripted cases, each with every kind that must be named, and none else."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from archive.diff.readings import ReadersDifferError, diff_readings
from archive.revisions.changes import ChangeKind, kinds_of_change
from archive.revisions.content import Content, content_of, text_digest
from metadata.reading import Attachment, Kind, Reading, Table

TEXT = (
    "一、总体情况\n"
    "全年主动公开政府信息1024条，新增栏目3个，均已建成。\n"
    "依据《条例》第31条和某办发〔2016〕80号文件，截至2016年底推行“一网通办”，"
    "组织培训三次，满意率97%，同比 5%。\n"
    "二、依申请公开情况\n"
    "全年受理申请39件，办结38件，收取费用38.44万元。\n"
    "其中涉及征地补偿的21件，已全部公开。\n"
    "三、存在的问题\n"
    "公开内容不够全面，更新不够及时。下一步将加强培训，完善制度。\n"
    "甲市测绘办公室\n"
    "2019年4月8日\n"
)
BASE = Content(
    title="甲市测绘办公室2018年度政府信息公开工作报告",
    organ="甲市测绘办公室",
    source="甲市测绘办公室",
    published_on=date(2019, 4, 11),
    signed_on=date(2019, 4, 8),
    text=TEXT,
    attachments=(Attachment("http://www.jia.gov.cn/zwgk/201904/P0101.xls", "附件：统计表.xls", "xls"),),
    url="http://www.jia.gov.cn/zwgk/201904/t20190411_77.html",
)


def cases() -> Iterator[Any]:
    for path in sorted((Path(__file__).parent / "revision_cases").glob("*.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            yield pytest.param(case, id=f"{path.stem}: {case['name']}")


def content(fields: dict[str, Any], text: str, table: list[str]) -> Content:
    values = {name: value if value != "" else None for name, value in fields.items()}
    if "attachments" in values:
        values["attachments"] = tuple(
            Attachment(url, name, suffix) for name, url, suffix in fields["attachments"]
        )
    made = replace(BASE, text=text, **values)
    if not table:
        return made
    rows = tuple(tuple(row.split("|")) for row in table)
    lines = "".join("\t".join(row) + "\n" for row in rows)
    return replace(made, text=text + lines, tables=(Table(rows, len(text), len(text) + len(lines)),))


def both(case: dict[str, Any]) -> tuple[Content, Content | None]:
    text = case.get("text", TEXT)
    for before, after in case.get("edits", []):
        assert text.count(before) == 1, f"{before!r} is not once in the text"
        text = text.replace(before, after)
    table = case.get("table", [])
    old = content(case.get("old", {}), TEXT, table)
    new = content(case.get("new", {}), text, case.get("new_table", table))
    return old, None if case.get("withdrawn") else new


@pytest.mark.parametrize("case", list(cases()))
def test_each_case_has_its_kinds_and_no_other(case: dict[str, Any]) -> None:
    old, new = both(case)
    changes = kinds_of_change(old, new, restored=case.get("restored", False))
    assert sorted({change.kind.value for change in changes}) == sorted(case["kinds"])
    told = [[change.kind.value, change.old, change.new] for change in changes]
    for expected in case.get("changes", []):
        assert expected in told
    assert len(told) == len({tuple(map(str, change)) for change in told}), "a change is told twice"


@pytest.mark.parametrize("case", list(cases()))
def test_a_case_without_kinds_has_one_digest_and_one_with_kinds_of_its_content_has_two(
    case: dict[str, Any],
) -> None:
    old, new = both(case)
    if new is None or old.payload_sha256 is not None:
        return
    outside = {"moved", "restored", "taken_over"}
    if set(case["kinds"]) - outside - {"punctuation_only"}:
        assert text_digest(old) != text_digest(new)
    elif not set(case["kinds"]) - outside:
        assert text_digest(old) == text_digest(new)


def test_there_are_cases_enough_and_each_kind_has_one() -> None:
    every = [param.values[0] for param in cases()]
    assert len(every) >= 40
    # That another report took its place no comparison of texts tells: see tests/crawl/test_crawl_replaced.py.
    compared = {kind.value for kind in ChangeKind} - {ChangeKind.REPLACED.value}
    assert {kind for case in every for kind in case["kinds"]} == compared


def test_the_first_revision_changes_nothing() -> None:
    assert kinds_of_change(None, BASE) == ()


def test_the_gravest_change_is_told_first() -> None:
    new = replace(BASE, source="本网", text=TEXT.replace("39件", "41件"))
    assert [c.kind for c in kinds_of_change(BASE, new)] == [
        ChangeKind.FIGURE_CHANGED,
        ChangeKind.SOURCE_CHANGED,
    ]


def test_a_change_of_text_says_under_which_heading_it_is() -> None:
    (change,) = kinds_of_change(BASE, replace(BASE, text=TEXT.replace("加强培训", "强化考核")))
    assert (change.where, change.old, change.new) == ("三、存在的问题", "加强培训", "强化考核")
    assert change.size == 8


def test_a_change_of_a_figure_says_in_what_words_it_stands() -> None:
    (change,) = kinds_of_change(BASE, replace(BASE, text=TEXT.replace("39件", "41件")))
    assert change.where == "全年受理申请…件，办结38件，收取费用"[: len(change.where)]


def test_readings_of_two_readers_are_not_compared() -> None:
    old, new = replace(BASE, reader_version=1), replace(BASE, reader_version=2, payload_sha256="bb")
    with pytest.raises(ReadersDifferError, match="read both again"):
        kinds_of_change(old, new)
    with pytest.raises(ReadersDifferError):
        diff_readings(old, new)


def test_the_reader_version_and_the_address_are_no_part_of_the_digest() -> None:
    assert text_digest(BASE) == text_digest(
        replace(BASE, reader_version=9, url="http://yi.gov.cn/", organ=None)
    )


def test_content_is_taken_from_a_reading() -> None:
    reading = Reading(
        url=BASE.url or "",
        reader_version=3,
        charset="gb18030",
        kind=Kind.REPORT,
        title=BASE.title,
        organ=BASE.organ,
        source=BASE.source,
        published_on=BASE.published_on,
        signed_on=BASE.signed_on,
        url_date=None,
        report_year=2018,
        period_start=None,
        period_end=None,
        scope=None,
        text=TEXT,
        sections=(),
        tables=(),
        attachments=BASE.attachments,
        dates=(),
        evidence=(),
        refusal=None,
    )
    assert content_of(reading) == replace(BASE, reader_version=3)


def test_prose_leaves_the_lines_of_tables_out_and_survives_impossible_offsets() -> None:
    made = content({}, "前文\n", ["项目|数", "甲|1"])
    assert made.prose == "前文\n"
    broken = replace(made, tables=(Table((("甲",),), 90, 99), Table((("乙",),), 5, 2)))
    assert broken.prose == broken.text
