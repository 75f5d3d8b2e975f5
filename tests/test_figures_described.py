"""Every key of a figure and every kind of finding is described in docs/figures.md."""

from __future__ import annotations

import re
from pathlib import Path

from archive.site.words import WORDS
from metadata.checks import KINDS
from metadata.figures import annex, keys
from metadata.figures.stated import STATED_KEYS

ROOT = Path(__file__).parents[1]
DESCRIBED = set(re.findall(r"`([A-Za-z0-9_]+)`", (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")))


def test_every_key_is_described() -> None:
    table3 = {key for key, _ in keys.TABLE3_ROWS} | set(keys.COLUMN_KEYS)
    table4 = {*keys.REVIEW_BLOCKS, *keys.REVIEW_COLUMNS}
    known = table3 | table4 | annex.KEYS | STATED_KEYS
    assert known <= DESCRIBED, sorted(known - DESCRIBED)


def test_every_kind_of_finding_is_described() -> None:
    kinds: set[str] = set()
    for module in (ROOT / "metadata" / "checks").glob("*.py"):
        kinds |= set(re.findall(r'(?:Finding|_finding)\(\s*"(\w+)"', module.read_text(encoding="utf-8")))
    assert kinds == set(KINDS)
    assert kinds <= DESCRIBED, sorted(kinds - DESCRIBED)
    assert kinds == set(WORDS["finding"])
