"""Titles: which are an annual report's, which of something about one, which of another account of disclosure."""

from __future__ import annotations

from datetime import date

import pytest

from metadata.checks import check_report
from metadata.figures import read_figures
from metadata.reader import read_page
from metadata.reading import Kind, Reading, Scope
from metadata.report_titles import (
    is_about_report,
    is_other_account,
    is_report_title,
    organ_in_title,
    year_in_title,
)

SECTIONS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


def reading(title: str, signed: str = "2021年1月20日") -> Reading:
    """A page of this title whose text has all that a report has."""
    text = "".join(
        f"<p>{heading}</p><p>这一部分的工作按照条例进行，政府信息公开年度报告如实编制，群众可以随时查阅。</p>"
        for heading in SECTIONS * 2
    )
    page = f"<h1>{title}</h1><p>发布时间：{signed}</p><div class='TRS_Editor'>{text}<p>{signed}</p></div>"
    return read_page(
        page.encode(), url="http://www.qingchuan.example/zwgk/t1_2.html", content_type="text/html"
    )


@pytest.mark.parametrize(
    "title",
    [
        "2018年上半年清川市财政局政府信息公开工作总结",
        "清川市财政局2018年上半年政府信息公开工作总结",
        "清川市财政局2018年政务公开工作半年总结",
        "清川市财政局2018年政府信息公开半年度报告",
        "清川市财政局政府信息公开工作报告（2018年上半年）",
        "2018年第三季度清川市财政局政府信息公开工作总结",
        "清川市财政局2018年一至三季度政务公开工作情况报告",
        "2021年1-6月清川市财政局政府信息公开工作报告",
        "清川市财政局2021年1月至6月政府信息公开工作报告",
        "清川市财政局2018年1月1日至6月30日政府信息公开工作总结",
        "2018年12月清川市财政局政府信息公开工作总结",
        "2018年十二月份清川市财政局政府信息公开工作总结",
        "清川市财政局2018年政务公开自查报告",
        "清川市财政局关于2018年政务公开工作自查情况的报告",
        "清川市财政局2018年政务公开工作要点落实情况报告",
        "清川市财政局2018年政务公开工作计划完成情况报告",
    ],
)
def test_an_account_of_less_or_of_something_else_than_the_year_is_no_report(title: str) -> None:
    assert is_other_account(title)
    assert not is_report_title(title)
    assert not is_about_report(title)
    assert organ_in_title(title) == "清川市财政局"
    page = reading(title)
    assert page.title == title
    assert (page.kind, page.organ, page.report_year, page.scope) == (Kind.OTHER, "清川市财政局", None, None)


@pytest.mark.parametrize(
    "title",
    [
        "清川市财政局2018年度政府信息公开自查情况和年度报告",
        "清川市财政局2018年1月至12月政府信息公开工作总结",
        "清川市财政局2018年1月1日至2018年12月31日政府信息公开工作总结",
        "清川市财政局2018年12月政府信息公开工作年度报告",
        "清川市财政局2018年度政府信息公开工作年度报告（2019年1月）",
        "清川市财政局2018年政府信息公开工作总结及2019年上半年工作打算",
        "清川市财政局2018年政务公开工作总结和2019年工作要点",
        "清川市财政局2018年政务公开工作完成情况总结及2019年工作要点",
    ],
)
def test_a_month_or_a_plan_beside_the_year_takes_nothing_from_a_report(title: str) -> None:
    assert is_report_title(title)
    assert not is_other_account(title)
    assert (organ_in_title(title), year_in_title(title)) == ("清川市财政局", 2018)


@pytest.mark.parametrize(
    "organ",
    [
        "清川市绩效考核办公室",
        "清川市绩效管理办公室",
        "清川市教育评估中心",
        "清川国际会议中心",
        "清川市预算审核中心",
        "清川市教师培训学校",
        "清川市住房制度改革办公室",
        "清川市自查办公室",
    ],
)
def test_any_word_may_stand_in_the_name_of_the_organ_that_reports(organ: str) -> None:
    for title in (f"{organ}2018年政府信息公开工作年度报告", f"关于2018年{organ}政府信息公开工作情况的报告"):
        assert is_report_title(title)
        assert not is_about_report(title)
        assert organ_in_title(title) == organ
    for title in (
        f"{organ}2018年政府信息公开工作年度报告解读",
        f"解读：{organ}2018年政府信息公开工作年度报告",
        f"政策问答 | {organ}2018年政府信息公开工作年度报告",
        f"通知公告：{organ}2018年政府信息公开工作年度报告",
        f"关于报送{organ}2018年政府信息公开工作年度报告",
        f"关于印发{organ}2018年政府信息公开工作年度报告的通知",
        f"{organ}2018年政府信息公开工作年度报告的评估",
        f"{organ}2018年政府信息公开工作年度报告考核结果",
    ):
        assert is_about_report(title)
        assert not is_report_title(title)
        assert organ_in_title(title) == organ


