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
        """The page of an organ's report on the city's portal, where it lies now."""
        return next(
            article
            for article in self.site.articles.values()
            if (article.organ, article.report_year, article.kind) == (organ, report_year, "report")
            and article.answer is not Answer.REDIRECT_MOVED
            and not article.moved_to
            and not article.listing
        )

    def note(self, kind: str, article: Article, *expects: str, **detail: object) -> None:
        """Writes an event about an article into the ledger."""
        self.note_at(article.path, kind, article.organ, article.report_year, *expects, **detail)

    def note_at(
        self,
        path: str,
        kind: str,
        organ: str | None,
        report_year: int | None,
        *expects: str,
        **detail: object,
    ) -> None:
        """Writes an event about any path into the ledger."""
        url = self.address(path)
        self.events.append(Event(self.moment, kind, url, organ, report_year, expects, detail))

    def change(self, kind: str, article: Article, *expects: str, **detail: object) -> None:
        """Puts a changed article in its place and notes it."""
        self.site.put(article)
        self.note(kind, article, *expects, **detail)

    def address(self, path: str) -> str:
        """The absolute URL of a path."""
        return self.home.rstrip("/") + path


def prose(article: Article, minimum: int = 40) -> list[int]:
    """The positions of the body's longer paragraphs that count nothing and are not the first two."""
    return [
        position
        for position, block in enumerate(article.body)
        if position > 1
        and block.kind is BlockKind.PARAGRAPH
        and len(block.text) >= minimum
        and not any(character.isdigit() for character in block.text)
    ]


def with_block(body: Body, position: int, block: Block) -> Body:
    """The body with another block at a position."""
    return (*body[:position], block, *body[position + 1 :])


def with_text(article: Article, position: int, text: str) -> Article:
    """The article with another paragraph at a position."""
    return replace(article, body=with_block(article.body, position, paragraph(text)))


def with_more(article: Article, position: int, text: str) -> Article:
    """The article with a new paragraph in front of a position."""
    body = (*article.body[:position], paragraph(text), *article.body[position:])
    return replace(article, body=body)


def without(article: Article, position: int) -> Article:
    """The article without the block at a position."""
    return replace(article, body=(*article.body[:position], *article.body[position + 1 :]))


def with_replaced(article: Article, old: str, new: str) -> Article:
    """The article with `new` for `old` in the first block that has it; raises LookupError for none."""
    for position, block in enumerate(article.body):
        if old in block.text:
            changed = replace(block, text=block.text.replace(old, new, 1))
            return replace(article, body=with_block(article.body, position, changed))
    raise LookupError(old)


def with_figure(article: Article, key: str, text: str) -> Article:
    """The article with another text in one table cell; raises LookupError where no table has the figure."""
    for position, block in enumerate(article.body):
        if block.grid is not None and any(cell.key == key for row in block.grid.rows for cell in row):
            grid = block.grid.with_figure(key, text)
            return replace(article, body=with_block(article.body, position, replace(block, grid=grid)))
    raise LookupError(key)


def figure_text(article: Article, key: str) -> str:
    """The text of one table cell; raises LookupError where no table has the figure."""
    for block in article.body:
        for row in block.grid.rows if block.grid else ():
            for cell in row:
                if cell.key == key:
                    return cell.text
    raise LookupError(key)


def signed(article: Article, day: date) -> Article:
    """The article signed on another day."""
    last = len(article.body) - 1
    body = with_block(article.body, last, signature(f"{day.year}年{day.month}月{day.day}日"))
    return replace(article, body=body, signed_on=day)


def dated(article: Article, day: date) -> Article:
    """The article signed, published and filed on one day."""
    return replace(signed(article, day), published_on=day, file=file_path(day, article.id))
