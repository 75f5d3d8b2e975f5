"""`nianbao crawl` and `nianbao demo`: portals into a collection, watched or not."""

from __future__ import annotations

import dataclasses
import logging
import math
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from archive.collection import CATALOGUE, create_collection, open_collection
from archive.console import (
    NEEDS_A_PERSON,
    Fault,
    collection_option,
    faults,
    json_option,
    print_json,
    standard_error,
    without_many_alike,
)
from archive.intake import IntakeStopped
from archive.published import publish
from archive.site.listener import listener_on
from crawler.crawl import Crawl, CrawlSummary
from crawler.demo import DemoFailed, run_demo
from crawler.due import Due, due_portals, known_profile
from crawler.logs import logged
from crawler.proxy_option import proxy_option
from crawler.run import CrawlOptions, Watch, run_crawls
from metadata.profile import Profile
from metadata.strict_table import ProfileError


@click.command("crawl")
@click.argument("portals", metavar="PORTAL...", nargs=-1)
@collection_option
@json_option
@click.option(
    "--due", is_flag=True, help="Portals and pages whose time has come; without PORTAL, of all crawled."
)
@click.option("--full", is_flag=True, help="Ignore what earlier crawls got.")
@proxy_option
@click.option("--max-hours", type=click.FloatRange(min=0, min_open=True), help="End the run after so long.")
def crawl_verb(
    portals: tuple[str, ...],
    folder: Path,
    as_document: bool,
    due: bool,
    full: bool,
    proxy: str | None,
    max_hours: float | None,
) -> None:
    """Crawl portals: each a registered id, one of the collection, or the path of a .toml profile."""
    if not portals and not due:
        raise click.UsageError("Missing argument 'PORTAL...'.")
    if max_hours is not None and not math.isfinite(max_hours):
        raise Fault(f"--max-hours {max_hours}: no number of hours: give one, or leave the option out")
    profiles = _profiles(folder / CATALOGUE, portals)
    options = CrawlOptions(full=full, due_only=due, proxy=proxy, max_hours=max_hours)
    with faults():
        # A scheduled job whose path was mistyped must not begin a collection there, and be silent for ever.
        collection = create_collection(folder) if portals else open_collection(folder)
        chosen = Due(tuple(profiles), ())
        if due:
            chosen = due_portals(collection.catalogue_path, profiles, datetime.now(UTC))
            if not chosen.profiles and not as_document:
                _tell_idle(folder, chosen)
        try:
            with _shown(quiet=as_document) as watch:
                summaries = run_crawls(chosen.profiles, collection, options=options, watch=watch)
        except IntakeStopped as error:
            raise Fault(error, NEEDS_A_PERSON) from error
        try:
            if summaries:
                publish(collection)
        finally:  # what the crawls brought is told also where the disk takes no copy
            _tell(summaries, chosen.unusable, as_document=as_document)
    if chosen.unusable or any(summary.missing for summary in summaries):
        sys.exit(NEEDS_A_PERSON)


@click.command("demo")
@collection_option
@click.option("--serve/--no-serve", default=True, help="Open the site at the end.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes a free port."
)
def demo_verb(folder: Path, serve: bool, port: int) -> None:
    """The whole chain on the built-in sample portal, then the site's address."""
    # The address is taken before anything is crawled, and given back where that fails.
    with faults(), listener_on("127.0.0.1", port) if serve else nullcontext() as listener:
        try:
            collection = run_demo(folder, tell=click.echo)
        except DemoFailed as error:
            raise Fault(error, NEEDS_A_PERSON) from error
        click.echo(f"published {collection.published_path}")
        if listener is None:
            click.echo(f"shown by: {shlex.join(['nianbao', 'serve', '--collection', str(folder)])}")
        else:
            # Datasette is slow to import and no crawl needs it.
            from archive.site.server import serve as serve_site

            serve_site(collection, listener, ready=lambda url: click.echo(f"serving on {url}"))


def _profiles(catalogue: Path, portals: Sequence[str]) -> list[Profile]:
    try:
        found = [known_profile(catalogue, portal) for portal in portals]
    except ProfileError as error:
        raise Fault(error) from error
    return list({profile.id: profile for profile in found}.values())


def _tell_idle(folder: Path, chosen: Due) -> None:
    """Say of a scheduled run that crawls nothing why that is so."""
    if chosen.next_at is not None:
        click.echo(f"{folder}: nothing to crawl before {chosen.next_at:%Y-%m-%d %H:%M} UTC")
    elif not chosen.unusable:
        click.echo(f"{folder}: no portal was crawled into it yet: name one to begin")


def _tell(summaries: Sequence[CrawlSummary], unusable: Sequence[str], *, as_document: bool) -> None:
    if as_document:
        print_json([dataclasses.asdict(summary) for summary in summaries])
    for summary in summaries:
        _tell_one(summary, quiet=as_document)
    for sentence in unusable:
        click.echo(f"nianbao: not crawled: {sentence}", err=True)


def _tell_one(summary: CrawlSummary, *, quiet: bool) -> None:
    if not quiet:
        click.echo(
            f"{summary.portal}: {summary.reason} after {summary.seconds:.1f} s: "
            f"{summary.list_pages} list pages, {summary.entries} entries, "
            f"{summary.pages} pages, {summary.attachments} files; "
            f"{summary.new} new, {summary.changed} changed, {summary.unchanged} unchanged, "
            f"{summary.gone} gone, {summary.refused} refused, {summary.failed} failed; "
            f"{summary.received_bytes} bytes"
        )
    for sentence in without_many_alike(summary.missing):
        click.echo(f"nianbao: {summary.portal}: {sentence}", err=True)


@contextmanager
def _shown(*, quiet: bool) -> Iterator[Watch | None]:
    """Bars on a terminal, plain log lines elsewhere, nothing but warnings where a document is asked for."""
    console = standard_error()
    plain = not quiet and not console.is_terminal
    with logged(logging.INFO if plain else logging.WARNING):
        if quiet or plain:
            yield None
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=console) as bars:
            tasks: dict[str, Any] = {}

            def show(crawls: Sequence[Crawl]) -> None:
                for crawl in crawls:
                    if crawl.id not in tasks:
                        tasks[crawl.id] = bars.add_task("", total=None)
                    bars.update(tasks[crawl.id], description=_progress(crawl))

            yield show


def _progress(crawl: Crawl) -> str:
    tally = crawl.tally
    return (
        f"{crawl.profile.id}: {tally.asked} asked, {tally.list_pages} lists, "
        f"{len(tally.entries)} entries, {tally.outcomes['unchanged']} unchanged"
    )
