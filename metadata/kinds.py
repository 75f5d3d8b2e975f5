"""What a page is: an annual disclosure report, something about one, or any other page; and a report's scope."""

from __future__ import annotations

import re

from metadata.divisions import Level
from metadata.organs import level_of
from metadata.reading import Evidence, Kind, Scope
from metadata.report_titles import (
    is_about_report,
    is_aggregated_title,
    is_other_account,
    is_report_title,
    may_head_report,
    organ_in_title,
    plain,
    year_in_title,
)
from metadata.title_parts import is_for_whole_place

_STANDARD = (
    r"总体情况|概述|基本情况",
    r"主动公开",
    r"申请公开|公开申请|依申请",
    r"行政复议|复议",
    r"(?:主要|存在).{0,6}问题|改进",
    r"其他需要报告|其他报告|需要说明",
)
_SAYS_SO = re.compile(r"政府信息公开(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)|年度报告")
_GOVERNMENT = re.compile(r"人民政府$|^(?:国务院)$")
_OFFICE = re.compile(r"政府办公[室厅]$")
_ENOUGH_HEADINGS = 4
_LONG = 300
"""Characters; what is longer can be a report by itself, whatever its title lacks."""


def find_kind(
    title: str | None,
    headings: tuple[str, ...],
    text: str,
    columns: tuple[str, ...],
    *,
    has_files: bool,
    lists_pages: bool = False,
) -> tuple[Kind, Evidence | None]:
    """What the page is and why; `lists_pages` says that its body is links to other pages and nothing else.

    A title that names a report decides, unless it names something about one, or an account of half a year, a
    quarter, a month, a self-check: such a text may have the headings of a report. 汇总, and a title that makes a
    report public, is a report with those, else a list or news. One without a year may be a column's name: it needs
    an organ and something below it, or a long text. A broken title (the organ alone, `工作年度报告`) is made good by
    the standard headings and by words of the text or of its column.
    """
    if title and is_report_title(title) and lists_pages:
        return Kind.ABOUT_REPORT, Evidence("kind", "links to other pages below the title", "title", title)
    if title and is_report_title(title) and (year_in_title(title) or _has_report(title, text, has_files)):
        return Kind.REPORT, Evidence("kind", "title", "title", title)
    if title and is_about_report(title):
        if may_head_report(title) and holds_report(headings, text):
            return Kind.REPORT, Evidence(
                "kind", "headings below a title that makes it public", "title", title
            )
        return Kind.ABOUT_REPORT, Evidence("kind", "title", "title", title)
    if title and is_other_account(title):
        return Kind.OTHER, Evidence("kind", "title", "title", title)
    opening = plain(text[:600])
    words = [opening, *(plain(name) for name in columns)]
    says_so = next((match.group() for word in words if (match := _SAYS_SO.search(word))), None)
    if says_so and holds_report(headings, text):
        return Kind.REPORT, Evidence("kind", "standard headings", "body", says_so)
    return Kind.OTHER, None


def holds_report(headings: tuple[str, ...], text: str) -> bool:
    """Whether the text is long and has most of the headings that every report has."""
    said = "".join(headings) + text[:200]
    found = sum(1 for pattern in _STANDARD if re.search(pattern, said))
    return found >= _ENOUGH_HEADINGS and len(text) > _LONG


def _has_report(title: str, text: str, has_files: bool) -> bool:
    """Whether there is a report below a title that gives no year."""
    return len(text) > _LONG or bool(organ_in_title(title) and (has_files or text.replace(title, "").strip()))


def find_scope(organ: str | None, title: str | None = None) -> tuple[Scope | None, Evidence | None]:
    """Aggregate for a county's or higher government's own name, own for its office, a department, a town.

    Regulation of 2019, art. 49: the government's report is compiled by its office and covers the division;
    DOMAIN: a city publishes both. A town reports for itself. What its office calls 汇总, or 全市, is the government's.
    """
    if not organ:
        return None, None
    is_office = _OFFICE.search(plain(organ)) is not None
    if title and is_office and (is_aggregated_title(title) or is_for_whole_place(title)):
        return Scope.AGGREGATE, Evidence("scope", "an office's report of all", "title", title)
    if _GOVERNMENT.search(plain(organ)) and level_of(organ) is not Level.TOWN:
        return Scope.AGGREGATE, Evidence("scope", "a government's report", "organ", organ)
    return Scope.OWN, Evidence("scope", "an organ's report", "organ", organ)