def test_words_before_disclosure_that_are_no_organ_are_what_the_report_is_of() -> None:
    assert not is_report_title("清川市财政局2018年部门预算信息公开情况报告")
    assert not is_report_title("清川市2018年法治政府建设和政府信息公开工作报告")
    assert is_about_report("按照要求，现将我委2020年政府信息公开工作年度报告随函报送。")
    assert organ_in_title("按照要求，现将我委2020年政府信息公开工作年度报告随函报送。") is None


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2018年政府信息公开工作总结及2019年工作计划", 2018),
        ("关于2018年政府信息公开工作情况和2019年工作计划的报告", 2018),
        ("2020年度清川市水务局政府信息公开工作年度报告（2021年1月20日）", 2020),
        ("2020年度清川市水务局政府信息公开工作年度报告（二〇二一年一月二十日）", 2020),
        ("2020年度清川市水务局政府信息公开工作年度报告[发布于2021-01-20]", 2020),
        ("2020年度清川市水务局政府信息公开工作年度报告2021年1月20日", 2020),
        ("2021年1月20日清川市水务局2020年政府信息公开工作年度报告", 2020),
        ("清川市水务局关于2019年报送2018年度政府信息公开年度报告", 2018),
        ("清川市水务局政府信息公开工作年度报告（2018年）", 2018),
        ("清川市水务局政府信息公开工作年度报告（2018年1月1日至2018年12月31日）", 2018),
        ("清川市水务局政府信息公开工作年度报告（2020年度，2021年1月20日发布）", 2020),
        ("清川市水务局政府信息公开工作年度报告（2021年1月20日）", None),
        ("清川市水务局政府信息公开工作年度报告（2021年1月）", None),
        ("清川市水务局政府信息公开工作年度报告二〇二一年一月", None),
        ("清川大学2018年9月1日至2019年8月31日信息公开年度报告", None),
    ],
)
def test_the_year_of_a_title_is_the_one_before_the_report(title: str, year: int | None) -> None:
    assert year_in_title(title) == year


def test_the_day_in_a_title_makes_no_impossible_date() -> None:
    page = reading("2020年度清川市水务局政府信息公开工作年度报告（2021年1月20日）")
    assert (page.kind, page.report_year, page.organ) == (Kind.REPORT, 2020, "清川市水务局")
    assert "impossible_date" not in {each.kind for each in check_report(page, read_figures(page))}


def test_a_year_whose_nought_is_a_digit_or_a_letter_is_read_in_title_and_sign_off() -> None:
    page = reading("清川市水务局二O一八年政府信息公开工作年度报告", signed="二0一九年三月八日")
    assert (page.kind, page.report_year, page.organ) == (Kind.REPORT, 2018, "清川市水务局")
    assert page.signed_on == date(2019, 3, 8)


@pytest.mark.parametrize(
    ("title", "organ"),
    [
        ("星河区政务公开办公室2018年政府信息公开工作年度报告", "星河区政务公开办公室"),
        ("2018年星河区政务公开办公室政府信息公开工作年度报告", "星河区政务公开办公室"),
        ("星河区政务公开办公室2018年年度报告", "星河区政务公开办公室"),
        ("星河县政务公开政务服务局2018年政府信息公开工作年度报告", "星河县政务公开政务服务局"),
        ("清川市政府信息公开办公室2018年政府信息公开年报", "清川市政府信息公开办公室"),
        ("清川市信息公开中心2018年度政府信息公开年报", "清川市信息公开中心"),
        ("清川市政务公开和大数据管理局2018年政府信息公开年报", "清川市政务公开和大数据管理局"),
    ],
)
def test_an_office_of_disclosure_reports_for_itself(title: str, organ: str) -> None:
    page = reading(title)
    assert (page.kind, page.organ, page.report_year, page.scope) == (Kind.REPORT, organ, 2018, Scope.OWN)


