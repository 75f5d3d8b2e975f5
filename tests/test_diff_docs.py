"""The page on diffs shows what the code does."""

from __future__ import annotations

import doctest
from pathlib import Path

from archive.revisions.changes import ChangeKind

PAGE = Path(__file__).parents[1] / "docs" / "diff.md"


def test_the_examples_of_the_page_are_true() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert (failed, tried > 5) == (0, True)


def test_every_kind_of_change_is_explained() -> None:
    page = PAGE.read_text("utf-8")
    assert [kind.value for kind in ChangeKind if f"`{kind.value}`" not in page] == []
