"""The check of one WARC file: each record against its digests, the file against the catalogue."""

from __future__ import annotations

from array import array
from datetime import UTC, datetime, timedelta

from archive.warc.damage import Damage, DamageKind, Expectation, ExpectedRecord, FileReport
from archive.warc.digests import digest_holds, sha256_hex
from archive.warc.message import parse_message
from archive.warc.reader import is_capture, is_http
from archive.warc.record import WarcRecord
from archive.warc.scan import BrokenSpan, WholeRecord

CLOCK_TOLERANCE = timedelta(days=1)
"""A WARC-Date later than this is a fault: no clock that an operator would trust is that wrong."""


class FileCheck:
    """Takes what a scan of one file finds, and says what is wrong with it.

    `expected` is what the catalogue knows of the file, None where it is not asked. `growing` says that a
    writer holds the file: its end is no end yet.
    """

    def __init__(self, file: str, size: int, expected: Expectation | None, *, growing: bool = False) -> None:
        self._file = file
        self._size = size
        self._expected_bytes = expected.bytes if expected else None
        self._asked = expected is not None
        self._growing = growing
        self._latest = datetime.now(UTC) + CLOCK_TOLERANCE
        self._damages: list[Damage] = []
        self._records = 0
        self._ids = array("Q")
        """Of all records but the warcinfos: a file of copied records has that of the file they came from."""
        self._payloads: set[str] = set()
        self._referred: dict[str, int] = {}
        records = expected.records if expected else ()
        self._awaited = {record.offset: record for record in records}
        self._known = {record.id: record for record in records}
        self._moved: list[tuple[int, ExpectedRecord]] = []
        self._torn_at: int | None = None

    def take(self, found: WholeRecord | BrokenSpan) -> None:
        """Check one whole record, or say what a broken span means."""
        if isinstance(found, WholeRecord):
            self._take_record(found)
        elif self._expected_bytes is not None and found.offset >= self._expected_bytes:
            self._add(DamageKind.SURPLUS_BYTES, found.offset, f"{found.length} bytes that are no record")
        elif found.torn and (self._expected_bytes is None or self._size < self._expected_bytes):
            self._torn_at = found.offset
        else:
            self._take_altered(found)

    def report(self) -> FileReport:
        """All that was found, once the scan has ended."""
        self._report_moved()
        self._report_lost()
        self._report_surplus_end()
        if not self._records and not self._damages and not self._growing:
            self._add(DamageKind.TRUNCATED_FILE, None, "no record in it")
        return FileReport(
            file=self._file,
            bytes=self._size,
            records=self._records,
            damages=tuple(self._damages),
            ids=self._ids,
            payloads=frozenset(self._payloads),
            referred=self._referred,
        )

    def _add(self, kind: DamageKind, offset: int | None, detail: str) -> None:
        self._damages.append(Damage(kind, self._file, offset, detail))

    def _take_altered(self, span: BrokenSpan) -> None:
        end = span.offset + span.length
        hit = [place for place in self._awaited if span.offset <= place < end]
        for place in hit or [span.offset]:
            self._add(DamageKind.ALTERED_RECORD, place, span.reason)
            self._awaited.pop(place, None)

    def _take_record(self, found: WholeRecord) -> None:
        record, offset = found.record, found.member.offset
        if not self._records and record.type != "warcinfo" and offset == 0:
            self._add(DamageKind.MALFORMED_RECORD, 0, f"the first record is a {record.type}, not a warcinfo")
        self._records += 1
        if record.type != "warcinfo":
            self._ids.append(int(record.short_id, 16))
        if record.written_at > self._latest:
            date = record.headers["warc-date"]
            self._add(DamageKind.MALFORMED_RECORD, offset, f"WARC-Date {date} is in the future")
        sha256 = self._check_digests(record, offset)
        if self._asked and is_capture(record):
            self._compare(record, offset, found.member.length, sha256)

    def _check_digests(self, record: WarcRecord, offset: int) -> str | None:
        """Report a digest that is missing or does not hold; returns the payload's SHA-256."""
        label = record.headers.get("warc-block-digest")
        if label is None:
            self._add(DamageKind.MALFORMED_RECORD, offset, "it has no WARC-Block-Digest")
        elif not digest_holds(label, record.block):
            self._add(DamageKind.ALTERED_RECORD, offset, f"its block is not the one of {label}")
        if not is_http(record) or record.type not in ("response", "revisit"):
            return None
        return self._check_payload(record, offset)

    def _check_payload(self, record: WarcRecord, offset: int) -> str | None:
        label, told = record.headers.get("warc-payload-digest"), record.meaning.get("payload_sha256")
        if label is None:
            self._add(DamageKind.MALFORMED_RECORD, offset, "it has no WARC-Payload-Digest")
        if record.type == "revisit":
            if label is not None:
                self._referred.setdefault(label, offset)
            return told if isinstance(told, str) else None
        body = parse_message(record.block).body
        sha256 = sha256_hex(body)
        if label is not None:
            self._payloads.add(label)
            if not digest_holds(label, body):
                self._add(DamageKind.ALTERED_RECORD, offset, f"its payload is not the one of {label}")
        if told is not None and told != sha256:
            self._add(DamageKind.ALTERED_RECORD, offset, f"its payload is not the one of sha256:{told}")
        return sha256

    def _compare(self, record: WarcRecord, offset: int, length: int, sha256: str | None) -> None:
        """Hold a capture's record against the catalogue."""
        known = self._known.get(record.short_id)
        if known is None:
            if self._expected_bytes is not None:  # else the catalogue has not seen all of the file yet
                self._add(
                    DamageKind.SURPLUS_RECORD, offset, f"capture {record.short_id} is not in the catalogue"
                )
            return
        if known.offset != offset:
            self._moved.append((offset, known))
            return
        self._awaited.pop(offset, None)
        if known.length != length or (known.payload_sha256 or sha256) != sha256:
            self._add(DamageKind.ALTERED_RECORD, offset, f"capture {known.id} is not as it was catalogued")

    def _report_moved(self) -> None:
        copies = [offset for offset, known in self._moved if known.offset not in self._awaited]
        for offset in copies:
            self._add(DamageKind.SURPLUS_RECORD, offset, "a second copy of a record")
        gone = [(offset, known) for offset, known in self._moved if self._awaited.pop(known.offset, None)]
        if gone:
            offset, known = gone[0]
            detail = f"{len(gone)} captures from here on lie {offset - known.offset:+d} bytes away"
            self._add(DamageKind.MOVED_RECORD, offset, detail)
        self._moved = gone

    def _report_lost(self) -> None:
        whole = self._size if self._torn_at is None else self._torn_at
        lost = [record for record in self._awaited.values() if record.offset + record.length > whole]
        shorter = self._expected_bytes is not None and self._size < self._expected_bytes and not self._moved
        torn = self._torn_at is not None and not self._growing
        if lost or shorter or torn:
            of = "" if self._expected_bytes is None else f" of {self._expected_bytes}"
            detail = f"{self._size}{of} bytes are there; {len(lost)} captures are lost"
            self._add(DamageKind.TRUNCATED_FILE, self._torn_at, detail)
        for record in self._awaited.values():
            if record not in lost:
                self._add(DamageKind.MISSING_RECORD, record.offset, f"capture {record.id} is not there")

    def _report_surplus_end(self) -> None:
        end = self._expected_bytes
        if end is None or self._size <= end:
            return
        if not any(damage.offset is not None and damage.offset >= end for damage in self._damages):
            self._add(
                DamageKind.SURPLUS_BYTES, end, f"{self._size - end} bytes were added to the closed file"
            )
