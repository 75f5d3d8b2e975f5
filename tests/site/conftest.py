"""The small archive of the site's tests, and a visitor to its site."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import site_archive
from site_visitor import Get, serving, visitor

from archive.collection import Collection


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """The small archive. Read-only: tests that write build their own."""
    return site_archive.build(tmp_path_factory.mktemp("site") / "collection")


@pytest.fixture(scope="session")
def get(archive: Collection) -> Iterator[Get]:
    """Ask the archive's site for a path."""
    with visitor(archive) as ask:
        yield ask


@pytest.fixture(scope="session")
def served(archive: Collection) -> Iterator[str]:
    """The address of the archive's site on loopback."""
    with serving(archive) as address:
        yield address


@pytest.fixture(scope="session")
def known(archive: Collection) -> dict[str, str]:
    """Ids of the archive: the changed report with its revisions and captures, the hostile one, an organ."""
    return ids_of(archive.published_path)


def ids_of(published: Path) -> dict[str, str]:
    """The ids by what they stand for."""
    db = sqlite3.connect(published)
    try:
        report, organ, new, page = db.execute(
            "select id, organ_id, revision_id, page_id from reports where url = ?", [site_archive.CHANGED]
        ).fetchone()
        old = db.execute("select id from revisions where page_id = ? and number = 1", [page]).fetchone()[0]
        told = {"report": report, "organ": organ, "new": new, "old": old}
        for name in ("CHANGED", "HOSTILE", "WITHDRAWN", "MOVED", "ATTACHED", "REFUSED"):
            captures = db.execute(
                "select id from captures where url = ? order by captured_at", [getattr(site_archive, name)]
            ).fetchall()
            told |= {f"{name.lower()}_{number}": row[0] for number, row in enumerate(captures, 1)}
        told["failed"] = db.execute("select id from captures where outcome = 'failed'").fetchone()[0]
        for name in ("HOSTILE", "WITHDRAWN"):
            told[f"{name.lower()}_report"] = db.execute(
                "select id from reports where url = ?", [getattr(site_archive, name)]
            ).fetchone()[0]
        return told
    finally:
        db.close()
