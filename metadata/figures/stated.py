"""Counts that sentences of a report tell: 受理…申请N件, 主动公开…N条. Kept apart from the tables' figures.

Only sentences about the report's own year and the whole organ are read: a clause that compares with another
year (同比, 上年, 较) or speaks of a part (其中, 网络申请) tells no total, nor does a sentence that counts several
years together (以来, 累计, 近三年).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from metadata.figures.numbers import read_number
from metadata.figures.prose import half_width_prose_of, prose_sentences
from metadata.figures.values import Figure, Quote, TableName
from metadata.reading import Reading

_N = r"\s?(?P<n>\d{1,3}(?:[,，]\d{3})+|\d+)\s?(?P<unit>件次|件|份|宗|项|起|条|次)"
_REQUEST = (
    r"(?:政府|政务)?信息公开(?:事项)?的?申请|公开(?:政府)?信息的?申请"
    r"|依申请(?:信息)?公开(?:政府)?(?:信息)?(?:的?申请|事项)?"
)
_STATED: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (key, anchor, re.compile(words))
    for key, anchor, words in (
        (
            "received",
            "申请",
            rf"(?:新?收到?|受理|接收|接到|收悉)(?:了)?(?:(?!未|不|复议|诉讼|其中|网络|信函|当面|传真)[^，,。；;\d]){{0,24}}(?:{_REQUEST})"
            rf"(?:信息)?(?:公开)?(?:数量|总数|总量)?(?:共计?|共有|总计|合计|为)?{_N}",
        ),
        (
            "received",
            "申请",
            rf"(?:新?收到?|受理|接收|接到|全年共?有|年度?共有)(?:了)?{_N}(?:(?!复议|诉讼)[^，,。；;\d]){{0,8}}(?:{_REQUEST})(?!行政复议)",
        ),
        ("carried_in", "结转", rf"上年(?:度)?结转的?(?:政府信息公开)?(?:申请)?(?:数量)?{_N}"),
        ("carried_out", "结转", rf"结转(?:至|到)?(?:下|次|明)一?年(?:度)?(?:继续)?(?:办理)?的?{_N}"),
        (
            "carried_out",
            "结转",
            rf"(?:其余|剩余){_N}(?:申请)?(?:未办结)?[，,]?结转(?:至|到)?(?:下|次|明)一?年",
        ),
        (
            "proactive_total",
            "主动公开",
            rf"主动公开(?:的)?(?:各类|各项)?(?:政府|政务)?信息(?:共|共计|总计|总数|数量?)?(?:\d+类)?(?:共|共计)?(?:达|为)?{_N}",
        ),
        (
            "review_total",
            "行政复议",
            rf"(?<!未)(?:发生|被申请|收到|涉及|引起的?)[^，,。；;\d]{{0,16}}行政复议(?:案件|申请)?(?:共|共计)?{_N}",
        ),
        (
            "suit_total",
            "行政诉讼",
            rf"(?<!未)(?:发生|被提起|提起|收到|涉及)?[^，,。；;、\d]{{0,16}}行政诉讼(?:案件)?(?:共|共计)?{_N}",
        ),
    )
)
"""Key, a word without which none of it is found, and the words."""
STATED_KEYS = frozenset(key for key, _, _ in _STATED)
"""Every key of a stated count."""
_YEAR_OF_CLAUSE = re.compile(
    r"(?:^|[，,；;：:）)])\s*(?:(?:截[至止]到?|到|在)?\s*(20\d\d)\s?年(?!度?(?:修订|修改|印发|出台|发布的|制定|实施|施行))"
    r"|本年|今年)"
)
"""A year that opens a clause: what is told next is of that year, "" for the report's own."""
_MARKS = re.compile(r"[，,；;：:。]")
_PART = re.compile(
    r"网络|网上|在线|邮件|邮箱|信函|邮寄|来信|当面|现场|传真|书面|窗口|平台"
    r"|下属|局属|所属|直属|二级|事业单位|本级|机关本部|疑难|复杂|重复|涉及|有效|无效|撤回|补正|其中"
)
_APPLICANTS = re.compile(r"自然人|法人|企业|科研|公益|法律服务|律师")
"""Behind 收到: in an organ's name they may stand before it, 市企业发展局收到…."""
_WHOLE = re.compile(
    r"公民|[和或及]其[他它]|等(?:方式|渠道|形式|途径)|多种|各[种类平渠]|不同|均$|自然人[、和及或与](?:法人|企业)"
    r"|[、及和与含][各其]?(?:下属|局属|所属|直属|二级|事业)"
)
"""收到公民、法人和其他组织…, 通过网络、信函等方式收到…, 局机关及下属单位收到…: all of them."""
_PART_OF_YEAR = re.compile(
    r"季度|[上下]半年|(?<![\d至到—~-])(?:[1-9]|1[01])\s?月(?:份|底|末|$)|(?<![\d至到—~-])12\s?月(?:份|$)"
)
_OF_DISCLOSURE = re.compile(r"公开.*(?:复议|诉讼)")
"""The heading of the section on reviews and suits of disclosure."""
_AGAINST_IT = re.compile(r"发生|被申请|被提起|引起|因")
_NOT_OF_DISCLOSURE = re.compile(r"公开(?:工作)?无关|不涉及(?:政府)?信息公开|(?:其中|含)[^。]{0,12}信息公开")
_OTHER_CASES = re.compile(r"复议|许可|诉讼|信访|举报|投诉|案件|建议|提案|热线|资金|仲裁|调解")
_NO_REQUEST = re.compile(
    rf"(?:未|没有|未曾|从未)(?:收到|接到|受理|有)(?:任何|过)?(?:(?:公民|法人|及|和|或者?|其[他它]|组织|、|要求|提出|的|申请人|群众)*)(?:{_REQUEST})"
)
_DIGIT = re.compile(r"\d")
_OTHER_YEAR = re.compile(
    r"同比|环比|去年|上一年|上年度?(?!度?结转)|较(?:上|去|20)|与(?:上|去)年|比(?:上|去)年|历年"
)
_SEVERAL_YEARS = re.compile(
    r"(?<!今年)(?<!本年)(?<!本年度)(?<!年初)以来|(?<!全年)(?<!今年)(?<!本年)(?<!本年度)累计"
    r"|近[一二两三四五六七八九十几数\d]{1,2}年"
)
"""Words of a sentence whose counts are those of several years, in whatever clause they stand."""


