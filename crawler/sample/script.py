"""What happens at each moment of the clock, and what a collection must find of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from crawler.sample.articles import Answer, report_article
from crawler.sample.changes import Stage, dated, figure_text, with_figure, with_text
from crawler.sample.ledger import Event
from crawler.sample.organs import BY_ID
from crawler.sample.site import Site

LAST_MOMENT = 3


def happen(site: Site, moment: int, home: str, today: date) -> tuple[Event, ...]:
    """Changes the site as the script has it for a moment; returns the events for the ledger."""
    stage = Stage(site, moment, home, today)
    for scene in _SCENES.get(moment, ()):
        scene(stage)
    return tuple(stage.events)


def corrected_figure(stage: Stage) -> None:
    """A department corrects one number of table 2."""
    article = stage.report("jiaotong", 2021)
    old = figure_text(article, "permit_decisions")
    new = str(int(old) + 120)
    changed = with_figure(article, "permit_decisions", new)
    stage.change(
        "figure_corrected", changed, "revision:figure_changed", figure="permit_decisions", old=old, new=new
    )


def rewritten_paragraph(stage: Stage) -> None:
    """A paragraph is written anew, without numbers."""
    article = stage.report("minzheng", 2019)
    position = stage.prose(article)[2]
    new = (
        "本年度着力解决群众反映较多的表格难找、口径不清问题，"
        "重新编排了办事事项的公开顺序，把最常用的内容放到最前面。"
    )
    stage.change(
        "paragraph_rewritten",
        with_text(article, position, new),
        "revision:text_rewritten",
        old=article.body[position].text,
        new=new,
    )


def changed_date(stage: Stage) -> None:
    """The stated date is moved back by three weeks."""
    article = stage.report("shuili", 2020)
    new = article.published_on - timedelta(days=21)
    stage.change(
        "date_changed",
        replace(article, published_on=new),
        "revision:date_changed",
        old=article.published_on,
        new=new,
    )


def withdrawal(stage: Stage) -> None:
    """A report answers 404 and is no longer listed."""
    article = stage.report("caizheng", 2017)
    stage.change("withdrawn", replace(article, answer=Answer.GONE, listed=False), "withdrawal")


def late_report(stage: Stage) -> None:
    """A report appears after its deadline, with today's date."""
    article = dated(report_article(BY_ID["shangwu"], 2021), stage.today)
    stage.change("new_report", article, "new_report", "finding:late")


def counters(stage: Stage) -> None:
    """View counters go on."""
    for organ in ("jiaoyu", "huanbao", "zhujian"):
        article = stage.report(organ, 2021)
        dress = replace(article.dress, views=article.dress.views + 37)
        stage.change("counter", replace(article, dress=dress), "no_revision")


_SCENES = {
    1: (corrected_figure, withdrawal, counters),
    2: (rewritten_paragraph, late_report),
    3: (changed_date,),
}
