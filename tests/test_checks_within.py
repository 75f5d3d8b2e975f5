"""Findings within one report: each kind in the likeness of a real case, and where it has to stay silent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from metadata.checks import Finding, Severity, check_report
from metadata.figures import Quote, TableCell, read_figures
from metadata.figures.stated import read_stated
from metadata.reader import read_page
from metadata.reading import Reading

TABLES = Path(__file__).with_name("tables")
SECTIONS = (
    "总体情况",
    "主动公开政府信息情况",
    "依申请公开政府信息情况",
    "收费情况",
    "存在的主要问题及改进措施",
)


def reading(
    *sentences: str,
    year: int = 2017,
    organ: str = "清川市文渡区水务局",
    signed: str | None = None,
    period: str | None = None,
    body: str = "",
) -> Reading:
    """A report with these paragraphs, read from a page."""
    signed = signed if signed is not None else f"{year + 1}年3月8日"
    period = (
        period if period is not None else f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
    )
    paragraphs = "".join(f"<p>{sentence}</p>\n" for sentence in (period, *sentences))
    page = (
        f"<html><head><meta charset='utf-8'><title>{organ}{year}年政府信息公开工作年度报告</title></head><body>"
        f"<h1>{organ}{year}年政府信息公开工作年度报告</h1><div class='TRS_Editor'>"
        f"<p>根据《中华人民共和国政府信息公开条例》要求，现将{organ}{year}年度政府信息公开工作情况报告如下。</p>"
        f"{paragraphs}{body}<p>{organ}</p><p>{signed}</p></div></body></html>"
    )
    return read_page(page.encode(), url="http://www.qingchuan.example/zwgk/t1_2.html")


def findings(*sentences: str, **options: object) -> tuple[Finding, ...]:
    page = reading(*sentences, **options)  # type: ignore[arg-type]
    return check_report(page, read_figures(page))


def kinds(*sentences: str, **options: object) -> set[str]:
    return {finding.kind for finding in findings(*sentences, **options)}


def kinds_of_tables(case: str) -> set[str]:
    page = read_page((TABLES / case / "body.html").read_bytes(), url="http://www.qingchuan.example/t1_3.html")
    return {finding.kind for finding in check_report(page, read_figures(page))}


def with_cell(case: str, old: str, new: str) -> tuple[Finding, ...]:
    """The findings on a table case in which the first row that holds `old` has it replaced."""
    body = (TABLES / case / "body.html").read_text()
    assert old in body
    page = read_page(body.replace(old, new, 1).encode(), url="http://www.qingchuan.example/t1_4.html")
    return check_report(page, read_figures(page))


def test_the_example_report_has_a_year_left_over_and_adds_up() -> None:
    found = findings(
        "截至2016年12月31日，我办各项公开任务均已完成。",
        "全年通过门户网站公开信息743条，其中：机构职能39条、政策法规175条、规划计划12条、人事信息3条、财政信息3条、"
        "工作动态360条、行政许可3条、应急管理8条、公示公告140条，通知公告12、其他信息若干。",
        year=2018,
        organ="清川市人民防空办公室",
        signed="2019年3月8日",
    )
    assert [finding.kind for finding in found] == ["stale_year"]
    assert "2016" in found[0].sentence_zh
    assert "2016" in found[0].sentence_en


def test_a_finding_points_to_its_words_in_the_reading() -> None:
    page = reading("截至2016年12月31日，各项任务均已完成。", year=2018)
    (found,) = check_report(page, read_figures(page))
    (words,) = found.evidence
    assert isinstance(words, Quote)
    assert page.text[words.start : words.end] == words.text == "截至2016年12月31日，各项任务均已完成。"


@pytest.mark.parametrize(
    "sentence",
    [
        "2018年，我局主动公开政府信息120条。",
        "（一）主动公开情况。2016年度，我局共受理政府信息公开申请5件。",
        "截止2016年底，门户网站发布信息300条。",
        "2016年度，我局没有收到政府信息公开申请。",
        "2016年，我局收到政府信息公开申请三件。",
    ],
)
def test_an_account_of_another_year_is_stale(sentence: str) -> None:
    assert kinds(sentence) == {"stale_year"}


@pytest.mark.parametrize(
    "sentence",
    [
        "截至2017年12月31日，门户网站发布信息300条。",
        "截至2016年底，同比2015年增加120条。",
        "2018年，我局将主动公开政府信息作为重点。",
        "2018年，我局计划主动公开政府信息120条。",
        "2016年，我局主动公开政府信息80条，2017年主动公开120条。",
        "按要求公开了2016年度部门决算和2018年部门预算。",
        "与2016年相比，主动公开政府信息增加20条。",
        "根据2016年印发的工作要点，完善公开目录。",
        "2018年，继续完善申请受理机制，收到申请及时答复。",
        "2016年以来，我局主动公开政府信息120条。",
        "2008年5月1日《条例》实施以来，我局高度重视，截至2016年底共公开信息1200条。",
        "2018年工作思路：2018年主动公开政府信息100条以上。",
        "2018年1月，我局收到政府信息公开申请2件，纳入下年度统计。",
    ],
)
def test_comparisons_plans_and_budgets_of_other_years_are_not(sentence: str) -> None:
    assert kinds(sentence) == set()


def test_a_period_of_another_year_is_stale() -> None:
    period = "本报告所列数据的统计期限自2020年1月1日起至2020年12月31日止。"
    assert "stale_year" in kinds(year=2018, period=period)


@pytest.mark.parametrize(
    "period",
    [
        "本报告数据的统计期限自2018年1月1日起至2018年12月14日止。",
        "本报告数据的统计期限自2018年1月1日起至2018年12月30日止。",
        "本报告数据的统计期限自2017年12月1日起至2018年10月30日止。",
    ],
)
def test_a_period_that_is_no_whole_year(period: str) -> None:
    assert kinds(year=2018, period=period) == {"short_period"}


def test_the_first_year_of_the_regulation_began_in_may() -> None:
    period = "本报告所列数据的统计期限自2008年5月1日起至2008年12月31日止。"
    assert kinds(year=2008, period=period) == set()
    assert kinds(year=2009, period=period.replace("2008", "2009")) == {"short_period"}


def test_an_academic_year_is_no_short_period() -> None:
    period = "本报告数据的统计期限自2017年9月1日起至2018年8月31日止。"
    assert kinds(year=2018, period=period, organ="清川师范学院") == set()


@pytest.mark.parametrize("signed", ["2017年2月13日", "2017年12月31日"])
def test_a_report_signed_before_its_year_was_over(signed: str) -> None:
    assert kinds(signed=signed) == {"impossible_date"}


def test_a_report_signed_after_the_short_period_it_states_is_possible() -> None:
    period = "本报告数据的统计期限自2017年1月1日起至2017年12月14日止。"
    assert kinds(period=period, signed="2017年12月20日") == {"short_period"}


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("全年发布信息565条，其中政策类300条、动态类205条、公示类80条。", "300+205+80=585"),
        ("发布各类信息共496件。其中：政策类200件；动态类228件；公示类100件。", "200+228+100=528"),
        ("公开政府信息1407条（其中网站公开1400条，微博公开1450条）。", "1400+1450=2850"),
        ("公开政府信息100条，其中政策解读60条、工作动态50条。", "60+50=110"),
        ("公开政府信息1,204条，其中政策解读1,100条、工作动态205条。", "1,100+205=1305"),
    ],
)
def test_parts_that_are_more_than_their_whole(sentence: str, numbers: str) -> None:
    (found,) = findings(sentence)
    assert (found.kind, found.severity) == ("sum_over", Severity.ERROR)
    assert numbers in found.sentence_zh


def test_channels_may_carry_the_same_information() -> None:
    (found,) = findings("全年主动公开信息565条，其中网站公开300条、微信公开205条、公告栏公开80条。")
    assert (found.kind, found.severity) == ("sum_over", Severity.NOTICE)
    assert "300+205+80=585" in found.sentence_zh
    assert "计1条" in found.sentence_zh
    (found,) = findings("公开涉及企业的信息500条（其中网站公开300条、政策类201条）。")
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize(
    "sentence",
    [
        "召开新闻发布会3次，其中主要负责人参加2次，分管负责人参加2次。",
        "制发规范性文件10件，其中新制定5件，修改4件，废止5件。",
        "现行有效规范性文件12件，其中本年新制定3件，修订9件，废止4件。",
        "全年发布信息100条，其中政策类50条，动态类50条，另有便民信息30条。",
        "主动公开信息100条，其中网站公开100条，微信公开60条，公告栏公开20条。",
        "收到申请12件，其中自然人申请10件、法人申请2件，网络申请8件、信函申请4件。",
        "设立政务公开专区12个，其中县级1个，乡镇11个，村级56个。",
        "设置栏目10个，其中一级栏目5个，二级栏目35个。",
        "受理申请8件，其中延期答复2件，按时答复8件。",
        "上报信息120条，其中市级采用60条，省级采用80条。",
        "公开信息120条，其中涉及民生80条、涉及财政60条。",
        "公开政策文件12件，其中配有文字解读10件，图文解读8件。",
        "公开信息100条，其中网站80条、微信60条，同一信息在多个平台发布。",
    ],
)
def test_parts_that_need_not_exclude_each_other_contradict_nothing(sentence: str) -> None:
    assert kinds(sentence) == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "全年主动公开信息565条，其中网站公开300条、微信公开205条。",
        "全年主动公开信息565条，其中网站公开360条、微信公开205条。",
        "全年主动公开信息100条，其中网站公开60条（新闻40条、公示20条）、微信公开40条。",
        "全年主动公开信息100条，其中网站公开60条，其中新闻40条，微信公开40条。",
        "全年主动公开信息100条，其中网站公开60条、微信公开40条；发布政策解读30条。",
        "全年主动公开信息100条，较上年增加20条，其中网站公开60条、微信公开40条。",
        "全年主动公开信息100条，其中网站公开70条、微信公开30条，比上年增加25条。",
        "全年主动公开信息100条，其中网站公开60条、微信公开40条，共计100条。",
        "全年主动公开信息100条，其中网站公开60条、微信公开40条，浏览量5000次。",
        "同一信息在不同渠道公开的重复计算，共100条，其中网站公开80条、微信公开70条。",
        "办理建议107件（主办58件，协办49件）、提案109件（主办82件，协办27件）。",
        "全年有8件依申请公开事项，其中：网络申请6件，信函申请2件。受理8件，办结8件，其中：同意公开3件，不同意公开5件。",
        "回应公众关注热点105次，其中参加行风热线9期，回应问题96次。",
        "受理申请24件，其中当面3件、网络15件、信函6件，答复24件，其中同意公开20件，不予公开4件。",
        "主动公开信息1200余条，其中网站公开800余条，微信公开500余条。",
        "发布微博100条，微信50条，其中原创微博30条，原创微信25条。",
        "公开信息100条（其中网站60条，微信40条），发布解读30条。",
        "全年发布信息1,204条，其中政策类900条、动态类304条。",
        "全年发布信息12，204条，其中政策类9，900条、动态类2，304条。",
        "全年发布信息1 204条，其中政策类900条、动态类304条。",
    ],
)
def test_lists_that_are_partial_nested_or_of_another_thing_add_up(sentence: str) -> None:
    assert "sum_over" not in kinds(sentence)


def test_more_applications_in_than_out() -> None:
    for received, closed in (("11", "8"), ("1,011", "1,008")):
        sentence = f"全年收到政府信息公开申请{received}件，办结{closed}件，结转下年度继续办理1件。"
        (found,) = findings(sentence)
        assert (found.kind, found.severity) == ("flow_gap", Severity.ERROR)


@pytest.mark.parametrize(
    "sentence",
    [
        "全年收到政府信息公开申请11件，上年结转2件，办结12件，结转下年度继续办理1件。",
        "全年收到政府信息公开申请11件，办结12件，结转下年度继续办理1件。",
        "全年收到政府信息公开申请11件，均已按时答复。",
        "全年收到政府信息公开申请11件，按时办结8件、延期办结2件，结转下年度继续办理1件。",
        "全年收到政府信息公开申请10件，其中申请人主动撤回1件，办结8件，结转下年度继续办理1件。",
        "全年收到政府信息公开申请10件，不予受理1件，办结8件，结转下年度继续办理1件。",
        "全年收到政府信息公开申请10件，转交其他机关1件，办结8件，结转下年度继续办理1件。",
        "全年收到政府信息公开申请10件，办结8件，待补正1件，结转下年度继续办理1件。",
    ],
)
def test_a_flow_that_adds_up_or_is_not_told_in_full(sentence: str) -> None:
    assert "flow_gap" not in kinds(sentence)


def test_a_table_case_as_it_stands_has_no_finding() -> None:
    for case in (
        "format_2021",
        "total_first",
        "blank_cells",
        "one_character_a_span",
        "lost_rowspans",
        "lines_of_a_pdf",
    ):
        assert kinds_of_tables(case) == set(), case


def test_each_sum_of_the_tables_is_checked_and_named() -> None:
    received = with_cell("format_2021", "申请数量</td><td>", "申请数量</td><td>9")
    assert [finding.kind for finding in received] == ["A1", "A3"]
    assert all(isinstance(place, TableCell) for finding in received for place in finding.evidence)
    granted = with_cell("format_2021", "予以公开</td><td>", "予以公开</td><td>9")
    assert [finding.kind for finding in granted] == ["A2", "A3"]
    closed = with_cell("format_2021", "总计</td><td>", "总计</td><td>9")
    assert {finding.kind for finding in closed} == {"A1", "A2", "A3"}
    page = (TABLES / "format_2021" / "body.html").read_text()
    row = page[page.rindex("<tr>") :]
    review = with_cell("format_2021", row, row.replace("<td>", "<td>9", 1))
    assert [finding.kind for finding in review] == ["A4"]


def test_a_sum_with_an_unknown_operand_is_not_assessed() -> None:
    assert with_cell("blank_cells", "申请数量</td><td>", "申请数量</td><td>9")[0].kind == "A1"
    assert kinds_of_tables("tables_left_empty") == set()


def test_prose_against_the_table() -> None:
    page = (TABLES / "format_2021" / "body.html").read_text()
    told = "<p>2022年收到政府信息公开申请3件。</p>"
    found = check_page(page.replace("<p>二、", told + "<p>二、", 1))
    assert [finding.kind for finding in found] == ["prose_vs_table"]
    assert found[0].severity is Severity.WARNING


@pytest.mark.parametrize(
    "sentence",
    [
        "《条例》施行以来，累计收到政府信息公开申请120件。",
        "自2008年条例实施以来，我局共收到政府信息公开申请120件。",
        "近三年来，我局共收到政府信息公开申请30件。",
        "近５年我局共收到政府信息公开申请30件。",
        "截至2022年底，累计收到政府信息公开申请30件。",
        "条例施行以来，未收到政府信息公开申请。",
    ],
)
def test_counts_of_several_years_are_not_those_of_the_table(sentence: str) -> None:
    page = (TABLES / "format_2021" / "body.html").read_text()
    assert check_page(page.replace("<p>二、", f"<p>{sentence}</p><p>二、", 1)) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "2021年收到政府信息公开申请9件，均于当年办结。",
        "对比来看，2021年各项工作有序开展，全年收到政府信息公开申请9件。",
        "2021年12月31日前收到的政府信息公开申请9件，均于2022年1月办结。",
        "2022年，我局作为行政复议机关，共收到行政复议申请120件，审结110件，结转下年度10件。",
        "全年受理行政许可申请235件，办结230件，结转下年5件。",
        "全年被申请行政复议95件，其中涉及政府信息公开的由法规科另行统计。",
        "全年被申请行政复议95件，均与政府信息公开无关。",
        "上年度（2021年）收到政府信息公开申请9件。",
    ],
)
def test_counts_of_another_year_or_of_other_cases_are_not_those_of_the_table(sentence: str) -> None:
    page = (TABLES / "format_2021" / "body.html").read_text()
    told = check_page(page.replace("<p>二、", f"<p>{sentence}</p><p>二、", 1))
    assert "prose_vs_table" not in {each.kind for each in told}


@pytest.mark.parametrize(
    "sentence",
    [
        "收到自然人提交的政府信息公开申请2件，法人1件。",
        "收到商业企业政府信息公开申请2件。",
        "通过网络收到政府信息公开申请2件，信函收到1件。",
        "网上受理政府信息公开申请3件。",
        "第一季度收到政府信息公开申请3件。",
        "2022年12月，收到政府信息公开申请3件。",
        "截至2022年11月底，收到政府信息公开申请3件。",
        "其中，县本级收到政府信息公开申请3件。",
        "局下属单位收到政府信息公开申请3件，均已转办。",
        "局属事业单位未收到政府信息公开申请。",
        "收到疑难复杂政府信息公开申请5件。",
        "收到重复政府信息公开申请5件，予以合并处理。",
    ],
)
def test_counts_of_some_applicants_ways_months_or_units_are_not_the_total(sentence: str) -> None:
    page = (TABLES / "format_2021" / "body.html").read_text()
    assert check_page(page.replace("<p>二、", f"<p>{sentence}</p><p>二、", 1)) == ()


@pytest.mark.parametrize(
    "words",
    [
        "2022年收到公民、法人和其他组织",
        "2022年收到自然人和法人提交的",
        "2022年通过网络、信函等方式收到",
        "2022年截至12月底，收到",
        "2022年局机关及所属事业单位共收到",
        "清川市企业发展局2022年收到",
        "我局在政务大厅，2021年12月设了专窗，本年度收到",
    ],
)
def test_counts_of_all_applicants_ways_months_and_units_are_the_total(words: str) -> None:
    page = (TABLES / "format_2021" / "body.html").read_text()
    told = f"<p>{words}政府信息公开申请3件。</p>"
    assert [each.kind for each in check_page(page.replace("<p>二、", told + "<p>二、", 1))] == [
        "prose_vs_table"
    ]


@pytest.mark.parametrize("words", ["全年累计", "2022年全年累计", "今年以来，我局", "本年度累计"])
def test_a_count_of_the_whole_year_is_one_of_this_year(words: str) -> None:
    page = (TABLES / "format_2021" / "body.html").read_text()
    told = f"<p>{words}收到政府信息公开申请3件。</p>"
    assert [each.kind for each in check_page(page.replace("<p>二、", told + "<p>二、", 1))] == [
        "prose_vs_table"
    ]


@pytest.mark.parametrize(
    "sentence", ["全年发生行政复议7件，行政诉讼8件。", "2022年因政府信息公开发生行政复议7件，行政诉讼8件。"]
)
def test_reviews_and_suits_against_the_organ_are_its_totals(sentence: str) -> None:
    assert reviews_and_suits(f"<p>{sentence}</p><p>二、") == [("review_total", 7), ("suit_total", 8)]


def test_suits_below_the_heading_of_those_of_disclosure_are_its_own() -> None:
    assert reviews_and_suits("<p>2022年行政诉讼8件。</p><p>二、") == []
    heading = "<p>四、政府信息公开行政复议、行政诉讼情况</p>"
    assert reviews_and_suits(f"{heading}<p>2022年行政诉讼8件。</p><p>二、") == [("suit_total", 8)]


def reviews_and_suits(before_second_section: str) -> list[tuple[str, object]]:
    page = (TABLES / "format_2021" / "body.html").read_text().replace("<p>二、", before_second_section, 1)
    found = read_page(page.encode(), url="http://www.qingchuan.example/t1_6.html")
    keys = {"review_total", "suit_total"}
    return [(each.row, each.value) for each in read_stated(found) if each.row in keys]


def test_prose_that_counts_what_was_carried_in_agrees_with_the_table() -> None:
    page = (TABLES / "format_2021" / "body.html").read_text()
    figures = read_figures(read_page(page.encode(), url="http://www.qingchuan.example/t1_5.html"))
    received = figures.value("table3", "received", "total")  # type: ignore[arg-type]
    carried = figures.value("table3", "carried_in", "total")  # type: ignore[arg-type]
    for count in (received or 0, (received or 0) + (carried or 0)):
        told = f"<p>2022年收到政府信息公开申请{count}件，比上年增加2件。</p>"
        assert check_page(page.replace("<p>二、", told + "<p>二、", 1)) == ()


def check_page(page: str) -> tuple[Finding, ...]:
    found = read_page(page.encode(), url="http://www.qingchuan.example/t1_6.html")
    return check_report(found, read_figures(found))


def test_another_place_speaks_where_the_organ_should() -> None:
    sentence = "云州市水务局高度重视政府信息公开工作，确定专人负责。"
    (found,) = findings(sentence)
    assert found.kind == "foreign_organ"
    assert "云州市水务局" in found.sentence_zh


@pytest.mark.parametrize(
    ("organ", "before"),
    [
        ("清川市自然资源和规划局", "清川市国土资源局"),
        ("清川市文化广电旅游体育局", "清川市文化局"),
        ("清川市生态环境局", "清川市环境保护局"),
    ],
)
def test_what_an_organ_was_before_a_reform_is_not_foreign(organ: str, before: str) -> None:
    assert kinds(f"{before}高度重视政府信息公开工作，确定专人负责。", organ=organ, year=2018) == set()


@pytest.mark.parametrize("above", ["国家税务总局苏州市税务局", "苏州市税务局", "国家税务总局"])
def test_the_bureau_of_the_state_above_is_not_foreign(above: str) -> None:
    sentence = f"{above}高度重视政府信息公开工作，确定专人负责。"
    assert kinds(sentence, organ="国家税务总局苏州市东山区税务局", year=2018) == set()


def test_a_year_that_is_known_by_the_day_of_publication_is_not_held_against_that_day() -> None:
    page = (
        "<h1>清川市水务局政府信息公开工作年度报告</h1><p>发布日期：2017-12-28</p><div class='TRS_Editor'>"
        + "<p>我局按照要求开展公开工作，群众可以随时查阅，制度逐项落实。</p>" * 12
        + "</div>"
    )
    found = read_page(page.encode(), url="http://www.qingchuan.example/t1_2.html")
    assert (found.report_year, found.published_on) == (2017, date(2017, 12, 28))
    assert check_report(found, read_figures(found)) == ()


def test_the_bureau_of_a_city_may_be_the_one_above_a_district_that_does_not_tell_its_city() -> None:
    sentence = "云州市水务局高度重视政府信息公开工作，确定专人负责。"
    (found,) = findings(sentence, organ="文渡区水务局")
    assert (found.kind, found.severity) == ("foreign_organ", Severity.NOTICE)
    assert kinds(sentence.replace("云州市", "云州市西丘区"), organ="云州市水务局") == set()


def test_another_kind_of_organ_that_praises_itself_is_worth_a_look() -> None:
    (found,) = findings("清川市文渡区教育局高度重视政府信息公开工作，确定专人负责。")
    assert (found.kind, found.severity) == ("foreign_organ", Severity.NOTICE)
    assert "教育局" in found.sentence_zh


@pytest.mark.parametrize(
    "sentence",
    [
        "清川市文渡区教育局全年下发通知三份。",
        "在推进会上，清川市文渡区教育局高度重视舆情的做法得到肯定。",
        "清川市文渡区水务局高度重视政府信息公开工作。",
        "文渡区水务局坚持以公开为常态。",
        "清川市水务局全年下发通知三份。",
        "按照云州市水务局始终坚持的做法，开展学习交流。",
        "赴云州市水务局学习公开工作经验。",
        "与云州市水务局全年共同开展巡查。",
        "转发云州市财政局高度重视预算公开的经验材料。",
    ],
)
def test_superiors_partners_and_the_organ_itself_are_not_foreign(sentence: str) -> None:
    assert "foreign_organ" not in kinds(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "完善工作机制b5E2RGbCAP，明确责任。",
        "（一）主动公开情况（宋体加粗小四号字）",
        "XX局高度重视政府信息公开工作。",
        "参见错误！未找到引用源。",
    ],
)
def test_junk_and_instructions_of_templates(sentence: str) -> None:
    assert "copy_residue" in kinds(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "XX市某企业投诉XX局的典型案例已公布。",
        "联系电话：0410-XXXXXXX。",  # a masked number, as printed
        "公开文件的字体大小可以调节（大字版）。",
        "型号为DX10a。",
    ],
)
def test_masked_telephones_and_plain_brackets_are_no_residue(sentence: str) -> None:
    assert "copy_residue" not in kinds(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "根据《条例》第三十一条、第三十二条的规定编制并公布本年度报告。",
        "根据《中华人民共和国政府信息公开条例》（国务院令第492号）编制本报告。",
        "三、政府信息公开收费及减免情况",
    ],
)
def test_a_report_of_the_new_regulation_that_follows_the_old(sentence: str) -> None:
    assert "stale_law" in kinds(sentence, "本年未收取费用。", year=2020)
    assert "stale_law" not in kinds(sentence, "本年未收取费用。", year=2017)


@pytest.mark.parametrize(
    "sentence",
    [
        "收到申请后，依照《条例》第三十二条书面征求第三方意见并编制答复。",
        "学习修订后的《条例》，对照原国务院令第492号逐条讲解变化。",
        "2019年5月15日起施行的新条例替代了国务院令第492号。",
    ],
)
def test_the_new_articles_and_the_history_of_the_law_may_be_cited(sentence: str) -> None:
    assert "stale_law" not in kinds(sentence, year=2020)


def test_a_sentence_pasted_into_a_second_place() -> None:
    filler = [
        f"围绕第{number}项重点工作及时公布实施方案、进展情况和办理结果并接受监督。" for number in range(8)
    ]
    sentence = "重大建设项目的审批结果、招标投标和竣工验收信息均按规定时限在网站专栏公开。"
    assert kinds(sentence, *filler, sentence) == {"wrong_paste"}
    assert kinds("未收取任何费用。", *filler, "未收取任何费用。") == set()


def test_a_page_that_shows_its_whole_text_twice_is_not_a_wrong_paste() -> None:
    filler = [
        f"围绕第{number}项重点工作及时公布实施方案、进展情况和办理结果并接受监督。" for number in range(8)
    ]
    assert "wrong_paste" not in kinds(*filler, *filler)


def sections(count: int) -> list[str]:
    lines = []
    for number in range(count):
        lines += [
            f"{'一二三四五六七'[number]}、{SECTIONS[number]}",
            f"这一部分介绍第{number}方面的有关情况。",
        ]
    return lines


def test_more_parts_announced_than_there_are() -> None:
    assert kinds("本报告共六个部分。", *sections(5)) == {"count_mismatch"}
    assert kinds("本报告共五个部分。", *sections(5)) == set()
    assert kinds("建设项目共六个部分，均已公开。") == set()


def test_an_announced_part_that_is_not_there_is_named() -> None:
    announced = f"本报告由{'、'.join(SECTIONS)}五个部分组成。"
    (found,) = findings(announced, *sections(4))
    assert found.kind == "missing_section"
    assert SECTIONS[4] in found.sentence_zh
    assert kinds(announced, *sections(5)) == set()


def test_headings_that_lost_their_numbers_are_not_counted() -> None:
    lines = [line.split("、", 1)[-1] if "、" in line[:2] else line for line in sections(5)]
    assert "count_mismatch" not in kinds("本报告共六个部分。", *lines)


def test_headings_with_nothing_between_them() -> None:
    assert kinds_of_tables("tables_as_pictures") == {"tables_not_text"}
    page = (TABLES / "tables_as_pictures" / "body.html").read_text()
    attached = page.replace("</div>", '<p>附件：<a href="./P020230110.docx">年度报告.docx</a></p></div>')
    assert check_page(attached) == ()


def test_tables_of_another_format_than_the_years() -> None:
    assert kinds_of_tables("format_2019") == set()
    page = (TABLES / "format_2019" / "body.html").read_text()
    assert {finding.kind for finding in check_page(page.replace("2019年", "2022年"))} == {"stale_format"}
    newer = (TABLES / "format_2021" / "body.html").read_text()
    assert {finding.kind for finding in check_page(newer.replace("2022年", "2016年"))} == {"stale_format"}


def test_a_report_of_the_new_format_without_any_table() -> None:
    prose = [
        f"围绕第{number}项重点工作，及时公布实施方案、进展情况和办理结果，并接受社会各界监督。"
        for number in range(20)
    ]
    assert kinds(*prose, year=2021) == {"stale_format"}
    assert kinds(*prose, year=2021, organ="清川市自来水公司") == set()
    assert kinds(*prose[:3], year=2021) == set()
    assert kinds(*prose, year=2017) == set()


def test_heads_and_rows_that_the_format_does_not_have() -> None:
    assert kinds_of_tables("head_repeated_table2") >= {"header_error"}
    added = check_page((TABLES / "row_added" / "body.html").read_text())
    assert [(finding.kind, finding.severity) for finding in added] == [("header_error", Severity.NOTICE)]
    assert "其他主动公开文件" in added[0].sentence_zh


def test_a_page_that_is_no_report_has_no_findings() -> None:
    title = "关于做好2018年度政府信息公开工作年度报告编制工作的通知"
    page = read_page(
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
        "<div class='TRS_Editor'><p>各单位：请于2019年1月20日前报送。</p>"
        "<p>截至2016年12月31日的数据不再填报。</p></div></body></html>".encode(),
        url="http://www.qingchuan.example/t1_7.html",
    )
    assert check_report(page, read_figures(page)) == ()
