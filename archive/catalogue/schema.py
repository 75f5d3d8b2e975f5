"""The schema of `catalogue.db`, as numbered migrations; an old catalogue is brought up to date on opening.

Every id is a text made from what the row stands for, never a counter, so that a rebuild gives the same ids.
Times are UTC in ISO 8601 with microseconds and `Z`, days are `YYYY-MM-DD`; both sort as text.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from archive.search.index import TextColumn, create_index

migrations = Migrations("nianbao")

FIRST_TABLES = """
create table portals (
    id text primary key,
    name text not null,
    home text not null,
    family text,
    division text,
    level text,
    profile text not null
);
create table organs (
    id text primary key,
    name text not null,
    level text,
    division text
);
create table channels (
    id text primary key,
    portal_id text references portals(id),
    url text not null,
    name text,
    first_listed_at text,
    last_listed_at text
);
create table crawls (
    id text primary key,
    portal_id text references portals(id),
    started_at text not null,
    ended_at text,
    end_reason text,
    missing text,
    user_agent text,
    captures integer not null default 0,
    stored_bodies integer not null default 0,
    stored_bytes integer not null default 0,
    revisits integer not null default 0,
    gone integer not null default 0,
    refused integer not null default 0,
    failed integer not null default 0,
    new_pages integer not null default 0,
    new_revisions integer not null default 0
);
create table reports (
    id text primary key,
    title text,
    organ text,
    organ_id text references organs(id),
    report_year integer,
    scope text,
    source text,
    published_on text,
    signed_on text,
    portal_id text references portals(id),
    state text not null,
    first_seen text not null,
    last_seen text not null,
    withdrawn_at text,
    revisions integer not null,
    pages integer not null,
    page_id text references pages(id),
    revision_id text references revisions(id),
    url text not null
);
create table pages (
    id text primary key,
    url text not null,
    role text not null,
    kind text,
    portal_id text references portals(id),
    channel_id text references channels(id),
    via text,
    parent_id text references pages(id),
    report_id text references reports(id),
    state text not null,
    first_captured_at text not null,
    last_captured_at text not null,
    gone_since text,
    withdrawn_at text,
    moved_to text references pages(id),
    revisions integer not null
);
create table revisions (
    id text primary key,
    page_id text not null references pages(id),
    report_id text references reports(id),
    number integer not null,
    first_seen text not null,
    last_seen text not null,
    first_capture_id text not null references captures(id),
    captures integer not null,
    byte_variants integer not null,
    changed text,
    change_size integer,
    title text,
    organ text,
    source text,
    published_on text,
    signed_on text,
    url_date text,
    report_year integer,
    period_start text,
    period_end text,
    scope text,
    kind text not null,
    text text not null,
    sections text not null,
    tables text not null,
    attachments text not null,
    dates text not null,
    findings text not null,
    text_digest text not null,
    era text,
    reader_version integer not null
);
create table withdrawals (
    id text primary key,
    page_id text not null references pages(id),
    how text not null,
    after_revision_id text not null references revisions(id),
    withdrawn_at text not null,
    confirmed_at text not null,
    first_capture_id text not null references captures(id),
    confirming_capture_id text not null references captures(id),
    restored_at text
);
create table joins (
    id text primary key,
    report_id text not null references reports(id),
    page_id text not null references pages(id),
    other_page_id text not null references pages(id),
    reason text not null,
    likeness real not null,
    differs integer not null
);
create table figures (
    id text primary key,
    revision_id text not null references revisions(id),
    table_name text not null,
    row_key text not null,
    column_key text not null,
    value numeric,
    raw text not null,
    unit text,
    evidence text not null
);
create table findings (
    id text primary key,
    kind text not null,
    severity text not null,
    report_id text references reports(id),
    page_id text references pages(id),
    revision_id text references revisions(id),
    organ_id text references organs(id),
    report_year integer,
    sentence_zh text not null,
    sentence_en text not null,
    evidence text not null,
    held_from text not null,
    held_until text
);
create table captures (
    id text primary key,
    url text not null,
    page_id text references pages(id),
    crawl_id text references crawls(id),
    portal_id text references portals(id),
    channel_id text references channels(id),
    role text,
    captured_at text not null,
    status integer,
    outcome text not null,
    refusal text,
    record_type text not null,
    content_type text,
    location text,
    redirects_to text,
    etag text,
    last_modified text,
    payload_sha1 text,
    payload_sha256 text,
    payload_bytes integer not null,
    text_digest text,
    revision_id text references revisions(id),
    ip_address text,
    truncated text,
    via text,
    warc_file text not null,
    warc_offset integer not null,
    warc_bytes integer not null
);
create table listings (
    id text primary key,
    portal_id text references portals(id),
    channel_id text references channels(id),
    url text not null,
    page_id text,
    title text not null,
    listed_on text,
    position integer not null,
    first_seen text not null,
    last_seen text not null,
    first_capture_id text not null references captures(id),
    last_capture_id text not null references captures(id)
);
create table warc_files (
    name text primary key,
    bytes integer not null,
    captures integer not null
);
create view changes as
    select revisions.first_seen as changed_at, revisions.changed as kinds, revisions.change_size as size,
        revisions.report_id, reports.title, reports.organ, reports.report_year, revisions.page_id,
        revisions.id as revision_id, pages.url
    from revisions join pages on pages.id = revisions.page_id
    left join reports on reports.id = revisions.report_id
    where revisions.changed is not null
    union all
    select withdrawals.withdrawn_at, case how when 'gone' then 'withdrawn' else how end, length(revisions.text),
        revisions.report_id, reports.title, reports.organ, reports.report_year, withdrawals.page_id,
        revisions.id, pages.url
    from withdrawals join pages on pages.id = withdrawals.page_id
    join revisions on revisions.id = withdrawals.after_revision_id
    left join reports on reports.id = revisions.report_id
    where pages.moved_to is null;
