"""A finding: something a reader should look at, with the words that show it. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from metadata.figures import Quote, TableCell


class Severity(StrEnum):
    """How sure it is that something is wrong: `ERROR` contradicts itself, `WARNING` very probably does,
    `NOTICE` is worth a look and often has a good reason."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


Evidence = Quote | TableCell


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
