"""The holding: the published copy that a Datasette serves, and where the evidence behind it lies."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from datasette.database import Database
from datasette.utils import sqlite_timelimit

Found = TypeVar("Found")
TIME_LIMIT_MS = 5000
"""For everything that one page asks of the database."""

CATALOGUE_TABLES = frozenset({"reports", "revisions", "pages", "captures"})
_connections = threading.local()


class Holding(Database):  # type: ignore[misc]  # Datasette has no types
    """A database file that is renamed into place while it is served.

    Datasette keeps connections for good, so it would go on reading the file that was replaced. Here every
    query looks at what lies under the name now (one `stat`), and opens it anew when it is another file.
    """

    def __init__(self, datasette: Any, path: str, warc_folder: Path) -> None:
        super().__init__(datasette, path=path, is_mutable=True)
        self.warc_folder = warc_folder

    def identity(self) -> tuple[int, int, int]:
        """What tells the file that lies here now from the one before it."""
        stat = Path(self.path).stat()
        return stat.st_dev, stat.st_ino, stat.st_mtime_ns

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Found]) -> Found:
        """Run `fn` on a connection to the newest copy, in one of Datasette's threads."""

        def in_thread() -> Found:
            return fn(self._newest_connection())

        if self.ds.executor is None:
            return in_thread()
        return await asyncio.get_running_loop().run_in_executor(self.ds.executor, in_thread)

    async def read(self, fn: Callable[..., Found], *arguments: Any, **named: Any) -> Found:
        """Run `fn(connection, …)` within the time limit of a page. Raises sqlite3.OperationalError beyond it."""

        def limited(connection: sqlite3.Connection) -> Found:
            with sqlite_timelimit(connection, TIME_LIMIT_MS):
                return fn(connection, *arguments, **named)

        return await self.execute_fn(limited)

    def _newest_connection(self) -> sqlite3.Connection:
        open_ones: dict[str, tuple[tuple[int, int, int], sqlite3.Connection]]
        open_ones = _connections.__dict__.setdefault("by_path", {})
        identity = self.identity()
        known = open_ones.get(self.path)
        if known and known[0] == identity:
            return known[1]
        if known:
            known[1].close()
            self._all_file_connections.remove(known[1])
        connection: sqlite3.Connection = self.connect()
        self.ds._prepare_connection(connection, self.name)
        open_ones[self.path] = (identity, connection)
        return connection


async def take_holdings(datasette: Any) -> None:
    """Put a Holding in the place of every database that is a catalogue."""
    for name, database in list(datasette.databases.items()):
        if database.is_memory or isinstance(database, Holding) or database.path is None:
            continue
        if not set(await database.table_names()) >= CATALOGUE_TABLES:
            continue
        route = database.route
        datasette.remove_database(name)
        datasette.add_database(
            Holding(datasette, database.path, _warc_folder(datasette, database.path)), name, route
        )


def holding_of(datasette: Any) -> Holding | None:
    """The catalogue that a Datasette serves (the first one), None where it serves none."""
    return next((d for d in datasette.databases.values() if isinstance(d, Holding)), None)


def _warc_folder(datasette: Any, path: str) -> Path:
    """Where the plugin's configuration says (`plugins: nianbao: warc:`), else beside the database."""
    told = (datasette.plugin_config("nianbao") or {}).get("warc")
    # Not resolved: a published folder is a link that is exchanged, and its evidence goes with it.
    return Path(told) if told else Path(path).absolute().parent / "warc"
