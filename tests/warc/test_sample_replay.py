"""The sample portal's captures replayed by the real pywb, byte for byte, with a TimeMap of every one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from conftest import CrawledSample

ROOT = Path(__file__).resolve().parents[2]
PYWB = ROOT / ".venv-judges" / "bin" / "python"
JUDGE = ROOT.parent / "shared" / "tools" / "judges" / "judge_replay.py"

pytestmark = [
    pytest.mark.skipif(not PYWB.exists(), reason="pywb is not installed: `make judges` installs it apart"),
    pytest.mark.skipif(not JUDGE.exists(), reason="the judges are not at hand"),
]


def test_pywb_replays_the_sample_s_captures(crawled_sample: CrawledSample) -> None:
    # All of them take a minute; the files are indexed whole, and every kind of capture is among the first.
    command = [str(PYWB), str(JUDGE), str(crawled_sample.collection.warc_folder), "--max-urls", "40"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 problem(s)" in done.stdout
