"""WARC files of other software (wget, Heritrix, Browsertrix ...) brought into a collection.

Every capture is written anew under the rules of this archive: chunk framing removed, digests made,
request beside response. Its record id and date stay, so that bringing a file in twice adds nothing, and
its `origin` says which record of which file it was. The source itself is left as it is: keep it.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path

from archive.capture import KeptCapture, RecordType
from archive.warc.composition import PayloadHeld, held_payload
from archive.warc.digests import digest_holds, sha1_base32
from archive.warc.filecheck import CLOCK_TOLERANCE
from archive.warc.foreign_records import BLOCK_LIMIT, ForeignRecord, read_date, read_source
from archive.warc.message import HttpMessage, decoded_chunks, kept_url, parse_message
from archive.warc.pairs import Pair
from archive.warc.record import short_id
from archive.warc.writer import WarcWriter

IMPORT_NOTE = "urn:nianbao:import:"
"""With the SHA-256 of the source behind it: the note that says what was brought in."""

KNOWN = "already in the collection"
"""Why a record is left out that came before."""
DAMAGED_ON = "damaged from here on"
CUT_OFF = "cut off"
DAMAGE = frozenset({DAMAGED_ON, CUT_OFF})
"""Why records are left out that the source once held."""

_GROUP_LIMIT = 32
"""Neighbouring records of one URL among which a response finds its request."""
_NO_RESPONSES = frozenset({"resource", "conversion", "continuation"})
"""The types of WARC 1.1 that hold no answer of a server, beside those that go with one."""
FIRST_YEAR = 1990
"""An earlier date is one of a clock that was not set, and would be taken for proof."""

FindHeld = Callable[[str, datetime], PayloadHeld | None]
"""From URL and time of a capture to the payload that the collection holds of it."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that was not brought in: where it begins in the source, and why it stayed out."""

    offset: int
    url: str
    reason: str


def source_note(source: Path) -> tuple[str, dict[str, object]]:
    """URI and values of the note that says what was brought in. Raises OSError."""
    with source.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    fields = {"file": noted_name(source), "bytes": source.stat().st_size, "sha256": digest}
    return f"{IMPORT_NOTE}{digest}", fields


def noted_name(source: Path) -> str:
    """The name of a file as it is written down; bytes that are no UTF-8 as Python writes them (`n\\xff.warc.gz`)."""
    return os.fsencode(source.name).decode("utf-8", "backslashreplace")


