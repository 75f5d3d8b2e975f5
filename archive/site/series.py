"""Series: figures that may be set beside each other over years and organs, and where each is found.

A figure of the tables of 2019 and 2021 and its cousin in the annex of 2014–2018 were counted by other rules;
a series keeps them apart, and charts show them differently.
"""

from __future__ import annotations

from dataclasses import dataclass

from metadata.figures.keys import OUTCOME_ROWS


@dataclass(frozen=True, slots=True)
class Source:
    """Cells that are added up: their table, rows and column. One that is blank or missing makes the sum unknown.

    The rows are those that every format of the table has.
    """

    table: str
    rows: tuple[str, ...]
    column: str


@dataclass(frozen=True, slots=True)
class Series:
    """One series: its key in addresses, its names, its cells in the tables, and in the annex where it has any."""

    key: str
    chinese: str
    english: str
    source: Source
    annex: Source | None = None

    @property
    def sources(self) -> tuple[tuple[Source, bool], ...]:
        """Its sources, each with whether it is the annex."""
        return ((self.source, False), *(((self.annex, True),) if self.annex else ()))


def _outcomes(*rows: str) -> Source:
    return Source("table3", rows, "total")


def _annex(*rows: str) -> Source:
    return Source("annex", rows, "")


def _starting(head: str) -> tuple[str, ...]:
    return tuple(row for row in OUTCOME_ROWS if row.startswith(head))


SERIES: tuple[Series, ...] = (
    Series("received", "新收申请", "applications received", _outcomes("received"), _annex("app_received")),
    Series("granted", "予以公开", "granted", _outcomes("granted"), _annex("ans_granted")),
    Series(
        "granted_partly", "部分公开", "granted in part", _outcomes("granted_partly"), _annex("ans_partly")
    ),
    Series("denied", "不予公开", "denied", _outcomes(*_starting("denied_")), _annex("ans_denied")),
    Series("unavailable", "无法提供", "not available", _outcomes(*_starting("unavailable_"))),
    Series("rejected", "不予处理", "not dealt with", _outcomes(*_starting("rejected_"))),
    Series("carried_out", "结转下年", "carried over", _outcomes("carried_out")),
    Series(
        "reviews",
        "行政复议",
        "administrative reviews",
        Source("table4", ("review",), "total"),
        _annex("review_total"),
    ),
    Series(
        "suits",
        "行政诉讼",
        "lawsuits",
        Source("table4", ("suit_direct", "suit_after_review"), "total"),
        _annex("suit_total"),
    ),
    Series("permits", "行政许可决定", "permit decisions", Source("table2", ("permit",), "decisions")),
    Series("penalties", "行政处罚决定", "penalty decisions", Source("table2", ("penalty",), "decisions")),
    Series("coercions", "行政强制决定", "coercion decisions", Source("table2", ("coercion",), "decisions")),
)
BY_KEY = {series.key: series for series in SERIES}
CHARTED = ("received", "granted", "denied", "suits")
"""What an organ's page shows as charts."""
