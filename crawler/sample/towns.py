"""Reports of many invented towns in a channel of their own: what benchmarks crawl."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from crawler.sample.articles import Article, Markup, file_path, report_dates
from crawler.sample.figures import own_figures
from crawler.sample.organs import CITY, DISTRICTS, REPORT_YEARS, TOWN, Name, Organ
from crawler.sample.pages import Link
from crawler.sample.site import Channel, Site
from crawler.sample.texts import report_body

TOWNS = "/zwgk/xzjdndbg/"
_FIRST = "东西南北上下前后大小新老青白金玉龙凤云松"
_SECOND = "桥河山溪岭塘湾坪田营"
_KINDS = ("镇", "乡", "街道")
_FIRST_NUMBER = 7_000_000


def add_towns(site: Site, count: int) -> None:
    """Adds a channel with `count` town reports to the site, none for 0.

    Raises ValueError for more than there are names for.
    """
    if count == 0:
        return
    towns = [first + second + kind for first, second, kind in product(_FIRST, _SECOND, _KINDS)]
    if count > len(towns) * len(REPORT_YEARS):
        raise ValueError(f"at most {len(towns) * len(REPORT_YEARS)} extra articles, not {count}")
    name = "乡镇街道政府信息公开工作年度报告"
    crumbs = (Link("/", "首页"), Link("/zwgk/", "政务公开"), Link(TOWNS, name))
    site.add_channels([Channel(TOWNS, name, crumbs, ())])
    for number in range(count):
        year = REPORT_YEARS[number % len(REPORT_YEARS)]
        site.put(_report(towns[number // len(REPORT_YEARS)], year, number))


def _report(town: str, report_year: int, number: int) -> Article:
    """One town's report, in Word's markup: with the page around it some 55 KB."""
    district = DISTRICTS[sum(map(ord, town)) % len(DISTRICTS)]
    place = district.names[0].full.removeprefix(CITY).removesuffix("人民政府")
    name = Name(0, f"{CITY}{place}{town}人民政府", town)
    organ = Organ(f"town-{town}", TOWN.publisher, district.division, (name,), TOWN.topics, 0.2, town=True)
    signed_on, published_on = report_dates(organ, report_year)
    figures = own_figures(organ, report_year)
    article = Article(
        id=_FIRST_NUMBER + number,
        organ=organ.id,
        report_year=report_year,
        folder=TOWNS,
        file=file_path(published_on, _FIRST_NUMBER + number),
        title=f"{name.full}{report_year}年政府信息公开工作年度报告",
        published_on=published_on,
        signed_on=signed_on,
        source=town,
        body=report_body(organ, report_year, figures, signed_on),
    )
    return replace(article, dress=replace(article.dress, markup=Markup.WORD, theme=1))
