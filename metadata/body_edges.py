"""Where the body begins and ends within the block that holds it: what stands before and after it is cut off.

A block that a publishing system marks as the body may hold a few lines of head: title, date, source. A block that
was found by its prose alone may hold the whole page; there the body begins below the last line of the head (fields,
breadcrumb, links, title) that precedes the first sentence, and ends before neighbours, imprint and lists of links.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from metadata.chrome import (
    FILE_LINE,
    ends_body,
    is_after_body,
    is_buttons,
    is_foot,
    is_imprint,
    trail_of,
)
from metadata.dates import dates_in
from metadata.flattening import TABLE
from metadata.headings import heading_of
from metadata.labels import before_labels, label_count, names_title
from metadata.lines import Line, PageLines
from metadata.memory import remembered
from metadata.report_titles import is_column_name, is_organ_name, is_report_title, plain

_HEAD_LINES = 14
"""Lines at the start of a marked block among which the title, date and source row is looked for."""
_REST = 0.25
"""Share of a block's prose that may stand below the line at which the body ends."""
_TABLE_LINES = 12
"""Lines of the smallest table that can be a body's first part; a row of date and source has fewer."""
_ABOVE = 40
"""Lines above a block that are looked at for the page's title."""
_TOLD = "\n"
"""What is left of a title that was found whole; no line begins so."""
_CLOCK = re.compile(r"星期|礼拜|今天是")


def is_prose(line: Line) -> bool:
    """A sentence, or a table's cell: a page without any has no body, only a head."""
    if line.hidden or _is_link(line) or is_imprint(line.text):
        return False
    return line.cell or is_sentence(line.text)


def is_sentence(text: str) -> bool:
    """Whether the line is punctuated as a sentence is."""
    return (len(text) > 25 and re.search(r"[。，；]", text) is not None) or (
        len(text) > 7 and text[-1] in "。；"
    )


def is_head_row(text: str) -> bool:
    """Whether a line is a row of labelled fields of the page, not a sentence of its body."""
    count = label_count(text)
    return len(text) < 200 and (count >= 2 or (count == 1 and len(text) < 40)) and "。" not in text


def without_head(numbers: list[int], lines: Sequence[Line]) -> list[int]:
    """A marked block without the row of date, source and counters and all before it, then without buttons."""
    last = -1
    for position, number in enumerate(numbers[:_HEAD_LINES]):
        line = lines[number]
        if is_prose(line) and not line.cell and not is_head_row(line.text):
            break
        if is_head_row(line.text):
            last = position + _values_below(numbers, position, lines)
    return _without_buttons(numbers[last + 1 :], lines)


def without_surroundings(numbers: list[int], page: PageLines, page_title: str) -> list[int]:
    """An unmarked block from its first line below the head on: fields, breadcrumb, links, titles, clocks."""
    lines = page.lines
    head = _HeadLines(plain(page_title))
    for line in lines[max(0, numbers[0] - _ABOVE) : numbers[0]]:
        head.holds(line)
    last = -1
    first, below = _first_of_body(numbers, page)
    for position, number in enumerate(numbers[:first]):
        if position > last and head.holds(lines[number]):
            last = position + _values_below(numbers, position, lines)
            if last > position and names_title(lines[number].text):
                head.expect(lines[numbers[last]].text)
    return _without_buttons(numbers[last + 1 : below], lines)


def without_tail(
    numbers: list[int], lines: Sequence[Line], weights: Sequence[float], *, marked: bool
) -> list[int]:
    """The lines down to the neighbours or the imprint, without what follows a body; unmarked: without links."""
    rest = sum(weights[number] for number in numbers) * _REST
    left = 0.0
    cut = len(numbers)
    for position in range(len(numbers) - 1, 0, -1):
        left += weights[numbers[position]]
        if left > rest and position < len(numbers) // 2:
            break
        text = lines[numbers[position]].text
        if _ends(text):
            cut = position
    kept = numbers[:cut]
    while kept and (is_after_body(lines[kept[-1]].text) or (not marked and _is_link_below(kept, lines))):
        kept = kept[:-1]
        if not marked and _leads_links(kept, numbers, lines):
            kept = kept[:-1]
    return kept


@remembered
def _ends(text: str) -> bool:
    return ends_body(text) or is_foot(text)


def _is_link_below(kept: list[int], lines: Sequence[Line]) -> bool:
    line = lines[kept[-1]]
    return is_imprint(line.text) or (_is_link(line) and FILE_LINE.match(line.text) is None)


def _leads_links(kept: list[int], numbers: list[int], lines: Sequence[Line]) -> bool:
    """Whether the last line is the heading of the links that were below it: `相关阅读`, `热点信息`."""
    if not kept or len(kept) == len(numbers):
        return False
    line, below = lines[kept[-1]], lines[numbers[len(kept)]]
    short = len(line.text) <= 10 and re.search(r"[。，；、：:（）()\d]", line.text) is None
    return _is_link(below) and short and not is_organ_name(line.text)


