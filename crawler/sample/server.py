"""The sample portal's HTTP server: HTTP/1.1 with keep-alive, conditional requests, gzip and chunks."""

from __future__ import annotations

import gzip
import hashlib
import sys
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from crawler.sample.resource import Resource, Stream

_CHUNK = 16_384
_NOT_FOUND = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>404</title></head>"
    "<body><h1>404 Not Found</h1><hr>nginx</body></html>"
)
NOT_FOUND = Resource(404, "text/html; charset=utf-8", _NOT_FOUND.encode())

Find = Callable[[str], Resource | Stream | None]


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request as the server saw it: `bytes_sent` counts body bytes on the wire."""

    method: str
    path: str
    status: int
    bytes_sent: int


@dataclass(frozen=True, slots=True)
class Packed:
    """A resource ready to send: validators and the body plain and gzipped."""

    resource: Resource
    etag: str
    gzipped: bytes | None
    chunked: bool


class Packer:
    """Packs resources once; the same object is not digested and compressed twice."""

    def __init__(self) -> None:
        self._packed: dict[str, Packed] = {}
        self._modified: dict[str, tuple[str, str]] = {}
        self._lock = threading.Lock()

    def pack(self, path: str, resource: Resource) -> Packed:
        """The resource with its ETag; every third path can be had gzipped, every fifth comes in chunks."""
        kept = self._packed.get(path)
        if kept is not None and kept.resource is resource:
            return kept
        etag = hashlib.sha1(resource.body, usedforsecurity=False).hexdigest()[:16]
        kind = zlib.crc32(path.encode())
        text = resource.media_type.startswith("text/html") and resource.status == 200
        gzipped = gzip.compress(resource.body, 6, mtime=0) if text and kind % 3 == 0 else None
        packed = Packed(resource, etag, gzipped, text and kind % 5 == 0)
        # What is not there has no end of addresses: only what is there is kept.
        if resource.status == 200:
            with self._lock:
                self._packed[path] = packed
        return packed

    def modified(self, path: str, etag: str, now: float) -> str:
        """When the body at a path last became what it is, as an HTTP date."""
        with self._lock:
            known = self._modified.get(path)
            if known is None or known[0] != etag:
                known = self._modified[path] = (etag, formatdate(now, usegmt=True))
            return known[1]


class PortalServer(ThreadingHTTPServer):
    """Serves what `find` has at a path; `now` is the portal's clock in seconds since 1970."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], find: Find, now: Callable[[], float]) -> None:
        self.find = find
        self.now = now
        self.packer = Packer()
        self.requests: list[LoggedRequest] = []
        self.stopping = threading.Event()
        super().__init__(address, PortalRequestHandler)

    def shutdown(self) -> None:
        """Stops serving, slow answers included."""
        self.stopping.set()
        super().shutdown()

    def handle_error(self, request: object, client_address: object) -> None:
        """Lets go of clients that hang up; any other error is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class PortalRequestHandler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    wbufsize = -1
    disable_nagle_algorithm = True
    server: PortalServer

    def do_GET(self) -> None:
        """Sends the resource, 304 where the client holds it."""
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        """Sends the headers alone."""
        self._send(with_body=False)

    def _send(self, with_body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        resource = self.server.find(path)
        if isinstance(resource, Stream):
            self._send_stream(resource, with_body)
            return
        packed = self.server.packer.pack(path, resource or NOT_FOUND)
        resource = packed.resource
        gzipped = packed.gzipped if "gzip" in self.headers.get("Accept-Encoding", "") else None
        etag = f'"{packed.etag}-gzip"' if gzipped is not None else f'"{packed.etag}"'
        validators: tuple[tuple[str, str], ...] = ()
        if resource.status == 200:
            modified = self.server.packer.modified(path, packed.etag, self.server.now())
            validators = (("ETag", etag), ("Last-Modified", modified))
            if self._holds(etag, modified):
                self._send_not_modified(validators)
                return
        self.send_response(resource.status)
        self.send_header("Content-Type", resource.media_type)
        for name, value in (*resource.headers, *validators):
            self.send_header(name, value)
        if packed.gzipped is not None:
            self.send_header("Vary", "Accept-Encoding")
        if gzipped is not None:
            self.send_header("Content-Encoding", "gzip")
        self._send_body(gzipped if gzipped is not None else resource.body, packed.chunked, with_body)

    def _send_not_modified(self, validators: tuple[tuple[str, str], ...]) -> None:
        self.send_response(304)
        for name, value in validators:
            self.send_header(name, value)
        self.end_headers()
        self._log(304, 0)

    def _send_stream(self, stream: Stream, with_body: bool) -> None:
        """Sends pieces as they come, and closes the connection after them."""
        self.send_response(200)
        self.send_header("Content-Type", stream.media_type)
        self.send_header("Content-Length", str(stream.length))
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        sent = 0
        try:
            for piece in stream.pieces(self.server.stopping) if with_body else ():
                self.wfile.write(piece)
                self.wfile.flush()
                sent += len(piece)
        finally:
            self._log(200, sent)

    def _holds(self, etag: str, modified: str) -> bool:
        asked = self.headers.get("If-None-Match")
        if asked is not None:
            return etag in (tag.strip().removeprefix("W/") for tag in asked.split(","))
        return self.headers.get("If-Modified-Since") == modified

    def _send_body(self, body: bytes, chunked: bool, with_body: bool) -> None:
        if not chunked:
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            sent = body
        else:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            pieces = [body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK)]
            sent = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])
        if with_body:
            self.wfile.write(sent)
        self._log(self._status, len(sent) if with_body else 0)

    def send_response(self, code: int, message: str | None = None) -> None:
        """Starts a response and keeps its status for the log."""
        self._status = int(code)
        self.send_response_only(code, message)
        self.send_header("Server", self.server_version)
        self.send_header("Date", self.date_time_string())

    def _log(self, status: int, sent: int) -> None:
        self.server.requests.append(LoggedRequest(self.command, self.path, status, sent))

    def log_message(self, format: str, *args: object) -> None:
        """Keeps quiet: `requests` is the log."""
