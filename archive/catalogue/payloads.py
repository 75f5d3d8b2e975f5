"""Payloads that the catalogue knows, and the records that hold them."""

from __future__ import annotations

from sqlite_utils import Database

from archive.capture import RecordPlace
from archive.catalogue.statements import read_row


def payload_place(db: Database, payload_sha256: str) -> RecordPlace | None:
    """Where the first record lies that holds a payload."""
    row = read_row(
        db,
        "select warc_file, warc_offset, warc_bytes from captures where payload_sha256 = ?"
        " and record_type = 'response' order by captured_at, id limit 1",
        [payload_sha256],
    )
    return RecordPlace(row["warc_file"], row["warc_offset"], row["warc_bytes"]) if row else None
