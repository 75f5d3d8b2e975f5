"""The process that reads one file: `python -m metadata.file_worker pdf`, started by `metadata.file_process`.

The file comes on standard input; its parts go to standard output as JSON: a paragraph as a string, a table as
the pair of its `rows` and its `written`, and null for a file that cannot be opened.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from collections.abc import Sequence

from metadata.file_process import TOO_LONG
from metadata.formats import Format
from metadata.office import parts_of_docx, parts_of_xlsx
from metadata.pdf import parts_of_pdf
from metadata.tables import Grid

READERS = {Format.PDF: parts_of_pdf, Format.DOCX: parts_of_docx, Format.XLSX: parts_of_xlsx}
PROCESSOR_SECONDS = 20
"""A report of 300 KB takes 0.03 s; 2 KB of nested drawings would take years."""
MEMORY_BYTES = 1 << 30
MAX_CHARACTERS = 5_000_000
"""Of all parts, each cell counted as one more: a report has 100,000; one merged cell can be repeated into gigabytes."""


def main() -> int:
    """Read the file on standard input in the format that the first argument names; the exit status."""
    _be_bound()
    parts = READERS[Format(sys.argv[1])](sys.stdin.buffer.read())
    if parts is not None and _characters(parts) > MAX_CHARACTERS:
        return TOO_LONG
    plain = None if parts is None else list(map(_plain, parts))
    # In ASCII: half of a surrogate pair, which a PDF may name, is no UTF-8.
    sys.stdout.write(json.dumps(plain))
    return 0


def _be_bound() -> None:
    """Bound what a file can cost, and leave Ctrl-C and a stop to the process that waits for this one.

    Ended by them, this one would say of the file what is true of the hour only.
    """
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.SIG_IGN)
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
    ):
        soft, hard = resource.getrlimit(limit)
        # The machine may be stricter already.
        resource.setrlimit(limit, (most if soft == resource.RLIM_INFINITY else min(most, soft), hard))


def _plain(part: str | Grid) -> object:
    return part if isinstance(part, str) else (part.rows, part.written)


def _characters(parts: Sequence[str | Grid]) -> int:
    return sum(
        len(part) if isinstance(part, str) else sum(len(cell) + 1 for row in part.rows for cell in row)
        for part in parts
    )


if __name__ == "__main__":
    sys.exit(main())
