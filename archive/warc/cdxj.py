"""CDXJ index lines, as pywb and ReplayWeb.page look captures up (OutbackCDX and cdxj-indexer write the same).

A line is `SURT timestamp {json}`. SURTs come from the library that the field's tools use, for a key
that another canonicalisation made is never found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import BinaryIO

import surt  # type: ignore[import-untyped]

from archive.capture import KeptCapture, RecordType
from archive.exchange import Headers
from archive.warc.digests import labelled_sha1

_MIME = re.compile(rb"[\w.+-]+/[\w.+-]+")


def write_index(captures: Iterable[KeptCapture], target: BinaryIO) -> int:
    """Write a sorted index of the captures; returns the number of lines."""
    lines = sorted(line for line in map(index_line, captures) if line is not None)
    target.writelines(lines)
    return len(lines)


def index_line(capture: KeptCapture) -> bytes | None:
    """The index line of a capture, with its line feed; None for a failure, which cannot be replayed."""
    if capture.record_type is RecordType.FAILURE:
        return None
    revisit = capture.record_type is RecordType.REVISIT
    values = {
        "url": capture.url,
        "mime": "warc/revisit" if revisit else _mime(capture.response_headers),
        "status": None if revisit and capture.status == 304 else capture.status and str(capture.status),
        "digest": capture.payload_sha1 and _labelled(capture.payload_sha1),
        "length": str(capture.place.length),
        "offset": str(capture.place.offset),
        "filename": capture.place.file,
    }
    present = {name: value for name, value in values.items() if value is not None}
    moment = capture.captured_at.strftime("%Y%m%d%H%M%S")
    return f"{url_key(capture.url)} {moment} {json.dumps(present)}\n".encode()


def url_key(url: str) -> str:
    """The SURT of a URL; the URL itself where it has none."""
    try:
        key: str = surt.surt(url)
    except (ValueError, TypeError, AttributeError, IndexError):  # what surt 0.3.1 lets through of odd URLs
        return url
    return key


def _labelled(digest: str) -> str:
    return digest if ":" in digest else labelled_sha1(digest)


def _mime(headers: Headers) -> str | None:
    for name, value in headers:
        if name.lower() == b"content-type":
            match = _MIME.match(value)
            return match[0].decode("ascii") if match else None
    return None
