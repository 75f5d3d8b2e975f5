"""The command line as scripts rely on it: one clear line for every fault, the right status, nothing lost."""

from __future__ import annotations

import fcntl
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import CrawledSample, heed_interrupts

from archive.catalogue.catalogue import Catalogue
from archive.collection import open_collection
from crawler.sample.portal import SamplePortal

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def only_line(text: str) -> str:
    """The one line that was said."""
    lines = text.splitlines()
    assert len(lines) == 1, text
    return lines[0]


@pytest.mark.parametrize("verb", ["history", "search", "status", "verify", "rebuild", "serve", "diff"])
def test_a_folder_that_is_no_collection_is_wrong_use(nianbao: Command, tmp_path: Path, verb: str) -> None:
    argument = ["o123"] if verb in ("history", "search", "diff") else []
    done = nianbao(verb, *argument, "--collection", tmp_path)
    assert done.returncode == 2
    assert only_line(done.stderr).startswith(f"nianbao: {tmp_path}: not a collection")
    assert list(tmp_path.iterdir()) == []


INTERRUPTED_IMPORT = """
import os, signal, sys

class CtrlC:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[-1]:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, CtrlC())
from crawler.command import main
main()
"""


@pytest.mark.parametrize(
    "module", ["click", "archive.console", "archive.cli", "archive.search.engine", "lxml"]
)
def test_ctrl_c_while_modules_are_imported_leaves_no_trace(module: str) -> None:
    command = [sys.executable, "-c", INTERRUPTED_IMPORT, "search", module]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, preexec_fn=heed_interrupts
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.parametrize(
    ("number", "silent"), [(signal.SIGTERM, False), (signal.SIGHUP, False), (signal.SIGTERM, True)]
)
def test_a_verb_that_is_told_to_end_leaves_nothing_half_made(
    crawled_sample: CrawledSample, tmp_path: Path, number: signal.Signals, silent: bool
) -> None:
    def begin() -> None:
        heed_interrupts()
        if silent:
            os.close(1)  # as `>&-` does

    folder = shutil.copytree(crawled_sample.collection.folder, tmp_path / "c")
    (folder / "published.lock").touch()
    before = set(folder.iterdir())
    publish = subprocess.Popen(
        [sys.executable, "-m", "crawler", "publish", tmp_path / "site", "--collection", folder],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=begin,
    )
    deadline = time.monotonic() + 60
    while not (folder / "published.db.new").exists():
        assert time.monotonic() < deadline
        time.sleep(0.001)
    publish.send_signal(number)
    _, told = publish.communicate(timeout=60)
    assert publish.returncode == -number
    assert only_line(told) == f"nianbao: ended by {number.name}: what was kept stays"
    assert set(folder.iterdir()) == before


def test_a_crawl_whose_terminal_is_gone_is_finished_and_published(tmp_path: Path) -> None:
    def own_terminal() -> None:
        heed_interrupts()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    shown, terminal = os.openpty()
    with SamplePortal() as portal:
        profile = tmp_path / "sample.toml"
        profile.write_text(portal.profile_text(), encoding="utf-8")
        crawl = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "crawler",
                "crawl",
                profile,
                "--collection",
                tmp_path / "c",
            ],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
            preexec_fn=own_terminal,
        )
        os.close(terminal)
        deadline = time.monotonic() + 60
        while len(portal.requests) < 20:
            os.read(shown, 65_536)
            assert time.monotonic() < deadline
        os.close(shown)
        time.sleep(0.1)
        crawl.send_signal(signal.SIGHUP)  # the shell tells it, and then the kernel
        crawl.wait(timeout=60)
    assert (tmp_path / "c" / "published.db").exists()
    with closing(sqlite3.connect(tmp_path / "c" / "published.db")) as db:
        assert db.execute("select end_reason, missing from crawls where ended_at is not null").fetchall() == [
            ("interrupted", "the crawl was cut short: interrupted")
        ]


def test_a_reader_of_the_output_who_has_gone_ends_a_verb_without_a_word(
    crawled_sample: CrawledSample,
) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "crawler", "status", "--collection", crawled_sample.collection.folder],
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (-signal.SIGPIPE, b"")


