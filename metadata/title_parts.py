"""A title in its parts: what stands before the organ's name, that name, and what the title is about.

Numbers of annexes and documents, days and months at its end are taken off first.
"""

from __future__ import annotations

import re

from metadata.dates import dates_in, han_years_as_digits
from metadata.memory import remembered
from metadata.periods import FIRST_PERIOD, ranges_in
from metadata.script_forms import simplified, squeezed

DISCLOSURE = re.compile(
    r"(?<!人民)(?:政府(?:环境)?信息公开|政府信息|政府公开)|政务信息公开|政务公开|信息公开|政务信息|公开工作年度"
)
"""清川市人民政府信息公开… names the whole government; 政府环境信息公开 is what the environment's law calls it."""
_NAME_GOES_ON = re.compile(
    r"[^\W\d市县区省镇乡州报告年月]{0,10}?(?:办公室|办|局|中心|科|处|小组|委员会)"
    r"(?=[)\]]?[(\[的]?(?:20[0-3]\d|年度|工作年度|政府信息|政务|信息公开))"
)
"""Behind 政务公开 where that belongs to an organ's name: 政务公开办公室, 政务公开政务服务局."""
SHORT_PERIOD = re.compile(r"[上下]?半年度?|(?:[第前]?[一二三四1-4][至到、~-])?[第前]?[一二三四1-4]?个?季度")
MONTHS = re.compile(r"(?<!\d)(\d{1,2})月?(?:份)?[至到、~—–-]+(?:20\d\d年)?(\d{1,2})月(?:份)?")
MONTH = re.compile(r"(?<=年)(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?(?![\d街镇乡村湖])")
ORGAN_END = re.compile(
    r"(?:人民政府|政府|办公厅|办公室|委员会|管委会|办事处|街道|分局|支队|大队|总队|中心|指挥部|监狱|法院|检察院|总局|局"
    r"|厅|署|委|办|院|联合会|协会|总工会|镇|乡|省|市|区|县|旗|州|盟|所|站|处|队|学校|中学|小学|大学|学院|医院|公司|集团"
    r"|海关|支行|分行|幼儿园|党校|研究室|参事室|社|会|部|苏木|园区|开发区|风景区|管理区|新区|高新区|农场|林场|科|馆|银行|研究院|台)(?:[(（][^()（）]{1,30}[)）])?$"
)
ABOUT_IT = re.compile(
    r"^(?:【[^】]{1,8}】|\[[^\]]{1,8}\]|(?:带你|一张?图|秒|速|一文)?(?:[读看]懂|了解)|一张?图看?|数说|漫画|动画|H5|速览|划重点!?|图解|图说|(?:政策|文字|视频)?解读|音频|视频|动漫|[:：|丨《“]"
    r"|关于(?:报送|上报|编报|做好|编制|印发|公布|发布|征集|开展)?)+"
)
_DECORATION = re.compile(
    r"^[\s【\[(（]*(?:图文|文字版|图解|原文|附件|全文|置顶|word版)[\s】\])）]*|[(（](?:文字版|图文版|全文|试行|电子版)[)）]$"
)
_YEARS_OF_HEAD = re.compile(r"20[0-3]\d(?:年?[-—–~至/]+)20[0-3]\d(?:学年|年)(?:度)?")
_YEAR_OF_HEAD = re.compile(r"[(（\[〔]?(?<!\d)20[0-3]\d年?度?(?:工作)?[)）\]〕]?")
_LABEL_AHEAD = re.compile(r".*[:|丨《》]")
"""Up to the last sign that an organ's name does not hold: 政策问答：, 转发《."""
_NUMBER_AHEAD = re.compile(
    r"^(?:\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)、.]+(?:(?!\d)|(?=20[0-3]\d年))"
    r"|附件(?:\d{1,2}(?=20[0-3]\d|\D)|[一二三四五六七八九十](?=[:：]))?[:：.、]?|附\d{0,2}[:：]"
    r"|\(?[一-龥]{1,8}[〔\[(]20\d\d[〕\])]第?\d{1,4}号\)?[:：]?)"
    r"|\(?[一-龥]{1,8}[〔\[(]20\d\d[〕\])]第?\d{1,4}号\)?$"
)
"""（一）, 附件1, 云教〔2021〕5号: the number of a title, an annex or a document, before the title or behind it."""
_BEFORE_NUMBER = frozenset("附(0123456789一二三四五六七八九十")
_NO_YEAR = re.compile(r"[(\[]?[Oo]?\d{2,5}年?度?[)\]]?$")
"""A year written wrongly at the end of a name (20年, 02020年, 2202年) is no year, and no part of the name."""
_PART_OF_ORGAN = re.compile(r"(?<=[局委厅办室会院])(?:机关|本级|系统|本?部门)$")
_DOING = re.compile(
    r"(?:关于)?(?:认真|深入)?(?:贯彻|落实|执行|实施|推进|开展|编制|报送|上报|发布|公布|主动公开|依法行政)[^局委厅办]*$"
)
"""Words for the work itself behind the organ's name: 市水务局贯彻实施《政府信息公开条例》…."""
_ON_BEHALF = re.compile(r"^.*关于(?:印发|发布|公布|公开|报送|上报|转发)?(?=.)")
_OF_MANY = re.compile(
    r"(?:^|[省市县区州旗])(?:各.{0,6}|乡镇|县区|区县|镇街)(?:街道)?$|^(?:全|各)[省市县区州旗].*(?:乡镇|部门)$"
)
"""各县区, 乡镇街道: no one organ."""
_WHOLE_PLACE = re.compile(
    r"(?:关于(?:印发|发布|公布|公开|报送|上报)?)?全[省市县区州旗盟](?:[一-龥]{2,6}(?:系统|机关))?$"
)
"""全市, 全县民政系统: for whom an organ reports beside itself, no part of its name; not the end of 天全县."""
_DAYS = re.compile(r"\([^()]*\d月\d{1,2}日[^()]*\)")
_PROSE = re.compile(r"[。,，;；]|现将")
_MONTH_AT_END = re.compile(
    r"(?:[(\[【〔][^\d()]{0,8})?20[0-3]\d年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?[)\]】〕]?$"
)
LONGEST_TITLE = 200
"""Characters of a title; a longer line is prose."""
_YEAR_LONG = 300
"""Days of a period from which on it counts as the year's."""


