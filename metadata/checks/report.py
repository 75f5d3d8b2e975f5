"""All checks within one report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from metadata.checks import arithmetic, counts, shape, words, years
from metadata.checks.finding import Finding
from metadata.figures import Figures
from metadata.reading import Kind, Reading

Check = Callable[[Reading, Figures], Iterator[Finding]]


def _of_figures(check: Callable[[Figures], Iterator[Finding]]) -> Check:
    return lambda reading, figures: check(figures)


CHECKS: tuple[Check, ...] = (
    _of_figures(arithmetic.flow_by_column),
    _of_figures(arithmetic.outcomes_by_column),
    _of_figures(arithmetic.totals_by_row),
    _of_figures(arithmetic.reviews),
    counts.parts_over_whole,
    counts.flow_in_prose,
    counts.prose_against_tables,
    years.stale_year,
    years.short_period,
    years.impossible_date,
    words.foreign_organ,
    words.copy_residue,
    words.stale_law,
    words.repeated_sentence,
    shape.announced_parts,
    shape.tables_not_text,
    shape.stale_format,
    shape.header_error,
)


def check_report(reading: Reading, figures: Figures) -> tuple[Finding, ...]:
    """The findings on one report by itself; none for a page that is no report, or that was refused."""
    if reading.kind is not Kind.REPORT or reading.refusal is not None:
        return ()
    return tuple(finding for check in CHECKS for finding in check(reading, figures))