def test_two_words_for_disclosure_name_no_office() -> None:
    assert organ_in_title("清川市2019年政务公开暨政府信息公开工作年度报告") == "清川市人民政府"
    assert organ_in_title("清川市2019年政府信息公开办理情况报告") == "清川市人民政府"


@pytest.mark.parametrize(
    ("title", "organ", "scope"),
    [
        ("沈北新区2020年政府信息公开工作年度报告", "沈北新区人民政府", Scope.AGGREGATE),
        ("2020年度神农架林区政府信息公开年报", "神农架林区人民政府", Scope.AGGREGATE),
        ("清川高新区2020年政府信息公开工作年度报告", "清川高新区", Scope.OWN),
        ("清川市星河新区2020年政府信息公开工作年度报告", "清川市星河新区", Scope.OWN),
    ],
)
def test_a_county_called_like_a_zone_has_a_government(title: str, organ: str, scope: Scope) -> None:
    page = reading(title)
    assert (page.kind, page.organ, page.scope) == (Kind.REPORT, organ, scope)


@pytest.mark.parametrize(
    ("below", "kind"),
    [
        ("<ul><li><a href='./t1.html'>清川市2019年年报</a><span>2020-01-22</span></li></ul>", Kind.OTHER),
        ("<p><a href='./P1.pdf'>清川市财政局年报.pdf</a></p>", Kind.REPORT),
        ("<div class='TRS_Editor'><p>现公布本局上一年度政府信息公开工作情况。</p></div>", Kind.REPORT),
    ],
)
def test_the_name_of_a_column_with_nothing_but_links_below_it_is_no_report(below: str, kind: Kind) -> None:
    title = "清川市财政局政府信息公开工作年度报告"
    page = read_page(
        f"<title>{title}</title><h1>{title}</h1>{below}".encode(),
        url="http://www.qingchuan.example/zwgk/2019n/czj/",
        content_type="text/html",
    )
    assert page.kind is kind


@pytest.mark.parametrize(
    "title",
    [
        "市教育局召开2020年政府信息公开工作年度报告编制工作会",
        "我市各部门2020年政府信息公开年度报告全部公开",
        "清川市完成2020年政府信息公开年度报告编制和公开工作",
        "清川市教育局完成2020年政府信息公开年度报告编制发布工作",
        "关于清川市教育局2020年政府信息公开年度报告的更正说明",
        "市教育局多措并举做好2020年度政府信息公开年报工作",
        "带你看懂清川市2020年政府信息公开年报",
        "漫画｜清川市2020年政府信息公开年报",
        "数说清川市2020年政府信息公开年报",
        "划重点！清川市2020年政府信息公开年报来了",
        "清川市教育局2020年政府信息公开社会评议报告",
        "清川市教育局2020年政府信息公开保密审查工作报告",
        "关于报送2020年政府信息公开年度报告的通知",
    ],
)
def test_news_of_reports_and_what_is_said_of_them_are_none(title: str) -> None:
    assert is_about_report(title)
    assert not is_report_title(title)
    assert reading(title).kind is Kind.ABOUT_REPORT


@pytest.mark.parametrize(
    "title",
    [
        "清川市发布2020年政府信息公开工作年度报告",
        "清川市教育局2020年政府信息公开工作年度报告发布",
        "清川市教育局2020年政府信息公开工作年度报告公告",
        "清川市人民政府办公室关于发布清川市2020年政府信息公开工作年度报告的通告",
        "关于印发清川市教育局2020年政府信息公开工作年度报告的通知",
        "清川市教育局关于2020年政府信息公开工作情况的说明",
    ],
)
def test_a_title_that_makes_a_report_public_is_the_report_s_where_it_stands_below(title: str) -> None:
    assert is_about_report(title)
    assert not is_report_title(title)
    assert reading(title).kind is Kind.REPORT
    assert organ_in_title(title) in {"清川市人民政府", "清川市教育局"}
    news = f"<h1>{title}</h1><div class='TRS_Editor'><p>{'近日，2020年度报告向社会公布。' * 30}</p></div>"
    page = read_page(news.encode(), url="http://www.qingchuan.example/zwgk/t1_2.html")
    assert page.kind is Kind.ABOUT_REPORT


