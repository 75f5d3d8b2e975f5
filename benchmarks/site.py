"""How fast every kind of page answers, beside stock Datasette's table and row pages in the same run.

    python benchmarks/site.py COLLECTION [--rounds N] [--limit MILLISECONDS]

`benchmarks/site_corpus.py` makes a collection of 50,000 reports; its limit is 200.

Asks the site in this process, without a socket: what is measured is the page, not the network. Prints the
median and the 95th percentile in milliseconds, and each kind's median as a multiple of the table page's.
Exits 1 where a kind takes more than twice as long as Datasette's table page, or longer than --limit.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import statistics
import sys
import time
from pathlib import Path

from archive.collection import open_collection
from archive.site.server import site

TABLE, ROW = "Datasette table", "Datasette row"


def page_kinds(published: Path) -> dict[str, list[str]]:
    """A few paths of every kind of page, spread over the collection."""
    db = sqlite3.connect(published)
    reports = spread(db, "select id from reports order by id")
    organs = spread(db, "select id from organs order by id")
    captures = spread(
        db, "select id from captures where outcome = 'read' and content_type like 'text/html%' order by id"
    )
    changes = spread(
        db,
        "select earlier.id || '/' || later.id from revisions as later join revisions as earlier"
        " on earlier.page_id = later.page_id and earlier.number = later.number - 1 order by later.id",
    )
    urls = spread(db, "select url from reports order by id")
    portals = spread(db, "select id from portals order by id")
    db.close()
    return {
        TABLE: ["/published/reports"],
        ROW: [f"/published/reports/{report}" for report in reports],
        "home": ["/"],
        "search, a rare word": ["/search?q=疏浚 诉讼"],
        "search, a frequent word": ["/search?q=公开"],
        "search, by date": ["/search?q=公开&sort=date"],
        "search, its feed": ["/search.atom?q=诉讼"],
        "report": [f"/reports/{report}" for report in reports],
        "report's text": [f"/reports/{report}.txt" for report in reports],
        "diff": [f"/diff/{pair}" for pair in changes],
        "diff, inline": [f"/diff/{pair}?view=inline" for pair in changes],
        "evidence": [f"/captures/{capture}" for capture in captures],
        "page as served": [f"/captures/{capture}/shown" for capture in captures],
        "organ": [f"/organs/{organ}" for organ in organs],
        "coverage": ["/coverage"],
        "coverage of a portal": [f"/coverage?portal={portal}" for portal in portals],
        "changes": ["/changes"],
        "changes of a kind": ["/changes?kind=figure_changed", "/changes?kind=withdrawn"],
        "findings": ["/findings"],
        "findings of a kind": ["/findings?kind=late", "/findings?kind=copy_residue"],
        "compare": ["/compare"],
        "feed": ["/feeds/changes.atom"],
        "timemap": [f"/timemap/link/{url}" for url in urls],
        "sitemap": ["/sitemap-1.xml"],
    }


def spread(db: sqlite3.Connection, sql: str) -> list[str]:
    """Ten of the values of a query, from first to last."""
    values = [str(row[0]) for row in db.execute(sql)]
    return values[:: max(len(values) // 10, 1)][:10]


async def measure(collection_folder: Path, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of every request, by kind; the kinds take turns, so that a slow moment hits all alike."""
    collection = open_collection(collection_folder)
    datasette = site(collection)
    kinds = page_kinds(collection.published_path)
    told: dict[str, list[float]] = {kind: [] for kind in kinds}
    for turn in range(rounds + 1):
        for kind, paths in kinds.items():
            started = time.perf_counter()
            path = paths[turn % len(paths)]
            answer = await datasette.client.get(path)
            taken = (time.perf_counter() - started) * 1000
            assert answer.status_code == 200, (path, answer.status_code)
            if turn:  # the first turn opens files and fills caches
                told[kind].append(taken)
    return told


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collection", type=Path)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--limit", type=float, default=100, help="milliseconds that a median may take")
    asked = parser.parse_args()
    told = asyncio.run(measure(asked.collection, asked.rounds))
    table = statistics.median(told[TABLE])
    slow = []
    print(f"{'kind':26}{'median ms':>10}{'p95 ms':>10}{'× table':>10}")
    for kind, times in told.items():
        median = statistics.median(times)
        # A single time is all of its percentiles.
        slowest = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        print(f"{kind:26}{median:10.1f}{slowest:10.1f}{median / table:10.2f}")
        if kind not in (TABLE, ROW) and (median > asked.limit or median > 2 * table):
            slow.append(kind)
    if slow:
        print("too slow: " + ", ".join(slow))
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
