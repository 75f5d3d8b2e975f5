"""The archive verbs of `nianbao` for keepers: records checked, the catalogue made again."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from sqlite_utils import Database

from archive.catalogue.statements import read_rows
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
)
from archive.published import publish
from archive.rebuild import rebuild
from archive.warc.damage import Damage, Expectation, ExpectedFile, ExpectedRecord, FileReport, expectations
from archive.warc.errors import WarcError
from archive.warc.fixity import check_across, check_files


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
        except (WarcError, OSError) as error:
            raise Fault(f"{error}; the old catalogue stays", NEEDS_A_PERSON) from error
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
        try:
            reports = []
            for report in check_files(
                collection.warc_folder, expected, processes=processes or os.cpu_count() or 1
            ):
                reports.append(report)
                progress("verify", len(reports), max(len(reports), len(expected)))
        except OSError as error:
            raise Fault(f"{error.filename}: cannot be read: {error.strerror}", NEEDS_A_PERSON) from error
    damages = [damage for report in reports for damage in report.damages] + check_across(reports)
    _tell(reports, damages, time.monotonic() - started, as_document)
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


def _tell(reports: list[FileReport], damages: list[Damage], seconds: float, as_document: bool) -> None:
    counts: dict[str, Any] = {
        "files": len(reports),
        "records": sum(report.records for report in reports),
        "bytes": sum(report.bytes for report in reports),
        "seconds": round(seconds, 3),
    }
    if as_document:
        print_json({**counts, "damages": [asdict(damage) for damage in damages]})
        return
    for damage in damages:
        click.echo(shown(str(damage)))
    megabytes = counts["bytes"] / 1e6
    click.echo(
        f"{counts['files']} files, {counts['records']} records, {megabytes:.1f} MB in {seconds:.1f} s"
        f" ({megabytes / seconds:.1f} MB/s): "
        + (f"faults: {len(damages)}" if damages else "all as it was kept")
    )