@pytest.mark.parametrize(
    "title",
    [
        "清川市教育局2016-2020年政府信息公开工作报告",
        "清川市教育局近五年政府信息公开工作报告",
        "清川市教育局“十三五”期间政府信息公开工作总结",
    ],
)
def test_an_account_of_several_years_is_no_report_of_one(title: str) -> None:
    assert is_other_account(title)
    page = reading(title)
    assert (page.kind, page.report_year) == (Kind.OTHER, None)


@pytest.mark.parametrize(
    "title",
    [
        "清川市2020年重大建设项目信息公开情况报告",
        "清川市2020年重大建设项目批准和实施领域政府信息公开工作报告",
        "清川市生态环境局2020年环境信息公开年度报告",
        "清川市2020年基层政务公开标准化规范化工作总结",
    ],
)
def test_a_report_on_one_field_of_disclosure_is_not_the_annual_one(title: str) -> None:
    assert not is_report_title(title)


@pytest.mark.parametrize(
    ("title", "organ", "year"),
    [
        ("清川市2008年5月1日至12月31日政府信息公开工作年度报告", "清川市人民政府", 2008),
        ("清川市水务局2008年5-12月政府信息公开工作总结", "清川市水务局", 2008),
        ("清川市医疗保障局2019年3-12月政府信息公开工作年度报告", "清川市医疗保障局", 2019),
        ("清川市医疗保障局2019年3月20日至12月31日政府信息公开年报", "清川市医疗保障局", 2019),
        ("清川市水务局2015年政府信息公开工作年度报告及统计表", "清川市水务局", 2015),
        ("清川市水务局2015年政府信息公开工作年度报告（附统计表）", "清川市水务局", 2015),
        ("附件1 清川市水务局2020年政府信息公开工作年度报告", "清川市水务局", 2020),
        ("附件1 2020年清川市水务局政府信息公开工作年度报告", "清川市水务局", 2020),
        ("附件2020年清川市水务局政府信息公开工作年度报告", "清川市水务局", 2020),
        ("清水〔2021〕5号 清川市水务局2020年政府信息公开工作年度报告", "清川市水务局", 2020),
        ("清川市水务局2020年政府信息公开工作年度报告（清水〔2021〕5号）", "清川市水务局", 2020),
        ("1.2020年清川市水务局政府信息公开工作年度报告", "清川市水务局", 2020),
        ("附中2020年政府信息公开工作年度报告（清川市第一中学）", "清川市第一中学", 2020),
        ("（一）清川市水务局2020年政府信息公开工作年度报告", "清川市水务局", 2020),
        ("3.清川市水务局2020年政府信息公开工作年度报告", "清川市水务局", 2020),
        ("中华人民共和国清川海关2020年政府信息公开工作年度报告", "中华人民共和国清川海关", 2020),
        ("中国人民银行清川中心支行2020年政府信息公开年报", "中国人民银行清川中心支行", 2020),
        (
            "清川市行政审批局（清川市政务公开办公室）2020年政府信息公开工作年度报告",
            "清川市行政审批局(清川市政务公开办公室)",
            2020,
        ),
        ("2020年政府信息公开工作年度报告（清川市水务局）", "清川市水务局", 2020),
        ("2020年度政府信息公开工作年度报告-清川市水务局", "清川市水务局", 2020),
        ("清川市2020年政府信息公开工作年度报告（市水务局）", "清川市水务局", 2020),
        ("清川市2020年政府信息公开工作年度报告——水务局", "清川市水务局", 2020),
        ("清川市2020年政府信息公开工作年度报告（全区）", "清川市人民政府", 2020),
        ("[水务局]2020年政府信息公开年报", "水务局", 2020),
        ("清川市水务局2020年度《政府信息公开工作年度报告》", "清川市水务局", 2020),
        ("清川市政府办公室关于公布清川市2020年政府信息公开年度报告", "清川市人民政府", 2020),
        ("2020年清川市人民政府信息公开年度报告", "清川市人民政府", 2020),
        ("清川市人民政府信息公开工作年度报告（2020年）", "清川市人民政府", 2020),
        ("清川市环境保护局2012年度政府环境信息公开工作年度报告", "清川市环境保护局", 2012),
        ("2020年政府信息公开工作年度报告（清川市绩效考核办公室）", "清川市绩效考核办公室", 2020),
        ("清川市水务局2020年政府信息公开工作总结及2021年工作部署", "清川市水务局", 2020),
        ("2020年政府信息公开工作年度报告（本溪市教育局）", "本溪市教育局", 2020),
        ("2020年政府信息公开工作年度报告（全州县教育局）", "全州县教育局", 2020),
        ("2020年政府信息公开工作年度报告（清川市直机关工委）", "清川市直机关工委", 2020),
        ("2020年政府信息公开工作年度报告（市直机关工委）", "市直机关工委", 2020),
        ("清川市水务局2020年政府信息公开工作年度报告（原清川市水利局）", "清川市水务局", 2020),
        ("清川市水务局2020年政府信息公开工作年度报告-清川市人民政府", "清川市水务局", 2020),
        ("清川市2020年政府信息公开工作年度报告-清川市人民政府门户网站", "清川市人民政府", 2020),
        ("清川市人民政府2020年政府信息公开工作年度报告（市水务局）", "清川市水务局", 2020),
        ("清川市东山区2020年政府信息公开工作年度报告（青石街道）", "清川市东山区青石街道办事处", 2020),
        ("清川市档案局（馆）2020年政府信息公开工作年度报告", "清川市档案局(馆)", 2020),
        ("清川市教育局关于公布2020年政府信息公开年度报告", "清川市教育局", 2020),
        ("清川市教育局编制的2020年政府信息公开年度报告", "清川市教育局", 2020),
        ("清川市水务局2020年主动公开和依申请公开政府信息年度报告", "清川市水务局", 2020),
        ("清川大学2020/2021学年信息公开年度报告", "清川大学", None),
        ("清川市青石镇2020年政府信息公开工作年度报告（青石镇人民政府）", "清川市青石镇人民政府", 2020),
        ("清川市青石镇2020年政府信息公开工作年度报告-清川市", "清川市青石镇人民政府", 2020),
        ("清川市教育局报送2020年政府信息公开工作年度报告", "清川市教育局", 2020),
        ("清川市水务局机关2020年政府信息公开工作年度报告", "清川市水务局", 2020),
        ("清川市水务局2020年贯彻落实政府信息公开条例情况的年度报告", "清川市水务局", 2020),
        ("清川市行政执行局2020年政府信息公开工作年度报告", "清川市行政执行局", 2020),
    ],
)
def test_a_title_with_more_in_it_than_organ_and_year_is_a_report(
    title: str, organ: str, year: int | None
) -> None:
    assert is_report_title(title)
    assert not is_other_account(title)
    assert (organ_in_title(title), year_in_title(title)) == (organ, year)


