"""Where the body of a page stands among its lines.

Steps, first that holds: the marks a publishing system sets (Hanweb's comments, `<ucapcontent>`, `TRS_Editor`,
`#zoom`, `v_news_content` …); else the innermost block with nearly all of the page's prose. Then what such a block
holds beside the body is cut off (`metadata.body_edges`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

from metadata.body_edges import is_head_row, is_prose, without_head, without_surroundings, without_tail
from metadata.chrome import FILE_LINE, has_chrome_name, is_after_body, is_buttons, is_imprint
from metadata.dates import dates_in
from metadata.flattening import UCAP_CONTENT
from metadata.labels import label_count
from metadata.lines import Block, Line, PageLines
from metadata.memory import remembered

_BODY_NAMES = re.compile(
    r"(?i)(?:^|\s)(?:TRS_Editor|trs_editor_view|Custom_UnionStyle|webeditorview|my_doccontent"
    r"|con_?txt|news_content_content|TRS_UEDITOR|TRS_AUTOADD\S*|ucap-?content|vsb_content\S*|v_news_content"
    r"|zoom|zoomcon|zoom_?content|article-?_?content\S*|articlecontent|content_article|article_?con|articlecon"
    r"|pages_content|xxgk_?content|xl_?content|news_?content|newscontent|news_?con|con_?text|contenttext|detail_?content"
    r"|content_?detail|gknbxq_detail|wzcon|wz_?content|info_?content|bt_content|js_content|text_?content|textcon"
    r"|main-?txt|txt_?content|view|article_?body|artibody|conzt|NewsContent|zwcontent|nr_?content|j-content"
    r"|detailcontent|infocontent|content-?body|rich_media_content|view-content)(?:\s|$)"
)
_HANWEB_BEGIN = re.compile(r"<\$\[信息内容\]>begin|<\$\[文章内容\]>begin", re.IGNORECASE)
_HANWEB_END = re.compile(r"<\$\[信息内容\]>end|<\$\[文章内容\]>end", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[，。；：、！？”]")
_MOST = 0.8
"""Share of a page's prose that its body holds at least; the rest is imprint, notices and side columns."""


@dataclass(frozen=True, slots=True)
class BodyRange:
    """The lines of the body, by number, and the step that found them. Empty where a page has none.

    The last `below` of the lines name files set under the body's own `element`.
    """

    numbers: tuple[int, ...]
    step: str
    mark: str
    element: Any = None
    below: int = 0


def find_body(page: PageLines, page_title: str = "") -> BodyRange:
    """The lines of the page's body; `page_title` is the page's `<title>`, which its own title begins or is."""
    weights = [_weight(line) for line in page.lines]
    sums = [0.0, *accumulate(weights)]
    named = _named(page.blocks)
    found = _by_comment(page) or _by_name(named, sums) or _by_prose(page, sums)
    if found is None:
        short = _below_head_row(page.lines)
        return BodyRange(short, "below the head row" if short else "none", "")
    block, step, mark = found
    numbers = [number for number in range(block.start, block.end) if not page.lines[number].hidden]
    if not numbers:
        numbers = list(range(block.start, block.end))
    numbers = _without_chrome_blocks(numbers, named, block, sums)
    marked = step != "prose"
    numbers = without_head(numbers, page.lines) if marked else without_surroundings(numbers, page, page_title)
    numbers = without_tail(numbers, page.lines, weights, marked=marked)
    below = _files_below(numbers, page.lines)
    return BodyRange((*numbers, *below), step, mark, block.element, len(below))


def _weight(line: Line) -> float:
    """How much the line speaks for a body: prose and table cells do, links, buttons and imprint do not."""
    return _remembered_weight(line) if len(line.text) <= _LONGEST_REMEMBERED else _weigh(line)


def _weigh(line: Line) -> float:
    if line.hidden:
        return 0.0
    own = len(line.text) - line.links
    if own <= line.links or is_imprint(line.text):
        return 0.0
    if _PUNCTUATION.search(line.text) and own > 15:
        return float(own)
    return own * (0.8 if line.cell and not line.links else 0.4)


_LONGEST_REMEMBERED = 60
"""Characters; a portal's chrome and the cells of its tables come again with every page of it."""
_remembered_weight = lru_cache(maxsize=8192)(_weigh)


