"""The prose of the sample reports: phrases drawn by seed, filled with an organ's words and its figures."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from crawler.sample import phrases
from crawler.sample.blocks import Block, Body, heading, paragraph, signature, subheading, table
from crawler.sample.figures import Figures
from crawler.sample.organs import Organ
from crawler.sample.tables import tables_of

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_NUMERALS = "零一二三四五六七八九十"

SECTIONS_TABLE = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
SECTIONS_FREE = (
    "概述",
    "主动公开政府信息情况",
    "依申请公开和不予公开政府信息情况",
    "政府信息公开收费及减免情况",
    "因政府信息公开申请行政复议、提起行政诉讼情况",
    "存在的主要问题及改进措施",
)


class Speaker:
    """Draws phrases for one report; no phrase twice in a row of draws from the same pool."""

    def __init__(self, organ: Organ, report_year: int, slots: Mapping[str, object], seed: str) -> None:
        self._rng = random.Random(f"{organ.id}/{report_year}/{seed}")
        name = organ.name(report_year)
        self._slots = {
            "organ": name.full,
            "short": name.short,
            "year": report_year,
            "law": "第五十条" if report_year >= 2019 else "第三十二条",
            **slots,
        }
        self._topics = organ.topics
        self.report_year = report_year

    def say(self, phrase: str, **slots: object) -> str:
        """One phrase with its choices made and its slots filled; topics are drawn afresh."""
        rng = self._rng
        text = _CHOICE.sub(lambda match: rng.choice(match.group(1).split("|")), phrase)
        topics = dict(zip(("t1", "t2", "t3", "t4"), rng.sample(self._topics, 4), strict=True))
        return text.format(**topics, **{**self._slots, **slots})

    def one(self, pool: Sequence[str], **slots: object) -> str:
        """One phrase of the pool."""
        return self.say(self._rng.choice(pool), **slots)

    def some(self, pool: Sequence[str], fewest: int, most: int) -> list[str]:
        """Between `fewest` and `most` different phrases of the pool."""
        return [self.say(phrase) for phrase in self._rng.sample(pool, self._rng.randint(fewest, most))]

    def paragraphs(self, sentences: Sequence[str]) -> Iterator[Block]:
        """The sentences as paragraphs of one to three."""
        rest = list(sentences)
        while rest:
            taken = self._rng.randint(1, 3)
            yield paragraph("".join(rest[:taken]))
            rest = rest[taken:]

    def number(self, low: int, high: int) -> int:
        """A number between the two, both included."""
        return self._rng.randint(low, high)


def report_body(organ: Organ, report_year: int, figures: Figures, signed_on: date) -> Body:
    """The whole body of a report in the format of its year."""
    slots: dict[str, object] = {**figures.prose, **figures.annex}
    if figures.table3:
        slots |= {row: cells["total"] for row, cells in figures.table3.items()}
        slots["review_total"] = figures.table4["review"]["total"]
        slots["suit_total"] = sum(figures.table4[b]["total"] for b in ("suit_direct", "suit_after_review"))
    speaker = Speaker(organ, report_year, slots, "text")
    sections = SECTIONS_TABLE if figures.table3 else SECTIONS_FREE
    parts = _table_sections(speaker, figures) if figures.table3 else _free_sections(speaker)
    blocks: list[Block] = [*_opening(speaker, sections)]
    for position, (title, content) in enumerate(zip(sections, parts, strict=True)):
        blocks.append(heading(f"{_NUMERALS[position + 1]}、{title}"))
        blocks += content
    if figures.annex:
        blocks.append(paragraph("附表：政府信息公开情况统计表"))
        blocks.append(table(tables_of(figures)[0]))
    blocks.append(signature(organ.name(report_year).full))
    blocks.append(signature(f"{signed_on.year}年{signed_on.month}月{signed_on.day}日"))
    return tuple(blocks)


def _opening(speaker: Speaker, sections: tuple[str, ...]) -> Iterator[Block]:
    count = _NUMERALS[len(sections)]
    sentences = [
        speaker.one(phrases.INTRO),
        speaker.one(phrases.PARTS, parts="、".join(sections), count=count),
        speaker.one(phrases.PERIOD),
    ]
    street = phrases.STREETS[speaker.number(0, len(phrases.STREETS) - 1)]
    sentences.append(speaker.one(phrases.CONTACT, street=street, door=speaker.number(1, 290)))
    return speaker.paragraphs(sentences)


def _numbered(titles: Sequence[str], parts: Sequence[Sequence[Block]]) -> Iterator[Block]:
    for position, (title, part) in enumerate(zip(titles, parts, strict=True)):
        yield subheading(f"（{_NUMERALS[position + 1]}）{title}")
        yield from part


def _requests(speaker: Speaker, pools: Sequence[Sequence[str]]) -> list[str]:
    return [*(speaker.one(pool) for pool in pools), *speaker.some(phrases.REQUESTS_MORE, 2, 4)]


def _table_sections(speaker: Speaker, figures: Figures) -> list[list[Block]]:
    titles = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")
    parts = (
        [*speaker.some(phrases.PROACTIVE, 3, 5), speaker.one(phrases.COUNTS)],
        _requests(speaker, (phrases.REQUESTS_TABLE,)),
        speaker.some(phrases.MANAGEMENT, 2, 4),
        speaker.some(phrases.PLATFORM, 2, 4),
        [speaker.one(phrases.SUPERVISION), *speaker.some(phrases.SUPERVISION_MORE, 1, 3)],
    )
    second, third, fourth = tables_of(figures)
    fees = phrases.FEES_TABLE_2020 if speaker.report_year >= 2020 else phrases.FEES_TABLE
    general = [*speaker.paragraphs(speaker.some(phrases.GENERAL, 3, 5))]
    general += _numbered(titles, [[*speaker.paragraphs(part)] for part in parts])
    return [
        general,
        [table(second)],
        [table(third)],
        [table(fourth)],
        _problems(speaker),
        [*speaker.paragraphs([*speaker.some(phrases.OTHER[2:], 0, 1), speaker.one(fees)])],
    ]


def _free_sections(speaker: Speaker) -> list[list[Block]]:
    general = speaker.some(phrases.GENERAL, 4, 6) + speaker.some(phrases.MANAGEMENT, 1, 3)
    general += [speaker.one(phrases.SUPERVISION), *speaker.some(phrases.SUPERVISION_MORE, 1, 2)]
    proactive = [speaker.one(phrases.COUNTS), *speaker.some(phrases.PROACTIVE, 3, 6)]
    proactive += [speaker.one(phrases.READING_ALOUD), *speaker.some(phrases.PLATFORM, 2, 4)]
    return [
        [*speaker.paragraphs(general)],
        [*speaker.paragraphs(proactive)],
        [*speaker.paragraphs(_requests(speaker, (phrases.REQUESTS_FREE, phrases.ANSWERS_FREE)))],
        [paragraph(speaker.one(phrases.FEES))],
        [paragraph(speaker.one(phrases.REVIEWS))],
        _problems(speaker),
    ]


def _problems(speaker: Speaker) -> list[Block]:
    problems = dict(zip(("p1", "p2", "p3"), speaker.some(phrases.PROBLEMS, 3, 3), strict=True))
    remedies = dict(zip(("r1", "r2", "r3"), speaker.some(phrases.REMEDIES, 3, 3), strict=True))
    return [
        paragraph(speaker.one(phrases.PROBLEM_LEADS, **problems)),
        paragraph(speaker.one(phrases.REMEDY_LEADS, **remedies)),
    ]


def notice_body(organ: Organ, report_year: int) -> Body:
    """A notice that asks for the reports: no report itself."""
    speaker = Speaker(organ, report_year, {}, "notice")
    return tuple(paragraph(speaker.say(phrase)) for phrase in phrases.NOTICE_BODY)


def explanation_body(organ: Organ, report_year: int) -> Body:
    """A piece that explains a report: no report itself."""
    speaker = Speaker(organ, report_year, {}, "explanation")
    return tuple(paragraph(speaker.say(phrase)) for phrase in phrases.EXPLAIN_BODY)


def spare_sentences(speaker: Speaker) -> list[str]:
    """A few sentences that count nothing, for paragraphs that are added or written anew."""
    return speaker.some(phrases.PLATFORM + phrases.SUPERVISION_MORE + phrases.MANAGEMENT, 2, 3)