create index captures_redirects on captures(redirects_to) where redirects_to is not null;
create index withdrawals_page on withdrawals(page_id);
create index joins_report on joins(report_id);
create index captures_page on captures(page_id, captured_at);
create index captures_url on captures(url, captured_at);
create index captures_crawl on captures(crawl_id);
create index captures_payload on captures(payload_sha256);
create index captures_record on captures(warc_file, warc_offset);
create index pages_report on pages(report_id);
create index pages_parent on pages(parent_id);
create index pages_portal on pages(portal_id);
create index revisions_page on revisions(page_id, number);
create index revisions_report on revisions(report_id);
create index revisions_first_seen on revisions(first_seen);
create index figures_revision on figures(revision_id);
create index figures_key on figures(table_name, row_key, column_key);
create index findings_report on findings(report_id);
create index findings_kind on findings(kind, report_year);
create index findings_organ on findings(organ_id, report_year);
create index reports_first_seen on reports(first_seen);
create index pages_withdrawn on pages(withdrawn_at) where withdrawn_at is not null;
create index reports_organ on reports(organ_id, report_year);
create index reports_year on reports(report_year);
create index listings_channel on listings(channel_id, last_seen);
"""


@migrations(name="0001_first_tables")
def first_tables(db: Database) -> None:
    """The tables that issue from WARC files alone, and the search index beside them."""
    _run(db, FIRST_TABLES)
    create_index(db.conn, TextColumn("revisions"))


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


REPORTS_VIEW = """
alter table reports add column deadline_on text;
create view reports_view as
    select reports.id, reports.title, coalesce(organs.name, reports.organ) as organ, reports.organ_id, organs.level,
        coalesce(organs.division, portals.division) as division, reports.portal_id, reports.report_year,
        reports.scope, reports.published_on, reports.signed_on, reports.first_seen, reports.deadline_on,
        max(cast(julianday(reports.published_on) - julianday(reports.deadline_on) as integer), 0) as days_late,
        (select value from figures where revision_id = reports.revision_id and table_name = 'table3'
            and row_key = 'received' and column_key = 'total') as received,
        (select value from figures where revision_id = reports.revision_id and table_name = 'table3'
            and row_key = 'granted' and column_key = 'total') as granted,
        (select value from figures where revision_id = reports.revision_id and table_name = 'table3'
            and row_key = 'granted_partly' and column_key = 'total') as granted_partly,
        (select case when count(value) = count(*) then sum(value) end from figures
            where revision_id = reports.revision_id and table_name = 'table3'
            and row_key glob 'denied_*' and column_key = 'total') as denied,
        (select value from figures where revision_id = reports.revision_id and table_name = 'table3'
            and row_key = 'outcome_total' and column_key = 'total') as outcome_total,
        (select case when count(value) = count(*) then sum(value) end from figures
            where revision_id = reports.revision_id and table_name = 'table4'
            and row_key in ('suit_direct', 'suit_after_review') and column_key = 'total') as suits,
        reports.state, reports.revisions, reports.withdrawn_at, reports.url
    from reports left join organs on organs.id = reports.organ_id
    left join portals on portals.id = reports.portal_id;
