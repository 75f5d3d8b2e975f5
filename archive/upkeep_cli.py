"""The archive verbs of `nianbao` for keepers: the catalogue made again, records checked, files exported."""

from __future__ import annotations

from pathlib import Path

import click

from archive.collection import open_collection
from archive.console import NEEDS_A_PERSON, Fault, collection_option, faults, shown_progress
from archive.published import publish
from archive.rebuild import rebuild
from archive.warc.errors import WarcError


@click.command("rebuild")
@collection_option
@click.option("--processes", type=click.IntRange(1), help="How many files to read at once (default: one a core).")
def rebuild_verb(folder: Path, processes: int | None) -> None:
    """Make the catalogue again, from the WARC files alone, and publish it."""
    with faults():
        collection = open_collection(folder)
        try:
            with collection.lock("nianbao rebuild"), shown_progress() as progress:
                captures = rebuild(collection, processes=processes, progress=progress)
        except (WarcError, OSError) as error:
            raise Fault(f"{error}; the old catalogue stays", NEEDS_A_PERSON) from error
        publish(collection)
    click.echo(f"{collection.catalogue_path}: made again from {captures} captures")
