"""Pages and their revisions, made again from all captures of a page whenever one is added.

Nothing here depends on the order in which captures arrive: a page is a function of the set of its captures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from archive.catalogue.contents import CONTENT_COLUMNS, NO_CHANGE
from archive.catalogue.ids import page_id, short_id
from archive.catalogue.rows import FIGURE_COLUMNS, CatalogueEntry
from archive.catalogue.statements import Row, read_rows, write_rows, write_values
from archive.catalogue.succession import report_of_attachment, reports_shown, told_changes
from archive.catalogue.values import utc_moment, utc_text
from archive.exchange import Role
from archive.interpretation import Outcome
from archive.revisions.timeline import CaptureFact, Timeline, timeline
from archive.search.index import Terms


@dataclass(frozen=True, slots=True)
class SettledPage:
    """A page as its captures make it: its row, and the rows of its revisions, oldest first.

    `before` are the rows of the revisions that it had, which may be others: a capture between them came in.
    """

    page: Row
    revisions: tuple[Row, ...]
    timeline: Timeline
    captures: Sequence[Row]
    before: Mapping[str, Row]

    @property
    def reports(self) -> frozenset[str]:
        """Ids of the reports that its revisions are or were of."""
        told = {row["report_id"] for row in (*self.before.values(), *self.revisions)}
        return frozenset(told - {None})

    @property
    def dropped(self) -> frozenset[str]:
        """Ids of revisions that it has no more."""
        return frozenset(self.before) - {row["id"] for row in self.revisions}


FACT_OUTCOMES: Mapping[Outcome, Literal["read", "refused", "gone", "failed"]] = {
    Outcome.READ: "read",
    Outcome.GONE: "gone",
    Outcome.FAILED: "failed",
    # A page that moved is told by its state; what it said when it stood here stays as it was.
    Outcome.REDIRECTED: "refused",
    Outcome.REFUSED: "refused",
    Outcome.LISTED: "refused",
    Outcome.KEPT: "refused",
}


def settled_page(
    db: Database, page: str, fresh: Mapping[str, CatalogueEntry], portals: Mapping[str, Row]
) -> SettledPage | None:
    """Make a page and its revisions again, for `write_page` to write.

    `fresh` holds the readings not yet in any revision, by text digest; `portals` are as `portal_rows` gives them.
    Returns None for a page that was never asked for.
    """
    captures = list(read_rows(db, CAPTURES, [page]))
    if not captures:
        return None
    before = list(read_rows(db, "select * from revisions where page_id = ? order by number", [page]))
    known = {row["text_digest"]: {name: row[name] for name in CONTENT_COLUMNS} for row in before}
    run = timeline([_fact(row) for row in captures])
    content = {digest: entry.content for digest, entry in fresh.items() if entry.content} | known
    revisions = _revision_rows(page, run, content)
    row = _page_row(page, captures, run, revisions)
    _tell_reports(db, row, revisions, portals)
    restored = [span.restored for span in run.revisions]
    is_file = row["role"] == Role.ATTACHMENT.value
    for revision, changed in zip(
        revisions, told_changes(revisions, restored, before, is_file=is_file), strict=True
    ):
        revision |= changed
    return SettledPage(row, revisions, run, captures, {row["id"]: row for row in before})


def _tell_reports(db: Database, page: Row, revisions: Sequence[Row], portals: Mapping[str, Row]) -> None:
    """Say of a page and its revisions which reports they are of."""
    if page["role"] == Role.ATTACHMENT.value:
        page["report_id"] = report_of_attachment(db, page["id"], page["parent_id"])
        reports = [page["report_id"]] * len(revisions)
    else:
        reports = reports_shown(revisions, portals.get(page["portal_id"]))
        page["report_id"] = reports[-1] if reports else None
    for revision, report in zip(revisions, reports, strict=True):
        revision["report_id"] = report


CAPTURES = """
select id, url, role, portal_id, channel_id, via, crawl_id, captured_at, status, outcome, text_digest, shown_digest,
    payload_sha256, revision_id
