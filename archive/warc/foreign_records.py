"""The records of a WARC file of other software, compressed in any way or not, as they are written there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecord

from archive.warc.errors import NotWarc, WarcError
from archive.warc.members import ends_whole
from archive.warc.record import parse_date

BLOCK_LIMIT = 1 << 29
"""A record whose block is longer is left out: it would not fit into memory beside its compressed self."""


class ForeignRecord(NamedTuple):
    """One record: names of headers in small letters, `type` "damaged" and nothing else where none can be read.

    `complete` tells whether the block is as long as the record says; one that is `too_long` is left out.
    """

    offset: int
    type: str
    id: str
    url: str
    date: datetime | None
    headers: dict[str, str]
    block: bytes
    complete: bool
    too_long: bool = False


def check_is_warc(source: Path) -> None:
    """Raise NotWarc where a file does not begin with a record, WarcError where it cannot be read."""
    try:
        next(read_source(source))
    except OSError as error:
        raise WarcError(
            f"{source}: cannot be read ({error.strerror}): check the file and its rights"
        ) from error


def read_source(source: Path) -> Iterator[ForeignRecord]:
    """The records of a file, compressed in any way or not; what is damaged ends it with an incomplete one.

    A file that ends inside a record's header does so as well: FastWARC 2.0.1 takes that for its end. Nothing is
    looked for behind damage: what looks like a record there may be a body's bytes, made up by the server that sent it.
    """
    offset, count, complete = 0, 0, True
    with source.open("rb") as stream:
        records = iter(ArchiveIterator(stream, parse_http=False))
        while True:
            try:
                record = next(records, None)
                if record is None:
                    break
                offset = record.stream_pos
                # One that is too long is not taken into memory at all.
                too_long = record.content_length > BLOCK_LIMIT
                block = b"" if too_long else record.reader.read(BLOCK_LIMIT)
            except OSError as error:  # FastWARC's word for every kind of damage
                if count == 0:
                    raise NotWarc(f"{source}: not a WARC file ({error}): name one, or a WACZ") from error
                yield ForeignRecord(offset, "damaged", "", "", None, {}, b"", False)
                return
            count += 1
            parsed = _parsed(record, offset, block, too_long)
            complete = parsed.complete
            yield parsed
        if count == 0:
            raise NotWarc(f"{source}: no record in it: is it a WARC file?")
        if complete and not ends_whole(stream, offset):
            yield ForeignRecord(offset, "damaged", "", "", None, {}, b"", False)


def _parsed(record: WarcRecord, offset: int, block: bytes, too_long: bool) -> ForeignRecord:
    headers = {}
    for raw_name, value in record.headers.items_bytes():
        name = raw_name.decode("latin-1").strip().lower()
        # The bytes of an address are kept as they are; any other text is written down again, as UTF-8.
        errors = "surrogateescape" if name.endswith("target-uri") else "replace"
        headers[name] = value.decode("utf-8", errors).strip()
    return ForeignRecord(
        offset=offset,
        type=headers.get("warc-type", "").lower(),
        id=headers.get("warc-record-id", ""),
        url=headers.get("warc-target-uri", "").strip("<>"),  # wget puts it into angle brackets
        date=read_date(headers.get("warc-date", "")),
        headers=headers,
        block=block,
        complete=too_long or str(len(block)) == headers.get("content-length"),
        too_long=too_long,
    )


def read_date(text: str) -> datetime | None:
    """The moment of a WARC-Date, None where there is none or it is malformed."""
    try:
        return parse_date(text)
    except ValueError:
        return None
