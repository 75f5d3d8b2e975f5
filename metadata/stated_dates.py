"""The dates a page states: every one kept with its label and place, one chosen as published, one as signed.

Choice of the publication date, by rank, then by nearness to the title:
1 发布日期/发布时间/时间/日期 › 2 公开日期/发文日期 (the box) › 3 a bare date beside the title ›
4 成文/生成/撰写 › 5 更新/添加/信息提供 › 6 meta PubDate, unless it only repeats when the page was generated.
Refused: the page clock (今天是, a weekday), 归档/采集时间, ends and starts of validity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from metadata.body_edges import is_head_row
from metadata.dates import DateInText, compact_date, dates_in
from metadata.heads import Head
from metadata.labels import Field, label_count
from metadata.reading import DateKind, Evidence, FoundDate
from metadata.report_titles import is_organ_name, plain

_KINDS = {
    Field.PUBLISHED: DateKind.PUBLISHED,
    Field.SIGNED: DateKind.SIGNED,
    Field.UPDATED: DateKind.UPDATED,
    Field.DECOY_DATE: DateKind.DECOY,
}
_BOX_LABELS = frozenset({"公开日期", "公开时间", "发文日期"})
_WEAK_LABELS = frozenset({"时间", "日期", "更新时间", "更新日期"})
_NUMBERS = frozenset({Field.INDEX, Field.DOCUMENT_NUMBER})
"""Fields that may be made from a date: 000014349/2021-00012, 5103/2020-12-31-00012."""
_UNSET = frozenset({date(1970, 1, 1), date(1969, 12, 31), date(2099, 12, 31)})
"""What programs write where no day was entered: the first of their calendar, or one as far off as can be."""
_CLOCK = re.compile(r"星期|礼拜|今天|农历|欢迎|天气|农曆")
_GENERATED = ("others", "maketime", "generator-time")
_ATTACHED = re.compile(
    r"^附件|\.(?:docx?|pdf|xlsx?|wps|et|zip|rar|jpe?g|png)\b|^\d[.、]|^联系|^(?:抄送|主办|附[:：])", re.I
)
_LAST_LINES = 12


@dataclass(frozen=True, slots=True)
class StatedDates:
    """The dates of a page and the two that were chosen, with the reasons."""

    found: tuple[FoundDate, ...]
    published: FoundDate | None
    signed: FoundDate | None
    evidence: tuple[Evidence, ...]


NO_DATES = StatedDates((), None, None, ())
"""Of a page that lists others: its dates are theirs."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    rank: int
    distance: int
    found: FoundDate


def stated_dates(head: Head, title: str | None, body_lines: Sequence[str]) -> StatedDates:
    """All dates of head and meta tags and the sign-off of the body, with the choices made."""
    title_at = _title_at(head, title)
    candidates = [*_labelled(head, title_at), *_bare(head, title_at), *_metas(head)]
    signed = _sign_off(body_lines)
    ranked = sorted((c for c in candidates if c.rank), key=lambda c: (c.rank, c.distance))
    published = ranked[0].found if ranked else None
    if signed is None:
        signed = next((c.found for c in candidates if c.found.kind is DateKind.SIGNED), None)
    found = [c.found for c in candidates]
    if signed is not None and signed not in found:
        found.append(signed)
    evidence = []
    if published is not None:
        step = published.label or (
            "bare date beside the title" if published.place.startswith("line") else "meta"
        )
        evidence.append(Evidence("published_on", step, published.place, published.quote))
    if signed is not None:
        evidence.append(Evidence("signed_on", signed.label or "sign-off", signed.place, signed.quote))
    return StatedDates(tuple(found), published, signed, tuple(evidence))


def _title_at(head: Head, title: str | None) -> int:
    if not title:
        return -1
    words = plain(title)
    for number in range(head.before - 1, -1, -1):
        line = plain(head.lines[number].text)
        if words and len(line) > 3 and (words.startswith(line) or words.endswith(line)):
            return number
    return head.before


def _found(kind: DateKind, label: str, place: str, quote: str, date_: DateInText) -> FoundDate:
    return FoundDate(kind, date_.value, label, place, quote, date_.clock)


