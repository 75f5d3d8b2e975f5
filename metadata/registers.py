"""The registers beside this module: tables of facts that people keep, as CSV files with a header."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from importlib.resources import files


def register_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a register (`divisions.csv`), a value a column."""
    text = (files("metadata") / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def day_or_none(text: str) -> date | None:
    """The day of a cell, None for an empty one. Raises ValueError for what is no ISO date."""
    return date.fromisoformat(text) if text else None
