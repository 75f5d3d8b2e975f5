"""How a table is described, and what many tables say alike. Each text is Chinese, ` / `, English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableDescription:
    """A table's name for readers, what one row of it is, and what each column holds."""

    title: str
    row: str
    columns: Mapping[str, str]


ID = "标识，由所指内容算出，重建后不变 / id made from what the row stands for; the same after every rebuild"
PORTAL = "门户 / portal"
CHANNEL = "栏目 / channel"
