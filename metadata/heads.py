"""The head of a page: the lines around its title, the labelled fields among them, its meta tags."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from metadata.body import BodyRange
from metadata.body_edges import is_head_row, is_sentence
from metadata.chrome import trail_of
from metadata.dates import dates_in
from metadata.labels import Field, LabelledValue, labelled_values
from metadata.lines import Line, PageLines
from metadata.markup import meta_values

_SEPARATOR = re.compile(r"\s*(?:->|&gt;|>+|»|›|→|＞+|/|\\|·|>>)\s*")
_AFTER = 12
"""Lines after the body that are looked at for fields: some templates print date and source below the text."""
_CATEGORIES = frozenset(
    {"分类", "信息分类", "公开目录", "所属栏目", "栏目", "信息类别", "類別", "信息分類", "公開目錄"}
)
_LINKED, _LINKED_LINES, _LINKED_SHARE = 4, 3, 0.5
"""Characters of a link, lines with one, and their share of a body that lists other pages."""
_DAY_OR_NUMBER = re.compile(r"[\d\s年月日:./\[\]()（）-]+")
_DATED_LINKS = 4
"""Links with a date beside them; an article's own “related” list seldom shows as many without a body."""
_OWN_TEXT = 300
"""Characters of lines that are no links; a list has a line of explanation at most."""
_PLACEHOLDERS = frozenset(
    {"网站名称", "政府网站标识码", "网站域名", "文章标题", "内容标题", "稿件来源", "发布时间", "栏目名称"}
)
_TITLE_LIMIT = 400
"""Characters of `<title>`; one that is never closed swallows the page."""
_MAX_LINES = 400
"""Lines before the body that are looked at; more is the navigation of a portal's start page."""


@dataclass(frozen=True, slots=True)
class Head:
    """What surrounds the body. `numbers` are the page's line numbers of `lines`; `before` of them precede it.

    `trail` is the breadcrumb from the outermost name in, `trail_at` the position of its line, -1 without one.
    """

    lines: tuple[Line, ...]
    numbers: tuple[int, ...]
    before: int
    values: tuple[LabelledValue, ...]
    trail: tuple[str, ...]
    trail_at: int
    metas: dict[str, tuple[str, ...]]
    page_title: str

    def all_of(self, *fields: Field) -> list[LabelledValue]:
        """The labelled values of these fields that are not empty, in page order."""
        return [value for value in self.values if value.field in fields and value.value]

    @property
    def columns(self) -> tuple[str, ...]:
        """What says in which column the page stands: the breadcrumb, the box's category, the meta tags."""
        boxed = [value.value for value in self.values if value.label in _CATEGORIES and value.value]
        metas = [self.meta("ColumnName") or "", self.meta("ColumnType") or ""]
        return (*self.trail, *boxed, *(name for name in metas if name))

    def meta(self, *names: str) -> str | None:
        """The first of these meta tags that is filled in (names in any case, placeholders refused)."""
        for name in names:
            for content in self.metas.get(name.lower(), ()):
                text = re.sub(r"<[^>]*>", "", content).strip()
                if text and text not in _PLACEHOLDERS:
                    return text
        return None


def head_of(page: PageLines, body: BodyRange, root: Any = None) -> Head:
    """The head of a page whose body is known; the whole page if it has none."""
    first = body.numbers[0] if body.numbers else len(page.lines)
    last = body.numbers[-1] + 1 if body.numbers else len(page.lines)
    numbers = [*range(max(0, first - _MAX_LINES), first), *range(last, min(last + _AFTER, len(page.lines)))]
    lines = tuple(page.lines[number] for number in numbers)
    before = sum(1 for number in numbers if number < first)
    metas = meta_values(root) if root is not None else {}
    words = [line.text for line in lines]
    # A label alone on the last line above the body has no value below it.
    values = (
        *labelled_values(words[:before]),
        *(replace(value, line=value.line + before) for value in labelled_values(words[before:])),
    )
    trail_at, trail = _trail(lines)
    return Head(lines, tuple(numbers), before, values, trail, trail_at, metas, page_title_of(root))


def is_listing(page: PageLines, body: BodyRange) -> bool:
    """Whether the page lists other pages: no text and no row of date and source of its own, many dated links."""
    lines = page.lines
    own = [line.text for line in (lines[number] for number in body.numbers) if not line.links]
    if sum(map(len, own)) > _OWN_TEXT or any(len(text) > 60 for text in own):
        return False
    if sum(1 for text in own if is_sentence(text)) > 1:
        return False
    rows = sum(1 for line in lines if not line.links and is_head_row(line.text) and dates_in(line.text))
    if 1 <= rows <= 2:
        return False
    dated = 0
    for number, line in enumerate(lines):
        if line.links < 8 or line.hidden:
            continue
        neighbours = [line.text, *(lines[at].text for at in (number - 1, number + 1) if 0 <= at < len(lines))]
        dated += any(dates_in(text[-30:]) or dates_in(text[:30]) for text in neighbours if len(text) < 200)
    return dated >= _DATED_LINKS


def lists_pages(page: PageLines, body: BodyRange) -> bool:
    """Whether a body is mostly links, days and numbers aside: 部门年报汇总 typed by hand into an article."""
    lines = [page.lines[number] for number in body.numbers if not page.lines[number].hidden]
    if sum(1 for line in lines if line.links >= _LINKED) < _LINKED_LINES:
        return False
    shown = sum(len(_DAY_OR_NUMBER.sub("", line.text)) for line in lines)
    return sum(line.links for line in lines) >= shown * _LINKED_SHARE


def page_title_of(root: Any) -> str:
    element = next(root.iter("title"), None) if root is not None else None
    return " ".join("".join(element.itertext())[:_TITLE_LIMIT].split()) if element is not None else ""


def _trail(lines: tuple[Line, ...]) -> tuple[int, tuple[str, ...]]:
    """The position of the breadcrumb's first line, which names the place or holds separators, and its names."""
    for number, line in enumerate(lines):
        text = line.text
        words = trail_of(text)
        if words is None:
            continue
        named = words != text
        parts = [part.strip(" :：") for part in _SEPARATOR.split(words)]
        if len([part for part in parts if part]) < 2:
            for following in lines[number + 1 : number + 9]:
                if following.links < len(following.text) * 0.5 and not _SEPARATOR.match(following.text):
                    break
                parts.extend(part.strip(" :：") for part in _SEPARATOR.split(following.text))
        trail = tuple(part for part in parts if part and len(part) <= 40)
        if len(trail) >= 2 or (named and trail):
            return number, trail
    return -1, ()
