"""Table 2, 主动公开政府信息情况: the parts of 第二十条 with one to three columns each, in both formats."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from metadata.figures.columns import Binding, bind
from metadata.figures.grid import GridTable, Labels, head_problems, heads
from metadata.figures.keys import TABLE2_BLOCKS, TABLE2_HEAD, TABLE2_ROWS, Block, key_of, without_enumerator
from metadata.figures.numbers import WrittenNumber, read_number
from metadata.figures.values import Era, Figure, HeaderProblem, Number, Quote, TableCell, TableName
from metadata.memory import remembered

WAN = Decimal(10_000)
_HEAD_LENGTH = 20
"""Characters; the longest head is 本年收费金额(单位:万元)."""
_LABEL_LENGTH = 16
"""Characters; 其他主动公开文件 is a row that someone added, a longer text is none."""


class Table2:
    """Reads the rows of table 2 one by one; the head last seen holds for the rows below it."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self.problems: list[HeaderProblem] = []
        self.eras: list[Era] = []
        self._head_rows: list[int] = []
        self._head_table: GridTable | None = None
        """Where the head last seen stands: a page break may cut the table below it, into one without a head."""
        self._bound: Binding | None = None

    def take(self, table: GridTable, row: int) -> bool:
        """Read one row; False if it is none of table 2."""
        told = table.told[row]
        text = _row_label(told.leads[0]) if told.leads else ""
        key = key_of(text, TABLE2_ROWS)
        if key is None and not told.has_value and _are_heads(told.labels):
            self._head_rows, self._head_table, self._bound = [row], table, None
            return True
        if key is None and any(cell.startswith("第二十条") for cell in told.labels if len(cell) < 14):
            self._head_table, self._bound = None, None
            return True
        if key is None:
            return self._take_other(table, row, text)
        if self._bound is None and self._head_table is not None:
            self._bind(self._head_table, key)
        if self._bound is None:
            return False
        self._read(table, row, told.place, key)
        return True

    def _take_other(self, table: GridTable, row: int, text: str) -> bool:
        told = table.told[row]
        if self._bound is None:
            if self._head_table is table and not told.has_value:
                self._head_rows.append(row)
                return True
            return False
        has_values = any(told.values[told.place + 1 :])
        if self._head_table is table and text and len(text) <= _LABEL_LENGTH and has_values:
            where, name = table.place(row, told.place), table.rows[row][told.place]
            self.problems.append(HeaderProblem(TableName.TABLE2, "unknown_row", name, False, where))
            return True
        return False

    def _bind(self, table: GridTable, key: str) -> None:
        best: tuple[int, int, Block, Binding] | None = None
        first = _first_column(table.told[self._head_rows[0]].words)
        for block in TABLE2_BLOCKS:
            if key not in block.rows:
                continue
            found = heads(table, self._head_rows, first, block.columns)
            found = tuple(head for head in found if head.text)
            expected = [name for name, _ in block.columns]
            binding = bind(found, expected)
            known = len({head.key for head in found if head.key})
            score = (known, -abs(len(found) - len(expected)))
            if known and (best is None or score > best[:2]):
                best = (*score, block, binding)
        if best is None:
            return
        _, _, block, binding = best
        self._bound = binding
        self.eras.append(block.era)
        self.problems += head_problems(table, self._head_rows[-1], binding, TableName.TABLE2)

    def _read(self, table: GridTable, row: int, place: int, key: str) -> None:
        if self._bound is None or self._head_table is None:
            return
        head = self._head_table.told[self._head_rows[-1]].words
        for column, at in table.places(row, place, self._bound).items():
            raw, words = table.rows[row][at], head[self._bound.places[column][0]]
            self.figures.append(table2_figure(key, column, raw, words, table.place(row, at)))


def _first_column(head: tuple[str, ...]) -> int:
    """Where the columns begin: behind 信息内容, or where a part's own words begin."""
    labels = [column for column, cell in enumerate(head) if cell == TABLE2_HEAD]
    if labels:
        return labels[-1] + 1
    known = (
        column
        for column, cell in enumerate(head)
        if any(key_of(cell, block.columns) for block in TABLE2_BLOCKS)
    )
    return next(known, 1)


def table2_figure(row: str, column: str, raw: str, head: str, where: TableCell | Quote) -> Figure:
    """A figure of table 2. Fees are brought to 万元, as the format asks, where cell or head say 元 or 亿元."""
    written = read_number(raw)
    unit = written.unit or _unit_of(head)
    value: Number | None = written.value
    if column == "wan_yuan" and value is not None:
        value, unit = _in_wan_yuan(written, unit)
    return Figure(TableName.TABLE2, row, column, value, raw, unit, where)


def _in_wan_yuan(written: WrittenNumber, unit: str | None) -> tuple[Number | None, str]:
    if unit == "元" and written.value:
        return Decimal(written.value) / WAN, "万元"
    if unit == "亿元" and written.value:
        return Decimal(written.value) * WAN, "万元"
    return written.value, "万元"


def _unit_of(head: str) -> str | None:
    return next((unit for unit in ("亿元", "万元", "元") if unit in head), None)


@remembered
def _row_label(lead: str) -> str:
    """The label of a row of table 2. Where a spanning value repeats, the label is still the first text."""
    return without_enumerator(lead).strip("*:;、")


@lru_cache(maxsize=1024)
def _are_heads(labels: Labels) -> bool:
    """Whether labels are the head of a part: 信息内容, or the words of a part's columns where that was lost."""
    return TABLE2_HEAD in labels or any(
        key_of(cell, block.columns) for cell in labels if len(cell) < _HEAD_LENGTH for block in TABLE2_BLOCKS
    )
