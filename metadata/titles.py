"""The title of a page: which of its lines it is.

Every line of the head is weighed by named reasons (`_REASONS`); the heaviest is the title, joined with the
line it was broken from. Without a line that speaks for itself: the box's 标题, the meta tags, `<title>`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from metadata.body_edges import is_head_row
from metadata.chrome import is_buttons, trail_of
from metadata.dates import first_date
from metadata.heads import Head
from metadata.labels import Field, before_labels, label_count
from metadata.lines import Line
from metadata.reading import Evidence
from metadata.report_titles import (
    is_about_report,
    is_column_name,
    is_organ_name,
    is_other_account,
    is_report_title,
    plain,
    year_in_title,
)

_SITE_SUFFIX = re.compile(r"\s*[-_—–|｜]+\s*")
_REST_OF_TITLE = re.compile(
    r"^(?:20\d\d年?度?)?(?:政府|政务)?(?:信息)?公开|^(?:工作)?年度报告|^信息公开|^年?度?政府信息"
)
_ENOUGH = 4


@dataclass(frozen=True, slots=True)
class _Clues:
    """What the lines are weighed against."""

    page_title: str
    article_title: str
    box_title: str

    def hold(self, words: str) -> bool:
        """Whether one of the page's other titles has these words."""
        together = plain(words)
        return any(together in title for title in (self.page_title, self.article_title, self.box_title))


def find_title(head: Head, body_lines: tuple[str, ...]) -> tuple[str | None, Evidence | None]:
    """The title and why; (None, None) for a page without any."""
    clues = _Clues(
        plain(head.page_title), plain(head.meta("ArticleTitle") or ""), plain(_box_title(head) or "")
    )
    weighed = [
        (_weight(head, number, clues), -number) for number in range(len(head.lines)) if number < head.before
    ]
    best = max(weighed, default=(0, 0))
    if best[0] >= _ENOUGH:
        number = -best[1]
        return _whole_title(head, number, clues), Evidence(
            "title", f"heaviest line ({best[0]})", f"line {head.numbers[number]}", head.lines[number].text
        )
    for step, place, title in _fallbacks(head, body_lines):
        if title:
            return title, Evidence("title", step, place, title)
    return None, None


def _fallbacks(head: Head, body_lines: tuple[str, ...]) -> list[tuple[str, str, str | None]]:
    opening = _opening_title(body_lines)
    return [
        ("box", "标题", _box_title(head)),
        ("opening of the body", "body", opening),
        ("meta", "ArticleTitle", head.meta("ArticleTitle")),
        ("page title", "<title>", _without_site(head.page_title) or None),
        ("last line of the head", "head", _last_line(head)),
    ]


def _last_line(head: Head) -> str | None:
    """Where nothing else names the page: the last line above its body that is neither link nor field."""
    for line in reversed(head.lines[: head.before]):
        words = _own_words(line.text)
        if (
            4 <= len(words) <= 60
            and "/" not in words
            and not words.endswith((":", "："))
            and not line.hidden
            and not _is_link(line)
            and first_date(words) is None
        ):
            return words
    return None


def _opening_title(body_lines: tuple[str, ...]) -> str | None:
    """The first lines of a body, where they are a report's title, broken or whole."""
    opening = [line for line in body_lines[:7] if "\t" not in line]
    for start in range(min(4, len(opening))):
        for count in (1, 2, 3):
            lines = opening[start : start + count]
            joined = "".join(lines)
            if len(joined) > 70 or joined.endswith(("。", "，", "：")) or (count > 1 and not _joins(lines)):
                break
            if len(lines) == count and is_report_title(joined) and not is_column_name(joined):
                return joined
    return next((line for line in opening[:3] if is_report_title(line) and len(line) < 60), None)


def _joins(lines: list[str]) -> bool:
    return all(len(line) < 45 and not re.search(r"[。；]", line) for line in lines)


def _box_title(head: Head) -> str | None:
    return next((value.value for value in head.all_of(Field.TITLE) if len(value.value) >= 4), None)


def _without_site(title: str) -> str:
    """The part of `<title>` that is the page's own: a report's title, else the first of some length."""
    parts = [part.strip() for part in _SITE_SUFFIX.split(title) if part.strip()]
    reports = [part for part in parts if is_report_title(part)]
    return next((part for part in [*reports, *parts] if len(part) >= 4), title.strip())


def _weight(head: Head, number: int, clues: _Clues) -> int:
    line = head.lines[number]
    words = plain(_own_words(line.text))
    if not 4 <= len(words) <= 120 or line.hidden or line.text.endswith("。"):
        return 0
    if _is_link(line) and not line.heading and not is_report_title(words):
        return 0
    return sum(weight for weight, holds in _REASONS if holds(head, number, line, words, clues))


_PAGE_OF_BOOK = re.compile(r"^Page \d{1,3} - ")  # a flip-book's files/basic-html/page2.html
_BUTTON_BEHIND = re.compile(r"[\s/|]+(?:二维码|打印|分享|收藏|朗读)?$")


def _own_words(text: str) -> str:
    """The line without the labelled fields and buttons that follow a title on its own line."""
    return _BUTTON_BEHIND.sub("", _PAGE_OF_BOOK.sub("", before_labels(text))).strip()


def _is_broken_title(head: Head, number: int, words: str) -> bool:
    """Whether the line and the next are a report's title together, and neither is alone."""
    if number + 1 >= head.before or is_report_title(words) or _is_link(head.lines[number]):
        return False
    below = plain(head.lines[number + 1].text)
    together = words + below
    return (
        _is_broken_off(words)
        and bool(_REST_OF_TITLE.match(below))
        and len(below) < 40
        and is_report_title(together)
        and year_in_title(together) is not None
    )


