"""Evidence: one capture with all that proves it, the page as it was served, and its bytes."""

from __future__ import annotations

from typing import Any

from datasette import Response

from archive.site.downloads import Download, Slice
from archive.site.memento import timestamp
from archive.site.queries.captures import around, capture, payload_holder
from archive.site.queries.rows import Row
from archive.site.replay import (
    SHOWN_HEADERS,
    Payload,
    content_type_of,
    download_name,
    payload_of,
    record_head,
    response_headers,
    shown_page,
    shown_type,
)
from archive.site.visit import Visit, missing
from archive.warc.errors import WarcError
from archive.warc.reader import find_file


async def evidence(visit: Visit) -> Any:
    """`/captures/<id>`"""
    row = await _capture(visit)
    holder = await visit.read(payload_holder, row)
    try:
        fields = record_head(visit.holding.warc_folder, row).fields
        headers = response_headers(visit.holding.warc_folder, row) if row["status"] is not None else []
        at_hand = True
    except WarcError:
        fields, headers, at_hand = (), [], False
    neighbours = await visit.read(around, row)
    return visit.page(
        "capture.html",
        capture=row,
        holder=holder,
        fields=fields,
        headers=headers,
        at_hand=at_hand,
        can_show=at_hand and holder is not None and shown_type(holder["content_type"]) is not None,
        memento=visit.absolute(f"/memento/{timestamp(row['captured_at'])}/{row['url']}"),
        before=neighbours["before"],
        after=neighbours["after"],
    )


async def shown(visit: Visit) -> Any:
    """`/captures/<id>/shown`: the page as it was served, in a sandbox of opaque origin."""
    row = await _capture(visit)
    return shown_payload(await payload(visit, row), 200, {})


def shown_payload(found: Payload, status: int, headers: dict[str, str]) -> Response:
    """A payload as a page in the sandbox. Raises Refused for what is no page."""
    content_type = shown_type(content_type_of(found))
    if content_type is None:
        raise missing("这个载荷不是网页，只能下载。", "This payload is no page: download it instead.")
    return Response(
        shown_page(found), status=status, headers={**SHOWN_HEADERS, **headers}, content_type=content_type
    )


async def body(visit: Visit) -> Any:
    """`/captures/<id>/payload`: the payload as a file."""
    row = await _capture(visit)
    found = await payload(visit, row)
    return Download(download_name(row), found.body, _range(visit))


async def record(visit: Visit) -> Any:
    """`/captures/<id>/record.warc.gz`: the WARC record as a file that WARC tools read."""
    row = await _capture(visit)
    try:
        path = find_file(visit.holding.warc_folder, row["warc_file"])
    except WarcError as error:
        raise _not_at_hand() from error
    part = Slice(path, row["warc_offset"], row["warc_bytes"])
    return Download(f"{row['id']}.warc.gz", part, _range(visit), "application/warc")


async def payload(visit: Visit, row: Row) -> Payload:
    """The payload of a capture. Raises Refused where there is none, or its WARC file is not at hand."""
    holder = await visit.read(payload_holder, row)
    if holder is None:
        raise missing("这次捕获没有载荷。", "This capture has no payload.")
    try:
        return payload_of(visit.holding.warc_folder, holder)
    except WarcError as error:
        raise _not_at_hand() from error


async def _capture(visit: Visit) -> Row:
    row = await visit.read(capture, str(visit.variables["capture"]))
    if row is None:
        raise missing("本档案没有这次捕获。", "This archive holds no such capture.")
    return row


def _not_at_hand() -> Exception:
    return missing(
        "证据文件（WARC）不在本服务器上，或已损坏；目录仍记有其摘要。",
        "The WARC file is not on this server, or damaged; the catalogue still has its digests.",
    )


def _range(visit: Visit) -> str:
    return str(visit.request.headers.get("range", ""))
