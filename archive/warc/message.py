"""HTTP messages as they lie in WARC blocks: composed from an exchange, parsed back, nothing in them trusted.

What a server sent may hold line breaks where a header value should be. Composed as it stands, that
would write headers the server never sent, or end the headers early; so CR, LF and NUL become spaces
(RFC 9110, §5.5), and everything else is kept byte for byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.exchange import Exchange, Headers

KEPT_ASIDE = b"X-Archive-Orig-"
"""Prefix of a header whose claim is not true of the kept body; replay tools of the field know it."""

GZIP_MAGIC = b"\x1f\x8b"
_LINE_BREAKERS = bytes.maketrans(b"\r\n\0", b"   ")
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,8}")
_NOT_IN_NAME = re.compile(rb"[\x00-\x20:\x7f]")
_NOT_IN_URL = re.compile(rb"[^\x21\x23-\x3b\x3d\x3f-\x7e]")  # controls, space, ", <, > and all beyond ASCII
_BEFORE_PATH = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?://[^/?]*)?")
_HTTP_VERSION = re.compile(r"HTTP/[0-9](?:\.[0-9])?")
_STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{1,4})(?: |$)")


@dataclass(frozen=True, slots=True)
class HttpMessage:
    """A parsed message: `start` is the status or request line, `body` whatever follows the blank line."""

    start: bytes
    headers: Headers
    body: bytes

    @property
    def status(self) -> int | None:
        """The status code, or None where the first line is no status line."""
        match = _STATUS_LINE.match(self.start)
        return int(match[1]) if match else None


def kept_url(url: str) -> str:
    """The URL as a WARC header and an index line can bear it.

    Tabs and line breaks go, as they do in browsers (WHATWG URL, §4.4); every other byte beyond visible
    ASCII is percent-encoded.
    """
    raw = _bytes_of(url.strip()).translate(None, b"\t\r\n")
    return _NOT_IN_URL.sub(lambda match: b"%%%02X" % match[0][0], raw).decode("ascii")


def _bytes_of(text: str) -> bytes:
    """UTF-8; what stands for undecodable bytes becomes those bytes again."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def kept_headers(headers: Headers) -> Headers:
    """The headers as a message can bear them: order, case and bytes kept, line breaks made spaces."""
    return tuple(
        (_NOT_IN_NAME.sub(b"_", name) or b"_", value.translate(_LINE_BREAKERS).strip(b" \t"))
        for name, value in headers
    )


def kept_response_headers(headers: Headers, body: bytes | None) -> Headers:
    """`kept_headers`, with claims that are not true of the kept body set aside under another name.

    The transfer-encoding has been removed from the body, a cut-off body is shorter than its
    Content-Length, and some servers declare gzip for what is none; a replay that believed them would
    hang or fail. `body` is None where the message has none to be compared with (304).
    """
    return tuple(
        (KEPT_ASIDE + name if _is_untrue(name.lower(), value, body) else name, value)
        for name, value in kept_headers(headers)
    )


def _is_untrue(name: bytes, value: bytes, body: bytes | None) -> bool:
    if name == b"transfer-encoding":
        return True
    if name == b"content-length":
        return body is not None and value != b"%d" % len(body)
    if name == b"content-encoding":
        return bool(body and value.lower() in (b"gzip", b"x-gzip") and not body.startswith(GZIP_MAGIC))
    return False


def status_line(exchange: Exchange) -> bytes:
    """The response's first line, without its end."""
    reason = _bytes_of(exchange.reason).translate(_LINE_BREAKERS).strip()
    version = exchange.http_version if _HTTP_VERSION.fullmatch(exchange.http_version) else "HTTP/1.1"
    return b"%s %d %s" % (version.encode("ascii"), exchange.status, reason)


def response_head(start: bytes, headers: Headers) -> bytes:
    """First line and headers, with the blank line that ends them; `headers` must be kept ones."""
    return start.translate(_LINE_BREAKERS) + b"\r\n" + _header_lines(headers)


def request_head(exchange: Exchange) -> bytes:
    """Request line and headers, with the blank line that ends them."""
    # Not by urlsplit, which refuses what is kept all the same: `http://[::1/a`.
    target = _BEFORE_PATH.sub("", kept_url(exchange.url).partition("#")[0], count=1)
    if not target.startswith("/"):
        target = f"/{target}"
    method = _NOT_IN_NAME.sub(b"_", exchange.method.encode("ascii", "replace")) or b"GET"
    line = b"%s %s HTTP/1.1\r\n" % (method, target.encode("ascii"))
    return line + _header_lines(kept_headers(exchange.request_headers))


def _header_lines(headers: Headers) -> bytes:
    return b"".join(b"%s: %s\r\n" % pair for pair in headers) + b"\r\n"


def decoded_chunks(body: bytes) -> bytes | None:
    """The body with its chunk framing removed (RFC 9112, §7.1); None where it has none, or none that holds.

    A body cut off inside a chunk gives what came before the cut.
    """
    parts: list[bytes] = []
    position = 0
    while position < len(body):
        line_end = body.find(b"\n", position)
        size_text = body[position:line_end].split(b";")[0].strip() if line_end >= 0 else b""
        if not _CHUNK_SIZE.fullmatch(size_text):
            return None
        size = int(size_text, 16)
        if size == 0:
            return b"".join(parts)
        start = line_end + 1
        parts.append(body[start : start + size])
        position = start + size
        position += 2 if body.startswith(b"\r\n", position) else 1
    return b"".join(parts)


def parse_message(block: bytes) -> HttpMessage:
    """Read a message; bare line feeds, folded lines and a missing blank line are borne, as browsers do."""
    head, body = _split_head(block)
    lines = head.replace(b"\r\n", b"\n").split(b"\n")
    headers: list[tuple[bytes, bytes]] = []
    for line in lines[1:]:
        if line[:1] in (b" ", b"\t") and headers:
            name, value = headers[-1]
            headers[-1] = (name, (value + b" " + line.strip(b" \t")).strip(b" \t"))
            continue
        name, colon, value = line.partition(b":")
        if colon:
            headers.append((name.strip(b" \t"), value.strip(b" \t")))
    return HttpMessage(lines[0], tuple(headers), body)


def _split_head(block: bytes) -> tuple[bytes, bytes]:
    crlf = block.find(b"\r\n\r\n")
    bare = block.find(b"\n\n", 0, crlf if crlf >= 0 else len(block))
    if bare >= 0:
        return block[:bare], block[bare + 2 :]
    if crlf >= 0:
        return block[:crlf], block[crlf + 4 :]
    return block, b""