def _is_banner(head: Head, number: int) -> bool:
    """Whether the line stands above the breadcrumb: there the site tells its own name."""
    return number < head.trail_at


def _is_link(line: Line) -> bool:
    return line.links >= 0.5 * len(line.text)


def _starts_page_title(words: str, clues: _Clues) -> bool:
    return len(words) >= 5 and clues.page_title.startswith(words)


_Reason = Callable[[Head, int, Line, str, _Clues], bool]
_REASONS: tuple[tuple[int, _Reason], ...] = (
    (4, lambda head, number, line, words, clues: line.heading in {1, 2}),
    (2, lambda head, number, line, words, clues: line.heading in {3, 4}),
    (5, lambda head, number, line, words, clues: not _is_link(line) and _starts_page_title(words, clues)),
    (
        2,
        lambda head, number, line, words, clues: (
            len(words) >= 8 and words in clues.page_title and not _is_link(line)
        ),
    ),
    (4, lambda head, number, line, words, clues: bool(clues.article_title) and words == clues.article_title),
    (5, lambda head, number, line, words, clues: bool(clues.box_title) and words == clues.box_title),
    (5, lambda head, number, line, words, clues: is_report_title(words) and not is_column_name(words)),
    (4, lambda head, number, line, words, clues: is_about_report(words) or is_other_account(words)),
    (2, lambda head, number, line, words, clues: is_report_title(words) and year_in_title(words) is not None),
    (3, lambda head, number, line, words, clues: _precedes_head_row(head, number)),
    (1, lambda head, number, line, words, clues: _precedes_head_row(head, number, within=1 + line.broken)),
    (1, lambda head, number, line, words, clues: number == head.before - 1 and not is_report_title(words)),
    (-10, lambda head, number, line, words, clues: _is_link(line)),
    (6, lambda head, number, line, words, clues: _is_broken_title(head, number, words)),
    (-8, lambda head, number, line, words, clues: not words or "位置" in words[:8]),
    (-8, lambda head, number, line, words, clues: is_buttons(line.text)),
    (-8, lambda head, number, line, words, clues: _is_banner(head, number)),
    (-8, lambda head, number, line, words, clues: len(re.findall(r">|»|›|→|->| /|/ ", line.text)) >= 2),
    (-3, lambda head, number, line, words, clues: is_column_name(words) and number + 3 < head.before),
    (-8, lambda head, number, line, words, clues: first_date(line.text) is not None and len(words) < 20),
)


def _precedes_head_row(head: Head, number: int, within: int = 3) -> bool:
    if _is_banner(head, number):
        return False
    for following in head.lines[number + 1 : min(number + 1 + within, head.before)]:
        date = first_date(following.text)
        if is_head_row(following.text) or (date is not None and date.start < 3 and len(following.text) < 60):
            return True
    return False


def _whole_title(head: Head, number: int, clues: _Clues) -> str:
    """The line with the lines it was broken from: organ above, rest below."""
    title = _own_words(head.lines[number].text)
    if plain(title) in {clues.page_title, clues.article_title, clues.box_title}:
        return title
    start = number
    while start > 0 and number - start < 2 and _goes_on_with(head, start - 1, title, clues):
        start -= 1
        title = head.lines[start].text + title
    end = number
    while end + 1 < head.before and end - number < 2 and _is_gone_on_with(head, end + 1, title, clues):
        end += 1
        title += head.lines[end].text
    return title


def _goes_on_with(head: Head, above: int, title: str, clues: _Clues) -> bool:
    """Whether the title goes on with the line above it: by another title of the page, `<br>`, or its own words."""
    line = head.lines[above]
    if _is_link(line) or line.hidden or not _is_part(line.text):
        return False
    if clues.hold(line.text + title):
        return True
    own, *site = _SITE_SUFFIX.split(clues.page_title)
    if own == plain(title) and plain(line.text) in site:
        return False  # the site's name, which `<title>` tells apart from the page's
    rest = bool(_REST_OF_TITLE.match(plain(title))) and not _names_organ(title)
    return rest and (line.broken or _is_broken_off(line.text))


def _is_gone_on_with(head: Head, below: int, title: str, clues: _Clues) -> bool:
    line = head.lines[below]
    if line.hidden or not _is_part(line.text):
        return False
    if clues.hold(title + line.text):
        return True
    return not _is_complete(title) and (
        head.lines[below - 1].broken or bool(_REST_OF_TITLE.match(plain(line.text)))
    )


def _is_part(text: str) -> bool:
    """Whether the line can be a part of a title: short, no field, no date, no sentence."""
    return (
        len(text) <= 40
        and label_count(text) == 0
        and not text.endswith(("。", "：", ":"))
        and not is_buttons(text)
        and trail_of(text) is None
        and (first_date(text) is None)
    )


def _names_organ(title: str) -> bool:
    before = re.split(r"政府信息|政务|信息公开", plain(title), maxsplit=1)[0]
    return len(re.sub(r"20\d\d年?度?", "", before)) > 1


def _is_broken_off(text: str) -> bool:
    words = plain(text)
    return len(words) <= 40 and (
        is_organ_name(words)
        or bool(re.search(r"20\d\d年?(?:度)?(?:政府|政务)?(?:信息)?(?:公开)?(?:工作)?$", words))
    )


def _is_complete(title: str) -> bool:
    return bool(re.search(r"(?:报告|年报|总结|汇报|情况|通知|公示|公告)[)）】\]]?$", plain(title)))
