"""The source a page names (来源), which is often not the author: 本网, 办公室, a portal's name are kept as shown."""

from __future__ import annotations

import re

from metadata.dates import dates_in
from metadata.heads import Head
from metadata.labels import Field, label_count
from metadata.reading import Evidence
from metadata.report_titles import is_organ_name, is_report_title

_LIMIT = 40
"""Characters; the longest organ name seen has 31."""
_NO_SOURCE = re.compile(r"https?:|www\.|^[\W\d_]*$|^(?:无|暂无|null|undefined|佚名|未知)$", re.IGNORECASE)


def find_source(head: Head) -> tuple[str | None, Evidence | None]:
    """The source as shown and why: a 来源 label › an organ beside a bare date › 发布者 › the meta tag."""
    for value in head.all_of(Field.SOURCE):
        if source := clean_source(value.value):
            return source, Evidence("source", value.label, f"line {head.numbers[value.line]}", value.value)
    for number, line in enumerate(head.lines[: head.before]):
        if source := _beside_bare_date(head, number):
            return source, Evidence(
                "source", "organ beside a date", f"line {head.numbers[number]}", line.text
            )
    for value in head.all_of(Field.SUPPLIER):
        if (source := clean_source(value.value)) and value.label != "单位" and is_organ_name(source):
            return source, Evidence("source", value.label, f"line {head.numbers[value.line]}", value.value)
    meta = clean_source(head.meta("ContentSource", "Source") or "")
    if meta:
        return meta, Evidence("source", "meta", "meta ContentSource", meta)
    return None, None


def clean_source(value: str) -> str | None:
    """The value as a source, or None for an address, a mark, a sentence or nothing."""
    text = value.strip(" |｜/·:：;；,，-—【】[]")
    dates = dates_in(text)
    if dates:
        text = text[: dates[0].start].strip(" |｜/·:：;；,，-—【】[]")
    text = re.split(r"\s{3,}|[|｜]", text)[0].strip()
    if (
        not text
        or len(text) > _LIMIT
        or _NO_SOURCE.search(text)
        or re.search(r"[。！？；]", text)
        or is_report_title(text)
    ):
        return None
    return text


def _beside_bare_date(head: Head, number: int) -> str | None:
    """`市人民防空办公室 2019年03月26日` in one line, or the organ's line right above the date's."""
    text = head.lines[number].text
    if len(text) > 60 or head.lines[number].heading:
        return None
    dates = dates_in(text)
    if dates:
        before, after = text[: dates[0].start].strip(), text[dates[0].end :].strip()
        organ = before or after
        alone = not (before and after)
        return organ if alone and is_organ_name(organ) and label_count(text) == 0 else None
    if number + 1 >= head.before or not is_organ_name(text) or is_report_title(text):
        return None
    following = head.lines[number + 1].text
    dates = dates_in(following)
    bare = bool(dates) and dates[0].start == 0 and dates[0].end == len(following)
    month_only = re.fullmatch(r"20\d\d年\d{1,2}月", following) is not None
    after_title = number > 0 and is_report_title(head.lines[number - 1].text)
    return text if (bare and (after_title or number == 0)) or (month_only and after_title) else None
