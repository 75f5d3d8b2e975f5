"""The sample portal over real HTTP: what it serves, how its lists page on, what its clock does."""

from __future__ import annotations

import gzip
import http.client
import re
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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


def test_one_connection_serves_many_requests_and_head_sends_no_body(portal: SamplePortal) -> None:
    connection = http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=10)
    for method in ("GET", "HEAD", "GET"):
        connection.request(method, "/zwgk/zfxxgkndgzbg/")
        response = connection.getresponse()
        assert response.status == 200
        assert bool(response.read()) is (method == "GET")
        assert not response.will_close
    connection.close()
    assert [r.method for r in portal.requests] == ["GET", "HEAD", "GET"]
    assert portal.requests[1].bytes_sent == 0


def test_some_pages_are_gbk_and_say_so_only_in_the_page(portal: SamplePortal) -> None:
    rows = list_rows(urljoin(portal.url, "/zwgk/zfxxgkndgzbg/2014n/bmzfxxgkgzndbg/"))
    url, title = next((url, title) for url, title, _ in rows if "教育局" in title)
    page = get(url)
    assert page.headers["content-type"] == "text/html"
    assert b"charset=gbk" in page.body
    assert title in page.body.decode("gbk")


def test_a_channel_of_many_rows_has_several_pages_and_rows_that_are_no_reports(portal: SamplePortal) -> None:
    rows = list_rows(urljoin(portal.url, "/zwgk/zfxxgkndgzbg/2020n/bmzfxxgkgzndbg/"))
    assert len(rows) > 15
    assert [day for _, _, day in rows] == sorted((day for _, _, day in rows), reverse=True)
    assert {"通知", "解读"} <= {word for _, title, _ in rows for word in ("通知", "解读") if word in title}


def test_reports_come_as_attached_and_as_listed_files(portal: SamplePortal) -> None:
    rows = list_rows(urljoin(portal.url, "/zwgk/zfxxgkndgzbg/2019n/bmzfxxgkgzndbg/"))
    listed = get(next(url for url, _, _ in rows if url.endswith(".pdf")))
    assert (listed.headers["content-type"], listed.body[:5]) == ("application/pdf", b"%PDF-")
    rows = list_rows(urljoin(portal.url, "/zwgk/zfxxgkndgzbg/2020n/bmzfxxgkgzndbg/"))
    page = next(url for url, title, _ in rows if "市场监督管理局" in title)
    href = re.search(r'href="(\./P0[^"]+\.pdf)"', get(page).text())
    assert href is not None
    assert get(urljoin(page, href.group(1))).body.startswith(b"%PDF-")


def test_session_ids_in_links_lead_to_the_same_page(portal: SamplePortal) -> None:
    portal.step()
    rows = list_rows(urljoin(portal.url, "/zwgk/zfxxgkndgzbg/2020n/qxzfxxgkgzndbg/"))
    assert all(";jsessionid=" in url for url, _, _ in rows)
    for url, _, _ in rows:
        assert get(url).body == get(url.partition(";")[0]).body


def test_a_step_changes_only_what_the_ledger_says(portal: SamplePortal) -> None:
    rows = [row for channel in channels(portal) for row in list_rows(channel)]
    before = {url: get(url).headers["etag"] for url, _, _ in rows}
    events = portal.step()
    answers = {url: get(url, If_None_Match=etag).status for url, etag in before.items()}
    changed = {url for url, status in answers.items() if status != 304}
    told = {event.url for event in events if event.kind != "unlisted"}
    assert changed == told & set(before)


def test_articles_redirect_home_or_to_their_new_address(portal: SamplePortal) -> None:
    for _ in range(3):
        portal.step()
    moved = [e for e in portal.ledger if e.kind == "moved" and e.detail["how"] == "301"]
    for event in moved:
        answer = get(str(event.detail["old_url"]))
        assert (answer.status, urljoin(portal.url, answer.headers["location"])) == (301, event.url)
    assert any(e.detail.get("answer") == "redirect_home" for e in portal.ledger)


def test_many_clients_are_served_at_once(portal: SamplePortal) -> None:
    urls = [row[0] for row in list_rows(channels(portal)[0])]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(get, urls * 4))
    assert {answer.status for answer in answers} == {200}


def test_portals_side_by_side_have_profiles_of_their_own() -> None:
    with SamplePortal("127.0.0.2") as first, SamplePortal("127.0.0.3") as second:
        ids = [tomllib.loads(p.profile_text(id=f"sample-{n}"))["id"] for n, p in enumerate((first, second))]
        assert ids == ["sample-0", "sample-1"]
        assert get(first.url).status == get(second.url).status == 200
