"""What the collection holds and lacks: crawls by portal, organs by report year, refusals, overdue reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from archive.catalogue.statements import read_rows
from metadata.deadlines import legal_deadline
from metadata.organs import successor
from metadata.reading import Scope


@dataclass(frozen=True, slots=True)
class Overdue:
    """A report that the law's day has passed for, of an organ that has published before."""

    organ: str
    organ_name: str
    report_year: int
    scope: str
    deadline: date


def last_crawls(db: Database) -> list[dict[str, Any]]:
    """The newest crawl of each portal with its counts, by portal."""
    return list(
        read_rows(
            db,
            "select portals.name, crawls.* from portals join crawls on crawls.id = ("
            " select id from crawls as newest where newest.portal_id = portals.id"
            " order by started_at desc, id desc limit 1) order by portals.id",
        )
    )


def years_by_organ(db: Database) -> list[dict[str, Any]]:
    """Each organ and scope with the report years held and withdrawn: `organ_id organ scope held withdrawn`."""
    rows = read_rows(
        db,
        "select organ_id, organs.name as organ, organs.level, scope, report_year, state from reports"
        " join organs on organs.id = organ_id where report_year is not null"
        " order by organs.name, organ_id, scope, report_year",
    )
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        key = (row["organ_id"], row["scope"])
        organ = found.setdefault(
            key,
            {
                "organ_id": row["organ_id"],
                "organ": row["organ"],
                "level": row["level"],
                "scope": row["scope"],
                "held": [],
                "withdrawn": [],
            },
        )
        organ[row["state"]].append(row["report_year"])
    return list(found.values())


def refusals(db: Database) -> list[dict[str, Any]]:
    """How often each kind of refusal or failure came, by portal, most first."""
    return list(
        read_rows(
            db,
            "select portal_id, refusal, outcome, count(*) as captures, max(captured_at) as last from captures"
            " where outcome in ('refused', 'failed') group by portal_id, refusal, outcome"
            " order by count(*) desc, portal_id, refusal",
        )
    )


def overdue_reports(db: Database, today: date) -> Iterator[Overdue]:
    """Reports whose legal day is past and that no page here carries, from each organ's first year on."""
    for organ in years_by_organ(db):
        years = set(organ["held"]) | set(organ["withdrawn"])
        scope = Scope(organ["scope"]) if organ["scope"] else Scope.OWN
        for year in range(min(years), today.year):
            deadline = legal_deadline(year, scope, organ["level"])
            # The date may be past and the organ, too: its successor reports then.
            is_owed = deadline is not None and deadline < today and not successor(organ["organ"], deadline)
            if year not in years and deadline is not None and is_owed:
                yield Overdue(organ["organ_id"], organ["organ"], year, scope.value, deadline)