def _labelled(head: Head, title_at: int) -> Iterator[_Candidate]:
    for value in head.all_of(*_KINDS):
        dates = dates_in(value.value) or _compact(value.value)
        if not dates or (dates[0].start > 4 and value.field is not Field.DECOY_DATE):
            continue
        weak = plain(value.label) in _WEAK_LABELS and _CLOCK.search(value.value[:40]) is not None
        kind = DateKind.DECOY if weak or dates[0].value in _UNSET else _KINDS[value.field]
        place = f"line {head.numbers[value.line]}"
        quote = f"{value.label}:{value.value[: dates[0].end]}"
        distance = abs(value.line - title_at)
        yield _Candidate(
            _rank(kind, value.label), distance, _found(kind, value.label, place, quote, dates[0])
        )


def _compact(value: str) -> tuple[DateInText, ...]:
    found = compact_date(value)
    return (DateInText(found, None, 0, len(value)),) if found else ()


def _rank(kind: DateKind, label: str) -> int:
    if kind is DateKind.PUBLISHED:
        return 2 if plain(label) in _BOX_LABELS else 1
    return {DateKind.SIGNED: 4, DateKind.UPDATED: 5}.get(kind, 0)


def _bare(head: Head, title_at: int) -> Iterator[_Candidate]:
    """Dates without a label: beside the title they publish, elsewhere in the head they are decoys."""
    for number, line in enumerate(head.lines):
        text = line.text
        if len(text) > 200 or line.hidden or number == title_at or line.links > len(text) * 0.5:
            continue
        dates = dates_in(text)
        if not dates or _is_labelled(head, number, dates[0], text):
            continue
        clock = bool(_CLOCK.search(text)) or number >= head.before
        near = -3 <= number - title_at <= 5 or _beside_fields(head, number)
        before = text[: dates[0].start].strip(" [(（【|")
        after = text[dates[0].end :].strip(" ])）】|")
        own_line = not before or is_organ_name(before) or label_count(before) > 0
        ends_well = len(after) < 3 or label_count(after) > 0 or after[0] in "(（" or is_organ_name(after)
        publishes = near and own_line and ends_well and not clock and line.heading == 0
        kind = DateKind.PUBLISHED if publishes else DateKind.DECOY
        if publishes or clock:
            place = f"line {head.numbers[number]}"
            found = _found(kind, "", place, text[:80], dates[0])
            yield _Candidate(3 if publishes else 0, abs(number - title_at), found)


def _beside_fields(head: Head, number: int) -> bool:
    """Whether the line above or below is a row of fields, so that the date is one of them."""
    around = (at for at in (number - 1, number + 1) if 0 <= at < head.before)
    return any(is_head_row(head.lines[at].text) for at in around)


def _is_labelled(head: Head, number: int, found: DateInText, text: str) -> bool:
    quote = text[found.start : found.end].strip()
    return any(
        quote in value.value
        and value.line in {number, number - 1}
        and (value.field in _KINDS or value.field in _NUMBERS)
        for value in head.values
        if value.value
    )


def _metas(head: Head) -> Iterator[_Candidate]:
    generated = {day for name in _GENERATED if (day := _meta_day(head.meta(name) or ""))}
    for name in ("PubDate", "publishdate", "firstpublishedtime", "article:published_time"):
        content = head.meta(name)
        day = _meta_day(content or "")
        if content is None or day is None:
            continue
        regenerated = day in generated or day in _UNSET
        kind = DateKind.DECOY if regenerated else DateKind.META
        yield _Candidate(0 if regenerated else 6, 0, FoundDate(kind, day, name, f"meta {name}", content))


def _meta_day(content: str) -> date | None:
    found = dates_in(content)
    return found[0].value if found else compact_date(content)


def _sign_off(body_lines: Sequence[str]) -> FoundDate | None:
    """The date under the text, alone or after the organ; else the one under the body's title."""
    checked = 0
    for number in range(len(body_lines) - 1, -1, -1):
        text = body_lines[number]
        if _ATTACHED.search(text) and len(text) < 80:
            continue
        checked += 1
        if checked > _LAST_LINES or len(body_lines) - number > 40:
            break
        if found := _date_line(text):
            return FoundDate(DateKind.SIGNED, found.value, "", f"body line {number}", text[:60])
        if checked > 3 and len(text) > 60:
            break
    for number, text in enumerate(body_lines[:4]):
        if len(text) < 40 and (found := _date_line(text)):
            return FoundDate(DateKind.SIGNED, found.value, "", f"body line {number}", text)
    return None


def _date_line(text: str) -> DateInText | None:
    if len(text) > 60:
        return None
    dates = dates_in(text)
    if not dates:
        return None
    last = dates[-1]
    before = text[: last.start].strip(" (（[【")
    after = text[last.end :].strip(" )）]】。.印发")
    if after or (before and not is_organ_name(before)) or len(dates) > 1:
        return None
    return last
