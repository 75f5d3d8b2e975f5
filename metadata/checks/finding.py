"""A finding: something a reader should look at, with the words that show it. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from metadata.figures import Quote, TableCell


class Severity(StrEnum):
    """How sure it is that something is wrong: `ERROR` is established, `WARNING` very probable,
    `NOTICE` is worth a look and often has a good reason."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


Evidence = Quote | TableCell

KINDS = (
    "A1", "A2", "A3", "A4", "B1", "B2", "B3", "aggregate_gap", "backdated", "boilerplate", "changed", "copy_residue",
    "count_mismatch", "flow_gap", "foreign_organ", "header_error", "impossible_date", "late", "missing",
    "missing_section", "prose_vs_table", "short_period", "stale_format", "stale_law", "stale_year", "sum_over",
    "tables_not_text", "withdrawn", "wrong_paste",
)  # fmt: skip
"""Every kind of finding there is; docs/figures.md tells what each means."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding on a report: its kind (docs/figures.md), and one sentence each in Chinese and English.

    The sentences hold the numbers. `evidence` points into the reading that the finding was made from.
    """

    kind: str
    severity: Severity
    sentence_zh: str
    sentence_en: str
    evidence: tuple[Evidence, ...] = ()
