"""The way into the command `nianbao`, which Ctrl-C ends without a word also while modules are imported."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells count it: 128 and the signal's number."""


def main() -> None:
    """Run the command; never returns."""
    with left_at_once():
        from crawler.cli import main as command
    command(prog_name="nianbao")


@contextmanager
def left_at_once() -> Iterator[None]:
    """Have Ctrl-C end the process on the spot, for a block that opens and writes nothing.

    An exception may come out of the middle of any module, and some make an ImportError of it.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:  # ignored, as of a job in the background: that stays so
        yield
        return
    signal.signal(signal.SIGINT, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _leave(number: int, frame: Any) -> None:
    os._exit(INTERRUPTED)