@pytest.mark.parametrize("encoding", ["latin-1", "big5"])
def test_a_terminal_that_has_not_all_characters_is_given_escapes(
    crawled_sample: CrawledSample, encoding: str
) -> None:
    command = [sys.executable, "-m", "crawler", "findings", "--json"]
    done = subprocess.run(
        [*command, "--collection", crawled_sample.collection.folder],
        capture_output=True,
        check=True,
        timeout=60,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    told = json.loads(done.stdout.decode(encoding))
    assert any("报告" in row["sentence_zh"] for row in told)


def test_a_crawl_whose_clock_was_put_back_is_not_begun(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    folder = shutil.copytree(crawled_sample.collection.folder, tmp_path / "c")
    with closing(sqlite3.connect(folder / "catalogue.db")) as db:
        crawls = [row[0] for row in db.execute("select id from crawls order by started_at")]
        later = [(f"2999-01-{day:02}T00:00:00.000000Z", crawl) for day, crawl in enumerate(crawls, start=1)]
        db.executemany("update crawls set started_at = ? where id = ?", later[-3:])
        db.commit()
    before = sorted(path.name for path in (folder / "warc").iterdir())
    done = nianbao("crawl", "sample", "--collection", folder)
    assert done.returncode == 1
    last = later[-1][0][:10]
    assert only_line(done.stderr).endswith(
        f"crawls on 3 days began later, the last at {last} 00:00: set the clock"
    )
    assert sorted(path.name for path in (folder / "warc").iterdir()) == before


def test_output_that_cannot_be_written_is_told(crawled_sample: CrawledSample) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "crawler", "status", "--collection", crawled_sample.collection.folder],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
            text=True,
        )
    assert done.returncode == 1
    assert "standard output" in only_line(done.stderr)


def test_an_unknown_portal_is_wrong_use(nianbao: Command, tmp_path: Path) -> None:
    done = nianbao("crawl", "atlantis", "--collection", tmp_path / "new")
    assert done.returncode == 2
    assert "atlantis: no such portal" in only_line(done.stderr)
    assert not (tmp_path / "new").exists()


def test_a_malformed_profile_names_file_key_and_reason(nianbao: Command, tmp_path: Path) -> None:
    profile = tmp_path / "jia.toml"
    with SamplePortal() as portal:
        profile.write_text(portal.profile_text().replace("url = ", "url = 7 #"), encoding="utf-8")
    done = nianbao("crawl", profile, "--collection", tmp_path / "new")
    assert done.returncode == 2
    line = only_line(done.stderr)
    assert str(profile) in line
    assert "channels[0].url" in line


