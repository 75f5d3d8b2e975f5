"""Names: which organ a title means, what it was called, who took over; credit codes; kinds of pages."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files

import pytest

from metadata.address_organs import organ_of_address
from metadata.credit_code import credit_codes_in, is_credit_code
from metadata.divisions import Level, division, divisions
from metadata.kinds import find_scope
from metadata.organs import (
    is_succeeded,
    kind_of,
    level_of,
    long_name,
    organ_kinds,
    same_organ,
    successor,
)
from metadata.reader import read_page
from metadata.reading import Scope
from metadata.report_titles import (
    is_about_report,
    is_column_name,
    is_organ_name,
    is_report_title,
    organ_in_title,
    plain,
    year_in_title,
)


@pytest.mark.parametrize(
    ("title", "organ", "year"),
    [
        ("市人防办2018年度政府信息公开工作报告", "市人防办", 2018),
        ("2018年泸水县水务局政府信息公开工作年度报告", "泸水县水务局", 2018),
        ("和安市2018年度政府信息公开工作报告", "和安市人民政府", 2018),
        ("周家湾镇2021年政府信息公开工作年度报告", "周家湾镇人民政府", 2021),
        ("2016年度丰门街道政府信息公开工作年度报告", "丰门街道办事处", 2016),
        ("标题：清川市交通运输局2018年政府信息公开工作年度报告", "清川市交通运输局", 2018),
        ("清川市“数据+”经济促进中心2018年政府信息公开工作年度报告", "清川市“数据+”经济促进中心", 2018),
        ("西城区人民防空办公室2020政府信息公开工作年度报告", "西城区人民防空办公室", 2020),
        ("【图文】和安市市场监督管理局2022年度政府信息公开工作年度报告", "和安市市场监督管理局", 2022),
        ("文化和旅游部政府信息公开工作2021年度报告", "文化和旅游部", 2021),
        ("和安市统计局２０１９年度政府信息公开工作年度报告", "和安市统计局", 2019),
        ("和安市档案局二○○九年政府信息公开年报", "和安市档案局", 2009),
        ("清川市档案局二0一八年政府信息公开年报", "清川市档案局", 2018),
        ("清川市档案局二O一八年政府信息公开年报", "清川市档案局", 2018),
        ("二o一八年度清川市档案局政府信息公开年报", "清川市档案局", 2018),
        ("清川市档案局二０一八年政府信息公开年报", "清川市档案局", 2018),
        ("清川市二Ｏ一八年政府信息公开年报", "清川市人民政府", 2018),
        ("沈北新区2020年政府信息公开工作年度报告", "沈北新区人民政府", 2020),
        ("2020年上海市浦东新区政府信息公开工作年度报告", "上海市浦东新区人民政府", 2020),
        ("天津滨海新区2020年政府信息公开工作年度报告", "天津滨海新区人民政府", 2020),
        ("神农架林区2020年政府信息公开工作年度报告", "神农架林区人民政府", 2020),
        ("石家庄市井陉矿区2020年政府信息公开工作年度报告", "石家庄市井陉矿区人民政府", 2020),
        ("阳泉市矿区2020年政府信息公开工作年度报告", "阳泉市矿区人民政府", 2020),
        ("晋城市城区2020年政府信息公开工作年度报告", "晋城市城区人民政府", 2020),
        ("六枝特区2020年政府信息公开工作年度报告", "六枝特区人民政府", 2020),
        ("西安市碑林区2020年政府信息公开工作年度报告", "西安市碑林区人民政府", 2020),
        ("清川市星河新区2020年政府信息公开工作年度报告", "清川市星河新区", 2020),
        ("清川市滨海新区2020年政府信息公开工作年度报告", "清川市滨海新区", 2020),
        ("清川市矿区2020年政府信息公开工作年度报告", "清川市矿区", 2020),
        ("关于和安市水务局2020年度政府信息公开工作情况的报告", "和安市水务局", 2020),
        ("和安市水务局（2018年）政府信息公开年度报告", "和安市水务局", 2018),
        ("和安市产业集聚区2017政府信息公开工作年度报告", "和安市产业集聚区", 2017),
        ("2019年度政府信息公开工作年度报告", None, 2019),
        ("人社局年政府信息公开工作年度报告", "人社局", None),
        ("2008—2018年政府信息公开年报汇编", None, None),
    ],
)
def test_a_title_names_organ_and_year(title: str, organ: str | None, year: int | None) -> None:
    assert organ_in_title(title) == organ
    assert year_in_title(title) == year


def test_only_the_report_itself_is_a_report() -> None:
    assert is_report_title("和安市政务公开2019年度报告")
    assert is_report_title("和安市水务局2012年政府信息公开工作情况汇报")
    for title in (
        "《和安市2020年政府信息公开工作年度报告》解读",
        "一图读懂和安市2020年政府信息公开工作年度报告",
        "关于编制2020年政府信息公开工作年度报告的通知",
        "2020年各县区政府信息公开年报汇总",
        "关于报送《2020年政府信息公开工作年度报告》的函",
    ):
        assert is_about_report(title)
        assert not is_report_title(title)
    assert not is_report_title("和安市人民政府网站工作年度报表")
    assert not is_report_title("2019年法治政府建设年度报告")


def test_a_columns_name_is_no_title() -> None:
    assert is_column_name("政府信息公开年报")
    assert is_column_name("政府信息公开工作年度报告")
    assert not is_column_name("和安市2019年政府信息公开年报")


def test_text_is_matched_without_spaces_widths_and_traditional_forms() -> None:
    assert plain(" 發布 時間：２０１９ ") == "发布时间:2019"


def test_organ_names_are_told_from_other_lines() -> None:
    assert is_organ_name("市人民防空办公室")
    assert is_organ_name("亳州市自然资源和规划局(亳州市林业局)")
    assert not is_organ_name("关于公开工作的情况说明")
    assert not is_organ_name("局")


def test_short_names_are_written_out() -> None:
    assert long_name("市人防办") == "市人民防空办公室"
    assert long_name("和安市卫健委") == "和安市卫生健康委员会"
    assert long_name("和安市某某局") == "和安市某某局"
    kind = kind_of("和安市市场监管局")
    assert kind is not None
    assert kind.name == "市场监督管理局"


def test_one_organ_may_be_named_with_and_without_its_place() -> None:
    assert same_organ("市人防办", "沈阳市人民防空办公室")
    assert same_organ("县街街道办事处", "安宁市人民政府县街街道办事处")
    assert same_organ("太平乡政府", "太平乡人民政府")
    assert not same_organ("市人防办", "市国动办")
    assert not same_organ("市水务局", "市水利局")
    assert not same_organ("", "")


def test_a_succession_holds_from_its_day_on() -> None:
    assert successor("和安市人防办", date(2024, 1, 1)) == "和安市国防动员办公室"
    assert successor("和安市人防办", date(2019, 1, 1)) is None
    assert successor("和安市卫生厅", date(2020, 1, 1)) == "和安市卫生健康委员会"


def test_a_succession_of_some_places_is_none_of_all() -> None:
    """教育局 is merged with sports in some counties, 住建委 stands in the municipalities."""
    assert successor("和安市教育局", date(2020, 1, 1)) is None
    assert successor("和安市教育局", date(2020, 1, 1), local_too=True) == "和安市教育体育局"
    assert not is_succeeded("上海市住建委", date(2020, 1, 1), lambda name: False)
    assert is_succeeded("和安市教育局", date(2020, 1, 1), lambda name: name == "和安市教育体育局")
    assert is_succeeded("和安市卫生局", date(2020, 1, 1), lambda name: False)


def test_every_succession_says_how_far_it_reaches() -> None:
    with (files("metadata") / "organs.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert all(row["reach"] in {"national", "local"} for row in rows if row["successor"])
    assert not any(row["reach"] for row in rows if not row["successor"])


def test_every_successor_and_every_code_is_itself_registered() -> None:
    names = {kind.name for kind in organ_kinds()} | {"数据局"}
    assert all(kind.successor in names for kind in organ_kinds() if kind.successor)
    codes = {each.code for each in divisions()}
    assert all(each.successor in codes for each in divisions() if each.successor)
    assert all(len(each.code) == 6 and each.code[:2] + "0000" in codes for each in divisions())
    assert len([each for each in divisions() if each.level is Level.PROVINCE]) == 34
    assert (
        len([each for each in divisions() if each.level is Level.PREFECTURE and each.valid_to is None]) == 333
    )


def test_a_code_is_looked_up_for_a_day_and_falls_back_to_the_prefecture() -> None:
    found = division("210122", date(2015, 1, 1))
    assert found is not None
    assert found.name == "辽中县"
    today = division("210122")
    assert today is not None
    assert today.name == "沈阳市"
    assert division("999999") is None


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("辽宁省财政厅", Level.PROVINCE),
        ("沈阳市人民政府", Level.PREFECTURE),
        ("沈阳市大东区人民防空办公室", Level.COUNTY),
        ("周家湾镇人民政府", Level.TOWN),
        ("丰门街道办事处", Level.TOWN),
        ("文化和旅游部", Level.UNKNOWN),
    ],
)
def test_a_name_shows_its_level(name: str, level: Level) -> None:
    assert level_of(name) is level


def test_the_offices_of_a_town_are_of_its_level() -> None:
    for name in (
        "青石镇党政办公室",
        "云州市东山区青石街道党工委、办事处",
        "东山区青石街道综合行政执法队",
        "高新街道党工委",
        "关城镇党政办",
    ):
        assert level_of(name) is Level.TOWN
    for name in (
        "云州市东山区城乡综合执法局",
        "云州市东山区城镇综合开发局",
        "新乡综合保税区管委会",
        "景德镇综合检测中心",
        "云州市城乡综合治理中心",
        "桐乡综合行政执法局",
    ):
        assert level_of(name) is not Level.TOWN


def test_a_governments_report_is_an_aggregate_and_its_offices_own_is_not() -> None:
    assert find_scope("沈阳市人民政府")[0] is Scope.AGGREGATE
    assert find_scope("沈阳市人民政府办公厅")[0] is Scope.OWN
    assert find_scope("周家湾镇人民政府")[0] is Scope.OWN
    assert find_scope(None) == (None, None)


def test_credit_codes_are_checked_by_their_last_character() -> None:
    assert is_credit_code("11370322004222022C")
    assert not is_credit_code("11370322004222022D")
    assert not is_credit_code("1137032200422202IC")
    assert credit_codes_in("索引号: 11370322004222022C/2024-5426456") == ("11370322004222022C",)


def test_a_folder_or_a_host_names_an_organ_by_initials() -> None:
    assert organ_of_address("http://www.hean.gov.cn/jtysj/ndbg/t20220118_1.html") == ("交通运输局", "jtysj")
    assert organ_of_address("http://www.hean.gov.cn/zfjg/hasstjj_2201/content/post_1.html") is None
    assert organ_of_address("http://www.hean.gov.cn/zfjg/hasylbzj/content/1.html") == (
        "医疗保障局",
        "hasylbzj",
    )
    assert organ_of_address("http://scjg.hean.gov.cn/ndbg/1.html") == ("市场监督管理局", "scjg")
    assert organ_of_address("http://[bad/") is None
    assert organ_of_address("http://www.hean.gov.cn/" + "s" * 500_000 + "/1" * 50_000) is None


@pytest.mark.parametrize(
    "folder", ["swj", "cgzfj", "xwzx", "tzgg", "jtysjzx", "zrzy", "ndbg", "zwgk", "bmdt"]
)
def test_initials_of_several_organs_or_of_none_say_nothing(folder: str) -> None:
    assert organ_of_address(f"http://www.hean.gov.cn/{folder}/1.html") is None
    assert organ_of_address(f"http://{folder}.hean.gov.cn/1.html") is None


def test_every_name_of_a_kind_has_its_initials() -> None:
    for kind in organ_kinds():
        names = (kind.name, *kind.short_names)
        assert [len(letters) for letters in kind.letters] == [len(name) for name in names]


@pytest.mark.parametrize(
    ("first_line", "organ"),
    [
        ("政务网站 · 沈阳民政通", "沈阳市民政局"),
        ("沈阳市民政信息网", "沈阳市民政局"),
        ("沈阳人防办网", None),
        ("沈阳热线", None),
        ("沈阳新闻网", None),
    ],
)
def test_a_site_called_after_an_organ_names_it(first_line: str, organ: str | None) -> None:
    body = f"<p>{first_line}</p><h1>2011年政府信息公开工作年度报告</h1><p>发布时间：2012-03-30来源：</p>"
    assert read_page(body.encode(), url="http://x/", content_type="text/html").organ == organ


@pytest.mark.parametrize(
    "sentence",
    [
        "本报告由和安市水务局编制，全文分五个部分。",
        "本年度报告由和安市水务局办公室起草，和安市水务局编制。",
        "本工作报告主要由和安市水务局编制。",
        "本报告中的数据由和安市水务局汇编。",
        "本年报由和安市水务局负责编写。",
    ],
)
def test_the_words_before_who_compiled_it_are_no_part_of_the_organ(sentence: str) -> None:
    body = f"<h1>2020年政府信息公开工作年度报告</h1><p>发布时间：2021-01-30</p><div id='zoom'><p>{sentence}</p></div>"
    organ = read_page(body.encode(), url="http://x/", content_type="text/html").organ
    assert organ is not None
    assert organ.startswith("和安市水务局")


def test_the_organs_code_is_evidence_where_its_check_character_is_right() -> None:
    box = "<p>索引号：11370322004222022C/2024-5426456</p><p>索引号：11370322004222022D/2024-1</p>"
    url = "http://www.hean.gov.cn/module/xxgk.jsp?area=11370322004222022C&fbtime=2024"
    codes = [
        (each.step, each.quote)
        for each in read_page(box.encode(), url=url).evidence
        if each.field == "organ_code"
    ]
    assert codes == [("索引号", "11370322004222022C"), ("area", "11370322004222022C")]
