"""Captures leave a collection in the forms of the field, and come in from other people's files."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from conftest import CrawledSample
from warcio.archiveiterator import ArchiveIterator

from metadata.reader import READER_VERSION

Command = Callable[..., Any]


def responses(path: Path) -> list[tuple[str, str]]:
    """Type and URL of every capture in a WARC file, as warcio reads it."""
    with path.open("rb") as stream:
        return [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"))
            for record in ArchiveIterator(stream, check_digests="raise")
            if record.rec_type in ("response", "revisit")
        ]


def test_a_year_s_reports_leave_as_warc_that_stands_alone(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    target = tmp_path / "2019.warc.gz"
    done = nianbao("export", "warc", target, "--year", 2019, "--collection", crawled_sample.collection.folder)
    assert done.returncode == 0, done.stderr
    found = responses(target)
    pages = {url for kind, url in found if kind == "response"}
    assert len(pages) >= 12
    assert {url for _, url in found} == pages
    # A few stand elsewhere: a department's own copy, a report filed under another year.
    assert sum("/2019n/" in url for url in pages) > 0.8 * len(pages)


def test_wacz_has_pages_with_their_chinese_titles(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    target = tmp_path / "all.wacz"
    done = nianbao(
        "export", "wacz", target, "--portal", "sample", "--collection", crawled_sample.collection.folder
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(target) as archive:
        header, *pages = map(json.loads, archive.read("pages/pages.jsonl").decode().splitlines())
    assert header["hasText"] is True
    assert len(pages) >= 190
    assert any("政府信息公开" in page["title"] for page in pages)
    # A picture told as an article has no text of its own.
    assert sum(not page["text"] for page in pages) < 10
    assert sum("申请" in page["text"] for page in pages) > 180


def test_an_index_names_the_collection_s_own_files(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    target = tmp_path / "all.cdxj"
    assert nianbao("export", "cdxj", target, "--collection", crawled_sample.collection.folder).returncode == 0
    lines = target.read_text().splitlines()
    assert lines == sorted(lines)
    files = {json.loads(line.split(" ", 2)[2])["filename"] for line in lines}
    assert files == {path.name for path in crawled_sample.collection.warc_folder.glob("*.warc.gz")}


def test_nothing_to_export_is_told(nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path) -> None:
    target = tmp_path / "none.warc.gz"
    done = nianbao(
        "export", "warc", target, "--year", "1999", "--collection", crawled_sample.collection.folder
    )
    assert done.returncode == 2
    assert "no such captures" in done.stderr
    assert not target.exists()


def write_foreign_warc(path: Path, crawled: CrawledSample) -> str:
    """A WARC/1.0 file as older tools write it, with one report of the sample in it; returns the report's URL."""
    url = next(event.url for event in crawled.ledger if event.kind == "figure_corrected")
    http = next(
        _http_message(record)
        for file in sorted(crawled.collection.warc_folder.glob("*.warc.gz"))
        for record in _responses(file)
        if record.rec_headers.get_header("WARC-Target-URI") == url
    )
    fields = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-05-01T08:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:0e1f7c5e-8d4b-4b57-9d0f-2a1b3c4d5e6f>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    path.write_bytes(gzip.compress(fields.encode() + http + b"\r\n\r\n"))
    return url


def _responses(path: Path) -> Iterator[Any]:
    with path.open("rb") as stream:
        yield from (record for record in ArchiveIterator(stream) if record.rec_type == "response")


def _http_message(record: Any) -> bytes:
    wanted = ("content-type", "content-encoding")
    lines = [f"{name}: {value}" for name, value in record.http_headers.headers if name.lower() in wanted]
    head = "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""])
    return head.encode() + record.raw_stream.read()


def test_a_report_in_another_s_warc_is_read_like_ours(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    url = write_foreign_warc(tmp_path / "wget.warc.gz", crawled_sample)
    folder = tmp_path / "collection"
    first = nianbao("import", tmp_path / "wget.warc.gz", "--collection", folder)
    assert first.returncode == 0, first.stderr
    assert "1 captures brought in" in first.stdout
    told = json.loads(nianbao("history", url, "--json", "--collection", folder).stdout)
    assert told[0]["report_id"]
    assert "政府信息公开" in told[0]["title"]
    again = nianbao("import", tmp_path / "wget.warc.gz", "--collection", folder)
    assert "0 captures brought in" in again.stdout
    assert "already in the collection" in again.stdout
    assert nianbao("verify", "--collection", folder).returncode == 0


def test_a_catalogue_read_by_older_rules_is_made_again_before_an_import(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    write_foreign_warc(tmp_path / "wget.warc.gz", crawled_sample)
    shutil.copytree(crawled_sample.collection.folder, tmp_path / "old")
    catalogue = tmp_path / "old" / "catalogue.db"
    with closing(sqlite3.connect(catalogue)) as db, db:
        db.execute("update revisions set reader_version = 0, text = 'as an older reader had it'")
    done = nianbao("import", tmp_path / "wget.warc.gz", "--collection", tmp_path / "old")
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(catalogue)) as db:
        assert db.execute("select distinct reader_version from revisions").fetchall() == [(READER_VERSION,)]


def test_a_file_that_is_no_warc_is_told(nianbao: Command, tmp_path: Path) -> None:
    (tmp_path / "photo.warc.gz").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    done = nianbao("import", tmp_path / "photo.warc.gz", "--collection", tmp_path / "collection")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "photo.warc.gz" in done.stderr
    assert "what came in before" not in done.stderr
    assert not (tmp_path / "collection").exists()


def test_a_portal_that_is_not_there_is_told_with_those_that_are(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    folder = crawled_sample.collection.folder
    for verb in (("export", "csv", tmp_path / "out"), ("export", "warc", tmp_path / "w"), ("search", "报告")):
        done = nianbao(*verb, "--portal", "nosuch", "--collection", folder)
        assert done.returncode == 2, verb
        assert "--portal nosuch: not in this collection: name one of sample" in done.stderr
