"""What the collection holds and lacks: crawls by portal, organs by report year, refusals."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from archive.catalogue.crawls import counts_so_far
from archive.catalogue.statements import read_rows


def last_crawls(db: Database) -> list[dict[str, Any]]:
    """The newest crawl of each portal with its counts, those of one that has not ended too, by portal."""
    newest = read_rows(
        db,
        "select portals.name, crawls.* from portals join crawls on crawls.id = ("
        " select id from crawls as newest where newest.portal_id = portals.id"
        " order by started_at desc, id desc limit 1) order by portals.id",
    )
    return [row if row["ended_at"] else {**row, **counts_so_far(db, row["id"])} for row in list(newest)]


def years_by_organ(db: Database) -> list[dict[str, Any]]:
    """Each organ and scope with the report years in each state: `organ_id organ scope held replaced withdrawn`."""
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
                "replaced": [],
                "withdrawn": [],
            },
        )
        organ[row["state"]].append(row["report_year"])
    return list(found.values())


UNPLACED = "(organ_id is null or report_year is null)"
"""The condition on `reports` of those that stand under no organ and year: one of them could not be read.

In brackets, for Datasette joins it to others as it is."""


def unplaced_reports(db: Database) -> list[dict[str, Any]]:
    """How many reports of each portal could not be put under an organ and a year: `portal_id reports`."""
    return list(
        read_rows(
            db,
            f"select portal_id, count(*) as reports from reports where {UNPLACED}"
            " group by portal_id order by portal_id",
        )
    )


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
