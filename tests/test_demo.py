"""The demo: made once, shown again, made anew where it was cut short, and never over another collection."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.collection import Keeper, create_collection
from archive.site.listener import listener_on
from crawler.crawl_cli import demo_verb
from crawler.demo import DEMO_KEEPER, empty_demo

Command = Callable[..., "subprocess.CompletedProcess[str]"]

SCHEMA = """
create table crawls (portal_id text, ended_at text);
create table captures (portal_id text);
"""


def put_rows(database: Path, *, crawls: int, captures_of: str = "sample") -> None:
    """A database with so many ended crawls of the sample portal, and one capture."""
    with closing(sqlite3.connect(database)) as db:
        db.executescript(SCHEMA)
        db.executemany("insert into crawls values ('sample', '2022-02-20T00:00:00Z')", [()] * crawls)
        db.execute("insert into captures values (?)", [captures_of])
        db.commit()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder and what it holds, but for the lock."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "collection.lock")
    return {str(path): path.read_bytes() for path in files}


def test_a_finished_demo_is_shown_as_it_is(nianbao: Command, tmp_path: Path) -> None:
    demo = create_collection(tmp_path / "demo", DEMO_KEEPER)
    put_rows(demo.published_path, crawls=4)
    before = contents(demo.folder)
    done = nianbao("demo", "--no-serve", "--collection", demo.folder)
    assert done.returncode == 0, done.stderr
    assert "holds a finished demo" in done.stdout
    assert done.stdout.splitlines()[-1] == f"shown by: nianbao serve --collection {demo.folder}"
    assert contents(demo.folder) == before


def test_a_port_that_is_taken_is_told_before_anything_is_crawled(nianbao: Command, tmp_path: Path) -> None:
    with listener_on("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        done = nianbao("demo", "--port", port, "--collection", tmp_path / "demo")
    assert done.returncode == 2
    assert done.stderr.startswith(f"nianbao: 127.0.0.1:{port}: cannot listen"), done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_a_demo_that_fails_gives_its_address_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []

    def take(host: str, port: int) -> socket.socket:
        taken.append(listener_on(host, port))
        return taken[0]

    monkeypatch.setattr("crawler.crawl_cli.listener_on", take)
    (tmp_path / "another's").touch()
    done = CliRunner().invoke(demo_verb, ["--port", "0", "--collection", str(tmp_path)])
    assert (done.exit_code, "not empty" in done.stderr) == (2, True)
    assert taken[0].fileno() == -1


@pytest.mark.parametrize(
    "keeper", [None, Keeper("kept", "A keeper", "https://example.org/")], ids=["named demo", "kept"]
)
def test_another_collection_is_refused_and_left_alone(
    nianbao: Command, tmp_path: Path, keeper: Keeper | None
) -> None:
    other = create_collection(tmp_path / "demo", keeper)
    before = contents(other.folder)
    done = nianbao("demo", "--no-serve", "--collection", other.folder)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "holds another collection" in done.stderr
    assert contents(other.folder) == before


def test_an_unfinished_demo_that_holds_other_portals_is_refused(nianbao: Command, tmp_path: Path) -> None:
    demo = create_collection(tmp_path / "demo", DEMO_KEEPER)
    put_rows(demo.catalogue_path, crawls=1, captures_of="shenyang")
    before = contents(demo.folder)
    done = nianbao("demo", "--no-serve", "--collection", demo.folder)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "captures of other portals" in done.stderr
    assert contents(demo.folder) == before


def test_a_demo_that_was_cut_short_is_emptied_and_stays_a_demo(tmp_path: Path) -> None:
    demo = create_collection(tmp_path / "demo", DEMO_KEEPER)
    put_rows(demo.published_path, crawls=1)
    put_rows(demo.catalogue_path, crawls=1)
    (demo.warc_folder / "left.warc.gz.open").write_bytes(b"half a record")
    empty_demo(demo)
    assert [Path(path).name for path in contents(demo.folder)] == ["collection.json"]
    assert create_collection(demo.folder) == demo
