"""A file — PDF, DOCX, XLSX — read in a process of its own, which has bounds and may die without harm.

Files are hostile, and the software that opens them is large: 2 KB of PDF can ask pdfium for years or for all
memory there is, and from inside nothing stops it. A process costs 0.1 s a file.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import Any

from metadata.formats import Format
from metadata.tables import Grid

_FORMATS = frozenset({Format.PDF, Format.DOCX, Format.XLSX})
TOO_LONG = 3
"""The exit status of a process whose file holds more text than it may."""
_WAIT_SECONDS = 600
"""By the clock, for a process that gets no processor; its own bound is one of processor time."""


class UnreadableFileError(Exception):
    """A file that gives no parts; the text says why, as the end of a sentence about the file."""


def parts_of_file(body: bytes, form: Format) -> list[str | Grid]:
    """The paragraphs and tables of a file, in order; a scanned PDF has none.

    Raises UnreadableFileError: it is none of the three formats, cannot be opened (damaged, encrypted), or reading it
    takes more than the time, the memory or the text that a report may take (`metadata.file_worker`).
    """
    if form not in _FORMATS:
        raise UnreadableFileError("of no format that is read")
    # Without -P, a folder named metadata where the command is called would be taken for this one.
    command = [sys.executable, "-P", "-m", "metadata.file_worker", form.value]
    try:
        done = subprocess.run(
            command, input=body, capture_output=True, timeout=_WAIT_SECONDS, start_new_session=True
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFileError(f"that took more than {_WAIT_SECONDS} s to read") from None
    if done.returncode:
        raise UnreadableFileError(_why_failed(done))
    parts = json.loads(done.stdout)
    if parts is None:
        raise UnreadableFileError("that cannot be opened")
    return [part if isinstance(part, str) else _grid(*part) for part in parts]


def _why_failed(done: subprocess.CompletedProcess[bytes]) -> str:
    if done.returncode == TOO_LONG:
        return "that hold more text than a report"
    if done.returncode == -signal.SIGXCPU:
        return "that took too long to read"
    if done.returncode < 0:
        return f"at which the reader broke off (signal {-done.returncode})"
    last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
    return f"at which the reader failed ({last[:200]})"


def _grid(rows: Any, written: Any) -> Grid:
    return Grid(tuple(map(tuple, rows)), tuple(map(tuple, written)))
