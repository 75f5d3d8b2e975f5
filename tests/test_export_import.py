"""Captures leave a collection in the forms of the field, and come in from other people's files."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shutil
import sqlite3
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import CrawledSample
from warcio.archiveiterator import ArchiveIterator

from archive.catalogue.crawls import check_crawl_note
from archive.collection import create_collection, open_collection
from archive.destination import WrongDestination, check_destination
from archive.exchange import Exchange, Purpose, Role
from archive.importing import import_files
from archive.intake import Intake
from archive.rebuild import rebuild
from archive.warc.fixity import check_files
from archive.warc.members import read_members, write_member
from archive.warc.writer import WarcWriter
from metadata.reader import READER_VERSION

Command = Callable[..., Any]

RESOURCE = (
    b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://www.xinghe.example/\r\n"
    b"WARC-Date: 2020-05-01T08:00:00Z\r\nWARC-Record-ID: <urn:uuid:0e1f7c5e-8d4b-4b57-9d0f-2a1b3c4d5e6f>\r\n"
    b"Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nok\r\n\r\n"
)
"""A record of no server's answer."""


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


def test_a_wacz_brings_a_whole_collection_back(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    target, folder = tmp_path / "all.wacz", tmp_path / "again"
    assert nianbao("export", "wacz", target, "--collection", crawled_sample.collection.folder).returncode == 0
    done = nianbao("import", target, "--collection", folder)
    assert (done.returncode, done.stderr) == (0, "")
    status = [nianbao("status", "--collection", c).stdout for c in (folder, crawled_sample.collection.folder)]
    assert status[0] == status[1]
    files = {path.name for path in folder.iterdir()}
    assert files == {path.name for path in crawled_sample.collection.folder.iterdir()}
    again = nianbao("import", target, "--collection", folder)
    assert " 0 captures brought in" in again.stdout


def test_of_a_wacz_one_file_that_gives_something_is_enough(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    write_foreign_warc(tmp_path / "wget.warc.gz", crawled_sample)
    with zipfile.ZipFile(tmp_path / "two.wacz", "w") as package:
        package.write(tmp_path / "wget.warc.gz", "archive/pages.warc.gz")
        package.writestr("archive/pictures.warc", RESOURCE)
    with zipfile.ZipFile(tmp_path / "one.wacz", "w") as package:
        package.writestr("archive/pictures.warc", RESOURCE)
    done = nianbao("import", tmp_path / "two.wacz", "--collection", tmp_path / "collection")
    assert (done.returncode, done.stderr) == (0, "")
    assert "left out: 1 records: a resource record" in done.stdout
    none = nianbao("import", tmp_path / "one.wacz", "--collection", tmp_path / "collection")
    assert none.returncode == 1
    assert none.stderr == f"nianbao: {tmp_path / 'one.wacz'}: nothing in it could be brought in\n"


def test_a_zip_that_is_no_wacz_is_told_before_a_collection_is_made(nianbao: Command, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as package:
        package.writestr("a.txt", "某")
    told = nianbao("import", tmp_path / "other.zip", "--collection", tmp_path / "collection")
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    assert "other.zip: a ZIP without a WARC file in archive/" in told.stderr
    assert not (tmp_path / "collection").exists()


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


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", ["warc", "wacz", "cdxj"])
def test_an_export_takes_the_place_of_an_earlier_one_alone(
    kind: str, nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    folder = crawled_sample.collection.folder
    evidence = min(crawled_sample.collection.warc_folder.iterdir())
    (tmp_path / "page.html").write_text("<title>某年报</title>\n", encoding="utf-8")
    shutil.copy(evidence, tmp_path / "kept.warc.gz")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("a.txt", "某")
    (tmp_path / "export.part").write_text("somebody's")
    (tmp_path / "link").symlink_to(evidence)
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe" / "fifo")
    before, outside = contents(folder), contents(tmp_path)
    wrong = [evidence, folder / "catalogue.db", folder / "new", tmp_path / "link", Path(os.devnull)]
    wrong += [tmp_path / name for name in ("page.html", "kept.warc.gz", "other.zip", "pipe/fifo")]
    for target in wrong:
        with pytest.raises(WrongDestination, match=re.escape(str(target))):
            check_destination(kind, target)
    done = nianbao("export", kind, evidence, "--year", 2019, "--collection", folder)
    assert (done.returncode, done.stderr.count("\n"), done.stdout) == (2, 1, "")
    for _ in range(2):
        done = nianbao("export", kind, tmp_path / "export", "--year", 2019, "--collection", folder)
        assert done.returncode == 0, done.stderr
    assert contents(folder) == before
    assert {name: data for name, data in contents(tmp_path).items() if name != "export"} == outside


def test_an_empty_address_chooses_nothing(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    for kind in ("warc", "csv"):
        done = nianbao(
            "export", kind, tmp_path / "all", "--url", "", "--collection", crawled_sample.collection.folder
        )
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "--url" in done.stderr
    assert list(tmp_path.iterdir()) == []


def write_foreign_warc(path: Path, crawled: CrawledSample) -> str:
    """A WARC/1.0 file as older tools write it, with one report of the sample in it; returns the report's URL."""
    url = next(event.url for event in crawled.ledger if event.kind == "figure_corrected")
    path.write_bytes(gzip.compress(foreign_response(url, crawled)))
    return url


def foreign_response(url: str, crawled: CrawledSample) -> bytes:
    """What the sample first sent for an address, in a record of WARC/1.0 of before any crawl."""
    http = next(
        _http_message(record)
        for file in sorted(crawled.collection.warc_folder.glob("*.warc.gz"))
        for record in _responses(file)
        if record.rec_headers.get_header("WARC-Target-URI") == url
    )
    fields = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-05-01T08:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, url)}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return fields.encode() + http + b"\r\n\r\n"


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


def test_an_earlier_capture_of_other_software_leaves_a_page_to_its_portal(
    crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    folder = tmp_path / "collection"
    shutil.copytree(crawled_sample.collection.folder, folder)
    identity = "id, role, portal_id, channel_id, parent_id, report_id, state from pages"
    taken_out = "kinds, report_id, page_id, url from changes where kinds = 'unlisted'"

    def found(columns: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(folder / "catalogue.db")) as db:
            return sorted(db.execute(f"select {columns}"), key=repr)

    pages, gone = found(identity), found(taken_out)
    urls = [url for *_, url in gone] + [
        url for (url,) in found("url from pages where role = 'attachment' and revisions > 0")
    ]
    assert gone
    assert len(urls) > 2
    earlier = tmp_path / "earlier.warc"
    earlier.write_bytes(b"".join(foreign_response(url, crawled_sample) for url in urls))
    collection = open_collection(folder)
    with collection.lock("test"):
        import_files(collection, [earlier], progress=lambda *_: None)
        assert len(found("1 from captures where captured_at < '2021'")) == len(urls)
        assert (found(identity), found(taken_out)) == (pages, gone)
        brought_in = tables(folder)
        rebuild(collection, processes=1, progress=lambda *_: None)
        assert tables(folder) == brought_in


def of_other_software(exported: Path) -> bytes:
    """An export of ours as if other software had written it, a gzip member a record."""
    with exported.open("rb") as stream:
        return b"".join(
            write_member(member.data.replace(b"software: nianbao/", b"software: another/"))
            for member in read_members(stream, exported.name)
        )


def test_an_import_of_a_damaged_file_keeps_what_is_whole_and_needs_a_person(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    url = next(event.url for event in crawled_sample.ledger if event.kind == "figure_corrected")
    nianbao("export", "warc", tmp_path / "o", "--url", url, "--collection", crawled_sample.collection.folder)
    whole = of_other_software(tmp_path / "o")
    members = list(read_members(io.BytesIO(whole), "whole"))
    middle = bytearray(whole)
    middle[members[len(members) * 3 // 4].offset + 40] ^= 0xFF
    plain = b"".join(member.data for member in members)
    sources = {
        "middle": bytes(middle),
        "body": whole[:-30],
        "header": whole[: members[-1].offset + 20],
        "request": whole[: members[-2].offset + members[-2].length - 9],
        "plain": plain[:-40],
        "whole": whole,
    }
    for name, data in sources.items():
        source, folder = tmp_path / f"{name}.warc", tmp_path / name
        source.write_bytes(data)
        done = nianbao("import", source, "--collection", folder)
        assert done.returncode == (0 if name == "whole" else 1), (name, done.stderr)
        assert " 0 captures brought in" not in done.stdout
        assert "left out: " in done.stdout or name == "whole"
        if name == "whole":
            again = nianbao("import", source, "--collection", folder)
            assert (again.returncode, again.stderr) == (0, "")
            assert "already in the collection" in again.stdout


def test_what_is_lost_is_not_told_as_held_by_an_import(
    nianbao: Command, one_year: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "collection"
    shutil.copytree(one_year, folder)
    lost = min((folder / "warc").iterdir())
    kept = shutil.move(lost, tmp_path / lost.name)
    before = contents(folder)
    done = nianbao("import", kept, "--collection", folder)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert f"{lost}: gone, or shorter" in done.stderr
    assert {**contents(folder), "collection.lock": b""} == {**before, "collection.lock": b""}
    assert nianbao("rebuild", "--forget-lost", "--collection", folder).returncode == 0
    assert nianbao("import", kept, "--collection", folder).returncode == 0
    assert nianbao("verify", "--collection", folder).returncode == 0
    assert tables(folder) == tables(one_year)


def test_a_source_that_gives_nothing_is_told(nianbao: Command, tmp_path: Path) -> None:
    source = tmp_path / "resource.warc"
    source.write_bytes(RESOURCE)
    done = nianbao("import", source, "--collection", tmp_path / "collection")
    assert done.returncode == 1
    assert done.stderr == f"nianbao: {source}: nothing in it could be brought in\n"


def test_a_source_whose_name_is_no_text_leaves_a_collection_that_is_made_again(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    source = tmp_path / os.fsdecode(b"n\xff.warc.gz")
    write_foreign_warc(source, crawled_sample)
    folder = tmp_path / "collection"
    assert nianbao("import", source, "--collection", folder).returncode == 0
    done = nianbao("rebuild", "--collection", folder)
    assert done.returncode == 0, done.stderr
    records = b"".join(gzip.decompress(path.read_bytes()) for path in (folder / "warc").iterdir())
    assert rb"n\\xff.warc.gz" in records
    # A stray file of such a name has no row, and stops no more than the rebuild that would forget it.
    shutil.copy(source, folder / "warc" / source.name)
    stray = nianbao("rebuild", "--collection", folder)
    assert (stray.returncode, stray.stderr.count("\n")) == (1, 1)
    assert "no UTF-8: rename the file" in stray.stderr
    assert nianbao("import", tmp_path / source.name, "--collection", folder).returncode == 0
    assert "surplus file" in nianbao("verify", "--collection", folder).stdout
    assert nianbao("verify", "--json", "--collection", folder).returncode == 1


def test_a_catalogue_read_by_older_rules_is_made_again_before_an_import(
    nianbao: Command, crawled_sample: CrawledSample, one_year: Path, tmp_path: Path
) -> None:
    write_foreign_warc(tmp_path / "wget.warc.gz", crawled_sample)
    shutil.copytree(one_year, tmp_path / "old")
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
    assert done.returncode == 2
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


MADE_OF_CAPTURES = (
    "portals",
    "crawls",
    "captures",
    "listings",
    "listing_gaps",
    "pages",
    "revisions",
    "reports",
    "findings",
)
"""Tables that say the same of the same captures, wherever their records lie; columns that say where are left out."""


def tables(folder: Path) -> dict[str, set[tuple[Any, ...]]]:
    """The tables of a collection."""
    found = {}
    with closing(sqlite3.connect(folder / "catalogue.db")) as db:
        for table in (*MADE_OF_CAPTURES, "withdrawals", "walks"):
            columns = [
                name
                for _, name, *_ in db.execute(f"pragma table_info({table})")
                if not name.startswith("warc_")
            ]
            found[table] = set(db.execute(f"select {', '.join(columns)} from {table}"))
    return found


def test_a_file_of_ours_with_a_length_that_no_catalogue_holds_is_read_as_any_other(
    nianbao: Command, one_year: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    exported, altered, folder = (
        tmp_path / "all.warc.gz",
        tmp_path / "altered.warc.gz",
        tmp_path / "collection",
    )
    assert nianbao("export", "warc", exported, "--collection", one_year).returncode == 0
    with exported.open("rb") as stream:
        members = [
            # In the head alone: a block that is longer than it says would be other damage.
            re.sub(rb'"payload_bytes":\d+', b'"payload_bytes":9' + b"9" * 20, head) + end + block
            for member in read_members(stream, exported.name)
            for head, end, block in [member.data.partition(b"\r\n\r\n")]
        ]
    altered.write_bytes(b"".join(map(write_member, members)))
    done = nianbao("import", altered, "--collection", folder)
    assert done.returncode == 1
    assert "does not say what its payload is" in caplog.text
    assert tables(folder)["crawls"] == set()


@pytest.mark.parametrize("captures", [-1, 10**30, 1.5, "3"])
def test_an_end_of_a_crawl_with_no_number_of_captures_is_none_of_ours(captures: object) -> None:
    end = {"id": "0123456789ab", "ended_at": START["started_at"], "reason": "finished", "missing": None}
    uri = START_URI.replace(":start", ":end")
    check_crawl_note(uri, {**end, "captures": 3})
    with pytest.raises(ValueError, match="no sound captures"):
        check_crawl_note(uri, {**end, "captures": captures})


def test_what_another_collection_of_ours_exported_means_the_same_here(
    nianbao: Command, one_year: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(one_year / "catalogue.db")) as db:
        (url,) = db.execute("select url from pages order by id").fetchone()
    page, whole, folder = tmp_path / "page.warc.gz", tmp_path / "all.warc.gz", tmp_path / "collection"
    assert nianbao("export", "warc", page, "--url", url, "--collection", one_year).returncode == 0
    assert nianbao("export", "warc", whole, "--collection", one_year).returncode == 0
    first = nianbao("import", page, "--collection", folder)
    assert "only its responses are taken" not in first.stderr
    # Of these crawls a part is here: it shows nothing missing.
    part = tables(folder)
    assert (len(part["pages"]), len(part["crawls"]), part["withdrawals"]) == (1, 3, set())
    assert "part     sample: " in nianbao("status", "--collection", folder).stdout
    second = nianbao("import", whole, "--collection", folder)
    assert "already in the collection" in second.stdout
    assert tables(folder) == tables(one_year)
    assert "part     " not in nianbao("status", "--collection", folder).stdout
    assert nianbao("verify", "--collection", folder).returncode == 0
    names = {path.name for path in (folder / "warc").iterdir()}
    assert "0 captures brought in" in nianbao("import", whole, page, "--collection", folder).stdout
    assert {path.name for path in (folder / "warc").iterdir()} == names


@pytest.mark.parametrize("into", ["an empty collection", "one that has a later crawl"])
def test_a_killed_import_is_made_up_for_in_the_order_of_time(
    nianbao: Command, one_year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, into: str
) -> None:
    whole = open_collection(one_year)
    collection = create_collection(tmp_path / "collection")
    first, given, *later = sorted(whole.warc_folder.iterdir())
    if into == "an empty collection":
        given = tmp_path / "all.warc.gz"
        assert nianbao("export", "warc", given, "--collection", whole.folder).returncode == 0
    else:
        for path in (first, *later):
            shutil.copy(path, collection.warc_folder)
        with Intake(collection):
            pass

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, collection.lock("test"):
        patched.setattr("archive.importing.rebuild", killed)
        with pytest.raises(KeyboardInterrupt):
            import_files(collection, [given], progress=lambda *_: None)
    with Intake(collection):
        pass
    assert tables(collection.folder) == tables(whole.folder)


START_URI = "urn:nianbao:crawl:0123456789ab:start"
START = {
    "id": "0123456789ab",
    "portal": "xinghe",
    "name": "星河市人民政府",
    "home": "http://www.xinghe.example/",
    "family": None,
    "division": None,
    "level": "city",
    "channels": [],
    "profile": "",
    "user_agent": "nianbao",
    "started_at": "2026-01-01T00:00:00.000000Z",
}


@pytest.mark.parametrize(
    ("noted", "refused"),
    [
        (START, False),
        ({**START, "portal": "-xinghe"}, False),  # no profile may call itself so now; one could
        ({**START, "level": 7}, True),
        ({**START, "portal": "../xinghe"}, True),
        ({**START, "id": "f" * 12}, True),
        ({**START, "channels": [{"url": "javascript:alert(1)", "name": "年报"}]}, True),
        ({**START, "started_at": "yesterday"}, True),
        ({**START, "started_at": "2026-01-01T23:00:00"}, True),
        ({**START, "started_at": "2026-01-02T07:00:00.000000+08:00"}, True),
        ({name: value for name, value in START.items() if name != "home"}, True),
        ({**START, "portal": "another"}, True),
        ([], True),
    ],
)
def test_a_file_that_is_ours_by_its_own_word_alone_is_read_as_any_other(
    noted: Any, refused: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    given = tmp_path / "given"
    given.mkdir()
    page = "<title>星河市2025年政府信息公开工作年度报告</title>".encode()
    portal = "xinghe" if refused else noted["portal"]
    purpose = Purpose("0123456789ab", portal, Role.LIST, channel="http://www.xinghe.example/ndbg/")
    headers = ((b"Content-Type", b"text/html"),)
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    with WarcWriter(given, collection="given", operator="某人", contact="a@xinghe.example") as writer:
        writer.write_note(START_URI, noted)
        writer.write_exchange(
            Exchange("http://www.xinghe.example/ndbg/", "GET", (), 200, "OK", headers, page, moment, purpose)
        )
    collection = create_collection(tmp_path / "collection")
    with collection.lock("test"):
        done = import_files(collection, list(given.iterdir()), progress=lambda *_: None)
        assert (done.captures, done.needs_a_person) == (1, refused)
        assert ("only its responses are taken" in caplog.text) is refused
        found = tables(collection.folder)
        assert len(found["portals"]) == len(found["crawls"]) == (0 if refused else 1)
        assert rebuild(collection, processes=1, progress=lambda *_: None) == 1
    assert not any(report.damages for report in check_files(collection.warc_folder, None))
