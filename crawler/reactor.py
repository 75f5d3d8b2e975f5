"""The event loop that crawls run in: one for the process, in a thread of its own.

A Twisted reactor starts once in a process. In its own thread it serves any number of crawls one after the
other, and the main thread is free to show progress and to hear Ctrl-C.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from functools import cache
from typing import Any, TypeVar

from scrapy.utils.misc import load_object
from twisted.internet import asyncioreactor

Result = TypeVar("Result")


class Loop:
    """The running reactor and its asyncio loop."""

    def __init__(self, reactor: Any, thread: threading.Thread) -> None:
        self._reactor = reactor
        self._thread = thread
        self._asyncio: asyncio.AbstractEventLoop = reactor._asyncioEventloop

    def submit(self, coroutine: Coroutine[Any, Any, Result]) -> Future[Result]:
        """Run a coroutine in the loop's thread; the result comes through the future."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._asyncio)

    def stop(self) -> None:
        """End the loop with the process."""
        self._reactor.callFromThread(self._reactor.stop)
        self._thread.join(timeout=10)
        if not self._thread.is_alive():
            self._reactor.removeAll()
            self._asyncio.close()


@cache
def running_loop(loop_class: str | None) -> Loop:
    """The process's loop, started on the first call. `loop_class` is a setting's ASYNCIO_EVENT_LOOP."""
    # Scrapy's own installer leaves a second loop behind, open, when the class is not the default one.
    asyncioreactor.install(  # type: ignore[no-untyped-call]
        load_object(loop_class)() if loop_class else asyncio.new_event_loop()
    )
    from twisted.internet import reactor

    # The type of the module `reactor` says nothing of its methods.
    installed: Any = reactor
    thread = threading.Thread(
        target=installed.run, kwargs={"installSignalHandlers": False}, name="crawls", daemon=True
    )
    thread.start()
    loop = Loop(installed, thread)
    atexit.register(loop.stop)
    return loop
