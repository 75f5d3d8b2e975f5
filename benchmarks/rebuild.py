"""Rebuild with one process and with one a core, side by side: `python benchmarks/rebuild.py COLLECTION`.

The collection itself is only read: a copy of its WARC files is rebuilt, a few times each way in turn.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from archive.collection import create_collection, open_collection
from archive.rebuild import rebuild


def main() -> None:
    """Print captures a second for each number of processes, and the ratio."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("collection", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    source = open_collection(options.collection)
    cores = os.cpu_count() or 1
    speeds: dict[int, list[float]] = {1: [], cores: []}
    with tempfile.TemporaryDirectory() as folder:
        copy = create_collection(Path(folder) / "copy", source.keeper)
        for file in source.warc_folder.glob("*.warc.gz"):
            shutil.copy(file, copy.warc_folder)
        for _ in range(options.rounds):
            for processes, measured in speeds.items():
                started = time.perf_counter()
                captures = rebuild(copy, processes=processes, progress=lambda step, done, total: None)
                measured.append(captures / (time.perf_counter() - started))
    for processes, measured in speeds.items():
        print(f"{processes} processes: {statistics.median(measured):.0f} captures/s")
    print(f"ratio {statistics.median(speeds[cores]) / statistics.median(speeds[1]):.2f} on {cores} cores")


if __name__ == "__main__":
    main()
