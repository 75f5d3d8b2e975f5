"""Processes that read beside another end with it, however it ends."""

import subprocess
import sys

from conftest import heed_interrupts

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
import os, signal, time
from archive.processes import start_processes

readers = start_processes(2)
try:
    waiting = [readers.submit(abs, number) for number in (-1, -2)]
    os.killpg(0, signal.SIGINT)  # they import what they need, and have not begun
    time.sleep(60)
except KeyboardInterrupt:
    print([one.result() for one in waiting])
"""


def test_ctrl_c_is_the_parent_s_alone_from_the_birth_of_a_reader_on() -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED],
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=60,
        preexec_fn=heed_interrupts,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[1, 2]\n", "")