def test_a_year_that_is_written_wrongly_is_none_and_no_part_of_the_name() -> None:
    for title in ("清川市水务局20年政府信息公开年度报告", "清川市水务局2202年政府信息公开年度报告"):
        assert (organ_in_title(title), year_in_title(title)) == ("清川市水务局", None)


def test_a_report_put_together_from_others_is_one_and_a_list_of_them_is_none() -> None:
    for title in (
        "清川市2020年政府信息公开工作年度报告（汇总）",
        "清川市人民政府2020年政府信息公开工作汇总报告",
        "清川市人民政府办公室2020年政府信息公开工作年度报告（汇总）",
    ):
        page = reading(title)
        assert (page.kind, page.scope, page.report_year) == (Kind.REPORT, Scope.AGGREGATE, 2020)
        links = "".join(f"<p><a href='{n}.html'>2020年年报（第{n}号）</a></p>" for n in range(30))
        listed = read_page(
            f"<h1>{title}</h1><div class='TRS_Editor'>{links}</div>".encode(),
            url="http://www.qingchuan.example/zwgk/t1_2.html",
        )
        assert listed.kind is not Kind.REPORT


@pytest.mark.parametrize(
    ("title", "organ", "scope"),
    [
        ("清川市人民政府关于2020年全市政府信息公开工作年度报告", "清川市人民政府", Scope.AGGREGATE),
        ("2020年清川市全市政府信息公开工作年度报告", "清川市人民政府", Scope.AGGREGATE),
        ("清川市政府办公室2020年全市政府信息公开工作年度报告", "清川市政府办公室", Scope.AGGREGATE),
        ("清川市政府办公室关于2020年全市政府信息公开工作的年度报告", "清川市政府办公室", Scope.AGGREGATE),
        ("清川市政府办公室2020年政府信息公开工作年度报告", "清川市政府办公室", Scope.OWN),
        ("清川市公安局2020年全市公安机关政府信息公开工作年度报告", "清川市公安局", Scope.OWN),
        ("天全县人民政府办公室2020年政府信息公开工作年度报告", "天全县人民政府办公室", Scope.OWN),
        ("天全县2020年政府信息公开工作年度报告", "天全县人民政府", Scope.AGGREGATE),
        ("清川市2020年度（1月1日至12月31日）政府信息公开工作年度报告", "清川市人民政府", Scope.AGGREGATE),
        ("清川市水务局2020年（5月1日-12月31日）政府信息公开工作年度报告", "清川市水务局", Scope.OWN),
    ],
)
def test_whom_a_report_speaks_for_and_its_days_are_no_part_of_the_organ_s_name(
    title: str, organ: str, scope: Scope
) -> None:
    page = reading(title)
    assert (page.kind, page.report_year) == (Kind.REPORT, 2020)
    assert (page.organ, page.scope) == (organ, scope)


