"""The state of the portal at one moment, and the resource that it has at a path."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from crawler.sample import refusals
from crawler.sample.articles import ROOT, Answer, Article, channel_path
from crawler.sample.organs import REPORT_YEARS, Publisher
from crawler.sample.pages import (
    ROWS_PER_PAGE,
    SITE_NAME,
    Chrome,
    Link,
    article_page,
    channel_page,
    list_page,
)
from crawler.sample.report_pdf import report_pdf
from crawler.sample.resource import Resource

ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /search.html\nDisallow: /count/\n"


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel that lists articles."""

    path: str
    name: str
    crumbs: tuple[Link, ...]
    side: tuple[Link, ...]


FORWARDING = f"{ROOT}2017n/"
"""The year channel whose address forwards; its publisher channels link each other at their side."""
_FORWARD = f'<meta http-equiv="Refresh" content="0;url=./{Publisher.CITY}/">'
_LANDING = Resource(200, "text/html", f"<html><head>{_FORWARD}</head><body></body></html>".encode())

_MEDIA_TYPES = {"pdf": "application/pdf", "png": "image/png"}


def _file(suffix: str, body: bytes) -> Resource:
    return Resource(200, _MEDIA_TYPES[suffix], body)


def _pdf(article: Article) -> Resource:
    return _file("pdf", report_pdf(article.title, article.body))


_TOP = (Link("/", "首页"), Link("/zwgk/", "政务公开"), Link(ROOT, "政府信息公开工作年度报告"))


def _publisher_channels(report_year: int) -> Iterable[Channel]:
    crumbs = (*_TOP, Link(f"{ROOT}{report_year}n/", f"{report_year}年"))
    side = tuple(Link(f"../{publisher}/", publisher.label) for publisher in Publisher)
    for publisher in Publisher:
        path = channel_path(report_year, publisher)
        yield Channel(path, publisher.label, (*crumbs, Link(path, publisher.label)), side)


@dataclass(slots=True)
class Site:
    """Articles, files and chrome of one moment; the script changes it, the server reads it.

    `articles` is keyed by path. Rendered resources are kept until what they are made of changes.
    """

    articles: dict[str, Article]
    files: dict[str, bytes] = field(default_factory=dict)
    chrome: Chrome = field(default_factory=Chrome)
    channels: dict[str, Channel] = field(default_factory=dict)
    list_sessions: dict[str, str] = field(default_factory=dict)
    outage: Answer | None = None
    related: dict[str, tuple[Link, ...]] = field(default_factory=dict)
    _rows: dict[str, list[Article]] = field(default_factory=dict)
    _kept: dict[str, tuple[object, Resource]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for year in REPORT_YEARS:
            self.add_channels(_publisher_channels(year))

    def add_channels(self, channels: Iterable[Channel]) -> None:
        """Opens channels that list articles."""
        self.channels |= {channel.path: channel for channel in channels}

    def put(self, article: Article) -> None:
        """Places an article at its path, over what was there."""
        self.articles[article.path] = article
        self._rows.clear()

    def remove(self, article: Article) -> None:
        """Takes an article away: its address answers 404 and no list has it."""
        del self.articles[article.path]
        self._rows.clear()

    def rows(self, channel: str) -> list[Article]:
        """What a channel lists, newest first."""
        if channel not in self._rows:
            listed = [a for a in self.articles.values() if a.channel == channel and a.listed]
            newest_first = sorted(listed, key=lambda a: (a.published_on, a.id), reverse=True)
            self._rows[channel] = newest_first
        return self._rows[channel]

    def resource(self, path: str) -> Resource | None:
        """What lies at a path, None for nothing; session ids and a trailing index.html do not matter."""
        path = path.partition(";")[0]
        if self.outage is not None and path != "/robots.txt":
            return refusals.answer(self.outage)
        article = self.articles.get(path)
        if article is not None:
            return self._article(article)
        if path in self.files:
            suffix = path.rpartition(".")[2]
            return self._rendered(path, self.files[path], lambda: _file(suffix, self.files[path]))
        return self._page(path)

    def _article(self, article: Article) -> Resource | None:
        if article.answer is Answer.GONE:
            return None
        if article.answer is Answer.REDIRECT_MOVED:
            return Resource(301, "text/html", b"", (("Location", article.moved_to),))
        if article.answer is not Answer.PAGE:
            return refusals.answer(article.answer)
        if article.is_file:
            return self._rendered(article.path, article, lambda: _pdf(article))
        return self._rendered(article.path, (article, self.chrome), lambda: self._article_page(article))

    def _rendered(self, path: str, made_of: object, render: Callable[[], Resource]) -> Resource:
        kept = self._kept.get(path)
        if kept is None or kept[0] != made_of:
            kept = self._kept[path] = (made_of, render())
        return kept[1]

    def _article_page(self, article: Article) -> Resource:
        crumbs = self.channels[article.folder].crumbs if article.folder in self.channels else _TOP
        related = self.related.get(article.path, ())
        charset = article.dress.charset
        text = article_page(article, crumbs, related, self.chrome)
        shown = "text/html" if charset == "gbk" else "text/html; charset=utf-8"
        return Resource(200, shown, text.encode(charset))

    def _page(self, path: str) -> Resource | None:
        if path == "/robots.txt":
            return Resource(200, "text/plain; charset=utf-8", ROBOTS.encode())
        folder, _, file = path.rpartition("/")
        folder += "/"
        if folder in self.channels:
            return self._list(self.channels[folder], file)
        if file not in ("", "index.html"):
            return None
        return self._folder(folder)

    def _list(self, channel: Channel, file: str) -> Resource | None:
        rows = self.rows(channel.path)
        total = max(1, -(-len(rows) // ROWS_PER_PAGE))
        names = ["index.html", *(f"index_{number}.html" for number in range(1, total))]
        if (file or "index.html") not in names:
            return None
        current = names.index(file or "index.html")
        shown = tuple(rows[current * ROWS_PER_PAGE : (current + 1) * ROWS_PER_PAGE])
        session = self.list_sessions.get(channel.path, "")
        lines = tuple((row.path, row.title, row.published_on) for row in shown)
        made_of = (lines, total, self.chrome, session)

        def render() -> Resource:
            text = list_page(
                channel.name, channel.crumbs, channel.side, shown, (total, current), self.chrome, session
            )
            return Resource(200, "text/html; charset=utf-8", text.encode())

        return self._rendered(channel.path + names[current], made_of, render)

    def _folder(self, folder: str) -> Resource | None:
        """Home, /zwgk/, the parent channel and the year channels: pages that lead to channels."""
        below = sorted(
            {path[len(folder) :].split("/")[0] for path in self.channels if path.startswith(folder)}
        )
        if not below:
            return None
        if folder == FORWARDING:
            return _LANDING
        named = {"zwgk": "政务公开", "zfxxgkndgzbg": "政府信息公开工作年度报告"}
        named |= {path.split("/")[-2]: channel.name for path, channel in self.channels.items()}
        links = tuple(Link(f"./{part}/", named.get(part, part.replace("n", "年"))) for part in below)
        name = (
            SITE_NAME if folder == "/" else "政务公开" if folder == "/zwgk/" else "政府信息公开工作年度报告"
        )

        def render() -> Resource:
            text = channel_page(name, _TOP, links, self.chrome)
            return Resource(200, "text/html; charset=utf-8", text.encode())

        return self._rendered(folder, (links, self.chrome), render)
