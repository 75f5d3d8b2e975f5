"""The sample portal's hostile channel keeps its promises to be hostile, and the server survives it."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import time
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import closing
from signal import SIGTERM, SIGUSR1
from urllib.parse import urlsplit

import pytest

from crawler.sample.hostile import BOMB_BYTES, HUGE_BYTES
from crawler.sample.portal import SamplePortal


@pytest.fixture(scope="module")
def portal() -> Iterator[SamplePortal]:
    with SamplePortal() as running:
        yield running


def connect(portal: SamplePortal) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=5)


def ask(portal: SamplePortal, path: str) -> tuple[int, dict[str, str], bytes]:
    with closing(connect(portal)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()


def test_its_profile_is_its_own_and_the_default_one_does_not_know_it(portal: SamplePortal) -> None:
    profile = tomllib.loads(portal.hostile_profile_text())
    assert profile["id"] != tomllib.loads(portal.profile_text())["id"]
    assert urlsplit(profile["channels"][0]["url"]).path == "/hostile/"
    assert "/hostile/" not in portal.profile_text()


def test_its_list_links_to_where_no_crawler_may_go(portal: SamplePortal) -> None:
    page = ask(portal, "/hostile/")[2].decode()
    for place in (
        "127.0.0.1:",
        "169.254.169.254",
        "10.0.0.1",
        "file:",
        "data:",
        "javascript:",
        "example.com",
    ):
        assert place in page


def test_redirects_and_the_calendar_never_end(portal: SamplePortal) -> None:
    path = "/hostile/tiao/0"
    for step in range(1, 30):
        status, headers, _ = ask(portal, path)
        path = headers["location"]
        assert (status, path) == (302, f"/hostile/tiao/{step}")
    month = "/hostile/rili/2022-12/"
    following = re.search(r'href="([^"]+)">下月', ask(portal, month)[2].decode())
    assert following is not None
    assert following.group(1) == "/hostile/rili/2023-01/"


def test_the_huge_body_is_streamed_and_ends_when_the_client_hangs_up(portal: SamplePortal) -> None:
    connection = connect(portal)
    connection.request("GET", "/hostile/huge.html")
    response = connection.getresponse()
    assert int(response.getheader("Content-Length") or 0) == HUGE_BYTES
    assert len(response.read(1_000_000)) == 1_000_000
    response.close()
    connection.close()
    for _ in range(100):
        sent = [r.bytes_sent for r in portal.requests if r.path == "/hostile/huge.html"]
        if sent:
            break
        time.sleep(0.05)
    assert sent[0] < 100_000_000


def test_the_bomb_is_small_on_the_wire(portal: SamplePortal) -> None:
    _, headers, body = ask(portal, "/hostile/bomb.html")
    assert headers["content-encoding"] == "gzip"
    assert len(body) < 1_000_000
    opener = zlib.decompressobj(16 + zlib.MAX_WBITS)
    opened = 0
    while body:
        opened += len(opener.decompress(body, 1 << 20))
        body = opener.unconsumed_tail
    assert opened == BOMB_BYTES


def test_the_slow_answer_gives_a_byte_and_lets_the_portal_stop() -> None:
    with SamplePortal() as portal:
        connection = connect(portal)
        connection.request("GET", "/hostile/slow.html")
        response = connection.getresponse()
        assert response.read(1) == b"<"
        begun = time.monotonic()
    assert time.monotonic() - begun < 5
    connection.close()


def test_a_body_may_be_shorter_than_promised(portal: SamplePortal) -> None:
    connection = connect(portal)
    connection.request("GET", "/hostile/short.html")
    with pytest.raises(http.client.IncompleteRead):
        connection.getresponse().read()
    connection.close()


def test_scripted_pages_bring_every_trick(portal: SamplePortal) -> None:
    page = ask(portal, "/hostile/202201/t20220105_9001.html")[2].decode()
    for trick in (
        "<base",
        "refresh",
        "onerror",
        "onload",
        "<iframe",
        "<svg",
        "<frame",
        "javascript:",
        "<object",
    ):
        assert trick in page


def test_nonsense_paths_are_not_found(portal: SamplePortal) -> None:
    for path in ("/hostile/nothing", "/..%2f..%2fetc/passwd", "/%00", "/zwgk/zfxxgkndgzbg/2099n/"):
        assert ask(portal, path)[0] == 404


def test_the_module_serves_alone_and_steps_by_signal() -> None:
    command = [sys.executable, "-m", "crawler.sample"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        address = served.stdout.readline().strip()
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()
        served.send_signal(SIGUSR1)
        assert served.stdout.readline().startswith("moment 1: ")
        served.send_signal(SIGTERM)
        assert served.wait(10) == 0
