"""Evidence: what a capture's page proves, how an archived page is shown, and its bytes as files."""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
from pathlib import Path

import pytest
import site_archive
from site_visitor import Get, visitor
from warcio.archiveiterator import ArchiveIterator

from archive.collection import Collection, open_collection
from archive.site.replay import Payload, shown_page


def test_a_captures_page_has_headers_digests_and_the_place_of_the_record(
    get: Get, known: dict[str, str], archive: Collection
) -> None:
    page = get(f"/captures/{known['changed_1']}").text
    body = site_archive.report_page("清溪市教育局", 2020, "2021-01-25", 12)
    assert hashlib.sha256(body).hexdigest() in page
    assert min(archive.warc_folder.glob("*.warc.gz")).name in page
    assert "<dt>Server</dt><dd>nginx</dd>" in page
    assert "warc-record-id" in page
    assert "192.0.2.7" in page
    assert 'sandbox=""' in page


def test_a_revisit_leads_to_the_capture_that_holds_the_payload(get: Get, known: dict[str, str]) -> None:
    page = get(f"/captures/{known['changed_3']}").text
    assert f"/captures/{known['changed_2']}" in page
    assert (
        get(f"/captures/{known['changed_3']}/payload").content
        == get(f"/captures/{known['changed_2']}/payload").content
    )


def test_an_archived_page_is_shown_in_an_origin_of_its_own_where_nothing_runs(
    get: Get, known: dict[str, str]
) -> None:
    answer = get(f"/captures/{known['hostile_1']}/shown")
    assert answer.content.count(b"<p>") == site_archive.hostile_page().count(b"<p>")
    for tag in (b"<link", b"<iframe", b"<object", b"<embed"):  # they connect before they ask the policy
        assert tag in site_archive.hostile_page().lower()
        assert tag not in answer.content.lower()
    policy = {part.strip() for part in answer.headers["content-security-policy"].split(";")}
    assert {"sandbox", "default-src 'none'", "form-action 'none'", "base-uri 'none'"} <= policy
    assert not any("allow-" in part or "script" in part for part in policy)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_page_that_mislabels_its_charset_is_shown_as_it_reads() -> None:
    body = "<html><head><meta charset=utf-8></head><body>清溪市财政局年度报告，公开政府信息。</body></html>".encode(
        "gbk"
    )
    shown = shown_page(Payload(((b"Content-Type", b"text/html; charset=iso-8859-1"),), body))
    assert "清溪市财政局年度报告" in shown.decode()


@pytest.mark.parametrize(
    ("served", "shown"),
    [
        ("<SCRIPT SRC=x>a()</SCRIPT>", '<script type="text/plain" SRC=x>a()</SCRIPT>'),
        ("<b onclick='a()' id=b>一</b>", "<b data-onclick='a()' id=b>一</b>"),
        ('<b id="b"onclick=a()>一</b>', '<b id="b"data-onclick=a()>一</b>'),
        ("<p>on time=1 once=2</p>", "<p>on time=1 once=2</p>"),
        ("<iframe src=x></iframe>", "<x-iframe src=x></iframe>"),
    ],
)
def test_what_would_run_or_reach_out_is_disarmed_and_the_rest_stays(served: str, shown: str) -> None:
    assert shown_page(Payload((), served.encode())).decode() == shown


def test_a_payload_goes_out_as_a_file_never_as_a_page(get: Get, known: dict[str, str]) -> None:
    for name in ("hostile_1", "attached_1"):
        answer = get(f"/captures/{known[name]}/payload")
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.content == b"%PDF-1.4 not whole"
    assert f'filename="{known["attached_1"]}.pdf"' in answer.headers["content-disposition"]


def test_a_records_file_is_read_by_another_warc_reader(get: Get, known: dict[str, str]) -> None:
    answer = get(f"/captures/{known['changed_1']}/record.warc.gz")
    [record] = [
        (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
        for record in ArchiveIterator(io.BytesIO(answer.content))
    ]
    body = site_archive.report_page("清溪市教育局", 2020, "2021-01-25", 12)
    assert record == ("response", site_archive.CHANGED, body)


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=0-99999999", 206, slice(0, None)),
        ("bytes=99999999-", 416, slice(0, 0)),
        ("bytes=5-4", 200, slice(0, None)),
        ("bytes=0-1,3-4", 200, slice(0, None)),
        ("lines=1-2", 200, slice(0, None)),
        ("bytes=-", 200, slice(0, None)),
    ],
)
@pytest.mark.parametrize("file", ["payload", "record.warc.gz"])
def test_downloads_are_ranged(
    get: Get, known: dict[str, str], file: str, asked: str, status: int, part: slice
) -> None:
    address = f"/captures/{known['changed_1']}/{file}"
    whole = get(address).content
    answer = get(address, headers={"Range": asked})
    assert answer.status_code == status
    assert answer.content == whole[part]
    assert answer.headers["content-length"] == str(len(answer.content))
    if status == 206:
        first = whole.index(answer.content)
        assert (
            answer.headers["content-range"] == f"bytes {first}-{first + len(answer.content) - 1}/{len(whole)}"
        )


def test_evidence_that_is_not_at_hand_is_told_from_the_catalogue(
    archive: Collection, known: dict[str, str], tmp_path: Path
) -> None:
    shutil.copytree(archive.folder, tmp_path / "copy")
    copy = open_collection(tmp_path / "copy")
    for path in copy.warc_folder.glob("*.warc.gz"):
        path.write_bytes(gzip.compress(b"damaged"))
    with visitor(copy) as get:
        page = get(f"/captures/{known['changed_1']}")
        assert page.status_code == 200
        assert "不在本服务器上" in page.text
        assert get(f"/captures/{known['changed_1']}/shown").status_code == 404
        assert get(f"/captures/{known['changed_1']}/payload").status_code == 404
