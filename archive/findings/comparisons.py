"""Comparisons sentence by sentence of reports that resemble each other: made once, then known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from sqlite_utils import Database

from archive.catalogue.contents import content_of
from archive.catalogue.ids import short_id
from archive.catalogue.statements import Row, read_rows, write_rows
from archive.catalogue.values import json_text
from metadata.checks import Finding, Severity
from metadata.checks.copied import Wording, copied, wording_of
from metadata.figures import Quote

WORDINGS_HELD = 500
"""Wordings of reports kept at hand while comparing, 30 KB each: a family's are compared again and again."""


class Comparisons:
    """What comparisons found, from the table `comparisons`; one that is not there is made.

    A revision's text never changes under its id, so what was found of two stays true. `settle` leaves those in
    the table that were asked for, so that it is the same after a rebuild.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known = {row["id"]: row for row in read_rows(db, "select * from comparisons")}
        self._asked: dict[str, Row] = {}
        self._wording = lru_cache(maxsize=WORDINGS_HELD)(self._worded)

    def finding(self, revision: str, other: str, other_name: str) -> Finding | None:
        """`boilerplate` if a revision copies another one, which the finding calls `other_name`; else None."""
        key = short_id("comparison", revision, other, other_name)
        row = self._known.get(key)
        if row is None:
            found = next(copied(self._wording(revision), self._wording(other), other_name), None)
            row = {
                "id": key,
                "revision_id": revision,
                "other_revision_id": other,
                "other_name": other_name,
                "finding": json_text(asdict(found)) if found else None,
            }
        self._asked[key] = row
        return _finding(json.loads(row["finding"])) if row["finding"] else None

    def settle(self) -> None:
        """Write the comparisons that were new, and drop those that nobody asked for."""
        gone = [(key,) for key in self._known.keys() - self._asked.keys()]
        self._db.conn.executemany("delete from comparisons where id = ?", gone)
        write_rows(
            self._db, "comparisons", (row for key, row in self._asked.items() if key not in self._known)
        )

    def _worded(self, revision: str) -> Wording:
        row = next(read_rows(self._db, "select * from revisions where id = ?", [revision]))
        return wording_of(content_of(row))


def _finding(told: Mapping[str, Any]) -> Finding:
    return Finding(
        told["kind"],
        Severity(told["severity"]),
        told["sentence_zh"],
        told["sentence_en"],
        tuple(Quote(**quote) for quote in told["evidence"]),
    )
