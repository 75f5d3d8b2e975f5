"""What rules need of the catalogue: each report with the revisions that it stood in, and from when until when."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from archive.catalogue.ids import page_id
from archive.catalogue.statements import Row, read_rows
from archive.catalogue.values import day_of
from archive.exchange import Role
from metadata.reading import Scope


@dataclass(frozen=True, slots=True)
class Span:
    """One revision of a page of a report, and when that was what the page said.

    `since` and `until` are UTC texts as in the catalogue; `until` None: it is what the page says, or last said.
    `leads` tells the pages that the report is judged by from mere copies of it elsewhere.
    """

    revision: str
    page: str
    since: str
    until: str | None
    leads: bool
    published_on: date | None
    is_updated: bool
    """Whether that is a day on which the page was changed or entered (更新时间, 添加时间), for want of another."""
    url_date: date | None
    period_year: int | None
    """The calendar year that the text says it is on, in which its title may err (a title left from last year)."""
    title: str
    era: str | None
    changed: str | None
    found: str
    """What is wrong with the revision by itself: JSON."""

    def is_on(self, year: int | None) -> bool:
        """Whether nothing in the text says that it is on another year."""
        return self.period_year in {None, year}


@dataclass(frozen=True, slots=True)
class HeldReport:
    """A report of the catalogue with the spans of its pages, the oldest first."""

    id: str
    organ: str | None
    organ_name: str
    level: str | None
    year: int | None
    scope: Scope
    portal: str | None
    page: str
    revision: str
    first_seen: str
    stands: bool
    """Whether one of its pages still answers; not if they are gone or lead to other pages now, nor if a file does."""
    pages: tuple[str, ...]
    files: tuple[str, ...]
    """Of those its files: what is served of a page that is gone."""
    left: Mapping[str, str]
    """Of those of its pages that lead to another of them now, when each was last had itself."""
    replaced: Mapping[str, str]
    """Of those of its pages that show another report now, or none, since when."""
    spans: tuple[Span, ...]

    @property
    def line(self) -> tuple[Span, ...]:
        """The spans that the report is judged by."""
        return tuple(span for span in self.spans if span.leads)


def held_reports(db: Database) -> list[HeldReport]:
    """Every report of the catalogue, by id; texts are left where they are."""
    pages: defaultdict[str, list[Row]] = defaultdict(list)
    for row in read_rows(db, PAGES):
        replaced = {"state": "replaced", "moved_to": None} if row["shown"] != row["report_id"] else {}
        pages[row["shown"]].append({**row, **replaced})
    revisions: defaultdict[str, defaultdict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in read_rows(db, REVISIONS):
        revisions[row["report_id"]][row["page_id"]].append(row)
    rows = read_rows(
        db,
        "select reports.*, organs.name as organ_name, organs.level from reports"
        " left join organs on organs.id = organ_id order by reports.id",
    )
    return [_held(row, pages[row["id"]], revisions[row["id"]]) for row in rows]


PAGES = """
select pages.*, shown.report_id as shown, following.first_seen as replaced_at from pages
join (select page_id, report_id, max(number) as last from revisions where report_id is not null group by 1, 2) as shown
    on shown.page_id = pages.id
left join revisions as following on following.page_id = pages.id and following.number = shown.last + 1
order by pages.id
"""
"""A page once for each report that stood on it."""
REVISIONS = """
select id, page_id, report_id, number, first_seen, last_seen, published_on, url_date, period_start, period_end,
    title, era, changed, findings,
    case when attachments = '[]' then null else attachments end as attachments,
    case when instr(dates, '"updated"') then dates else '[]' end as dates