def on_the_site_of_the_government(title: str, text: str) -> Reading:
    page = (
        f"<title>{title}-清川市人民政府</title><div>清川市人民政府</div><h1>{title}</h1><p>发布日期：2021-01-20</p>"
        f"<div class='TRS_Editor'><p>{text * 9}</p></div>"
    )
    return read_page(page.encode(), url="http://www.qingchuan.example/zwgk/t1_2.html")


@pytest.mark.parametrize("name", ["四十四团", "清川一中", "清川水务", "青山村", "我局"])
def test_a_report_of_whom_we_do_not_know_is_not_that_of_the_site_s_government(name: str) -> None:
    page = on_the_site_of_the_government(
        f"{name}2020年政府信息公开工作年度报告", "全年的公开工作按照条例进行，群众可以随时查阅。"
    )
    assert (page.kind, page.report_year, page.organ, page.scope) == (Kind.REPORT, 2020, None, None)


@pytest.mark.parametrize(
    "title",
    [
        "清川2020年政府信息公开工作年度报告",
        "2020年度主动公开政府信息情况的年度报告",
        "2020年贯彻落实政府信息公开条例情况的年度报告",
        "〔2020〕年政府信息公开工作年度报告",
        "2020年党务政务公开工作总结",
    ],
)
def test_words_that_are_nobody_s_name_leave_the_government(title: str) -> None:
    text = "我市各级机关的公开工作按照条例进行，群众可以随时查阅。"
    assert on_the_site_of_the_government(title, text).organ == "清川市人民政府"


@pytest.mark.parametrize(
    ("text", "organ"),
    [
        ("我市的申请基本办结，本站可以查阅全文，本办法所称的公开由本所在的机关进行。", "清川市人民政府"),
        ("我市各级机关的公开工作按照条例进行，群众可以随时查阅。", "清川市人民政府"),
        ("我局的公开工作按照条例进行，全市群众可以随时查阅。", None),
        ("全年的公开工作按照条例进行，群众可以随时查阅。", None),
    ],
)
def test_a_report_that_names_nobody_is_the_government_s_only_if_it_speaks_for_all(
    text: str, organ: str | None
) -> None:
    assert on_the_site_of_the_government("2020年政府信息公开工作年度报告", text).organ == organ


def test_a_day_outside_the_season_of_reports_names_no_year() -> None:
    title = "清川市水务局政府信息公开工作年度报告"
    assert reading(title, signed="2021年1月20日").report_year == 2020
    assert reading(title, signed="2021年6月20日").report_year is None


def test_the_day_of_a_signature_names_the_year_of_a_report_that_was_moved() -> None:
    text = "<p>全年的公开工作按照条例进行，群众可以随时查阅。</p>" * 15
    for moved_on in ("2023-11-02", "2023-02-02"):
        page = (
            f"<h1>清川市水务局政府信息公开工作年度报告</h1><p>发布时间：{moved_on}</p><div class='TRS_Editor'>{text}"
            "<p>清川市水务局</p><p>2021年1月20日</p></div>"
        )
        found = read_page(page.encode(), url="http://www.qingchuan.example/zwgk/t1_2.html")
        assert (found.report_year, str(found.published_on)) == (2020, moved_on)


