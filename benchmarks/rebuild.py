"""Rebuild on one core and on all, side by side: `python benchmarks/rebuild.py COLLECTION`.

The collection itself is only read: a copy of its WARC files is rebuilt, a few times each way in turn. One core
means that the process and those that it starts are bound to one: a rebuild that reads in one process and merges
in another would use two.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from archive.collection import Collection, create_collection, open_collection
from archive.rebuild import rebuild


def main() -> None:
    """Print captures a second for each number of cores, and the ratio."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("collection", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    source = open_collection(options.collection)
    all_cores = os.sched_getaffinity(0)
    ways = {1: {min(all_cores)}, len(all_cores): all_cores}
    speeds: dict[int, list[float]] = {cores: [] for cores in ways}
    with tempfile.TemporaryDirectory() as folder:
        copy = create_collection(Path(folder) / "copy", source.keeper)
        for file in source.warc_folder.glob("*.warc.gz"):
            shutil.copy(file, copy.warc_folder)
        for _ in range(options.rounds):
            for cores, bound_to in ways.items():
                speeds[cores].append(captures_a_second(copy, bound_to))
    os.sched_setaffinity(0, all_cores)
    for cores, measured in speeds.items():
        print(f"on {cores} cores: {statistics.median(measured):.0f} captures/s")
    print(f"ratio {statistics.median(speeds[len(all_cores)]) / statistics.median(speeds[1]):.2f}")


def captures_a_second(collection: Collection, cores: set[int]) -> float:
    """Rebuild once, bound to these cores; processes take over what they are bound to."""
    os.sched_setaffinity(0, cores)
    started = time.perf_counter()
    captures = rebuild(collection, processes=len(cores), progress=lambda step, done, total: None)
    return captures / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
