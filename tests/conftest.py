"""What many tests stand on: the sample portal, crawled by the real command, once a test session."""

from __future__ import annotations

import pickle
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from filelock import FileLock
from findings_catalogue import SmallCatalogue

from archive.collection import Collection, open_collection
from crawler.cli import main as command_line
from crawler.sample.ledger import Event
from crawler.sample.portal import SamplePortal
from crawler.sample.script import LAST_MOMENT

QUIET_VERBS = frozenset(
    {"read", "search", "history", "diff", "status", "findings", "export", "verify", "import"}
)
"""Verbs that crawl nothing and serve nothing: run in the test's own process they say the same a second earlier."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One file that needs the crawled sample comes first, those that do not come next: others need not wait for it."""
    needing = {item.path for item in items if "crawled_sample" in getattr(item, "fixturenames", ())}
    first = min(needing, default=None)
    items.sort(key=lambda item: 0 if item.path == first else 2 if item.path in needing else 1)


def run_nianbao(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user would, and return what it said."""
    words = list(map(str, arguments))
    if words and words[0] in QUIET_VERBS:
        done = CliRunner().invoke(command_line, words, prog_name="nianbao", catch_exceptions=False)
        return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)
    command = [sys.executable, "-m", "crawler", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)


def heed_interrupts() -> None:
    """For a child process: Ctrl-C and SIGHUP are heard, also where the tests run in the background or under nohup."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(scope="session")
def nianbao() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command `nianbao`."""
    return run_nianbao


@dataclass(frozen=True, slots=True)
class CrawledSample:
    """A collection of the sample portal, crawled once at each of its moments, and what happened there."""

    collection: Collection
    ledger: tuple[Event, ...]
    crawl_starts: tuple[str, ...]
    """When each crawl began, as the catalogue writes it: the moment of a change is the crawl that saw it."""
    published: tuple[Path, ...]
    """What each crawl published when it was done."""

    def moment_of(self, captured_at: str) -> int:
        """The moment of the portal's clock at which something was captured."""
        return sum(start <= captured_at for start in self.crawl_starts) - 1


@pytest.fixture(scope="session")
def crawled_sample(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> CrawledSample:
    """The sample portal crawled at every moment. Read-only: tests that write take a copy.

    Made once for all processes of a test run: the first one crawls, the others wait for it.
    """
    folder = crawled_once(_of_this_run(tmp_path_factory, worker_id) / "crawled-sample", LAST_MOMENT)
    collection = open_collection(folder / "collection")
    db = sqlite3.connect(collection.catalogue_path)
    starts = tuple(row[0] for row in db.execute("select started_at from crawls order by started_at"))
    db.close()
    # Written by this very test run, a moment ago.
    ledger = pickle.loads((folder / "ledger.pickle").read_bytes())
    published = tuple(folder / f"published-{moment}.db" for moment in range(LAST_MOMENT + 1))
    return CrawledSample(collection, ledger, starts, published)


def _of_this_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder that all processes of a test run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


def crawled_once(folder: Path, last_moment: int, channel: str = "") -> Path:
    """The folder, crawled into by the first process that needs it."""
    with FileLock(f"{folder}.lock"):
        if not (folder / "ledger.pickle").exists():
            crawl_moments(folder, last_moment, channel)
    return folder


def crawl_moments(folder: Path, last_moment: int, channel: str = "") -> None:
    """Crawl the sample portal, or one channel of it, at its moments up to the last one given."""
    folder.mkdir()
    with SamplePortal() as portal:
        profile = folder / "sample.toml"
        text = portal.profile_text().replace("/zfxxgkndgzbg/", f"/zfxxgkndgzbg/{channel}")
        profile.write_text(text, encoding="utf-8")
        for moment in range(last_moment + 1):
            if moment:
                portal.step()
            done = run_nianbao("crawl", profile, "--collection", folder / "collection")
            # 1: at one moment the portal is down for maintenance, which needs a person.
            assert done.returncode in (0, 1), done.stderr
            shutil.copy(folder / "collection" / "published.db", folder / f"published-{moment}.db")
        (folder / "ledger.pickle").write_bytes(pickle.dumps(portal.ledger))


@pytest.fixture(scope="session")
def one_year(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """One year's channel of the sample, crawled at three moments: enough to lose and to find again.

    Read-only and made once, as the crawled sample is.
    """
    folder = _of_this_run(tmp_path_factory, worker_id) / "one-year"
    return crawled_once(folder, 2, "2019n/") / "collection"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallCatalogue]:
    """A catalogue of an invented portal without reports, to be filled by the test."""
    catalogue = SmallCatalogue(tmp_path)
    yield catalogue
    catalogue.db.close()
