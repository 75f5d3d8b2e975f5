"""The engines that the search benchmark compares: each builds an index of a corpus and answers queries.

`find` gives every matching number, for recall and precision. `first_page` does what a page of results needs, as
far as the engine has it. Ours gives count, facets and snippets; the others only ranked numbers and, apart, the
count, so that they are measured kindly.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

import tantivy
from search_queries import root_of

from archive.search.document import SearchDocument
from archive.search.engine import search
from archive.search.expression import conditions
from archive.search.folding import fold
from archive.search.index import bulk_index, create_index, put_document
from archive.search.nodes import Either, Every, Filter, Node, Phrase, Without
from archive.search.terms import index_terms, phrase_terms


class Bigrams:
    """Ours, in the same file as the texts."""

    name = "nianbao (bigrams in FTS5)"

    def __init__(self, folder: Path) -> None:
        self.db = sqlite3.connect(folder / "corpus.db")

    def build(self, documents: Iterable[SearchDocument]) -> int:
        before = _pages(self.db)
        create_index(self.db, "documents")
        with bulk_index(self.db):
            for number, document in enumerate(documents, 1):
                put_document(self.db, document)
                if number % 10_000 == 0:
                    self.db.commit()
        self.db.commit()
        return _pages(self.db) - before

    def find(self, query: str) -> set[int]:
        wanted = conditions(root_of(query))
        rows = self.db.execute("SELECT rowid FROM search_terms WHERE search_terms MATCH ?", [wanted.terms])
        return {row[0] - 1 for row in rows}

    def first_page(self, query: str) -> None:
        search(self.db, query)

    def newest_page(self, query: str) -> None:
        search(self.db, query, order="date")


class StockFts:
    """An FTS5 table with one of SQLite's own tokenizers; `unicode61` is what Datasette sets up."""

    def __init__(self, folder: Path, tokenizer: str, name: str) -> None:
        self.name = name
        self.path = folder / f"{tokenizer}.db"
        self.tokenizer = tokenizer
        self.db = sqlite3.connect(self.path)

    def build(self, documents: Iterable[SearchDocument]) -> int:
        self.db.execute(
            f"CREATE VIRTUAL TABLE t USING fts5(title, organ, text, content='', tokenize='{self.tokenizer}')"
        )
        for number, document in enumerate(documents):
            self.db.execute("INSERT INTO t (rowid, title, organ, text) VALUES (?, ?, ?, ?)",
                            [number, document.title, document.organ, document.text])  # fmt: skip
        self.db.commit()
        self.db.execute("INSERT INTO t (t) VALUES ('optimize')")
        self.db.commit()
        return _pages(self.db)

    def find(self, query: str) -> set[int]:
        return {
            row[0] for row in self.db.execute("SELECT rowid FROM t WHERE t MATCH ?", [_stock(root_of(query))])
        }

    def first_page(self, query: str) -> None:
        self.db.execute(
            "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 20", [_stock(root_of(query))]
        ).fetchall()

    def count(self, query: str) -> None:
        self.db.execute("SELECT count(*) FROM t WHERE t MATCH ?", [_stock(root_of(query))]).fetchall()


class Like:
    """A scan of the texts with LIKE: no index at all."""

    name = "LIKE scan"

    def __init__(self, folder: Path) -> None:
        self.db = sqlite3.connect(folder / "corpus.db")

    def build(self, documents: Iterable[SearchDocument]) -> int:
        return 0

    def _rows(self, query: str, rest: str) -> list[tuple[int]]:
        parameters: list[str] = []
        where = _like(root_of(query), parameters)
        return self.db.execute(f"SELECT number FROM documents WHERE {where} {rest}", parameters).fetchall()

    def find(self, query: str) -> set[int]:
        return {row[0] for row in self._rows(query, "")}

    def first_page(self, query: str) -> None:
        self._rows(query, "LIMIT 20")


