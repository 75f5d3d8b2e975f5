"""The archive verbs of `nianbao` for keepers: what there is, whether it is whole, and the catalogue made again."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from sqlite_utils import Database

from archive.catalogue.statements import Row, read_row, read_rows
from archive.catalogue.values import day_text, minute_text
from archive.collection import open_collection
from archive.console import (
    NEEDS_A_PERSON,
    Fault,
    collection_option,
    faults,
    json_option,
    opened_catalogue,
    print_json,
    shown,
    shown_progress,
    without_many_alike,
)
from archive.coverage import last_crawls, refusals, unplaced_reports, years_by_organ
from archive.findings.standing import missing_reports
from archive.published import publish
from archive.rebuild import rebuild
from archive.warc.damage import (
    LOST,
    Damage,
    Expectation,
    ExpectedFile,
    ExpectedRecord,
    FileReport,
    expectations,
)
from archive.warc.errors import WarcError
from archive.warc.fixity import check_across, check_files

MOST_ALIKE = 20
"""Faults of one kind in one file that are told one by one: a lost file leaves thousands of revisits dangling."""


@click.command("status")
@collection_option
@json_option
def status_verb(folder: Path, as_document: bool) -> None:
    """Crawls, coverage, refusals, and what is overdue by law."""
    with opened_catalogue(folder) as (_, db):
        document = _status(db)
    if as_document:
        print_json(document)
        return
    # Lines and no table: a table of nine columns is cut off at 80 characters, and so in every pipe and log.
    for row in document["crawls"]:
        # Under way, or killed: the next crawl goes on where it was.
        ended = row["end_reason"] if row["ended_at"] else "not ended"
        click.echo(
            f"crawled  {row['portal_id']} {row['name']}: {minute_text(row['started_at'])} UTC, {ended}:"
            f" {row['captures']} captures, {row['new_pages']} new pages, {row['new_revisions']} changed,"
            f" {row['gone']} gone, {row['refused']} refused, {row['failed']} failed"
        )
        if row["captures"] < (row["captures_noted"] or 0):
            click.echo(
                f"part     {row['portal_id']}: {row['captures']} of the {row['captures_noted']} captures of this crawl"
                " are in the collection"
            )
        for sentence in without_many_alike((row["missing"] or "").splitlines()):
            click.echo(f"not had  {row['portal_id']}: {sentence}")
    for organ in document["coverage"]:
        gone = "".join(
            f"; {state} {_years(organ[state])}" for state in ("replaced", "withdrawn") if organ[state]
        )
        click.echo(f"held     {organ['organ']} ({organ['scope']}): {_years(organ['held'])}{gone}")
    for row in document["unplaced"]:
        click.echo(
            f"unplaced {row['portal_id'] or 'imported'}: {row['reports']} reports of no readable organ or year"
        )
    for row in document["refusals"]:
        click.echo(
            f"refused  {row['portal_id'] or 'imported'}: {row['refusal']} ×{row['captures']},"
            f" last {minute_text(row['last'])} UTC"
        )
    for row in document["overdue"]:
        due = f", due {row['deadline']}" if row["deadline"] else ""
        click.echo(f"overdue  {row['organ_name']}: report on {row['report_year']}{due}")


def _years(years: list[int]) -> str:
    return " ".join(map(str, years)) or "none"


def _status(db: Database) -> dict[str, Any]:
    return {
        "crawls": [{k: v for k, v in row.items() if k != "profile"} for row in last_crawls(db)],
        "coverage": years_by_organ(db),
        "unplaced": unplaced_reports(db),
        "refusals": refusals(db),
        "overdue": [{**asdict(row), "deadline": day_text(row.deadline)} for row in missing_reports(db.conn)],
    }


@click.command("rebuild")
@collection_option
@click.option(
    "--processes", type=click.IntRange(1), help="How many files to read at once (default: one a core)."
)
@click.option(
    "--forget-lost",
    is_flag=True,
    help="Also where WARC files that the old catalogue knows are lost, or records are damaged.",
)
def rebuild_verb(folder: Path, processes: int | None, forget_lost: bool) -> None:
    """Make the catalogue again, from the WARC files alone, and publish it."""
    with faults():
        collection = open_collection(folder)
        try:
            with collection.lock("nianbao rebuild"), shown_progress() as progress:
                captures = rebuild(
                    collection, processes=processes, forget_lost=forget_lost, progress=progress
                )
        except WarcError as error:
            raise Fault(f"{error}; the old catalogue stays", NEEDS_A_PERSON) from error
        except OSError as error:
            where = error.filename or collection.folder
            raise Fault(
                f"{where}: {error.strerror}: free space, or restore the folder; the old catalogue stays",
                NEEDS_A_PERSON,
            ) from error
        publish(collection)
    click.echo(f"{collection.catalogue_path}: made again from {captures} captures")


@click.command("verify")
@collection_option
@json_option
@click.option(
    "--processes", type=click.IntRange(1), help="How many files to check at once (default: one a core)."
)
def verify_verb(folder: Path, as_document: bool, processes: int | None) -> None:
    """Every record against its digests, every file against the catalogue; a line for each fault."""
    started = time.monotonic()
    with opened_catalogue(folder) as (collection, db), shown_progress() as progress:
        expected = _expected(db)
        reports = []
        for report in check_files(
            collection.warc_folder, expected, processes=processes or os.cpu_count() or 1
        ):
            reports.append(report)
            progress("verify", len(reports), max(len(reports), len(expected)))
        damages = [damage for report in reports for damage in report.damages] + check_across(reports)
        # A stray file has no row, and SQLite may not bear its name.
        found = [(damage, _capture_at(db, damage) if damage.file in expected else None) for damage in damages]
    _tell(reports, found, time.monotonic() - started, as_document)
    if any(damage.kind in LOST for damage in damages):
        raise Fault(
            f"{collection.warc_folder}: evidence is not as it was kept: put back a whole copy of each file named, or"
            " have a new catalogue pass over what is lost (nianbao rebuild --forget-lost)",
            NEEDS_A_PERSON,
        )
    if damages:
        sys.exit(NEEDS_A_PERSON)


def _expected(db: Database) -> dict[str, Expectation]:
    """What the catalogue knows of the WARC files."""
    files = (
        ExpectedFile(row["name"], row["bytes"]) for row in read_rows(db, "select name, bytes from warc_files")
    )
    records = (
        ExpectedRecord(
            row["id"], row["warc_file"], row["warc_offset"], row["warc_bytes"], row["payload_sha256"]
        )
        for row in read_rows(
            db, "select id, warc_file, warc_offset, warc_bytes, payload_sha256 from captures"
        )
    )
    return expectations(files, records)


def _capture_at(db: Database, damage: Damage) -> Row | None:
    """The capture whose record a fault is in, where the catalogue knows it."""
    if damage.offset is None:
        return None
    return read_row(
        db,
        "select id as capture, url, captured_at from captures where warc_file = ? and warc_offset = ?",
        [damage.file, damage.offset],
    )


def _tell(
    reports: list[FileReport], found: list[tuple[Damage, Row | None]], seconds: float, as_document: bool
) -> None:
    counts: dict[str, Any] = {
        "files": len(reports),
        "records": sum(report.records for report in reports),
        "bytes": sum(report.bytes for report in reports),
        "seconds": round(seconds, 3),
    }
    if as_document:
        unknown = dict.fromkeys(("capture", "url", "captured_at"))
        print_json(
            {**counts, "damages": [asdict(damage) | (capture or unknown) for damage, capture in found]}
        )
        return
    _tell_damages(found)
    megabytes = counts["bytes"] / 1e6
    click.echo(
        f"{counts['files']} files, {counts['records']} records, {megabytes:.1f} MB in {seconds:.1f} s"
        f" ({megabytes / seconds:.1f} MB/s): " + (f"faults: {len(found)}" if found else "all as it was kept")
    )


def _tell_damages(found: list[tuple[Damage, Row | None]]) -> None:
    """A line for each fault; of many like ones in a file the first, and how many more."""
    told = Counter[tuple[str, str]]()
    for damage, capture in found:
        told[damage.file, damage.kind] += 1
        if told[damage.file, damage.kind] <= MOST_ALIKE:
            of = f" ({capture['url']}, {minute_text(capture['captured_at'])} UTC)" if capture else ""
            click.echo(shown(f"{damage}{of}"))
    for (file, kind), number in told.items():
        if number > MOST_ALIKE:
            click.echo(shown(f"{file}: {kind}: {number - MOST_ALIKE} more (all of them: --json)"))
