"""The search benchmark: `python benchmarks/search_bench.py [--reports 20000 100000]`.

Each size goes through stages: corpus, truth, and for each engine build and queries. Every stage leaves a JSON file
in the work folder, so an interrupted run goes on where it was; `--fresh` begins again. The last stage prints the
tables of docs/search.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from search_corpus import Corpus
from search_engines import ENGINES, clear, understands
from search_queries import QUERIES, folded_columns, root_of, truth

from archive.search.document import SearchDocument

_ROUNDS = 3  # each query is timed this often; the middle one counts
_FIELDS = (
    "id",
    "report",
    "title",
    "organ",
    "text",
    "year",
    "published_on",
    "portal",
    "kind",
    "division",
    "latest",
)


def make_corpus(folder: Path, reports: int) -> dict[str, Any]:
    """The corpus as a table `documents`, as a catalogue would hold it."""
    path = folder / "corpus.db"
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.execute(
        "PRAGMA journal_mode = WAL"
    )  # our index is built in this file while the texts are read from it
    db.execute(f"CREATE TABLE documents (number INTEGER PRIMARY KEY, {', '.join(_FIELDS)})")
    db.execute("CREATE UNIQUE INDEX documents_by_id ON documents (id)")
    text_bytes = characters = 0
    for number, document in enumerate(Corpus(reports)):
        values = asdict(document)
        db.execute(
            f"INSERT INTO documents VALUES (?{', ?' * len(_FIELDS)})",
            [number, *(values[name] for name in _FIELDS)],
        )
        text_bytes += len(document.text.encode())
        characters += len(document.text)
    db.commit()
    return {"reports": reports, "text_bytes": text_bytes, "characters": characters / reports}


def documents(folder: Path) -> Iterator[SearchDocument]:
    """The corpus read back in order."""
    db = sqlite3.connect(folder / "corpus.db")
    select = f"SELECT {', '.join(_FIELDS)} FROM documents WHERE number >= ? ORDER BY number LIMIT 500"
    first = 0
    while rows := db.execute(select, [first]).fetchall():
        for row in rows:
            values = dict(zip(_FIELDS, row, strict=True))
            yield SearchDocument(**{**values, "latest": bool(values["latest"])})
        first += len(rows)


def find_truth(folder: Path, reports: int) -> dict[str, list[int]]:
    """The numbers of the documents that each query asks for."""
    roots = {query: root_of(query) for queries in QUERIES.values() for query in queries}
    found: dict[str, list[int]] = {query: [] for query in roots}
    for number, document in enumerate(documents(folder)):
        folded = folded_columns(document)
        for query, root in roots.items():
            if truth(root, document, folded):
                found[query].append(number)
    return found


def build(folder: Path, engine: str) -> dict[str, float]:
    """Build an engine's index; seconds are those of the processor, because the machine is shared."""
    clear(folder, engine)
    source = documents(folder)
    reading = 0.0

    def timed() -> Iterator[SearchDocument]:
        nonlocal reading
        while True:
            start = time.process_time()
            document = next(source, None)
            reading += time.process_time() - start
            if document is None:
                return
            yield document

    wall, start = time.perf_counter(), time.process_time()
    size = ENGINES[engine](folder).build(timed())
    return {"bytes": size, "cpu": time.process_time() - start - reading, "wall": time.perf_counter() - wall}


def ask(folder: Path, engine: str, known: dict[str, list[int]]) -> dict[str, Any]:
    """Every query put to an engine: what it found against the truth, and how long its first page took."""
    subject = ENGINES[engine](folder)
    answers: dict[str, Any] = {}
    for kind, queries in QUERIES.items():
        for query in queries:
            if not understands(engine, query):
                continue
            wanted, found = set(known[query]), subject.find(query)
            answers[query] = {
                "class": kind,
                "wanted": len(wanted),
                "found": len(found),
                "right": len(wanted & found),
                "first_page": _milliseconds(subject.first_page, query, 1 if engine == "like" else _ROUNDS),
            }
            for extra in ("newest_page", "count"):
                if method := getattr(subject, extra, None):
                    answers[query][extra] = _milliseconds(method, query, _ROUNDS)
    return answers


