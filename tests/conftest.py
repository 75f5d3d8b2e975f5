"""What many tests stand on: the sample portal, crawled by the real command, once a test session."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive.collection import Collection, open_collection
from crawler.sample.ledger import Event
from crawler.sample.portal import SamplePortal


def run_nianbao(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user would, and return what it said."""
    command = [sys.executable, "-m", "crawler", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)


@pytest.fixture(scope="session")
def nianbao() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command `nianbao`."""
    return run_nianbao


@dataclass(frozen=True, slots=True)
class CrawledSample:
    """A collection of the sample portal, crawled once at each of its first moments, and what happened there."""

    collection: Collection
    ledger: tuple[Event, ...]
    home: str


MOMENTS = 4


@pytest.fixture(scope="session")
def crawled_sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CrawledSample]:
    """The sample portal crawled at its first four moments. Read-only: tests that write take a copy."""
    folder = tmp_path_factory.mktemp("sample")
    with SamplePortal() as portal:
        profile = folder / "sample.toml"
        profile.write_text(portal.profile_text(), encoding="utf-8")
        for moment in range(MOMENTS):
            if moment:
                portal.step()
            done = run_nianbao("crawl", profile, "--collection", folder / "collection")
            assert done.returncode in (0, 1), done.stderr
        yield CrawledSample(open_collection(folder / "collection"), portal.ledger, portal.url)
