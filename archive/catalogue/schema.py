"""The schema of `catalogue.db`, as numbered migrations; an old catalogue is brought up to date on opening.

Every id is a text made from what the row stands for, never a counter, so that a rebuild gives the same ids.
Times are UTC in ISO 8601 with microseconds and `Z`, days are `YYYY-MM-DD`; both sort as text.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from archive.catalogue.first_tables import FIRST_TABLES
from archive.catalogue.views import REPORTS_VIEW, WALKS
from archive.search.index import create_index

migrations = Migrations("nianbao")


@migrations(name="0001_first_tables")
def first_tables(db: Database) -> None:
    """The tables that issue from WARC files alone, and the search index beside them."""
    _run(db, FIRST_TABLES)
    create_index(db.conn, "revisions")


BYTE_CHANGES = """
alter table captures add column shown_digest text;
alter table revisions add column chrome_changed integer not null default 0;
alter table revisions add column markup_changed integer not null default 0;
"""


@migrations(name="0002_chrome_and_markup")
def chrome_and_markup(db: Database) -> None:
    """What differs between captures of one text: the page around it, or the markup alone."""
    _run(db, BYTE_CHANGES)


@migrations(name="0003_family_of_crawls")
def family_of_crawls(db: Database) -> None:
    """The family by which a crawl's lists were read: a profile may name another one later."""
    db.execute("alter table crawls add column family text")
    db.execute("update crawls set family = (select family from portals where portals.id = portal_id)")


FIGURES_BY_REVISION = """
create table figures_by_revision (
    revision_id text not null references revisions(id),
    number integer not null,
    table_name text not null,
    row_key text not null,
    column_key text not null,
    value numeric,
    raw text not null,
    unit text,
    evidence text not null,
    primary key (revision_id, number)
) without rowid;
insert into figures_by_revision
    select revision_id, cast(substr(id, length(revision_id) + 2) as integer), table_name, row_key, column_key,
        value, raw, unit, evidence from figures;
drop table figures;
alter table figures_by_revision rename to figures;
"""


@migrations(name="0004_figures_by_revision")
def figures_by_revision(db: Database) -> None:
    """Figures keyed by their revision and their place in it: one tree instead of three, half the bytes."""
    _run(db, FIGURES_BY_REVISION)


COMPARED = """
alter table revisions add column sketch text;
create table comparisons (
    id text primary key,
    revision_id text not null references revisions(id),
    other_revision_id text not null references revisions(id),
    other_name text not null,
    finding text
);
"""


@migrations(name="0005_sketches_and_comparisons")
def sketches_and_comparisons(db: Database) -> None:
    """What makes looking for copied reports cheap: a sketch a text, and what was compared word by word."""
    _run(db, COMPARED)


@migrations(name="0006_reports_view")
def deadlines(db: Database) -> None:
    """By when each report had to be out. The view that came with it is that of 0011 now."""
    db.execute("alter table reports add column deadline_on text")


@migrations(name="0007_settled_texts")
def settled_texts(db: Database) -> None:
    """Of which reports the findings in the table were made: they need not be made again of the same ones."""
    db.execute("create table settled_texts (digest text primary key)")


@migrations(name="0008_walks")
def captures_of_lists(db: Database) -> None:
    """What finds the list pages of a walk. The view that came with it is that of 0010 now."""
    db.execute(
        "create index captures_lists on captures(channel_id, crawl_id, captured_at) where role = 'list'"
    )
    db.execute("create index listings_page on listings(page_id)")


LISTING_GAPS = """
create table listing_gaps (
    listing_id text references listings(id),
    channel_id text references channels(id),
    last_seen text,
    seen_again text not null,
    primary key (listing_id, last_seen)
);
create index listing_gaps_channel on listing_gaps(channel_id);
"""


@migrations(name="0009_listing_gaps")
def listing_gaps(db: Database) -> None:
    """When a line of a list was not there, between two times that it was seen."""
    _run(db, LISTING_GAPS)


CRAWL_NOTES = """
alter table crawls add column captures_noted integer;
create table crawl_notes (
    uri text primary key,
    crawl_id text references crawls(id),
    warc_file text not null,
    warc_offset integer not null,
    warc_bytes integer not null
);
create index crawl_notes_crawl on crawl_notes(crawl_id);
"""


@migrations(name="0010_crawl_notes")
def crawl_notes(db: Database) -> None:
    """Where the start and the end of a crawl are kept, and how many captures it ended with.

    A collection that has only some of them, for a file was lost or a part was brought in, has no complete walk.
    """
    _run(db, CRAWL_NOTES)
    _make_view(db, "walks", WALKS)


@migrations(name="0011_reports_view")
def whole_sums(db: Database) -> None:
    """A sum is known only where all of its rows are."""
    _make_view(db, "reports_view", REPORTS_VIEW)


@migrations(name="0012_reports_view")
def figures_of_attachments(db: Database) -> None:
    """A report whose page has no tables has those of its attachment."""
    _make_view(db, "reports_view", REPORTS_VIEW)


def is_newer(db: Database) -> bool:
    """Whether a later version of nianbao made a catalogue, or changed it."""
    return not {each.name for each in migrations.applied(db)} <= _names()


@cache
def _names() -> frozenset[str]:
    with closing(sqlite3.connect(":memory:")) as empty:
        return frozenset(each.name for each in migrations.pending(Database(empty)))


def is_outdated(db: Database) -> bool:
    """Whether a catalogue has the tables of an older version; an emptied file has none of any, and is damaged."""
    return bool(migrations.pending(db)) and "captures" in db.table_names()


def _make_view(db: Database, name: str, query: str) -> None:
    """Make a view as it is today; a later change to its query is a later migration that calls this again."""
    db.execute(f"drop view if exists {name}")
    db.execute(f"create view {name} as {query}")


def _run(db: Database, statements: str) -> None:
    for statement in statements.split(";"):
        if statement.strip():
            db.execute(statement)
