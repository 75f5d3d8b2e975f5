"""The archive verbs of `nianbao` that carry captures out of a collection and into it."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from zipfile import is_zipfile

import click

from archive.collection import create_collection, open_collection
from archive.console import (
    NEEDS_A_PERSON,
    Fault,
    NamedPath,
    RegularFile,
    ReportYear,
    check_portal,
    collection_option,
    faults,
    opened_catalogue,
    shown_progress,
)
from archive.data_cli import export_data
from archive.dataset import KINDS, Selection
from archive.destination import WrongDestination, check_destination
from archive.exporting import Export, NothingToExport, Wanted
from archive.importing import import_files
from archive.published import publish
from archive.rebuild import lost_files, told_lost
from archive.warc.errors import NotWarc, WarcError
from archive.warc.packages import check_source


@click.command("export")
@click.argument("kind", type=click.Choice(["wacz", "warc", "cdxj", *KINDS]))
@click.argument("destination", metavar="DEST", type=NamedPath())
@click.option("--portal", help="Only what this portal has.")
@click.option("--year", type=ReportYear(), help="Only reports on this year.")
@click.option("--url", help="Only captures of this page, under any of its URLs (not for data).")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Only captures from this day (UTC) on (not for data)."
)
@collection_option
def export_verb(
    kind: str,
    destination: Path,
    portal: str | None,
    year: int | None,
    url: str | None,
    since: datetime | None,
    folder: Path,
) -> None:
    """Write captures as a WACZ, WARC or CDXJ file; or reports, figures, findings or texts into a folder."""
    if kind in KINDS:
        if url is not None or since:
            raise Fault(
                f"export {kind}: --url and --since choose captures: choose data by --portal and --year"
            )
        export_data(kind, destination, Selection(portal, year), folder)
        return
    if url is not None and not url.lower().startswith(("http://", "https://")):
        raise Fault(
            f"--url {url!r}: not an http(s) URL: give one of those of the page, or leave the option out"
        )
    try:
        check_destination(kind, destination)
    except WrongDestination as error:
        raise Fault(error) from error
    wanted = Wanted(portal, year, url, since.date() if since else None)
    with opened_catalogue(folder, as_it_stands=True) as (collection, db):
        check_portal(db, portal)
        export = Export(collection, db, wanted)
        write = {"wacz": export.write_wacz, "warc": export.write_warc, "cdxj": export.write_cdxj}[kind]
        try:
            captures = write(destination)
        except (NothingToExport, ValueError) as error:
            raise Fault(error) from error
        except (WarcError, OSError) as error:
            raise Fault(f"{destination}: not written: {error}", NEEDS_A_PERSON) from error
    click.echo(f"{destination}: {captures} captures")


@click.command("import")
@click.argument(
    "sources",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=RegularFile(),
)
@collection_option
def import_verb(sources: tuple[Path, ...], folder: Path) -> None:
    """Bring in WARC or WACZ files: of a collection of ours with all that they mean, else as pages."""
    with faults():
        # Before a collection is made for them, and before half of the files are in.
        for source in sources:
            try:
                check_source(source)
            except NotWarc as error:
                raise Fault(error) from error
        collection = create_collection(folder)
        try:
            with collection.lock("nianbao import"), shown_progress() as progress:
                done = import_files(collection, sources, progress=progress)
        except (WarcError, OSError) as error:
            raise Fault(f"{error}; what came in before is kept", NEEDS_A_PERSON) from error
        publish(collection)
    for reason, records in sorted(done.skipped.items()):
        click.echo(f"left out: {records} records: {reason}")
    for source in done.barren:
        click.echo(f"nianbao: {source}: nothing in it could be brought in", err=True)
    click.echo(f"{collection.folder}: {done.captures} captures brought in")
    if done.needs_a_person:
        sys.exit(NEEDS_A_PERSON)


@click.command("publish")
@click.argument("target", metavar="DIR", type=NamedPath())
@click.option("--without-warc", is_flag=True, help="Leave the evidence out: only the site's database.")
@click.option(
    "--wheel",
    type=RegularFile(),
    help="A built wheel of nianbao to put in, so that the folder needs nothing else.",
)
@collection_option
def publish_verb(target: Path, without_warc: bool, wheel: Path | None, folder: Path) -> None:
    """Write a self-contained folder that serves the site elsewhere, exchanged in one step."""
    # The site brings Datasette along, which no other verb should wait for.
    from archive.site.folder import publish_folder

    if wheel and not (wheel.suffix == ".whl" and is_zipfile(wheel)):
        raise Fault(f"{wheel}: not a wheel: build one with `python -m pip wheel --no-deps .`")
    with faults():
        collection = open_collection(folder)
        lost = [] if without_warc else lost_files(collection)
        if lost:
            raise Fault(
                f"{told_lost(lost)}: put back what was kept, or publish --without-warc", NEEDS_A_PERSON
            )
        publish(collection)
        release = publish_folder(collection, target, with_warc=not without_warc, wheel=wheel)
    click.echo(f"{target}: {release.name}; README.txt there says how to serve it")