def _milliseconds(method: Callable[[str], None], query: str, rounds: int) -> float:
    """Milliseconds of the processor: every engine here works in one thread on pages that are in memory."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        method(query)
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def staged(folder: Path, name: str, stage: Callable[[], Any]) -> Any:
    """The result of a stage, from its file when it ran before."""
    file = folder / f"{name}.json"
    if not file.exists():
        print(f"{folder.name}: {name}, load {os.getloadavg()[0]:.1f}", flush=True)
        result = stage()
        file.write_text(json.dumps(result, ensure_ascii=False), "utf-8")
    return json.loads(file.read_text("utf-8"))


def run(folder: Path, reports: int, engines: list[str]) -> None:
    """All stages of one size, then its table."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus = staged(folder, "corpus", lambda: make_corpus(folder, reports))
    known = staged(folder, "truth", lambda: find_truth(folder, reports))
    rows = []
    for engine in engines:
        built = staged(folder, f"{engine}-build", lambda: build(folder, engine))  # noqa: B023
        answers = staged(folder, f"{engine}-queries", lambda: ask(folder, engine, known))  # noqa: B023
        rows.append(_row(ENGINES[engine](folder).name, corpus, built, answers))
    print(f"\n{reports:,} reports of {corpus['characters']:,.0f} characters, {len(known)} queries\n")
    heads = (
        "recall %",
        "precision %",
        "index / text",
        "reports/s",
        "first 20: p50 / p95 / max ms",
        "newest 20: p95",
        "count: p95",
    )
    print(f"| | {' | '.join(heads)} |")
    print("|---|---|---|---|---|---|---|---|")
    print("\n".join(rows))
    if "bigrams" in engines:
        _print_classes(json.loads((folder / "bigrams-queries.json").read_text("utf-8")))


def _row(name: str, corpus: dict[str, Any], built: dict[str, float], answers: dict[str, Any]) -> str:
    wanted, found, right = (
        sum(answer[key] for answer in answers.values()) for key in ("wanted", "found", "right")
    )
    times = sorted(answer["first_page"] for answer in answers.values())
    cells = [
        name,
        f"{100 * right / wanted:.2f}",
        f"{100 * right / found:.2f}" if found else "–",
        f"{built['bytes'] / corpus['text_bytes']:.2f}",
        f"{corpus['reports'] / built['cpu']:,.0f}" if built["bytes"] else "–",
        f"{_percentile(times, 50):.1f} / {_percentile(times, 95):.1f} / {times[-1]:.0f}",
        *(
            f"{_percentile(sorted(answer[extra] for answer in answers.values()), 95):.1f}"
            if extra in next(iter(answers.values()))
            else "–"
            for extra in ("newest_page", "count")
        ),
    ]
    return f"| {' | '.join(cells)} |"


def _print_classes(answers: dict[str, Any]) -> None:
    print(
        "\n| class | queries | recall % | precision % | first 20, slowest ms | query |\n|---|---|---|---|---|---|"
    )
    for kind in QUERIES:
        of_class = {query: answer for query, answer in answers.items() if answer["class"] == kind}
        wanted, found, right = (
            sum(answer[key] for answer in of_class.values()) for key in ("wanted", "found", "right")
        )
        slowest = max(of_class, key=lambda query: of_class[query]["first_page"])
        print(
            f"| {kind} | {len(of_class)} | {100 * right / wanted if wanted else 100:.2f} |"
            f" {100 * right / found if found else 100:.2f} | {of_class[slowest]['first_page']:.1f} | {slowest} |"
        )


def _percentile(times: list[float], percent: int) -> float:
    """The smallest time that at least this share of the queries stayed within."""
    return times[min(len(times) - 1, -(-len(times) * percent // 100) - 1)]


def main() -> None:
    """Run every size that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--engines", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "nianbao-search-bench")
    parser.add_argument("--fresh", action="store_true", help="begin again instead of going on where it was")
    arguments = parser.parse_args()
    if arguments.fresh:
        shutil.rmtree(arguments.work, ignore_errors=True)
    for reports in arguments.reports:
        run(arguments.work / f"{reports}", reports, arguments.engines)


if __name__ == "__main__":
    main()
