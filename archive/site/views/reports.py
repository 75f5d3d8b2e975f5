"""A report: its text, dates, revisions and evidence."""

from __future__ import annotations

from typing import Any

from datasette import Response

from archive.site.body import Cell, blocks, pieces
from archive.site.citation import citation
from archive.site.memento import timestamp
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
