"""How often the reader is right, field by field, beside trafilatura + htmldate and GNE on the same pages.

    python benchmarks/accuracy.py [--shared DIR] [--misses]
    python benchmarks/accuracy.py --write-floor [--lower REASON]

Three sets: the golden pages of tests/pages; real pages (labels made by reading, in `real_page_labels.json`:
titles, days, sources, and which element of the page is its body); heads of real reports, the top of a page as
text. The last two are run where `--shared` (default: ../shared) holds them. Packages: benchmarks/requirements.txt.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lxml import etree  # noqa: E402

from benchmarks.extractors import EXTRACTORS  # noqa: E402
from metadata.families.page import ServedPage  # noqa: E402
from metadata.organs import same_organ  # noqa: E402

FIELDS = ("title", "published_on", "source", "organ", "report_year", "kind", "body")
_EDGE = 12
"""Characters of a body's start and end that have to be right."""
_LENGTH_TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page and what is right about it; a field that is not in `right` is not asked."""

    name: str
    body: bytes
    url: str
    content_type: str
    right: dict[str, Any] = field(default_factory=dict)


def plain(text: object) -> str:
    """Text for comparison: NFKC, no white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text or "")))


def golden_pages() -> Iterator[Labelled]:
    """The cases of tests/pages that are pages (refusals are no article of any extractor)."""
    for path in sorted((ROOT / "tests" / "pages").glob("*/*/expected.json")):
        expected = json.loads(path.read_text(encoding="utf-8"))
        response = json.loads((path.parent / "response.json").read_text(encoding="utf-8"))
        if expected["refusal"] or not expected["text"]:
            continue
        right = {name: expected[name] for name in FIELDS if name in expected} | {"body": expected["text"]}
        body = next(path.parent.glob("body.*")).read_bytes()
        yield Labelled(path.parent.name, body, response["url"], response["content_type"], right)


def real_pages(shared: Path) -> Iterator[Labelled]:
    """The labelled pages among the real ones; the body's text is that of the element the label names."""
    labels = json.loads((Path(__file__).parent / "real_page_labels.json").read_text(encoding="utf-8"))
    for name, label in labels.items():
        path = shared / "real-pages" / name
        if not path.exists():
            continue
        body = path.read_bytes()
        right = {key: label[key] for key in ("title", "published_on", "source", "report_year", "kind")}
        if label["body"]:
            right["body"] = _text_of(body, label["body"])
        yield Labelled(
            name, body, "http://" + name, "application/pdf" if name.endswith("pdf") else "text/html", right
        )


def heads(shared: Path, *, only_stated: bool) -> Iterator[Labelled]:
    """The heads of real reports as pages of paragraphs; `publisher` may be read as source or as organ.

    Some labels were read from the text below the head; `only_stated` asks for those that the head holds.
    """
    path = shared / "report-heads.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for line in lines:
        row = json.loads(line)
        if row["head"] is None:
            continue
        text = "".join(f"<p>{html.escape(part)}</p>" for part in row["head"].split("\n"))
        named = {
            "published_on": row["pub_date"],
            "report_year": row["report_year"],
            "publisher": row["publisher"],
        }
        if row["title"] and "[" not in row["title"]:
            named["title"] = row["title"]
        right = {
            key: value
            for key, value in named.items()
            if value is not None and (not only_stated or _is_stated(key, value, row["head"] + row["url"]))
        }
        yield Labelled(
            row["url"], f"<html><body>{text}</body></html>".encode(), row["url"], "text/html", right
        )


def _is_stated(key: str, value: Any, words: str) -> bool:
    """Whether the head can be read for the value at all: its year is written, or the end of the name is."""
    if key == "publisher":
        return plain(value)[-3:] in plain(words) or plain(value)[-2:] in {"政府", "办公"}
    if key == "report_year":
        return str(value) in words or str(value + 1) in words
    return key == "title" or str(value)[:4] in words


