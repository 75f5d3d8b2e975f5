"""Downloads: bytes that go out as files, never as pages of ours, whole or in ranges (RFC 9110, §14)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PIECE_BYTES = 256 * 1024

Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a file."""

    path: Path
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Download:
    """An answer that is a file: `source` is its bytes, or where they lie. `range_header` is the request's."""

    name: str
    source: bytes | Slice
    range_header: str = ""
    content_type: str = "application/octet-stream"
    status: int = 200
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """Headers that keep a browser from showing it as a page of this site."""
        return {
            "Content-Type": self.content_type,
            "Content-Disposition": f'attachment; filename="{self.name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Referrer-Policy": "no-referrer",
            "Accept-Ranges": "bytes",
            **self.extra,
        }

    async def asgi_send(self, send: Send) -> None:
        """Send it, or the range that was asked for; a range beyond the end is 416."""
        size = len(self.source) if isinstance(self.source, bytes) else self.source.length
        first, end, status = _asked_range(self.range_header, size)
        status = self.status if status == 200 else status  # a part of a 404's body is still a part
        headers = self.headers | {"Content-Length": str(max(end - first, 0))}
        if status == 206:
            headers["Content-Range"] = f"bytes {first}-{end - 1}/{size}"
        elif status == 416:
            headers |= {"Content-Range": f"bytes */{size}", "Content-Length": "0"}
        raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        if status != 416:
            await self._send_body(send, first, end)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send_body(self, send: Send, first: int, end: int) -> None:
        for start in range(first, end, _PIECE_BYTES):
            stop = min(start + _PIECE_BYTES, end)
            if isinstance(self.source, bytes):
                piece = self.source[start:stop]
            else:
                piece = await asyncio.to_thread(_read, self.source, start, stop)
            await send({"type": "http.response.body", "body": piece, "more_body": True})


def _read(part: Slice, start: int, stop: int) -> bytes:
    with part.path.open("rb") as stream:
        stream.seek(part.offset + start)
        return stream.read(stop - start)


def _asked_range(header: str, size: int) -> tuple[int, int, int]:
    """First byte, end and status. What is no single range of bytes is answered whole, as the RFC allows."""
    asked = _RANGE.fullmatch(header.strip().lower())
    if asked is None or not (asked[1] or asked[2]):
        return 0, size, 200
    if not asked[1]:
        first, end = max(size - int(asked[2]), 0), size
    else:
        first, end = int(asked[1]), min(int(asked[2]) + 1 if asked[2] else size, size)
        if asked[2] and int(asked[2]) < first:
            return 0, size, 200
    return (first, end, 206) if first < end else (0, 0, 416)
