"""What a title says: whether it is an annual disclosure report's, for which year, and whose.

Titles as seen: `{X}2018年度政府信息公开工作报告`, `2018年{X}政府信息公开年报`, `年度` twice, 【图文】 before it,
(文字版) after it, the 年 lost, the organ alone, no organ at all, 政府信息公开工作2021年度报告, the day of its
publication or a plan for the next year behind it. Any word may stand in an organ's name (绩效考核办公室,
政务公开办公室): what the title is about is read from its other words.
"""

from __future__ import annotations

import re

from metadata.divisions import is_county
from metadata.memory import remembered
from metadata.periods import FIRST_PERIOD
from metadata.script_forms import simplified, squeezed
from metadata.title_parts import (
    ABOUT_IT,
    DISCLOSURE,
    LONGEST_TITLE,
    MONTH,
    MONTHS,
    ORGAN_END,
    SHORT_PERIOD,
    disclosure_at,
    is_name,
    name_in,
    parts_of_title,
    undated,
    without_organ,
    without_work,
)

_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)\s?(?:年|(?=\s?(?:政府|政务|信息|年度)))")
_YEAR_SPAN = re.compile(r"(?<!\d)(20[0-3]\d)\s?年?\s?[—–\-~至]+\s?(20[0-3]\d)")
_REPORT = re.compile(
    r"(?:政府信息|政务信息|政务|信息|政府)公开.{0,14}?(?:报告|年报|总结|工作情况|情况汇报|工作汇报)|政府信息(?:工作)?年度报告"
    r"|公开(?:工作)?年度报告"
)
_NOT_THE_REPORT = re.compile(
    r"解读|图解|[读看]懂|图[说看]|数说|漫画|动画|长图|H5|速览|速读|划重点|来[了啦]!?$|音频|视频|通知|通报|汇总|一览|统计表|名单|的函|关于报送|关于做好|关于编制|指南|目录|制度|办法"
    r"|模板|格式|要求|问答|培训|会议|考核|评估|评议|测评|说明会|征集|公告|通告|须知|网站工作年度报表|(?<![和及与、])依申请|保密审查"
    r"|勘误|(?:更正|编制|情况|有关|的)说明|更正的"
    r"|召开|做好|多措并举|(?:年报|年度报告)工作$|举办|举行|部署|启动|出炉|(?:全部|集中|如期|按时)(?:公开|公布|发布|完成)|(?<!关于)(?:发布|公布)(?=20[0-3]\d年)"
    r"|(?<=报告|年报)的?(?:正式|已)?(?:发布|公布|上线)|(?:编制|编写|编报|报送|撰写|审核)(?:[和与及、]?(?:发布|公布|公开|报送))?工作"
)
"""The last two lines are those of news: 市教育局召开…年度报告编制工作会, 云州市发布2020年…, …年度报告全部公开."""
_TOGETHER = re.compile(r"\(汇总(?:版|稿)?\)|汇总(?=(?:年度|工作)*(?:报告|年报))|(?<=报告|年报)汇总")
_NOTICE_OF_IT = re.compile(r"关于(?:印发|公布|发布|公开)(?P<it>.+?)的(?:通知|公告|通告|公示)$")
_MADE_PUBLIC = re.compile(
    r"(?:发布|公布)(?=20[0-3]\d年)|(?<=报告|年报)的?(?:正式|已)?(?:发布|公布|公告|通告|公示)$|(?<=公开工作情况)的?说明$"
)
_WITH_FORM = re.compile(
    r"(?<=报告|年报)\(?(?:以及|及|和|与|暨|、|附|含)(?:政府信息公开)?(?:工作)?(?:年度)?(?:情况)?统计表?"
)
"""The statistics beside the report, on one page with it."""
_OTHER_REPORT = re.compile(
    r"网站(?:工作)?年度(?:工作)?报表|法治政府|预算|决算|绩效|财务|社会责任|统计公报|政府工作报告|标准化规范化"
    r"|(?:建设项目(?:批准和实施)?|资源配置|资源交易|公益事业(?:建设)?|三公经费|扶贫资金|(?<!政府)环境)(?:领域)?(?:政府|政务)?信息公开"
)
"""Also of disclosure, but of one field of it: 重大建设项目信息公开情况报告, 环境信息公开年度报告."""
_PLAN_BEHIND = re.compile(
    r"(?<=报告|年报|总结|情况|汇报)(?:及|和|与|暨|、|以及)[^()]{0,20}(?:计划|打算|安排|要点|思路|部署)"
)
_SEVERAL_YEARS = re.compile(
    r"近[一两二三四五六七八九十\d]{1,2}年|[三四五]年来|十[一二三四五]五[”\"]?(?:期间|时期|以来)|20[0-3]\d年?以来"
)
_OTHER_ACCOUNT = re.compile(
    r"(?:自查|自检|自评|(?:要点|方案|计划)[^报]{0,8}(?:落实|执行|完成|贯彻|推进|进展)|(?:落实|贯彻|执行|完成)[^报结情及和与、]{0,20}要点)"
    r"(?!.*(?:年度(?:工作)?报告|年报))"
)
"""An account of something else than the year; with 年度报告 behind it that is what the title is of."""
_WHOLE_COLUMN = re.compile(
    r"(?:政府|政务)?(?:信息)?公开(?:工作)?(?:年度)?(?:工作)?(?:年报|报告|年度报告)|政府信息公开(?:年报|年度报告)?(?:专栏|栏目)?"
    r"|年度报告|年报"
)
_ZONE = re.compile(
    r"(?:园|开发|景|管理|社|新|集聚|产业|示范|保护|度假|试验|工业|经济|合作|高新|保税|矿|库|林|片|灌|物流|服务)区$"
)
_OF_YEAR = re.compile(r"年度(?:工作)?报告|年报")
_ORGAN_BEHIND = re.compile(r"(?:报告|年报|总结)[(\[【—–_:-]+(?P<organ>[一-龥]{3,30})[)\]】]?$")
_ORGAN_AHEAD = re.compile(r"[\[【(](?P<organ>[一-龥]{3,20})[)\]】]")
_NO_ORGAN = re.compile(
    r"^[各我该]|^有关|^[全本](?:[省市县区旗盟镇乡局委厅办院校级部单机]|州(?!县))|^[省市县区]?[直级](?:各?(?:单位|部门|机关))?$"
    r"|^[县市区]{2,3}$|^.?办公室$|网站$"
)
"""What may stand behind a report and ends like an organ: 全区, 县区, 区直单位, the site; not 本溪市…, 市直机关工委."""
_PLACE = re.compile(r"(?:[省市县区州旗盟镇乡]|街道)$")
_NAMES_NOTHING = re.compile(
    r"(?:[全我本][省市县区州旗盟]|(?:[一-龥]{2,8}[省市县区州旗盟])?各?[省市县区州旗盟]?(?:级|本级|(?:人民)?政府)?(?:各?部门|系统|机关|单位)?)?"
    r"(?:年度|工作|信息|公开|党务|党政|汇总|[()\[\]《》“”])*"
)
"""Words before disclosure that leave the whole government, or nobody, as the organ."""


