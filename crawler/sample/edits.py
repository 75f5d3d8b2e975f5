"""Changes to what a person reads: each is one revision of one page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from crawler.sample.articles import Article, report_article
from crawler.sample.blocks import BlockKind
from crawler.sample.changes import (
    Stage,
    figure_text,
    prose,
    signed,
    with_figure,
    with_more,
    with_replaced,
    with_text,
    without,
)
from crawler.sample.organs import BY_ID, SUCCESSOR
from crawler.sample.planted import attached
from crawler.sample.report_pdf import report_pdf
from crawler.sample.texts import Speaker, spare_sentences


def correct(stage: Stage, organ: str, report_year: int, key: str, more: int, *expects: str) -> None:
    """One table cell gets another number."""
    article = stage.report(organ, report_year)
    old = figure_text(article, key)
    new = str(int(old) + more)
    detail = {"figure": key, "old": old, "new": new}
    stage.change(
        "figure_corrected", with_figure(article, key, new), "revision:figure_changed", *expects, **detail
    )


def _sentences(article: Article, seed: str) -> str:
    organ = BY_ID[article.organ]
    return "".join(spare_sentences(Speaker(organ, article.report_year, {}, seed)))


def rewrite(stage: Stage, organ: str, report_year: int, which: int) -> None:
    """A paragraph says something else."""
    article = stage.report(organ, report_year)
    position = prose(article)[which]
    new = _sentences(article, f"rewritten{stage.moment}")
    detail = {"old": article.body[position].text, "new": new}
    changed = with_text(article, position, new)
    stage.change("paragraph_rewritten", changed, "revision:text_rewritten", **detail)


def add(stage: Stage, organ: str, report_year: int, which: int) -> None:
    """A paragraph is added."""
    article = stage.report(organ, report_year)
    new = _sentences(article, f"added{stage.moment}")
    changed = with_more(article, prose(article)[which], new)
    stage.change("paragraph_added", changed, "revision:text_added", new=new)


def remove(stage: Stage, organ: str, report_year: int, which: int) -> None:
    """A paragraph is taken out."""
    article = stage.report(organ, report_year)
    position = prose(article)[which]
    old = article.body[position].text
    stage.change("paragraph_removed", without(article, position), "revision:text_removed", old=old)


def reorder(stage: Stage, organ: str, report_year: int) -> None:
    """A paragraph moves to another place, unchanged."""
    article = stage.report(organ, report_year)
    positions = prose(article)
    moved = article.body[positions[1]]
    shorter = without(article, positions[1])
    target = positions[-3]
    body = (*shorter.body[:target], moved, *shorter.body[target:])
    stage.change("paragraph_moved", replace(article, body=body), "revision:text_reordered", text=moved.text)


def change_date(
    stage: Stage, organ: str, report_year: int, published_on: date, signed_on: date | None, *expects: str
) -> None:
    """The stated date changes, and the signed one where `signed_on` names another."""
    article = stage.report(organ, report_year)
    changed = article if signed_on is None else signed(article, signed_on)
    changed = replace(changed, published_on=published_on)
    detail = {"old": article.published_on, "new": published_on}
    stage.change("date_changed", changed, "revision:date_changed", *expects, **detail)


def change_source(stage: Stage, organ: str, report_year: int, source: str) -> None:
    """The page names another source."""
    article = stage.report(organ, report_year)
    changed = replace(article, source=source)
    stage.change("source_changed", changed, "revision:source_changed", old=article.source, new=source)


def change_title(stage: Stage, organ: str, report_year: int, title: str) -> None:
    """The page has another title; `{organ}` stands for the organ's name."""
    article = stage.report(organ, report_year)
    new = title.format(organ=BY_ID[organ].name(report_year).full)
    stage.change(
        "title_changed", replace(article, title=new), "revision:title_changed", old=article.title, new=new
    )


def repunctuate(stage: Stage, organ: str, report_year: int, which: int) -> None:
    """Commas become semicolons in one paragraph, and nothing else changes."""
    article = stage.report(organ, report_year)
    position = prose(article)[which]
    old = article.body[position].text
    new = old.replace("，", "；")
    detail = {"old": old, "new": new}
    changed = with_text(article, position, new)
    stage.change("punctuation_changed", changed, "revision:punctuation_only", **detail)


def take_over(stage: Stage, report_year: int) -> None:
    """人民防空办公室 has become 国防动员办公室: title and source say so, the text stays."""
    article = stage.report("renfang", report_year)
    old = BY_ID["renfang"].name(report_year).full
    title = article.title.replace(old, SUCCESSOR.full)
    expects = ("revision:taken_over", "revision:title_changed", "revision:source_changed")
    changed = replace(article, title=title, source=SUCCESSOR.short)
    stage.change("taken_over", changed, *expects, old=old, new=SUCCESSOR.full)


def new_format(stage: Stage) -> None:
    """A report in last era's tables is put into the right ones."""
    article = stage.report("shiqiao", 2021)
    changed = replace(article, body=report_article(BY_ID["shiqiao"], 2021).body)
    expects = ("revision:tables_era_changed", "mended:stale_format")
    stage.change("format_corrected", changed, *expects)


def replace_attachment(stage: Stage, organ: str, report_year: int) -> None:
    """The attached PDF gives way to another file; the page's own text stays."""
    article = stage.report(organ, report_year)
    old = next(block.href for block in article.body if block.kind is BlockKind.ATTACHMENT)
    folder = article.path.rpartition("/")[0]
    del stage.site.files[f"{folder}/{old}"]
    report = report_article(BY_ID[organ], report_year)
    corrected = with_more(report, prose(report)[0], _sentences(report, "attached again"))
    pages = attached(stage, replace(corrected, file=article.file, folder=article.folder), article.id + 400)
    body = (*pages.body[:2], *article.body[2:])
    new = body[1].href
    changed = replace(article, body=body)
    stage.change("attachment_replaced", changed, "revision:attachment_replaced", old=old, new=new)
    stage.note_at(f"{folder}/{old}", "file_removed", organ, report_year, "withdrawal", how="404")


def replace_file(stage: Stage, organ: str, report_year: int) -> None:
    """The bytes of an attached PDF change under the same name; the page does not."""
    article = stage.report(organ, report_year)
    href = next(block.href for block in article.body if block.kind is BlockKind.ATTACHMENT)
    path = f"{article.path.rpartition('/')[0]}/{href}"
    report = report_article(BY_ID[organ], report_year)
    key = "permit_decisions"
    old = figure_text(report, key)
    corrected = with_figure(report, key, str(int(old) + 11))
    stage.site.files[path] = report_pdf(corrected.title, corrected.body)
    new = figure_text(corrected, key)
    detail = {"page": stage.address(article.path), "figure": key, "old": old, "new": new}
    stage.note_at(path, "file_replaced", organ, report_year, "revision:figure_changed", **detail)


def mend(stage: Stage, organ: str, report_year: int, wrong: str, right: str, *expects: str) -> None:
    """A wrong word in the prose is put right."""
    article = stage.report(organ, report_year)
    changed = with_replaced(article, wrong, right)
    stage.change("word_mended", changed, "revision:text_rewritten", *expects, old=wrong, new=right)


def weeks_earlier(stage: Stage, organ: str, report_year: int, weeks: int) -> None:
    """Both stated dates go back by some weeks."""
    article = stage.report(organ, report_year)
    back = timedelta(weeks=weeks)
    day = article.signed_on - back if article.signed_on else None
    change_date(stage, organ, report_year, article.published_on - back, day)
