"""A government's aggregate against the reports it is made of, where all of them are held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metadata.checks.finding import Finding, Severity
from metadata.figures import Figures, TableName
from metadata.figures.keys import OUTCOME_ROWS

_ROWS = ("received", "carried_in", *OUTCOME_ROWS, "outcome_total", "carried_out")


def check_aggregate(whole: Figures, parts: Sequence[Figures]) -> Iterator[Finding]:
    """The 总计 column of the aggregate's table 3 against the sum over its parts: one notice for all rows.

    Call it only where every part is held: a missing report would look like a wrong sum. Rows in which any
    part's figure is unknown are not assessed.
    """
    wrong = []
    for row in _ROWS:
        told = whole.figure(TableName.TABLE3, row, "total")
        values = [part.value(TableName.TABLE3, row, "total") for part in parts]
        known = [value for value in values if value is not None]
        if told is None or told.value is None or len(known) != len(values) or not known:
            continue
        if sum(known) != told.value:
            wrong.append((row, told, sum(known)))
    if wrong:
        row, told, total = wrong[0]
        more = len(wrong) - 1
        yield Finding(
            "aggregate_gap",
            Severity.NOTICE,
            f"汇总报告表三{row}一行总计为{told.value}，{len(parts)}份分报告之和为{total}"
            + (f"；另有{more}行不一致。" if more else "。"),
            f"Table 3, {row}: the aggregate says {told.value}, its {len(parts)} parts add up to {total}"
            + (f"; {more} more rows differ." if more else "."),
            tuple(figure.evidence for _, figure, _ in wrong),
        )
