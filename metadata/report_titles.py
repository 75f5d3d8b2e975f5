"""What a title says: whether it is an annual disclosure report's, for which year, and whose.

Titles as seen: `{X}2018年度政府信息公开工作报告`, `2018年{X}政府信息公开年报`, `年度` twice, 【图文】 before it,
(文字版) after it, the 年 lost, the organ alone, no organ at all, 政府信息公开工作2021年度报告, the day of its
publication or a plan for the next year behind it. Any word may stand in an organ's name (绩效考核办公室,
政务公开办公室): what the title is about is read from its other words.
"""

from __future__ import annotations

import re

from metadata.dates import dates_in, han_years_as_digits
from metadata.divisions import is_county
from metadata.memory import remembered
from metadata.periods import FIRST_PERIOD, ranges_in
from metadata.script_forms import simplified

_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)\s?(?:年|(?=\s?(?:政府|政务|信息|年度)))")
_YEAR_SPAN = re.compile(r"(?<!\d)(20[0-3]\d)\s?年?\s?[—–\-~至]+\s?(20[0-3]\d)")
_REPORT = re.compile(
    r"(?:政府信息|政务信息|政务|信息|政府)公开.{0,14}?(?:报告|年报|总结|工作情况|情况汇报|工作汇报)|政府信息(?:工作)?年度报告"
    r"|公开(?:工作)?年度报告"
)
_DISCLOSURE = re.compile(
    r"政府信息公开|政务信息公开|政务公开|信息公开|政府信息|政务信息|公开工作年度|政府公开"
)
_NAME_GOES_ON = re.compile(
    r"[^\W\d市县区省镇乡州报告年月]{0,10}?(?:办公室|办|局|中心|科|处|小组|委员会)"
    r"(?=[)\]]?[(\[的]?(?:20[0-3]\d|年度|工作年度|政府信息|政务|信息公开))"
)
"""Behind 政务公开 where that belongs to an organ's name: 政务公开办公室, 政务公开政务服务局."""
_NOT_THE_REPORT = re.compile(
    r"解读|图解|[读看]懂|图[说看]|数说|漫画|动画|长图|H5|速览|速读|划重点|来[了啦]!?$|音频|视频|通知|通报|汇总|一览|统计表|名单|的函|关于报送|关于做好|关于编制|指南|目录|制度|办法"
    r"|模板|格式|要求|问答|培训|会议|考核|评估|评议|测评|说明会|征集|公告|通告|须知|网站工作年度报表|依申请|保密审查"
    r"|勘误|(?:更正|编制|情况|有关|的)说明|更正的"
    r"|召开|做好|多措并举|(?:年报|年度报告)工作$|举办|举行|部署|启动|出炉|(?:全部|集中|如期|按时)(?:公开|公布|发布|完成)|(?<!关于)(?:发布|公布)(?=20[0-3]\d年)"
    r"|(?<=报告|年报)的?(?:正式|已)?(?:发布|公布|上线)|(?:编制|编写|编报|报送|撰写|审核)(?:[和与及、](?:发布|公布|公开|报送))?工作"
)
"""The last two lines are those of news: 市教育局召开…年度报告编制工作会, 云州市发布2020年…, …年度报告全部公开."""
_TOGETHER = re.compile(r"\(汇总(?:版|稿)?\)|汇总(?=(?:年度|工作)*(?:报告|年报))|(?<=报告|年报)汇总")
_WITH_FORM = re.compile(
    r"(?<=报告|年报)\(?(?:以及|及|和|与|暨|、|附|含)(?:政府信息公开)?(?:工作)?(?:年度)?(?:情况)?统计表?"
)
"""The statistics beside the report, on one page with it."""
_OTHER_REPORT = re.compile(
    r"网站(?:工作)?年度(?:工作)?报表|法治政府|预算|决算|绩效|财务|社会责任|统计公报|政府工作报告|标准化规范化"
    r"|(?:建设项目(?:批准和实施)?|资源配置|资源交易|公益事业(?:建设)?|三公经费|扶贫资金|环境)(?:领域)?(?:政府|政务)?信息公开"
)
"""Also of disclosure, but of one field of it: 重大建设项目信息公开情况报告, 环境信息公开年度报告."""
_PLAN_BEHIND = re.compile(
    r"(?<=报告|年报|总结|情况|汇报)(?:及|和|与|暨|、|以及)[^()]{0,20}(?:计划|打算|安排|要点|思路|部署)"
)
_SHORT_PERIOD = re.compile(r"[上下]?半年度?|(?:[第前]?[一二三四1-4][至到、~-])?[第前]?[一二三四1-4]?个?季度")
_MONTHS = re.compile(r"(?<!\d)(\d{1,2})月?(?:份)?[至到、~—–-]+(?:20\d\d年)?(\d{1,2})月(?:份)?")
_MONTH = re.compile(r"(?<=年)(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?(?![\d街镇乡村湖])")
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
_ORGAN_END = re.compile(
    r"(?:人民政府|政府|办公厅|办公室|委员会|管委会|办事处|街道|分局|支队|大队|总队|中心|指挥部|监狱|法院|检察院|总局|局"
    r"|厅|署|委|办|院|联合会|协会|总工会|镇|乡|省|市|区|县|旗|州|盟|所|站|处|队|学校|中学|小学|大学|学院|医院|公司|集团"
    r"|海关|支行|分行|幼儿园|党校|研究室|参事室|社|会|部|苏木|园区|开发区|风景区|管理区|新区|高新区|农场|林场|科|馆|银行|研究院|台)(?:[(（][^()（）]{2,30}[)）])?$"
)
_ABOUT_IT = re.compile(
    r"^(?:【[^】]{1,8}】|\[[^\]]{1,8}\]|(?:带你|一张?图|秒|速|一文)?(?:[读看]懂|了解)|一张?图看?|数说|漫画|动画|H5|速览|划重点!?|图解|图说|(?:政策|文字|视频)?解读|音频|视频|动漫|[:：|丨《“]"
    r"|关于(?:报送|上报|编报|做好|编制|印发|公布|发布|征集|开展)?)+"
)
_ZONE = re.compile(
    r"(?:园|开发|景|管理|社|新|集聚|产业|示范|保护|度假|试验|工业|经济|合作|高新|保税|矿|库|林|片|灌|物流|服务)区$"
)
_DECORATION = re.compile(
    r"^[\s【\[(（]*(?:图文|文字版|图解|原文|附件|全文|置顶|word版)[\s】\])）]*|[(（](?:文字版|图文版|全文|试行|电子版)[)）]$"
)
_YEARS_OF_HEAD = re.compile(r"20[0-3]\d(?:年?[-—–~至]+)20[0-3]\d(?:学年|年)(?:度)?")
_YEAR_OF_HEAD = re.compile(r"[(（\[]?(?<!\d)20[0-3]\d年?度?(?:工作)?[)）\]]?")
_OF_YEAR = re.compile(r"年度(?:工作)?报告|年报")
_LABEL_AHEAD = re.compile(r".*[:|丨《》]")
"""Up to the last sign that an organ's name does not hold: 政策问答：, 转发《."""
_NUMBER_AHEAD = re.compile(
    r"^(?:\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)、.]+(?!\d)"
    r"|附件?(?:\d{1,2}(?=20[0-3]\d|\D)|[一二三四五六七八九十](?=[:：]))?[:：.、]?(?!属)"
    r"|\(?[一-龥]{1,8}[〔\[(]20\d\d[〕\])]第?\d{1,4}号\)?[:：]?)"
    r"|\(?[一-龥]{1,8}[〔\[(]20\d\d[〕\])]第?\d{1,4}号\)?$"
)
"""（一）, 附件1, 云教〔2021〕5号: the number of a title, an annex or a document, before the title or behind it."""
_BEFORE_NUMBER = frozenset("附(0123456789一二三四五六七八九十")
_NO_YEAR = re.compile(r"[(\[]?[Oo]?\d{2,5}年?度?[)\]]?$")
"""A year written wrongly at the end of a name (20年, 02020年, 2202年) is no year, and no part of the name."""
_ON_BEHALF = re.compile(r"^.*关于(?:印发|发布|公布|公开|报送|上报|转发)?(?=.)")
_ORGAN_BEHIND = re.compile(r"(?:报告|年报|总结)[(\[【—–_:-]+(?P<organ>[一-龥]{3,30})[)\]】]?$")
_ORGAN_AHEAD = re.compile(r"[\[【(](?P<organ>[一-龥]{3,20})[)\]】]")
_NO_ORGAN = re.compile(r"^[全各我本该有]|^(?:省|市|县|区)?(?:直|级)|^[县市区]{2,3}$|^.?办公室$")
"""What may stand in brackets behind a report and ends like an organ: 全区, 县区, 区直单位."""
_OF_MANY = re.compile(
    r"(?:^|[省市县区州旗])(?:各.{0,6}|乡镇|县区|区县|镇街)(?:街道)?$|^(?:全|各)[省市县区州旗].*(?:乡镇|部门)$"
)
"""各县区, 乡镇街道: no one organ."""
_NAMES_NOTHING = re.compile(
    r"(?:[全我本](?:省|市|县|区|州|旗|盟)|(?:[一-龥]{2,8}[省市县区州旗盟])?各?(?:省|市|县|区|州|旗|盟)?(?:级|本级|政府)?(?:各?部门|系统|机关|单位)?)?"
    r"(?:年度|工作|信息|公开|汇总|[()\[\]《》“”])*"
)
"""Words before disclosure that leave the whole government, or nobody, as the organ."""
_PROSE = re.compile(r"[。,，;；]|现将")
_MONTH_AT_END = re.compile(
    r"(?:[(\[【〔][^\d()]{0,8})?20[0-3]\d年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?[)\]】〕]?$"
)
_LONGEST = 200
"""Characters of a title; a longer line is prose."""
_YEAR_LONG = 300
"""Days of a period from which on it counts as the year's."""


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
    said = _without_form(_without_organ(title))
    return not _NOT_THE_REPORT.search(said) and not _OTHER_REPORT.search(said)