@remembered
def plain(text: str) -> str:
    """The text for matching: NFKC, simplified, no white space."""
    return simplified(squeezed(text))


@remembered
def is_report_title(title: str) -> bool:
    """Whether the title is that of an annual disclosure report (not of something about one)."""
    words = plain(title)
    if not _REPORT.search(words) or is_other_account(title):
        return False
    said = _said(title)
    return not _NOT_THE_REPORT.search(said) and not _OTHER_REPORT.search(said)


@remembered
def is_about_report(title: str) -> bool:
    """Whether the title is of something about reports: 解读, 图解, 通知, 汇总, a cover letter."""
    words = plain(title)
    if re.search(r"信息公开(?:工作)?(?:年度)?情况统计表", _without_form(words)):
        return True
    return bool(_REPORT.search(words)) and bool(_NOT_THE_REPORT.search(_said(title)))


@remembered
def is_aggregated_title(title: str) -> bool:
    """Whether the title is of a report that is put together from others, or of a list of them: 汇总.

    What stands below it tells which.
    """
    words = plain(title)
    return _TOGETHER.search(words) is not None and is_report_title(_TOGETHER.sub("", words))


@remembered
def may_head_report(title: str) -> bool:
    """Whether the title says that a report is made public or put together: 关于发布…的通告, 汇总.

    What stands below it tells whether it is there.
    """
    words = plain(title)
    bare = _TOGETHER.sub("", _MADE_PUBLIC.sub("", _NOTICE_OF_IT.sub(r"\g<it>", words)))
    return bare != words and is_report_title(bare)


@remembered
def is_other_account(title: str) -> bool:
    """Whether the title is of an account of disclosure that is not the year's: half a year, a month, five years."""
    if len(title) > LONGEST_TITLE or not DISCLOSURE.search(plain(title)):
        return False
    words = plain(undated(title))
    if _is_of_part_of_year(words) or _is_of_several_years(words):
        return True
    return _OTHER_ACCOUNT.search(without_organ(title)) is not None


@remembered
def is_column_name(text: str) -> bool:
    """Whether the text is the name of the column that lists reports, without year or organ."""
    return _WHOLE_COLUMN.fullmatch(plain(text)) is not None


@remembered
def year_in_title(title: str) -> int | None:
    """The report year a title names: the last one up to the words for the report, else the first one behind them.

    `2018年…工作总结及2019年工作计划` is 2018's. A day (`（2021年1月20日）`) names no year, a whole year's period does.
    """
    words = plain(undated(title))
    if _YEAR_SPAN.search(words):
        return None
    report = _REPORT.search(words)
    found = [(match.start(), int(match[1])) for match in _YEAR.finditer(words)]
    before = [year for at, year in found if report is None or at < report.end()]
    return before[-1] if before else next((year for _, year in found), None)


