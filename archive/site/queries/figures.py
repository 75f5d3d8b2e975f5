"""Figures of the reports as they stand: one series over organs and years."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from archive.catalogue.reports import LATEST, SHOWN_FIRST
from archive.search.named import is_named, typed_names
from archive.site.queries.rows import Row, has_table, rows
from archive.site.series import Series, Source


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a series: None where a cell is blank or a row is not there. `annex` tells the annex of 2014–2018."""

    organ_id: str
    year: int
    report_id: str
    value: float | None
    annex: bool


def points(
    db: sqlite3.Connection, series: Series, organs: Sequence[str], scope: str = "own"
) -> dict[tuple[str, int], Point]:
    """The values of a series for these organs, by organ and year."""
    if not organs or not has_table(db, "figures"):
        return {}
    found: dict[tuple[str, int], Point] = {}
    for source, annex in series.sources:
        for row in _values(db, source, organs, scope):
            key = row["organ_id"], row["report_year"]
            # A report whose page has no figures may have them in its attachment: the page's own come first.
            if key not in found or not row["is_other"]:
                found[key] = Point(*key, row["report_id"], row["value"], annex)
    return found


def _values(db: sqlite3.Connection, source: Source, organs: Sequence[str], scope: str) -> list[Row]:
    return rows(
        db,
        "select reports.organ_id, reports.report_year, reports.id as report_id,"
        f" case when count(figures.value) = {len(source.rows)} then sum(figures.value) end as value,"
        " revisions.id as id, revisions.last_seen as last_seen, revisions.id is not reports.revision_id as is_other"
        " from reports join revisions on revisions.report_id = reports.id"
        f" join pages on pages.id = revisions.page_id and ({LATEST})"
        " join figures on figures.revision_id = revisions.id"
        f" where reports.organ_id in ({_marks(organs)}) and reports.scope is ? and reports.report_year is not null"
        f" and figures.table_name = ? and figures.column_key = ? and figures.row_key in ({_marks(source.rows)})"
        f" group by revisions.id order by {SHOWN_FIRST}",
        [*organs, scope, source.table, source.column, *source.rows],
    )


def figures_of(db: sqlite3.Connection, revision: str) -> list[Row]:
    """The figures of a revision, as its tables have them: `value` None where the cell is blank."""
    if not has_table(db, "figures"):
        return []
    return rows(
        db,
        "select table_name, row_key, column_key, value, raw, unit from figures where revision_id = ?"
        " order by number",
        [revision],
    )


def leading_organs(db: sqlite3.Connection, series: Series, most: int) -> list[str]:
    """The organs with the largest values in the newest year that has any, the years before filling up."""
    if not has_table(db, "figures"):
        return []
    leading: dict[str, None] = {}
    for year in rows(db, "select distinct report_year from reports where report_year > 0 order by 1 desc"):
        if len(leading) >= most:
            break
        leading |= dict.fromkeys(_largest(db, series.source, year["report_year"], most))
    return list(leading)[:most]


def _largest(db: sqlite3.Connection, source: Source, year: int, most: int) -> list[str]:
    found = rows(
        db,
        "select organ_id, max(value) as value from (select reports.organ_id,"
        f" case when count(figures.value) = {len(source.rows)} then sum(figures.value) end as value"
        " from reports cross join revisions on revisions.report_id = reports.id"
        f" cross join pages on pages.id = revisions.page_id and ({LATEST})"
        " cross join figures on figures.revision_id = revisions.id and figures.table_name = ?"
        f" and figures.column_key = ? and figures.row_key in ({_marks(source.rows)})"
        " where reports.report_year = ? and reports.scope = 'own' and reports.organ_id is not null"
        " group by revisions.id) group by organ_id order by value desc, organ_id limit ?",
        [source.table, source.column, *source.rows, year, most],
    )
    return [row["organ_id"] for row in found]


def organ_names(db: sqlite3.Connection, organs: Sequence[str]) -> dict[str, str]:
    """The names of organs by id, in the order asked for; unknown ids are left out."""
    if not organs:
        return {}
    told = rows(db, f"select id, name from organs where id in ({_marks(organs)})", list(organs))
    names = {row["id"]: row["name"] for row in told}
    return {organ: names[organ] for organ in organs if organ in names}


def organs_like(db: sqlite3.Connection, text: str, most: int) -> list[Row]:
    """Organs whose name has `text`, by name."""
    return rows(
        db,
        f"select id, name from organs where {is_named('name')} order by name, id limit :most",
        {"most": most, **typed_names(text)},
    )


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