@remembered
def is_about_report(title: str) -> bool:
    """Whether the title is of something about reports: 解读, 图解, 通知, 汇总, a cover letter."""
    words = plain(title)
    if re.search(r"信息公开(?:工作)?(?:年度)?情况统计表", _without_form(words)):
        return True
    said = _without_form(_without_organ(title))
    return bool(_REPORT.search(words)) and bool(_NOT_THE_REPORT.search(said))


@remembered
def is_aggregated_title(title: str) -> bool:
    """Whether the title is of a report that is put together from others, or of a list of them: 汇总.

    What stands below it tells which.
    """
    words = plain(title)
    return _TOGETHER.search(words) is not None and is_report_title(_TOGETHER.sub("", words))


@remembered
def is_other_account(title: str) -> bool:
    """Whether the title is of an account of disclosure that is not the year's: half a year, a month, five years."""
    if len(title) > _LONGEST or not _DISCLOSURE.search(plain(title)):
        return False
    words = plain(_undated(title))
    if _is_of_part_of_year(words) or _is_of_several_years(words):
        return True
    return _OTHER_ACCOUNT.search(_without_organ(title)) is not None


@remembered
def is_column_name(text: str) -> bool:
    """Whether the text is the name of the column that lists reports, without year or organ."""
    return _WHOLE_COLUMN.fullmatch(plain(text)) is not None


