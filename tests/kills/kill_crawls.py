"""Kill crawls at random moments and hold what is left to what must be.

    python tests/kills/kill_crawls.py --kills 200 [--seed N]

A sample portal is crawled again and again; each crawl but the last of a moment is killed (`kill -9`) somewhere
between its start and its end, and simply started again. Then: every response that had arrived more than the
durability window before a kill is in the catalogue; no payload is stored twice; every WARC file is valid, by
`nianbao verify` and by the judges named with --judges; `PRAGMA integrity_check` is ok; the revisions are those of
a collection that was never disturbed. Talks to loopback only, and ends by itself. Exit status 1 for any fault.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

from archive.keeping import WINDOW_SECONDS
from crawler.sample.portal import SamplePortal

MOMENTS = 3
SLACK_SECONDS = 0.5
"""Between the server's last byte of a response and the crawl's having it, on a busy machine of two cores."""
LATEST_KILL_SECONDS = 8.0
"""Starting takes 2 s here, fetching 4 s and indexing the rest."""


@dataclass(slots=True)
class Kills:
    """What was done so far: `due` are the URLs whose responses must have been kept when a crawl was killed."""

    killed: int = 0
    ended_before_the_kill: int = 0
    due: list[tuple[int, set[str]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def crawl(profile: Path, collection: Path) -> subprocess.Popen[bytes]:
    """Start a crawl as a scheduled job would."""
    command = [sys.executable, "-m", "crawler", "crawl", str(profile), "--collection", str(collection)]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def kill_once(
    portal: SamplePortal, profile: Path, collection: Path, after_seconds: float, kills: Kills
) -> None:
    """Start a crawl, kill it and all its processes after so long, and note what it must have kept."""
    before = len(portal.requests)
    process = crawl(profile, collection)
    time.sleep(max(0.0, after_seconds - WINDOW_SECONDS - SLACK_SECONDS))
    answered = portal.requests[before:]
    time.sleep(min(after_seconds, WINDOW_SECONDS + SLACK_SECONDS))
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        kills.killed += 1
    else:
        kills.ended_before_the_kill += 1
    process.wait()
    kills.due.append((before, {urljoin(portal.url, request.path) for request in answered}))


def run_to_the_end(profile: Path, collection: Path) -> None:
    """A crawl that nobody disturbs."""
    status = crawl(profile, collection).wait(timeout=300)
    if status not in (0, 1):
        raise SystemExit(f"an undisturbed crawl ended with status {status}")


def captures_by_url(collection: Path) -> dict[str, int]:
    """How many captures of each URL the catalogue has."""
    db = sqlite3.connect(collection / "catalogue.db")
    try:
        return dict(db.execute("select url, count(*) from captures group by url"))
    finally:
        db.close()


def check(collection: Path, calm: Path, due: dict[str, int], judges: Path | None) -> list[str]:
    """The faults of a collection after the kills, a sentence each."""
    faults = []
    held = captures_by_url(collection)
    for url, times in due.items():
        if held.get(url, 0) < times:
            faults.append(f"{url}: {times} responses had arrived in time, {held.get(url, 0)} are kept")
    db = sqlite3.connect(collection / "catalogue.db")
    if (told := db.execute("pragma integrity_check").fetchone()[0]) != "ok":
        faults.append(f"catalogue.db: {told}")
    for url, times in db.execute(TWICE):
        faults.append(f"{url}: its payload is stored {times} times")
    db.close()
    if revisions(collection) != revisions(calm):
        faults.append(
            f"revisions differ from an undisturbed run's: {revisions(collection) ^ revisions(calm)}"
        )
    faults += verify(collection)
    if judges:
        faults += judge(judges, collection)
    return faults


# A redirect and an answer without body are always written out (see `compose_exchange`): they save nothing.
TWICE = """
select min(url), count(*) from captures
where record_type = 'response' and payload_bytes > 0 and status = 200 and truncated is null
group by payload_sha256 having count(*) > 1
"""


def revisions(collection: Path) -> frozenset[tuple[str, int, str]]:
    """What the pages said, one after the other: path, ordinal, digest of the text."""
    db = sqlite3.connect(collection / "catalogue.db")
    try:
        rows = db.execute(
            "select substr(url, instr(substr(url, 9), '/') + 8), number, text_digest from revisions"
            " join pages on pages.id = page_id"
        )
        return frozenset(rows)
    finally:
        db.close()


def verify(collection: Path) -> list[str]:
    """What `nianbao verify` finds."""
    command = [sys.executable, "-m", "crawler", "verify", "--collection", str(collection)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    return [] if done.returncode == 0 else [f"nianbao verify: {done.stdout}{done.stderr}"]


def judge(script: Path, collection: Path) -> list[str]:
    """What the judges of the field find."""
    files = sorted(map(str, (collection / "warc").glob("*.warc.gz")))
    done = subprocess.run(
        ["bash", str(script), *files], capture_output=True, text=True, check=False, timeout=3000
    )
    return [] if done.returncode == 0 else [f"{script.name}: {done.stdout[-2000:]}"]


def run(kills_wanted: int, seed: int, folder: Path, judges: Path | None) -> Kills:
    """Kill that many crawls, evenly over the moments of a portal's clock, then check."""
    random_ = random.Random(seed)
    kills = Kills()
    collection, calm = folder / "collection", folder / "calm"
    with SamplePortal() as portal:
        profile = folder / "sample.toml"
        profile.write_text(portal.profile_text(), encoding="utf-8")
        for moment in range(MOMENTS):
            if moment:
                portal.step()
            started = time.monotonic()
            run_to_the_end(profile, calm)
            # A crawl takes up what the one before it left, so that early kills reach all of the portal as well.
            latest = min(time.monotonic() - started, LATEST_KILL_SECONDS)
            while kills.killed < kills_wanted * (moment + 1) // MOMENTS:
                kill_once(portal, profile, collection, random_.uniform(0.5, latest), kills)
                print(
                    f"moment {moment}: {kills.killed} of {kills_wanted} killed", file=sys.stderr, flush=True
                )
            run_to_the_end(profile, collection)
    due: dict[str, int] = {}
    for _, urls in kills.due:
        for url in urls:
            due[url] = due.get(url, 0) + 1
    kills.faults = check(collection, calm, due, judges)
    return kills


def main() -> None:
    """Run the kills that the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=2018)
    parser.add_argument("--judges", type=Path, help="a judge script that takes WARC files")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kills = run(options.kills, options.seed, Path(folder), options.judges)
    for fault in kills.faults:
        print(fault)
    print(
        f"{kills.killed} crawls killed ({kills.ended_before_the_kill} ended first),"
        f" {sum(len(urls) for _, urls in kills.due)} responses had to be kept, {len(kills.faults)} faults"
    )
    sys.exit(1 if kills.faults else 0)


if __name__ == "__main__":
    main()
