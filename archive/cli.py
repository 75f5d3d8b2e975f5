"""The archive verbs of `nianbao` for readers: what a page says, what was there when, what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import click
from rich.console import Console

from archive.catalogue.contents import content_of
from archive.catalogue.values import minute_text
from archive.collection import open_collection
from archive.console import (
    NEEDS_A_PERSON,
    Fault,
    HyphenedWords,
    NamedPath,
    RegularFile,
    ReportYear,
    check_portal,
    collection_option,
    faults,
    json_option,
    opened_catalogue,
    print_json,
)
from archive.data_cli import findings_verb
from archive.destination import WrongDestination, check_outside
from archive.diff.html import Side, html_diff
from archive.diff.readings import ReadersDifferError, diff_readings
from archive.diff.terminal import terminal_diff
from archive.search.engine import Order, search
from archive.search.narrowing import narrow
from archive.site.listener import listener_on
from archive.timelines import NO_REVISIONS, UnknownAddress, find_revisions, history
from archive.transfer_cli import export_verb, import_verb, publish_verb
from archive.upkeep_cli import rebuild_verb, status_verb, verify_verb
from archive.wholefile import write_whole
from metadata.figures import as_json as figures_json
from metadata.figures import read_figures
from metadata.reader import read_page
from metadata.reading_json import as_json
from metadata.web_address import address_fault


@click.command("read")
@click.argument("file", type=RegularFile())
@click.option("--url", required=True, help="The URL that the page was saved from.")
@click.option("--content-type", help="The Content-Type that it was served with.")
@json_option
def read_verb(file: Path, url: str, content_type: str | None, as_document: bool) -> None:
    """What the reader makes of one saved page."""
    if fault := address_fault(url):
        raise Fault(f"{url}: {fault}: give the one that the page was saved from")
    reading = read_page(file.read_bytes(), url=url, content_type=content_type)
    document = {**as_json(reading), "figures": figures_json(read_figures(reading))}
    if as_document:
        print_json(document)
        return
    for name in (
        "title",
        "organ",
        "source",
        "published_on",
        "signed_on",
        "url_date",
        "report_year",
        "scope",
        "kind",
    ):
        click.echo(f"{name:13} {document[name] if document[name] is not None else '—'}")
    if document["refusal"]:
        click.echo(f"{'refusal':13} {document['refusal']['kind']}: {document['refusal']['quote']}")
    click.echo("")
    click.echo(reading.text)


@click.command("search", cls=HyphenedWords)
@click.argument("query")
@click.option("--year", type=ReportYear(), help="Only this report year.")
@click.option("--organ", help="Only organs whose name has this.")
@click.option("--portal", help="Only this portal.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option(
    "--order",
    type=click.Choice(get_args(Order)),
    default="relevance",
    show_default=True,
    help="What comes first.",
)
@click.option("--all-revisions", is_flag=True, help="Look at superseded revisions too.")
@collection_option
@json_option
def search_verb(
    query: str,
    year: int | None,
    organ: str | None,
    portal: str | None,
    limit: int,
    order: Order,
    all_revisions: bool,
    folder: Path,
    as_document: bool,
) -> None:
    """Search titles, organs and texts; best matches first."""
    try:
        narrowed = narrow(query, year=year, organ=organ, portal=portal)
    except ValueError as error:
        raise Fault(error) from error
    with opened_catalogue(folder) as (_, db):
        check_portal(db, portal)
        result = search(db.conn, narrowed, limit=limit, order=order, all_revisions=all_revisions)
    if as_document:
        print_json(result.as_json())
        return
    for note in result.notes:
        click.echo(f"{note.zh} / {note.en}", err=True)
    for hit in result.hits:
        told = (hit.report, hit.title.text, hit.organ, hit.published_on, hit.url)
        click.echo("  ".join(one or "—" for one in told))
        for part in hit.snippets:
            click.echo(f"    {' '.join(part.text.split())}")
    click.echo(f"{'' if result.total_is_exact else 'more than '}{result.total} found")


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
            raise Fault(error) from error
    if as_document:
        print_json(revisions)
        return
    if not revisions:
        click.echo(f"{address}: {NO_REVISIONS}")
    page: str | None = None
    copies: list[dict[str, Any]] = []
    for told in revisions:
        if told["url"] != page:
            page, copies = told["url"], []
            click.echo(page)
        if told["copies"] != copies:
            copies = told["copies"]
            for copy in copies:
                differs = ", texts differ" if copy["differs"] else ""
                click.echo(
                    f"  same report: {copy['url']}  ({copy['reason']}, likeness {copy['likeness']:.2f}{differs})"
                )
        span = f"{minute_text(told['first_seen'])} – {minute_text(told['last_seen'])} UTC"
        click.echo(f"  {told['number']:3} {told['id']}  {span}  {_counted_captures(told)}")
        if told["changed"]:
            click.echo(f"      {', '.join(told['changed'])}")
        for unlisted in told["unlisted"]:
            click.echo(f"      {_unlisted(unlisted)}")
        if told["moved_to"]:
            click.echo(f"      moved to {told['moved_to']}")
        elif told["withdrawn_at"]:
            click.echo(f"      withdrawn {minute_text(told['withdrawn_at'])} UTC{_back(told)}")


def _counted_captures(told: dict[str, Any]) -> str:
    """How many captures, and how many of them came in other bytes, and what was other in them."""
    other = {f"{what} changed": told[f"{what}_changed"] for what in ("chrome", "markup")}
    return ", ".join(
        [f"captures {len(told['captures'])}", *(f"{name} {count}" for name, count in other.items() if count)]
    )


def _unlisted(told: dict[str, Any]) -> str:
    """When a page that still answers was taken off its list, and whether it is back."""
    return (
        f"taken off its list {minute_text(told['withdrawn_at'])} UTC,"
        f" confirmed {minute_text(told['confirmed_at'])} UTC{_back(told)}"
    )


def _back(told: dict[str, Any]) -> str:
    return f", back {minute_text(told['restored_at'])} UTC" if told["restored_at"] else ""


@click.command("diff")
@click.argument("old", metavar="FROM")
@click.argument("new", metavar="[TO]", required=False)
@click.option("--html", "html_file", type=NamedPath(dir_okay=False), help="Write one HTML file.")
@collection_option
@json_option
def diff_verb(old: str, new: str | None, html_file: Path | None, folder: Path, as_document: bool) -> None:
    """What changed between two revisions, or at the last change of one URL, page or report."""
    with opened_catalogue(folder) as (_, db):
        try:
            before, after = find_revisions(db, old, new)
            found = diff_readings(content_of(before), content_of(after))
        except (UnknownAddress, ReadersDifferError) as error:
            raise Fault(error) from error
    if html_file:
        title = after["title"] or before["title"] or after["url"]
        _write_html(html_file, html_diff(found, _side(before), _side(after), title))
    if as_document:
        print_json({"from": before["id"], "to": after["id"], **found.as_data()})
    elif html_file:
        click.echo(f"{html_file}: revision {before['id']} beside {after['id']}")
    else:
        for mark, revision in (("---", before), ("+++", after)):
            click.echo(
                f"{mark} {revision['url']}  {minute_text(revision['first_seen'])} UTC  revision {revision['id']}"
            )
        click.echo(terminal_diff(found, colour=Console().is_terminal))


def _write_html(file: Path, text: str) -> None:
    """Write the file whole or not at all. Raises Fault."""
    if not file.parent.is_dir():
        raise Fault(f"{file}: cannot be written (no such folder): name another file")
    try:
        check_outside(file)
        write_whole(file, text)
    except WrongDestination as error:
        raise Fault(error) from error
    except OSError as error:
        raise Fault(
            f"{file}: cannot be written ({error.strerror}): free space, or name another file", NEEDS_A_PERSON
        ) from error


def _side(revision: dict[str, Any]) -> Side:
    return Side(revision["url"], f"{minute_text(revision['first_seen'])} UTC", revision["first_capture_id"])


@click.command("serve")
@collection_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes a free port."
)
def serve_verb(folder: Path, host: str, port: int) -> None:
    """The Datasette site, read-only, until interrupted."""
    # Datasette takes half a second to import, which no other verb should wait for.
    from archive.site.server import serve

    with faults():
        collection = open_collection(folder)
        serve(collection, listener_on(host, port), ready=lambda url: click.echo(f"serving on {url}"))


verbs: tuple[click.Command, ...] = (
    read_verb,
    search_verb,
    history_verb,
    diff_verb,
    findings_verb,
    status_verb,
    serve_verb,
    verify_verb,
    rebuild_verb,
    export_verb,
    import_verb,
    publish_verb,
)
