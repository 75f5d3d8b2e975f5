"""The sample portal and the reader agree: what a page of the portal means to say is what is read."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.sample.articles import Answer, Article
from crawler.sample.ledger import Event, held_findings
from crawler.sample.organs import BY_ID
from crawler.sample.portal import SamplePortal
from crawler.sample.resource import Resource
from crawler.sample.script import LAST_MOMENT
from metadata.checks import check_report
from metadata.checks.copied import copied, wording_of
from metadata.checks.years_apart import check_following_years
from metadata.figures import TableName, read_figures
from metadata.reader import read_page
from metadata.reading import Kind, Reading, RefusalKind

TODAY = date(2026, 11, 24)
AMONG_REPORTS = {"late", "missing", "backdated", "boilerplate", "B1"}
"""Findings that no report shows by itself."""

ORGANS_COMPARED = ("tongji", "yunling", "jiaoyu", "renshe", "qingxi")
"""Of whose reports each is held against the one of the year before."""


class Walk:
    """Every page of the portal at every moment; what is asked for is read, the same bytes once."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, bytes], Reading] = {}
        self.answers: list[dict[str, Resource]] = []
        self.articles: list[dict[str, Article]] = []
        with SamplePortal(today=TODAY) as portal:
            self.home = portal.url
            self._look(portal)
            while portal.moment < LAST_MOMENT:
                portal.step()
                self._look(portal)
            self.ledger: tuple[Event, ...] = portal.ledger

    def _look(self, portal: SamplePortal) -> None:
        found = {path: portal.answer(path) for path in portal.paths()}
        self.answers.append({path: answer for path, answer in found.items() if answer is not None})
        self.articles.append({article.path: article for article in portal.articles()})

    def reading(self, moment: int, path: str) -> Reading:
        """What the reader makes of the page at a path."""
        answer = self.answers[moment][path]
        if (path, answer.body) not in self._read:
            url = self.home.rstrip("/") + path
            self._read[path, answer.body] = read_page(
                answer.body, url=url, content_type=answer.media_type, status=answer.status
            )
        return self._read[path, answer.body]


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
        reading = walk.reading(0, article.path)
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
        assert walk.reading(0, article.path).kind is not Kind.REPORT


def test_every_cell_of_the_national_tables_is_read(walk: Walk) -> None:
    cells, wrong = 0, []
    for article in walk.articles[0].values():
        if article.kind != "report" or article.report_year < 2019:
            continue
        held = read_figures(walk.reading(0, article.path))
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


def test_every_refusal_is_recognised_and_what_comes_back_is_none(walk: Walk) -> None:
    told = [event for event in walk.ledger if event.kind in ("refused", "recovered")]
    assert len(told) >= 20
    for event in told:
        if event.detail.get("answer") == "redirect_home":
            continue
        refusal = walk.reading(event.moment, path_of(event)).refusal
        expected = [what.partition(":")[2] for what in event.expects if what.startswith("refusal:")]
        assert [refusal.kind.value] == expected if refusal else expected == []


def test_a_closed_portal_says_that_it_is_under_maintenance(walk: Walk) -> None:
    closed = next(event.moment for event in walk.ledger if event.kind == "outage")
    for path in list(walk.answers[closed])[:5]:
        refusal = walk.reading(closed, path).refusal
        assert refusal is not None
        assert refusal.kind is RefusalKind.MAINTENANCE


def test_at_the_end_the_findings_within_reports_are_those_that_were_not_mended(walk: Walk) -> None:
    touched = {
        (event.organ, event.report_year)
        for event in walk.ledger
        if any(what.startswith(("finding:", "mended:")) for what in event.expects)
    }
    found: set[tuple[str | None, int | None, str]] = set()
    for article in shown_reports(walk, LAST_MOMENT):
        if (article.organ, article.report_year) in touched:
            reading = walk.reading(LAST_MOMENT, article.path)
            kinds = {finding.kind for finding in check_report(reading, read_figures(reading))}
            found |= {(article.organ, article.report_year, kind) for kind in kinds}
    assert found == {finding for finding in held_findings(walk.ledger) if finding[2] not in AMONG_REPORTS}


def test_only_what_the_script_broke_fails_to_carry_over_or_was_copied(walk: Walk) -> None:
    told = {(f[0], f[1], f[2]) for f in held_findings(e for e in walk.ledger if e.moment == 0)}
    readings = {
        (article.organ, article.report_year): walk.reading(0, article.path)
        for article in walk.articles[0].values()
        if article.kind == "report" and not article.listing and article.organ in ORGANS_COMPARED
    }
    found: set[tuple[str | None, int | None, str]] = set()
    for (organ, year), reading in readings.items():
        before = readings.get((organ, year - 1))
        if before is None:
            continue
        kinds = [finding.kind for finding in copied(wording_of(reading), wording_of(before), "")]
        if year > 2019:
            kinds += [
                f.kind for f in check_following_years(read_figures(before), read_figures(reading), year)
            ]
        found |= {(organ, year, kind) for kind in kinds}
    assert found == {finding for finding in told if finding[2] in ("B1", "boilerplate")}
