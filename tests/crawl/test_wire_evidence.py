"""What lies in the WARC file is what was on the wire: first lines, order, case and repetition of headers."""

import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

PAGE = "<html><body><h1>清川市档案馆</h1></body></html>".encode()
HEAD = (
    b"HTTP/1.0 200 OK, as ever\r\n"
    b"x-second: 2\r\nServer: Portal/1.0\r\nSet-Cookie: b=1\r\nX-SECOND: 1\r\nset-cookie: a=2\r\n"
    b"Content-Length: %d\r\nX-Raw: \xc4\xea\xb1\xa8\r\n" % len(PAGE)
)
ROBOTS = b"HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class _Portal(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    heads: list[bytes]


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline()
            if not line:
                return
            head += line
        assert isinstance(self.server, _Portal)
        self.server.heads.append(head)
        self.wfile.write(ROBOTS if head.startswith(b"GET /robots.txt") else HEAD + b"\r\n" + PAGE)


@pytest.fixture
def raw_portal() -> Iterator[_Portal]:
    server = _Portal(("127.0.0.1", 0), _Handler)
    server.heads = []
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_record_is_what_was_on_the_wire(raw_portal: _Portal, crawl: Any, collection: Any) -> None:
    host = f"127.0.0.1:{raw_portal.server_address[1]}"
    crawl(
        f'id = "raw"\nname = "清川市"\nhome = "http://{host}/"\nlevel = "city"\nfamily = "trs"\nloopback = true\n'
        'delay_s = 0\n[[channels]]\nurl = "/ndbg/"\nname = "年度报告"\n'
    )
    records = list(_blocks(next(Path(collection.warc_folder).glob("*.warc.gz"))))
    response = next(block for kind, block in records if kind == "response" and block.endswith(PAGE))
    assert response == HEAD + b"\r\n" + PAGE
    asked = next(head for head in raw_portal.heads if head.startswith(b"GET /ndbg/"))
    assert next(block for kind, block in records if kind == "request" and b"/ndbg/" in block) == asked


def _blocks(path: Path) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as file:
        for record in ArchiveIterator(file, no_record_parse=True):
            yield record.rec_type, record.raw_stream.read()
