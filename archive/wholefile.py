"""A file that appears whole or not at all: written aside, made durable, then put in its place in one step."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ASIDE = ".nianbao-{}.part"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A new file beside `target` for a block to write; it takes the place of `target` when the block ends well.

    Where the block or the disk fails it is removed, and `target` is as it was. Its name is one that nothing has.
    Raises OSError.
    """
    aside = _new_file(target)
    try:
        yield aside
        make_durable(aside)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def write_whole(target: Path, text: str) -> None:
    """Write a text as UTF-8; a file appears whole or not at all, anything else is given the text. Raises OSError."""
    if target.exists() and not target.is_file():
        # A pipe or a terminal (/dev/stdout): what took its place would not reach the one who listens.
        target.write_text(text, encoding="utf-8")
        return
    with whole_file(target) as aside:
        aside.write_text(text, encoding="utf-8")


def make_durable(path: Path) -> None:
    """Make what a file holds, or the names in a folder, outlast a power cut. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_aside(path: Path) -> bool:
    """Whether a file is one that a killed process left half written."""
    return path.match(_ASIDE.format("*"))


def is_full(error: OSError) -> bool:
    """Whether the disk had no room, as against a path that was wrong."""
    return error.errno in _FULL


def _new_file(target: Path) -> Path:
    """An empty file beside another; as open as the user's own files are (umask)."""
    while True:
        # Not the target's own name and more: that may be as long as a file system takes.
        aside = target.with_name(_ASIDE.format(secrets.token_hex(6)))
        try:
            os.close(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o666))
        except FileExistsError:
            continue
        return aside
