"""Processes that read beside this one."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import Process, parent_process, resource_tracker
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess

from archive.warc.errors import ReaderKilled

_THE_PARENTS = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)
"""Signals on which the parent decides what its readers still have to do."""


def start_processes(processes: int | None = None) -> ProcessPoolExecutor:
    """Processes that work beside this one, one a core for None; each starts with its first task (1.5 s here)."""
    with _held_back(signal.SIGHUP):
        # It keeps the list of what processes share, lets go of SIGINT, and would die of SIGHUP.
        resource_tracker.ensure_running()
    pool = ProcessPoolExecutor(processes or os.cpu_count() or 1, mp_context=_Context(), initializer=_begin)
    pool._processes = _Processes()
    return pool


class _Reader(SpawnProcess):
    """A process that ends with the one that started it, and by no signal that is sent to all processes of a command.

    A terminal sends Ctrl-C and SIGHUP so, `timeout` SIGTERM. Such a signal does not reach it from its birth on.

    Not forked: this process may run threads, and a fork may copy a lock that one of them holds.
    """

    def start(self) -> None:
        """Start it with the signals held back: what a process holds back, its children do as well."""
        with _held_back(*_THE_PARENTS):
            super().start()

    def terminate(self) -> None:
        """End it, by a signal that is heard."""
        self.kill()


@contextmanager
def _held_back(*signals: signal.Signals) -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Processes(dict[int, Process]):
    """The processes of a pool, to be gone through while one more is started.

    The pool's own thread goes through them when one was killed, and before Python 3.12 nothing holds back a task
    that starts another meanwhile: that thread then ended with "dictionary changed size during iteration".
    """

    def values(self) -> list[Process]:  # type: ignore[override]  # all that is asked of it is to be gone through
        return list(super().values())


class _Context(SpawnContext):
    Process = _Reader


def _begin() -> None:
    """Leave signals, and the core whenever it has work, to the process that started this one; end with it.

    Everything goes through its hands: while it waits for a core, its readers only run further ahead.
    """
    for number in _THE_PARENTS:
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    os.nice(5)
    look_rarely_for_cycles()


def _end_with_the_parent() -> None:
    """A parent that is killed (`kill -9`) tells its children nothing: they would wait for work for ever."""
    parent = parent_process()
    assert parent is not None, "started by start_processes alone"
    wait([parent.sentinel])
    os._exit(1)


def look_rarely_for_cycles() -> None:
    """Have Python look for cycles of objects seldom, in this process from now on.

    A page makes thousands of objects and hardly a cycle: looking for some at every 700 took 3 % of a reader's time
    and 5 % of a crawl's. After 3,000 pages a reader holds 246 MB, as against 244 MB; a crawl of the sample's hostile
    channel 339 MB at its peak, as against 307 MB.
    """
    gc.set_threshold(50_000)


@contextmanager
def reading_processes(processes: int | None = None) -> Iterator[ProcessPoolExecutor]:
    """Processes for a block; leaving it drops the work that waits. Raises ReaderKilled."""
    pool = start_processes(processes)
    try:
        yield pool
    except BrokenProcessPool as error:
        # The pool ends those that it knew when one was killed; another may have been on its way, and it would wait
        # for that one for ever.
        for reader in (pool._processes or {}).values():
            reader.kill()
        raise ReaderKilled(
            "a process that reads was killed, most likely for want of memory: free some, then do it again;"
            " verify and rebuild need least with --processes 1"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)
