"""By when each report had to be out, where the law is plain about it; None where it is not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from archive.findings.holdings import HeldReport
from metadata.deadlines import LAST_YEAR_OF_OLD_REGULATION, legal_deadline
from metadata.reading import Scope

_OUTSIDE = re.compile(r"公司|集团|大学|学院|学校|中学|小学|幼儿园|医院|卫生院|银行")
"""Public enterprises and institutions: art. 55 sends them to the rules of their sector."""
_ZONE = re.compile(r"管委会|管理委员会|开发区|高新区|示范区|风景区")
"""Zones are no governments at county level in the words of art. 49; local rules set their days."""
_GOVERNMENT = re.compile(r"人民政府$")
_OFFICE = re.compile(r"政府办公[室厅]$")
"""It publishes the government's report, often under its own name, and one of its own."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The legal days of reports; `governed` are the portals and years with a report of the government itself."""

    governed: frozenset[tuple[str | None, int | None]]

    @classmethod
    def among(cls, reports: Iterable[HeldReport]) -> Deadlines:
        """The deadlines that hold among these reports."""
        return cls(frozenset((r.portal, r.year) for r in reports if r.scope is Scope.AGGREGATE))

    def of(self, report: HeldReport) -> date | None:
        """The legal day of a report that is held."""
        return self.day(report, report.year)

    def day(self, like: HeldReport, year: int | None) -> date | None:
        """The legal day of a report on `year` by the organ and of the scope of `like`."""
        name = like.organ_name
        if year is None or not name or _OUTSIDE.search(name):
            return None
        if year > LAST_YEAR_OF_OLD_REGULATION and _ZONE.search(name):
            return None
        scope = like.scope
        if _GOVERNMENT.search(name) or (_OFFICE.search(name) and (like.portal, year) not in self.governed):
            # The report may be the government's, due on 31 March, though it does not say so.
            scope = Scope.AGGREGATE
        return legal_deadline(year, scope, like.level)
