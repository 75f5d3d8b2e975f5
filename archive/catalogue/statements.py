"""Statements on the catalogue, bare: rows as dictionaries out of it, and rows into it.

sqlite-utils' own `query` opens a savepoint for every call, at which FTS5 writes out all postings that it
holds in memory (1 ms a report, and a segment each to be merged), and its `insert` looks the table up.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]
Values = Sequence[Any] | Mapping[str, Any]
"""What a statement asks for: by place, or by name."""

BUSY_S = 600
"""How long readers wait for a writer and a writer for readers: a publish of a large catalogue reads for minutes, and
must not end the crawl that goes on meanwhile."""


def read_only(path: Path) -> sqlite3.Connection:
    """A connection to a database that only reads, also what another process writes to. Raises sqlite3.DatabaseError."""
    roll_back(path)
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)


def roll_back(path: Path) -> None:
    """Undo what a killed writer left half written: until that is done, a connection that only reads can read nothing.

    What another process is writing stays.
    """
    if path.exists() and path.with_name(f"{path.name}-journal").exists():
        # Whoever reads next is told what is wrong with a file that cannot be mended.
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path, timeout=BUSY_S)) as db:
            db.execute("select count(*) from sqlite_master").fetchone()


def read_rows(db: Database, sql: str, values: Values = ()) -> Iterator[Row]:
    """The rows that a query gives, one after the other. Raises sqlite3.DatabaseError."""
    cursor = db.conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def read_row(db: Database, sql: str, values: Values = ()) -> Row | None:
    """The first row that a query gives, None where there is none. Raises sqlite3.DatabaseError."""
    return next(read_rows(db, sql, values), None)


def write_rows(db: Database, table: str, rows: Iterable[Row]) -> None:
    """Write rows, each in the place of one with its key, in the caller's transaction."""
    # Rows of one table have the same columns nearly always; those that do go in one call.
    for names, alike in groupby(rows, key=tuple):
        write_values(db, table, names, (tuple(row.values()) for row in alike))


def write_values(db: Database, table: str, names: tuple[str, ...], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows that are given by the values of these columns, as `write_rows` does."""
    db.conn.executemany(_insertion(table, names), rows)


@contextmanager
def all_or_nothing(db: Database) -> Iterator[None]:
    """Undo what the block wrote when it raises, and nothing else of the caller's transaction.

    sqlite-utils' `atomic` does the same at ten times the cost, which tells when every page has one.
    """
    db.conn.execute("savepoint block")
    try:
        yield
    except BaseException:
        db.conn.execute("rollback to block")
        raise
    finally:
        db.conn.execute("release block")


@cache
def _insertion(table: str, names: tuple[str, ...]) -> str:
    return f"insert or replace into {table} ({', '.join(names)}) values ({', '.join('?' * len(names))})"


_OF_THE_DISK = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
    }
)


def is_of_the_disk(error: sqlite3.Error) -> bool:
    """Whether the disk or another process kept a database from being used, as against a damage in it."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)  # none where Python itself raised it
    return code & 0xFF in _OF_THE_DISK  # the low byte: extended codes say more above it
