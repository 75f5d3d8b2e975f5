"""Processes that read beside this one."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import parent_process, resource_tracker
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess


def start_processes(processes: int | None = None) -> ProcessPoolExecutor:
    """Processes that work beside this one, one a core for None; each starts with its first task (1.5 s here)."""
    return ProcessPoolExecutor(
        processes or os.cpu_count() or 1,
        mp_context=_Context(),
        initializer=_begin,
    )


class _Reader(SpawnProcess):
    """A process that Ctrl-C, which a terminal sends to all processes of a command, does not reach from its birth on.

    Not forked: this process may run threads, and a fork may copy a lock that one of them holds.
    """

    def start(self) -> None:
        """Start it with the signal held back: what a process holds back, its children do as well."""
        # The tracker, which the first process of all starts, lets go of the signal.
        resource_tracker.ensure_running()
        held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)


class _Context(SpawnContext):
    Process = _Reader


def _begin() -> None:
    """Leave Ctrl-C to the process that started this one, and the core to it whenever it has work; end when it does.

    Everything goes through its hands: while it waits for a core, its readers only run further ahead.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
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
    """Processes for a block; leaving it drops the work that waits."""
    pool = start_processes(processes)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
