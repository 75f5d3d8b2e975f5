"""What a check of fixity compares with, and what it finds. Values only."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class DamageKind(StrEnum):
    """What is wrong, as one word."""

    MISSING_FILE = "missing file"
    SURPLUS_FILE = "surplus file"
    TRUNCATED_FILE = "truncated file"
    UNCLOSED_FILE = "unclosed file"
    UNREADABLE_FILE = "unreadable file"
    ALTERED_RECORD = "altered record"
    MALFORMED_RECORD = "malformed record"
    MISSING_RECORD = "missing record"
    MOVED_RECORD = "moved record"
    SURPLUS_RECORD = "surplus record"
    SURPLUS_BYTES = "surplus bytes"
    DANGLING_REVISIT = "dangling revisit"


LOST = frozenset(DamageKind) - {
    DamageKind.SURPLUS_FILE,
    DamageKind.UNCLOSED_FILE,
    DamageKind.SURPLUS_RECORD,
}
"""Evidence that is not as it was kept; the others are there, and not catalogued yet."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One fault: `offset` is the record's first byte, None where the whole file is meant."""

    kind: DamageKind
    file: str
    offset: int | None
    detail: str

    def __str__(self) -> str:
        where = self.file if self.offset is None else f"{self.file}: byte {self.offset}"
        return f"{where}: {self.kind.value}: {self.detail}"


@dataclass(frozen=True, slots=True)
class ExpectedFile:
    """A closed file that the catalogue knows all of: its name and its length in bytes."""

    name: str
    bytes: int


@dataclass(frozen=True, slots=True)
class ExpectedRecord:
    """A capture's record that the catalogue knows; `payload_sha256` is None where it has no payload."""

    id: str
    file: str
    offset: int
    length: int
    payload_sha256: str | None


@dataclass(frozen=True, slots=True)
class Expectation:
    """All that the catalogue knows of one file; `bytes` is None for a file that was not closed then."""

    bytes: int | None
    records: tuple[ExpectedRecord, ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What the check of one file found. The last three are what the check across files needs."""

    file: str
    bytes: int
    records: int
    damages: tuple[Damage, ...]
    ids: array[int] = field(repr=False)
    payloads: frozenset[str] = field(repr=False)
    referred: dict[str, int] = field(repr=False)


def expectations(files: Iterable[ExpectedFile], records: Iterable[ExpectedRecord]) -> dict[str, Expectation]:
    """What the catalogue knows, by file name."""
    by_file: defaultdict[str, list[ExpectedRecord]] = defaultdict(list)
    for record in records:
        by_file[record.file].append(record)
    lengths = {file.name: file.bytes for file in files}
    return {
        name: Expectation(lengths.get(name), tuple(sorted(by_file[name], key=lambda record: record.offset)))
        for name in lengths.keys() | by_file.keys()
    }
