"""Coverage: which organ's report of which year is here, in time or late, changed, withdrawn or missing."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive.catalogue.values import day_of
from archive.coverage import UNPLACED
from archive.findings.standing import Absence, Absences, Series
from archive.site.queries.rows import Row, rows
from metadata.reading import Scope


@dataclass(frozen=True, slots=True)
class Place:
    """One organ's place for one year.

    `state` is `late` (a finding says so), `on_time` (by the date that the page states), `undated`, or a value of
    `Absence` where there is no report. `deadline` is the law's day, None where it is not plain about it.
    """

    year: int
    state: str
    deadline: date | None
    report: Row | None = None

    @property
    def is_changed(self) -> bool:
        """Whether its text changed after it was first seen."""
        return self.report is not None and self.report["changed"] > 0

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken down."""
        return self.report is not None and self.report["state"] == "withdrawn"


@dataclass(frozen=True, slots=True)
class Line:
    """One organ and scope, with its place for every year asked for."""

    organ_id: str
    organ: str
    level: str | None
    scope: str
    places: tuple[Place, ...]


_REPORTS = """
select reports.id, reports.organ_id, organs.name as organ, organs.level, organs.division,
    coalesce(reports.scope, 'own') as scope, reports.report_year, reports.portal_id, reports.deadline_on,
    reports.published_on, reports.first_seen, reports.last_seen, reports.state,
    reports.title, reports.withdrawn_at,
    (select count(*) from revisions where revisions.report_id = reports.id and revisions.number > 1
        and revisions.changed is not 'replaced') as changed,
    exists (select 1 from findings where findings.report_id = reports.id and findings.kind = 'late'
        and findings.held_until is null) as late
from reports join organs on organs.id = reports.organ_id
where reports.report_year is not null and reports.organ_id in ({marks})
order by reports.organ_id, scope, reports.report_year
"""
# Place by place, from the top down: its government first, its departments, then the counties and towns below.
_TOP_DOWN = """organs.division is null, organs.division,
    case organs.level when 'nation' then 0 when 'province' then 1 when 'prefecture' then 2 when 'city' then 2
        when 'county' then 4 when 'district' then 4 when 'zone' then 5 when 'town' then 6 else 3 end,
    organs.name not like '%人民政府', organs.name, organs.id"""


def coverage(
    db: sqlite3.Connection, *, portal: str, division: str, level: str, limit: int, offset: int
) -> dict[str, Any]:
    """Lines of organs × years for a portal, a division or a level; empty texts ask for all.

    `unplaced` counts the reports that can stand in no line.
    """
    organs, total = _organs(db, portal, division, level, limit, offset)
    of_portal = " where portal_id = :portal" if portal else ""
    span = db.execute(
        f"select min(report_year), max(report_year) from reports{of_portal}", {"portal": portal}
    ).fetchone()
    years = tuple(range(span[0], span[1] + 1)) if span[0] is not None else ()
    and_portal = " and portal_id = :portal" if portal else ""
    unplaced = db.execute(f"select count(*) from reports where {UNPLACED}{and_portal}", {"portal": portal})
    return {
        "lines": lines(db, organs, years),
        "years": years,
        "total": total,
        "unplaced": 0 if division or level else unplaced.fetchone()[0],
    }


def lines(db: sqlite3.Connection, organs: Sequence[str], years: Sequence[int]) -> list[Line]:
    """The lines of these organs over these years, in the order of the organs."""
    found = rows(db, _REPORTS.format(marks=", ".join("?" * len(organs))), list(organs)) if organs else []
    places = {organ: number for number, organ in enumerate(organs)}
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in found:
        groups.setdefault((row["organ_id"], row["scope"]), []).append(row)
    absences = Absences.among(db, organs)
    return [
        Line(organ, reports[0]["organ"], reports[0]["level"], scope, _places(reports, years, absences))
        for (organ, scope), reports in sorted(groups.items(), key=lambda group: places[group[0][0]])
    ]


def totals(found: Sequence[Line]) -> dict[str, tuple[int, ...]]:
    """How many of these lines are held, late and missing, year by year."""
    columns = list(zip(*(line.places for line in found), strict=True))
    return {
        "held": tuple(sum(place.report is not None for place in column) for column in columns),
        **{
            state: tuple(sum(place.state == state for place in column) for column in columns)
            for state in ("late", Absence.MISSING.value)
        },
    }


def _organs(
    db: sqlite3.Connection, portal: str, division: str, level: str, limit: int, offset: int
) -> tuple[list[str], int]:
    of_portal = " where portal_id = :portal" if portal else ""
    where = f"organs.id in (select organ_id from reports{of_portal})"
    if division:
        where += " and organs.division like :division || '%'"
    if level:
        where += " and organs.level = :level"
    told = {"portal": portal, "division": division, "level": level, "limit": limit, "offset": offset}
    total = db.execute(f"select count(*) from organs where {where}", told).fetchone()[0]
    found = rows(
        db, f"select id from organs where {where} order by {_TOP_DOWN} limit :limit offset :offset", told
    )
    return [row["id"] for row in found], total


def _places(reports: Sequence[Row], years: Sequence[int], absences: Absences) -> tuple[Place, ...]:
    by_year = {row["report_year"]: row for row in reports}
    newest = reports[-1]
    series = Series(
        organ=newest["organ_id"],
        organ_name=newest["organ"],
        level=newest["level"],
        division=newest["division"],
        scope=Scope(newest["scope"]),
        portal=newest["portal_id"],
        first_year=reports[0]["report_year"],
    )
    return tuple(
        _held(by_year[year]) if year in by_year else Place(year, *absences.of(series, year)) for year in years
    )


def _held(report: Row) -> Place:
    deadline, stated = day_of(report["deadline_on"]), day_of(report["published_on"])
    in_time = stated is not None and deadline is not None and stated <= deadline
    state = "late" if report["late"] else "on_time" if in_time else "undated"
    return Place(report["report_year"], state, deadline, report)


def levels(db: sqlite3.Connection) -> list[str]:
    """The levels that organs here have."""
    return [
        row["level"]
        for row in rows(db, "select distinct level from organs where level is not null order by 1")
    ]
