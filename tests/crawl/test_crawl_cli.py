"""The verbs `crawl` and `portals`: exit statuses, one-line errors, one JSON document."""

import json
import os
import resource
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive.cli import verbs as archive_verbs
from archive.collection import create_collection
from crawler.cli import VERBS, find_verb, main
from metadata.profile import load_profile


def nianbao(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="nianbao")


@pytest.fixture
def profile(portal: Any, tmp_path: Path) -> Path:
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    portal.report("/ndbg/t20240130_1.html")
    path = tmp_path / "qingchuan.toml"
    path.write_text(portal.profile_text(), encoding="utf-8")
    return path


def test_crawl_ends_with_a_summary_and_status_0(profile: Path, tmp_path: Path) -> None:
    done = nianbao("crawl", str(profile), "--collection", str(tmp_path / "c"), "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    (summary,) = json.loads(done.stdout)
    assert (summary["portal"], summary["pages"], summary["missing"]) == ("qingchuan", 1, [])
    assert (tmp_path / "c" / "published.db").exists()


def test_a_crawl_whose_copy_the_disk_does_not_take_is_told_all_the_same(
    profile: Path, tmp_path: Path
) -> None:
    create_collection(tmp_path / "c")
    (tmp_path / "c" / "published.db").mkdir()
    done = nianbao("crawl", str(profile), "--collection", str(tmp_path / "c"), "--json")
    assert done.exit_code == 1
    assert [summary["pages"] for summary in json.loads(done.stdout)] == [1]
    assert "published.db: not a regular file" in done.stderr


def test_a_crawl_without_a_terminal_prints_plain_lines(profile: Path, tmp_path: Path) -> None:
    done = nianbao("crawl", str(profile), "--collection", str(tmp_path / "c"))
    assert done.stdout.startswith("qingchuan: finished after ")
    assert "\x1b" not in done.stdout + done.stderr


def test_the_family_that_the_pages_tell_is_said(profile: Path, tmp_path: Path) -> None:
    profile.write_text(profile.read_text().replace('"trs"', '"detect"'), encoding="utf-8")
    done = nianbao("crawl", str(profile), "--collection", str(tmp_path / "c"))
    (line,) = [line for line in done.stderr.splitlines() if "reads as family" in line]
    assert line.endswith("/ndbg/ reads as family trs")


def test_a_portal_that_changed_its_cms_is_crawled_on_and_told(
    portal: Any, profile: Path, tmp_path: Path
) -> None:
    portal.page(
        "/ndbg/", '{"articles": [{"url": "t20240130_1.html", "title": "清川市档案馆2023年年度报告"}]}'
    )
    portal.pages["/gkmlpt/api/all/1"] = portal.pages.pop("/ndbg/")
    profile.write_text(
        profile.read_text().replace('url = "/ndbg/"', 'url = "/gkmlpt/api/all/1"'), encoding="utf-8"
    )
    portal.report("/gkmlpt/api/all/t20240130_1.html")
    done = nianbao("crawl", str(profile), "--collection", str(tmp_path / "c"))
    assert "WARNING qingchuan: " in done.stderr
    assert "reads as family guangdong, its profile says trs" in done.stderr
    assert "1 list pages, 1 entries, 1 pages" in done.stdout


def test_a_scheduled_run_with_nothing_to_crawl_says_why(profile: Path, tmp_path: Path) -> None:
    due = ("crawl", "--due", "--collection", str(tmp_path / "c"))
    mistyped = nianbao(*due)
    assert (mistyped.exit_code, (tmp_path / "c").exists()) == (2, False)
    create_collection(tmp_path / "c")
    done = nianbao(*due)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.endswith("no portal was crawled into it yet: name one to begin\n")
    assert nianbao("crawl", str(profile), "--collection", str(tmp_path / "c")).exit_code == 0
    assert ": nothing to crawl before 20" in nianbao(*due).stdout
    assert json.loads(nianbao(*due, "--json").stdout) == []


def test_history_says_of_what_has_no_revisions_why(portal: Any, profile: Path, tmp_path: Path) -> None:
    portal.page("/ndbg/t20240130_1.html", "<h1>网站防火墙</h1>您的请求带有不合法参数")
    nianbao("crawl", str(profile), "--collection", str(tmp_path / "c"))
    of_list = nianbao("history", f"{portal.url}/ndbg/", "--collection", str(tmp_path / "c"))
    assert of_list.exit_code == 2
    assert "/ndbg/: captured as a list page: only pages with text have revisions" in of_list.stderr
    address = (f"{portal.url}/ndbg/t20240130_1.html", "--collection", str(tmp_path / "c"))
    told = "t20240130_1.html: no revisions yet: no capture of it could be read\n"
    refused = nianbao("history", *address)
    assert (refused.exit_code, refused.stderr) == (0, "")
    assert refused.stdout.endswith(told)
    compared = nianbao("diff", *address)
    assert compared.exit_code == 2
    assert compared.stderr.endswith(told)


def test_of_very_many_lists_that_are_gone_the_first_are_named(
    portal: Any, profile: Path, tmp_path: Path
) -> None:
    pager = "<script>createPageHTML(100, 0, 'index', 'html');</script>"
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年政府信息公开工作年度报告"}, pager)
    told = nianbao("crawl", str(profile), "--collection", str(tmp_path / "c"))
    gone = [line for line in told.stderr.splitlines() if line.endswith(": no list: status 404")]
    assert (told.exit_code, len(gone)) == (1, 4)
    assert gone[-1] == "nianbao: qingchuan: 96 more: no list: status 404"
    status = nianbao("status", "--collection", str(tmp_path / "c")).stdout
    assert status.count(": no list: status 404\n") == 4


def test_a_missed_expectation_is_status_1(profile: Path, tmp_path: Path) -> None:
    profile.write_text(profile.read_text() + "[expectations]\nentries = 5\n", encoding="utf-8")
    done = nianbao("crawl", str(profile), "--collection", str(tmp_path / "c"))
    assert done.exit_code == 1
    assert "nianbao: qingchuan: 1 entries listed, expected 5 or more" in done.stderr
    status = nianbao("status", "--collection", str(tmp_path / "c")).stdout
    assert "not had  qingchuan: 1 entries listed, expected 5 or more\n" in status


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            ("crawl", "atlantis"),
            "nianbao: atlantis: no such portal; `nianbao portals` lists them, or name a .toml file",
        ),
        (
            ("crawl",),
            "nianbao: Missing argument 'PORTAL...'. (`nianbao crawl --help` lists its options)",
        ),
        (("crawl", "none.toml"), "nianbao: none.toml: cannot be read: No such file or directory"),
        (
            ("crawl", "--due", "--max-hours", "nan"),
            "nianbao: --max-hours nan: no number of hours: give one, or leave the option out",
        ),
        (("fly",), "nianbao: No such command 'fly'. (`nianbao --help` lists the verbs)"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(arguments: tuple[str, ...], error: str) -> None:
    done = nianbao(*arguments)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", error + "\n")


def test_a_folder_that_is_no_collection_is_left_alone(profile: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"x")
    done = nianbao("crawl", str(profile), "--collection", str(tmp_path / "photos"))
    assert done.exit_code == 2
    assert "not a collection" in done.stderr
    assert done.stderr.count("\n") == 1
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["a.jpg"]


def test_portals_are_listed() -> None:
    done = nianbao("portals", "--json")
    listed = {portal["id"]: portal for portal in json.loads(done.stdout)}
    assert listed["shenyang"]["channels"][0]["url"] == "https://www.shenyang.gov.cn/zwgk/zfxxgkndgzbg/"
    assert listed["shenyang"]["checked"] == "never"


def test_portals_of_the_collection_that_are_not_registered_are_listed_too(
    profile: Path, tmp_path: Path
) -> None:
    nianbao("crawl", str(profile), "--collection", str(tmp_path / "c"))
    done = nianbao("portals", "--json", "--collection", str(tmp_path / "c"))
    listed = {portal["id"]: portal for portal in json.loads(done.stdout)}
    assert listed["shenyang"]["registered"]
    own = listed["qingchuan"]
    assert (own["registered"], own["home"]) == (False, load_profile(profile).home)
    assert own["last_crawl"] < own["next_due"]
    assert "qingchuan" in nianbao("portals", "--collection", str(tmp_path / "c")).stdout
    with closing(sqlite3.connect(tmp_path / "c" / "catalogue.db")) as db, db:
        db.execute("update portals set profile = 'level = 5'")
    told = nianbao("portals", "--collection", str(tmp_path / "c"))
    assert (told.exit_code, "qingchuan" in told.stdout, "shenyang" in told.stdout) == (0, False, True)
    assert told.stderr.startswith("nianbao: the last profile of qingchuan: home: missing; ")


def test_check_says_what_to_fix(profile: Path) -> None:
    done = nianbao("portals", "check", str(profile))
    assert done.exit_code == 1
    assert f"{profile}: division: none: find its six digits" in done.stdout
    assert f"{profile}: expectations: none" in done.stdout
    profile.write_text("level = 5", encoding="utf-8")
    broken = nianbao("portals", "check", str(profile))
    told = ("home: missing", "channels: none named: at least one [[channels]] is needed", "id: missing")
    assert broken.exit_code == 1
    assert broken.stderr.splitlines() == [
        f"nianbao: {profile}: {each}" for each in (*told, "name: missing", "level: not a text")
    ]


@pytest.mark.parametrize("given", [b"# nianbao\n\nA readme.\n", b"\x89PNG\r\n\x1a\n\xff"])
def test_to_check_what_is_no_profile_at_all_is_wrong_use(tmp_path: Path, given: bytes) -> None:
    file = tmp_path / "file.toml"
    file.write_bytes(given)
    done = nianbao("portals", "check", str(file))
    assert done.exit_code == 2
    assert done.stderr.startswith(f"nianbao: {file}: not ")


def test_portals_of_a_folder_that_is_no_collection_are_not_never_crawled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = nianbao("portals", "--collection", str(tmp_path / "nope"))
    assert (named.exit_code, named.stdout) == (2, "")
    assert "nope: not a collection" in named.stderr
    monkeypatch.chdir(tmp_path)
    assert nianbao("portals").stderr == ""
    monkeypatch.setenv("NIANBAO_COLLECTION", str(tmp_path / "nope"))
    told = nianbao("portals")
    assert (told.exit_code, len(told.stderr.splitlines())) == (0, 1)
    assert "nope: not a collection" in told.stderr
    assert "shenyang" in told.stdout


def test_add_writes_a_draft_that_can_be_crawled(portal: Any, profile: Path, tmp_path: Path) -> None:
    portal.asked.clear()
    done = nianbao("portals", "add", f"{portal.url}/ndbg/", "--to", str(tmp_path / "new" / "drafts"))
    assert done.exit_code == 0, done.stderr
    assert "family trs, 1 entries" in done.stdout
    assert portal.paths()[0] == "/robots.txt"
    draft = tmp_path / "new" / "drafts" / "127-0-0-1.toml"
    again = nianbao("crawl", str(draft), "--collection", str(tmp_path / "c"), "--json")
    assert json.loads(again.stdout)[0]["pages"] == 1
    assert nianbao("portals", "add", f"{portal.url}/ndbg/", "--to", str(draft.parent)).exit_code == 2


def test_a_draft_of_a_page_that_bears_no_marks_leaves_the_family_to_each_list(
    portal: Any, profile: Path, tmp_path: Path
) -> None:
    portal.page("/xxgk/", '<h1>年度报告</h1><ul><li><a href="./2023n/">2023年</a></li></ul>')
    portal.pages["/xxgk/2023n/"] = portal.pages["/ndbg/"]
    portal.report("/xxgk/2023n/t20240130_1.html")
    done = nianbao("portals", "add", f"{portal.url}/xxgk/", "--to", str(tmp_path))
    assert "family detect, 0 entries" in done.stdout
    assert "1 channels below" in done.stdout
    assert load_profile(tmp_path / "127-0-0-1.toml").expectations.entries == 1  # no entry at all is told
    crawl = nianbao("crawl", str(tmp_path / "127-0-0-1.toml"), "--collection", str(tmp_path / "c"))
    assert "/xxgk/2023n/ reads as family trs" in crawl.stderr
    assert "2 list pages, 1 entries, 1 pages" in crawl.stdout


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://[", "not an http(s) URL"),
        ("http://]", "not an http(s) URL"),
        ("https://[::ffff:127.0.0.1", "not an http(s) URL"),
        ("http://℀.cn/", "not an http(s) URL"),  # NFKC makes `a/c` of it
        ("http://127.0.0.1:0/", "not an http(s) URL"),
        ("ftp://a.gov.cn/", "not an http(s) URL"),
        ("http://127.0.0.1:1/\udcff", "bytes that are no UTF-8"),
        ("http://127.0.0.1:1/a\nb", "control characters"),
        ("http://127.0.0.1:1/a\0b", "control characters"),
        ("http://127.0.0.1:1/a b", "not an http(s) URL"),
        ('http://a"b.gov.cn/', "not a host name"),
        ("http://[::1]:18931/", "a raw address"),
        ("http://[::ffff:127.0.0.1]/", "a raw address"),
    ],
)
def test_add_refuses_in_one_line_what_is_no_address_to_ask(tmp_path: Path, url: str, reason: str) -> None:
    done = nianbao("portals", "add", url, "--to", str(tmp_path / "drafts"))
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert reason in line
    assert not (tmp_path / "drafts").exists()


