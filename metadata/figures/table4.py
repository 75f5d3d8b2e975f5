"""Table 4, 政府信息公开行政复议、行政诉讼情况: three blocks of five columns over one row."""

from __future__ import annotations

from functools import lru_cache

from metadata.figures.columns import Head, bind
from metadata.figures.grid import GridTable, Labels, head_problems
from metadata.figures.keys import (
    REVIEW_BLOCKS,
    REVIEW_COLUMNS,
    TABLE4_BLOCKS,
    TABLE4_COLUMNS,
    TABLE4_OUTCOMES,
    key_of,
)
from metadata.figures.numbers import read_number
from metadata.figures.values import Figure, HeaderProblem, TableName

EXPECTED = tuple(f"{block}.{column}" for block in REVIEW_BLOCKS for column in REVIEW_COLUMNS)


class Table4:
    """Reads table 4: head rows, then the one row of values; reviews and suits may have a table each."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self.problems: list[HeaderProblem] = []
        self._table: GridTable | None = None
        self._head_rows: list[int] = []

    def take(self, table: GridTable, row: int) -> bool:
        """Read one row; False if it is none of table 4."""
        if len(self.figures) == len(EXPECTED):
            return False
        if table is not self._table:
            self._table, self._head_rows = table, []
        told = table.told[row]
        if told.has_value:
            return bool(self._head_rows) and self._read(table, row)
        if self._head_rows or _are_heads(told.labels):
            self._head_rows.append(row)
            return True
        return False

    def _read(self, table: GridTable, row: int) -> bool:
        found = self._heads(table)
        if sum(1 for head in found if head.key) < 5:
            self._head_rows = []
            return False
        binding = bind(found, EXPECTED)
        self.problems += head_problems(table, self._head_rows[-1], binding, TableName.TABLE4)
        for key, at in table.places(row, table.told[row].place, binding).items():
            block, column = key.split(".")
            raw, where = table.rows[row][at], table.place(row, at)
            written = read_number(raw)
            self.figures.append(
                Figure(TableName.TABLE4, block, column, written.value, raw, written.unit, where)
            )
        self._head_rows = []
        return True

    def _heads(self, table: GridTable) -> tuple[Head, ...]:
        """One head for each column that names an outcome, with the block whose cell stands above it."""
        found: list[Head] = []
        for column in range(len(table.rows[0])):
            texts = [table.told[row].words[column] for row in self._head_rows]
            outcome = next((key for text in reversed(texts) if (key := key_of(text, TABLE4_COLUMNS))), None)
            outcome = outcome or key_of("".join(dict.fromkeys(texts)), TABLE4_COLUMNS)
            if outcome is None:
                continue
            blocks = [key for text in texts if (key := key_of(text, TABLE4_BLOCKS))]
            key = f"{blocks[-1]}.{outcome}" if blocks else None
            if found and key == found[-1].key and table.continues(self._head_rows[-1], column):
                found[-1] = Head((*found[-1].places, column), key, texts[-1])
            else:
                found.append(Head((column,), key, texts[-1]))
        return tuple(found)


@lru_cache(maxsize=1024)
def _are_heads(labels: Labels) -> bool:
    return any(
        key_of(cell, TABLE4_OUTCOMES) or key_of(cell, TABLE4_BLOCKS) for cell in labels if len(cell) < 12
    )
