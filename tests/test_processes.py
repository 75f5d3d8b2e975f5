"""Processes that read beside another end with it, however it ends."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from multiprocessing.context import SpawnProcess

import pytest
from conftest import heed_interrupts

from archive.processes import reading_processes
from archive.warc.errors import ReaderKilled

PARENT = """
import sys
from archive.processes import start_processes

readers = start_processes(2)
list(readers.map(abs, range(4)))
print("at work", flush=True)
sys.stdin.read()
"""


def test_readers_end_with_a_process_that_is_killed() -> None:
    """They hold the other end of its standard output: that ends when the last of them has."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "at work\n"
        parent.kill()
        assert parent.communicate(timeout=30)[0] == ""


INTERRUPTED = """
import os, signal, sys, time
from archive.processes import start_processes

def interrupt(number, frame):
    raise KeyboardInterrupt

signal.signal(signal.SIGHUP, interrupt)
signal.signal(signal.SIGTERM, interrupt)
readers = start_processes(2)
try:
    waiting = [readers.submit(abs, number) for number in (-1, -2)]
    os.killpg(0, int(sys.argv[1]))  # they import what they need, and have not begun
    time.sleep(60)
except KeyboardInterrupt:
    print([one.result() for one in waiting])
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM])
def test_what_all_processes_of_a_command_are_sent_is_the_parent_s_alone_from_the_birth_of_a_reader_on(
    number: signal.Signals,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(int(number))],
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=60,
        preexec_fn=heed_interrupts,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[1, 2]\n", "")


def read_with_killed_readers() -> None:
    with reading_processes(2) as readers:
        assert list(readers.map(abs, [-1])) == [1]
        for child in multiprocessing.active_children():
            os.kill(child.pid or 0, signal.SIGKILL)
        list(readers.map(abs, [-1]))


def test_a_reader_that_is_killed_is_told() -> None:
    with pytest.raises(ReaderKilled, match="free some, then do it again"):
        read_with_killed_readers()


def test_a_reader_that_is_being_started_while_another_is_killed_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[SpawnProcess] = []
    start = SpawnProcess.start

    def start_slowly(reader: SpawnProcess) -> None:
        start(reader)
        started.append(reader)
        if len(started) == 2:
            started[0].kill()
            time.sleep(1)  # until the pool has ended all those that it knows

    monkeypatch.setattr(SpawnProcess, "start", start_slowly)
    with pytest.raises(ReaderKilled), reading_processes(2) as readers:
        list(readers.map(abs, range(8)))
    started[1].join(timeout=30)
    assert [reader.is_alive() for reader in started] == [False, False]


def test_a_reader_may_be_started_while_the_pool_goes_through_them_because_one_was_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[SpawnProcess] = []
    start, is_alive = SpawnProcess.start, SpawnProcess.is_alive
    gone_through = threading.Event()

    def start_slowly(reader: SpawnProcess) -> None:
        start(reader)
        started.append(reader)
        if len(started) == 2:
            started[0].kill()
            gone_through.wait(timeout=3)  # Python 3.12 goes through them when this has ended

    def look_slowly(reader: SpawnProcess) -> bool:
        gone_through.set()
        time.sleep(0.5)  # until the pool knows of the second
        return is_alive(reader)

    monkeypatch.setattr(SpawnProcess, "start", start_slowly)
    monkeypatch.setattr(SpawnProcess, "is_alive", look_slowly)
    with pytest.raises(ReaderKilled), reading_processes(2) as readers:
        list(readers.map(abs, range(8)))
