"""Spools: what the records of a collection mean, a line of JSON each, made side by side for a rebuild.

A first pass finds every record and when it was captured; the records, in that order, are then cut into
stretches, and each stretch becomes one spool file. A stretch does not know of files: one large file is read
on all cores, as many small ones are. A spool that is whole is found again after a rebuild that was cut short.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from archive.capture import KeptCapture, RecordPlace, RecordType
from archive.catalogue.crawls import is_start
from archive.catalogue.rows import read_entry
from archive.catalogue.values import json_text, utc_text
from archive.interpretation import family_named
from archive.warc.errors import WarcError
from archive.warc.reader import Note, read_capture, read_records, scan_found
from archive.warc.scan import BrokenSpan

STRETCH_RECORDS = 100
"""Records to a spool: what a killed rebuild does again at most on each core, and the grain of sharing them out."""
SPOOL_FORMAT = 6


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record of a collection: where it lies, its id, and its place in the order of a rebuild."""

    at: str
    id: str
    place: RecordPlace


@dataclass(frozen=True, slots=True)
class Scan:
    """What a first pass over a file found: its records, and the CMS family of each crawl that starts in it.

    `broken` are the spans that were passed over, where damage is to be.
    """

    records: tuple[FoundRecord, ...]
    families: dict[str, str | None]
    broken: tuple[BrokenSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Records to be read together, of the WARC files in `folder`, with the families of the crawls they are of."""

    folder: Path
    records: tuple[FoundRecord, ...]
    families: Mapping[str, str | None]

    @property
    def name(self) -> str:
        """The name of its spool: the same records give the same name."""
        told = "\n".join(f"{record.id} {asdict(record.place)}" for record in self.records)
        return f"{self.records[0].id}-{hashlib.sha256(told.encode()).hexdigest()[:16]}.jsonl"


def scan_file(path: Path, known_offsets: frozenset[int] | None = None) -> Scan:
    """Find the records of one file.

    Damage is passed over where `known_offsets`, of records that were once read there, are given; without them
    raises DamagedWarc.
    """
    records, notes, broken = [], [], []
    newest: dict[str, str] = {}
    found = read_records(path) if known_offsets is None else scan_found(path, known_offsets)
    for record in found:
        if isinstance(record, BrokenSpan):
            broken.append(record)
        elif isinstance(record, Note):
            notes.append(record)
        else:
            at = utc_text(record.captured_at)
            records.append(FoundRecord(at, record.id, record.place))
            if record.purpose:
                newest[record.purpose.crawl] = max(at, newest.get(record.purpose.crawl, at))
    records += [FoundRecord(_time_of(note, newest), note.id, note.place) for note in notes]
    families = {note.fields["id"]: note.fields["family"] for note in notes if is_start(note.uri)}
    return Scan(tuple(records), families, tuple(broken))


def _time_of(note: Note, newest: Mapping[str, str]) -> str:
    """By time; but the starts of crawls before all else, for they name the portals, and ends behind all captures.

    `newest` are the newest captures of crawls: where the clock was put back, an end says that it was before them.
    """
    at = utc_text(note.noted_at)
    if is_start(note.uri):
        return f"!{at}"
    return f"{max(at, newest[note.fields['id']])}~" if note.fields.get("id") in newest else at


def stretches(folder: Path, scans: Sequence[Scan]) -> list[Stretch]:
    """All records in the order of capture, cut into stretches."""
    records = sorted(
        chain.from_iterable(scan.records for scan in scans), key=lambda record: (record.at, record.id)
    )
    families = dict(chain.from_iterable(scan.families.items() for scan in scans))
    return [
        Stretch(folder, tuple(records[start : start + STRETCH_RECORDS]), families)
        for start in range(0, len(records), STRETCH_RECORDS)
    ]


def spool_stretch(stretch: Stretch, spools: Path) -> Path:
    """Interpret the records of a stretch into its spool, unless that is there. Raises DamagedWarc, OSError."""
    spool = spools / stretch.name
    if spool.exists():
        return spool
    aside = spool.with_suffix(".part")
    # Half a character may stand in a file's name that an import of before noted: JSON has an escape for it.
    with aside.open("w", encoding="utf-8", errors="backslashreplace") as stream:
        for record in _read(stretch):
            stream.write(json_text(_spooled(record, stretch.families)) + "\n")
        # A power cut must not leave the name with half of what it names.
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(spool)
    return spool


def _read(stretch: Stretch) -> Iterator[KeptCapture | Note]:
    for found in stretch.records:
        record = read_capture(stretch.folder, found.place)
        assert record is not None  # the first pass found it
        yield record


def _spooled(record: KeptCapture | Note, families: Mapping[str, str | None]) -> dict[str, Any]:
    """A record as JSON: interpreted where it holds its own payload, else its place, to be read when merged."""
    if isinstance(record, Note):
        return {"note": {"uri": record.uri, "fields": record.fields, "place": asdict(record.place)}}
    if record.record_type is RecordType.REVISIT:
        # Its payload may stand anywhere, and most often its meaning is known from an earlier capture.
        return {"place": asdict(record.place)}
    family = families.get(record.purpose.crawl) if record.purpose else None
    entry = read_entry(record, (record.response_headers, record.body), family_named(family))
    told = (entry.capture, entry.content, entry.terms, entry.figures, entry.channels, entry.listings)
    return {"entry": told}


def read_spools(spools: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """What spools tell, a record each. Raises WarcError for one that is half written, and removes it."""
    for spool in spools:
        with spool.open("rb") as stream:
            for line in stream:
                try:
                    yield json.loads(line)
                except ValueError as error:
                    spool.unlink()
                    raise WarcError(f"{spool}: half written, removed: run nianbao rebuild again") from error
