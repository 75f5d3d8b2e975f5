"""The published folder: whole, checked by its sums, served by plain Datasette, exchanged in one step."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from datasette.app import Datasette
from site_visitor import asking, visitor

from archive.collection import Collection, CollectionError, create_collection, open_collection
from archive.published import publish
from archive.site.folder import publish_folder


def kept(target: Path) -> list[str]:
    """The names of the releases beside a published folder."""
    releases = target.with_name(f"{target.name}.releases").iterdir()
    return sorted(path.name for path in releases if not path.name.startswith("."))


def test_a_published_folder_is_whole_and_serves_its_evidence(
    archive: Collection, known: dict[str, str], tmp_path: Path
) -> None:
    target = tmp_path / "site"
    release = publish_folder(archive, target)
    assert target.resolve() == release
    checked = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=target, check=False)
    assert checked.returncode == 0
    metadata = json.loads((target / "metadata.json").read_text("utf-8"))
    with asking(Datasette([str(target / "published.db")], metadata=metadata)) as get:
        for path in ("/", f"/reports/{known['report']}", f"/captures/{known['changed_1']}/payload"):
            assert get(path).status_code == 200, path


def test_a_warc_file_that_lies_elsewhere_is_in_the_folder_itself(archive: Collection, tmp_path: Path) -> None:
    collection = open_collection(shutil.copytree(archive.folder, tmp_path / "c"))
    path = min(collection.warc_folder.iterdir())
    path.symlink_to(path.rename(tmp_path / "elsewhere.warc.gz"))
    publish_folder(collection, tmp_path / "site")
    (published,) = (tmp_path / "site" / "warc").glob(path.name)
    assert not published.is_symlink()


def test_a_folder_tells_of_the_package_only_what_it_has(archive: Collection, tmp_path: Path) -> None:
    wheel = tmp_path / "nianbao-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"PK")
    whole, bare = tmp_path / "whole", tmp_path / "bare"
    publish_folder(archive, whole, with_warc=False, wheel=wheel)
    assert f"COPY {wheel.name} ./\nRUN pip install --no-cache-dir ./{wheel.name}\n" in (
        whole / "Dockerfile"
    ).read_text("utf-8")
    assert f"pip install ./{wheel.name} && datasette serve" in (whole / "README.txt").read_text("utf-8")
    publish_folder(archive, bare, with_warc=False)
    told = (bare / "README.txt").read_text("utf-8")
    # On no package index: whoever takes the name there would be installed.
    assert not (bare / "Dockerfile").exists()
    assert "pip install" not in told
    assert "--wheel" in told


def test_publishing_again_exchanges_the_release_and_keeps_the_one_before(
    archive: Collection, tmp_path: Path
) -> None:
    target = tmp_path / "site"
    releases = [publish_folder(archive, target, with_warc=False) for _ in range(3)]
    assert target.resolve() == releases[-1]
    assert not (target / "warc").exists()
    assert kept(target) == [release.name for release in releases[1:]]


def test_where_no_folder_can_be_made_another_is_asked_for(archive: Collection) -> None:
    with pytest.raises(
        CollectionError, match="cannot be made: No such file or directory: name another folder"
    ):
        publish_folder(archive, Path("/proc/nianbao"))


def test_a_folder_of_something_else_is_left_alone(archive: Collection, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with pytest.raises(CollectionError, match="no link of an earlier release"):
        publish_folder(archive, tmp_path / "home")
    with pytest.raises(CollectionError, match="nothing published yet"):
        publish_folder(create_collection(tmp_path / "empty"), tmp_path / "site")


def test_a_release_that_cannot_be_made_leaves_the_old_one(archive: Collection, tmp_path: Path) -> None:
    target = tmp_path / "site"
    old = publish_folder(archive, target, with_warc=False)
    with pytest.raises(CollectionError, match="No such file or directory: the old release stays"):
        publish_folder(archive, target, with_warc=False, wheel=tmp_path / "nowhere.whl")
    assert target.resolve() == old
    assert kept(target) == [old.name]


def test_several_that_publish_at_once_do_not_spoil_one_another(archive: Collection, tmp_path: Path) -> None:
    shutil.copytree(archive.folder, tmp_path / "copy")
    collection, target = open_collection(tmp_path / "copy"), tmp_path / "site"

    def publish_all(_: int) -> Path:
        publish(collection)
        return publish_folder(collection, target)

    with ThreadPoolExecutor(4) as threads:
        releases = sorted(threads.map(publish_all, range(4)))
    assert kept(target) == [release.name for release in releases[-2:]]
    assert target.resolve() == releases[-1]
    assert (
        subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=target, check=False).returncode == 0
    )
    assert not list(collection.folder.glob("*.new"))


def test_what_a_killed_publication_left_is_cleared_away(archive: Collection, tmp_path: Path) -> None:
    target = tmp_path / "site"
    left = tmp_path / "site.releases" / ".new"
    left.mkdir(parents=True)
    (left / "published.db").write_bytes(b"half")
    release = publish_folder(archive, target, with_warc=False)
    assert not left.exists()
    assert (release / "published.db").read_bytes() == archive.published_path.read_bytes()


def test_a_copy_that_an_older_nianbao_made_is_made_anew(
    archive: Collection, known: dict[str, str], tmp_path: Path
) -> None:
    older = open_collection(Path(shutil.copytree(archive.folder, tmp_path / "collection")))
    for path, walks in ((older.catalogue_path, "view"), (older.published_path, "table")):
        db = sqlite3.connect(path)
        db.execute(f"drop {walks} walks")
        db.execute("drop table crawl_notes")
        db.execute("alter table crawls drop column captures_noted")
        db.execute("drop index captures_lists")
        db.execute("drop index listings_page")
        db.execute("drop table listing_gaps")
        db.execute("delete from _sqlite_migrations where name >= '0008_walks'")
        db.commit()
        db.close()
    with visitor(older) as get:
        assert get(f"/reports/{known['report']}").status_code == 200
    db = sqlite3.connect(older.catalogue_path)
    # The catalogue is left to the one who crawls.
    assert db.execute("select name from sqlite_master where name = 'walks'").fetchall() == []
    db.close()
