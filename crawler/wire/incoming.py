"""A response on its way in: bytes are fed until it is whole (RFC 9112 §6). Pure, it reads no socket."""

from __future__ import annotations

import re
from typing import Protocol

from archive.warc.message import HttpMessage, parse_message

HEAD_LIMIT_BYTES = 256 << 10
"""Of the status line and headers together; the longest seen are 4 KB."""
LINE_LIMIT_BYTES = 4 << 10
"""Of a line that gives the size of a chunk, or of a trailer."""
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"[0-9]{1,18}")
"""Of a body; int() fails at 5,000 digits."""
_CHUNK_SIZE = re.compile(rb"\s*([0-9A-Fa-f]{1,8})\s*(?:;|$)")


class BadResponse(Exception):
    """What came is no HTTP response; the text says why."""


class TooLarge(Exception):
    """The body is longer than what is taken; the text says how long."""


class Framing(Protocol):
    """How the end of a body is told."""

    body: bytearray
    """The body so far, without what frames it."""
    ends_with_connection: bool

    def feed(self, data: bytes) -> bytes | None:
        """Take bytes; returns what follows the whole body, None before its end. Raises BadResponse."""


class Incoming:
    """One response; `body` has transfer-encoding removed and content-encoding kept.

    `limit` is the most bytes that are taken after the head, what frames the body included (a byte a chunk would
    else cost six times its size); 0 for any number. `to_connect` says that it answers a
    CONNECT: a proxy that lets us through says so without a body, and what follows is the tunnel's.
    """

    def __init__(self, limit: int, *, to_connect: bool = False) -> None:
        self.head: HttpMessage | None = None
        self.surplus = b""
        """What came after the response."""
        self._limit = limit
        self._to_connect = to_connect
        self._early = bytearray()
        """What has come of the head."""
        self._framing: Framing | None = None
        self._length = 0

    @property
    def status(self) -> int:
        """The status code; 0 before the head is there."""
        return (self.head.status or 0) if self.head else 0

    @property
    def body(self) -> bytes:
        """The body as far as it has come."""
        return bytes(self._framing.body) if self._framing else b""

    @property
    def has_begun(self) -> bool:
        """Whether anything has come."""
        return bool(self._early or self.head)

    @property
    def keeps_alive(self) -> bool:
        """Whether the connection can be used on (RFC 9112 §9.3)."""
        if self._to_connect:
            return 200 <= self.status < 300
        if self.head is None or self._framing is None or self._framing.ends_with_connection or self.surplus:
            return False
        tokens = {
            token.strip().lower() for value in self._values(b"connection") for token in value.split(b",")
        }
        return b"close" not in tokens and (self.head.start[:8] != b"HTTP/1.0" or b"keep-alive" in tokens)

    def feed(self, data: bytes) -> bool:
        """Take bytes; returns whether the response is whole. Raises BadResponse, TooLarge."""
        if self._framing is None:
            found = self._read_head(data)
            if found is None:
                return False
            self._framing, data = found
        rest = self._framing.feed(data)
        self._length += len(data)
        if self._limit and self._length > self._limit:
            raise TooLarge(f"more than {self._limit} bytes")
        self.surplus = rest or b""
        return rest is not None

    def is_whole_at_end(self) -> bool:
        """Whether the end of the connection completes the response."""
        return self._framing is not None and self._framing.ends_with_connection

    def _read_head(self, data: bytes) -> tuple[Framing, bytes] | None:
        """The framing and what follows the head; interim responses (1xx) are passed over."""
        early = self._early
        searched = max(0, len(early) - 3)  # a head that comes byte by byte is not searched anew for each
        early += data
        while True:
            if early.startswith((b"\r", b"\n")):
                early[:], searched = early.lstrip(b"\r\n"), 0
            if early and not b"HTTP/".startswith(bytes(early[:5])):
                raise BadResponse(f"the answer begins with {bytes(early[:20])!r}")
            end = _HEAD_END.search(early, searched)
            if end is None:
                if len(early) > HEAD_LIMIT_BYTES:
                    raise BadResponse(f"headers of more than {HEAD_LIMIT_BYTES} bytes")
                return None
            head = parse_message(bytes(early[: end.end()]))
            if not head.status:
                raise BadResponse(f"the answer begins with {head.start[:40]!r}")
            del early[: end.end()]
            searched = 0
            if head.status >= 200:
                self.head, self._early = head, bytearray()
                return self._framing_of(head.status), bytes(early)

    def _framing_of(self, status: int) -> Framing:
        """RFC 9112 §6.3; lengths that contradict each other, or are none, say nothing, as in browsers."""
        if status in {204, 304} or (self._to_connect and status < 300):
            return Counted(0)
        codings = [
            coding.strip().lower() for coding in b",".join(self._values(b"transfer-encoding")).split(b",")
        ]
        if codings[-1] == b"chunked":
            return Chunked()
        lengths = {
            length.strip() for value in self._values(b"content-length") for length in value.split(b",")
        }
        if codings == [b""] and len(lengths) == 1 and _LENGTH.fullmatch(length := lengths.pop()):
            if self._limit and int(length) > self._limit:
                raise TooLarge(f"{int(length)} bytes announced, {self._limit} are taken")
            return Counted(int(length))
        return UntilEnd()

    def _values(self, name: bytes) -> list[bytes]:
        assert self.head is not None
        return [value for key, value in self.head.headers if key.lower() == name]


class Counted:
    """A body of a length that was announced."""

    ends_with_connection = False

    def __init__(self, length: int) -> None:
        self.body = bytearray()
        self._missing = length

    def feed(self, data: bytes) -> bytes | None:
        """See Framing."""
        taken = data[: self._missing]
        self.body += taken
        self._missing -= len(taken)
        return None if self._missing else data[len(taken) :]


class UntilEnd:
    """A body that ends with the connection."""

    ends_with_connection = True

    def __init__(self) -> None:
        self.body = bytearray()

    def feed(self, data: bytes) -> bytes | None:
        """See Framing."""
        self.body += data
        return None


class Chunked:
    """A body in chunks (RFC 9112 §7.1); trailers are passed over."""

    ends_with_connection = False

    def __init__(self) -> None:
        self.body = bytearray()
        self._line = b""
        self._missing = 0
        self._is_last = False

    def feed(self, data: bytes) -> bytes | None:
        """See Framing."""
        at = 0
        while at < len(data):
            if self._missing:
                taken = data[at : at + self._missing]
                self.body += taken
                self._missing -= len(taken)
                at += len(taken)
                continue
            end = data.find(b"\n", at)
            self._line += data[at : end if end >= 0 else len(data)]
            if len(self._line) > LINE_LIMIT_BYTES:
                raise BadResponse(f"a line between chunks of more than {LINE_LIMIT_BYTES} bytes")
            if end < 0:
                return None
            line, self._line, at = self._line.strip(b"\r"), b"", end + 1
            if self._is_last and not line:
                return data[at:]
            if line and not self._is_last:
                self._begin_chunk(line)
        return None

    def _begin_chunk(self, line: bytes) -> None:
        """A chunk's size; the empty line that ends the chunk before it was passed over."""
        size = _CHUNK_SIZE.match(line)
        if size is None:
            raise BadResponse(f"{line[:20]!r} stands for the size of a chunk")
        self._missing = int(size[1], 16)
        self._is_last = self._missing == 0
