"""Organs by a part of their name as people type it: traditional characters, full-width signs, or a short name."""

from __future__ import annotations

from archive.search.folding import fold
from metadata.organs import long_name


def written_out(organ: str) -> str:
    """A name or a part of one, folded, with a short name in it written out: 市衛健委 → 市卫生健康委员会."""
    return fold(long_name(fold(organ)))


def is_named(column: str) -> str:
    """The SQL condition that a name has what was typed, or what that is written out; for `typed_names`."""
    return f"(instr({column}, :organ) > 0 or instr({column}, :organ_long) > 0)"


def typed_names(organ: str) -> dict[str, str]:
    """What `is_named` asks for."""
    return {"organ": organ, "organ_long": written_out(organ)}
