"""Figures of the reports as they stand: one series over organs and years."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from archive.catalogue.reports import WITH_TABLE
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
    asked = f"organ_id in ({_marks(organs)}) and scope is ? and report_year is not null"
    for source, annex in series.sources:
        for row in _values(db, source, asked, [*organs, scope]):
            key = row["organ_id"], row["report_year"]
            # Where a report has both, the tables of its year's form tell.
            found.setdefault(key, Point(*key, row["id"], row["value"], annex))
    return found


def _values(db: sqlite3.Connection, source: Source, asked: str, values: Sequence[object]) -> list[Row]:
    """What the reports that are asked for say, each in the one place where its table is shown from."""
    return rows(
        db,
        "select id, organ_id, report_year, (select"
        f" case when count(value) = {len(source.rows)} then sum(value) end from figures"
        " where revision_id = counted and table_name = ? and column_key = ?"
        f" and row_key in ({_marks(source.rows)})) as value"
        f" from (select *, {WITH_TABLE % source.table} as counted from reports where {asked})"
        " where counted is not null order by value desc, organ_id",
        [source.table, source.column, *source.rows, *values],
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
        asked = "report_year = ? and scope = 'own' and organ_id is not null"
        found = _values(db, series.source, asked, [year["report_year"]])
        leading |= dict.fromkeys(row["organ_id"] for row in found[:most])
    return list(leading)[:most]


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