def read_stated(reading: Reading) -> tuple[Figure, ...]:
    """The stated counts of a report with their sentences, in page order; a key may come more than once."""
    found: list[tuple[int, Figure]] = []
    prose = half_width_prose_of(reading)
    sections = [each for each in reading.sections if _OF_DISCLOSURE.search(each.heading)]
    for sentence in prose_sentences(reading):
        text = prose[sentence.start : sentence.end]
        is_told = any(each.start <= sentence.start < each.end for each in sections)
        found += _of_sentence(sentence, text, reading.report_year, is_told=is_told)
    return tuple(figure for _, figure in sorted(found, key=lambda each: each[0]))


def _of_sentence(quote: Quote, text: str, year: int | None, *, is_told: bool) -> Iterator[tuple[int, Figure]]:
    """The counts of a sentence on the year; `text` is the same with its digits in ASCII.

    `is_told`: the heading says that reviews and suits are those of disclosure.
    """
    if any(word in text for word in ("以来", "累计", "近")) and _SEVERAL_YEARS.search(text):
        return
    taken: list[tuple[int, int]] = []
    for key, anchor, pattern in _STATED if _DIGIT.search(text) else ():
        for match in pattern.finditer(text) if anchor in text else ():
            seen = any(match.start("n") == start for start, _ in taken)
            if seen or _OTHER_YEAR.search(_clause(text, match)) or _is_of_another_year(match, text, year):
                continue
            if _is_of_other_cases(key, match, text, is_told=is_told):
                continue
            taken.append(match.span("n"))
            number = read_number(match["n"])
            raw = match["n"] + match["unit"]
            figure = Figure(TableName.STATED, key, "", number.value, raw, match["unit"], quote)
            yield quote.start + match.start("n"), figure
    none = _NO_REQUEST.search(text) if "申请" in text else None
    if none and not taken and not _OTHER_YEAR.search(text) and not _is_of_a_part(text[: none.start()]):
        yield (
            quote.start + none.start(),
            Figure(TableName.STATED, "received", "", 0, none.group(), None, quote),
        )


def _is_of_another_year(match: re.Match[str], text: str, year: int | None) -> bool:
    told = _YEAR_OF_CLAUSE.findall(text, 0, match.start("n"))
    return year is not None and bool(told) and told[-1] not in {"", str(year)}


def _is_of_other_cases(key: str, match: re.Match[str], text: str, *, is_told: bool) -> bool:
    """Whether a count is of a part only, or of other cases than those of disclosure.

    A justice bureau decides reviews of all kinds, an office of permits receives applications for those.
    """
    before = text[: match.start("n")]
    if key in {"review_total", "suit_total"}:
        is_told = is_told and "收到" not in before
        is_of_it = is_told or "公开" in text or _AGAINST_IT.search(before) is not None
        return not is_of_it or _NOT_OF_DISCLOSURE.search(text, match.end()) is not None
    if key == "received" and (_is_of_a_part(before) or _is_of_some(match.group())):
        return True
    return key.startswith("carried") and "公开" not in before and _OTHER_CASES.search(before) is not None


def _is_of_a_part(before: str) -> bool:
    """Whether the words before a count say that it is of some ways, months or units only."""
    clauses = _MARKS.split(before)
    own = clauses[-1]
    if len(clauses) > 1 and (clauses[-2].strip() == "其中" or _PART_OF_YEAR.search(clauses[-2])):
        return True
    return _PART_OF_YEAR.search(own) is not None or (
        _PART.search(own) is not None and _WHOLE.search(own) is None
    )


def _is_of_some(words: str) -> bool:
    """Whether the words of a count from 收到 on say that it is of some applicants only."""
    return _APPLICANTS.search(words) is not None and _WHOLE.search(words) is None


def _clause(text: str, match: re.Match[str]) -> str:
    """The clause around a count, up to the marks on either side."""
    start = max(text.rfind(mark, 0, match.start()) for mark in "，,；;")
    ends = [at for mark in "，,；;。" if (at := text.find(mark, match.end("n"))) >= 0]
    return text[start + 1 : min(ends, default=len(text))]