@remembered
def undated(title: str) -> str:
    """The title without white space, numbers of annexes and documents, the days it names and a month at its end.

    Its years are in digits. Of a period its year stays, and its months unless it is a year long.
    """
    written = squeezed(title)
    if written[:1] in _BEFORE_NUMBER or "号" in written:
        written = _NUMBER_AHEAD.sub("", written)
    if len(written) > LONGEST_TITLE:
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
def parts_of_title(title: str) -> tuple[str, str, str]:
    """The title in three: what stands before the organ's name (关于, 图解), that name, "" for none, and the rest."""
    written = undated(title)
    words = simplified(written)
    start = 0
    for before in (_DECORATION, ABOUT_IT):
        match = before.match(words[start:])
        start += match.end() if match else 0
    about = disclosure_at(words, start)
    if about is None:
        return "", "", written
    if (label := _LABEL_AHEAD.match(words, start, about)) and (
        not label[0].endswith("《") or name_in(written[label.end() : about])
    ):
        start = label.end()
    head, work = written[start:about], ""
    if not is_name(name_in(head)) and (found := _DOING.search(head)):
        head, work = head[: found.start()], found[0]
    name = _name_of_head(head)
    if name is None:
        return "", "", written
    return written[:start], name, work + written[about:]


def _name_of_head(head: str) -> str | None:
    """The organ's name in the words before disclosure, None where they are no organ's."""
    name = _PART_OF_ORGAN.sub("", without_whole_place(name_in(head)))
    if name != (told := _ON_BEHALF.sub("", name)) and is_name(told):
        return told
    return name if is_name(name) else None


def name_in(head: str) -> str:
    """The words before disclosure without years, months and 关于: the organ's name, if they are one."""
    for part in (_DAYS, MONTHS, SHORT_PERIOD, MONTH, _YEARS_OF_HEAD, _YEAR_OF_HEAD):
        head = part.sub("", head)
    head = re.sub(r"^(?:关于|中共)+|(?:关于|的|年度|年)+$", "", head).replace("(汇总)", "")
    return _NO_YEAR.sub("", head).strip('《“"·:：-—_、,，')


def without_whole_place(name: str) -> str:
    """The organ's name without the words that it reports for the whole place: 全市 of 云州市政府办公室全市."""
    whole = _WHOLE_PLACE.search(name)
    rest = name[: whole.start()] if whole else name
    return rest if not rest or is_name(rest) else name


@remembered
def is_for_whole_place(title: str) -> bool:
    """Whether a title says that its organ reports for the whole place: 云州市政府办公室2020年全市…."""
    words = simplified(undated(title))
    about = disclosure_at(words, 0)
    name = name_in(words[:about]) if about else ""
    return without_whole_place(name) != name


def without_work(head: str) -> str:
    """The words before disclosure without those for what is done about it."""
    return _DOING.sub("", head)


def is_name(words: str) -> bool:
    """Whether the words end like an organ's name, and are one organ's."""
    if _OF_MANY.search(words):
        return False
    return len(words) >= 2 and ORGAN_END.search(simplified(words)) is not None and not _PROSE.search(words)


def disclosure_at(words: str, start: int) -> int | None:
    """Where the words for disclosure begin that are no part of the organ's name; its end where there are none."""
    end = None
    for marker in DISCLOSURE.finditer(words, start):
        name = _NAME_GOES_ON.match(words, marker.end())
        if name is None:
            return marker.start()
        end = name.end()
    return end


def without_organ(title: str) -> str:
    """The title's words but for the organ that it names, in which any word may stand."""
    before, _, rest = parts_of_title(title)
    return simplified(before + rest)
