"""What a title says: whether it is an annual disclosure report's, for which year, and whose.

Titles as seen: `{X}2018年度政府信息公开工作报告`, `2018年{X}政府信息公开年报`, `年度` twice, 【图文】 before it,
(文字版) after it, the 年 lost, the organ alone, no organ at all, 政府信息公开工作2021年度报告.
"""

from __future__ import annotations

import re
import unicodedata

from metadata.dates import han_years_as_digits
from metadata.divisions import is_county
from metadata.memory import remembered
from metadata.script_forms import simplified

_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)\s?(?:年|(?=\s?(?:政府|政务|信息|年度)))")
_YEAR_SPAN = re.compile(r"(?<!\d)20[0-3]\d\s?年?\s?[—–\-~至]+\s?20[0-3]\d")
_REPORT = re.compile(
    r"(?:政府信息|政务信息|政务|信息|政府)公开.{0,14}?(?:报告|年报|总结|工作情况|情况汇报|工作汇报)|政府信息(?:工作)?年度报告"
    r"|公开(?:工作)?年度报告"
)
_NOT_THE_REPORT = re.compile(
    r"解读|图解|一图读懂|图说|音频|视频|通知|通报|汇总|一览|统计表|名单|的函|关于报送|关于做好|关于编制|指南|目录|制度|办法"
    r"|模板|格式|要求|问答|培训|会议|考核|评估|测评|说明会|征集|公告|须知|网站工作年度报表|依申请"
)
_OTHER_REPORT = re.compile(
    r"网站(?:工作)?年度(?:工作)?报表|法治政府|预算|决算|绩效|财务|社会责任|统计公报|政府工作报告"
)
_WHOLE_COLUMN = re.compile(
    r"(?:政府|政务)?(?:信息)?公开(?:工作)?(?:年度)?(?:工作)?(?:年报|报告|年度报告)|政府信息公开(?:年报|年度报告)?(?:专栏|栏目)?"
    r"|年度报告|年报"
)
_ORGAN_END = re.compile(
    r"(?:人民政府|政府|办公厅|办公室|委员会|管委会|办事处|街道|分局|支队|大队|总队|中心|指挥部|监狱|法院|检察院|总局|局"
    r"|厅|署|委|办|院|联合会|协会|总工会|镇|乡|省|市|区|县|旗|州|盟|所|站|处|队|学校|中学|小学|大学|学院|医院|公司|集团"
    r"|社|会|部|苏木|园区|开发区|风景区|管理区|新区|高新区|农场|林场|科|馆|银行|研究院|台)(?:[(（][^()（）]{2,30}[)）])?$"
)
_ABOUT_IT = re.compile(
    r"^(?:【[^】]{1,8}】|\[[^\]]{1,8}\]|一图(?:读懂|看懂|了解)|图解|图说|解读|动漫|[:：《“]|关于)+"
)
_ZONE = re.compile(
    r"(?:园|开发|景|管理|社|新|集聚|产业|示范|保护|度假|试验|工业|经济|合作|高新|保税|矿|库|林|片|灌|物流|服务)区$"
)
_DECORATION = re.compile(
    r"^[\s【\[(（]*(?:图文|文字版|图解|原文|附件|全文|置顶|word版)[\s】\])）]*|[(（](?:文字版|图文版|全文|试行|电子版)[)）]$"
)


@remembered
def plain(text: str) -> str:
    """The text for matching: NFKC, simplified, no white space."""
    return simplified("".join(unicodedata.normalize("NFKC", text).split()))


@remembered
def is_report_title(title: str) -> bool:
    """Whether the title is that of an annual disclosure report (not of something about one)."""
    words = plain(title)
    return (
        bool(_REPORT.search(words)) and not _NOT_THE_REPORT.search(words) and not _OTHER_REPORT.search(words)
    )


@remembered
def is_about_report(title: str) -> bool:
    """Whether the title is of something about reports: 解读, 图解, 通知, 汇总, a cover letter."""
    words = plain(title)
    if re.search(r"信息公开(?:工作)?(?:年度)?情况统计表", words):
        return True
    return bool(_REPORT.search(words)) and bool(_NOT_THE_REPORT.search(words))


@remembered
def is_column_name(text: str) -> bool:
    """Whether the text is the name of the column that lists reports, without year or organ."""
    return _WHOLE_COLUMN.fullmatch(plain(text)) is not None


@remembered
def year_in_title(title: str) -> int | None:
    """The report year a title names; the last one where it names several (年度 twice is the same year)."""
    words = plain(han_years_as_digits(title))
    if _YEAR_SPAN.search(words):
        return None
    years = [int(match[1]) for match in _YEAR.finditer(words)]
    return years[-1] if years else None


@remembered
def organ_in_title(title: str) -> str | None:
    """The organ a report's title names, as written without spaces: `泸县水务局` of `2018年泸县水务局政府信息公开…`.

    A place alone (`沈阳市2018年度…`, `周湾镇2021年…`) is its government: `沈阳市人民政府`, `周湾镇人民政府`.
    """
    written = re.sub(r"\s+", "", han_years_as_digits(unicodedata.normalize("NFKC", title)))
    words = simplified(written)
    if not _REPORT.search(words):
        return None
    written = _ABOUT_IT.sub("", _DECORATION.sub("", written))
    words = simplified(written)
    about = re.search(
        r"政府信息公开|政务信息公开|政务公开|信息公开|政府信息|政务信息|公开工作年度|政府公开", words
    )
    if about is None:
        return None
    head = re.sub(r"20[0-3]\d(?:年?[-—–~至]+)20[0-3]\d(?:学年|年)(?:度)?", "", written[: about.start()])
    head = re.sub(r"[(（\[]?(?<!\d)20[0-3]\d年?度?(?:工作)?[)）\]]?", "", head)
    head = re.sub(r"^(?:关于|中共)+|(?:关于|的|年度|年)+$", "", head).strip('《“"·:：-—_、,，')
    if len(head) < 2 or not _ORGAN_END.search(simplified(head)):
        return None
    return government_of_place(head)


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
