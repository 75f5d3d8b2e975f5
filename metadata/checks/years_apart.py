"""Figures of one organ's reports of two years that follow each other: B1–B3."""

from __future__ import annotations

from collections.abc import Iterator

from metadata.checks.finding import Finding, Severity
from metadata.figures import Era, Figure, Figures, Number, TableName


def check_following_years(earlier: Figures, later: Figures, later_year: int) -> tuple[Finding, ...]:
    """What does not carry over from the report on `later_year - 1` to that on `later_year`.

    Both must be reports of the same organ and scope. Unknown cells are not assessed.
    """
    return (
        *carried_over(earlier, later, later_year),
        *in_force(earlier, later, later_year),
        *items(earlier, later),
    )


def carried_over(earlier: Figures, later: Figures, later_year: int) -> Iterator[Finding]:
    """B1: what one year carries out the next carries in."""
    out = _known(earlier, TableName.TABLE3, "carried_out", "total")
    into = _known(later, TableName.TABLE3, "carried_in", "total")
    if out and into and out.value != into.value:
        yield Finding(
            "B1",
            Severity.WARNING,
            f"{later_year}年度“上年结转”为{into.value}件，而{later_year - 1}年度“结转下年度”为{out.value}件。",
            f"{later_year} carries in {into.value} applications, but {later_year - 1} carried out {out.value}.",
            (into.evidence,),
        )


def in_force(earlier: Figures, later: Figures, later_year: int) -> Iterator[Finding]:
    """B2: documents in force = those of the year before + issued − repealed. Clean-ups break it: a notice."""
    for row, name in (("rules", "规章"), ("normative", "行政规范性文件")):
        before = _known(earlier, TableName.TABLE2, row, "in_force")
        now, issued, repealed = (
            _known(later, TableName.TABLE2, row, column) for column in ("in_force", "issued", "repealed")
        )
        if before and now and issued and repealed:
            expected = _of(before) + _of(issued) - _of(repealed)
            if expected != now.value:
                yield Finding(
                    "B2",
                    Severity.NOTICE,
                    f"{name}：上年现行有效{before.value}件，加本年制发{issued.value}件，减废止{repealed.value}件，"
                    f"应为{expected}件，{later_year}年度填{now.value}件。",
                    f"{row}: {before.value} in force before, plus {issued.value} issued, less {repealed.value} "
                    f"repealed make {expected}; the report on {later_year} has {now.value}.",
                    (now.evidence,),
                )


def items(earlier: Figures, later: Figures) -> Iterator[Finding]:
    """B3: a year's 上一年项目数量 is the one before it with its change. Lists are revised: a notice."""
    if Era.TABLE_2021 in {earlier.era, later.era}:
        return
    for row in ("permit", "other_service", "penalty", "coercion", "fees"):
        before = _known(earlier, TableName.TABLE2, row, "prev_items")
        change = _known(earlier, TableName.TABLE2, row, "item_change")
        now = _known(later, TableName.TABLE2, row, "prev_items")
        if before and change and now and _of(before) + _of(change) != now.value:
            expected = _of(before) + _of(change)
            yield Finding(
                "B3",
                Severity.NOTICE,
                f"{_NAMES[row]}：上年报告的项目数量{before.value}加增减{change.value}应为{expected}，本年填{now.value}。",
                f"{row}: {before.value} items and a change of {change.value} make {expected}; "
                f"the next report starts from {now.value}.",
                (now.evidence,),
            )


_NAMES = {
    "permit": "行政许可",
    "other_service": "其他对外管理服务事项",
    "penalty": "行政处罚",
    "coercion": "行政强制",
    "fees": "行政事业性收费",
}


def _known(figures: Figures, table: TableName, row: str, column: str) -> Figure | None:
    figure = figures.figure(table, row, column)
    return figure if figure is not None and figure.value is not None else None


def _of(figure: Figure) -> Number:
    return figure.value if figure.value is not None else 0
