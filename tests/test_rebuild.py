"""The catalogue is an index: lost or old, it is made again from the WARC files alone."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.catalogue.descriptions import TABLES
from archive.collection import Collection, open_collection
from archive.intake import Intake
from conftest import CrawledSample


def rows_of(catalogue: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a catalogue, sorted."""
    db = sqlite3.connect(catalogue)
    try:
        return {name: sorted(db.execute(f"select * from {name}"), key=repr) for name in TABLES}
    finally:
        db.close()


@pytest.fixture
def copied(crawled_sample: CrawledSample, tmp_path: Path) -> Collection:
    """A copy of the crawled sample that a test may write to."""
    shutil.copytree(crawled_sample.collection.folder, tmp_path / "copy")
    return open_collection(tmp_path / "copy")


def test_a_rebuild_gives_every_row_of_every_table_again(
    copied: Collection, nianbao: Callable[..., object]
) -> None:
    crawled = rows_of(copied.catalogue_path)
    copied.catalogue_path.unlink()
    done = nianbao("rebuild", "--collection", copied.folder)
    assert done.returncode == 0, done.stderr  # type: ignore[attr-defined]
    assert rows_of(copied.catalogue_path) == crawled
    assert all(crawled[name] for name in TABLES)


def test_a_lost_catalogue_is_made_again_by_the_next_crawl(copied: Collection) -> None:
    crawled = rows_of(copied.catalogue_path)
    copied.catalogue_path.unlink()
    with Intake(copied):
        pass
    assert rows_of(copied.catalogue_path) == crawled


def test_rows_that_a_kill_left_unwritten_are_written_at_the_next_start(copied: Collection) -> None:
    crawled = rows_of(copied.catalogue_path)
    db = sqlite3.connect(copied.catalogue_path)
    last = db.execute("select max(name) from warc_files").fetchone()[0]
    db.execute("delete from warc_files where name = ?", [last])
    db.execute("delete from captures where warc_file = ?", [last])
    db.execute("delete from crawls where id not in (select crawl_id from captures)")
    db.commit()
    db.close()
    with Intake(copied):
        pass
    restored = rows_of(copied.catalogue_path)
    for name in ("captures", "crawls", "warc_files", "pages", "revisions", "reports"):
        assert restored[name] == crawled[name], name


def test_a_rebuild_that_meets_damage_leaves_the_old_catalogue(
    copied: Collection, nianbao: Callable[..., object]
) -> None:
    crawled = rows_of(copied.catalogue_path)
    victim = min(copied.warc_folder.glob("*.warc.gz"))
    victim.write_bytes(victim.read_bytes()[:-100])
    done = nianbao("rebuild", "--collection", copied.folder)
    assert done.returncode == 1  # type: ignore[attr-defined]
    assert victim.name in done.stderr  # type: ignore[attr-defined]
    assert "the old catalogue stays" in done.stderr  # type: ignore[attr-defined]
    assert rows_of(copied.catalogue_path) == crawled


def test_a_catalogue_read_by_older_rules_is_made_again_by_the_next_crawl(copied: Collection) -> None:
    crawled = rows_of(copied.catalogue_path)
    db = sqlite3.connect(copied.catalogue_path)
    db.execute("update revisions set reader_version = 0, text = 'as an older reader had it'")
    db.commit()
    db.close()
    with Intake(copied):
        pass
    assert rows_of(copied.catalogue_path) == crawled
