"""The site's server: Datasette over the published copy, read-only, on one address."""

from __future__ import annotations

import re
import signal
import socket
from collections.abc import Callable

import uvicorn
from datasette.app import Datasette

from archive.collection import Collection, CollectionError, NotPublished
from archive.published import is_of_today, publish
from archive.site.metadata import site_metadata

SETTINGS = {
    "sql_time_limit_ms": 3000,  # a canned query over a large collection takes longer than Datasette's 1 s
    "max_returned_rows": 2000,
    "facet_time_limit_ms": 500,
    "allow_download": False,  # the files of record are the WARC files; exports come from `nianbao export`
    "default_allow_sql": True,
    "truncate_cells_html": 300,  # a report's text would fill the table page
}


SQLITE_MAGIC = b"SQLite format 3\0"

_NOT_IN_URIS = re.compile(r"[?#\ud800-\udfff]|%[0-9A-Fa-f]{2}")
"""Datasette writes paths into SQLite's URIs as they are, and into its own tables as UTF-8 (0.65.5)."""


def site(collection: Collection) -> Datasette:
    """Datasette over a collection's published copy; one that an older nianbao made is made anew.

    Raises NotPublished where nothing is published yet, or no database.
    """
    if not collection.published_path.exists():
        raise NotPublished(f"{collection.published_path}: nothing published yet: run `nianbao crawl` first")
    if not collection.published_path.is_file():
        raise NotPublished(
            f"{collection.published_path}: not a regular file: move it away, then run `nianbao rebuild`"
        )
    with collection.published_path.open("rb") as stream:
        if stream.read(len(SQLITE_MAGIC)) != SQLITE_MAGIC:
            raise NotPublished(f"{collection.published_path}: no database: run `nianbao rebuild`")
    if _NOT_IN_URIS.search(str(collection.published_path)):
        raise CollectionError(
            f"{collection.published_path}: Datasette serves from no path with ?, #, an escape like %20 or bytes that"
            " are no UTF-8: rename the folder, or serve one that `nianbao publish` makes elsewhere"
        )
    if not is_of_today(collection.published_path):
        publish(collection)
    return Datasette(
        [str(collection.published_path)],
        metadata=site_metadata(collection.keeper.name),
        settings=SETTINGS,
    )


def serve(collection: Collection, listener: socket.socket, *, ready: Callable[[str], None]) -> None:
    """Serve on a socket until interrupted, and close it; `ready` is given its address. Raises what `site` raises."""
    with listener:
        app = site(collection).app()
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            # uvicorn knows of no terminal that is gone.
            signal.signal(signal.SIGHUP, lambda number, frame: signal.raise_signal(signal.SIGTERM))
        host, port = listener.getsockname()
        ready(f"http://{host}:{port}/")
        server.run(sockets=[listener])
