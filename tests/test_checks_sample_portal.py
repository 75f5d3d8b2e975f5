"""The sample portal's own mistakes: every planted one is found in its report, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from crawler.sample.portal import SamplePortal
from metadata.checks import check_report
from metadata.figures import read_figures
from metadata.reader import read_page

ACROSS = {"B1", "B2", "B3", "late", "missing", "backdated", "boilerplate"}
"""Kinds that need more than one report, or its listings."""
EVERY = 6
"""Of the pages without a mistake, one in so many is read: reading all of them takes ten seconds."""


@pytest.fixture(scope="module")
def portal() -> Iterator[SamplePortal]:
    with SamplePortal() as running:
        yield running


def planted(portal: SamplePortal) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for event in portal.ledger:
        for expected in event.expects:
            what, _, which = expected.partition(":")
            if what in {"finding", "no_finding"} and which not in ACROSS:
                kinds = found.setdefault(urlsplit(event.url).path, set())
                kinds |= {which} if what == "finding" else set()
    return found


def found_at(portal: SamplePortal, path: str) -> set[str]:
    answer = portal.answer(path)
    if answer is None:
        return set()
    reading = read_page(answer.body, url=f"http://www.qingchuan.example{path}")
    return {finding.kind for finding in check_report(reading, read_figures(reading))}


def test_every_planted_mistake_is_found_and_nothing_else(portal: SamplePortal) -> None:
    expected = planted(portal)
    assert len(set().union(*expected.values())) >= 18
    others = [path for path in portal.paths() if path.endswith((".html", ".pdf")) and path not in expected]
    paths = [*expected, *others[::EVERY]]
    assert {path: kinds for path in paths if (kinds := found_at(portal, path))} == {
        path: kinds for path, kinds in expected.items() if kinds
    }
