"""An article of the portal: what it says, how it is dressed, where it lies, and how it is answered."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from crawler.sample.blocks import Body
from crawler.sample.figures import figures
from crawler.sample.organs import BY_ID, Organ, Publisher
from crawler.sample.texts import report_body

ROOT = "/zwgk/zfxxgkndgzbg/"


class Markup(StrEnum):
    """How the body's HTML was made."""

    PLAIN = "plain"
    WORD = "word"
    """Pasted from Word: MsoNormal paragraphs, spans around runs, `<o:p>`."""
    WORD_CHARACTERS = "word_characters"
    """The same with one character in a span."""


class Answer(StrEnum):
    """How the server answers a request for the article."""

    PAGE = "page"
    GONE = "gone"
    SOFT_404 = "soft_404"
    REDIRECT_HOME = "redirect_home"
    REDIRECT_MOVED = "redirect_moved"
    CHALLENGE_521 = "challenge_521"
    CHALLENGE_412 = "challenge_412"
    WAF = "waf"
    MAINTENANCE = "maintenance"
    SPAM = "spam"
    EMPTY = "empty"
    LOGIN = "login"
    DOMAIN_NOTICE = "domain_notice"


@dataclass(frozen=True, slots=True)
class Dress:
    """What a person does not read: charset, markup and everything around the body."""

    charset: str = "utf-8"
    markup: Markup = Markup.PLAIN
    theme: int = 0
    attributes_reversed: bool = False
    session: str = ""
    stamp: str = ""
    """What the meta tag PubDate says instead of the date; a CMS that made the page again writes its clock."""
    views: int = 0
    footer: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `folder` is its channel's path, `file` the path below it; `moved_to` a full path.

    `listed` says whether a channel lists it: that of its folder, or the channel `listing`.
    """

    id: int
    organ: str
    report_year: int
    folder: str
    file: str
    title: str
    published_on: date
    signed_on: date | None
    source: str
    body: Body
    kind: str = "report"
    listed: bool = True
    listing: str = ""
    answer: Answer = Answer.PAGE
    moved_to: str = ""
    dress: Dress = field(default_factory=Dress)

    @property
    def path(self) -> str:
        """The path of its URL."""
        return self.folder + self.file

    @property
    def channel(self) -> str:
        """The path of the channel that lists it."""
        return self.listing or self.folder

    @property
    def is_file(self) -> bool:
        """Whether the listing leads straight to a PDF."""
        return self.file.endswith(".pdf")


def channel_path(report_year: int, publisher: Publisher) -> str:
    """The path of the channel that lists a publisher's reports for a year."""
    return f"{ROOT}{report_year}n/{publisher}/"


def file_path(url_date: date, article_id: int, suffix: str = "html") -> str:
    """The TRS path below a channel; attached files take a P and a zero in front of the date."""
    if suffix == "html":
        return f"{url_date:%Y%m}/t{url_date:%Y%m%d}_{article_id}.html"
    return f"{url_date:%Y%m}/P0{url_date:%Y%m%d}{article_id}.{suffix}"


_TITLES = (
    "{organ}{year}年政府信息公开工作年度报告",
    "{organ}{year}年度政府信息公开工作年度报告",
    "{year}年{organ}政府信息公开工作年度报告",
    "{organ}关于{year}年度政府信息公开工作情况的报告",
    "{organ}{year}年政府信息公开年度报告",
)
MIGRATED_ON = date(2017, 6, 12)
"""Every URL of report years up to 2015 carries this date: the portal was moved once before."""


def report_dates(organ: Organ, report_year: int) -> tuple[date, date]:
    """When the report was signed and when it was published, both before the deadline of its kind and year."""
    rng = random.Random(f"{organ.id}/{report_year}/dates")
    if report_year <= 2018 or organ.aggregate:
        published = date(report_year + 1, 3, 1) + timedelta(days=rng.randint(0, 27))
    else:
        published = date(report_year + 1, 1, 11) + timedelta(days=rng.randint(0, 17))
    return published - timedelta(days=rng.choice((0, 1, 2, 3, 5, 8))), published


@cache
def report_article(organ: Organ, report_year: int) -> Article:
    """The report of an organ for a year, as the portal first shows it."""
    rng = random.Random(f"{organ.id}/{report_year}/article")
    signed_on, published_on = report_dates(organ, report_year)
    url_date = max(published_on, MIGRATED_ON) if report_year <= 2015 else published_on
    article_id = article_number(organ, report_year)
    name = organ.name(report_year)
    return Article(
        id=article_id,
        organ=organ.id,
        report_year=report_year,
        folder=channel_path(report_year, organ.publisher),
        file=file_path(url_date, article_id),
        title=rng.choice(_TITLES).format(organ=name.full, year=report_year),
        published_on=published_on,
        signed_on=signed_on,
        source=rng.choice((name.short, name.short, name.full)),
        body=report_body(organ, report_year, figures(organ.id, report_year), signed_on),
        dress=_first_dress(organ, report_year),
    )


def article_number(organ: Organ, report_year: int, what: int = 0) -> int:
    """A document number that grows with the years and is unique on the portal."""
    position = list(BY_ID).index(organ.id)
    return 3_100_000 + (report_year - 2014) * 61_000 + position * 517 + what


def _first_dress(organ: Organ, report_year: int) -> Dress:
    rng = random.Random(f"{organ.id}/{report_year}/dress")
    charset = "gbk" if report_year <= 2016 or organ.id == "liuwan" else "utf-8"
    markup = rng.choice((Markup.PLAIN, Markup.PLAIN, Markup.WORD, Markup.WORD, Markup.WORD_CHARACTERS))
    if organ.id == "beizhou" and report_year >= 2020:
        return Dress(charset, markup, 3)
    theme = 0 if report_year <= 2016 else 1 if report_year <= 2019 else 2
    return Dress(charset, markup, theme, views=rng.randint(12, 900))
