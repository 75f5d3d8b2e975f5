"""Counts told in sentences: against their own parts (C2), against each other, and against the tables (C1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, islice

from metadata.checks.finding import Finding, Severity
from metadata.checks.sentences import COMPARISON, clause_around
from metadata.dates import half_width
from metadata.figures import Figure, Figures, Number, Quote, TableName
from metadata.figures.prose import half_width_prose_of, quote
from metadata.reading import Reading, Scope

_NUMBER = r"\d{1,3}(?:[,，]\d{3})+|\d{1,9}"
"""With or without separators of thousands: 1,204."""
_UNITS = "件次|条次|人次|件|条|份|篇|次|项|个|宗|起|期|部"
_COUNT = re.compile(rf"(?<![\d.第])(?<!\d[,， ])({_NUMBER})\s?(?:余)?({_UNITS})(?![\d-])")
_OPENINGS = "其中[：:，,]?|分别[为是][：:，,]?"
_PARTS = re.compile(
    "|".join(rf"{re.escape(mark)}\s*(?:{_OPENINGS})" for mark in "，,。；;：:（(") + "|" + _OPENINGS
)
"""Each alternative begins with a character of its own: the engine skips to those, six times as fast as otherwise."""
_LIST_ENDS = re.compile(
    r"其中|包括|包含|分别|共计|合计|总计|累计|另外|此外|另有|另发|还有|同时|截至|全年|今年|浏览|点击|阅读|转发|访问"
)
_OPENS_ANOTHER = frozenset({"其中", "包括", "包含", "分别"})
_NEXT_STEP = re.compile(r"\s*(?:均|共|全部|已|并|其余)*(?:答复|办结|回复|受理|收到|结转|撤回)")
"""A clause that goes on with what became of the whole: 答复24件."""
_SAME_TWICE = re.compile(r"不同渠道|重复|多渠道|同时在|同一(?:条)?信息|多个?平台|计为?1条|计为?一条")
_MAY_BE_ANOTHER_S = re.compile(
    r"采用|采纳|采编|录用|转载|涉及|延期|延长|[一二三四]级(?:栏目|目录|指标)|(?:配|[文图视音][字文片表频])[^、，]{0,6}解读|参加|出席|废止|失效|宣布无效"
)
"""Parts that need not exclude each other, or that the whole need not hold: 主要负责人参加2次、分管负责人参加2次 are two
press conferences, 现行有效12件 hold none that were repealed."""
_MARK = re.compile(r"[、，,；;。：:（）()\n]|其中|包括")
_LONGEST_NAME = 60
"""Characters in which a part tells what it counts."""
_CHANNEL = re.compile(
    r"网站|微信|微博|公众号|客户端|公告栏|公开栏|公示栏|电子屏|显示屏|报纸|报刊|电视|广播|电台|媒体|抖音|平台|公报"
)
_LIST_LENGTH = 800
"""Characters; the longest list of parts seen has 400."""
_MOST_LISTS = 1_000
"""A report has some ten lists of parts."""
_GAP = 30
"""Characters between a count and the 其中 that opens its parts."""


def parts_over_whole(reading: Reading, figures: Figures) -> Iterator[Finding]:
    """C2: `N条，其中a条、b条`: the parts are more than the whole.

    Less is no finding: 其中 may name some parts only. Counts in another unit, in brackets, of a comparison, or
    after a second 其中 are no parts, nor are those that need not exclude each other, and what follows parts that
    make up the whole. Of channels it is worth a look only: the same information may be in several.
    """
    text = half_width_prose_of(reading)
    for opening in islice(_PARTS.finditer(text), _MOST_LISTS):
        whole = _whole_before(text, opening.start())
        if whole is None or _opens_within_parts(text, opening.start()):
            continue
        told = _parts_after(text, opening.end(), whole.group(2))
        parts = [part for part in told if not _MAY_BE_ANOTHER_S.search(_clause_of(text, part))]
        number, total = _number(whole), sum(map(_number, parts))
        if len(parts) < 2 or total <= max(number, _told_together(text, whole)) or _makes_up(number, parts):
            continue
        words = quote(reading, whole.start(), parts[-1].end())
        if _SAME_TWICE.search(reading.text[max(0, whole.start() - 40) : parts[-1].end() + 20]):
            continue
        unit, listed = whole.group(2), "+".join(part.group(1) for part in parts)
        perhaps = _are_channels(text, parts, number)
        zh = "；若不同渠道公开的相同信息只计1条，则可以如此" if perhaps else ""
        en = "; what several channels carry may be counted once in all" if perhaps else ""
        yield Finding(
            "sum_over",
            Severity.NOTICE if perhaps else Severity.ERROR,
            f"称共{number}{unit}，所列各项之和为{listed}={total}{unit}，多于总数{zh}。",
            f"Says {number} in all, but the parts it lists are {listed} = {total}{en}.",
            (words,),
        )


def _number(count: re.Match[str]) -> int:
    return _plain(count.group(1))


def _plain(digits: str) -> int:
    return int(re.sub("[,，]", "", digits))


def _clause_of(text: str, part: re.Match[str]) -> str:
    """The words of a part, between the marks on either side of it."""
    before = _MARK.split(text[max(0, part.start() - _LONGEST_NAME) : part.start()])[-1]
    return before + _MARK.split(text[part.start() : part.end() + _LONGEST_NAME], maxsplit=1)[0]


def _makes_up(number: int, parts: list[re.Match[str]]) -> bool:
    """Whether the first parts are the whole exactly: what follows them divides it in another way."""
    return number in accumulate(map(_number, parts[:-1]))


def _are_channels(text: str, parts: list[re.Match[str]], number: int) -> bool:
    """Whether the parts are channels, none of which has more than the whole.

    The statistics of 国办发〔2014〕32号 count once what several channels carry (不同渠道和方式公开相同信息计1条).
    """
    return all(
        _number(part) <= number and _CHANNEL.search(_clause_of(text, part)) is not None for part in parts
    )


def _opens_within_parts(text: str, start: int) -> bool:
    """Whether another 其中 of the same list stands before: what its parts are of, no one can tell."""
    near = max(0, start - _LIST_LENGTH)
    begin = max(near, *(text.rfind(mark, near, start) + 1 for mark in "。；;\n"))
    return bool(_PARTS.search(text, begin, start))


def _whole_before(text: str, end: int) -> re.Match[str] | None:
    start = max(0, end - 120, text.rfind("\n", 0, end) + 1)
    counts = [
        match
        for match in _COUNT.finditer(text, start, end)
        if not COMPARISON.search(clause_around(text, match.start(), match.end()))
    ]
    if not counts or end - counts[-1].end() > _GAP or "。" in text[counts[-1].end() : end].rstrip("。"):
        return None
    return None if "余" in counts[-1].group() else counts[-1]


def _told_together(text: str, whole: re.Match[str]) -> int:
    """The counts in the same unit of one breath: 微博100条，微信50条，其中… may have its parts of both."""
    start = max(0, whole.start() - 60)
    start = max(start, *(text.rfind(mark, start, whole.start()) + 1 for mark in "。；;\n"))
    together = (
        match for match in _COUNT.finditer(text, start, whole.end()) if match.group(2) == whole.group(2)
    )
    return sum(map(_number, together))


def _parts_after(text: str, start: int, unit: str) -> list[re.Match[str]]:
    """The parts of a list in the whole's unit: up to the sentence's end, or to `；` in a list of `、`."""
    until = start + _LIST_LENGTH
    end = min(
        (at for mark in "。\n" if (at := text.find(mark, start, until)) >= 0), default=min(until, len(text))
    )
    span = re.sub(r"[（(][^（()）]*[）)]", lambda match: " " * len(match.group()), text[start:end])
    if closing := re.search(r"[）)]", span):
        span = span[: closing.start()]
    stop = _LIST_ENDS.search(span)
    if stop:
        span = span[: stop.start()]
    separator = next((mark for mark in _separators(span)), "")
    if separator != ";" and (cut := re.search(r"[；;]", span)):
        span = span[: cut.start()]
    parts = []
    for match in _COUNT.finditer(text, start, start + len(span)):
        if span[match.start() - start : match.end() - start] != match.group():
            continue
        clause = clause_around(text, match.start(), match.end())
        if COMPARISON.search(clause) or _NEXT_STEP.match(clause):
            break
        if match.group(2) == unit:
            parts.append(match)
    # The last count before 其中 or 包括 has parts of its own, and may be a whole of its own.
    return parts[:-1] if stop and stop.group() in _OPENS_ANOTHER else parts


def _separators(span: str) -> Iterator[str]:
    for match in _COUNT.finditer(span):
        mark = span[match.end() : match.end() + 1]
        if mark in {"、", "，", ","}:
            yield ","
        elif mark in {"；", ";"}:
            yield ";"


_ANOTHER_END = re.compile("撤回|撤销|不予受理|不予处理|补正|转交|转办|正在|尚在|在办|处理中")
"""Ways in which an application leaves without being dealt with, by which a sentence adds up that seems not to."""
_CLOSED = re.compile(
    rf"(?:办结|办理完毕|办理完结|答复|回复)(?:申请|完毕)?(?:共|共计)?\s?({_NUMBER})\s?[件份宗]"
)


def flow_in_prose(reading: Reading, figures: Figures) -> Iterator[Finding]:
    """A sentence in which more or fewer applications came in than went out.

    Where it does not tell what was carried in, only more in than out is a contradiction. Silent where some were
    withdrawn, refused or passed on: whether those count as dealt with, the sentence does not say.
    """
    by_sentence: dict[Quote, dict[str, Number | None]] = {}
    for figure in figures.of(TableName.STATED):
        by_sentence.setdefault(_quote_of(figure), {})[figure.row] = figure.value
    for sentence, told in by_sentence.items():
        closed = _CLOSED.findall(half_width(sentence.text))
        received, out = told.get("received"), told.get("carried_out")
        if len(closed) != 1 or received is None or out is None or _ANOTHER_END.search(sentence.text):
            continue
        came, went = received + (told.get("carried_in") or 0), _plain(closed[0]) + out
        if came > went or (came < went and "carried_in" in told):
            yield Finding(
                "flow_gap",
                Severity.ERROR,
                f"文中称收到（含结转）{came}件，办结{closed[0]}件、结转下年度{out}件，合计{went}件，对不上。",
                f"The prose has {came} applications in and {went} out ({closed[0]} dealt with, {out} carried out).",
                (sentence,),
            )


def _quote_of(figure: Figure) -> Quote:
    assert isinstance(figure.evidence, Quote)
    return figure.evidence


_TABLE_OF = {
    "received": (TableName.TABLE3, "received", "total", "本年新收"),
    "carried_in": (TableName.TABLE3, "carried_in", "total", "上年结转"),
    "carried_out": (TableName.TABLE3, "carried_out", "total", "结转下年度"),
    "review_total": (TableName.TABLE4, "review", "total", "行政复议"),
}
_OF_A_PART = re.compile(r"本级|机关本部|办公室|办公厅|其中|部门|街道")


def prose_against_tables(reading: Reading, figures: Figures) -> Iterator[Finding]:
    """C1: what sentences count against the cell that counts the same.

    Silent where any sentence agrees with the cell, where a count may hold what was carried in, and where a
    government's aggregate speaks of one of its parts.
    """
    stated: dict[str, list[Figure]] = {}
    for figure in figures.of(TableName.STATED):
        of_a_part = reading.scope is Scope.AGGREGATE and _OF_A_PART.search(_quote_of(figure).text)
        if figure.row in _TABLE_OF and figure.value is not None and not of_a_part:
            stated.setdefault(figure.row, []).append(figure)
    for key, told in stated.items():
        table, row, column, name = _TABLE_OF[key]
        cell = figures.figure(table, row, column)
        if (
            cell is None
            or cell.value is None
            or any(each.value in _equals(figures, key, cell) for each in told)
        ):
            continue
        yield Finding(
            "prose_vs_table",
            Severity.WARNING,
            f"文中称{name}{told[0].raw}，表中为{cell.raw}。",
            f"The prose says {told[0].value} ({row}), the table {cell.value}.",
            (told[0].evidence, cell.evidence),
        )


def _equals(figures: Figures, key: str, cell: Figure) -> set[Number | None]:
    allowed: set[Number | None] = {cell.value}
    if key == "received":
        # 受理 may hold what was carried in, or be those that were dealt with.
        carried = figures.value(TableName.TABLE3, "carried_in", "total") or 0
        allowed.add((cell.value or 0) + carried)
        allowed.add(figures.value(TableName.TABLE3, "outcome_total", "total"))
    if key == "review_total":
        # 行政复议 in prose may count decided ones alone.
        pending = figures.value(TableName.TABLE4, "review", "pending") or 0
        allowed.add((cell.value or 0) - pending)
    return allowed
