"""The sample portal and the reading rooms agree: what the script made happen is what is read, nothing else."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from zlib import crc32

import pytest

from archive.revisions.changes import kinds_of_change
from archive.revisions.content import Content, content_of
from crawler.sample.articles import Answer, Article
from crawler.sample.ledger import Event, held_findings
from crawler.sample.organs import BY_ID
from crawler.sample.portal import SamplePortal
from crawler.sample.resource import Resource
from crawler.sample.script import LAST_MOMENT
from metadata.checks import check_report
from metadata.checks.copied import copied
from metadata.checks.years_apart import check_following_years
from metadata.figures import TableName, read_figures
from metadata.reader import read_page, text_digest
from metadata.reading import Kind, Reading

TODAY = date(2026, 11, 24)
AMONG_REPORTS = {"late", "missing", "backdated", "boilerplate", "B1"}
"""Findings that no report shows by itself."""


@dataclass(frozen=True)
class Page:
    """What was read at a path at one moment, and the bytes' digest."""

    reading: Reading
    sha256: str


class Walk:
    """Every page of the portal at every moment, read; the same bytes are read once.

    Where the whole portal gets a new look, the pages of the ledger and every fifth of the others are read.
    """

    def __init__(self) -> None:
        self._read: dict[tuple[str, bytes], Page] = {}
        self._shown: dict[str, Page] = {}
        self._found: dict[str, set[str]] = {}
        self.moments: list[dict[str, Page]] = []
        self.articles: list[dict[str, Article]] = []
        with SamplePortal(today=TODAY) as portal:
            self._look(portal)
            while portal.moment < LAST_MOMENT:
                portal.step()
                self._look(portal)
            self.ledger: tuple[Event, ...] = portal.ledger
            self.home = portal.url

    def _look(self, portal: SamplePortal) -> None:
        pages = {}
        happened = {path_of(event) for event in portal.ledger if event.moment == portal.moment}
        for path in portal.paths():
            answer = portal.answer(path)
            if answer is None or answer.status in (301, 302) or path.endswith(".png"):
                continue
            pages[path] = self._page(portal.url, path, answer, watched=path in happened)
            if pages[path].reading.refusal is None:
                self._shown[path] = pages[path]
        self.moments.append(pages)
        self.articles.append({article.path: article for article in portal.articles()})

    def _page(self, home: str, path: str, answer: Resource, *, watched: bool) -> Page:
        if (path, answer.body) in self._read:
            return self._read[path, answer.body]
        is_article = b"KeysList" in answer.body
        if path in self._shown and is_article and not watched and crc32(path.encode()) % 5:
            return self._shown[path]
        url = home.rstrip("/") + path
        reading = read_page(answer.body, url=url, content_type=answer.media_type, status=answer.status)
        page = Page(reading, hashlib.sha256(answer.body).hexdigest())
        self._read[path, answer.body] = page
        return page

    def findings(self, reading: Reading) -> set[str]:
        """The kinds of finding on a reading; the same text is checked once."""
        digest = text_digest(reading)
        if digest not in self._found:
            self._found[digest] = {finding.kind for finding in check_report(reading, read_figures(reading))}
        return self._found[digest]


@pytest.fixture(scope="module")
def walk() -> Walk:
    return Walk()


def path_of(event: Event) -> str:
    return "/" + event.url.split("/", 3)[3]


def shown_reports(walk: Walk, moment: int) -> list[Article]:
    return [
        article
        for article in walk.articles[moment].values()
        if article.kind == "report" and article.answer is Answer.PAGE and not article.is_file
    ]


def test_every_field_of_every_report_is_read_as_the_portal_means_it(walk: Walk) -> None:
    wrong = []
    for article in shown_reports(walk, 0):
        reading = walk.moments[0][article.path].reading
        meant = {
            "kind": Kind.REPORT,
            "title": article.title,
            "organ": BY_ID[article.organ].name(article.report_year).full,
            "source": article.source,
            "published_on": article.published_on,
            "signed_on": article.signed_on,
            "report_year": article.report_year,
            "refusal": None,
        }
        read = {field: getattr(reading, field) for field in meant}
        wrong += [
            (article.path, field, meant[field], read[field]) for field in meant if meant[field] != read[field]
        ]
    assert wrong == []


def test_what_is_no_report_is_not_read_as_one(walk: Walk) -> None:
    others = [article for article in walk.articles[0].values() if article.kind != "report"]
    assert len(others) >= 16
    for article in others:
        assert walk.moments[0][article.path].reading.kind is not Kind.REPORT


