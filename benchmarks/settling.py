"""The end of a crawl: how long all findings take, on a collection that is many times the sample portal.

    python benchmarks/settling.py COLLECTION [--times 54] [--same]

COLLECTION is one that `nianbao demo` made. Its catalogue is multiplied: with other ids and words each time, or,
with `--same`, with the very same words, so that each report is one of a family of as many copies. Findings are
then made three times: from nothing, again, and after ten reports changed. Seconds are the processor's.
"""

from __future__ import annotations

import argparse
import json
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
from archive.likeness.sketch import sketch_of

MULTIPLIED = (
    "portals", "organs", "channels", "crawls", "reports", "pages", "revisions", "withdrawals", "joins", "figures",
    "captures", "listings",
)  # fmt: skip
KEYS = frozenset(
    {
        "id", "report_id", "page_id", "organ_id", "portal_id", "channel_id", "crawl_id", "revision_id", "parent_id",
        "moved_to", "other_page_id", "first_capture_id", "last_capture_id", "confirming_capture_id",
        "after_revision_id",
    }
)  # fmt: skip
NAMED = frozenset({("organs", "name"), ("reports", "organ")})
WORDS = frozenset({"organ", "title", "text"})


def multiply(db: sqlite3.Connection, times: int, *, same: bool) -> None:
    """Put copies of every row beside it until there are `times`, each with words of its own unless `same`."""
    letters = sorted({letter for (text,) in db.execute("select text from revisions") for letter in text})
    letters = [letter for letter in letters if "\u4e00" <= letter <= "\u9fff"]
    db.create_function("sketched", 3, sketched)
    for table in MULTIPLIED:
        db.execute(f"create temp table first_{table} as select * from {table}")
    for number in range(1, times):
        others = random.Random(number).sample(letters, len(letters))
        words = str.maketrans("" if same else "".join(letters), "" if same else "".join(others))
        db.create_function("reworded", 1, lambda text, words=words: text and text.translate(words))
        for table in MULTIPLIED:
            columns = [row[1] for row in db.execute(f"pragma table_info({table})")]
            told = ", ".join(_copied(table, column, number) for column in columns)
            db.execute(f"insert into {table} ({', '.join(columns)}) select {told} from first_{table}")


def _copied(table: str, column: str, number: int) -> str:
    if column in KEYS:
        return f"{column} || '-{number}'"
    if (table, column) in NAMED:
        return f"{column} || '{number}'"
    if table == "revisions" and column in WORDS:
        return f"reworded({column})"
    if column == "sketch":
        return "sketched(reworded(text), tables, reworded(organ))"
    return column


def sketched(text: str, tables: str, organ: str | None) -> str:
    """The sketch of a text without its tables."""
    at, prose = 0, ""
    for table in json.loads(tables):
        prose, at = prose + text[at : table["start"]], table["end"]
    return sketch_of(prose + text[at:], organ).to_text()


def change_ten(db: Database) -> None:
    """Give ten reports a new revision with a sentence more."""
    db.conn.create_function("sketched", 3, sketched)
    columns = [column.name for column in db.table("revisions").columns]
    values = {
        "id": "id || '-new'",
        "number": "number + 1",
        "text": "text || '另有一句。'",
        "sketch": "sketched(text || '另有一句。', tables, organ)",
        "changed": "'text_added'",
    }
    told = ", ".join(values.get(column, column) for column in columns)
    wanted = "in (select revision_id from reports order by id limit 10)"
    db.execute(f"insert into revisions ({', '.join(columns)}) select {told} from revisions where id {wanted}")
    db.execute("update pages set revisions = revisions + 1 where id || '-' || revisions in"
               f" (select page_id || '-' || number from revisions where id {wanted})")  # fmt: skip
    db.execute(f"update reports set revision_id = revision_id || '-new' where revision_id {wanted}")


def measure(db: Database) -> dict[str, float]:
    """Seconds of the processor for each settling, and what there was to settle."""
    told: dict[str, float] = {name: db.table(name).count for name in ("reports", "revisions", "figures")}
    db.execute("delete from comparisons")
    for name, before in (("first_s", None), ("again_s", None), ("ten_changed_s", change_ten)):
        if before:
            before(db)
        start = time.process_time()
        with db.atomic():
            settle_findings(db)
        told[name] = round(time.process_time() - start, 2)
    told["comparisons"], told["findings"] = db.table("comparisons").count, db.table("findings").count
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return told


def main() -> None:
    """Multiply, settle three times, print the seconds."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("collection", type=Path)
    arguments.add_argument("--times", type=int, default=54)
    arguments.add_argument("--same", action="store_true")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.db"
        shutil.copy(options.collection / "catalogue.db", path)
        db = sqlite3.connect(path)
        db.execute("pragma synchronous = off")
        with db:
            multiply(db, options.times, same=options.same)
        db.close()
        with Catalogue(path) as catalogue:
            print(json.dumps(measure(catalogue.db), indent=1))


if __name__ == "__main__":
    main()
