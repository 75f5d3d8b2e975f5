"""Memento (RFC 7089): right addresses, right relations, right choice at the edges of time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from uuid import uuid4

import pytest
import site_archive
from memento_client import MementoClient
from site_visitor import Get, visitor

from archive.collection import create_collection
from archive.importing import import_files
from archive.published import publish
from archive.site.memento import http_date, moment_of, nearest, whole_url
from archive.site.views.mementos import NO_STATUS

URL = site_archive.CHANGED
STAMPS = ["20260110080010", "20260210080010", "20260310080010"]


def links(text: str) -> list[tuple[str, dict[str, str]]]:
    """The links of a link-format document, by RFC 6690's grammar."""
    found = re.findall(r'<([^>]*)>((?:\s*;\s*\w+="[^"]*")*)\s*(?:,|$)', text.strip())
    return [(target, dict(re.findall(r'(\w+)="([^"]*)"', attributes))) for target, attributes in found]


def test_a_timemap_names_every_memento_in_order(get: Get) -> None:
    answer = get(f"/timemap/link/{URL}")
    assert answer.headers["content-type"] == "application/link-format"
    told = links(answer.text)
    by_relation = {attributes["rel"]: target for target, attributes in told}
    assert by_relation["original"] == URL
    assert by_relation["self"] == f"http://localhost/timemap/link/{URL}"
    assert by_relation["timegate"] == f"http://localhost/timegate/{URL}"
    mementos = [(target, a) for target, a in told if "memento" in a["rel"].split()]
    assert [target for target, _ in mementos] == [
        f"http://localhost/memento/{stamp}/{URL}" for stamp in STAMPS
    ]
    assert [a["rel"] for _, a in mementos] == ["first memento", "memento", "last memento"]
    assert mementos[0][1]["datetime"] == "Sat, 10 Jan 2026 08:00:10 GMT"


def test_a_timemap_is_read_by_an_independent_parser(get: Get) -> None:
    told = MementoClient.parse_link_header(get(f"/timemap/link/{URL}").text)
    assert told[URL]["rel"] == ["original"]
    assert told[f"http://localhost/timemap/link/{URL}"]["type"] == ["application/link-format"]
    mementos = {uri: link for uri, link in told.items() if "memento" in link["rel"]}
    assert {uri: link["datetime"] for uri, link in mementos.items()} == {
        f"http://localhost/memento/{stamp}/{URL}": [format_datetime(moment_of(stamp), usegmt=True)]
        for stamp in STAMPS
    }


def test_an_alias_of_a_url_has_the_same_mementos(get: Get) -> None:
    alias = URL.replace("http://www.", "https://")
    assert len(re.findall(r'rel="[a-z ]*memento"', get(f"/timemap/link/{alias}").text)) == 3


def gate(get: Get, wished: datetime | None, url: str = URL) -> str:
    """Where the TimeGate leads for a wished time: the memento's 14 digits."""
    headers = {"Accept-Datetime": format_datetime(wished, usegmt=True)} if wished else {}
    answer = get(f"/timegate/{url}", headers=headers)
    assert answer.status_code == 302
    assert "accept-datetime" in answer.headers["vary"].lower()
    assert f'<{url}>; rel="original"' in answer.headers["link"]
    assert "memento-datetime" not in answer.headers
    found = re.fullmatch(rf"http://localhost/memento/(\d{{14}})/{re.escape(url)}", answer.headers["location"])
    assert found, answer.headers["location"]
    return found[1]


def test_a_timegate_leads_to_the_nearest_memento_at_every_edge(get: Get) -> None:
    first = datetime(2026, 1, 10, 8, 0, 10, tzinfo=UTC)
    second = datetime(2026, 2, 10, 8, 0, 10, tzinfo=UTC)
    middle = first + (second - first) / 2
    second_of_time = timedelta(seconds=1)
    assert gate(get, None) == STAMPS[-1]
    assert gate(get, datetime(1990, 1, 1, tzinfo=UTC)) == STAMPS[0]
    assert gate(get, datetime(2190, 1, 1, tzinfo=UTC)) == STAMPS[-1]
    assert gate(get, first) == STAMPS[0]
    assert gate(get, first - second_of_time) == STAMPS[0]
    assert gate(get, middle - second_of_time) == STAMPS[0]
    assert gate(get, middle) == STAMPS[0]  # as near to both: what was there at that time
    assert gate(get, middle + second_of_time) == STAMPS[1]
    assert gate(get, second - second_of_time) == STAMPS[1]
    assert gate(get, second) == STAMPS[1]


def test_a_wish_that_is_no_date_is_refused(get: Get) -> None:
    for wish in (
        "yesterday",
        "2026-13-45",
        "Sat, 99 Foo 2026 08:00:10 GMT",
        "Fri, 31 Dec 9999 23:59:59 -2300",
        "99999999999999999999 Jan 2020 00:00:00 GMT",
        "Mon, 01 Jan 2020 00:00:00 +99999999999999999999999",
    ):
        assert get(f"/timegate/{URL}", headers={"Accept-Datetime": wish}).status_code == 400


