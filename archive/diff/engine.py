"""The way in: what differs between two texts, or between two readings.

diff_texts(old, new)     →  Diff          [(op, text)] and the passages that moved
diff_readings(old, new)  →  ReadingDiff   fields, text, tables cell by cell, attachments
"""

from __future__ import annotations

from archive.diff.ops import Diff, Edit, Move, Op, apply_ops
from archive.diff.readings import (
    AttachmentChange,
    FieldChange,
    ReadersDifferError,
    ReadingDiff,
    diff_readings,
)
from archive.diff.tables import TableChange, TableChangeKind
from archive.diff.text import diff_texts

__all__ = [
    "AttachmentChange",
    "Diff",
    "Edit",
    "FieldChange",
    "Move",
    "Op",
    "ReadersDifferError",
    "ReadingDiff",
    "TableChange",
    "TableChangeKind",
    "apply_ops",
    "diff_readings",
    "diff_texts",
]
