"""What Datasette's own pages are asked in vain: bad input that it does not look at, and would tell as 500 (0.65.5)."""

from __future__ import annotations

import errno
import json
import sqlite3
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from datasette.database import QueryInterrupted
from datasette.views.base import DatasetteError

from archive.site.visit import Refused, malformed, missing

_MISREAD = (ValueError, IndexError, OverflowError, sqlite3.IntegrityError)
"""What a `_next` that is none ends in; the last is SQLite's word for an offset beyond its numbers."""
_LONGEST_NUMBER = 9
"""Digits; a longer time is none that a clock takes."""


def unreadable_parameter(request: Any) -> Refused | None:
    """The first parameter of a request whose value Datasette's views cannot read, as a refusal; None for none."""
    for name in request.args:
        reads = _is_choice if name.endswith(("__in", "__notin")) else READABLE.get(name)
        if reads and not all(map(reads, request.args.getlist(name))):
            return _not_understood(name)
    return None


def misasked(request: Any, exception: Exception) -> Refused | None:
    """Why a page of Datasette's, which raised `exception`, cannot answer as asked; None for a fault of the site's."""
    if isinstance(exception, QueryInterrupted):
        return Refused(503, "查询超时：请缩小范围再试。", "This took too long: ask for less.")
    if isinstance(exception, DatasetteError) and exception.status == 500:
        # Its own faults are other exceptions: this is told of a column to sort by and the like.
        return malformed("查询参数有误。", f"{exception.message}.")
    if isinstance(exception, OSError) and exception.errno == errno.ENAMETOOLONG:
        return missing("没有这个网址。", "There is no such address.")
    # Of a view it is a number, of a table the keys of a row: which, only the page itself knows.
    if isinstance(exception, _MISREAD) and request.args.get("_next"):
        return None if _is_ours(exception) else _not_understood("_next")
    return None


def _not_understood(name: str) -> Refused:
    return malformed(f"无法理解“{name}”的值。", f"The value of “{name}” is not understood.")


def _is_ours(exception: Exception) -> bool:
    """Whether code of this package had a hand in it, which no parameter excuses; every query passes the holding."""
    modules = {
        str(frame.f_globals.get("__name__")) for frame, _ in traceback.walk_tb(exception.__traceback__)
    }
    return any(module.startswith("archive.") for module in modules - {"archive.site.holding"})


def _is_time(value: str) -> bool:
    return not value or (value.isascii() and value.isdecimal() and len(value) <= _LONGEST_NUMBER)


def _is_facet(value: str) -> bool:
    """A column's name, or a JSON object that names one."""
    if not value.startswith("{"):
        return "\0" not in value
    told = _object(value)
    return isinstance(told.get("column") or told.get("simple"), str)


def _is_choice(value: str) -> bool:
    """Values with commas between them, or a JSON list of texts."""
    if not value.startswith("["):
        return True
    try:
        told = json.loads(value)
    except (ValueError, RecursionError):
        return False
    return all(isinstance(each, str) for each in told)


def _is_through(value: str) -> bool:
    told = _object(value)
    return all(isinstance(told.get(name), str) for name in ("table", "column", "value"))


def _object(value: str) -> dict[str, Any]:
    try:
        told = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


READABLE: Mapping[str, Callable[[str], bool]] = {
    "_timelimit": _is_time,
    "_facet": _is_facet,
    "_facet_date": _is_facet,
    "_facet_array": _is_facet,
    "_through": _is_through,
}
"""The parameters whose values Datasette reads without looking, and what it can read."""
