"""The catalogue is an index: lost or old, it is made again from the WARC files alone."""

from __future__ import annotations

import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import CrawledSample

from archive.agenda import last_crawls
from archive.catalogue.descriptions import TABLES
from archive.collection import Collection, create_collection, open_collection
from archive.exchange import Exchange, Purpose, Role
from archive.intake import Intake
from archive.published import publish
from archive.rebuild import rebuild
from archive.spools import SPOOL_FORMAT, scan_file, stretches
from archive.warc.errors import LostWarc
from metadata.reader import READER_VERSION


def rows_of(catalogue: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a catalogue, sorted."""
    db = sqlite3.connect(catalogue)
    try:
        return {name: sorted(db.execute(f"select * from {name}"), key=repr) for name in TABLES}
    finally:
        db.close()


@pytest.fixture
def copied(one_year: Path, tmp_path: Path) -> Collection:
    """A copy of that year that a test may write to."""
    shutil.copytree(one_year, tmp_path / "copy")
    return open_collection(tmp_path / "copy")


def test_a_rebuild_gives_every_row_of_every_table_again(
    crawled_sample: CrawledSample, tmp_path: Path, nianbao: Callable[..., Any]
) -> None:
    shutil.copytree(crawled_sample.collection.folder, tmp_path / "copy")
    whole = open_collection(tmp_path / "copy")
    crawled = rows_of(whole.catalogue_path)
    whole.catalogue_path.unlink()
    done = nianbao("rebuild", "--collection", whole.folder)
    assert done.returncode == 0, done.stderr
    rebuilt = rows_of(whole.catalogue_path)
    for name in TABLES:
        assert rebuilt[name] == crawled[name], name
    assert all(crawled[name] for name in TABLES)


def test_a_rebuild_on_a_full_disk_leaves_the_old_catalogue_and_nothing_else(copied: Collection) -> None:
    before = copied.catalogue_path.read_bytes()

    def little_room() -> None:
        # A limit on the size of files stands for a disk with no room: writes fail the same way.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    command = [sys.executable, "-B", "-m", "crawler", "rebuild", "--collection", str(copied.folder)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, preexec_fn=little_room
    )
    assert done.returncode == 1
    assert "free space" in done.stderr.splitlines()[-1]
    assert len(before) > 400_000
    assert not list(copied.folder.glob("*.new*"))
    assert copied.catalogue_path.read_bytes() == before


def test_a_lost_catalogue_is_made_again_by_the_next_crawl(copied: Collection) -> None:
    crawled = rows_of(copied.catalogue_path)
    copied.catalogue_path.unlink()
    with Intake(copied):
        pass
    assert rows_of(copied.catalogue_path) == crawled


def test_lists_are_read_by_the_family_that_their_crawl_named(copied: Collection) -> None:
    db = sqlite3.connect(copied.catalogue_path)
    portal, profile = db.execute("select id, profile from portals").fetchone()
    db.close()
    with Intake(copied) as intake:
        changed = profile.replace('family = "trs"', 'family = "hanweb"')
        crawl = intake.start_crawl(portal=portal, profile_text=changed, user_agent="nianbao")
        intake.finish_crawl(crawl, reason="finished")
    crawled = rows_of(copied.catalogue_path)
    rebuild(copied, processes=1, progress=lambda step, done, total: None)
    rebuilt = rows_of(copied.catalogue_path)
    assert {"trs", "hanweb"} <= {value for row in rebuilt["crawls"] for value in row}
    assert rebuilt["listings"]
    assert rebuilt == crawled


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
    copied: Collection, nianbao: Callable[..., Any]
) -> None:
    crawled = rows_of(copied.catalogue_path)
    victim = min(copied.warc_folder.glob("*.warc.gz"))
    victim.write_bytes(victim.read_bytes()[:-100])
    done = nianbao("rebuild", "--collection", copied.folder)
    assert done.returncode == 1
    assert victim.name in done.stderr
    assert "the old catalogue stays" in done.stderr
    assert rows_of(copied.catalogue_path) == crawled


def test_a_rebuild_passes_over_damaged_records_where_it_is_told_to(
    copied: Collection, nianbao: Callable[..., Any]
) -> None:
    crawled = rows_of(copied.catalogue_path)
    files = sorted(copied.warc_folder.glob("*.warc.gz"))
    with closing(sqlite3.connect(copied.catalogue_path)) as db:
        (offset,) = db.execute(
            "select warc_offset from captures where warc_file = ? and record_type = 'response'"
            " order by warc_offset limit 1 offset 5",
            [files[0].name],
        ).fetchone()
    for path, place in (
        (files[0], offset),
        (files[1], 0),
    ):  # a capture; what names the rest of a file as its own
        data = bytearray(path.read_bytes())
        data[place + 30] ^= 0xFF
        path.write_bytes(data)
    plain = nianbao("rebuild", "--collection", copied.folder)
    assert (plain.returncode, plain.stderr.count("\n")) == (1, 1)
    assert f"{files[0].name}: byte {offset}: " in plain.stderr
    assert "nianbao rebuild --forget-lost" in plain.stderr
    assert rows_of(copied.catalogue_path) == crawled
    told = nianbao("rebuild", "--forget-lost", "--collection", copied.folder)
    assert told.returncode == 0, told.stderr
    assert f"{files[0].name}: byte {offset}: " in told.stderr
    assert f"{files[1].name}: byte 0: " in told.stderr
    kept = {row[0] for row in rows_of(copied.catalogue_path)["captures"]}
    assert len({row[0] for row in crawled["captures"]} - kept) == 1
    checked = nianbao("verify", "--collection", copied.folder)
    assert checked.returncode == 1
    assert f"{files[0].name}: byte {offset}: altered record" in checked.stdout


def test_a_rebuild_forgets_no_lost_file_unless_it_is_told_to(
    copied: Collection, nianbao: Callable[..., Any]
) -> None:
    crawled = rows_of(copied.catalogue_path)
    victim = max(copied.warc_folder.glob("*.warc.gz"))
    victim.unlink()
    done = nianbao("rebuild", "--collection", copied.folder)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert victim.name in done.stderr
    assert "the old catalogue stays" in done.stderr
    assert rows_of(copied.catalogue_path) == crawled
    told = nianbao("rebuild", "--forget-lost", "--collection", copied.folder)
    assert told.returncode == 0, told.stderr
    assert len(rows_of(copied.catalogue_path)["captures"]) < len(crawled["captures"])


def test_a_crawl_makes_no_catalogue_anew_that_would_forget_a_lost_file(copied: Collection) -> None:
    db = sqlite3.connect(copied.catalogue_path)
    db.execute("update revisions set reader_version = 0")
    db.commit()
    db.close()
    outdated = rows_of(copied.catalogue_path)
    max(copied.warc_folder.glob("*.warc.gz")).unlink()
    with pytest.raises(LostWarc, match="put back"), Intake(copied):
        pass
    assert rows_of(copied.catalogue_path) == outdated


def test_a_catalogue_read_by_older_rules_is_made_again_by_the_next_crawl(copied: Collection) -> None:
    crawled = rows_of(copied.catalogue_path)
    db = sqlite3.connect(copied.catalogue_path)
    db.execute("update revisions set reader_version = 0, text = 'as an older reader had it'")
    db.commit()
    db.close()
    with Intake(copied):
        pass
    assert rows_of(copied.catalogue_path) == crawled


def test_a_rebuild_over_a_half_written_catalogue_is_whole(copied: Collection) -> None:
    before = rows_of(copied.catalogue_path)
    kill_while_writing(copied.catalogue_path)
    assert copied.catalogue_path.with_name("catalogue.db-journal").exists()
    rebuild(copied, processes=1, progress=lambda step, done, total: None)
    assert rows_of(copied.catalogue_path) == before
    with closing(sqlite3.connect(copied.catalogue_path)) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_half_written_catalogue_is_read_by_the_next_scheduled_run_and_published(copied: Collection) -> None:
    before, rows = last_crawls(copied.catalogue_path), rows_of(copied.catalogue_path)
    for read in (lambda: last_crawls(copied.catalogue_path), lambda: publish(copied)):
        kill_while_writing(copied.catalogue_path)
        assert copied.catalogue_path.with_name("catalogue.db-journal").exists()
        read()
    assert last_crawls(copied.catalogue_path) == before
    assert rows_of(copied.catalogue_path) == rows


def kill_while_writing(catalogue: Path) -> None:
    """Die in the middle of a transaction that has reached the file, as a killed crawl may."""
    script = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('pragma cache_size = 5');"
        " db.execute('update revisions set text = text || ?', ['x' * 9000]);"
        " db.execute('update captures set url = url || ?', ['x' * 900]); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(catalogue)], check=False).returncode == 9


def test_a_rebuild_has_the_captures_of_a_file_that_was_left_open(copied: Collection) -> None:
    before = rows_of(copied.catalogue_path)
    newest = max(copied.warc_folder.glob("*.warc.gz"))
    newest.rename(newest.with_name(newest.name + ".open"))
    rebuild(copied, processes=1, progress=lambda step, done, total: None)
    assert rows_of(copied.catalogue_path) == before


def test_a_crawl_during_which_the_clock_was_put_back_shows_the_same_in_a_rebuild(tmp_path: Path) -> None:
    collection = create_collection(tmp_path / "collection")
    home, now = "http://www.xinghe.example/ndbg/", datetime.now(UTC)
    profile = (
        'id = "xinghe"\nname = "星河市"\nhome = "http://www.xinghe.example/"\nlevel = "city"\nfamily = "trs"\n'
        f'[[channels]]\nurl = "{home}"\nname = "年度报告"\n'
    )
    # Each ends before its list came, as our clock tells it.
    for hours, reports in ((1, "1234"), (2, "134"), (3, "1234")):
        lines = "".join(
            f'<li><a href="t20240130_{report}.html">星河市第{report}局2023年年度报告</a> 2024-01-30</li>'
            for report in reports
        )
        page = f"<html><meta charset='utf-8'><ul>{lines}</ul></html>".encode()
        headers = ((b"Content-Type", b"text/html"),)
        moment = now + timedelta(hours=hours)
        with Intake(collection) as intake:
            crawl = intake.start_crawl(portal="xinghe", profile_text=profile, user_agent="nianbao")
            purpose = Purpose(crawl, "xinghe", Role.LIST, channel=home)
            intake.keep(Exchange(home, "GET", (), 200, "OK", headers, page, moment, purpose))
            intake.finish_crawl(crawl, reason="finished")
    crawled = rows_of(collection.catalogue_path)
    assert len(crawled["listing_gaps"]) == 1
    rebuild(collection, processes=1, progress=lambda step, done, total: None)
    assert rows_of(collection.catalogue_path) == crawled


def test_a_damaged_file_of_others_stops_no_crawl(copied: Collection) -> None:
    crawled = rows_of(copied.catalogue_path)
    (copied.warc_folder / "zz.warc.gz").write_bytes(b"no WARC file")
    (copied.warc_folder / "folder.warc.gz").mkdir()
    for _ in range(2):
        with Intake(copied):
            pass
    assert rows_of(copied.catalogue_path) == crawled


def test_a_rebuild_passes_over_a_folder_among_the_files(copied: Collection) -> None:
    crawled = rows_of(copied.catalogue_path)
    (copied.warc_folder / "folder.warc.gz").mkdir()
    rebuild(copied, processes=1, progress=lambda step, done, total: None)
    assert rows_of(copied.catalogue_path) == crawled


def test_a_half_written_spool_is_told_and_made_again(copied: Collection, nianbao: Callable[..., Any]) -> None:
    scans = [scan_file(path) for path in sorted(copied.warc_folder.glob("*.warc.gz"))]
    folder = copied.folder / f"rebuild-{READER_VERSION}-{SPOOL_FORMAT}"
    folder.mkdir()
    (folder / stretches(copied.warc_folder, scans)[0].name).write_text('{"half')
    first = nianbao("rebuild", "--collection", copied.folder)
    assert (first.returncode, first.stderr.count("\n")) == (1, 1)
    assert "half written" in first.stderr
    assert nianbao("rebuild", "--collection", copied.folder).returncode == 0


@pytest.mark.parametrize("verb", ["status", "findings", "verify"])
def test_a_catalogue_that_is_no_database_is_told_in_one_line(
    copied: Collection, nianbao: Callable[..., Any], verb: str
) -> None:
    copied.catalogue_path.write_text("no database")
    done = nianbao(verb, "--collection", copied.folder)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "nianbao rebuild" in done.stderr


def test_what_a_rebuild_of_an_older_reader_left_is_removed(copied: Collection) -> None:
    (copied.folder / "rebuild-0-1").mkdir()
    (copied.folder / "rebuild-0-1" / "a.jsonl").write_text("{}")
    rebuild(copied, processes=1, progress=lambda step, done, total: None)
    assert not list(copied.folder.glob("rebuild-*"))