def test_a_memento_is_what_was_served_in_the_sandbox_with_its_relations(get: Get) -> None:
    answer = get(f"/memento/{STAMPS[1]}/{URL}")
    assert answer.status_code == 200
    assert answer.content == site_archive.report_page("清溪市教育局", 2020, "2021-01-25", 15)
    assert answer.headers["memento-datetime"] == "Tue, 10 Feb 2026 08:00:10 GMT"
    assert "sandbox" in answer.headers["content-security-policy"]
    relations = {a["rel"]: target for target, a in links(answer.headers["link"])}
    assert relations["original"] == URL
    assert relations["timegate"] == f"http://localhost/timegate/{URL}"
    assert relations["first prev memento"] == f"http://localhost/memento/{STAMPS[0]}/{URL}"
    assert relations["memento"] == f"http://localhost/memento/{STAMPS[1]}/{URL}"
    assert relations["last next memento"] == f"http://localhost/memento/{STAMPS[2]}/{URL}"


def test_a_time_between_captures_leads_to_the_nearest(get: Get) -> None:
    answer = get(f"/memento/20260111000000/{URL}")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"http://localhost/memento/{STAMPS[0]}/{URL}"
    for wrong in ("2026", "20261399000000", "abcdefghijklmn"):
        assert get(f"/memento/{wrong}/{URL}").status_code == 400


def test_a_memento_of_a_page_that_was_gone_says_404(get: Get) -> None:
    answer = get(f"/memento/20260210080030/{site_archive.WITHDRAWN}")
    assert answer.status_code == 404
    assert answer.headers["memento-datetime"] == "Tue, 10 Feb 2026 08:00:30 GMT"
    assert b"404 Not Found" in answer.content


def test_a_memento_of_a_redirect_leads_to_the_memento_of_its_target(get: Get) -> None:
    answer = get(f"/memento/20260110080050/{site_archive.MOVED}")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"http://localhost/memento/20260110080050/{URL}"
    assert "memento-datetime" in answer.headers


@pytest.mark.parametrize(
    ("answered", "status"),
    [
        ("000 None", NO_STATUS),
        ("103 Early Hints", NO_STATUS),
        ("999 Request denied", NO_STATUS),
        ("302 Found\r\nLocation: http://[", 302),
        ("302 Found\r\nLocation: \x80", 302),
    ],
)
def test_an_answer_of_no_server_s_making_is_replayed_as_far_as_it_goes(
    answered: str, status: int, tmp_path: Path
) -> None:
    block = f"HTTP/1.1 {answered}\r\n\r\n<p>年报</p>".encode()
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2020-01-02T03:04:05Z\r\nWARC-Target-URI: {URL}\r\n"
    head += f"WARC-Record-ID: <urn:uuid:{uuid4()}>\r\nContent-Length: {len(block)}\r\n\r\n"
    (tmp_path / "a.warc").write_bytes(head.encode() + block + b"\r\n\r\n")
    collection = create_collection(tmp_path / "collection")
    import_files(collection, [tmp_path / "a.warc"], progress=lambda *_: None)
    publish(collection)
    with visitor(collection) as get:
        answer = get(f"/memento/20200102030405/{URL}")
    assert answer.status_code == status
    assert answer.headers["memento-datetime"] == "Thu, 02 Jan 2020 03:04:05 GMT"


def test_a_refusal_is_no_memento(get: Get) -> None:
    assert get(f"/timemap/link/{site_archive.REFUSED}").status_code == 404


def test_a_url_that_a_proxy_squeezed_or_that_has_a_query_is_understood() -> None:
    assert whole_url("http:/a.example/x", "") == "http://a.example/x"
    assert whole_url("https:///a.example/x", "b=1&c=2") == "https://a.example/x?b=1&c=2"


@pytest.mark.parametrize(
    "digits", ["", "2026", "20260230000000", "99999999999999", "２０２６０１１００８００１０"]
)
def test_digits_that_are_no_moment_are_none(digits: str) -> None:
    assert moment_of(digits) is None


def test_the_nearest_of_one_is_that_one() -> None:
    assert nearest(["20260110080010"], datetime(1970, 1, 1, tzinfo=UTC)) == 0
    assert http_date("2026-01-10T08:00:10.999999Z") == "Sat, 10 Jan 2026 08:00:10 GMT"


def test_a_memento_client_finds_its_way(served: str) -> None:
    client = MementoClient(timegate_uri=f"{served}timegate/", check_native_timegate=False)
    told = client.get_memento_info(f"{served}memento/{STAMPS[0]}/{URL}", datetime(2026, 2, 11))
    assert told["original_uri"] == URL
    assert told["timegate_uri"] == f"{served}timegate/{URL}"
    assert told["mementos"]["closest"]["uri"] == [f"{served}memento/{STAMPS[1]}/{URL}"]
    assert told["mementos"]["closest"]["datetime"] == datetime(2026, 2, 10, 8, 0, 10)
    assert told["mementos"]["first"]["uri"] == [f"{served}memento/{STAMPS[0]}/{URL}"]
    assert told["mementos"]["last"]["uri"] == [f"{served}memento/{STAMPS[2]}/{URL}"]
