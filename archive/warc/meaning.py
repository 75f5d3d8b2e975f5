"""What this archive says beside a capture's record: why it was asked for, what its payload is.

It stands in the record's own header (WARC-JSON-Metadata). A header has limits: Warcat 2.2.5 reads none
longer than 4,096 bytes, FastWARC 2.0.1 none longer than 32,768; a URL or a 304's headers may be longer.
So what does not fit stands aside, in a metadata record right before the capture's.
"""

from __future__ import annotations

import json
from typing import Any

from archive.exchange import Purpose, Role
from archive.warc.errors import DamagedWarc
from archive.warc.members import write_member
from archive.warc.record import WarcRecord, compose_record, new_record_id

_INLINE_BYTES = 1500
"""Leaves room for two URLs and the digests within 4,096 bytes."""
_ALWAYS_INLINE = ("payload_sha256", "payload_bytes", "failure")  # a check of the record alone needs them
_ASIDE_FIELD = b"json: "

Values = dict[str, object]


def compose_meaning(
    values: Values, before: list[bytes], date: str, fields: list[tuple[str, str]]
) -> tuple[str, list[bytes]]:
    """The header's value, and the members to stand before the record: `before`, and perhaps one more.

    `fields` are the headers that the records about one URL share.
    """
    present = {name: value for name, value in values.items() if value is not None}
    members = list(before)
    if len(_one_line(present)) > _INLINE_BYTES:
        aside = {name: value for name, value in present.items() if name not in _ALWAYS_INLINE}
        block = _ASIDE_FIELD + _one_line(aside).encode("ascii") + b"\r\n"
        headers = [*fields, ("Content-Type", "application/warc-fields")]
        members.append(write_member(compose_record("metadata", new_record_id(), date, headers, block)))
        present = {name: present[name] for name in _ALWAYS_INLINE if name in present}
        present["aside_bytes"] = len(members[-1])
    if members:
        present["group_bytes"] = sum(map(len, members))
    return _one_line(present), members


def aside_bytes(record: WarcRecord) -> int:
    """The length of the member before this one that says more about it; 0 where none does."""
    return _length(record, "aside_bytes")


def group_bytes(record: WarcRecord) -> int:
    """The length of all members before this one that belong to it: its request, what stands aside."""
    return _length(record, "group_bytes")


def full_meaning(record: WarcRecord, aside: WarcRecord | None, file: str, offset: int) -> dict[str, Any]:
    """Everything said about the record at `offset`. Raises DamagedWarc where `aside` is needed and not it."""
    if not aside_bytes(record):
        return record.meaning
    if aside is None or not aside.block.startswith(_ASIDE_FIELD):
        raise DamagedWarc(file, offset, "what stood aside of the record is not there")
    try:
        more = json.loads(aside.block.removeprefix(_ASIDE_FIELD))
        return {**more, **record.meaning}
    except (ValueError, TypeError, RecursionError) as error:
        raise DamagedWarc(file, offset, f"what stands aside of the record: {error}") from error


def _length(record: WarcRecord, name: str) -> int:
    value = record.meaning.get(name)
    return value if isinstance(value, int) and value > 0 else 0


_one_line = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
"""Values as JSON in one line of ASCII."""


def purpose_values(purpose: Purpose) -> dict[str, object]:
    """A purpose as JSON values."""
    values = {
        "crawl": purpose.crawl,
        "portal": purpose.portal,
        "role": purpose.role.value,
        "channel": purpose.channel,
        "via": purpose.via,
        "within": purpose.within,
    }
    return {name: value for name, value in values.items() if value is not None}


def read_purpose(values: object) -> Purpose | None:
    """The purpose that `purpose_values` wrote; None for anything else."""
    if not isinstance(values, dict):
        return None
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    try:
        return Purpose(
            crawl=texts["crawl"],
            portal=texts["portal"],
            role=Role(texts["role"]),
            channel=texts.get("channel"),
            via=texts.get("via"),
            within=texts.get("within"),
        )
    except (KeyError, ValueError):
        return None
