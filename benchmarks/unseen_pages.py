"""How often the reader is right on pages of templates that it was not written for.

    python benchmarks/unseen_pages.py [--shared DIR] [--pages N] [--seed S] [--misses]

Each labelled article (the real pages where `--shared` has them, and the golden pages) is set into templates that
are put together by chance: breadcrumbs, clocks, side columns of dated links, metadata boxes, head rows with other
labels, orders and date forms, titles in `<h1>` to `<td>`, bodies in blocks without a telling name, neighbours and
imprints below, GBK or UTF-8. What is right is known, since the template was told it. One seed, one set of pages.

Then the labelled pages themselves, without what a template tells a program: no class or id, no comment, no meta
tag, no `<title>` of the page's own, no heading element.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from lxml import etree  # noqa: E402
from page_templates import Article, page_of  # noqa: E402

from benchmarks.accuracy import Labelled, golden_pages, is_right, real_pages  # noqa: E402
from benchmarks.extractors import nianbao  # noqa: E402
from metadata.families.page import ServedPage  # noqa: E402


@dataclass(frozen=True, slots=True)
class Source:
    """A labelled page and its article, taken out of its template."""

    label: Labelled
    article: Article
    text: str


def articles(shared: Path) -> Iterator[Source]:
    """The articles of the real and the golden pages that have a title and a body."""
    labels = json.loads((Path(__file__).parent / "real_page_labels.json").read_text(encoding="utf-8"))
    for page in real_pages(shared):
        selector = labels[page.name]["body"]
        if selector:
            root = ServedPage.of(page.body, url=page.url).tree
            found = root.cssselect(selector)
            markup = "".join(
                etree.tostring(element, encoding="unicode", with_tail=False, method="html")
                for element in found
            )
            yield _source(page, _stripped(markup), page.right["body"])
    for page in golden_pages():
        if (
            page.right["kind"] == "report"
            and len(page.right["body"]) > 200
            and "\t" not in page.right["body"]
        ):
            lines = page.right["body"].split("\n")
            yield _source(page, "".join(f"<p>{html.escape(line)}</p>" for line in lines), page.right["body"])


def _source(page: Labelled, markup: str, text: str) -> Source:
    day = page.right.get("published_on")
    article = Article(
        page.right["title"],
        date.fromisoformat(day) if day else date(2021, 1, 26),
        page.right.get("source"),
        markup,
        page.right["kind"] == "report",
    )
    return Source(page, article, text)


def _stripped(markup: str) -> str:
    """The markup of a body without the name that its own template gave it, scripts left out."""
    root = etree.fromstring(f"<div>{markup}</div>", etree.HTMLParser()).find("body/div")
    for element in root.iter("script", "style"):
        element.text = None
    for element in root:
        for name in ("class", "id"):
            element.attrib.pop(name, None)
        element.tag = "div"
    return str(etree.tostring(root, encoding="unicode", method="html"))


def without_marks(page: Labelled) -> bytes:
    """The page with nothing left but its text, its blocks and its links."""
    root = ServedPage.of(page.body, url=page.url, content_type=page.content_type).tree
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag == "meta":
            _drop(element)
            continue
        for name in ("class", "id"):
            element.attrib.pop(name, None)
        if element.tag in {"ucapcontent", "ucaptitle", "h1", "h2", "h3"}:
            element.tag = "div"
        elif element.tag == "title":
            element.text = "和安市人民政府"
    return bytes(etree.tostring(root, encoding="utf-8", method="html"))


def _drop(element: Any) -> None:
    """Takes a comment or tag out and leaves the text behind it."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


class Tally:
    """Right and asked, field by field; misses are printed as they come."""

    def __init__(self, *, misses: bool) -> None:
        self._misses = misses
        self._asked, self._right = Counter[str](), Counter[str]()

    def count(self, name: str, expected: dict[str, Any], read: dict[str, Any]) -> None:
        """Hold a reading against what is right; `name` is the page's."""
        for field, value in expected.items():
            self._asked[field] += 1
            if is_right(field, value, read):
                self._right[field] += 1
            elif self._misses:
                print(f"  miss {name} {field}: expected {str(value)[:60]!r}, read {str(read[field])[:60]!r}")

    def show(self, heading: str) -> None:
        """Print the figures."""
        print(heading)
        for field, asked in self._asked.items():
            print(f"{field:<14}{self._right[field]}/{asked} ({100 * self._right[field] / asked:.1f} %)")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", action="store_true", help="print what the reader got wrong")
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    sources = list(articles(chosen.shared))
    tally = Tally(misses=chosen.misses)
    for number in range(chosen.pages):
        source = chance.choice(sources)
        markup, day, named = page_of(source.article, chance)
        expected = {
            "title": source.article.title,
            "published_on": day,
            "source": named,
            "report_year": source.label.right["report_year"],
            "kind": source.label.right["kind"],
            "body": source.text,
        }
        charset = "gb18030" if 'charset="gbk"' in markup else "utf-8"
        read = nianbao(markup.encode(charset), f"http://www.hean.gov.cn/a/{number}.html", "text/html")
        tally.count(str(number), expected, read)
    tally.show(f"templates by chance: {chosen.pages} pages of {len(sources)} articles, seed {chosen.seed}")
    for name, pages in (("real", list(real_pages(chosen.shared))), ("golden", list(golden_pages()))):
        bare = Tally(misses=chosen.misses)
        for page in pages:
            if page.content_type != "application/pdf":
                bare.count(
                    page.name, page.right, nianbao(without_marks(page), page.url, "text/html; charset=utf-8")
                )
        bare.show(f"\n{name} pages without marks")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
