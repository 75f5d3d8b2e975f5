"""A deterministic PNG of one colour: what a table looks like to a program when an editor pastes a picture."""

from __future__ import annotations

import struct
import zlib


def plain_png(width: int, height: int, grey: int = 240) -> bytes:
    """A grey-scale PNG of `width` × `height` pixels (PNG 1.2, §5)."""
    rows = (b"\0" + bytes([grey]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
