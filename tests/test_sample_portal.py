"""The sample portal over real HTTP: what it serves, how its lists page on, what its clock does."""

from __future__ import annotations

import gzip
import http.client
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import pytest

from crawler.sample.organs import REPORT_YEARS
from crawler.sample.portal import SamplePortal
from crawler.sample.script import LAST_MOMENT


@dataclass(frozen=True)
class Got:
    """A response: status, headers in lower case, body with its content-encoding removed."""

    status: int
    headers: dict[str, str]
    body: bytes

    def text(self) -> str:
        charset = "gbk" if b"charset=gbk" in self.body[:600] else "utf-8"
        return self.body.decode(charset)


def get(url: str, **headers: str) -> Got:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", parts.path, headers=named)
        response = connection.getresponse()
        body = response.read()
        found = {name.lower(): value for name, value in response.getheaders()}
    finally:
        connection.close()
    if found.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return Got(response.status, found, body)


LINK = re.compile(r'<li class="(?:channel|li_nav)"><a href="([^"]+)"')
ROW = re.compile(r'<li><a href="([^"]+)" title="([^"]+)"[^>]*>[^<]*</a><span>([\d-]+)</span>')


def list_rows(channel: str) -> list[tuple[str, str, str]]:
    """Every row of a channel, its pages walked as the pager's script would."""
    first = get(channel).text()
    total = int(re.search(r"createPageHTML\((\d+), 0, ", first).group(1))  # type: ignore[union-attr]
    pages = [first, *(get(urljoin(channel, f"index_{n}.html")).text() for n in range(1, total))]
    return [(urljoin(channel, href), title, day) for page in pages for href, title, day in ROW.findall(page)]


def channels(portal: SamplePortal) -> list[str]:
    """Every publisher channel, discovered from the parent; a year's address may forward to one of them."""
    parent = urljoin(portal.url, "/zwgk/zfxxgkndgzbg/")
    found = []
    for year in LINK.findall(get(parent).text()):
        address = urljoin(parent, year)
        page = get(address).text()
        if forward := re.search(r'content="0;url=([^"]+)"', page):
            address = urljoin(address, forward.group(1))
            page = get(address).text()
        found += [urljoin(address, href) for href in LINK.findall(page)]
    return found


@pytest.fixture
def portal() -> Iterator[SamplePortal]:
    with SamplePortal() as running:
        yield running


def test_the_profile_names_the_parent_channel_which_answers(portal: SamplePortal) -> None:
    profile = tomllib.loads(portal.profile_text())
    assert profile["family"] == "trs"
    assert profile["loopback"] is True
    assert get(profile["channels"][0]["url"]).status == 200


def test_every_row_of_every_channel_leads_to_a_page(portal: SamplePortal) -> None:
    found = channels(portal)
    assert len(found) == 3 * len(REPORT_YEARS)
    rows = [row for channel in found for row in list_rows(channel)]
    assert len({url for url, _, _ in rows}) == len(rows) > 12 * len(REPORT_YEARS)
    for url, _, _ in rows[::5]:
        assert get(url).status == 200


def test_a_page_that_is_held_is_not_sent_again(portal: SamplePortal) -> None:
    url = list_rows(channels(portal)[0])[0][0]
    first = get(url)
    again = get(url, If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert get(url, If_Modified_Since=first.headers["last-modified"]).status == 304


def test_some_pages_come_gzipped_and_some_in_chunks(portal: SamplePortal) -> None:
    urls = [row[0] for row in list_rows(channels(portal)[0])]
    answers = [get(url, Accept_Encoding="gzip") for url in urls]
    assert 0 < sum("content-encoding" in a.headers for a in answers) < len(answers)
    assert 0 < sum("transfer-encoding" in a.headers for a in answers) < len(answers)
    assert [a.body for a in answers] == [get(url).body for url in urls]


def test_the_clock_ends_and_says_so(portal: SamplePortal) -> None:
    while portal.moment < LAST_MOMENT:
        portal.step()
    with pytest.raises(ValueError, match="clock ends"):
        portal.step()
