"""The way into the command `nianbao`, and the ways out of it that somebody else chooses.

Ctrl-C ends it without a word, also while modules are imported. SIGTERM, and SIGHUP of a terminal that is gone, end a
verb as Ctrl-C does, so that nothing half made stays behind; the process then dies of that signal, as whoever sent it
expects. A crawl that is told to end is finished first, and tells by its status what it lacks.
"""

from __future__ import annotations

import atexit
import io
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells count it: 128 and the signal's number."""

_Handler = Callable[[int, FrameType | None], None] | signal.Handlers


class Ended(KeyboardInterrupt):
    """The process was told to end by a signal that is not Ctrl-C."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.signal = signal.Signals(number)


def main() -> None:
    """Run the command; never returns."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        # Nor does a name that is no text, or a terminal that has no Chinese, end a verb: JSON reads the escapes.
        sys.stdout.reconfigure(errors="backslashreplace")
    with left_at_once():
        from crawler.cli import main as command
    command(prog_name="nianbao")


@contextmanager
def left_at_once() -> Iterator[None]:
    """Have Ctrl-C, SIGTERM and SIGHUP end the process on the spot, for a block that opens and writes nothing.

    An exception may come out of the middle of any module, and some make an ImportError of it.
    """
    with _handled({signal.SIGINT: _leave, signal.SIGTERM: signal.SIG_DFL, signal.SIGHUP: signal.SIG_DFL}):
        yield


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Have SIGTERM and SIGHUP raise Ended, as Ctrl-C raises KeyboardInterrupt."""
    with _handled({signal.SIGTERM: _end, signal.SIGHUP: _end}):
        yield


def die_of(number: signal.Signals) -> None:
    """Have the process die of a signal when it has left: after all else that is to be done at its end."""
    _deadly.append(number)


_deadly: list[signal.Signals] = []


@atexit.register  # first of all modules, and so called last: others clear their own things away before
def _die() -> None:
    for number in _deadly:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


@contextmanager
def _handled(handlers: Mapping[signal.Signals, _Handler]) -> Iterator[None]:
    """Signals that are ignored, as of a job in the background or under nohup, stay so."""
    before = {number: signal.getsignal(number) for number in handlers}
    heeded = {number: it for number, it in before.items() if it not in (signal.SIG_IGN, None)}
    for number in heeded:
        signal.signal(number, handlers[number])
    try:
        yield
    finally:
        for number, handler in heeded.items():
            signal.signal(number, handler)


def _leave(number: int, frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)


def _end(number: int, frame: FrameType | None) -> None:
    if number == signal.SIGHUP:
        # A terminal is gone once, also where its shell and the kernel both tell of it.
        signal.signal(number, signal.SIG_IGN)
    raise Ended(number)
