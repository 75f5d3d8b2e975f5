"""A report: its text, dates, revisions and evidence."""

from __future__ import annotations

from typing import Any

from datasette import Response

from archive.site.body import Cell, blocks, pieces
from archive.site.citation import citation
from archive.site.memento import timestamp
from archive.site.queries.figures import figures_of
from archive.site.queries.reports import whole_report
from archive.site.visit import PAGE_HEADERS, Visit, missing


async def report(visit: Visit) -> Any:
    """`/reports/<id>`, `?revision=<id>` for an earlier text."""
    found = await _found(visit)
    revision = found["revision"]
    mine = [row for row in found["findings"] if row["revision_id"] in (None, revision["id"])]
    quotes = [(q["start"], q["end"], row["number"]) for row in mine for q in row["quotes"]]
    body = blocks(revision["text"], revision["sections"], revision["tables"])
    return visit.page(
        "report.html",
        **found,
        body=body,
        quoted=lambda block: pieces(block, quotes),
        noted=lambda number, cell: _notes(mine, number, cell),
        outline=[block for block in body if block.kind == "heading"],
        is_shown=revision["id"] == found["report"]["revision_id"],
        memento=_memento(visit, revision),
        cite=citation(
            found["report"], revision, _memento(visit, revision), archive_name(visit), visit.english
        ),
    )


def _notes(findings: list[dict[str, Any]], table: int, cell: Cell) -> list[int]:
    """The numbers of the findings whose evidence is this cell."""
    return [
        row["number"]
        for row in findings
        if any(
            at["table"] == table
            and cell.row <= at["row"] < cell.row + cell.rows
            and cell.column <= at["column"] < cell.column + cell.columns
            for at in row["cells"]
        )
    ]


async def report_text(visit: Visit) -> Any:
    """`/reports/<id>.txt`: the text alone."""
    found = await _found(visit)
    headers = {**PAGE_HEADERS, "Content-Disposition": f'inline; filename="{found["report"]["id"]}.txt"'}
    return Response.text(found["revision"]["text"] + "\n", headers=headers)


async def report_json(visit: Visit) -> Any:
    """`/reports/<id>.json`: the report as data, with its text, dates, figures, findings, revisions and files."""
    found = await _found(visit)
    row, revision = found["report"], found["revision"]
    named = (
        "id",
        "title",
        "organ_name",
        "organ_id",
        "level",
        "report_year",
        "scope",
        "source",
        "state",
        "url",
    )
    document = {
        **{name: row[name] for name in (*named, "first_seen", "last_seen", "withdrawn_at")},
        **{name: revision[name] for name in ("published_on", "signed_on", "period_start", "period_end")},
        "revision": revision["id"],
        "memento": _memento(visit, revision),
        "payload_sha256": revision["payload_sha256"],
        **{name: revision[name] for name in ("text", "sections", "tables", "dates")},
        "figures": await visit.read(figures_of, revision["id"]),
        "findings": [{name: finding[name] for name in _FINDING} for finding in found["findings"]],
        "attachments": [{name: file[name] for name in _FILE} for file in found["attachments"]],
        "pages": [
            {
                **{name: page[name] for name in ("url", "role", "state", "withdrawn_at")},
                "revisions": [{name: one[name] for name in _REVISION} for one in page["history"]],
            }
            for page in found["pages"]
        ],
    }
    return Response.json(document, headers=dict(PAGE_HEADERS))


_FINDING = (
    *("id", "kind", "severity", "sentence_zh", "sentence_en", "quotes", "cells", "proofs"),
    *("held_from", "held_until"),
)
_FILE = ("name", "url", "named", "capture_id", "revision_id")
_REVISION = (
    "id",
    "number",
    "first_seen",
    "last_seen",
    "first_capture_id",
    "captures",
    "changed",
    "text_digest",
)


async def _found(visit: Visit) -> dict[str, Any]:
    report_id = str(visit.variables["report"])
    found = await visit.read(whole_report, report_id, visit.asked("revision") or None)
    if found is None:
        raise missing("本档案没有这份年报。", "This archive holds no such report.")
    if found["revision"] is None:
        raise missing("这份年报没有这个版本。", "This report has no such revision.")
    return found


def _memento(visit: Visit, revision: dict[str, Any]) -> str:
    return visit.absolute(f"/memento/{timestamp(revision['captured_at'])}/{revision['url']}")


def archive_name(visit: Visit) -> str:
    """What the keeper calls this archive."""
    return str(visit.datasette.metadata("title") or "年报 nianbao")
