"""Visitors to a site under test: one who needs no socket, and one who does."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from datasette.app import Datasette

from archive.collection import Collection
from archive.site.listener import listener_on
from archive.site.server import site

Get = Callable[..., httpx.Response]


@contextmanager
def serving(collection: Collection) -> Iterator[str]:
    """Serve a collection's site; gives its address, with a slash at the end."""
    listener = listener_on("127.0.0.1", 0)
    datasette = site(collection)
    server = uvicorn.Server(uvicorn.Config(datasette.app(), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline, "the site did not start"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()
        _close(datasette)


@contextmanager
def visitor(collection: Collection) -> Iterator[Get]:
    """One who asks a collection's site for paths, without a socket."""
    with asking(site(collection)) as ask:
        yield ask


@contextmanager
def asking(datasette: Datasette) -> Iterator[Get]:
    """One who asks any Datasette for paths, without a socket; it is closed afterwards."""
    with asyncio.Runner() as runner:

        def ask(path: str, method: str = "get", **named: object) -> httpx.Response:
            answer: httpx.Response = runner.run(datasette.client.request(method, path, **named))
            return answer

        try:
            yield ask
        finally:
            _close(datasette)


def _close(datasette: Datasette) -> None:
    for database in datasette.databases.values():
        database.close()
    datasette.executor.shutdown()
