"""A collection's folder: made once, recognised later, written by one process at a time."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.capture import KeptCapture, RecordPlace, RecordType
from archive.catalogue.catalogue import Catalogue
from archive.collection import (
    CollectionBusy,
    CollectionError,
    Keeper,
    NotACollection,
    create_collection,
    open_collection,
)
from archive.indexing import READ_ASIDE, ReaderPool
from archive.intake import Intake
from archive.published import publish
from archive.rebuild import rebuild
from archive.site.folder import publish_folder
from archive.site.server import site
from archive.wholefile import write_whole

KEEPER = Keeper(name="kept", operator="A keeper", contact="https://example.org/")


def test_a_new_folder_becomes_a_collection_that_opens_again(tmp_path: Path) -> None:
    made = create_collection(tmp_path / "new", KEEPER)
    assert open_collection(tmp_path / "new") == made
    assert create_collection(tmp_path / "new").keeper == KEEPER


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("not ours")
    with pytest.raises(NotACollection, match="not empty"):
        create_collection(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_whose_making_was_cut_short_is_made_whole(tmp_path: Path) -> None:
    (tmp_path / "warc").mkdir()
    (tmp_path / ".nianbao-0123456789ab.part").write_text('{"na')
    assert create_collection(tmp_path, KEEPER).keeper == KEEPER


def with_a_full_disk(script: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    """Run a script whose files can have no byte: that fails as it does on a disk with no room."""

    def no_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    command = [sys.executable, "-B", "-c", script, *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, preexec_fn=no_room)


def test_a_full_disk_leaves_no_collection_that_cannot_be_opened(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib\n"
        "from archive.collection import CollectionFailed, create_collection\n"
        "try: create_collection(pathlib.Path(sys.argv[1]))\n"
        "except CollectionFailed as error: sys.exit(str(error))\n"
    )
    done = with_a_full_disk(script, tmp_path / "new")
    assert (
        done.stderr == f"{tmp_path / 'new'}: cannot be made: File too large: free space, then do it again\n"
    )
    assert [entry.name for entry in (tmp_path / "new").iterdir()] == ["warc"]
    assert create_collection(tmp_path / "new", KEEPER).keeper == KEEPER


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from archive.wholefile import write_whole;"
        " write_whole(pathlib.Path(sys.argv[1]), '年报')"
    )
    (tmp_path / "old").write_text("as it was")
    for name in ("old", "new"):
        done = with_a_full_disk(script, tmp_path / name)
        assert "File too large" in done.stderr
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("old", "as it was")]
    write_whole(tmp_path / "old", "年报")
    assert [(path.name, path.read_text("utf-8")) for path in tmp_path.iterdir()] == [("old", "年报")]


@pytest.mark.parametrize("where", ["missing", "empty"])
def test_a_folder_without_marker_is_no_collection(tmp_path: Path, where: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotACollection, match="not a collection"):
        open_collection(tmp_path / where)


@pytest.mark.parametrize(
    ("marker", "told"),
    [("{", "cannot be read"), ("[]", "does not tell a name"), ('{"name": 1}', "does not tell a name")],
)
def test_a_marker_that_is_not_ours_is_told_by_its_path(tmp_path: Path, marker: str, told: str) -> None:
    create_collection(tmp_path / "kept", KEEPER)
    (tmp_path / "kept" / "collection.json").write_text(marker)
    with pytest.raises(CollectionError, match=rf"collection\.json: {told}"):
        open_collection(tmp_path / "kept")


def test_a_collection_whose_evidence_is_gone_is_not_opened(tmp_path: Path) -> None:
    collection = create_collection(tmp_path / "kept", KEEPER)
    collection.warc_folder.rmdir()
    with pytest.raises(CollectionError, match="the evidence is not there"):
        open_collection(tmp_path / "kept")


def test_a_second_writer_is_told_who_writes_and_since_when(tmp_path: Path) -> None:
    collection = create_collection(tmp_path / "kept", KEEPER)
    attempt = (
        "import sys, pathlib\n"
        "from archive.collection import CollectionBusy, open_collection\n"
        "try:\n"
        "    with open_collection(pathlib.Path(sys.argv[1])).lock('second'): print('taken')\n"
        "except CollectionBusy as busy: print(busy)\n"
    )

    def told() -> str:
        command = [sys.executable, "-c", attempt, str(collection.folder)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    with collection.lock("nianbao crawl"):
        assert "in use by nianbao crawl (pid " in told()
        assert "since 20" in told()
    assert told() == "taken\n"


def test_the_lock_of_one_process_is_not_given_twice(tmp_path: Path) -> None:
    collection = create_collection(tmp_path / "kept", KEEPER)
    with collection.lock("first"), pytest.raises(CollectionBusy), collection.lock("second"):
        pass


def test_a_lock_that_cannot_be_written_is_told_by_its_path(tmp_path: Path) -> None:
    collection = create_collection(tmp_path / "kept", KEEPER)
    (tmp_path / "kept" / "collection.lock").mkdir()
    with (
        pytest.raises(CollectionError, match=r"collection\.lock: cannot be written"),
        collection.lock("crawl"),
    ):
        pass


@pytest.mark.parametrize("verb", [["status"], ["verify"], ["history", "o123"], ["portals"]])
def test_a_catalogue_that_is_no_database_is_told_in_one_line(
    nianbao: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path, verb: list[str]
) -> None:
    collection = create_collection(tmp_path / "kept", KEEPER)
    collection.catalogue_path.write_text("not a database at all, but long enough to be taken for one")
    done = nianbao(*verb, "--collection", collection.folder)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "catalogue.db: cannot be used" in done.stderr


@pytest.mark.parametrize("verb", ["status", "rebuild", "portals", "serve"])
@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_what_is_no_file_in_the_place_of_the_catalogue_is_to_be_moved_away(
    nianbao: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path: Path,
    verb: str,
    make: Callable[[Path], None],
) -> None:
    collection = create_collection(tmp_path / "kept", KEEPER)
    make(collection.catalogue_path)
    done = nianbao(verb, "--collection", collection.folder)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "catalogue.db: not a regular file: move it away" in line


def test_a_collection_is_published_from_a_path_that_is_no_utf_8(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"cx\xff") / "c"
    folder.parent.mkdir()
    collection = create_collection(folder, KEEPER)
    rebuild(collection, progress=lambda step, done, total: None)
    assert publish(collection).exists()
    publish_folder(collection, tmp_path / "elsewhere")
    assert list((tmp_path / "elsewhere").glob("published.db"))


@pytest.mark.parametrize("name", [b"cx\xff", b"a?b", b"a#b", b"a%20b"])
def test_a_path_that_datasette_cannot_serve_from_is_told(tmp_path: Path, name: bytes) -> None:
    collection = create_collection(tmp_path / os.fsdecode(name), KEEPER)
    rebuild(collection, progress=lambda step, done, total: None)
    publish(collection)
    with pytest.raises(CollectionError, match="Datasette serves from no path with"):
        site(collection)


def test_a_crawl_needs_a_catalogue_that_can_be_read(tmp_path: Path) -> None:
    collection = create_collection(tmp_path / "kept", KEEPER)
    collection.catalogue_path.write_text("not a database at all, but long enough to be taken for one")
    with pytest.raises(CollectionError, match=r"catalogue\.db: cannot be used"), Intake(collection):
        pass


def test_a_writer_of_the_catalogue_waits_for_a_long_reader(tmp_path: Path) -> None:
    with Catalogue(tmp_path / "catalogue.db") as catalogue:
        wait_ms = next(catalogue.db.query("pragma busy_timeout"))["timeout"]
    assert wait_ms >= 60_000


def test_readers_beside_a_crawl_outlast_an_interrupt() -> None:
    capture = KeptCapture(
        id="0123456789abcdef",
        url="http://qingchuan.example/",
        captured_at=datetime(2022, 2, 20, tzinfo=UTC),
        record_type=RecordType.RESPONSE,
        place=RecordPlace("a.warc.gz", 0, 1),
        status=404,
        response_headers=(),
        body=b"",
        payload_sha1=None,
        payload_sha256=None,
        payload_bytes=0,
    )
    jobs = [(capture, None)] * READ_ASIDE
    with ReaderPool() as readers:
        assert len(list(readers.entries(jobs))) == READ_ASIDE
        for child in multiprocessing.active_children():
            os.kill(child.pid or 0, signal.SIGINT)
        assert len(list(readers.entries(jobs))) == READ_ASIDE
