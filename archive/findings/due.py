"""By when each report had to be out, where the law is plain about it; None where it is not.

The one rule of deadlines: findings, the site and `nianbao status` all go by it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from archive.findings.holdings import HeldReport
from metadata.deadlines import LAST_YEAR_OF_OLD_REGULATION, is_institution, legal_deadline
from metadata.reading import Scope

_ZONE = re.compile(r"管委会|管理委员会|开发区|高新区|示范区|风景区")
"""Zones are no governments at county level in the words of art. 49; local rules set their days."""
_GOVERNMENT = re.compile(r"人民政府$")
_OFFICE = re.compile(r"政府办公[室厅]$")
"""It publishes the government's report, often under its own name, and one of its own."""


class Publisher(Protocol):
    """Who publishes reports of a scope: a report that is held tells it, and so may any other row."""

    @property
    def organ_name(self) -> str:
        """The organ's name with its place."""

    @property
    def level(self) -> str | None:
        """Its level, None where it is not known."""

    @property
    def scope(self) -> Scope:
        """Its own report, or a government's."""

    @property
    def portal(self) -> str | None:
        """The portal that has its reports; None for an imported page."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The legal days of reports; `governed` are the portals and years with a report of the government itself."""

    governed: frozenset[tuple[str | None, int | None]]

    @classmethod
    def among(cls, reports: Iterable[HeldReport]) -> Deadlines:
        """The deadlines that hold among these reports."""
        return cls(frozenset((r.portal, r.year) for r in reports if r.scope is Scope.AGGREGATE))

    @classmethod
    def of_catalogue(cls, db: sqlite3.Connection) -> Deadlines:
        """The deadlines that hold among all reports of a catalogue."""
        whole = db.execute(
            "select distinct portal_id, report_year from reports where scope = ?", [Scope.AGGREGATE]
        )
        return cls(frozenset((portal, year) for portal, year in whole))

    def of(self, report: HeldReport) -> date | None:
        """The legal day of a report that is held."""
        return self.day(report, report.year)

    def day(self, like: Publisher, year: int | None) -> date | None:
        """The legal day of a report on `year` by the organ and of the scope of `like`."""
        name = like.organ_name
        if year is None or not name or is_institution(name):
            return None
        if year > LAST_YEAR_OF_OLD_REGULATION and _ZONE.search(name):
            return None
        scope = like.scope
        if _GOVERNMENT.search(name) or (_OFFICE.search(name) and (like.portal, year) not in self.governed):
            # The report may be the government's, due on 31 March, though it does not say so.
            scope = Scope.AGGREGATE
        return legal_deadline(year, scope, like.level)
