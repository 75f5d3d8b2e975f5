"""The stage of the script: single changes to the site, each written into the ledger as it is made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from crawler.sample.articles import Answer, Article, file_path
from crawler.sample.blocks import Block, BlockKind, Body, paragraph, signature
from crawler.sample.ledger import Event
from crawler.sample.site import Site


@dataclass(slots=True)
class Stage:
    """The site at the moment that the script is at; `today` is the date that new pages state."""

    site: Site
    moment: int
    home: str
    today: date
    events: list[Event] = field(default_factory=list)

    def report(self, organ: str, report_year: int) -> Article:
        """The report of an organ as the portal shows it now (the newest page where there are several)."""
        return [
            article
            for article in self.site.articles.values()
            if (article.organ, article.report_year, article.kind) == (organ, report_year, "report")
            and article.answer is not Answer.REDIRECT_MOVED
        ][-1]

    def note(self, kind: str, article: Article, *expects: str, **detail: object) -> None:
        """Writes an event about an article into the ledger."""
        url = self.home.rstrip("/") + article.path
        event = Event(self.moment, kind, url, article.organ, article.report_year, expects, detail)
        self.events.append(event)

    def change(self, kind: str, article: Article, *expects: str, **detail: object) -> None:
        """Puts a changed article in its place and notes it."""
        self.site.put(article)
        self.note(kind, article, *expects, **detail)

    def prose(self, article: Article, minimum: int = 40) -> list[int]:
        """The positions of the body's longer paragraphs."""
        return [
            position
            for position, block in enumerate(article.body)
            if block.kind is BlockKind.PARAGRAPH and len(block.text) >= minimum
        ]


def with_block(body: Body, position: int, block: Block) -> Body:
    """The body with another block at a position."""
    return (*body[:position], block, *body[position + 1 :])


def with_text(article: Article, position: int, text: str) -> Article:
    """The article with another paragraph at a position."""
    return replace(article, body=with_block(article.body, position, paragraph(text)))


def with_figure(article: Article, key: str, text: str) -> Article:
    """The article with another text in one table cell; raises KeyError where no table has the figure."""
    for position, block in enumerate(article.body):
        if block.grid is not None and any(cell.key == key for row in block.grid.rows for cell in row):
            grid = block.grid.with_figure(key, text)
            return replace(article, body=with_block(article.body, position, replace(block, grid=grid)))
    raise KeyError(key)


def figure_text(article: Article, key: str) -> str:
    """The text of one table cell; raises KeyError where no table has the figure."""
    for block in article.body:
        for row in block.grid.rows if block.grid else ():
            for cell in row:
                if cell.key == key:
                    return cell.text
    raise KeyError(key)


def dated(article: Article, day: date) -> Article:
    """The article signed, published and filed on one day."""
    last = len(article.body) - 1
    body = with_block(article.body, last, signature(f"{day.year}年{day.month}月{day.day}日"))
    file = file_path(day, article.id)
    return replace(article, body=body, signed_on=day, published_on=day, file=file)
