"""The reading: what one version of the reader made of one page. Values only, no rules.

A reading is a pure function of the bytes served, their Content-Type and their URL, so it can be made
again from the archive at any time; nothing in it is evidence, everything in it points to evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Scope(StrEnum):
    """Whose work a report covers (DOMAIN: an office's own report, or a government's aggregate)."""

    OWN = "own"
    AGGREGATE = "aggregate"


class Kind(StrEnum):
    """What a page is."""

    REPORT = "report"
    """An annual disclosure report."""
    ABOUT_REPORT = "about_report"
    """Something about a report that is not it: 解读, 图解, 通知, 汇总页, 统计表."""
    OTHER = "other"
    """Any other page."""


class DateKind(StrEnum):
    """Which date a found date is; never merged into one (see the words in docs)."""

    PUBLISHED = "published"
    SIGNED = "signed"
    URL = "url"
    UPDATED = "updated"
    META = "meta"
    ID_CLOCK = "id_clock"
    DECOY = "decoy"
    """Printed on the page, but not about it: page clock, archiving time, a law's date."""


class RefusalKind(StrEnum):
    """Why a response is not the page that was asked for."""

    CHALLENGE = "challenge"
    BLOCKED = "blocked"
    LOGIN = "login"
    SOFT_404 = "soft_404"
    ERROR_SHELL = "error_shell"
    EMPTY = "empty"
    DOMAIN_NOTICE = "domain_notice"
    MAINTENANCE = "maintenance"
    SPAM = "spam"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """One date of the page: its value, the label before it, where it stood and what was written there."""

    kind: DateKind
    value: date
    label: str
    place: str
    quote: str
    clock: time | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field has its value: the step of the chain that found it, the place, and the words."""

    field: str
    step: str
    place: str
    quote: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the body and where its part of `Reading.text` begins and ends (character offsets)."""

    level: int
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the body, spans resolved: every row has the same number of cells, as written.

    `start` and `end` are the character offsets of the table's own lines in `Reading.text`, where a row is
    one line and its cells are parted by a tab.
    """

    rows: tuple[tuple[str, ...], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file or picture of the body that the text does not hold: absolute URL, name as linked, suffix."""

    url: str
    name: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """The response is not the page: what it is instead, and the words or the mark that show it."""

    kind: RefusalKind
    quote: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What reader version `reader_version` made of one response. Fields that the page does not state are None.

    `text` is the body as a person reads it: paragraphs and table rows on lines of their own, no chrome.
    `shown_digest` is the SHA-256, hexadecimal, of every word that the page shows, its chrome included and white
    space aside: of two captures with one text, those with one such digest differ in their markup only.
    """

    url: str
    reader_version: int
    charset: str
    kind: Kind
    title: str | None
    organ: str | None
    source: str | None
    published_on: date | None
    signed_on: date | None
    url_date: date | None
    report_year: int | None
    period_start: date | None
    period_end: date | None
    scope: Scope | None
    text: str
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    attachments: tuple[Attachment, ...]
    dates: tuple[FoundDate, ...]
    evidence: tuple[Evidence, ...]
    refusal: Refusal | None
    shown_digest: str | None = None
