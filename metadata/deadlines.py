"""By when a report must be out: the law's days, and where the law names none."""

from __future__ import annotations

from datetime import date

from metadata.reading import Scope

LAST_YEAR_OF_OLD_REGULATION = 2018
"""Reports on 2018 and before fall under the Regulation of 2007 (国务院令第492号), art. 31."""

LEVELS_WITHOUT_LEGAL_DATE = frozenset({"town"})
"""Art. 49 of the Regulation of 2019 (国务院令第711号) names organs at county level and above. Public enterprises and
institutions, which art. 55 sends to the rules of their sector, are told by their names: `archive.findings.due`."""


def legal_deadline(report_year: int, scope: Scope, level: str | None) -> date | None:
    """The last day on which the report on `report_year` is in time; None where the law sets no day.

    Old art. 31: 31 March of the next year, for every organ. New art. 49: 31 January for a department's own
    report, 31 March for the report of a government.
    """
    if report_year <= LAST_YEAR_OF_OLD_REGULATION:
        return date(report_year + 1, 3, 31)
    if level in LEVELS_WITHOUT_LEGAL_DATE:
        return None
    return date(report_year + 1, 3, 31) if scope is Scope.AGGREGATE else date(report_year + 1, 1, 31)
