"""The schedule that is printed runs as it stands."""

from __future__ import annotations

import configparser
import shlex
import subprocess
from pathlib import Path

from click.testing import CliRunner

from archive.collection import Keeper, create_collection
from crawler.schedule import schedule_text, schedule_verb


def test_unit_timer_and_cron_line_crawl_what_is_due_in_this_collection(tmp_path: Path) -> None:
    folder = tmp_path / "with a blank and 50%"
    collection = create_collection(
        folder, Keeper("青山 archive,\n50% of it", "A keeper", "https://example.org/")
    )
    text = schedule_text(collection, Path("/opt/nianbao/bin/nianbao"))
    service, _, rest = text.partition("\n# /etc/systemd/system/")
    timer, _, cron = rest.partition("\n# or ")
    unit = configparser.RawConfigParser(strict=False)
    unit.read_string(service.partition("\n")[2])
    wanted = ["/opt/nianbao/bin/nianbao", "crawl", "--due", "--max-hours", "20", "--collection", str(folder)]
    assert shlex.split(unit["Service"]["ExecStart"].replace("%%", "%")) == wanted
    assert unit["Unit"]["Description"].endswith("the collection 青山 archive, 50%% of it")
    clock = configparser.RawConfigParser(strict=False)
    clock.read_string(timer[timer.index("[Unit]") :])
    assert clock["Install"]["WantedBy"] == "timers.target"
    assert clock["Timer"]["OnCalendar"].endswith("UTC")
    line = cron.splitlines()[1]
    assert line.split()[:5] == ["10", "2", "*", "*", "*"]
    command, _, rest = line.split(maxsplit=5)[5].replace(r"\%", "%").partition(" >")
    assert shlex.split(command) == wanted
    assert shlex.split(rest.partition(" ||")[0])[0].startswith(f"{folder}/crawl-")


def test_backslashes_and_dollars_of_names_mean_nothing_in_a_unit(tmp_path: Path) -> None:
    collection = create_collection(
        tmp_path / "a\\b${HOME}", Keeper("年报\\", "A keeper", "https://example.org/")
    )
    lines = schedule_text(collection, Path("/opt/nianbao/bin/nianbao")).splitlines()
    (started,) = (line for line in lines if line.startswith("ExecStart="))
    assert started.endswith("a\\\\b$${HOME}'")
    assert not any(line.endswith("\\") for line in lines if line.startswith("Description="))


def test_a_folder_with_a_line_end_in_its_name_has_no_schedule(tmp_path: Path) -> None:
    collection = create_collection(tmp_path / "two\nlines")
    done = CliRunner().invoke(schedule_verb, ["--collection", str(collection.folder)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "rename the folder" in done.stderr


def test_the_cron_line_prints_nothing_while_all_is_well_and_the_end_of_the_log_else(tmp_path: Path) -> None:
    collection = create_collection(tmp_path / "with a blank and 50%")
    for name, status in (("well", 0), ("ill", 1)):
        command = tmp_path / name
        command.write_text(f"#!/bin/sh\necho told; exit {status}\n")
        command.chmod(0o755)
        line = schedule_text(collection, command).splitlines()[-1]
        # cron hands everything after the times to a shell, a backslash before a percent sign taken off
        shell = line.split(maxsplit=5)[5].replace(r"\%", "%")
        done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == (("told\n" if status else ""), "")
    assert len(list(collection.folder.glob("crawl-*.log"))) == 1