def test_every_cell_of_the_national_tables_is_read(walk: Walk) -> None:
    cells, wrong = 0, []
    for article in walk.articles[0].values():
        if article.kind != "report" or article.report_year < 2019:
            continue
        held = read_figures(walk.moments[0][article.path].reading)
        for key, text in national_cells(article):
            cells += 1
            table, row, column = key
            read = held.value(table, row, column)
            meant = -int(text[1:]) if text.startswith("减") else float(text)
            if read is None or float(read) != meant:
                wrong.append((article.path, key, text, read))
    assert wrong == []
    assert cells > 10_000


def national_cells(article: Article) -> list[tuple[tuple[TableName, str, str], str]]:
    """The cells of tables 3 and 4 as the portal laid them out: table, row, column, and text."""
    found = []
    for grid in (block.grid for block in article.body if block.grid is not None):
        for cell in (cell for row in grid.rows for cell in row if cell.key):
            row, dot, column = cell.key.partition(".")
            if dot:
                found.append(((TableName.TABLE3, row, column), cell.text))
            elif cell.key.startswith(("review_", "suit_")):
                block, _, column = cell.key.rpartition("_")
                found.append(((TableName.TABLE4, block, column), cell.text))
    return found


def test_every_refusal_is_recognised_and_nothing_else_is(walk: Walk) -> None:
    refused = {
        (event.moment, path_of(event)): what.partition(":")[2]
        for event in walk.ledger
        for what in event.expects
        if what.startswith("refusal:") and event.organ
    }
    closed = {event.moment for event in walk.ledger if event.kind == "outage"}
    for moment, pages in enumerate(walk.moments):
        for path, page in pages.items():
            seen = page.reading.refusal.kind.value if page.reading.refusal else None
            expected = "maintenance" if moment in closed else refused.get((moment, path))
            assert seen == expected, (moment, path)


def test_every_scripted_change_is_one_revision_of_its_kinds_and_nothing_else_is(walk: Walk) -> None:
    last: dict[str, Content] = {}
    wrong, revisions = [], 0
    for moment, pages in enumerate(walk.moments):
        expected = expected_kinds(walk.ledger, moment)
        for path, page in pages.items():
            if page.reading.refusal is not None:
                continue
            now = content_of(page.reading, page.sha256)
            kinds = {change.kind.value for change in kinds_of_change(last.get(path), now)}
            revisions += bool(kinds)
            if kinds != (expected[path] if path in last else set()):
                wrong.append((moment, path, expected[path], kinds))
            last[path] = now
    assert wrong == []
    assert revisions >= 30


def expected_kinds(ledger: tuple[Event, ...], moment: int) -> defaultdict[str, set[str]]:
    """The kinds of change that the ledger has for each path; moves and returns are seen elsewhere."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for event in ledger:
        if event.moment == moment:
            named = {what.partition(":")[2] for what in event.expects if what.startswith("revision:")}
            kinds[path_of(event)] |= named - {"moved", "restored"}
    return kinds


@pytest.mark.parametrize("moment", [0, 3, LAST_MOMENT])
def test_the_findings_within_reports_are_those_of_the_ledger(walk: Walk, moment: int) -> None:
    held = {
        finding
        for finding in held_findings(event for event in walk.ledger if event.moment <= moment)
        if finding[2] not in AMONG_REPORTS
    }
    found: set[tuple[str | None, int | None, str]] = set()
    for article in walk.articles[moment].values():
        if article.kind != "report" or article.answer is not Answer.PAGE:
            continue
        reading = walk.moments[moment][article.path].reading
        found |= {(article.organ, article.report_year, kind) for kind in walk.findings(reading)}
    assert found == held


def test_only_what_the_script_broke_fails_to_carry_over_or_was_copied(walk: Walk) -> None:
    told = {(f[0], f[1], f[2]) for f in held_findings(e for e in walk.ledger if e.moment == 0)}
    readings = {
        (article.organ, article.report_year): walk.moments[0][article.path].reading
        for article in walk.articles[0].values()
        if article.kind == "report" and not article.listing
    }
    found: set[tuple[str | None, int | None, str]] = set()
    for (organ, year), reading in readings.items():
        before = readings.get((organ, year - 1))
        if before is None:
            continue
        kinds = [finding.kind for finding in copied(reading, before, "")]
        if year > 2019:
            kinds += [
                f.kind for f in check_following_years(read_figures(before), read_figures(reading), year)
            ]
        found |= {(organ, year, kind) for kind in kinds}
    assert found == {finding for finding in told if finding[2] in ("B1", "boilerplate")}