from revisions where report_id is not null order by page_id, number
"""


def _held(report: Row, pages: Sequence[Row], revisions: Mapping[str, Sequence[Row]]) -> HeldReport:
    by_id = {page["id"]: page for page in pages}
    files = {page["id"]: None for page in pages if page["role"] == Role.ATTACHMENT.value}
    ends = {page["id"]: _end(page, pages, revisions) for page in pages}
    for page in pages:
        if page["id"] in files and page["parent_id"] in ends:
            ends[page["id"]] = _earliest(
                ends[page["id"]], ends[page["parent_id"]], _detached(page, revisions[page["parent_id"]])
            )
    spans = []
    for page in pages:
        root = page["parent_id"] if page["id"] in files else page["id"]
        spans += _spans(revisions[page["id"]], ends[page["id"]], _copying(root, report, by_id, revisions))
    return HeldReport(
        id=report["id"],
        organ=report["organ_id"],
        organ_name=report["organ_name"] or report["organ"] or "",
        level=report["level"],
        year=report["report_year"],
        scope=Scope(report["scope"]) if report["scope"] else Scope.OWN,
        portal=report["portal_id"],
        page=report["page_id"],
        revision=report["revision_id"],
        first_seen=report["first_seen"],
        stands=any(page["state"] == "held" and page["id"] not in files for page in pages),
        pages=tuple(by_id),
        files=tuple(files),
        left={
            page["id"]: str(revisions[page["id"]][-1]["last_seen"])
            for page in pages
            if page["moved_to"] in by_id
        },
        replaced={page["id"]: page["replaced_at"] for page in pages if page["state"] == "replaced"},
        spans=tuple(sorted(spans, key=lambda span: (span.since, span.revision))),
    )


def _copying(
    page: str, report: Row, pages: Mapping[str, Row], revisions: Mapping[str, Sequence[Row]]
) -> tuple[str, str]:
    """From when until when what a page and its files say anew is a copy of what the report's own page says.

    A page that went tells of the report as it was before its own page came, or after that was last seen; while both
    stood, one correction came to both.
    """
    if page == report["page_id"]:
        return NEVER
    if page not in pages or pages[page]["state"] == "held":
        return ALWAYS
    own = revisions[report["page_id"]]
    stands = pages[report["page_id"]]["state"] == "held"
    return str(own[0]["first_seen"]), ALWAYS[1] if stands else str(own[-1]["last_seen"])


NEVER, ALWAYS = ("9999", ""), ("", "9999")


def _end(page: Row, pages: Sequence[Row], revisions: Mapping[str, Sequence[Row]]) -> str | None:
    """When a page ended that its report outlived: the next page's first day, else the last it was seen on.

    A report that is gone altogether leaves its last words standing: nothing has corrected them.
    """
    following = [
        other
        for other in pages
        if other["role"] == page["role"] and (other["state"] == "held" or other["id"] == page["moved_to"])
    ]
    if page["state"] == "held" or not following:
        return None
    last_seen = str(revisions[page["id"]][-1]["last_seen"])
    later = [str(r["first_seen"]) for other in following for r in revisions[other["id"]]]
    return min((moment for moment in later if moment > last_seen), default=last_seen)


def _detached(attachment: Row, parent: Sequence[Row]) -> str | None:
    """When the page that a file hung on stopped naming it, None while it does."""
    named = [
        attachment["id"] in {page_id(entry["url"]) for entry in json.loads(row["attachments"] or "[]")}
        for row in parent
    ]
    if not any(named) or named[-1]:
        return None
    last = max(number for number, yes in enumerate(named) if yes)
    return str(parent[last + 1]["first_seen"])


def _period_year(row: Row) -> int | None:
    start, end = day_of(row["period_start"]), day_of(row["period_end"])
    return start.year if start and end and start.year == end.year else None


def _is_updated(row: Row) -> bool:
    kinds = {found["kind"] for found in json.loads(row["dates"]) if found["date"] == row["published_on"]}
    return "updated" in kinds and kinds.isdisjoint({"published", "signed"})


def _earliest(*moments: str | None) -> str | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _spans(revisions: Sequence[Row], end: str | None, copying: tuple[str, str]) -> list[Span]:
    spans = []
    for row, following in zip(revisions, [*revisions[1:], None], strict=True):
        until = _earliest(str(following["first_seen"]) if following else None, end)
        since = str(row["first_seen"])
        spans.append(
            Span(
                revision=row["id"],
                page=row["page_id"],
                since=since,
                until=max(until, since) if until else None,
                leads=not copying[0] <= since <= copying[1],
                published_on=day_of(row["published_on"]),
                is_updated=_is_updated(row),
                url_date=day_of(row["url_date"]),
                period_year=_period_year(row),
                title=row["title"] or "",
                era=row["era"],
                changed=row["changed"],
                found=row["findings"],
            )
        )
    return spans
