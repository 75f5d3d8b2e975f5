"""Organs by a part of their name as a reader types it: traditional characters, full-width signs, or a short name."""

from __future__ import annotations

from archive.search.folding import fold
from metadata.organs import long_name


def is_named(column: str) -> str:
    """The SQL condition that a name has what was typed, or what that is written out; for `typed_names`."""
    return f"(instr({column}, :organ) > 0 or instr({column}, :organ_long) > 0)"


def typed_names(organ: str) -> dict[str, str]:
    """What `is_named` asks for: the part as typed, and 市卫生健康委员会 for 市卫健委 or 市衛健委."""
    return {"organ": organ, "organ_long": long_name(fold(organ))}