@remembered
def organ_in_title(title: str) -> str | None:
    """The organ a report's title names, as written without spaces: `泸县水务局` of `2018年泸县水务局政府信息公开…`.

    A place alone (`沈阳市2018年度…`, `周湾镇2021年…`) is its government: `沈阳市人民政府`, `周湾镇人民政府`.
    """
    if not _REPORT.search(plain(title)):
        return None
    _, organ, rest = parts_of_title(title)
    if behind := _organ_behind(simplified(rest)):
        return _together(organ, behind["organ"])
    if not organ and (ahead := _ORGAN_AHEAD.match(plain(title))) and is_name(ahead["organ"]):
        organ = ahead["organ"]
    return government_of_place(organ) if organ else None


@remembered
def unknown_organ_in_title(title: str) -> str | None:
    """Whose a report's title says it is, in words that are no organ's name to us: 四十四团, 云州一中, 我局.

    Then it is no report of the government on whose site it stands, unless that is of this place: 云州.
    """
    if organ := organ_in_title(title):
        is_own = re.match(r"[我本](?:局|委|厅|办|院|校|中心|所|处|队|镇|乡|街道|公司|单位|机关)", organ)
        return organ if is_own else None
    about = disclosure_at(plain(undated(title)), 0) if _REPORT.search(plain(title)) else None
    if about is None:
        return None
    head = without_work(ABOUT_IT.sub("", name_in(plain(undated(title))[:about])))
    return head if len(head) > 1 and not _NAMES_NOTHING.fullmatch(head) else None


@remembered
def is_organ_name(text: str) -> bool:
    """Whether the text alone is written like an organ's name."""
    words = plain(text)
    return (
        3 <= len(words) <= 40 and ORGAN_END.search(words) is not None and not re.search(r"[。，；:]", words)
    )


def government_of_place(name: str) -> str:
    """A place's government: 镇 and 乡 have a 人民政府, a 街道 an 办事处; any other name stays as it is.

    A functional zone (高新区, 工业园区) has none, but a county that is called like one has: 沈北新区, 神农架林区.
    """
    if re.search(r"(?:街道)$", name):
        return name + "办事处"
    place = re.fullmatch(r"[^局委办厅]{1,20}(?:省|市|县|区|自治州|盟|旗|镇|乡)", name)
    return name + "人民政府" if place and (is_county(name) or not _ZONE.search(name)) else name


def _together(before: str, behind: str) -> str:
    """The organ told behind the report, of the place told before it: 云州市…（市教育局） is 云州市教育局.

    An organ told before the report is the one: behind it stand former names, the site's and itself again.
    """
    place, told = (re.sub(r"(?:人民)?政府$", "", name) for name in (before, behind))
    if before and (told in place or not _PLACE.search(place)):
        return government_of_place(before)
    if not place or behind.startswith(place[:2]) or re.search(r"(?<!^)[省市县区州旗盟]", behind):
        return government_of_place(behind)
    return government_of_place(place + (behind[1:] if behind[0] == place[-1] else behind))


def _organ_behind(words: str) -> re.Match[str] | None:
    """The organ told behind the report: …年度报告（云州市水务局）."""
    behind = _ORGAN_BEHIND.search(words)
    is_one = behind and ORGAN_END.search(behind["organ"]) and not _NO_ORGAN.search(behind["organ"])
    return behind if is_one else None


def _said(title: str) -> str:
    """What a title says of its report: its words but for the statistics and plans beside it and the organ's name.

    Behind a dash or a colon news may be told as well: only an organ in brackets is left out.
    """
    words = _PLAN_BEHIND.sub("", _without_form(without_organ(title)))
    behind = _organ_behind(words) if words.endswith((")", "]", "】")) else None
    return words[: behind.start("organ")] if behind else words


def _without_form(words: str) -> str:
    return _WITH_FORM.sub("", words) if "统计" in words else words


def _is_of_several_years(words: str) -> bool:
    """Whether the words name more years than the two that a school year touches: 2016-2020年, 近五年."""
    span = _YEAR_SPAN.search(words)
    return (span is not None and int(span[2]) - int(span[1]) > 1) or _SEVERAL_YEARS.search(words) is not None


def _is_of_part_of_year(words: str) -> bool:
    """Whether the words name half a year, a quarter or some months; a month beside 年度报告 is when it was written."""
    words = _PLAN_BEHIND.sub("", words)
    if SHORT_PERIOD.search(words):
        return True
    months = [(int(first), int(last)) for first, last in MONTHS.findall(words)]
    if "2008年" in words and (FIRST_PERIOD[0].month, FIRST_PERIOD[1].month) in months:
        return False
    is_of_year = _OF_YEAR.search(words) is not None
    if any((last - first) % 12 != 11 and not (is_of_year and last == 12) for first, last in months):
        return True  # an organ founded within the year reports from there to its end
    words = MONTHS.sub("", words)
    report = _REPORT.search(words)
    if report is None or is_of_year:
        return False
    return any(month.start() < report.end() for month in MONTH.finditer(words))
