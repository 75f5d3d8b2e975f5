"""A large collection for the site's benchmark: the demo's, again and again, each time another city.

    nianbao demo --collection DEMO --no-serve
    python benchmarks/site_corpus.py DEMO TARGET [--reports N]

Every table of the catalogue grows alike: portals, organs, channels, crawls, reports, pages, revisions, figures,
findings, captures, listings. Each city has its own name in every text, its own host, ids, dates of capture and
digests, its own WARC files (hard links), and its documents in the search index. TARGET is then published.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from archive.collection import Collection, open_collection
from archive.published import publish
from archive.search.index import SearchDocument, bulk_index, put_document

TABLES = (
    *("portals", "organs", "channels", "crawls", "reports", "pages", "revisions", "withdrawals", "joins"),
    *("figures", "findings", "captures", "listings"),
)
IDS = {"id", "moved_to", "redirects_to"}
MOMENTS = {"first_seen", "last_seen", "held_from", "held_until", "gone_since"}
_FIRST, _SECOND = "岚澜沅洮汀淙砚浦垠堰屿岑汐泮洵浈渚湄溆滁", "泽岭溪川陵阳平宁安和康顺庆泰丰源"
_COMMIT_EVERY = 10_000  # documents, as `bulk_index` asks


@dataclass(frozen=True, slots=True)
class City:
    """One copy: what it is called, where its portal is, the suffix of its ids, the day of its first capture."""

    number: int
    name: str
    host: str
    day: str

    @property
    def suffix(self) -> str:
        """What its ids end in."""
        return f"x{self.number}"


@dataclass(frozen=True, slots=True)
class Origin:
    """What is replaced in every copy."""

    name: str
    host: str
    day: str


def cities(origin: Origin, count: int) -> Iterator[City]:
    """As many cities with names of two characters, as long as the origin's: offsets into texts stay right."""
    for number in range(1, count + 1):
        name = _FIRST[number % len(_FIRST)] + _SECOND[number // len(_FIRST) % len(_SECOND)]
        day = date.fromisoformat(origin.day) - timedelta(days=11 * number)
        yield City(number, name, f"city{number}.example", day.isoformat())


def column_as(name: str, kind: str) -> str:
    """The expression that copies a column; `:name` and the like are the city's."""
    if name in IDS or name.endswith("_id"):
        return f"{name} || :suffix"
    if name == "payload_sha256":
        return f":digest || substr({name}, 9)"
    if name == "warc_file":
        return f":suffix || {name}"
    if name == "division":
        return f":division || substr({name}, 5)"
    if name in MOMENTS or name.endswith("_at"):
        return f"replace({name}, :old_day, :day)"
    if kind.lower() == "text":
        return f"replace(replace({name}, :old_name, :name), :old_host, :host)"
    return name


def copy_rows(db: sqlite3.Connection, origin: Origin, city: City) -> None:
    """Copy every row of the catalogue's tables that is the origin's."""
    told = {
        "suffix": city.suffix,
        "digest": f"{city.number:08x}",
        "division": str(1000 + city.number),
        "day": city.day,
        "name": city.name,
        "host": city.host,
        "old_day": origin.day,
        "old_name": origin.name,
        "old_host": origin.host,
    }
    for table in TABLES:
        columns = db.execute(f"select name, type from pragma_table_info('{table}')").fetchall()
        names = ", ".join(name for name, _ in columns)
        values = ", ".join(column_as(name, kind) for name, kind in columns)
        db.execute(f"insert into {table} ({names}) select {values} from origin.{table}", told)
    db.execute(
        "insert into search_tags (tag, document) select tag, document || :suffix from origin.search_tags",
        told,
    )


def put_documents(db: sqlite3.Connection, city: City) -> int:
    """Index the revisions of a city as those that they were copied from; returns how many."""
    found = db.execute(
        "select copies.id, copies.report_id, coalesce(copies.title, ''), coalesce(copies.organ, ''), copies.text,"
        " copies.report_year, copies.published_on, pages.portal_id, copies.kind, organs.division, known.latest,"
        " known.level, pages.url from origin.search_documents as known"
        " join revisions as copies on copies.id = known.id || ? join pages on pages.id = copies.page_id"
        " left join reports on reports.id = copies.report_id left join organs on organs.id = reports.organ_id",
        [city.suffix],
    ).fetchall()
    for identity, report, *rest, latest, level, url in found:
        put_document(
            db, SearchDocument(identity, report or identity, *rest, bool(latest), level=level, url=url)
        )
    return len(found)


def enlarge(demo: Collection, target: Path, reports: int) -> int:
    """Make the large collection in `target`; returns how many reports it has."""
    (target / "warc").mkdir(parents=True)
    shutil.copy2(demo.catalogue_path, target / "catalogue.db")
    keeper = {"name": "large", "operator": "benchmark", "contact": "https://example.org/benchmark"}
    (target / "collection.json").write_text(json.dumps(keeper), encoding="utf-8")
    db = sqlite3.connect(target / "catalogue.db")
    db.execute("pragma synchronous = off")
    db.execute("attach ? as origin", [str(demo.catalogue_path)])
    home, name = db.execute("select home, name from portals").fetchone()
    day = db.execute("select substr(min(captured_at), 1, 10) from captures").fetchone()[0]
    origin = Origin(name[:2], urlsplit(home).netloc, day)
    copies = -(-reports // db.execute("select count(*) from main.reports").fetchone()[0]) - 1
    indexes = db.execute(
        "select name, sql from main.sqlite_master where type = 'index' and sql like 'create%'"
    )
    laid_by = [row for row in indexes.fetchall() if row[0].partition("_")[0] in TABLES]
    for index, _ in laid_by:
        db.execute(f"drop index main.{index}")
    for city in cities(origin, copies):
        copy_rows(db, origin, city)
        for path in demo.warc_folder.glob("*.warc.gz"):
            (target / "warc" / f"{city.suffix}{path.name}").hardlink_to(path)
    for path in demo.warc_folder.glob("*.warc.gz"):
        (target / "warc" / path.name).hardlink_to(path)
    db.commit()
    for _, sql in laid_by:
        db.execute(sql)
    waiting = 0
    with bulk_index(db):
        for city in cities(origin, copies):
            waiting += put_documents(db, city)
            if waiting >= _COMMIT_EVERY:
                db.commit()
                waiting = 0
    db.commit()
    made = int(db.execute("select count(*) from main.reports").fetchone()[0])
    db.close()
    publish(open_collection(target))
    return made


def main() -> int:
    """Make it and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("demo", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--reports", type=int, default=50_000)
    asked = parser.parse_args()
    started = time.monotonic()
    made = enlarge(open_collection(asked.demo), asked.target, asked.reports)
    print(f"{made:,} reports in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
