"""A report that is an earlier one, or another organ's, with the year and the name changed.

Reports share headings, formulas and the law's words, so single sentences in common say nothing; what counts
is the share of a report's own prose that stands in the other one, years and figures aside, and that the
numbers stayed the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from metadata.checks.english import counted
from metadata.checks.finding import Finding, Severity
from metadata.dates import half_width
from metadata.figures import Quote
from metadata.figures.prose import Worded, prose_sentences

COPIED_SHARE = 0.85
"""Of the characters of a report's longer sentences. On the sample portal two years of one organ share at most
21 %, two organs 19 %, the copied report 100 %."""
SAME_NUMBERS_SHARE = 0.6
"""Of the numbers in shared sentences: those of a report that only keeps its wording change from year to year."""
_LONG = 20
_LEAST = 300
"""Characters; a shorter report says little in anybody's words."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FORM = re.compile(r"统计期限|如对本报告|条例》|联系地址|邮编|门户网站.{0,12}(?:下载|查阅)|信息处理费|未收取")
"""Sentences that every report of an organ has."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of one report stands in another: `share` of its characters, `same_numbers` of their numbers.

    `same` are its sentences that the other has too, `different` those that it has for itself.
    """

    share: float
    same_numbers: float
    same: tuple[Quote, ...]
    different: tuple[Quote, ...]
    characters: int


@dataclass(frozen=True, slots=True)
class Wording:
    """A report's own longer sentences, each with its form: the words without years, figures and white space."""

    sentences: tuple[tuple[str, Quote], ...]


def wording_of(report: Worded) -> Wording:
    """The wording of a report, to be compared with any number of others."""
    return Wording(tuple((_form(sentence.text), sentence) for sentence in _own_sentences(report)))


def likeness(wording: Wording, other: Wording) -> Likeness:
    """Compare the prose of two reports sentence by sentence, years, figures and white space aside."""
    theirs = dict(other.sentences)
    same, different = [], []
    numbers = equal = 0
    for form, sentence in wording.sentences:
        match = theirs.get(form)
        if match is None:
            different.append(sentence)
            continue
        same.append(sentence)
        pairs = list(zip(_numbers(sentence.text), _numbers(match.text), strict=False))
        numbers += len(pairs)
        equal += sum(one == two for one, two in pairs)
    shared = sum(len(sentence.text) for sentence in same)
    whole = shared + sum(len(sentence.text) for sentence in different)
    return Likeness(
        shared / whole if whole else 0.0,
        equal / numbers if numbers else 1.0,
        tuple(same),
        tuple(different),
        whole,
    )


def copied(wording: Wording, other: Wording, other_name: str) -> Iterator[Finding]:
    """`boilerplate`: nearly all of the report's own prose stands in `other` with the same numbers.

    `other` is an earlier report of the same organ, or any report of another one; two pages of the same report
    must not be compared. Short reports are not judged.
    """
    found = likeness(wording, other)
    if found.characters < _LEAST or found.share < COPIED_SHARE or found.same_numbers < SAME_NUMBERS_SHARE:
        return
    percent = round(found.share * 100)
    differing = "；".join(sentence.text[:40] for sentence in found.different[:3])
    yield Finding(
        "boilerplate",
        Severity.WARNING,
        f"正文{percent}%的文字与“{other_name}”相同（年份除外）"
        + (f"，不同之处：{differing}。" if differing else "。"),
        f"{percent} % of the prose is that of {other_name}, the year aside, "
        f"with {counted(len(found.different), 'sentence')} of its own.",
        (*found.different[:5], *found.same[:3]),
    )


def _own_sentences(report: Worded) -> Iterator[Quote]:
    for sentence in prose_sentences(report):
        if len(sentence.text) >= _LONG and not _FORM.search(sentence.text):
            yield sentence


def _form(text: str) -> str:
    words = re.sub(r"\s", "", half_width(text))
    return _NUMBER.sub("#", words)


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(_YEAR.sub("", half_width(text)))
