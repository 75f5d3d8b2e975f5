"""The archive verbs of `nianbao`: what needs the disk and no network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from sqlite_utils import Database

from archive.collection import Collection, CollectionError, open_collection
from archive.published import publish
from archive.rebuild import rebuild
from archive.site.server import serve
from archive.timelines import UnknownAddress, history
from metadata.figures.read import as_json as figures_json
from metadata.figures.read import read_figures
from metadata.reader import read_page
from metadata.reading_json import as_json

Decorated = Callable[..., Any]

collection_option = click.option(
    "--collection",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="NIANBAO_COLLECTION",
    default=Path("collection"),
    show_default=True,
    help="The collection's folder.",
)
json_option = click.option("--json", "as_document", is_flag=True, help="One JSON document on standard output.")


class Fault(click.ClickException):
    """An error that a person reads: one line (what, where, what next) and the exit status."""

    def __init__(self, message: str, exit_code: int = 2) -> None:
        super().__init__(message)
        self.exit_code = exit_code

    def show(self, file: Any = None) -> None:
        """One line on standard error, however the message was made."""
        click.echo(f"nianbao: {' '.join(self.message.split())}", err=True)


def print_json(document: object) -> None:
    """One JSON document on standard output, its Chinese readable."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


@contextmanager
def opened_catalogue(folder: Path) -> Iterator[tuple[Collection, Database]]:
    """A collection and its catalogue for reading. Raises Fault where there is none."""
    try:
        collection = open_collection(folder)
    except CollectionError as error:
        raise Fault(str(error)) from error
    if not collection.catalogue_path.exists():
        raise Fault(f"{collection.catalogue_path}: no catalogue: run `nianbao rebuild`", 1)
    db = Database(f"{collection.catalogue_path}")
    try:
        yield collection, db
    finally:
        db.close()


@click.command("read")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--url", required=True, help="The URL that the page was saved from.")
@click.option("--content-type", help="The Content-Type that it was served with.")
@json_option
def read_verb(file: Path, url: str, content_type: str | None, as_document: bool) -> None:
    """What the reader makes of one saved page."""
    reading = read_page(file.read_bytes(), url=url, content_type=content_type)
    document = {**as_json(reading), "figures": figures_json(read_figures(reading))}
    if as_document:
        print_json(document)
        return
    for name in ("title", "organ", "source", "published_on", "signed_on", "url_date", "report_year", "scope", "kind"):
        click.echo(f"{name:13} {document[name] if document[name] is not None else '—'}")
    if document["refusal"]:
        click.echo(f"{'refusal':13} {document['refusal']}")
    click.echo("")
    click.echo(reading.text)


@click.command("history")
@click.argument("address", metavar="URL-OR-ID")
@collection_option
@json_option
def history_verb(address: str, folder: Path, as_document: bool) -> None:
    """The revisions of a page or report, oldest first."""
    with opened_catalogue(folder) as (_, db):
        try:
            revisions = history(db, address)
        except UnknownAddress as error:
            raise Fault(str(error)) from error
    if as_document:
        print_json(revisions)
        return
    table = Table("revision", "page", "first seen", "last seen", "changed", "captures")
    for told in revisions:
        last = f"{told['last_seen'][:19]} withdrawn {told['withdrawn_at'][:19]}" if told["withdrawn_at"] else told["last_seen"][:19]
        table.add_row(
            f"{told['number']} {told['id']}",
            told["url"],
            told["first_seen"][:19],
            last,
            ", ".join(told["changed"]),
            str(len(told["captures"])),
        )
    Console().print(table)


@click.command("rebuild")
@collection_option
@click.option("--processes", type=click.IntRange(1), help="How many files to read at once (default: one a core).")
def rebuild_verb(folder: Path, processes: int | None) -> None:
    """Make the catalogue again, from the WARC files alone, and publish it."""
    try:
        collection = open_collection(folder)
        with collection.lock("nianbao rebuild"), shown_progress() as progress:
            captures = rebuild(collection, processes=processes, progress=progress)
        publish(collection)
    except CollectionError as error:
        raise Fault(str(error)) from error
    click.echo(f"{collection.catalogue_path}: made again from {captures} captures")


@contextmanager
def shown_progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal, nothing elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not Console(stderr=True).is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield show


@click.command("serve")
@collection_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes a free port.")
def serve_verb(folder: Path, host: str, port: int) -> None:
    """The Datasette site, read-only, until interrupted."""
    try:
        serve(open_collection(folder), host=host, port=port, ready=lambda url: click.echo(f"serving on {url}"))
    except CollectionError as error:
        raise Fault(str(error)) from error


verbs: list[click.Command] = [read_verb, history_verb, rebuild_verb, serve_verb]
