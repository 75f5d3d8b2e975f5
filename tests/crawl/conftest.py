"""A portal of a few pages on a loopback address, served by the standard library, and crawls of it."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from archive.collection import Collection, create_collection
from crawler.crawl import CrawlSummary
from crawler.run import CrawlOptions, run_crawls
from metadata.profile import parse_profile

QUICK = {"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 5}
"""Tests wait for nobody."""

REPORT = (
    "<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>"
    "<p>发布日期：2024-01-30　来源：{organ}</p><div class='TRS_Editor'><p>一、总体情况</p>"
    "<p>2023年，{organ}按照条例要求做好政府信息公开工作，主动公开政府信息{count}条。</p>{more}</div></body></html>"
)


@dataclass
class Answer:
    """What the portal answers to a path.

    `drip` sends one byte a second; `claim` is a Content-Length; `silent` closes the connection without an answer.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: bool = False
    claim: int | None = None
    silent: bool = False


@dataclass
class Asked:
    """A request that the portal got."""

    path: str
    headers: dict[str, str]
    at: float


class Portal:
    """Pages by path; what is not there is a 404. `asked` is what was asked for, in order."""

    def __init__(self, host: str) -> None:
        self.pages: dict[str, Answer | Callable[[], Answer]] = {}
        self.asked: list[Asked] = []
        self.server = ThreadingHTTPServer((host, 0), self._handler())
        self.server.daemon_threads = True
        self.host = f"{host}:{self.server.server_port}"
        self.url = f"http://{self.host}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()

    def page(self, path: str, body: str | bytes, **answer: Any) -> None:
        sent = body.encode() if isinstance(body, str) else body
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "ETag": f'"{hash(sent)}"',
            **answer.pop("headers", {}),
        }
        self.pages[path] = Answer(sent, headers=headers, **answer)

    def listing(self, path: str, rows: dict[str, str], more: str = "") -> None:
        lines = "".join(
            f'<li><a href="{href}" title="{title}">{title}</a><span>2024-01-30</span></li>'
            for href, title in rows.items()
        )
        self.page(
            path, f"<html><head><meta charset='utf-8'></head><body><ul>{lines}</ul>{more}</body></html>"
        )

    def report(self, path: str, organ: str = "清川市档案馆", count: int = 12, more: str = "") -> None:
        title = f"{organ}2023年政府信息公开工作年度报告"
        self.page(path, REPORT.format(title=title, organ=organ, count=count, more=more))

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def profile_text(self, extra: str = "", channel: str = "/ndbg/", portal_id: str = "qingchuan") -> str:
        return (
            f'id = "{portal_id}"\nname = "清川市"\nhome = "{self.url}/"\nlevel = "city"\nfamily = "trs"\n'
            f'loopback = true\ndelay_s = 0\n{extra}\n[[channels]]\nurl = "{channel}"\nname = "年度报告"\n'
        )

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        portal = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                portal.asked.append(Asked(self.path, dict(self.headers), time.monotonic()))
                found = portal.pages.get(self.path, Answer(b"<h1>404</h1>", 404))
                self.answer(found() if callable(found) else found)

            def answer(self, answer: Answer) -> None:
                if answer.silent:
                    self.close_connection = True
                    return
                etag = answer.headers.get("ETag")
                if etag and self.headers.get("If-None-Match") == etag:
                    answer = Answer(status=304, headers={"ETag": etag})
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header(
                    "Content-Length", str(len(answer.body) if answer.claim is None else answer.claim)
                )
                self.end_headers()
                try:
                    if answer.drip:
                        for byte in answer.body:
                            self.wfile.write(bytes([byte]))
                            time.sleep(1)
                    else:
                        self.wfile.write(answer.body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                if answer.claim is not None:
                    self.close_connection = True

            def log_message(self, *args: object) -> None:
                pass

        return Handler


@pytest.fixture
def portal() -> Iterator[Portal]:
    served = Portal("127.0.0.1")
    yield served
    served.close()


@pytest.fixture
def second_portal() -> Iterator[Portal]:
    served = Portal("127.0.0.2")
    yield served
    served.close()


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return create_collection(tmp_path / "collection")


Crawls = Callable[..., CrawlSummary]


@pytest.fixture
def crawl(collection: Collection) -> Crawls:
    """Crawl one portal by its profile text."""

    def run(profile_text: str, *, full: bool = False, **settings: Any) -> CrawlSummary:
        profile = parse_profile(profile_text, where="test")
        options = CrawlOptions(full=full, settings={**QUICK, **settings})
        return run_crawls([profile], collection, options=options)[0]

    return run


@pytest.fixture
def captures(collection: Collection) -> Callable[[], list[dict[str, Any]]]:
    """The rows of the catalogue's captures, in the order of their times."""

    def rows() -> list[dict[str, Any]]:
        db = sqlite3.connect(collection.catalogue_path)
        db.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in db.execute("select * from captures order by captured_at, rowid")]
        finally:
            db.close()

    return rows
