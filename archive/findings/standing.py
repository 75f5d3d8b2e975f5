"""Reports that are not here, as the site and `nianbao status` tell it: missing, succeeded, not yet due, or unknown.

What is missing is said by the findings alone (`archive.findings.absences`), each with the list that lacked it, so that
all who tell of absent reports tell the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from archive.catalogue.values import china_day, day_of
from archive.findings.due import Deadlines
from metadata.organs import is_succeeded
from metadata.reading import Scope


class Absence(StrEnum):
    """Why an organ's report on a year is not here, as far as the collection can tell.

    `MISSING`: the list lacked it after its legal day. `SUCCEEDED`: another organ reports in its place. `NOT_DUE`: its
    legal day had not passed at the last crawl. `BEFORE`: it is of a year before the organ's first report here.
    `UNSEEN`: it was not seen, and nothing shows that it was owed.
    """

    MISSING = "missing"
    SUCCEEDED = "succeeded"
    NOT_DUE = "not_due"
    BEFORE = "before"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class MissingReport:
    """A report that a list lacked after its legal day.

    `scope` and `deadline` are None in a catalogue that no crawl or rebuild has brought up to date.
    """

    organ: str
    organ_name: str
    report_year: int
    scope: str | None
    deadline: date | None


@dataclass(frozen=True, slots=True)
class Series:
    """An organ's reports of one scope: whose they are, the portal that has the newest, and the first year here."""

    organ: str
    organ_name: str
    level: str | None
    division: str | None
    scope: Scope
    portal: str | None
    first_year: int


def missing_reports(db: sqlite3.Connection, organs: Iterable[str] | None = None) -> list[MissingReport]:
    """The reports that are missing as the collection stands, by organ's name and year; of these organs, or of all."""
    chosen = None if organs is None else list(organs)
    among = "" if chosen is None else f" and findings.organ_id in ({', '.join('?' * len(chosen))})"
    found = db.execute(MISSING.format(among=among), chosen or ())
    return [
        MissingReport(organ, name, year, scope, day_of(deadline))
        for organ, name, year, scope, deadline in found
    ]


MISSING = """
select findings.organ_id, organs.name, findings.report_year,
    json_extract(findings.evidence, '$[#-1].scope'), json_extract(findings.evidence, '$[#-1].deadline_on')
from findings join organs on organs.id = findings.organ_id
where findings.kind = 'missing' and findings.report_id is null and findings.held_until is null{among}
order by organs.name, findings.organ_id, findings.report_year, findings.id
"""
"""What lacked it is the last piece of a finding's evidence."""


@dataclass(frozen=True, slots=True)
class Absences:
    """What is known of absent reports of some organs; `crawled_on` are the days in China of the last crawls."""

    db: sqlite3.Connection
    missing: frozenset[tuple[str, int, str | None]]
    deadlines: Deadlines
    crawled_on: Mapping[str | None, date]

    @classmethod
    def among(cls, db: sqlite3.Connection, organs: Iterable[str]) -> Absences:
        """The absences of these organs, by id."""
        missing = missing_reports(db, organs)
        crawls = db.execute("select portal_id, max(started_at) from crawls group by portal_id")
        return cls(
            db,
            frozenset((each.organ, each.report_year, each.scope) for each in missing),
            Deadlines.of_catalogue(db),
            {portal: china_day(at) for portal, at in crawls},
        )

    def of(self, series: Series, year: int) -> tuple[Absence, date | None]:
        """How a report of this series that is not here is told, and its legal day."""
        deadline = self.deadlines.day(series, year)
        return self._absence(series, year, deadline), deadline

    def _absence(self, series: Series, year: int, deadline: date | None) -> Absence:
        if year < series.first_year:
            return Absence.BEFORE
        if not self.missing.isdisjoint({(series.organ, year, scope) for scope in (series.scope.value, None)}):
            return Absence.MISSING
        crawled_on = self.crawled_on.get(series.portal)
        due = deadline or date(year + 1, 3, 31)
        if is_succeeded(series.organ_name, due, lambda name: self._has_report(name, series, year)):
            return Absence.SUCCEEDED
        if deadline is not None and crawled_on is not None and crawled_on <= deadline:
            return Absence.NOT_DUE
        return Absence.UNSEEN

    def _has_report(self, name: str, series: Series, year: int) -> bool:
        found = self.db.execute(HAS_REPORT, [name, series.division, year])
        return found.fetchone() is not None


HAS_REPORT = """
select 1 from organs join reports on reports.organ_id = organs.id
where organs.name = ? and organs.division is ? and reports.report_year = ? limit 1
"""
