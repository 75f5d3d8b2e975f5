"""Processes that read beside another end with it, however it ends."""

import subprocess
import sys

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
