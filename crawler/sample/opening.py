"""The portal as it stands before its clock moves: every report, and the rows that are no reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from crawler.sample.articles import (
    Article,
    Dress,
    article_number,
    channel_path,
    file_path,
    report_article,
)
from crawler.sample.organs import BY_ID, CITY_GOVERNMENT, ORGANS, REPORT_YEARS, Publisher
from crawler.sample.pages import Link
from crawler.sample.site import Site
from crawler.sample.texts import explanation_body, notice_body

WITHHELD = frozenset({("shangwu", 2021), ("shenji", 2018), ("shenji", 2020)})
"""Reports that the portal does not show at first; the script adds some of them later."""


def opening_site() -> Site:
    """The site at moment 0, without the script's moment 0."""
    site = Site({})
    for year in REPORT_YEARS:
        for organ in ORGANS:
            if (organ.id, year) not in WITHHELD:
                site.put(report_article(organ, year))
        site.put(notice_article(year))
        site.put(explanation_article(year))
    for article in site.articles.values():
        site.related[article.path] = _related(site, article)
    return site


def _related(site: Site, article: Article) -> tuple[Link, ...]:
    """The organ's other reports, as the page was made; later events do not touch these links."""
    others = [a for a in site.articles.values() if a.organ == article.organ and a.path != article.path]
    return tuple(Link(other.path, other.title) for other in others[:3])


def notice_article(report_year: int) -> Article:
    """The notice that asks departments for their reports."""
    office = BY_ID["zhengfuban"]
    published = report_article(office, report_year).published_on - timedelta(days=40)
    number = article_number(office, report_year, 11)
    return Article(
        id=number,
        organ=office.id,
        report_year=report_year,
        folder=channel_path(report_year, Publisher.DEPARTMENTS),
        file=file_path(published, number),
        title=f"关于做好{report_year}年度政府信息公开工作年度报告编制和报送工作的通知",
        published_on=published,
        signed_on=None,
        source=office.name(report_year).short,
        body=notice_body(office, report_year),
        kind="notice",
        dress=Dress(theme=1),
    )


def explanation_article(report_year: int) -> Article:
    """The piece that explains the city's report."""
    report = report_article(CITY_GOVERNMENT, report_year)
    published = report.published_on + timedelta(days=2)
    number = article_number(CITY_GOVERNMENT, report_year, 12)
    return replace(
        report,
        id=number,
        folder=channel_path(report_year, Publisher.DEPARTMENTS),
        file=file_path(published, number),
        title=f"【解读】一图读懂清川市{report_year}年政府信息公开工作年度报告",
        published_on=published,
        signed_on=None,
        body=explanation_body(CITY_GOVERNMENT, report_year),
        kind="explanation",
        dress=Dress(theme=1),
    )
