"""`nianbao portals`: the registry, and help with profiles that are not in it yet."""

from __future__ import annotations

import logging
import sqlite3
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from archive.agenda import LastCrawl, last_crawls
from archive.collection import NotACollection, open_collection
from archive.console import (
    NEEDS_A_PERSON,
    Fault,
    NamedPath,
    RegularFile,
    collection_option,
    database_fault,
    faults,
    json_option,
    print_json,
)
from archive.wholefile import write_whole
from crawler.due import known_profile
from crawler.proxy_option import proxy_option
from metadata.profile import NotToml, Profile, load_profile, registered_profiles
from metadata.profile_lint import lint_profile
from metadata.strict_table import ProfileError


@click.group("portals", invoke_without_command=True)
@collection_option
@json_option
@click.pass_context
def portals_verb(context: click.Context, folder: Path, as_document: bool) -> None:
    """The registry of portals and the collection's own, with their last crawl and the next that is due."""
    if context.invoked_subcommand is not None:
        return
    try:
        profiles = registered_profiles()
    except ProfileError as error:
        raise Fault(error) from error
    crawls, own = {}, []
    if catalogue := _catalogue(folder, context.get_parameter_source("folder")):
        try:
            crawls = last_crawls(catalogue)
            own = _own_profiles(catalogue, crawls.keys() - {profile.id for profile in profiles})
        except sqlite3.DatabaseError as error:
            raise database_fault(catalogue, error) from error
    described = [_described(profile, crawls.get(profile.id), registered=True) for profile in profiles]
    described += [_described(profile, crawls.get(profile.id), registered=False) for profile in own]
    if as_document:
        print_json(described)
        return
    for portal in described:
        last, due = str(portal["last_crawl"] or "never")[:10], str(portal["next_due"] or "now")[:10]
        click.echo(
            f"{portal['id']:20} {portal['family'] or 'detect':10} last {last:10} due {due:10} "
            f"{portal['name']}  {portal['channels'][0]['url']}"
        )


@portals_verb.command("check")
@click.argument("file", type=RegularFile())
def check_verb(file: Path) -> None:
    """Read a profile strictly and say what to fix."""
    try:
        advice = lint_profile(load_profile(file), file)
    except NotToml as error:
        raise Fault(error) from error
    except ProfileError as error:
        for sentence in error.sentences:
            Fault(sentence).show()
        sys.exit(NEEDS_A_PERSON)
    for sentence in advice:
        click.echo(f"{file}: {sentence}")
    if advice:
        sys.exit(NEEDS_A_PERSON)
    click.echo(f"{file}: nothing to fix")


@portals_verb.command("add")
@click.argument("url")
@click.option(
    "--to",
    "folder",
    type=NamedPath(file_okay=False),
    default=Path(),
    help="The folder for the draft (default: this one).",
)
@proxy_option
def add_verb(url: str, folder: Path, proxy: str | None) -> None:
    """Look at a channel, tell its family and write a draft profile."""
    # It crawls, and Scrapy is slow to import: the other verbs here do not wait for it.
    from archive.intake import IntakeStopped
    from crawler.draft import NothingSeen, draft_profile
    from crawler.logs import logged

    try:
        # What the look warns of is the reason that is told below.
        with faults(), logged(logging.ERROR):
            draft = draft_profile(url, proxy=proxy)
    except ProfileError as error:
        raise Fault(error) from error
    except (NothingSeen, IntakeStopped) as error:
        raise Fault(error, NEEDS_A_PERSON) from error
    path = folder / f"{draft.id}.toml"
    if path.exists():
        raise Fault(f"{path}: is there already: move it away, or write elsewhere with --to")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, draft.text)
    except OSError as error:
        raise Fault(
            f"{path}: cannot be written ({error.strerror}): free space, or write elsewhere with --to",
            NEEDS_A_PERSON,
        ) from error
    listing = draft.listing
    click.echo(
        f"{path}: family {draft.family}, {len(listing.entries)} entries, {len(listing.next_pages)} further pages, "
        f"{len(listing.channels)} channels below; fill in level and division, then `nianbao portals check {path}`"
    )


def _catalogue(folder: Path, source: ParameterSource | None) -> Path | None:
    """The catalogue of the collection, None where there is no collection yet.

    A folder named on the command line that is no collection is wrong use. One named by the environment may become a
    collection yet, and a line says so. The default folder is not mentioned before it exists.
    """
    with faults():
        try:
            return open_collection(folder).catalogue_path
        except NotACollection as error:
            if source is ParameterSource.COMMANDLINE:
                raise
            if source is not ParameterSource.DEFAULT or folder.exists():
                Fault(error).show()
            return None


def _own_profiles(catalogue: Path, portals: Iterable[str]) -> list[Profile]:
    """The profiles that portals outside the registry were last crawled by; one that is none any more is told."""
    own = []
    for portal in sorted(portals):
        try:
            own.append(known_profile(catalogue, portal))
        except ProfileError as error:
            Fault(error).show()
    return own


def _described(profile: Profile, last: LastCrawl | None, *, registered: bool) -> dict[str, Any]:
    due = last.due_at(datetime.now(UTC)) if last else None
    return {
        "id": profile.id,
        "name": profile.name,
        "home": profile.home,
        "level": profile.level,
        "division": profile.division,
        "family": profile.family,
        "channels": [{"url": seed.url, "name": seed.name} for seed in profile.channels],
        "registered": registered,
        "checked": profile.checked.isoformat() if profile.checked else "never",
        "last_crawl": last.started_at.isoformat() if last else None,
        "next_due": due.isoformat() if due else None,
    }
