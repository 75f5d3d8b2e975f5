"""Table 3, 收到和处理政府信息公开申请情况: seven columns, 25 rows (2021) or 23 (2019)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from metadata.figures.columns import Binding, Head, bind
from metadata.figures.grid import GridTable, Labels, head_problems, heads
from metadata.figures.keys import (
    COLUMN_KEYS,
    ORGANISATION_COLUMNS,
    TABLE3_COLUMNS,
    TABLE3_ROWS,
    TABLE4_OUTCOMES,
    key_of,
)
from metadata.figures.numbers import read_number
from metadata.figures.values import Figure, HeaderProblem, TableName

_GROUP_WORDS = ("不予公开", "无法提供", "不予处理", "本年度办理结果")
_ORGANISATIONS = "法人或其他组织"
_SURE_HEADS = frozenset({"natural_person", "commercial", "research", "public_welfare", "legal_service"})


class Table3:
    """Reads the rows of table 3 one by one; a table that goes on without a head takes the last one's."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self.problems: list[HeaderProblem] = []
        self._head_table: GridTable | None = None
        """Where the head stands that is not bound yet: its rows may be in a table of their own."""
        self._head_rows: list[int] = []
        self._binding: Binding | None = None
        self._width = 0
        self._seen: set[str] = set()

    def take(self, table: GridTable, row: int) -> bool:
        """Read one row; False if it is none of table 3."""
        told = table.told[row]
        key = _row_key(told.labels, told.leads)
        if key is None:
            self._note_unknown(table, row)
            return self._take_head(table, row)
        if self._head_table is not None and (table is self._head_table or key in _DISTINCT_ROWS):
            self._bind(self._head_table)
        if self._binding is None or not (key in _DISTINCT_ROWS or self._is_of_width(table, row)):
            return False
        self._read(table, row, key, told.place)
        return True

    def _is_of_width(self, table: GridTable, row: int) -> bool:
        """Whether a row is as wide as the head, or has a cell for each of its columns.

        Below a page break a table has as many label columns as its rows there need.
        """
        if self._binding is None or self._width == len(table.rows[row]):
            return self._binding is not None
        return bool(table.cells_behind(row, table.told[row].place, len(self._binding.order)))

    def _note_unknown(self, table: GridTable, row: int) -> None:
        """Tell of a row among the outcomes that the format does not have: 4.撤回申请."""
        told = table.told[row]
        if self._binding is None or "outcome_total" in self._seen or "granted" not in self._seen:
            return
        if told.leads and sum(told.values) >= len(COLUMN_KEYS) and self._width == len(table.rows[row]):
            where, name = table.place(row, told.place), table.rows[row][told.place]
            self.problems.append(HeaderProblem(TableName.TABLE3, "unknown_row", name, False, where))

    def _take_head(self, table: GridTable, row: int) -> bool:
        told = table.told[row]
        goes_on = table is self._head_table
        if _begins_head(told.labels) or (goes_on and not told.has_value):
            self._head_table, self._head_rows = table, [*(self._head_rows if goes_on else ()), row]
            return True
        return bool(self._binding) and any(map(_is_group, told.labels))

    def _bind(self, table: GridTable) -> None:
        rows, self._head_rows, self._head_table = self._head_rows, [], None
        first = next(
            (
                column
                for column in range(len(table.rows[0]))
                if any(key_of(table.told[row].words[column], TABLE3_COLUMNS) for row in rows)
                or any(table.told[row].words[column] == "申请人情况" for row in rows)
            ),
            0,
        )
        if _lost_spans(table, rows):
            # The grid has the heads in wrong places, but still in their order; rows end with their seven values.
            first = len(table.rows[0]) - len(COLUMN_KEYS)
            keys = _keys_in_order(table, rows)
            found = tuple(Head((first + at,), key, key) for at, key in enumerate(keys)) if first > 0 else ()
        else:
            found = heads(table, rows, first, TABLE3_COLUMNS)
        binding = bind(found, COLUMN_KEYS)
        if not binding.places:
            return
        self._binding, self._width = binding, len(table.rows[0])
        self.problems += head_problems(table, rows[-1], binding, TableName.TABLE3)

    def _read(self, table: GridTable, row: int, key: str, place: int) -> None:
        if self._binding is None or key in self._seen:
            return
        cells = table.rows[row]
        figures = []
        for column, at in table.places(row, place, self._binding).items():
            raw, where = cells[at], table.place(row, at)
            written = read_number(raw)
            figures.append(Figure(TableName.TABLE3, key, column, written.value, raw, written.unit, where))
        # `（六）其他处理` heads a group in the format of 2021 and is a row of its own in that of 2019.
        if not figures or (key == "other_all" and not any(figure.raw for figure in figures)):
            return
        self._seen.add(key)
        self.figures += figures


@lru_cache(maxsize=1024)
def _row_key(labels: Labels, leads: Labels) -> str | None:
    """The key of a row by its labels, `leads` among them; None for a head, and for a row of another table."""
    if len(_columns(labels)) > 1 or any(key_of(cell, TABLE4_OUTCOMES) for cell in labels):
        return None
    for candidate in leads:
        if key := key_of(candidate, TABLE3_ROWS):
            # A row added to a group is not the group: 4.撤回申请 under （六）其他处理.
            return None if key == "other_all" and candidate != leads[0] else key
        if candidate == leads[0] and _is_group(candidate):
            break
    return None


@lru_cache(maxsize=1024)
def _begins_head(labels: Labels) -> bool:
    return "申请人情况" in labels or not _SURE_HEADS.isdisjoint(_columns(labels))


def _lost_spans(table: GridTable, rows: Sequence[int]) -> bool:
    """Whether 法人或其他组织 does not stand over its columns: the head's spans were lost on the way to the page."""
    words = [table.told[row].words for row in rows]
    columns = range(len(table.rows[0]))
    over = {column for told in words for column in columns if _ORGANISATIONS in told[column]}
    under = {
        column
        for told in words
        for column in columns
        if key_of(told[column], TABLE3_COLUMNS) in ORGANISATION_COLUMNS
    }
    return bool(over) and not under <= over


def _keys_in_order(table: GridTable, rows: Sequence[int]) -> tuple[str, ...]:
    """The keys of the columns as a person reads their heads: 法人或其他组织 stands for those below it."""
    organisations = dict.fromkeys(
        key
        for row in rows
        for word in table.told[row].words
        if (key := key_of(word, TABLE3_COLUMNS)) in ORGANISATION_COLUMNS
    )
    keys: dict[str, None] = {}
    for row in rows:
        for word in table.told[row].words:
            if _ORGANISATIONS in word:
                keys.update(organisations)
            elif (key := key_of(word, TABLE3_COLUMNS)) and key not in organisations:
                keys[key] = None
    return tuple(keys) if set(keys) == set(COLUMN_KEYS) else ()


def _columns(labels: Labels) -> set[str]:
    return {key for cell in labels if (key := key_of(cell, TABLE3_COLUMNS))}


def _is_group(label: str) -> bool:
    """Whether the label heads a group of rows."""
    return any(group in label for group in _GROUP_WORDS)


_DISTINCT_ROWS = frozenset(key for key, _ in TABLE3_ROWS) - {
    "outcome_total",
    "other_misc",
    "other_all",
    "granted",
}
"""Rows whose words say by themselves that they are of table 3."""