class Importer:
    """Brings files in, one after the other; revisits find their payload in any file that came before.

    `is_known` says whether the collection holds a capture of that id, `find_held` finds the payloads of
    captures that it holds.
    """

    def __init__(self, writer: WarcWriter, *, is_known: Callable[[str], bool], find_held: FindHeld) -> None:
        self._writer = writer
        self._is_known = is_known
        self._find_held = find_held
        self._ids: set[str] = set()
        self._by_id: dict[str, PayloadHeld] = {}
        self._by_digest: dict[str, PayloadHeld] = {}
        self._by_moment: dict[tuple[str, datetime], PayloadHeld] = {}
        self._untold: tuple[str, dict[str, object]] | None = None
        """What the note on the source says, until its first capture is kept: one that adds nothing leaves no trace."""

    def read(self, source: Path) -> Iterator[KeptCapture | Skipped]:
        """Bring in one file; yields what was kept, and what was not, in order.

        Raises OSError where the source cannot be read, NotWarc where it is no WARC file at all,
        CannotWrite.
        """
        self._untold = source_note(source)
        for _, neighbours in groupby(read_source(source), key=lambda found: found.url):
            while group := list(islice(neighbours, _GROUP_LIMIT)):
                yield from self._keep_group(group, noted_name(source))

    def _keep_group(self, group: list[ForeignRecord], source: str) -> Iterator[KeptCapture | Skipped]:
        requests = [found for found in group if found.type == "request"]
        for found in group:
            if found.type in ("warcinfo", "request", "metadata"):
                if not found.complete:
                    yield Skipped(found.offset, found.url, CUT_OFF)
                continue
            reason = self._refuse(found)
            if reason is not None:
                yield Skipped(found.offset, found.url, reason)
                continue
            kept = self._keep(found, _find_request(found, requests), source)
            yield kept or Skipped(found.offset, found.url, "no capture holds the payload that it refers to")

    def _refuse(self, found: ForeignRecord) -> str | None:
        """Why the record cannot be brought in; None where it can."""
        if found.type == "damaged":
            return DAMAGED_ON
        if found.type not in ("response", "revisit"):
            return f"a {found.type} record" if found.type in _NO_RESPONSES else "a record of no known type"
        if not found.url.lower().startswith(("http://", "https://")):
            return "no http URL"
        if found.too_long:
            return f"longer than {BLOCK_LIMIT} bytes"
        if not found.complete:
            return CUT_OFF
        if found.date is None:
            return "no WARC-Date such as 2026-01-31T08:00:00Z"
        if found.date.year < FIRST_YEAR:
            return "dated before there was a web"
        if found.date > datetime.now(UTC) + CLOCK_TOLERANCE:
            return "dated in the future"
        if self._was_kept(found):
            return KNOWN
        return _refuse_response(found) if found.type == "response" else None

    def _was_kept(self, found: ForeignRecord) -> bool:
        identity = short_id(_own_id(found))
        return identity in self._ids or self._is_known(identity)

    def _keep(self, found: ForeignRecord, request: bytes | None, source: str) -> KeptCapture | None:
        assert found.date is not None
        message = _entity_message(found.block)
        pair = Pair(
            url=found.url,
            captured_at=found.date,
            request=request,
            start=message.start,
            status=message.status,
            headers=message.headers,
            body=b"" if found.type == "revisit" else message.body,
            ip_address=found.headers.get("warc-ip-address"),
            # WARC 1.0 had revisits say so of the payload that they leave out.
            truncated=None if found.type == "revisit" else found.headers.get("warc-truncated"),
            record_id=_own_id(found),
            origin={"file": source, "id": found.id, "digest": found.headers.get("warc-payload-digest", "")},
        )
        revisited = self._find_revisited(found) if found.type == "revisit" else None
        if found.type == "revisit" and revisited is None:
            return None
        if self._untold is not None:
            self._writer.write_note(*self._untold)
            self._untold = None
        kept = self._writer.write_pair(pair, revisits=revisited)
        self._remember(kept, found)
        return kept

    def _find_revisited(self, found: ForeignRecord) -> PayloadHeld | None:
        """The payload of a revisit: by the record it names, by URL and date, or by its digest alone."""
        named = self._by_id.get(found.headers.get("warc-refers-to", ""))
        if named is not None:
            return named
        url = found.headers.get("warc-refers-to-target-uri", "").strip("<>")
        date = read_date(found.headers.get("warc-refers-to-date", ""))
        if url and date:
            moment = (kept_url(url), date)
            held = self._by_moment.get(moment) or self._find_held(*moment)
            if held is not None:
                return held
        return self._by_digest.get(found.headers.get("warc-payload-digest", ""))

    def _remember(self, kept: KeptCapture, found: ForeignRecord) -> None:
        self._ids.add(kept.id)
        held = held_payload(kept)
        if held is None or kept.record_type is not RecordType.RESPONSE:
            return
        self._by_id[found.id] = held
        # Other tools' dates have whole seconds where ours may have more.
        self._by_moment[kept.url, kept.captured_at.replace(microsecond=0)] = held
        self._by_moment[kept.url, kept.captured_at] = held
        digest = found.headers.get("warc-payload-digest")
        if digest:
            self._by_digest.setdefault(digest, held)


def _own_id(found: ForeignRecord) -> str:
    """The record's id where it is a random UUID, else one made from it, or from all that it says.

    Other UUIDs may differ in their ends alone, and a capture's id is the beginning.
    """
    name = found.id.strip("<>")
    try:
        given = uuid.UUID(name.removeprefix("urn:uuid:"))
    except ValueError:
        given = None
    if given is None or given.version != 4:
        said = name or f"{found.url} {found.date} {found.type} {sha1_base32(found.block)}"
        given = uuid.uuid5(uuid.NAMESPACE_URL, said)
    return f"<urn:uuid:{given}>"


def _refuse_response(found: ForeignRecord) -> str | None:
    """Only responses are held to their digest: wget 1.21 gives revisits that of nothing, and a block."""
    digest = found.headers.get("warc-block-digest")
    if digest is not None and digest_holds(digest, found.block) is False:
        return "its block digest is not true"
    return "no HTTP response" if parse_message(found.block).status is None else None


def _find_request(found: ForeignRecord, requests: list[ForeignRecord]) -> bytes | None:
    """The request that the response answers: the one that names it, or that it names, or of its moment."""
    named = found.headers.get("warc-concurrent-to")
    for request in requests:
        if request.headers.get("warc-concurrent-to") == found.id or request.id == named:
            return request.block
    return next((request.block for request in requests if request.date == found.date), None)


def _entity_message(block: bytes) -> HttpMessage:
    """The message with its chunk framing removed, where it has some."""
    message = parse_message(block)
    claimed = any(
        name.lower() == b"transfer-encoding" and b"chunked" in value.lower()
        for name, value in message.headers
    )
    body = decoded_chunks(message.body) if claimed else None
    return message if body is None else HttpMessage(message.start, message.headers, body)
