"""The demo: the whole chain on the sample portal, from nothing to a site."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from archive.collection import Collection, Keeper, create_collection
from archive.published import publish
from crawler.sample.portal import SamplePortal

MOMENTS = 4
"""How many moments of the sample portal's clock are crawled: enough for revisions and a confirmed withdrawal."""


class DemoFailed(Exception):
    """A crawl of the sample portal did not end well; the text says which and what it wrote."""


def run_demo(folder: Path, tell: Callable[[str], None]) -> Collection:
    """Crawl the sample portal at four moments of its clock into `folder` and publish the result.

    Each crawl is a process of its own, as a scheduled job's would be. Raises DemoFailed, CollectionError.
    """
    collection = create_collection(
        folder, Keeper(name="demo", operator="nianbao demo", contact="https://example.org/nianbao-demo")
    )
    with SamplePortal() as portal:
        tell(f"sample portal: {portal.url}")
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


def _crawl(profile: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "crawler", "crawl", str(profile), "--collection", str(folder)]
    done = subprocess.run(command, check=False)
    # Exit status 1: done, but something needs a person. The sample portal's script sees to that.
    if done.returncode not in (0, 1):
        raise DemoFailed(f"the crawl ended with status {done.returncode}: see its messages above")
