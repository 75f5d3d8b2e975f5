"""The published copy: what the site serves while crawls write the catalogue.

It is made aside, checked and renamed into place, so that a reader sees the old copy or the new one, never
a half.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from archive.catalogue.schema import is_newer, migrations
from archive.catalogue.statements import is_of_the_disk, read_only
from archive.collection import Collection, DamagedCatalogue, NotPublished, turn
from archive.search.index import compact_index
from archive.wholefile import make_durable

_QUICKER = (
    # Facets of the table of reports, and what the home and coverage pages count.
    "create index reports_organ_name on reports(organ)",
    "create index reports_portal on reports(portal_id, report_year)",
    "create index reports_scope on reports(scope)",
    "create index reports_state on reports(state)",
    # Newest changes and findings.
    "create index revisions_changed on revisions(first_seen desc, id, report_id) where number > 1",
    "create index revisions_newest on revisions(report_id, first_seen)",
    "create index revisions_later on revisions(report_id) where number > 1",
    "create index findings_current on findings(held_from desc, id) where held_until is null",
    "create index findings_current_kind on findings(kind) where held_until is null",
    # The last walk that did not find a page: a year of walks would be drawn up each time.
    "create table walked as select * from walks",
    "drop view walks",
    "alter table walked rename to walks",
    "create index walks_channel on walks(channel_id, ended_at)",
    # One figure of all reports, and of one revision without reading all of its table.
    "create index figures_key on figures(table_name, row_key, column_key)",
    "create index figures_cell on figures(revision_id, table_name, column_key, row_key, value)",
)
"""What the site asks in ways that a crawl does not: these belong to the copy, and cost the crawl nothing."""


def publish(collection: Collection) -> Path:
    """Make `published.db` anew from the catalogue, and return its path; where that fails the old copy stays.

    Of several at once each waits for its turn, so that the copy is as new as the last that asked for it. Raises
    DamagedCatalogue where the catalogue is not there, SQLite cannot read it or a newer nianbao made it, NotPublished
    where the disk does not take the copy.
    """
    catalogue, published = collection.catalogue_path, collection.published_path
    if not catalogue.is_file():
        raise DamagedCatalogue(f"{catalogue}: no catalogue yet: run `nianbao crawl` or `nianbao rebuild`")
    if published.exists() and not published.is_file():
        raise NotPublished(f"{published}: not a regular file: move it away, then run `nianbao rebuild`")
    aside = published.with_suffix(".db.new")
    try:
        with turn(collection.folder / "published.lock"):
            _copy(collection, aside)
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, sqlite3.Error) and not is_of_the_disk(error):
            raise DamagedCatalogue(
                f"{catalogue}: cannot be published ({error}): run `nianbao rebuild`; the old copy stays in place"
            ) from error
        raise NotPublished(
            f"{aside}: cannot publish ({error}): the old copy stays in place; free space and do it again"
        ) from error
    return published


def is_of_today(path: Path) -> bool:
    """Whether a published copy has the schema of today: the site asks for what another has not.

    Raises sqlite3.DatabaseError for a file that SQLite cannot read.
    """
    with closing(read_only(path)) as copy:
        db = Database(copy)
        return not migrations.pending(db) and not is_newer(db)


def _copy(collection: Collection, aside: Path) -> None:
    aside.unlink(missing_ok=True)
    source = read_only(collection.catalogue_path)
    try:
        # An emptied file is an empty database to SQLite: nobody's copy.
        if not source.execute("select 1 from sqlite_master where name = 'captures'").fetchone():
            raise sqlite3.DatabaseError("it is empty")
        if is_newer(Database(source)):
            raise DamagedCatalogue(
                f"{collection.catalogue_path}: of a newer version of nianbao: use that, or run `nianbao rebuild`"
            )
        # As a URI: a path that is no UTF-8 can be told SQLite in no other way.
        source.execute("vacuum into ?", [aside.resolve().as_uri()])
        _finish(aside)
        make_durable(aside)
        aside.replace(collection.published_path)
        make_durable(collection.folder)
    finally:
        source.close()
        aside.unlink(missing_ok=True)


def _finish(path: Path) -> None:
    copy = sqlite3.connect(path)
    try:
        # The copy alone: the catalogue is brought up to date by the one who writes to it.
        migrations.apply(Database(copy))
        # Datasette's `?_search=` joins a table to its index by a number.
        copy.execute("alter table reports add column search_number integer")
        copy.execute(
            "update reports set search_number ="
            " (select number from search_documents where search_documents.id = reports.revision_id)"
        )
        compact_index(copy)
        for statement in _QUICKER:
            copy.execute(statement)
        # Statistics help the site's many small queries; they are part of the copy, not of the catalogue.
        copy.execute("analyze")
        copy.commit()
        told = copy.execute("pragma quick_check").fetchone()[0]
    finally:
        copy.close()
    if told != "ok":
        raise sqlite3.DatabaseError(f"the copy is damaged: {told}")
