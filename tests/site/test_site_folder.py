"""The published folder: whole, checked by its sums, served by plain Datasette, exchanged in one step."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path

import pytest
from datasette.app import Datasette

from archive.collection import Collection, CollectionError, create_collection
from archive.site.folder import publish_folder


def test_a_published_folder_is_whole_and_serves_its_evidence(
    archive: Collection, known: dict[str, str], tmp_path: Path
) -> None:
    target = tmp_path / "site"
    release = publish_folder(archive, target)
    assert target.resolve() == release
    checked = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=target, check=False)
    assert checked.returncode == 0
    assert "published.db" in (target / "Dockerfile").read_text("utf-8")
    metadata = json.loads((target / "metadata.json").read_text("utf-8"))
    datasette = Datasette([str(target / "published.db")], metadata=metadata)

    async def ask(path: str) -> int:
        return int((await datasette.client.get(path)).status_code)

    with asyncio.Runner() as runner:
        for path in ("/", f"/reports/{known['report']}", f"/captures/{known['changed_1']}/payload"):
            assert runner.run(ask(path)) == 200, path
    for database in datasette.databases.values():
        database.close()
    datasette.executor.shutdown()


def test_publishing_again_exchanges_the_release_and_keeps_the_one_before(
    archive: Collection, tmp_path: Path
) -> None:
    target = tmp_path / "site"
    releases = [publish_folder(archive, target, with_warc=False) for _ in range(3)]
    assert target.resolve() == releases[-1]
    assert not (target / "warc").exists()
    assert sorted(path.name for path in (tmp_path / "site.releases").iterdir()) == [
        release.name for release in releases[1:]
    ]


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
    assert len(list((tmp_path / "site.releases").iterdir())) == 1
