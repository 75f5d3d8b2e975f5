"""How fast fixity is checked: this archive's check beside `warcio check`, over the same files, in one run.

    python benchmarks/verify.py [--exchanges 3000] [--rounds 3]

Ours also holds every record against SHA-256 digests and a catalogue's list of places. Prints medians of
rounds that take turns, in megabytes of compressed files a second, on one process and on two.
Goal: at least 0.9 of warcio's speed.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path

from warc_writing import make_exchanges
from warcio.cli import main as warcio_main

from archive.capture import KeptCapture
from archive.warc.damage import Expectation, ExpectedFile, ExpectedRecord, expectations
from archive.warc.fixity import check_across, check_files
from archive.warc.reader import read_records
from archive.warc.writer import WarcWriter

Expected = dict[str, Expectation]


def write_files(folder: Path, count: int) -> Expected:
    """A collection of about four files, and what a catalogue would know of it."""
    exchanges = make_exchanges(count)
    size = sum(len(exchange.body) for exchange in exchanges) // 12
    with WarcWriter(
        folder, collection="benchmark", operator="nobody", contact="nobody", max_bytes=size
    ) as out:
        for exchange in exchanges:
            out.write_exchange(exchange)
    paths = sorted(folder.iterdir())
    captures = [record for path in paths for record in read_records(path) if isinstance(record, KeptCapture)]
    return expectations(
        [ExpectedFile(path.name, path.stat().st_size) for path in paths],
        [
            ExpectedRecord(c.id, c.place.file, c.place.offset, c.place.length, c.payload_sha256)
            for c in captures
        ],
    )


def check_ours(folder: Path, expected: Expected, processes: int) -> None:
    """The whole check; a sound collection must come out sound."""
    reports = list(check_files(folder, expected, processes=processes))
    damages = [damage for report in reports for damage in report.damages] + check_across(reports)
    if damages:
        raise SystemExit(f"the benchmark's own files are damaged: {damages[0]}")


def check_warcio(folder: Path) -> None:
    """`warcio check` in this process, so that its start-up does not count."""
    with redirect_stdout(io.StringIO()):
        try:
            warcio_main(["check", *(str(path) for path in sorted(folder.iterdir()))])
        except SystemExit as end:
            if end.code:
                raise


def cpu_seconds() -> float:
    """Processor time of this process and of those it waited for: steadier than the clock on a busy machine."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--exchanges", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        expected = write_files(folder, options.exchanges)
        megabytes = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        checks: dict[str, Callable[[], None]] = {
            "nianbao, one process": partial(check_ours, folder, expected, 1),
            "nianbao, two processes": partial(check_ours, folder, expected, 2),
            "warcio check": partial(check_warcio, folder),
        }
        taken: dict[str, list[float]] = {name: [] for name in checks}
        burnt: dict[str, list[float]] = {name: [] for name in checks}
        for _ in range(options.rounds):
            for name, check in checks.items():
                start, before = time.perf_counter(), cpu_seconds()
                check()
                taken[name].append(time.perf_counter() - start)
                burnt[name].append(cpu_seconds() - before)
    medians = {name: statistics.median(runs) for name, runs in taken.items()}
    print(
        f"{len(expected)} files, {megabytes:.0f} MB, {options.exchanges} captures, median of {options.rounds}"
    )
    for name, seconds in medians.items():
        against = medians["warcio check"] / seconds
        cpu = statistics.median(burnt[name])
        print(
            f"{name:24} {seconds:6.2f} s {megabytes / seconds:7.1f} MB/s {against:6.2f} of warcio"
            f" (CPU {cpu:.2f} s, {statistics.median(burnt['warcio check']) / cpu:.2f})"
        )


if __name__ == "__main__":
    main()
