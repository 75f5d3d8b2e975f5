"""Exchanges and writers that the tests of WARC files share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.exchange import Exchange, Failure, Headers, Purpose, Role
from archive.warc.writer import WarcWriter

PURPOSE = Purpose("c1", "xinghe", Role.PAGE, channel="http://www.xinghe.example/zwgk/", via=None)
FIRST = datetime(2026, 11, 3, 8, 0, 0, 123456, tzinfo=UTC)
HTML: Headers = ((b"Content-Type", b"text/html; charset=gbk"), (b"Server", b"Apache"))


@pytest.fixture
def exchange() -> Callable[..., Exchange]:
    """Makes an exchange; the n-th minute of the first crawl."""

    def make(
        path: str = "/zwgk/t20260103_1.html",
        body: bytes = "星河区政府信息公开工作年度报告".encode("gbk") * 20,
        *,
        status: int = 200,
        reason: str = "OK",
        headers: Headers = HTML,
        minute: int = 0,
        url: str | None = None,
        truncated: str | None = None,
    ) -> Exchange:
        return Exchange(
            url=url or f"http://www.xinghe.example{path}",
            method="GET",
            request_headers=((b"Host", b"www.xinghe.example"), (b"Accept-Encoding", b"gzip")),
            status=status,
            reason=reason,
            response_headers=headers,
            body=body,
            captured_at=FIRST + timedelta(minutes=minute),
            purpose=PURPOSE,
            ip_address="192.0.2.7",
            truncated=truncated,
        )

    return make


@pytest.fixture
def failure() -> Failure:
    """A host that has no address."""
    return Failure("http://gone.example/", "GET", "dns", "no such\r\nhost", FIRST, PURPOSE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A collection's WARC folder."""
    path = tmp_path / "warc"
    path.mkdir()
    return path


@pytest.fixture
def writer(folder: Path) -> Callable[..., WarcWriter]:
    """Makes a writer into the folder."""

    def make(max_bytes: int = 1 << 30) -> WarcWriter:
        return WarcWriter(
            folder,
            collection="星河 test",
            operator="Test",
            contact="test@xinghe.example",
            max_bytes=max_bytes,
        )

    return make
