"""An organ: who it is, its reports by year, what it was before and became."""

from __future__ import annotations

import sqlite3
from typing import Any

from archive.site.queries.coverage import Line, lines
from archive.site.queries.figures import Point, points
from archive.site.queries.rows import Row, first, rows
from archive.site.series import BY_KEY, CHARTED
from metadata.organs import kind_of, organ_kinds


def whole_organ(db: sqlite3.Connection, organ_id: str) -> dict[str, Any] | None:
    """Everything that an organ's page shows; None where there is no such organ."""
    organ = first(db, "select * from organs where id = ?", [organ_id])
    if organ is None:
        return None
    span = db.execute(
        "select min(report_year), max(report_year), (select max(report_year) from reports where portal_id in"
        " (select portal_id from reports where organ_id = :organ)) from reports where organ_id = :organ",
        {"organ": organ_id},
    ).fetchone()
    years = tuple(range(span[0], max(span[1], span[2] or 0) + 1)) if span[0] is not None else ()
    found: list[Line] = lines(db, [organ_id], years)
    return {
        "organ": organ,
        "lines": found,
        "undated": rows(
            db,
            "select id, title, first_seen from reports where organ_id = ? and report_year is null",
            [organ_id],
        ),
        "years": years,
        "charts": {line.scope: _charts(db, organ_id, line.scope) for line in found},
        "relatives": relatives(db, organ),
    }


def _charts(db: sqlite3.Connection, organ_id: str, scope: str) -> dict[str, list[Point]]:
    """The charted series by key, each point in order of years; series without any value are left out."""
    told = {key: sorted(points(db, BY_KEY[key], [organ_id], scope).values(), key=_year) for key in CHARTED}
    return {key: found for key, found in told.items() if any(point.value is not None for point in found)}


def _year(point: Point) -> int:
    return point.year


def relatives(db: sqlite3.Connection, organ: Row) -> list[dict[str, Any]]:
    """Organs of the same place that this one followed, or that followed it, by the register of successions.

    A succession that only some places made is told where the other organ is here, and its reports go on where the
    earlier one's end; then without a day, for the register has none of this place.
    """
    kind = kind_of(organ["name"])
    if kind is None:
        return []
    place = organ["name"].removesuffix(kind.name)
    named = [
        (place + other.name, "predecessor", other) for other in organ_kinds() if other.successor == kind.name
    ]
    if kind.successor:
        named.append((place + kind.successor, "successor", kind))
    told = []
    for name, relation, edge in named:
        other_id = _organ_id(db, name, organ["division"])
        pair = (other_id, organ["id"]) if relation == "predecessor" else (organ["id"], other_id)
        if not edge.is_local or _follow_each_other(db, *pair):
            since = None if edge.is_local else edge.since
            told.append({"name": name, "relation": relation, "since": since, "id": other_id})
    return told


def _follow_each_other(db: sqlite3.Connection, earlier: str | None, later: str | None) -> bool:
    """Whether the reports of one begin after those of the other end."""
    found = db.execute(
        "select (select max(report_year) from reports where organ_id = ?)"
        " < (select min(report_year) from reports where organ_id = ?)",
        [earlier, later],
    ).fetchone()
    return bool(found[0])


def _organ_id(db: sqlite3.Connection, name: str, division: str | None) -> str | None:
    row = first(db, "select id from organs where name = ? and division is ? limit 1", [name, division])
    return row["id"] if row else None
