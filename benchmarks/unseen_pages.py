"""How often the reader is right on pages of templates that it was not written for.

    python benchmarks/unseen_pages.py [--shared DIR] [--pages N] [--seed S] [--misses]

Each labelled article (the real pages where `--shared` has them, and the golden pages) is set into templates that
are put together by chance: breadcrumbs, clocks, side columns of dated links, metadata boxes, head rows with other
labels, orders and date forms, titles in `<h1>` to `<td>`, bodies in blocks without a telling name, neighbours and
imprints below, GBK or UTF-8. What is right is known, since the template was told it. One seed, one set of pages.
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
sys.path.insert(0, str(ROOT))

from lxml import etree  # noqa: E402

from benchmarks.accuracy import Labelled, golden_pages, is_right, real_pages  # noqa: E402
from benchmarks.templates import Article, page_of  # noqa: E402
from metadata.markup import parse_html  # noqa: E402
from metadata.reader import read_page  # noqa: E402


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
            root = parse_html(page.body)
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


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", action="store_true", help="print what the reader got wrong")
    parser.add_argument("--keep", type=Path, help="write the pages with a wrong field into this folder")
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    sources = list(articles(chosen.shared))
    asked, right = Counter[str](), Counter[str]()
    for number in range(chosen.pages):
        source = chance.choice(sources)
        markup, day, named = page_of(source.article, chance)
        expected: dict[str, Any] = {
            "title": source.article.title,
            "published_on": day,
            "source": named,
            "report_year": source.label.right["report_year"],
            "kind": source.label.right["kind"],
            "body": source.text,
        }
        charset = "gb18030" if 'charset="gbk"' in markup else "utf-8"
        reading = read_page(markup.encode(charset), url=f"http://www.hean.gov.cn/a/{number}.html")
        read = {
            "title": reading.title,
            "published_on": reading.published_on,
            "source": reading.source,
            "report_year": reading.report_year,
            "kind": reading.kind.value,
            "body": reading.text,
        }
        wrong = [name for name in expected if not is_right(name, expected[name], read)]
        asked.update(list(expected))
        right.update(name for name in expected if name not in wrong)
        if chosen.misses:
            for name in wrong:
                print(
                    f"  miss {number} {name}: expected {str(expected[name])[:60]!r}, read {str(read[name])[:60]!r}"
                )
        if chosen.keep and wrong:
            chosen.keep.mkdir(exist_ok=True)
            (chosen.keep / f"{number}.html").write_bytes(markup.encode("utf-8"))
    print(f"{chosen.pages} pages of {len(sources)} articles, seed {chosen.seed}")
    for name, count in asked.items():
        print(f"{name:<14}{right[name]}/{count} ({100 * right[name] / count:.1f} %)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
