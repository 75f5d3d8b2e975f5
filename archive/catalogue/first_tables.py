"""The tables of `catalogue.db` as its first migration makes them; `schema` has what was changed since."""

from __future__ import annotations

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
