"""A catalogue of an older schema is brought up to date with its rows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.catalogue.schema import migrations
from archive.catalogue.statements import read_rows
from archive.collection import create_collection

FIGURE = "insert into figures values (?, 'rev-1', 'table3', 'received', 'total', 12, '12', '件', '{}')"


def test_figures_and_crawls_of_an_older_schema_are_kept(tmp_path: Path) -> None:
    db = Database(tmp_path / "catalogue.db")
    migrations.apply(db, stop_before="0003_family_of_crawls")
    for number in (0, 10, 9):
        db.execute(FIGURE, [f"rev-1-{number}"])
    db.execute(
        "insert into portals (id, name, home, family, profile) values ('p', 'P', 'http://p/', 'trs', '')"
    )
    db.execute(
        "insert into crawls (id, portal_id, started_at) values ('c', 'p', '2026-01-01T00:00:00.000000Z')"
    )
    migrations.apply(db)
    rows = list(read_rows(db, "select revision_id, number, value, unit from figures order by number"))
    assert [(row["revision_id"], row["number"]) for row in rows] == [
        ("rev-1", 0),
        ("rev-1", 9),
        ("rev-1", 10),
    ]
    assert {(row["value"], row["unit"]) for row in rows} == {(12, "件")}
    assert [row["family"] for row in read_rows(db, "select family from crawls")] == ["trs"]
    db.close()


def test_an_older_view_of_reports_asks_for_whole_sums_afterwards(tmp_path: Path) -> None:
    db = Database(tmp_path / "catalogue.db")
    migrations.apply(db, stop_before="0011_reports_view")
    insert = (
        "insert into reports (id, state, first_seen, last_seen, revisions, pages, revision_id, url)"
        " values ('r', 'held', ?, ?, 1, 1, 'rev-1', 'http://p/')"
    )
    db.execute(insert, ["2026-01-01T00:00:00.000000Z"] * 2)
    db.execute(
        "insert into figures values ('rev-1', 0, 'table3', 'denied_third_party', 'total', 2, '2', '件', '{}')"
    )
    # As it was: a sum of the rows that are there.
    summed = (
        "select sum(value) from figures where revision_id = reports.revision_id and row_key glob 'denied_*'"
    )
    db.execute(f"create view reports_view as select id, ({summed}) as denied from reports")
    view = "select denied from reports_view"
    assert [row["denied"] for row in read_rows(db, view)] == [2]
    migrations.apply(db)
    assert [row["denied"] for row in read_rows(db, view)] == [None]
    db.close()


def test_verbs_that_read_take_a_catalogue_of_an_older_version_and_leave_it(
    nianbao: Callable[..., Any], tmp_path: Path
) -> None:
    collection = create_collection(tmp_path / "collection")
    with closing(Database(collection.catalogue_path)) as db:
        migrations.apply(db, stop_before="0010_crawl_notes")
        portal = "insert into portals (id, name, home, profile) values ('p', '清川市', 'http://p/', '')"
        crawl = (
            "insert into crawls (id, portal_id, started_at) values ('c', 'p', '2026-01-01T00:00:00.000000Z')"
        )
        db.execute(portal)
        db.execute(crawl)
        db.conn.commit()
    before = collection.catalogue_path.read_bytes()
    done = nianbao("status", "--collection", collection.folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "crawled  p 清川市: 2026-01-01 00:00 UTC, not ended" in done.stdout
    done = nianbao("export", "warc", tmp_path / "out.warc.gz", "--collection", collection.folder)
    assert done.returncode == 1
    assert (
        done.stderr == f"nianbao: {collection.catalogue_path}: of an older version: run `nianbao rebuild`\n"
    )
    assert collection.catalogue_path.read_bytes() == before
