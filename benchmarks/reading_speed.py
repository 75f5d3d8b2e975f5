"""Time to read a page, beside trafilatura with metadata (htmldate included) on the same pages, one core.

    python benchmarks/reading_speed.py [--shared DIR] [--rounds N] [--profile]

CPU milliseconds a page (median over pages of each page's fastest round), the ratio, and where the reader's own
time goes: decoding, parsing, lines, body, fields. Pages: the real ones where they are, else tests/pages.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import trafilatura  # noqa: E402

from metadata.body import find_body  # noqa: E402
from metadata.encoding import decode  # noqa: E402
from metadata.lines import lines_of_tree  # noqa: E402
from metadata.markup import parse_text  # noqa: E402
from metadata.reader import read_page  # noqa: E402
from metadata.text import text_of_body  # noqa: E402

TARGET = 0.3
"""Of trafilatura's time with metadata."""


def pages_of(shared: Path) -> dict[str, bytes]:
    """The pages by name: the labelled real articles, or the golden pages."""
    labels = json.loads((Path(__file__).parent / "real_page_labels.json").read_text(encoding="utf-8"))
    real = {name: shared / "real-pages" / name for name in labels if not name.endswith("pdf")}
    found = {name: path.read_bytes() for name, path in real.items() if path.exists()}
    if found:
        return found
    golden = sorted((ROOT / "tests" / "pages").glob("*/*/body.html"))
    return {path.parent.name: path.read_bytes() for path in golden if path.parent.parent.name != "refusal"}


def fastest(runs: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """CPU milliseconds of each run's fastest round; a round does all of them, so that no cache stays warm."""
    times = [float("inf")] * len(runs)
    for _ in range(rounds):
        for position, run in enumerate(runs):
            start = time.process_time_ns()
            run()
            times[position] = min(times[position], (time.process_time_ns() - start) / 1e6)
    return times


def by_trafilatura(body: bytes) -> object:
    """What the reader is compared with: text and metadata of a decoded page."""
    return trafilatura.bare_extraction(decode(body)[0], with_metadata=True, include_tables=True)


def stages(pages: dict[str, bytes], rounds: int) -> dict[str, float]:
    """Median CPU milliseconds of each stage of a reading."""
    runs: dict[str, list[Callable[[], object]]] = {}
    for name, body in pages.items():
        text = decode(body)[0]
        root = parse_text(text)
        lines = lines_of_tree(root)
        found = find_body(lines)
        steps: dict[str, Callable[[], object]] = {
            "decode": partial(decode, body),
            "parse": partial(parse_text, text),
            "lines": partial(lines_of_tree, root),
            "body": partial(find_body, lines),
            "text, tables, sections": partial(text_of_body, lines, found),
            "whole reading": partial(read_page, body, url="http://" + name),
        }
        for step, run in steps.items():
            runs.setdefault(step, []).append(run)
    medians = {step: statistics.median(fastest(each, rounds)) for step, each in runs.items()}
    known = sum(value for step, value in medians.items() if step != "whole reading")
    return medians | {"head, dates, names (the rest)": medians["whole reading"] - known}


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", action="store_true", help="print the 30 functions that take most")
    chosen = parser.parse_args()
    pages = pages_of(chosen.shared)
    if chosen.profile:
        profile = cProfile.Profile()
        profile.enable()
        for _ in range(chosen.rounds):
            for name, body in pages.items():
                read_page(body, url="http://" + name)
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)
        return 0
    ours = fastest(
        [partial(read_page, body, url="http://" + name) for name, body in pages.items()], chosen.rounds
    )
    theirs = fastest([partial(by_trafilatura, body) for body in pages.values()], chosen.rounds)
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(f"{len(pages)} pages, {sum(map(len, pages.values())) / len(pages) / 1000:.0f} KB a page")
    print(f"reader       {statistics.median(ours):6.2f} ms a page (median), {statistics.mean(ours):.2f} mean")
    print(
        f"trafilatura  {statistics.median(theirs):6.2f} ms a page (median), {statistics.mean(theirs):.2f} mean"
    )
    print(f"ratio        {ratio:6.2f} (target {TARGET}); by means {sum(ours) / sum(theirs):.2f}")
    for step, milliseconds in stages(pages, chosen.rounds).items():
        print(f"  {step:<32}{milliseconds:6.2f} ms")
    return 0 if ratio <= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