def is_right(name: str, expected: Any, read: dict[str, Any]) -> bool:
    """Whether the field was read as labelled."""
    if name == "publisher":
        found = [read.get("source"), read.get("organ")]
        return any(each and (plain(each) == plain(expected) or same_organ(each, expected)) for each in found)
    if name == "body":
        return _same_body(plain(expected), plain(read.get("body")))
    return plain(expected) == plain(read.get(name))


def _same_body(expected: str, read: str) -> bool:
    if not expected:
        return len(read) < 40
    close = abs(len(expected) - len(read)) <= max(2, _LENGTH_TOLERANCE * len(expected))
    return close and expected[:_EDGE] == read[:_EDGE] and expected[-_EDGE:] == read[-_EDGE:]


def _text_of(body: bytes, selector: str) -> str:
    root = ServedPage.of(body, url="").tree
    found = root.cssselect(selector)
    for unseen in [
        each for element in found for each in element.iter("script", "style", "title", etree.Comment)
    ]:
        unseen.text = None
    return "".join("".join(element.itertext()) for element in found)


def run(name: str, pages: list[Labelled], *, misses: bool) -> None:
    """Reads the pages with every extractor and prints right/total per field."""
    asked = Counter(key for page in pages for key in page.right)
    right: dict[str, Counter[str]] = {extractor: Counter() for extractor in EXTRACTORS}
    for page in pages:
        for extractor, read in EXTRACTORS.items():
            found = read(page.body, page.url, page.content_type)
            for key, expected in page.right.items():
                if is_right(key, expected, found):
                    right[extractor][key] += 1
                elif misses and extractor == "nianbao":
                    print(
                        f"  miss {page.name} {key}: expected {str(expected)[:80]!r}, read {str(found.get(key))[:80]!r}"
                    )
    print(f"\n{name}: {len(pages)} pages")
    print(f"{'field':<14}" + "".join(f"{extractor:>24}" for extractor in EXTRACTORS))
    for key in asked:
        cells = (
            f"{count[key]}/{asked[key]} ({100 * count[key] / asked[key]:.1f} %)" for count in right.values()
        )
        print(f"{key:<14}" + "".join(f"{cell:>24}" for cell in cells))


def write_floor(reason: str | None) -> int:
    """Writes how many golden pages are right per field; refuses to go down without a reason."""
    sys.path.insert(0, str(ROOT / "tests"))
    from test_golden_pages import CASES, FIELDS, FLOOR, expected_of, reading_of

    now = {name: sum(expected_of(case)[name] == reading_of(case)[name] for case in CASES) for name in FIELDS}
    before = json.loads(FLOOR.read_text(encoding="utf-8")) if FLOOR.exists() else {}
    lower = sorted(name for name, least in before.items() if now.get(name, 0) < least)
    if lower and not reason:
        print(f"floor.json: {', '.join(lower)} would go down: fix the reader, or say why with --lower REASON")
        return 1
    FLOOR.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")
    print(f"floor.json: {len(CASES)} cases" + (f"; lowered {', '.join(lower)}: {reason}" if lower else ""))
    return 0


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared", help="where the real pages are"
    )
    parser.add_argument("--misses", action="store_true", help="print what the reader got wrong")
    parser.add_argument(
        "--write-floor", action="store_true", help="set tests/pages/floor.json to today's figures"
    )
    parser.add_argument("--lower", metavar="REASON", help="allow a lower floor, and say why")
    chosen = parser.parse_args()
    if chosen.write_floor:
        return write_floor(chosen.lower)
    run("golden pages", list(golden_pages()), misses=chosen.misses)
    if (chosen.shared / "real-pages").exists():
        run("real pages", list(real_pages(chosen.shared)), misses=chosen.misses)
        every, stated = (list(heads(chosen.shared, only_stated=only)) for only in (False, True))
        run("heads of real reports, every label", every, misses=chosen.misses)
        run("heads of real reports, labels that the head holds", stated, misses=False)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