from captures where page_id = ? order by captured_at, id
"""


def write_page(db: Database, settled: SettledPage, fresh: Mapping[str, CatalogueEntry]) -> None:
    """Write a page, and what of its revisions is new or told anew; `fresh` is what it was settled with."""
    _write_figures(db, settled, fresh)
    _write_withdrawals(db, settled)
    for revision in settled.dropped:
        db.execute("delete from revisions where id = ?", [revision])
    write_rows(db, "pages", [settled.page])
    write_rows(db, "revisions", [row for row in settled.revisions if row != settled.before.get(row["id"])])
    _tell_captures(db, settled)


def _write_withdrawals(db: Database, settled: SettledPage) -> None:
    page = settled.page["id"]
    if settled.before:
        db.execute("delete from withdrawals where page_id = ? and how = 'gone'", [page])
    rows = (
        {
            "id": short_id("withdrawal", found.first_capture),
            "page_id": page,
            "how": "gone",
            "after_revision_id": settled.revisions[found.after_revision - 1]["id"],
            "withdrawn_at": utc_text(found.withdrawn_at),
            "confirmed_at": utc_text(found.confirmed_at),
            "first_capture_id": found.first_capture,
            "confirming_capture_id": found.confirming_capture,
            "restored_at": utc_text(found.restored_at) if found.restored_at else None,
        }
        for found in settled.timeline.withdrawals
    )
    write_rows(db, "withdrawals", rows)


def _write_figures(db: Database, settled: SettledPage, fresh: Mapping[str, CatalogueEntry]) -> None:
    """Give each new revision its figures: fresh ones, or those of a revision with the same text."""
    holder = {row["text_digest"]: row["id"] for row in settled.before.values()}
    for revision in settled.revisions:
        held = holder.get(revision["text_digest"])
        if held == revision["id"]:
            continue
        figures = (
            db.execute(HELD_FIGURES, [held]).fetchall() if held else fresh[revision["text_digest"]].figures
        )
        rows = [(revision["id"], *values) for values in figures]
        write_values(db, "figures", ("revision_id", *FIGURE_COLUMNS), rows)
    for revision_id in settled.dropped:
        db.execute("delete from figures where revision_id = ?", [revision_id])


HELD_FIGURES = f"select {', '.join(FIGURE_COLUMNS)} from figures where revision_id = ? order by number"


def _fact(row: Row) -> CaptureFact:
    return CaptureFact(
        id=row["id"],
        captured_at=utc_moment(row["captured_at"]),
        crawl=row["crawl_id"],
        status=row["status"],
        outcome=FACT_OUTCOMES[Outcome(row["outcome"])],
        text_digest=row["text_digest"],
        payload_sha256=row["payload_sha256"],
        shown_digest=row["shown_digest"],
    )


def _revision_rows(page: str, run: Timeline, content: Mapping[str, Row]) -> tuple[Row, ...]:
    """The rows of a page's revisions, oldest first, but for their reports and what they changed."""
    return tuple(
        {
            "id": short_id("revision", page, span.first_capture),
            "page_id": page,
            "report_id": None,
            "number": span.number,
            "first_seen": utc_text(span.first_seen),
            "last_seen": utc_text(span.last_seen),
            "first_capture_id": span.first_capture,
            "captures": span.captures,
            "byte_variants": span.byte_variants,
            "chrome_changed": span.chrome_changed,
            "markup_changed": span.markup_changed,
            **NO_CHANGE,
            **content[span.text_digest],
            "text_digest": span.text_digest,
        }
        for span in run.revisions
    )


def _asked(captures: Sequence[Row]) -> Row:
    """The capture that says whose page this is and what for: one of other software does not, however early."""
    return next((c for c in captures if c["portal_id"]), captures[0])


def _page_row(page: str, captures: Sequence[Row], run: Timeline, revisions: Sequence[Row]) -> Row:
    last = captures[-1]
    asked = _asked(captures)
    latest = revisions[-1] if revisions else None
    via = next((c["via"] for c in captures if c["via"]), None)
    return {
        "id": page,
        "url": asked["url"],
        "role": asked["role"],
        "kind": latest["kind"] if latest else None,
        "portal_id": asked["portal_id"],
        "channel_id": next((c["channel_id"] for c in captures if c["channel_id"]), None),
        "via": via,
        "parent_id": page_id(str(via)) if via and asked["role"] == Role.ATTACHMENT.value else None,
        "report_id": None,
        "state": _state(run, bool(revisions), str(last["outcome"])),
        "first_captured_at": captures[0]["captured_at"],
        "last_captured_at": last["captured_at"],
        "gone_since": utc_text(run.gone_since) if run.gone_since else None,
        "withdrawn_at": utc_text(run.withdrawn_at) if run.withdrawn_at else None,
        "moved_to": None,
        "revisions": len(revisions),
    }


def _state(run: Timeline, ever_read: bool, last_outcome: str) -> str:
    if run.withdrawn_at:
        return "withdrawn"
    if ever_read:
        return "held"
    return last_outcome


def _tell_captures(db: Database, settled: SettledPage) -> None:
    moved = [
        (revision, capture["id"])
        for capture in settled.captures
        if (revision := _revision_of(capture, settled.revisions)) != capture["revision_id"]
    ]
    db.conn.executemany("update captures set revision_id = ? where id = ?", moved)


def _revision_of(capture: Row, revisions: Sequence[Row]) -> object:
    """The revision that a capture confirms; None for one that read nothing."""
    for row in revisions:
        if row["text_digest"] == capture["text_digest"] and (
            str(row["first_seen"]) <= str(capture["captured_at"]) <= str(row["last_seen"])
        ):
            return row["id"]
    return None


def fresh_terms(settled: SettledPage, fresh: Mapping[str, CatalogueEntry]) -> dict[str, Terms]:
    """The terms that are known of its revisions: of those whose words are a fresh reading's."""
    held = {row["text_digest"] for row in settled.before.values()}
    return {
        row["id"]: entry.terms
        for row in settled.revisions
        if row["text_digest"] not in held and (entry := fresh.get(row["text_digest"])) and entry.terms
    }
