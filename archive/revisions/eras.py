"""Which official form the tables of a report follow, told by words that only one form has.

The forms are those of 国办公开办函〔2019〕60号 (report years 2019 and 2020) and of
国办公开办函〔2021〕30号 (since 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from metadata.reading import Table

Era = Literal["table_2019", "table_2021"]

_MARKS: dict[Era, tuple[str, ...]] = {
    "table_2021": ("本年制发件数", "本年废止件数", "现行有效件数", "逾期不补正", "逾期未按收费通知"),
    "table_2019": ("本年新制作数量", "本年新公开数量", "对外公开总数量", "上一年项目数量", "采购项目数量"),
}


def tables_era(tables: Sequence[Table]) -> Era | None:
    """The form that most of the marking words belong to; None where there are none, or as many of both."""
    words = "".join("".join(cell.split()) for table in tables for row in table.rows for cell in row)
    counts = {era: sum(mark in words for mark in marks) for era, marks in _MARKS.items()}
    (best, most), (_, second) = sorted(counts.items(), key=lambda item: -item[1])
    return best if most > second else None
