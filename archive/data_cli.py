"""The archive verbs of `nianbao` that give data: what is wrong with reports, and tables for others to work with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from sqlite_utils import Database

from archive.catalogue.statements import read_rows
from archive.catalogue.values import china_day
from archive.console import (
    NEEDS_A_PERSON,
    Fault,
    ReportYear,
    check_portal,
    collection_option,
    json_option,
    opened_catalogue,
    print_json,
)
from archive.dataset import NotOurFolder, Selection, write_package
from archive.search.named import is_named, typed_names
from metadata.checks import KINDS


@click.command("findings")
@click.option(
    "--kind",
    type=click.Choice(KINDS, case_sensitive=False),
    metavar="KIND",
    help="Only findings of this kind (docs/figures.md).",
)
@click.option("--organ", help="Only organs whose name has this, or whose id it is.")
@click.option("--year", type=ReportYear(), help="Only reports on this year.")
@click.option("--standing", is_flag=True, help="Only findings that still hold.")
@collection_option
@json_option
def findings_verb(
    kind: str | None, organ: str | None, year: int | None, standing: bool, folder: Path, as_document: bool
) -> None:
    """What a reader should look at: reports that do not add up, came late, changed, or are missing."""
    if organ is not None and not organ.strip():
        raise Fault(
            f"--organ {organ!r}: no part of a name: give some characters of it, or leave the option out"
        )
    with opened_catalogue(folder) as (_, db):
        found = list_findings(db, kind=kind, organ=organ, year=year, standing=standing)
    if as_document:
        print_json(found)
        return
    for row in found:
        until = f"  (until {china_day(row['held_until'])}, China time)" if row["held_until"] else ""
        click.echo(
            f"{row['severity']:7} {row['kind']:16} {row['organ'] or ''} {row['report_year'] or ''}{until}"
        )
        click.echo(f"        {row['sentence_zh']}")
        click.echo(f"        {row['sentence_en']}")
        if row["url"]:
            click.echo(f"        {row['url']}")
    click.echo(f"{len(found)} found")


def list_findings(
    db: Database,
    *,
    kind: str | None = None,
    organ: str | None = None,
    year: int | None = None,
    standing: bool = False,
) -> list[dict[str, Any]]:
    """Findings, the newest report years and the gravest first; `evidence` as values.

    `organ` is an id or a part of a name; `standing` leaves out those that hold no longer (`held_until`).
    """
    asked = {"kind": kind, "year": year, "standing": standing, "organ": None, "organ_long": None}
    rows = read_rows(db, FINDINGS, asked if organ is None else {**asked, **typed_names(organ)})
    return [{**row, "evidence": json.loads(row["evidence"])} for row in rows]


FINDINGS = f"""
select findings.*, coalesce(organs.name, reports.organ) as organ, reports.title, reports.url from findings
left join organs on organs.id = findings.organ_id left join reports on reports.id = findings.report_id
where (:kind is null or findings.kind = :kind)
    and (:organ is null or findings.organ_id = :organ
        or {is_named("organs.name")} or {is_named("reports.organ")})
    and (:year is null or findings.report_year = :year) and (not :standing or findings.held_until is null)
order by findings.report_year desc, case severity when 'error' then 0 when 'warning' then 1 else 2 end,
    organ, findings.kind, findings.id
"""


def export_data(kind: str, destination: Path, selection: Selection, folder: Path) -> None:
    """Write a kind of data into a folder, with its data dictionary. Raises Fault."""
    if destination.exists() and not destination.is_dir():
        raise Fault(
            f"{destination}: a file: {kind} goes into a folder: name one that is new or of an earlier export"
        )
    with opened_catalogue(folder, as_it_stands=True) as (collection, db):
        check_portal(db, selection.portal)
        try:
            rows = write_package(db, destination, kind, selection, collection.keeper.name)
        except NotOurFolder as error:
            raise Fault(error) from error
        except OSError as error:
            raise Fault(f"{destination}: not written: {error}", NEEDS_A_PERSON) from error
    told = ", ".join(f"{count} {name}" for name, count in rows.items())
    click.echo(f"{destination}: {told}")