def test_a_host_that_is_down_needs_a_person_and_is_kept_as_evidence(nianbao: Command, tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    profile = tmp_path / "down.toml"
    with SamplePortal() as portal:
        own = portal.url.rstrip("/").rsplit(":", 1)[1]
        profile.write_text(portal.profile_text().replace(f":{own}", f":{port}"), encoding="utf-8")
    done = nianbao("crawl", profile, "--collection", tmp_path / "new")
    assert done.returncode == 1
    assert "nothing was received" in done.stderr
    status = json.loads(nianbao("status", "--json", "--collection", tmp_path / "new").stdout)
    assert status["crawls"][0]["failed"] > 0
    assert status["refusals"][0]["outcome"] == "failed"
    assert nianbao("verify", "--collection", tmp_path / "new").returncode == 0


def test_a_full_disk_ends_the_crawl_and_loses_nothing_that_was_kept(nianbao: Command, tmp_path: Path) -> None:
    folder = tmp_path / "collection"

    def little_room() -> None:
        # A limit on the size of files stands for a disk with no room: writes fail the same way.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    with SamplePortal() as portal:
        profile = tmp_path / "sample.toml"
        text = portal.profile_text().replace("/zfxxgkndgzbg/", "/zfxxgkndgzbg/2019n/")
        profile.write_text(text, encoding="utf-8")
        full = subprocess.run(
            [sys.executable, "-m", "crawler", "crawl", str(profile), "--collection", str(folder)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            preexec_fn=little_room,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert full.returncode == 1
        assert "cannot write" in full.stderr
        assert "free space" in full.stderr
        kept = sum(1 for _ in (folder / "warc").iterdir())
        assert kept >= 1
        again = nianbao("crawl", profile, "--collection", folder)
        assert again.returncode == 0, again.stderr
    checked = nianbao("verify", "--json", "--collection", folder)
    assert checked.returncode == 0, checked.stdout
    assert json.loads(checked.stdout)["files"] >= 2


def test_status_and_history_print_one_json_document(nianbao: Command, crawled_sample: CrawledSample) -> None:
    folder = crawled_sample.collection.folder
    status = json.loads(nianbao("status", "--json", "--collection", folder).stdout)
    assert status["crawls"][0]["portal_id"] == "sample"
    assert len(status["coverage"]) >= 12
    changed = next(event for event in crawled_sample.ledger if event.kind == "figure_corrected")
    history = json.loads(nianbao("history", changed.url, "--json", "--collection", folder).stdout)
    assert [told["number"] for told in history] == list(range(1, len(history) + 1))
    assert "figure_changed" in {kind for told in history for kind in told["changed"]}
    assert all(told["captures"] for told in history)
    diff = json.loads(nianbao("diff", changed.url, "--json", "--collection", folder).stdout)
    assert [diff["from"], diff["to"]] == [told["id"] for told in history[-2:]]


def test_an_organ_may_be_given_by_its_short_name(nianbao: Command, crawled_sample: CrawledSample) -> None:
    def found(organ: str, *verb: str) -> Any:
        done = nianbao(*verb, "--organ", organ, "--json", "--collection", crawled_sample.collection.folder)
        return json.loads(done.stdout)

    hits = [found(organ, "search", "公开")["total"] for organ in ("交通局", "交通运输局")]
    assert hits[0] == hits[1] > 0
    assert found("交通局", "findings") == found("交通运输局", "findings") != []


def test_history_tells_when_a_report_was_taken_off_its_list(
    nianbao: Command, crawled_sample: CrawledSample
) -> None:
    folder = crawled_sample.collection.folder
    with closing(sqlite3.connect(crawled_sample.collection.catalogue_path)) as db:
        url, *times = db.execute(
            "select url, withdrawals.withdrawn_at, confirmed_at, restored_at from withdrawals"
            " join pages on pages.id = page_id where how = 'unlisted' limit 1"
        ).fetchone()
    history = json.loads(nianbao("history", url, "--json", "--collection", folder).stdout)
    (unlisted,) = [one for told in history for one in told["unlisted"]]
    assert [unlisted["withdrawn_at"], unlisted["confirmed_at"], unlisted["restored_at"]] == times
    said = [moment[:16].replace("T", " ") for moment in times if moment]
    line = f"taken off its list {said[0]} UTC, confirmed {said[1]} UTC"
    assert line in nianbao("history", url, "--collection", folder).stdout


def test_history_tells_when_a_page_that_is_back_was_gone(
    nianbao: Command, crawled_sample: CrawledSample
) -> None:
    folder = crawled_sample.collection.folder
    with closing(sqlite3.connect(crawled_sample.collection.catalogue_path)) as db:
        url, *times = db.execute(
            "select url, withdrawals.withdrawn_at, restored_at from withdrawals"
            " join pages on pages.id = page_id where restored_at is not null"
        ).fetchone()
    before, after = json.loads(nianbao("history", url, "--json", "--collection", folder).stdout)
    assert [before["withdrawn_at"], before["restored_at"]] == times
    assert (after["changed"], after["withdrawn_at"], after["restored_at"]) == (["restored"], None, None)
    gone, back = (moment[:16].replace("T", " ") for moment in times)
    assert f"withdrawn {gone} UTC, back {back} UTC" in nianbao("history", url, "--collection", folder).stdout


def test_status_tells_whole_lines_in_a_pipe(nianbao: Command, crawled_sample: CrawledSample) -> None:
    folder = crawled_sample.collection.folder
    told = nianbao("status", "--collection", folder).stdout.splitlines()
    status = json.loads(nianbao("status", "--json", "--collection", folder).stdout)
    (crawl,) = status["crawls"]
    (line,) = [line for line in told if line.startswith("crawled ")]
    assert f"{crawl['name']}: {crawl['started_at'][:10]}" in line
    assert f"{crawl['captures']} captures, {crawl['new_pages']} new pages" in line
    owing = {row["organ_name"] for row in status["overdue"] if row["report_year"] >= 2018}
    assert owing
    # Its successor reports since then.
    assert "清川市农业委员会" not in owing
    held = [line for line in told if line.startswith("held ")]
    assert len(held) == len(status["coverage"])
    for organ, line in zip(status["coverage"], held, strict=True):
        assert organ["organ"] in line
        assert all(str(year) in line for year in organ["held"] + organ["withdrawn"])


def test_a_written_diff_is_told(nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path) -> None:
    changed = next(event for event in crawled_sample.ledger if event.kind == "figure_corrected")
    page = tmp_path / "diff.html"
    done = nianbao("diff", changed.url, "--html", page, "--collection", crawled_sample.collection.folder)
    assert done.returncode == 0
    assert only_line(done.stdout).startswith(f"{page}: ")
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    unnamed = nianbao("diff", changed.url, "--html", "", "--collection", crawled_sample.collection.folder)
    assert unnamed.returncode == 2
    assert "--html" in only_line(unnamed.stderr)
    nowhere = tmp_path / "none" / "diff.html"
    failed = nianbao("diff", changed.url, "--html", nowhere, "--collection", crawled_sample.collection.folder)
    assert failed.returncode == 2
    assert "none/diff.html: cannot be written" in only_line(failed.stderr)


def test_what_is_no_wheel_is_not_published(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    wheel = tmp_path / "README.md"
    wheel.write_text("# nianbao")
    target, folder = tmp_path / "out", crawled_sample.collection.folder
    failed = nianbao("publish", target, "--wheel", wheel, "--collection", folder)
    assert failed.returncode == 2
    assert "README.md: not a wheel" in only_line(failed.stderr)
    assert not target.exists()


def test_an_export_into_no_folder_is_wrong_use(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    target = tmp_path / "none" / "a.wacz"
    done = nianbao("export", "wacz", target, "--collection", crawled_sample.collection.folder)
    assert done.returncode == 2
    assert only_line(done.stderr).startswith(f"nianbao: {target.parent}: no such folder")


def test_a_page_that_is_none_is_told_in_words(nianbao: Command, tmp_path: Path) -> None:
    saved = tmp_path / "a.html"
    saved.write_bytes(bytes(range(256)) * 4)
    told = nianbao("read", saved, "--url", "http://jia.gov.cn/a.html").stdout
    refusal = next(line for line in told.splitlines() if line.startswith("refusal"))
    assert refusal.split(maxsplit=1)[1].startswith("unreadable: ")


@pytest.mark.parametrize("url", ["http://[", "http://", "http://a:99999999/", "file:///a", "http://a/\n"])
def test_a_page_is_read_as_of_an_http_address(nianbao: Command, tmp_path: Path, url: str) -> None:
    saved = tmp_path / "a.html"
    saved.write_bytes(b"<p>a</p>")
    done = nianbao("read", saved, "--url", url)
    assert (done.returncode, done.stdout) == (2, "")
    assert "not an http(s) URL" in only_line(done.stderr)
    assert nianbao("read", saved, "--url", "HTTP://a.gov.cn/").returncode == 0


def test_an_address_that_nobody_captured_is_told(nianbao: Command, crawled_sample: CrawledSample) -> None:
    folder = crawled_sample.collection.folder
    done = nianbao("history", "http://nowhere.example/", "--collection", folder)
    assert done.returncode == 2
    assert "not in this collection" in only_line(done.stderr)


def test_an_argument_that_is_no_text_is_wrong_use(nianbao: Command, crawled_sample: CrawledSample) -> None:
    no_text = os.fsdecode(b"\xc9\xfe")  # half of GBK, as a terminal of another charset sends it
    done = nianbao("history", no_text, "--collection", crawled_sample.collection.folder)
    assert (done.returncode, done.stderr) == (2, "nianbao: '\\udcc9\\udcfe': no UTF-8 text\n")


@pytest.mark.parametrize("verb", ["history", "diff"])
def test_a_revision_where_a_page_is_wanted_is_told_with_its_page(
    nianbao: Command, crawled_sample: CrawledSample, verb: str
) -> None:
    folder = crawled_sample.collection.folder
    with closing(sqlite3.connect(crawled_sample.collection.catalogue_path)) as db:
        revision, page = db.execute("select id, page_id from revisions where number = 2").fetchone()
    done = nianbao(verb, revision, "--collection", folder)
    assert done.returncode == 2
    assert f"{revision}: one revision of page {page}" in only_line(done.stderr)
    assert nianbao(verb, page, "--collection", folder).returncode == 0


def test_search_finds_two_characters_of_a_text(nianbao: Command, crawled_sample: CrawledSample) -> None:
    found = json.loads(
        nianbao("search", "人防", "--json", "--collection", crawled_sample.collection.folder).stdout
    )
    assert found["total"] > 0
    assert "人防" in found["hits"][0]["snippet"]


def test_search_narrows_by_options_and_orders(nianbao: Command, crawled_sample: CrawledSample) -> None:
    folder = crawled_sample.collection.folder
    asked = ["search", "“政府信息公开", "--year", "2018", "--organ", "局", "--order", "date", "--json"]
    found = json.loads(nianbao(*asked, "--collection", folder).stdout)
    dates = [hit["published_on"] or "" for hit in found["hits"]]
    assert dates == sorted(dates, reverse=True)
    assert {hit["report_year"] for hit in found["hits"]} == {2018}
    assert all("局" in hit["organ"] for hit in found["hits"])
    assert found["notes"][0]["zh"].startswith("引号没有另一半")


def test_search_takes_words_that_begin_with_a_hyphen(nianbao: Command, crawled_sample: CrawledSample) -> None:
    folder = crawled_sample.collection.folder

    def total(*asked: str) -> int:
        done = nianbao("search", "--json", "--collection", folder, *asked)
        assert done.returncode == 0, done.stderr
        return int(json.loads(done.stdout)["total"])

    both = total("人防", "--year", "2018")
    assert both + total("-人防", "--year", "2018") == total("year:2018")
    assert total("--limit", "1", "-人防 year:2018") == total("--", "-人防 year:2018") < total("year:2018")
    wrong = nianbao("search", "人防", "--limt", "5", "--collection", folder)
    assert wrong.returncode == 2
    assert "--limt" in only_line(wrong.stderr)


def test_search_says_when_it_took_words_apart(nianbao: Command, crawled_sample: CrawledSample) -> None:
    done = nianbao("search", "人防办2018年年报", "--collection", crawled_sample.collection.folder)
    assert done.returncode == 0
    assert "分开检索“人防办 2018年 年报” / nothing was found as typed" in done.stderr
    assert not done.stdout.endswith("\n0 found\n")


def test_what_a_hit_does_not_tell_is_a_dash_as_read_has_it(
    nianbao: Command, crawled_sample: CrawledSample
) -> None:
    """A picture in place of a table has neither title, organ nor date."""
    asked = ("search", "kind:other -title:报告 -title:公开", "--collection", crawled_sample.collection.folder)
    hits = [line for line in nianbao(*asked).stdout.splitlines() if "  http" in line]
    assert hits
    assert all("  —  —  —  http" in line for line in hits)


def test_an_address_that_is_not_to_be_had_is_told(nianbao: Command, crawled_sample: CrawledSample) -> None:
    done = nianbao(
        "serve", "--host", "256.0.0.1", "--port", "0", "--collection", crawled_sample.collection.folder
    )
    assert done.returncode == 2
    assert only_line(done.stderr).endswith("choose another --host or --port")


def test_a_catalogue_of_a_newer_version_is_told_and_made_again_before_more_is_put_in(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    folder = shutil.copytree(crawled_sample.collection.folder, tmp_path / "c")
    for name in ("catalogue.db", "published.db"):
        with closing(sqlite3.connect(folder / name)) as db:
            db.execute(
                "insert into _sqlite_migrations(migration_set, name, applied_at) values ('nianbao', '9999', '')"
            )
            db.commit()
    for asked in (("search", "年报"), ("publish", tmp_path / "site"), ("serve", "--port", "0")):
        done = nianbao(*asked, "--collection", folder)
        assert done.returncode == 1
        assert "catalogue.db: of a newer version of nianbao: use that, or run `nianbao rebuild`" in only_line(
            done.stderr
        )
    with Catalogue(folder / "catalogue.db") as catalogue:
        assert not catalogue.is_current()


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "csv", ""),
        ("export", "warc", ""),
        ("export", "warc", "exported.warc"),
        ("publish", ""),
        ("findings", "--organ", " "),
        ("status", "--collection", ""),
    ],
)
def test_an_empty_or_wrong_name_is_wrong_use_and_nothing_is_written(
    nianbao: Command,
    crawled_sample: CrawledSample,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NIANBAO_COLLECTION", str(crawled_sample.collection.folder))
    done = nianbao(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert only_line(done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_read_tells_what_one_saved_page_says(nianbao: Command, tmp_path: Path) -> None:
    page = tmp_path / "empty.html"
    page.write_bytes(b"")
    done = nianbao("read", page, "--url", "http://www.example.org/a.html", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["refusal"] is not None
    assert {"title", "published_on", "report_year", "tables", "figures", "dates"} <= told.keys()


def test_verify_tells_damage_and_exits_with_one(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    shutil.copytree(crawled_sample.collection.folder, tmp_path / "copy")
    files = sorted(open_collection(tmp_path / "copy").warc_folder.glob("*.warc.gz"))
    files[0].unlink()
    body = bytearray(files[1].read_bytes())
    body[len(body) // 2] ^= 0xFF
    files[1].write_bytes(body)
    files[2].write_bytes(files[2].read_bytes()[:-40])
    done = nianbao("verify", "--collection", tmp_path / "copy")
    assert done.returncode == 1
    assert f"{files[0].name}: missing file" in done.stdout
    assert files[1].name in done.stdout
    assert f"{files[2].name}: truncated file" in done.stdout or f"{files[2].name}: byte" in done.stdout


def test_verify_tells_what_is_hit_and_what_next(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    collection = open_collection(shutil.copytree(crawled_sample.collection.folder, tmp_path / "copy"))
    sql = (
        "select warc_file, warc_offset, warc_bytes, url, captured_at, id from captures"
        " where role = 'page' and outcome = 'read' and record_type = 'response' order by captured_at desc"
    )
    with closing(sqlite3.connect(collection.catalogue_path)) as db:
        name, offset, length, url, at, capture = db.execute(sql).fetchone()
    path = collection.warc_folder / name
    body = bytearray(path.read_bytes())
    body[offset + length // 2] ^= 1
    path.write_bytes(body)
    done = nianbao("verify", "--collection", tmp_path / "copy")
    assert done.returncode == 1
    (line,) = (line for line in done.stdout.splitlines() if "altered record" in line)
    assert line.startswith(f"{name}: byte {offset}: altered record: ")
    assert line.endswith(f" ({url}, {at[:10]} {at[11:16]} UTC)")
    assert "put back a whole copy" in only_line(done.stderr)
    told = json.loads(nianbao("verify", "--json", "--collection", tmp_path / "copy").stdout)
    (altered,) = (damage for damage in told["damages"] if damage["kind"] == "altered record")
    assert (altered["capture"], altered["url"], altered["captured_at"]) == (capture, url, at)


def test_verify_tells_of_many_revisits_of_a_lost_file_how_many(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    collection = open_collection(shutil.copytree(crawled_sample.collection.folder, tmp_path / "copy"))
    min(collection.warc_folder.glob("*.warc.gz")).unlink()
    done = nianbao("verify", "--collection", tmp_path / "copy")
    told = json.loads(nianbao("verify", "--json", "--collection", tmp_path / "copy").stdout)["damages"]
    lines = done.stdout.splitlines()
    assert len(lines) < len(told)
    assert lines[-1].endswith(f"faults: {len(told)}")
    more = [
        int(line.split(": ")[-2].split()[0]) for line in lines if line.endswith("more (all of them: --json)")
    ]
    assert sum(more) + sum(" byte " in line or "missing file" in line for line in lines) == len(told)


def test_what_is_no_year_is_told_as_such(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    for verb in (("search", "报告"), ("findings",), ("export", "csv", tmp_path / "out")):
        done = nianbao(*verb, "--year", "2018..2020", "--collection", crawled_sample.collection.folder)
        assert done.returncode == 2
        assert "'2018..2020' is not a valid year." in only_line(done.stderr)


def test_a_filter_that_holds_nothing_is_wrong_use(nianbao: Command, crawled_sample: CrawledSample) -> None:
    folder = crawled_sample.collection.folder
    for organ in ('"', "”", "", "  ", os.fsdecode(b"\xff"), '财政" OR "人', "财" * 300):
        done = nianbao("search", "报告", "--organ", organ, "--collection", folder)
        assert (done.returncode, done.stdout) == (2, ""), organ
        assert "--organ" in only_line(done.stderr)


def test_a_filter_holds_whatever_the_query_begins_with(
    nianbao: Command, crawled_sample: CrawledSample
) -> None:
    folder = crawled_sample.collection.folder
    for query in ("报告", "OR 报告", "| 报告", "｜报告"):
        done = nianbao("search", query, "--organ", "财政局", "--json", "--collection", folder)
        hits = json.loads(done.stdout)["hits"]
        assert hits, query
        assert all("财政局" in hit["organ"] for hit in hits), query


def test_a_pipe_is_no_file_to_read(nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.toml"
    os.mkfifo(pipe)
    for verb in (("read", pipe, "--url", "http://jia.gov.cn/"), ("portals", "check", pipe), ("import", pipe)):
        done = nianbao(*verb)
        assert done.returncode == 2, verb
        assert f"{pipe}: not a regular file" in only_line(done.stderr)
    folder = shutil.copytree(crawled_sample.collection.folder, tmp_path / "copy")
    os.mkfifo(folder / "warc" / "a.warc.gz")
    os.mkfifo(folder / "warc" / "b.warc.gz.open")
    checked = nianbao("verify", "--collection", folder)
    assert checked.returncode == 1
    assert "a.warc.gz: surplus file: not a regular file\n" in checked.stdout
    assert "b.warc.gz: surplus file: not a regular file\n" in checked.stdout


@pytest.mark.parametrize("how", ["emptied", "no database", "malformed", "gone"])
def test_a_catalogue_that_cannot_be_read_takes_the_place_of_no_published_copy(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path, how: str
) -> None:
    collection = open_collection(shutil.copytree(crawled_sample.collection.folder, tmp_path / "copy"))
    catalogue, published = collection.catalogue_path, collection.published_path.read_bytes()
    data = catalogue.read_bytes()
    if how == "gone":
        catalogue.unlink()
    else:
        malformed = data[:8192] + bytes(len(data) // 2) + data[8192 + len(data) // 2 :]
        catalogue.write_bytes({"emptied": b"", "no database": b"no database" * 99}.get(how, malformed))
    done = nianbao("publish", tmp_path / "site", "--collection", collection.folder)
    assert done.returncode == 1
    line = only_line(done.stderr)
    assert str(catalogue) in line
    assert "nianbao rebuild" in line
    assert collection.published_path.read_bytes() == published
    assert not (tmp_path / "site").exists()


def test_a_release_lacks_no_evidence_unless_it_is_told_to(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    collection = open_collection(shutil.copytree(crawled_sample.collection.folder, tmp_path / "copy"))
    victim = max(collection.warc_folder.glob("*.warc.gz"))
    publish = ("publish", tmp_path / "site", "--collection", collection.folder)
    for data in (victim.read_bytes()[:1000], None):
        victim.write_bytes(data) if data else victim.unlink()
        done = nianbao(*publish)
        assert done.returncode == 1
        assert str(victim) in only_line(done.stderr)
        assert not (tmp_path / "site").exists()
    assert nianbao(*publish, "--without-warc").returncode == 0


def test_a_published_copy_that_is_none_needs_a_person(
    nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    collection = open_collection(shutil.copytree(crawled_sample.collection.folder, tmp_path / "copy"))
    published = collection.published_path
    serve = ("serve", "--port", "0", "--collection", collection.folder)
    published.write_bytes(b"")
    told = [nianbao(*serve)]
    published.unlink()
    told.append(nianbao(*serve))
    published.mkdir()
    told += [nianbao(*serve), nianbao("publish", tmp_path / "site", "--collection", collection.folder)]
    for done in told:
        assert done.returncode == 1
        assert str(published) in only_line(done.stderr)


def test_a_full_disk_is_no_wrong_use(nianbao: Command, crawled_sample: CrawledSample, tmp_path: Path) -> None:
    collection = open_collection(shutil.copytree(crawled_sample.collection.folder, tmp_path / "copy"))
    published = collection.published_path.read_bytes()
    changed = next(event for event in crawled_sample.ledger if event.kind == "figure_corrected")
    shown = tmp_path / "diff.html"
    shown.write_text("an earlier one")

    def little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    for verb in (("publish", tmp_path / "site"), ("diff", changed.url, "--html", shown)):
        done = subprocess.run(
            [sys.executable, "-B", "-m", "crawler", *map(str, verb), "--collection", str(collection.folder)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            preexec_fn=little_room,
        )
        assert done.returncode == 1, verb
        assert "free space" in only_line(done.stderr)
    assert collection.published_path.read_bytes() == published
    assert shown.read_text() == "an earlier one"
    inside = nianbao(
        "diff", changed.url, "--html", collection.catalogue_path, "--collection", collection.folder
    )
    assert inside.returncode == 2
    assert "inside the collection" in only_line(inside.stderr)