"""


@migrations(name="0006_reports_view")
def reports_view(db: Database) -> None:
    """What people ask of reports in one place: who, where, when, how late, and the figures that are charted."""
    _run(db, REPORTS_VIEW)


@migrations(name="0007_settled_texts")
def settled_texts(db: Database) -> None:
    """Of which reports the findings in the table were made: they need not be made again of the same ones."""
    db.execute("create table settled_texts (digest text primary key)")


WALKS_VIEW = """
create view walks as
    select list.portal_id, list.channel_id, list.crawl_id, min(list.captured_at) as began_at,
        max(list.captured_at) as ended_at, count(*) as captures,
        coalesce(crawls.end_reason = 'finished', 0) and sum(list.outcome = 'listed') > 0 and sum(
            instr(coalesce(crawls.missing, ''), list.url || ': no list: ') > 0
            or list.outcome <> 'listed' and not (list.outcome = 'redirected' and exists (
                select 1 from captures as onward
                where onward.channel_id = list.channel_id and onward.crawl_id = list.crawl_id
                and onward.role = 'list' and onward.via = list.url and onward.outcome in ('listed', 'redirected')
            ))) = 0 as complete,
        substr(min(case when list.outcome = 'listed' then list.captured_at || ' ' || list.id end),
            length(list.captured_at) + 2) as first_capture_id
    from captures as list join crawls on crawls.id = list.crawl_id
    where list.role = 'list' and list.channel_id is not null
    group by list.channel_id, list.crawl_id;
"""


@migrations(name="0008_walks")
def walks(db: Database) -> None:
    """A crawl's way through the list pages of a channel, and whether it saw all of them.

    A crawl that was cut short, or a list page that was refused, failed or empty, shows nothing missing. A redirect
    or a landing page is part of the way where it was followed.
    """
    db.execute(
        "create index captures_lists on captures(channel_id, crawl_id, captured_at) where role = 'list'"
    )
    db.execute("create index listings_page on listings(page_id)")
    _run(db, WALKS_VIEW)


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


NOT_LISTED = "list.outcome <> 'listed'"
ASKED_AGAIN = """exists (
                select 1 from captures as again
                where again.channel_id = list.channel_id and again.crawl_id = list.crawl_id and again.role = 'list'
                and again.url = list.url and again.captured_at > list.captured_at
            )"""
"""A list page that failed and was had when it was asked again, is judged by what came then."""
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
drop view walks;
"""


@migrations(name="0010_crawl_notes")
def crawl_notes(db: Database) -> None:
    """Where the start and the end of a crawl are kept, and how many captures it ended with.

    A collection that has only some of them, for a file was lost or a part was brought in, has no complete walk.
    """
    _run(db, CRAWL_NOTES)
    finished = "crawls.end_reason = 'finished'"
    whole = f"{finished} and crawls.captures >= coalesce(crawls.captures_noted, 0)"
    _run(db, WALKS_VIEW.replace(finished, whole).replace(NOT_LISTED, f"{NOT_LISTED} and not {ASKED_AGAIN}"))


@migrations(name="0011_reports_view")
def whole_sums(db: Database) -> None:
    """A sum is known only where all of its rows are: 8 of 不予公开 in either format, 2 of 行政诉讼."""
    db.execute("drop view reports_view")
    _, _, view = REPORTS_VIEW.partition(";")
    told = "count(value) = count(*)"
    for rows in (8, 2):  # in the order of the view
        view = view.replace(told, f"count(value) = {rows}", 1)
    _run(db, view)


def _run(db: Database, statements: str) -> None:
    for statement in statements.split(";"):
        if statement.strip():
            db.execute(statement)
