"""The entity as a person reads it: content-encoding undone, within a bound, whatever the server claimed.

Chinese portals declare gzip for bodies that are none, compress twice behind a proxy, or send the
stream cut off. What can be inflated is; what cannot is taken as it stands.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]

from archive.exchange import Headers
from archive.warc.message import GZIP_MAGIC

_STEP_BYTES = 64 * 1024
_MAX_CODINGS = 3
"""More than this many codings over one another is no page but an attack on its reader."""


def entity(headers: Headers, body: bytes, limit: int) -> bytes:
    """The body with its content-encoding undone; at most `limit` bytes, the rest is not inflated.

    Headers are believed only where the bytes agree: a body declared gzip that is none is returned as
    it is, and one cut off gives what came before the cut.
    """
    codings = _declared_codings(headers)
    for coding in reversed(codings[:_MAX_CODINGS]):
        inflate = _INFLATERS.get(coding)
        if inflate is not None:
            body = inflate(body, limit)
    return body[:limit]


def _declared_codings(headers: Headers) -> list[str]:
    values = [value for name, value in headers if name.lower() == b"content-encoding"]
    tokens = b",".join(values).decode("latin-1").lower().split(",")
    return [token.strip() for token in tokens if token.strip() not in ("", "identity")]


def _inflate_gzip(body: bytes, limit: int) -> bytes:
    return _inflate(body, limit, 31) if body.startswith(GZIP_MAGIC) else body


def _inflate_deflate(body: bytes, limit: int) -> bytes:
    """`deflate` means zlib-wrapped (RFC 9110, §8.4.1.2); many servers send it bare."""
    wrapped = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    return _inflate(body, limit, 15 if wrapped else -15)


def _inflate(body: bytes, limit: int, window_bits: int) -> bytes:
    """Inflate every member up to the limit; on damage, what came before it, or the body where nothing did."""
    parts: list[bytes] = []
    room, rest, whole = limit, body, False
    while room > 0 and rest:
        inflater = zlib.decompressobj(window_bits)
        try:
            room, rest = _inflate_member(inflater, rest, room, parts)
        except zlib.error:
            break
        whole = whole or inflater.eof
        if not (inflater.eof and rest.startswith(GZIP_MAGIC)):
            break
    if window_bits < 0 and not whole and room > 0:
        return body  # nothing marks a bare stream: plain text may look like the start of one
    return b"".join(parts) if parts or whole else body


def _inflate_member(
    inflater: zlib._Decompress, rest: bytes, room: int, parts: list[bytes]
) -> tuple[int, bytes]:
    while room > 0 and rest and not inflater.eof:
        part = inflater.decompress(rest, min(room, _STEP_BYTES))
        if part:
            parts.append(part)
        room -= len(part)
        rest = inflater.unconsumed_tail
    return room, inflater.unused_data


def _inflate_brotli(body: bytes, limit: int) -> bytes:
    inflater = brotli.Decompressor()
    parts: list[bytes] = []
    room = limit
    for start in range(0, len(body), _STEP_BYTES):
        if room <= 0:
            break
        try:
            part = inflater.process(body[start : start + _STEP_BYTES], output_buffer_limit=room)
        except brotli.error:
            break
        parts.append(part)
        room -= len(part)
    return b"".join(parts)[:limit] or body


_INFLATERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _inflate_gzip,
    "x-gzip": _inflate_gzip,
    "deflate": _inflate_deflate,
    "br": _inflate_brotli,
}
