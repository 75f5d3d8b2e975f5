"""The end of a crawl: how long all findings take, on a collection that is many times the sample portal.

    python benchmarks/settling.py COLLECTION [--times 60] [--same] [--profile]

COLLECTION is one that `nianbao demo` made. Its catalogue is multiplied, with other ids, names and words each
time, or, with `--same`, with the very same words: families of as many copies as there are. Findings are then
made three times: for the first time, again with nothing changed, and after ten reports changed.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import random
import resource
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path

from sqlite_utils import Database

from archive.catalogue.catalogue import Catalogue
from archive.findings import settle_findings

TABLES = (
    "portals", "organs", "channels", "crawls", "reports", "pages", "revisions", "withdrawals", "joins", "figures",
    "captures", "listings",
)  # fmt: skip
KEYS = ("id", "report_id", "page_id", "organ_id", "portal_id", "channel_id", "crawl_id", "revision_id", "parent_id",
        "moved_to", "other_page_id", "first_capture_id", "last_capture_id", "confirming_capture_id",
        "after_revision_id")  # fmt: skip
NAMES = ("name", "organ", "title", "text")


def multiply(db: sqlite3.Connection, times: int, *, same: bool) -> None:
    """Put `times` copies of every row beside it, each copy with words of its own unless `same`."""
    letters = sorted({letter for (text,) in db.execute("select text from revisions") for letter in text if letter > "\u4e00"})
    for number in range(1, times):
        chance = random.Random(number)
        others = letters[:]
        chance.shuffle(others)
        words = {} if same else dict(zip(map(ord, letters), others, strict=True))
        db.create_function("reworded", 1, lambda text, words=words: text and text.translate(words))
        for table in TABLES:
            columns = [row[1] for row in db.execute(f"pragma table_info({table})")]
            made = [
                f"{name} || '-{number}'" if name in KEYS
                else f"reworded({name})" if name in NAMES and table in {"revisions"}
                else f"{name} || '{number}'" if name in ("name", "organ") and table in {"organs", "reports"}
                else name
                for name in columns
            ]  # fmt: skip
            key = "name" if table == "warc_files" else "id"
            db.execute(
                f"insert into {table} select {', '.join(made)} from {table} where instr({key}, '-~') = 0"
                f" and {key} in (select id from first_{table})"
            )


def main() -> None:
    """Multiply, settle three times, print the seconds."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("collection", type=Path)
    arguments.add_argument("--times", type=int, default=60)
    arguments.add_argument("--same", action="store_true")
    arguments.add_argument("--profile", action="store_true")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.db"
        shutil.copy(options.collection / "catalogue.db", path)
        with sqlite3.connect(path) as db:
            for table in TABLES:
                db.execute(f"create temp table first_{table} as select id from {table}")
            multiply(db, options.times, same=options.same)
        db.close()
        with Catalogue(path) as catalogue:
            print(json.dumps(measure(catalogue.db, profile=options.profile), indent=1))


def measure(db: Database, *, profile: bool) -> dict[str, float]:
    """Seconds of the processor for each settling, and what there was to settle."""
    told = {"reports": db.table("reports").count, "revisions": db.table("revisions").count}
    for name in ("first_s", "again_s", "ten_changed_s"):
        if name == "ten_changed_s":
            db.execute("update revisions set text = text || '另有一句。' where id in (select revision_id from reports limit 10)")
        start = time.process_time()
        with db.atomic(), cProfile.Profile() if profile else open("/dev/null") as watched:
            settle_findings(db)
        told[name] = round(time.process_time() - start, 2)
        if profile:
            pstats.Stats(watched).sort_stats("cumulative").print_stats(45)
    told["findings"] = db.table("findings").count
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return told


if __name__ == "__main__":
    main()