@remembered
def year_in_title(title: str) -> int | None:
    """The report year a title names: the last one up to the words for the report, else the first one behind them.

    `2018年…工作总结及2019年工作计划` is 2018's. A day (`（2021年1月20日）`) names no year, a whole year's period does.
    """
    words = plain(_undated(title))
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
    _, organ, rest = _parts(title)
    behind = _ORGAN_BEHIND.search(simplified(rest))
    if behind and _ORGAN_END.search(behind["organ"]) and not _NO_ORGAN.search(behind["organ"]):
        return _together(organ, behind["organ"])
    if not organ and (ahead := _ORGAN_AHEAD.match(plain(title))) and _is_name(ahead["organ"]):
        organ = ahead["organ"]
    return government_of_place(organ) if organ else None


@remembered
def names_unknown_organ(title: str) -> bool:
    """Whether a report's title says whose it is in words that are no organ's name to us: 四十四团, 云州一中, 我局.

    Then it is no report of the government on whose site it stands.
    """
    if organ := organ_in_title(title):
        return (
            re.match(r"[我本](?:局|委|厅|办|院|校|中心|所|处|队|镇|乡|街道|公司|单位|机关)", organ)
            is not None
        )
    about = _disclosure_at(plain(_undated(title)), 0) if _REPORT.search(plain(title)) else None
    if about is None:
        return False
    head = _ABOUT_IT.sub("", _stripped(plain(_undated(title))[:about]))
    return len(head) > 1 and not _NAMES_NOTHING.fullmatch(head)


@remembered
def is_organ_name(text: str) -> bool:
    """Whether the text alone is written like an organ's name."""
    words = plain(text)
    return (
        3 <= len(words) <= 40 and _ORGAN_END.search(words) is not None and not re.search(r"[。，；:]", words)
    )


def government_of_place(name: str) -> str:
    """A place's government: 镇 and 乡 have a 人民政府, a 街道 an 办事处; any other name stays as it is.

    A functional zone (高新区, 工业园区) has none, but a county that is called like one has: 沈北新区, 神农架林区.
    """
    if re.search(r"(?:街道)$", name):
        return name + "办事处"
    place = re.fullmatch(r"[^局委办厅]{1,20}(?:省|市|县|区|自治州|盟|旗|镇|乡)", name)
    return name + "人民政府" if place and (is_county(name) or not _ZONE.search(name)) else name


