"""The demo: the whole chain on the sample portal, from nothing to a site."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from archive.catalogue.statements import read_only
from archive.collection import LOCK, MARKER, Collection, CollectionError, Keeper, create_collection
from archive.published import publish
from crawler.sample.portal import SamplePortal

MOMENTS = 4
"""How many moments of the sample portal's clock are crawled: enough for revisions and a confirmed withdrawal."""

DEMO_KEEPER = Keeper(name="demo", operator="nianbao demo", contact="https://example.org/nianbao-demo")
"""Marks a collection as a demo: all of it, for a folder named `demo` gives any collection that name."""


class DemoFailed(Exception):
    """A crawl of the sample portal did not end well; the text says which and what it wrote."""


def run_demo(folder: Path, tell: Callable[[str], None]) -> Collection:
    """Crawl the sample portal at four moments of its clock into `folder` and publish the result.

    Each crawl is a process of its own, as a scheduled job's would be. A finished demo is left as it is: a new
    sample portal has a new port, so that each page would come a second time. One that was cut short is made
    anew. Raises DemoFailed, CollectionError (also for a folder that holds another collection).
    """
    collection = create_collection(folder, DEMO_KEEPER)
    if collection.keeper != DEMO_KEEPER:
        raise CollectionError(
            f"{folder}: holds another collection ({collection.keeper.name}): name a new folder with --collection"
        )
    if _is_finished(collection):
        tell(f"{folder}: holds a finished demo: shown as it is (remove the folder to make it again)")
        return collection
    empty_demo(collection)
    with SamplePortal() as portal:
        tell(f"sample portal: {portal.url} (until the last crawl ends)")
        profile = folder / "sample.toml"
        profile.write_text(portal.profile_text(), encoding="utf-8")
        for moment in range(MOMENTS):
            if moment:
                events = portal.step()
                tell(f"moment {moment}: {len(events)} scripted events on the portal")
            tell(f"crawl {moment + 1} of {MOMENTS}")
            _crawl(profile, folder)
    publish(collection)
    return collection


def _is_finished(collection: Collection) -> bool:
    """Whether the published copy, which each crawl makes again, has all crawls of the sample portal."""
    ended = _number(
        collection.published_path,
        "select count(*) from crawls where portal_id = 'sample' and ended_at is not null",
    )
    return ended is not None and ended >= MOMENTS


def _number(database: Path, query: str) -> int | None:
    """What a query counts; None where there is no such database, or none that can be read."""
    try:
        with closing(read_only(database)) as db:
            return int(db.execute(query).fetchone()[0])
    except sqlite3.DatabaseError:
        return None


def empty_demo(collection: Collection) -> None:
    """Empty a demo's folder but for its marker, so that it stays known as a demo however this ends.

    Raises CollectionError where anything but the sample portal may have been captured since.
    """
    with collection.lock("nianbao demo"):
        others = _number(
            collection.catalogue_path, "select count(*) from captures where portal_id is not 'sample'"
        )
        if others or (others is None and any(collection.warc_folder.iterdir())):
            raise CollectionError(
                f"{collection.folder}: a demo that was cut short, with captures of other portals:"
                " name a new folder with --collection"
            )
        for entry in collection.folder.iterdir():
            if entry.name in (MARKER, LOCK):
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        collection.warc_folder.mkdir()


def _crawl(profile: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "crawler", "crawl", str(profile), "--collection", str(folder)]
    done = subprocess.run(command, check=False)
    # Exit status 1: done, but something needs a person. The sample portal's script sees to that.
    if done.returncode not in (0, 1):
        raise DemoFailed(f"the crawl ended with status {done.returncode}: see its messages above")
