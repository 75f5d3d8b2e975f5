"""The views of the catalogue, as they are today; the migrations of `schema` make them."""

from __future__ import annotations

from archive.catalogue.reports import WITH_TABLE

REPORTS_VIEW = f"""
select reports.id, reports.title, coalesce(organs.name, reports.organ) as organ, reports.organ_id, organs.level,
    coalesce(organs.division, portals.division) as division, reports.portal_id, reports.report_year,
    reports.scope, reports.published_on, reports.signed_on, reports.first_seen, reports.deadline_on,
    max(cast(julianday(reports.published_on) - julianday(reports.deadline_on) as integer), 0) as days_late,
    (select value from figures where revision_id = counted.id and table_name = 'table3'
        and row_key = 'received' and column_key = 'total') as received,
    (select value from figures where revision_id = counted.id and table_name = 'table3'
        and row_key = 'granted' and column_key = 'total') as granted,
    (select value from figures where revision_id = counted.id and table_name = 'table3'
        and row_key = 'granted_partly' and column_key = 'total') as granted_partly,
    (select case when count(value) = 8 then sum(value) end from figures
        where revision_id = counted.id and table_name = 'table3'
        and row_key glob 'denied_*' and column_key = 'total') as denied,
    (select value from figures where revision_id = counted.id and table_name = 'table3'
        and row_key = 'outcome_total' and column_key = 'total') as outcome_total,
    (select case when count(value) = 2 then sum(value) end from figures
        where revision_id = sued.id and table_name = 'table4'
        and row_key in ('suit_direct', 'suit_after_review') and column_key = 'total') as suits,
    reports.state, reports.revisions, reports.withdrawn_at, reports.url
from reports left join organs on organs.id = reports.organ_id
left join portals on portals.id = reports.portal_id
left join revisions as counted on counted.id = {WITH_TABLE % "table3"}
left join revisions as sued on sued.id = {WITH_TABLE % "table4"}
"""
"""What people ask of reports in one place: who, where, when, how late, and the figures that are charted.

A sum is known only where all of its rows are: 8 of 不予公开 in either format, 2 of 行政诉讼.
"""

WALKS = """
select list.portal_id, list.channel_id, list.crawl_id, min(list.captured_at) as began_at,
    max(list.captured_at) as ended_at, count(*) as captures,
    coalesce(crawls.end_reason = 'finished' and crawls.captures >= coalesce(crawls.captures_noted, 0), 0)
    and sum(list.outcome = 'listed') > 0 and sum(
        instr(coalesce(crawls.missing, ''), list.url || ': no list: ') > 0
        or list.outcome <> 'listed' and not exists (
            select 1 from captures as again
            where again.channel_id = list.channel_id and again.crawl_id = list.crawl_id and again.role = 'list'
            and again.url = list.url and again.captured_at > list.captured_at
        ) and not (list.outcome = 'redirected' and exists (
            select 1 from captures as onward
            where onward.channel_id = list.channel_id and onward.crawl_id = list.crawl_id
            and onward.role = 'list' and onward.via = list.url and onward.outcome in ('listed', 'redirected')
        ))) = 0 as complete,
    substr(min(case when list.outcome = 'listed' then list.captured_at || ' ' || list.id end),
        length(list.captured_at) + 2) as first_capture_id
from captures as list join crawls on crawls.id = list.crawl_id
where list.role = 'list' and list.channel_id is not null
group by list.channel_id, list.crawl_id
"""
"""A crawl's way through the list pages of a channel, and whether it saw all of them.

A crawl that was cut short, or of which the collection has a part only, or a list page that was refused, failed or
empty, shows nothing missing. A redirect or a landing page is part of the way where it was followed; a list page that
failed and came when it was asked for again is judged by what came then.
"""