def test_a_draft_holds_its_address_as_it_is_asked_for(portal: Any, tmp_path: Path) -> None:
    address = f'{portal.url}/nd"b年/#top'.replace("http:", "HTTP:")
    portal.listing("/nd%22b%E5%B9%B4/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    done = nianbao("portals", "add", address, "--to", str(tmp_path))
    assert done.exit_code == 0, done.stderr
    (channel,) = load_profile(tmp_path / "127-0-0-1.toml").channels
    assert channel.url == f"{portal.url}/nd%22b%E5%B9%B4/"


def test_a_portal_that_cannot_be_looked_at_is_told_in_one_line(portal: Any, tmp_path: Path) -> None:
    portal.page("/robots.txt", "User-agent: *\nDisallow: /ndbg/\n")
    for url in ("http://127.0.0.1:1/ndbg/", f"{portal.url}/ndbg/"):
        command = [sys.executable, "-m", "crawler", "portals", "add", url, "--to", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert line.startswith(f"nianbao: {url}: ")
        assert "robots.txt" in line


@pytest.mark.parametrize("proxy", ["nonsense", "http://[", "http://", "socks5://127.0.0.1:1080", ""])
def test_what_is_no_proxy_is_wrong_use(profile: Path, tmp_path: Path, proxy: str) -> None:
    folder = tmp_path / "c"
    crawl = nianbao("crawl", str(profile), "--collection", str(folder), "--proxy", proxy)
    add = nianbao("portals", "add", "http://127.0.0.1:1/", "--to", str(folder), "--proxy", proxy)
    assert (crawl.exit_code, add.exit_code) == (2, 2)
    assert "is not a proxy's URL" in crawl.stderr
    assert len((crawl.stderr + add.stderr).splitlines()) == 2
    assert not folder.exists()


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:3128", "127.0.0.1:3128", "http://proxy.example"])
def test_a_proxy_needs_no_scheme_where_it_has_a_port(profile: Path, tmp_path: Path, proxy: str) -> None:
    done = nianbao("crawl", str(profile), "--collection", str(tmp_path / "c"), "--proxy", proxy)
    assert done.exit_code == 0, done.stderr


def test_scrapy_lists_and_crawls_portals_too(profile: Path, tmp_path: Path) -> None:
    scrapy = [sys.executable, "-m", "scrapy"]
    root = Path(__file__).parents[2]
    listed = subprocess.run([*scrapy, "list"], capture_output=True, text=True, check=True, cwd=root)
    assert "shenyang" in listed.stdout.splitlines()
    crawl = [*scrapy, "crawl", str(profile), "-s", f"NIANBAO_COLLECTION={tmp_path / 'c'}"]
    done = subprocess.run(crawl, capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "c" / "published.db").exists()


def test_a_killed_crawl_goes_on_where_it_was_and_loses_nothing(portal: Any, tmp_path: Path) -> None:
    names = [f"t202401{day:02}_{day}.html" for day in range(1, 31)]
    portal.listing("/ndbg/", {name: f"清川市第{name[7:9]}局2023年年度报告" for name in names})
    for name in names:
        portal.report(f"/ndbg/{name}", f"清川市第{name[7:9]}局", count=int(name[7:9]))
    profile = tmp_path / "qingchuan.toml"
    profile.write_text(portal.profile_text().replace("delay_s = 0", "delay_s = 0.1"), encoding="utf-8")
    command = [sys.executable, "-m", "crawler", "crawl", str(profile), "--collection", str(tmp_path / "c")]
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(portal.asked) < 15:
        assert killed.poll() is None
        time.sleep(0.05)
    killed.kill()
    killed.wait()
    done = nianbao("crawl", str(profile), "--collection", str(tmp_path / "c"), "--json")
    (summary,) = json.loads(done.stdout)
    assert (done.exit_code, summary["entries"], summary["missing"]) == (0, 30, [])
    db = sqlite3.connect(tmp_path / "c" / "catalogue.db")
    try:
        (held,) = db.execute("select count(*) from pages where revisions > 0").fetchone()
        ends = [row[0] for row in db.execute("select end_reason from crawls order by started_at")]
    finally:
        db.close()
    assert held == 30
    assert ends == ["interrupted", "finished"]


def test_status_counts_what_a_crawl_under_way_has_brought_and_calls_it_not_ended(
    portal: Any, tmp_path: Path
) -> None:
    names = [f"t202401{day:02}_{day}.html" for day in range(1, 31)]
    portal.listing("/ndbg/", {name: f"清川市第{name[7:9]}局2023年年度报告" for name in names})
    for name in names:
        portal.report(f"/ndbg/{name}", f"清川市第{name[7:9]}局", count=int(name[7:9]))
    profile = tmp_path / "qingchuan.toml"
    profile.write_text(portal.profile_text().replace("delay_s = 0", "delay_s = 1"), encoding="utf-8")
    folder = str(tmp_path / "c")
    command = [sys.executable, "-m", "crawler", "crawl", str(profile), "--collection", folder]
    crawl = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        told = ""
        while "held " not in told:
            assert crawl.poll() is None
            time.sleep(0.2)
            told = nianbao("status", "--collection", folder).stdout
        (line,) = [line for line in told.splitlines() if line.startswith("crawled ")]
        assert "UTC, not ended: " in line
        assert int(line.partition("not ended: ")[2].split()[0]) >= 3  # robots.txt, a list page, a report
        assert ", 0 new pages" not in line
    finally:
        crawl.kill()
        crawl.wait()


def test_the_help_says_of_each_verb_what_the_verb_says_of_itself() -> None:
    assert {name: find_verb(name).get_short_help_str(limit=200) for name in VERBS} == VERBS
    assert {verb.name for verb in archive_verbs} <= VERBS.keys()


def test_the_help_imports_neither_scrapy_nor_a_database() -> None:
    heavy = "{'scrapy', 'twisted', 'sqlite_utils', 'lxml', 'rich'}"
    code = f"import sys, crawler.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("records", [1, 2, 3])
def test_a_crawl_that_is_told_to_end_at_its_very_start_ends(
    records: int, portal: Any, profile: Path, tmp_path: Path
) -> None:
    rows = {f"t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in range(3)}
    portal.listing("/ndbg/", rows)
    profile.write_text(portal.profile_text().replace("delay_s = 0", "delay_s = 2"), encoding="utf-8")
    told = end_at_start(profile, tmp_path / "c", records)
    assert "the crawl was cut short: interrupted" in told
    assert [path.suffix for path in (tmp_path / "c").glob("warc/*")] == [".gz"]


def test_a_crawl_that_is_told_to_end_at_its_very_start_asks_for_no_files_that_one_before_it_left(
    portal: Any, profile: Path, tmp_path: Path
) -> None:
    links = "".join(f"<p><a href='{n}.doc'>附件.doc</a></p>" for n in range(40))
    portal.report("/ndbg/t20240130_1.html", more=links)
    profile.write_text(portal.profile_text(extra="max_requests = 3"), encoding="utf-8")
    assert nianbao("crawl", str(profile), "--collection", str(tmp_path / "c")).exit_code == 1
    profile.write_text(portal.profile_text().replace("delay_s = 0", "delay_s = 2"), encoding="utf-8")
    end_at_start(profile, tmp_path / "c", 1)
    assert not any(path.endswith(".doc") for path in portal.paths())


def end_at_start(profile: Path, folder: Path, records: int) -> str:
    """Tell a crawl to end when it has written so many records; returns what it says on standard error."""
    command = [sys.executable, "-m", "crawler", "crawl", str(profile), "--collection", str(folder)]
    crawl = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    # From the moment at which the crawl's start is on the disk: the engine is only then being made.
    while len(b"".join(path.read_bytes() for path in folder.glob("warc/*.open"))) < 400 * records:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    crawl.terminate()
    _, told = crawl.communicate(timeout=30)
    assert crawl.returncode == 1
    return told


@pytest.mark.parametrize(
    "between",
    [
        {"status": 301, "headers": {"Location": "/xxgk/"}},
        {"body": "<meta http-equiv=refresh content='0;url=/xxgk/'>"},
        {"body": "<body><iframe src='/xxgk/' width='100%'></iframe></body>"},
    ],
    ids=["redirect", "landing page", "frame"],
)
def test_a_draft_tells_of_the_list_that_its_address_leads_to(
    between: dict[str, Any], portal: Any, tmp_path: Path
) -> None:
    portal.page("/xxgk", between.pop("body", ""), **between)
    portal.listing("/xxgk/", {f"t20240130_{n}.html": f"清川市第{n}局2023年年度报告" for n in range(3)})
    for number in range(3):
        portal.report(f"/xxgk/t20240130_{number}.html", f"清川市第{number}局")
    done = nianbao("portals", "add", f"{portal.url}/xxgk", "--to", str(tmp_path))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "family trs, 3 entries" in done.stdout
    crawl = nianbao("crawl", str(tmp_path / "127-0-0-1.toml"), "--collection", str(tmp_path / "c"))
    assert crawl.exit_code == 0
    assert "1 list pages, 3 entries, 3 pages" in crawl.stdout


def test_a_draft_counts_the_channels_below_where_a_column_moved_to(portal: Any, tmp_path: Path) -> None:
    portal.page("/old/nb/", "", status=301, headers={"Location": "/xxgk/"})
    portal.page("/xxgk/", "<li><a href='sj/'>市级</a></li><li><a href='qj/'>区级</a></li>")
    done = nianbao("portals", "add", f"{portal.url}/old/nb/", "--to", str(tmp_path))
    assert "2 channels below" in done.stdout, done.stderr


def test_a_look_for_which_the_disk_has_no_room_is_told_in_one_line(portal: Any, tmp_path: Path) -> None:
    portal.listing("/ndbg/", {"t20240130_1.html": "清川市档案馆2023年年度报告"})
    for most_bytes in (0, 20_000):  # the collection cannot be made; its catalogue cannot be written
        done = subprocess.run(
            [sys.executable, "-m", "crawler", "portals", "add", f"{portal.url}/ndbg/", "--to", str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (most_bytes, most_bytes)),
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},  # Python would keep half of a module
        )
        assert (done.returncode, done.stderr.count("nianbao: ")) == (1, 1), done.stderr
        assert "free space" in done.stderr
        assert "Traceback" not in done.stderr
