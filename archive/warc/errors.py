"""What can go wrong with WARC files.

WarcError
├── CannotWrite     the disk is full, the folder read-only, the file gone
├── CannotRecover   a file that a killed writer left cannot be closed
├── CannotRebuild   a record is damaged, or a file has a name that the catalogue cannot hold
├── LostWarc        files that the catalogue knows are gone, or shorter than they were
├── ReaderKilled    one of the processes that read beside this one was killed
├── NotWarc         a file that is given as a WARC file and is none
├── RecordMissing   no such file, or the file ends before the record
└── DamagedWarc     bytes that are no whole record; has `file`, `offset` and `reason`
    └── TornMember  the file ends inside a gzip member
"""

from __future__ import annotations


class WarcError(Exception):
    """Something about a WARC file; the text says what, where and what next."""


class CannotWrite(WarcError):
    """Nothing of the record was kept; everything written before it is."""


class CannotRecover(WarcError):
    """A file that a killed writer left cannot be closed; nothing was changed."""


class CannotRebuild(WarcError):
    """A record is damaged, or a file has a name that the catalogue cannot hold: the old catalogue stays."""


class LostWarc(WarcError):
    """Files that the catalogue knows are gone, or shorter than they were: a new catalogue would not tell of it."""


class ReaderKilled(WarcError):
    """One of the processes that read beside this one was killed; nothing was changed."""


class NotWarc(WarcError):
    """What was given as a WARC file does not begin with a record."""


class RecordMissing(WarcError):
    """The file does not exist, or ends before the record begins."""


class DamagedWarc(WarcError):
    """The bytes at `offset` of `file` are not a whole, well-formed record."""

    def __init__(self, file: str, offset: int, reason: str) -> None:
        super().__init__(f"{file}: byte {offset}: {reason}: run nianbao verify")
        self.file = file
        self.offset = offset
        self.reason = reason

    def __reduce__(self) -> tuple[type[DamagedWarc], tuple[str, int, str]]:
        """Rebuilt from its parts, so that it crosses to another process."""
        return type(self), (self.file, self.offset, self.reason)


class TornMember(DamagedWarc):
    """The file ends inside the gzip member that begins at `offset`."""