class Tantivy:
    """The same terms in tantivy, in a folder beside the database."""

    name = "tantivy over the same bigrams"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tantivy"
        builder = tantivy.SchemaBuilder()
        for field in ("title", "organ", "text"):
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
        builder.add_integer_field("number", stored=True, indexed=False, fast=True)
        self.schema = builder.build()
        if not self.folder.exists():
            self.folder.mkdir()
        self.index = tantivy.Index(self.schema, path=str(self.folder))

    def build(self, documents: Iterable[SearchDocument]) -> int:
        writer = self.index.writer(heap_size=256_000_000, num_threads=1)
        for number, document in enumerate(documents):
            columns = {
                name: index_terms(fold(getattr(document, name))) for name in ("title", "organ", "text")
            }
            writer.add_document(tantivy.Document(number=number, **columns))
        writer.commit()
        writer.wait_merging_threads()
        return sum(file.stat().st_size for file in self.folder.iterdir())

    def _query(self, node: Node) -> tantivy.Query:
        if isinstance(node, Phrase):
            terms = phrase_terms(node.text).split()
            fields = [node.column] if node.column else ["title", "organ", "text"]
            return tantivy.Query.boolean_query([
                (tantivy.Occur.Should,
                 tantivy.Query.phrase_query(self.schema, field, terms) if len(terms) > 1
                 else tantivy.Query.term_query(self.schema, field, terms[0]))
                for field in fields
            ])  # fmt: skip
        if isinstance(node, Either):
            return tantivy.Query.boolean_query(
                [(tantivy.Occur.Should, self._query(part)) for part in node.nodes]
            )
        assert isinstance(node, Every)
        return tantivy.Query.boolean_query([
            (tantivy.Occur.MustNot, self._query(part.node)) if isinstance(part, Without)
            else (tantivy.Occur.Must, self._query(part))
            for part in node.nodes
        ])  # fmt: skip

    def find(self, query: str) -> set[int]:
        self.index.reload()
        searcher = self.index.searcher()
        found = searcher.search(self._query(root_of(query)), limit=max(1, searcher.num_docs))
        return {searcher.doc(address)["number"][0] for _, address in found.hits}

    def first_page(self, query: str) -> None:
        searcher = self.index.searcher()
        found = searcher.search(self._query(root_of(query)), limit=20)
        for _, address in found.hits:
            searcher.doc(address)


Engine = Bigrams | StockFts | Like | Tantivy

ENGINES: dict[str, Callable[[Path], Engine]] = {
    "bigrams": Bigrams,
    "like": Like,
    "stock": lambda folder: StockFts(folder, "unicode61", "stock Datasette FTS (unicode61)"),
    "trigram": lambda folder: StockFts(folder, "trigram", "trigram"),
    "tantivy": Tantivy,
}


def understands(engine: str, query: str) -> bool:
    """Whether the engine has what the query asks for: filters are only asked of ours and of LIKE."""
    root = root_of(query)
    parts = root.nodes if isinstance(root, Every) else (root,)
    return engine in ("bigrams", "like") or not any(isinstance(part, Filter) for part in parts)


def clear(folder: Path, engine: str) -> None:
    """Take away what an earlier or interrupted build left of an engine."""
    if engine == "tantivy":
        shutil.rmtree(folder / "tantivy", ignore_errors=True)
    if engine == "bigrams":
        _drop_search_index(folder / "corpus.db")
    name = {"stock": "unicode61", "trigram": "trigram"}.get(engine)
    if name:
        (folder / f"{name}.db").unlink(missing_ok=True)


def _drop_search_index(path: Path) -> None:
    db = sqlite3.connect(path)
    tables = db.execute(
        """SELECT type, name FROM sqlite_master WHERE name LIKE 'search~_%' ESCAPE '~' AND type <> 'index'
           ORDER BY sql LIKE 'CREATE VIRTUAL TABLE%' DESC"""  # these take their shadow tables along
    )
    for kind, name in tables.fetchall():
        db.execute(f"DROP {kind} IF EXISTS {name}")
    db.commit()
    db.close()


def _pages(db: sqlite3.Connection) -> int:
    """The bytes of the database file that are in use."""
    (pages,), (free,), (size,) = (
        db.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def _typed(text: str) -> str:
    """A folded phrase with the ASCII signs that reports print inside numbers and names."""
    return text.translate(str.maketrans("\uff0e\uff0f\uff05", "./%"))


def _stock(node: Node) -> str:
    if isinstance(node, Phrase):
        quoted = '"' + _typed(node.text) + '"'
        return f"{node.column} : {quoted}" if node.column else quoted
    if isinstance(node, Either):
        return "(" + " OR ".join(_stock(part) for part in node.nodes) + ")"
    assert isinstance(node, Every)
    wanted = " AND ".join(_stock(part) for part in node.nodes if not isinstance(part, Without))
    unwanted = "".join(f" NOT {_stock(part.node)}" for part in node.nodes if isinstance(part, Without))
    return f"({wanted}){unwanted}"


def _like(node: Node, parameters: list[str]) -> str:
    if isinstance(node, Phrase):
        columns = [node.column] if node.column else ["title", "organ", "text"]
        parameters += ["%" + _typed(node.text).replace("%", "\\%") + "%"] * len(columns)
        return "(" + " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in columns) + ")"
    if isinstance(node, Filter):
        parameters += [f"{value}%" if node.name == "division" else value for value in node.values]
        return "(" + " OR ".join(f"{node.name} LIKE ?" for _ in node.values) + ")"
    if isinstance(node, Without):
        return f"NOT {_like(node.node, parameters)}"
    assert isinstance(node, (Every, Either))
    joined = " AND " if isinstance(node, Every) else " OR "
    return "(" + joined.join(_like(part, parameters) for part in node.nodes) + ")"
