"""Changes to what a person does not read: none of them may become a revision."""

from __future__ import annotations

from dataclasses import replace

from crawler.sample.articles import Article, Dress, Markup, channel_path
from crawler.sample.changes import Stage
from crawler.sample.organs import Publisher
from crawler.sample.pages import Chrome


def dress(stage: Stage, kind: str, article: Article, new: Dress) -> None:
    """Puts the article into another dress."""
    stage.change(kind, replace(article, dress=new), "no_revision")


def count_views(stage: Stage, organ: str, report_year: int) -> None:
    """The view counter printed in the page goes on."""
    article = stage.report(organ, report_year)
    dress(stage, "counter", article, replace(article.dress, views=article.dress.views + 37))


def encode(stage: Stage, organ: str, report_year: int, charset: str) -> None:
    """The same page in another charset."""
    article = stage.report(organ, report_year)
    dress(stage, "encoding", article, replace(article.dress, charset=charset))


def turn_attributes(stage: Stage, organ: str, report_year: int) -> None:
    """The attributes of tags come in another order."""
    article = stage.report(organ, report_year)
    dress(stage, "attribute_order", article, replace(article.dress, attributes_reversed=True))


def paste_again(stage: Stage, organ: str, report_year: int) -> None:
    """The same body from another editor: Word's markup instead of plain, or plain instead of Word's."""
    article = stage.report(organ, report_year)
    markup = Markup.WORD if article.dress.markup is Markup.PLAIN else Markup.PLAIN
    dress(stage, "markup", article, replace(article.dress, markup=markup))


def hand_out_session(stage: Stage, organ: str, report_year: int) -> None:
    """The page's links carry a session id."""
    article = stage.report(organ, report_year)
    session = f"{article.id * 7919:X}0{stage.moment}"
    dress(stage, "session_links", article, replace(article.dress, session=session))


def list_with_sessions(stage: Stage, report_year: int, publisher: Publisher) -> None:
    """A channel's rows carry a session id in their links."""
    path = channel_path(report_year, publisher)
    stage.site.list_sessions[path] = f"{report_year * 104729:X}{stage.moment}"
    stage.note_at(path, "session_rows", None, report_year, "no_revision")


def make_again(stage: Stage, organ: str, report_year: int) -> None:
    """The CMS makes the page again and writes its own clock into PubDate."""
    article = stage.report(organ, report_year)
    stamp = f"2022-0{stage.moment + 2}-26 03:1{stage.moment}:07"
    dress(stage, "stamp", article, replace(article.dress, stamp=stamp))


def wear_theme(stage: Stage, organ: str, report_year: int, theme: int) -> None:
    """One page gets the template of another time: another tool bar, another body block, a counter."""
    article = stage.report(organ, report_year)
    dress(stage, "template", article, replace(article.dress, theme=theme))


def redesign(stage: Stage) -> None:
    """Every page gets another header and footer."""
    footer = "清川市人民政府主办　清川市人民政府办公室承办　网站标识码：9901000001"
    stage.site.chrome = Chrome(footer, "2022年4月20日　星期三", design=1)
    stage.note_at("/", "redesign", None, None, "no_revision")


def new_footer(stage: Stage) -> None:
    """Every page gets another line in its footer, and the clock that the CMS printed when it made them."""
    footer = stage.site.chrome.footer + "　技术支持：清川市大数据中心"
    stage.site.chrome = replace(stage.site.chrome, footer=footer, clock="2022年6月20日　星期一")
    stage.note_at("/", "footer", None, None, "no_revision")