def _together(place: str, organ: str) -> str:
    """An organ told behind the report, of the place told before it: 云州市…（市教育局） is 云州市教育局."""
    if not place or government_of_place(place) == place or organ.startswith(place[:2]):
        return government_of_place(organ)
    if organ[0] == place[-1]:
        return place + organ[1:]
    return organ if re.search(r".[省市县区州旗盟]", organ) else place + organ


def _compact(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@remembered
def _undated(title: str) -> str:
    """The title without white space, numbers of annexes and documents, the days it names and a month at its end.

    Its years are in digits.

    Of a period its year stays, and its months unless it is a year long.
    """
    written = _compact(title)
    if written[:1] in _BEFORE_NUMBER or "号" in written:
        written = _NUMBER_AHEAD.sub("", written)
    if len(written) > _LONGEST:
        return han_years_as_digits(written)
    for start, end, quote in ranges_in(written):
        year = str(start.year) if start.year == end.year else f"{start.year}-{end.year}"
        is_whole = (end - start).days >= _YEAR_LONG or (start, end) == FIRST_PERIOD
        months = "" if is_whole else f"{start.month}-{end.month}月"
        written = written.replace(quote, f"{year}年{months}")
    for found in reversed(dates_in(written)):
        written = written[: found.start] + written[found.end :]
    return _MONTH_AT_END.sub("", han_years_as_digits(written))


@remembered
def _parts(title: str) -> tuple[str, str, str]:
    """The title in three: what stands before the organ's name (关于, 图解), that name, "" for none, and the rest."""
    written = _undated(title)
    words = simplified(written)
    start = 0
    for before in (_DECORATION, _ABOUT_IT):
        match = before.match(words[start:])
        start += match.end() if match else 0
    about = _disclosure_at(words, start)
    if about is None:
        return "", "", written
    if (label := _LABEL_AHEAD.match(words, start, about)) and (
        not label[0].endswith("《") or _stripped(written[label.end() : about])
    ):
        start = label.end()
    head = _name_of_head(written[start:about])
    if head is None:
        return "", "", written
    return written[:start], head, written[about:]


def _name_of_head(head: str) -> str | None:
    """The organ's name in the words before disclosure, None where they are no organ's."""
    name = _stripped(head)
    if name != (told := _ON_BEHALF.sub("", name)) and _is_name(told):
        return told
    return name if _is_name(name) else None


def _stripped(head: str) -> str:
    for part in (_MONTHS, _SHORT_PERIOD, _MONTH, _YEARS_OF_HEAD, _YEAR_OF_HEAD):
        head = part.sub("", head)
    head = re.sub(r"^(?:关于|中共)+|(?:关于|的|年度|年)+$", "", head).replace("(汇总)", "")
    return _NO_YEAR.sub("", head).strip('《“"·:：-—_、,，')


def _is_name(words: str) -> bool:
    if _OF_MANY.search(words):
        return False
    return len(words) >= 2 and _ORGAN_END.search(simplified(words)) is not None and not _PROSE.search(words)


def _disclosure_at(words: str, start: int) -> int | None:
    """Where the words for disclosure begin that are no part of the organ's name; its end where there are none."""
    end = None
    for marker in _DISCLOSURE.finditer(words, start):
        name = _NAME_GOES_ON.match(words, marker.end())
        if name is None:
            return marker.start()
        end = name.end()
    return end


def _without_organ(title: str) -> str:
    """The title's words but for the organ that it names, in which any word may stand."""
    before, _, rest = _parts(title)
    return simplified(before + rest)


def _without_form(words: str) -> str:
    return _WITH_FORM.sub("", words) if "统计" in words else words


def _is_of_several_years(words: str) -> bool:
    """Whether the words name more years than the two that a school year touches: 2016-2020年, 近五年."""
    span = _YEAR_SPAN.search(words)
    return (span is not None and int(span[2]) - int(span[1]) > 1) or _SEVERAL_YEARS.search(words) is not None


def _is_of_part_of_year(words: str) -> bool:
    """Whether the words name half a year, a quarter or some months; a month beside 年度报告 is when it was written."""
    words = _PLAN_BEHIND.sub("", words)
    if _SHORT_PERIOD.search(words):
        return True
    months = [(int(first), int(last)) for first, last in _MONTHS.findall(words)]
    if "2008年" in words and (FIRST_PERIOD[0].month, FIRST_PERIOD[1].month) in months:
        return False
    if any((last - first) % 12 != 11 for first, last in months):
        return True
    words = _MONTHS.sub("", words)
    report = _REPORT.search(words)
    if report is None or _OF_YEAR.search(words):
        return False
    return any(month.start() < report.end() for month in _MONTH.finditer(words))
