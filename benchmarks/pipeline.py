"""The whole pipeline beside bare Scrapy and wget on one portal: pages a second, CPU, and a second crawl unchanged.

    python benchmarks/pipeline.py [--articles 3000] [--rounds 3]

Needs nginx and wget (Debian: nginx-light, wget), for a server in Python would be what is measured. Every peer
runs in a process of its own. Bare Scrapy has stock settings, follows list pages and the links on them, and keeps
nothing; nianbao keeps, reads, catalogues and indexes; the second crawl asks for every page conditionally.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawler.sample.portal import SamplePortal
from crawler.sample.resource import Resource
from crawler.sample.towns import TOWNS

HERE = Path(__file__).parent
ADDRESS = "127.0.0.1:8531"
CONFIG = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; types {{ text/html html; text/plain txt; }} sendfile on; keepalive_requests 100000;
  client_body_temp_path {folder}/tmp; proxy_temp_path {folder}/tmp; fastcgi_temp_path {folder}/tmp;
  uwsgi_temp_path {folder}/tmp; scgi_temp_path {folder}/tmp;
  server {{ listen {address}; root {folder}/www; index index.html; charset utf-8; }}
}}
"""
PROFILE = """
id = "benchmark"
name = "清川市人民政府（示例）"
home = "http://{address}/"
family = "trs"
division = "990100"
level = "city"
loopback = true
delay_s = 0

[[channels]]
url = "http://{address}{channel}"
name = "乡镇街道政府信息公开工作年度报告"
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took: seconds on the clock, and of CPU with its children; and the pages it got."""

    seconds: float
    cpu: float
    pages: int


def write_site(folder: Path, articles: int) -> None:
    """The town reports of the sample portal and their lists, as files."""
    portal = SamplePortal(extra_articles=articles)
    channel = TOWNS
    paths = [path for path in portal.paths() if path.startswith(channel)]
    lists = [channel + "index.html", *(f"{channel}index_{number}.html" for number in range(1, articles))]
    for path in ["/robots.txt", *paths, *lists]:
        answer = portal.answer(path)
        if answer is None:
            break
        assert isinstance(answer, Resource)
        file = folder / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer.body)
    portal.stop()


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """Nginx over `folder`/www."""
    config = folder / "nginx.conf"
    config.write_text(CONFIG.format(folder=folder, address=ADDRESS))
    server = subprocess.Popen(["nginx", "-c", str(config)], stderr=subprocess.DEVNULL)
    time.sleep(1)
    try:
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)


def measured(command: Sequence[str], cwd: Path) -> Run:
    """Run a command that prints, last, how many pages it got."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=_environment())
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr[-3000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, cpu, int(done.stdout.split()[-1]) if done.stdout.split() else 0)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(HERE.parent), "SCRAPY_SETTINGS_MODULE": ""}


def main() -> None:
    """Print a line for each peer, and the ratios that matter."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    for program, package in (("nginx", "nginx-light"), ("wget", "wget")):
        if not shutil.which(program):
            raise SystemExit(f"{program} is not installed: install {package}, then run this again")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx drops its rights
        (folder / "tmp").mkdir()
        write_site(folder / "www", asked.articles)
        with serving(folder):
            report(compare(folder, asked.rounds))


def compare(folder: Path, rounds: int) -> dict[str, list[Run]]:
    """All peers in turn, round by round."""
    profile = folder / "benchmark.toml"
    profile.write_text(PROFILE.format(address=ADDRESS, channel=TOWNS), encoding="utf-8")
    start = f"http://{ADDRESS}{TOWNS}"
    bare = [sys.executable, str(HERE / "bare_scrapy.py"), start, str(folder / "validators.json")]
    runs: dict[str, list[Run]] = {}
    for number in range(rounds):
        collection = folder / f"collection{number}"
        ours = [sys.executable, str(HERE / "whole_pipeline.py"), str(profile), str(collection)]
        wget = ["wget", "-q", "-e", "robots=off", "--delete-after"]
        # Its recursion reads no pager made by script: it is given the addresses.
        wget += [f"--warc-file={folder}/wget{number}", "-i", str(folder / "addresses.txt")]
        for peer, command in {
            "bare Scrapy": bare,
            "nianbao": ours,
            "wget --warc-file": wget,
            "bare Scrapy again, conditional": [*bare, "--again"],
            "nianbao again": ours,
        }.items():
            run = measured(command, folder)
            told = f"{run.pages} pages, " if run.pages else ""
            print(f"  {peer}: {told}{run.seconds:.1f} s, {run.cpu:.1f} s of CPU", flush=True)
            if peer == "bare Scrapy":
                addresses = json.loads((folder / "validators.json").read_text())
                (folder / "addresses.txt").write_text("\n".join(addresses))
            runs.setdefault(peer, []).append(run)
        shutil.rmtree(collection)
    return runs


def report(runs: dict[str, list[Run]]) -> None:
    """Medians, and ours against the peer."""
    told = {
        peer: (statistics.median(run.seconds for run in each), statistics.median(run.cpu for run in each))
        for peer, each in runs.items()
    }
    for peer, (seconds, cpu) in told.items():
        print(json.dumps({"peer": peer, "seconds": round(seconds, 2), "cpu": round(cpu, 2)}))
    first = told["bare Scrapy"][0] / told["nianbao"][0]
    again = told["nianbao again"][1] / told["bare Scrapy again, conditional"][1]
    print(f"pages a second: {first:.2f} of bare Scrapy's; a second crawl: {again:.2f} of its CPU")


if __name__ == "__main__":
    main()