def test_an_article_of_links_to_reports_is_none() -> None:
    organs = ("教育局", "民政局", "财政局", "水务局", "林业局")
    linked = [f"<a href='/x/{number}.html'>清川市{organ}</a>" for number, organ in enumerate(organs)]
    rows = "".join(
        f"<tr><td>{n}</td><td>{link}</td><td>2021-01-20</td></tr>" for n, link in enumerate(linked)
    )
    for body in (f"<table>{rows}</table>", "".join(f"<p>{link} 2021-01-20</p>" for link in linked)):
        page = read_page(
            f"<h1>清川市政府部门2020年政府信息公开年报</h1><p>发布日期：2021-02-01 来源：本网</p>"
            f"<div class='TRS_Editor'>{body}</div>".encode(),
            url="http://www.qingchuan.example/zwgk/t1_2.html",
        )
        assert page.kind is Kind.ABOUT_REPORT


def test_a_report_with_many_links_is_no_list() -> None:
    law = "<a href='/law.html'>《中华人民共和国政府信息公开条例》和清川市政府信息公开网站的目录</a>"
    text = "".join(f"<p>{heading}</p><p>按照{law}公开，群众可以随时查阅。</p>" for heading in SECTIONS * 2)
    page = read_page(
        f"<h1>清川市教育局2020年政府信息公开工作年度报告</h1><div class='TRS_Editor'>{text}</div>".encode(),
        url="http://www.qingchuan.example/zwgk/t1_2.html",
    )
    assert (page.kind, page.organ) == (Kind.REPORT, "清川市教育局")


def test_a_town_s_report_on_its_own_site_is_the_town_s() -> None:
    page = (
        "<h1>2020年政府信息公开工作年度报告</h1><p>来源：青石镇人民政府 发布日期：2021-01-20</p>"
        f"<div class='TRS_Editor'><p>{'我镇的公开工作按照条例进行，群众可以随时查阅。' * 9}</p></div>"
    )
    found = read_page(page.encode(), url="http://www.qingchuan.example/zwgk/t1_2.html")
    assert (found.organ, found.scope) == ("青石镇人民政府", Scope.OWN)


def test_the_title_in_the_body_names_the_organ_below_the_name_of_a_column() -> None:
    page = on_the_site_of_the_government(
        "政府信息公开工作年度报告",
        "</p><p>清川市水务局２０２０年政府信息公开工作年度报告</p><p>全年公开。" + "按照条例进行。" * 20,
    )
    assert (page.organ, page.scope) == ("清川市水务局", Scope.OWN)


def test_many_organs_are_none() -> None:
    for who in ("乡镇街道", "清川市各县区", "清川市各乡镇", "清川市乡镇"):
        assert organ_in_title(f"2020年度{who}政府信息公开年度报告") is None
    assert organ_in_title("一张图看清川市2020年政府信息公开年报") == "清川市人民政府"
    assert organ_in_title("清川市政府研究室2020年政府信息公开年报") == "清川市政府研究室"


@pytest.mark.parametrize(
    ("title", "organ"),
    [
        ("四十四团2020年政府信息公开工作年度报告", None),
        ("2020年政府信息公开工作年度报告", "清川市人民政府"),
    ],
)
def test_fields_of_a_page_tell_who_reports_only_where_the_title_tells_nothing(
    title: str, organ: str | None
) -> None:
    page = (
        f"<div>当前位置：<a>首页</a> &gt; <a>清川市人民政府</a> &gt; <a>年报</a></div><h1>{title}</h1>"
        "<p>发布机构：清川市人民政府 发布日期：2021-01-20</p><div class='TRS_Editor'>"
        f"<p>{'全年的公开工作按照条例进行，群众可以随时查阅。' * 9}</p></div>"
    )
    assert read_page(page.encode(), url="http://www.qingchuan.example/zwgk/t1_2.html").organ == organ


@pytest.mark.parametrize("source", ["市府办", "市政府办", "清川市人民政府办公室", "清川市人民政府"])
def test_the_office_that_posts_for_all_is_not_whoever_reports(source: str) -> None:
    page = (
        f"<h1>2020年政府信息公开工作年度报告</h1><p>来源：{source} 发布日期：2021-01-20</p><div class='TRS_Editor'>"
        f"<p>{'全年的公开工作按照条例进行，群众可以随时查阅。' * 9}</p></div>"
    )
    found = read_page(page.encode(), url="http://www.qingchuan.example/zwgk/t1_2.html")
    assert (found.source, found.organ, found.scope) == (source, None, None)
