"""Comings and goings: new reports, withdrawals, moves, and answers that are not the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from crawler.sample.articles import (
    Answer,
    Article,
    channel_path,
    file_path,
    report_article,
)
from crawler.sample.changes import Stage, dated
from crawler.sample.figures import own_figures
from crawler.sample.organs import BY_ID, TOWN, Publisher
from crawler.sample.texts import report_body

REFUSAL_KINDS = {
    Answer.SOFT_404: "soft_404",
    Answer.REDIRECT_HOME: "soft_404",
    Answer.CHALLENGE_521: "challenge",
    Answer.CHALLENGE_412: "challenge",
    Answer.WAF: "blocked",
    Answer.MAINTENANCE: "maintenance",
    Answer.SPAM: "spam",
    Answer.EMPTY: "empty",
    Answer.LOGIN: "login",
    Answer.DOMAIN_NOTICE: "domain_notice",
}
"""The `metadata.reading.RefusalKind` of each answer that is not the page."""


def publish(stage: Stage, organ: str, report_year: int) -> None:
    """A report appears after its deadline, with today's date."""
    article = dated(report_article(BY_ID[organ], report_year), stage.today)
    stage.change("new_report", article, "new_report", "finding:late", "mended:missing")


def publish_town(stage: Stage) -> None:
    """A town's report appears, with today's date: no law says when it had to."""
    article = report_article(BY_ID["shimenzhen"], 2021)
    body = report_body(TOWN, 2021, own_figures(TOWN, 2021), stage.today)
    article = dated(replace(article, body=body), stage.today)
    stage.change("new_report", article, "new_report", "no_finding:late")


def slip_in(stage: Stage, organ: str, report_year: int) -> None:
    """A report appears that states a date in time, from long before the listings that lacked it.

    Those listings were taken after the deadline: they prove it late, whatever it states.
    """
    article = report_article(BY_ID[organ], report_year)
    expects = ("new_report", "finding:backdated", "finding:late", "mended:missing")
    stage.change("slipped_in", article, *expects, published_on=article.published_on)


def withdraw(stage: Stage, organ: str, report_year: int) -> None:
    """The page answers 404 and its row is gone."""
    article = stage.report(organ, report_year)
    gone = replace(article, answer=Answer.GONE, listed=False)
    stage.change("withdrawn", gone, "withdrawal", how="404")


def unlist(stage: Stage, organ: str, report_year: int) -> None:
    """The row is gone from its list; who knows the address still gets the page."""
    article = stage.report(organ, report_year)
    stage.change("unlisted", replace(article, listed=False), "withdrawal", how="unlisted")


def restore(stage: Stage, organ: str, report_year: int) -> None:
    """A page that was withdrawn is back, text and all."""
    article = stage.report(organ, report_year)
    back = replace(article, answer=Answer.PAGE, listed=True)
    stage.change("restored", back, "restoration", "revision:restored")


def refuse(stage: Stage, organ: str, report_year: int, answer: Answer) -> None:
    """The page's address answers with something that is not the page."""
    article = stage.report(organ, report_year)
    refused = replace(article, answer=answer)
    stage.change("refused", refused, f"refusal:{REFUSAL_KINDS[answer]}", "no_revision", answer=str(answer))


def recover(stage: Stage) -> None:
    """Every address that was refused answers with its page again."""
    for article in list(stage.site.articles.values()):
        if article.answer in REFUSAL_KINDS:
            stage.change("recovered", replace(article, answer=Answer.PAGE), "no_revision")


def close(stage: Stage) -> None:
    """The whole portal answers that it is under maintenance."""
    stage.site.outage = Answer.MAINTENANCE
    stage.note_at("/", "outage", None, None, "refusal:maintenance", "no_revision")


def reopen(stage: Stage) -> None:
    """The portal is back as it was."""
    stage.site.outage = None
    stage.note_at("/", "outage_over", None, None, "no_revision")


MOVED_ON = date(2022, 6, 3)


def migrate(stage: Stage, report_year: int, publisher: Publisher) -> None:
    """Every article of a channel gets a new address; every other old one redirects, the rest are 404."""
    channel = channel_path(report_year, publisher)
    there = [a for a in stage.site.articles.values() if a.folder == channel and a.listed]
    for position, article in enumerate(there):
        redirects = position % 2 == 0 or article.kind != "report"
        _move(stage, article, redirects)


def _move(stage: Stage, article: Article, redirects: bool) -> None:
    number = article.id + 9_000_000
    moved = replace(article, id=number, file=file_path(MOVED_ON, number))
    answer = Answer.REDIRECT_MOVED if redirects else Answer.GONE
    old = replace(article, answer=answer, listed=False, moved_to=moved.path)
    stage.site.put(old)
    stage.site.related[moved.path] = stage.site.related.get(article.path, ())
    how = "301" if redirects else "404"
    stage.change("moved", moved, "revision:moved", old_url=stage.address(article.path), how=how)
