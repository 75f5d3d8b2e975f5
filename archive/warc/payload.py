"""The entity as a person reads it: content-encoding undone, within a bound, whatever the server claimed.

Chinese portals declare gzip for bodies that are none, compress twice behind a proxy, or send the
stream cut off. What can be inflated is; what cannot is taken as it stands.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import NamedTuple

import brotli  # type: ignore[import-untyped]

from archive.exchange import Headers
from archive.warc.message import GZIP_MAGIC

_STEP_BYTES = 64 * 1024
_MAX_CODINGS = 3
"""More than this many codings over one another is no page but an attack on its reader."""


class Entity(NamedTuple):
    """A body with its content-encoding undone; `whole` is False where a packed stream is damaged or has no end."""

    body: bytes
    whole: bool


def entity(headers: Headers, body: bytes, limit: int) -> Entity:
    """The body with its content-encoding undone; at most `limit` bytes, the rest is not inflated.

    Headers are believed only where the bytes agree: a body declared gzip that is none is returned as
    it is, and one cut off gives what came before the cut.
    """
    found = Entity(body, whole=True)
    for coding in reversed(_declared_codings(headers)[:_MAX_CODINGS]):
        inflate = _INFLATERS.get(coding)
        if inflate is not None:
            inflated = inflate(found.body, limit)
            found = Entity(inflated.body, found.whole and inflated.whole)
    return Entity(found.body[:limit], found.whole)


def _declared_codings(headers: Headers) -> list[str]:
    values = [value for name, value in headers if name.lower() == b"content-encoding"]
    tokens = b",".join(values).decode("latin-1").lower().split(",")
    return [token.strip() for token in tokens if token.strip() not in ("", "identity")]


def _inflate_gzip(body: bytes, limit: int) -> Entity:
    return _inflate(body, limit, 31) if body.startswith(GZIP_MAGIC) else Entity(body, whole=True)


def _inflate_deflate(body: bytes, limit: int) -> Entity:
    """`deflate` means zlib-wrapped (RFC 9110, §8.4.1.2); many servers send it bare."""
    wrapped = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    return _inflate(body, limit, 15 if wrapped else -15)


def _inflate(body: bytes, limit: int, window_bits: int) -> Entity:
    """Inflate every member up to the limit; on damage, what came before it, or the body where nothing did."""
    # It hands over its bytes without a copy: of a bomb, parts and what is joined of them are twice the limit.
    inflated = io.BytesIO()
    room, rest, whole = limit, body, True
    while room > 0 and rest:
        inflater = zlib.decompressobj(window_bits)
        try:
            room, rest = _inflate_member(inflater, rest, room, inflated)
        except zlib.error:
            whole = False
            break
        whole = inflater.eof or room <= 0
        if not (inflater.eof and rest.startswith(GZIP_MAGIC)):
            break
    if window_bits < 0 and not whole:
        # Nothing marks a bare stream: plain text may look like the start of one.
        return Entity(body, whole=True)
    return Entity(inflated.getvalue() if inflated.tell() or whole else body, whole)


def _inflate_member(
    inflater: zlib._Decompress, rest: bytes, room: int, inflated: io.BytesIO
) -> tuple[int, bytes]:
    while room > 0 and rest and not inflater.eof:
        part = inflater.decompress(rest, min(room, _STEP_BYTES))
        inflated.write(part)
        room -= len(part)
        rest = inflater.unconsumed_tail
    return room, inflater.unused_data


def _inflate_brotli(body: bytes, limit: int) -> Entity:
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
    inflated = b"".join(parts)[:limit]
    return Entity(inflated, inflater.is_finished() or room <= 0) if inflated else Entity(body, whole=True)


_INFLATERS: dict[str, Callable[[bytes, int], Entity]] = {
    "gzip": _inflate_gzip,
    "x-gzip": _inflate_gzip,
    "deflate": _inflate_deflate,
    "br": _inflate_brotli,
}