def _is_link(line: Line) -> bool:
    return line.links > len(line.text) // 2


def _is_chrome(line: Line) -> bool:
    """A link, a breadcrumb, a row of buttons, a page clock."""
    text = line.text
    if _is_link(line):
        return FILE_LINE.match(text) is None
    return (
        is_buttons(text)
        or trail_of(text) is not None
        or (_CLOCK.search(text) is not None and bool(dates_in(text)))
    )


def _first_of_body(numbers: list[int], page: PageLines) -> tuple[int, int]:
    """The position of the first sentence or data table, and of what is below a body that has none of these."""
    tables = _data_tables(page)
    for position, number in enumerate(numbers):
        line = page.lines[number]
        if number in tables:
            return position, len(numbers)
        if line.hidden or _is_link(line) or not is_sentence(line.text):
            continue
        if not (is_imprint(line.text) or is_head_row(line.text) or _is_chrome(line)):
            return position, len(numbers)
    below = next((at for at, number in enumerate(numbers) if _ends(page.lines[number].text)), len(numbers))
    return below, below


def _data_tables(page: PageLines) -> frozenset[int]:
    """The first lines of the tables that are no metadata box: few of their cells are labels or links."""
    found = set()
    inner = -1
    for block in page.blocks:
        if block.sign != TABLE or block.end - block.start < _TABLE_LINES:
            continue
        # Blocks come in the order of their ends: a table that begins before the last one holds it, and lays out.
        innermost, inner = block.start > inner, max(inner, block.start)
        if innermost:
            lines = page.lines[block.start : block.end]
            chrome = sum(1 for line in lines if _is_link(line) or label_count(line.text))
            if chrome < 0.15 * len(lines) and not any(is_sentence(line.text) for line in lines):
                found.add(block.start)
    return frozenset(found)


class _HeadLines:
    """Which lines are of the head: fields, chrome, the title and the date below it; lines are asked in page order.

    A title is a heading, the beginning of `<title>` and what goes on with it, or a report's title. One that was
    seen before is part of the body where it is told again; so is a second date.
    """

    def __init__(self, page_title: str) -> None:
        self._left = page_title
        self._report = False
        self._titled = False
        self._just_titled = False
        self._dated = False

    def expect(self, title: str) -> None:
        """Take the title of a metadata box for the page's, where it has no `<title>` of use."""
        self._left = plain(title) if self._left != _TOLD else _TOLD

    def holds(self, line: Line) -> bool:
        """Whether the line is of the head."""
        below_title, self._just_titled = self._just_titled, False
        if is_head_row(line.text):
            self._dated = self._dated or bool(dates_in(line.text))
            return True
        if line.hidden or _is_chrome(line):
            return True
        if (below_title or not self._dated) and _is_date_row(line.text):
            self._dated = True
            return True
        found = any([self._goes_on(plain(line.text)), self._is_first_report(line.text)])
        self._titled, self._just_titled = self._titled or found, found
        return found or (line.heading in {1, 2} and heading_of(line.text) is None)

    def _goes_on(self, words: str) -> bool:
        at = self._left.find(words)
        if at < 0 or (at > 0 and (self._titled or len(words) < 8)) or (len(words) < 5 and not self._titled):
            return False
        self._left = self._left[at + len(words) :] or _TOLD
        return True

    def _is_first_report(self, text: str) -> bool:
        if self._report or len(text) >= 60 or not is_report_title(text) or is_column_name(text):
            return False
        self._report = True
        return True


def _is_date_row(text: str) -> bool:
    """Whether a line below the page's title is its date, alone or after an organ's name."""
    dates = dates_in(text) if len(text) < 50 else ()
    if not dates:
        return False
    before, after = text[: dates[0].start].strip(" [(（【"), text[dates[0].end :].strip(" ])）】")
    return not after and (not before or is_organ_name(before))


def _values_below(numbers: list[int], position: int, lines: Sequence[Line]) -> int:
    """1 where the line is a label alone whose value is the next line: `来源：` in one cell, the name in another."""
    text = lines[numbers[position]].text
    if position + 1 >= len(numbers) or label_count(text) != 1 or before_labels(text):
        return 0
    following = lines[numbers[position + 1]].text
    alone = text[-1] in ":：】" or len(re.sub(r"\s", "", text)) <= 8
    if not alone or len(following) >= 60 or label_count(following) or "。" in following:
        return 0
    return int(names_title(text) or not is_report_title(following))


def _without_buttons(numbers: list[int], lines: Sequence[Line]) -> list[int]:
    kept = numbers
    while kept and is_buttons(lines[kept[0]].text):
        kept = kept[1:]
    return kept