def _by_comment(page: PageLines) -> tuple[Block, str, str] | None:
    begin = next((mark for mark in page.marks if _HANWEB_BEGIN.search(mark.text)), None)
    if begin is None:
        return None
    end = next((m for m in page.marks if _HANWEB_END.search(m.text) and m.line > begin.line), None)
    if end is None:
        return None
    around = next(
        (b for b in page.blocks if b.start <= begin.line and b.end >= end.line and b.end > b.start), None
    )
    return Block(around.element if around else None, begin.line, end.line), "comment", begin.text


def _named(blocks: Iterable[Block]) -> list[tuple[Block, str]]:
    """The blocks whose element has a class or an id, each with both in one."""
    found = []
    for block in blocks:
        css, own = block.element.get("class"), block.element.get("id")
        if css or own or block.sign == UCAP_CONTENT:
            found.append((block, f"{css or ''} {own or ''}".strip()))
    return found


@remembered
def _names_body(name: str) -> bool:
    return _BODY_NAMES.search(name) is not None


def _by_name(blocks: Sequence[tuple[Block, str]], sums: Sequence[float]) -> tuple[Block, str, str] | None:
    of_body = set(filter(_names_body, {name for _, name in blocks}))
    named = [
        (sums[block.end] - sums[block.start], block, name or block.element.tag)
        for block, name in blocks
        if name in of_body or block.sign == UCAP_CONTENT
    ]
    if not named:
        return None
    most = max(weight for weight, _, _ in named)
    total = sums[-1]
    if most < 0.3 * total and total - most > 200:
        return None
    inner = next((each for each in named if each[0] >= 0.9 * most), named[0])
    parts = [block for _, block, name in named if name == inner[2] and block.end > block.start]
    if len(parts) > 1 and not any(_overlap(inner[1], part) for part in parts if part is not inner[1]):
        first, last = min(part.start for part in parts), max(part.end for part in parts)
        return Block(inner[1].element.getparent(), first, last), "name", inner[2]
    return inner[1], "name", inner[2]


def _overlap(one: Block, other: Block) -> bool:
    return one.start < other.end and other.start < one.end


def _by_prose(page: PageLines, sums: Sequence[float]) -> tuple[Block, str, str] | None:
    total = sums[-1]
    if not total or not any(is_prose(line) for line in page.lines):
        return None
    for block in page.blocks:
        if sums[block.end] - sums[block.start] >= _MOST * total and block.element.tag not in {
            "tr",
            "td",
            "tbody",
        }:
            return block, "prose", block.element.tag
    return Block(None, 0, len(page.lines)), "prose", "text"


def _without_chrome_blocks(
    numbers: list[int], named: Sequence[tuple[Block, str]], body: Block, sums: Sequence[float]
) -> list[int]:
    """Drops parts named share, print, crumb …, if they are no more than a small part of the body, and not all."""
    whole = sums[body.end] - sums[body.start]
    of_chrome = set(filter(has_chrome_name, {name for _, name in named}))
    dropped: set[int] = set()
    for block, name in named:
        inside = name in of_chrome and body.start <= block.start < block.end <= body.end
        if inside and sums[block.end] - sums[block.start] < 0.2 * whole:
            dropped.update(range(block.start, block.end))
    return [number for number in numbers if number not in dropped] or numbers


def _below_head_row(lines: Sequence[Line]) -> tuple[int, ...]:
    """What stands below the row of date and source on a page without prose: `详见附件。`, a file's name."""
    row = max(
        (at for at, line in enumerate(lines) if is_head_row(line.text) and dates_in(line.text)), default=None
    )
    if row is None:
        return ()
    below: list[int] = []
    for number in range(row + 1, min(row + 1 + _BELOW, len(lines))):
        line = lines[number]
        if is_after_body(line.text) or is_imprint(line.text):
            break
        is_link = line.links > len(line.text) // 2
        if line.hidden or label_count(line.text) or (is_link and not FILE_LINE.match(line.text)):
            continue
        below.append(number)
    return tuple(below)


_BELOW = 8


def _files_below(numbers: list[int], lines: Sequence[Line]) -> list[int]:
    """The lines of attached files that a template sets right below the body's own block."""
    below: list[int] = []
    first = numbers[-1] + 1 if numbers else len(lines)
    for number in range(first, min(first + _BELOW, len(lines))):
        text = lines[number].text
        if lines[number].hidden or (is_buttons(text) and not below):
            continue
        if not FILE_LINE.match(text) or is_after_body(text) or not (lines[number].links or len(text) < 8):
            break
        below.append(number)
    return below if any(lines[number].links for number in below) else []
