"""Memento (RFC 7089): TimeMaps, TimeGates and mementos. Archived pages are shown in the sandbox only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from datasette import Response

from archive.site.downloads import Download
from archive.site.memento import (
    accepted_moment,
    http_date,
    link_target,
    moment_of,
    nearest,
    timestamp,
    whole_url,
)
from archive.site.queries.captures import capture, mementos
from archive.site.queries.rows import Row
from archive.site.replay import content_type_of, download_name, shown_type
from archive.site.views.captures import payload, shown_payload
from archive.site.visit import PAGE_HEADERS, Visit, malformed, missing

NO_STATUS = 502
"""What a memento answers whose server gave a status that none may give at the end of an answer (0, 101, 999)."""


async def timemap(visit: Visit) -> Any:
    """`/timemap/link/<url>`: every memento of a URL (RFC 7089, §5)."""
    url, found = await _found(visit)
    here = _address(visit, "timemap/link", url)
    first, last = found[0]["captured_at"], found[-1]["captured_at"]
    lines = [
        f'<{link_target(url)}>; rel="original"',
        f'<{here}>; rel="self"; type="application/link-format";'
        f' from="{http_date(first)}"; until="{http_date(last)}"',
        f'<{_address(visit, "timegate", url)}>; rel="timegate"',
        *_memento_links(visit, url, found, range(len(found))),
    ]
    return Response(
        ",\n".join(lines) + "\n", headers=dict(PAGE_HEADERS), content_type="application/link-format"
    )


async def timegate(visit: Visit) -> Any:
    """`/timegate/<url>`: leads to the memento nearest to Accept-Datetime, the newest without one (§4)."""
    url, found = await _found(visit)
    asked = visit.request.headers.get("accept-datetime", "").strip()
    wished = accepted_moment(asked) if asked else datetime.max.replace(tzinfo=UTC)
    if wished is None:
        raise malformed("Accept-Datetime 不是 HTTP 日期。", "Accept-Datetime is no HTTP date.")
    chosen = nearest([timestamp(row["captured_at"]) for row in found], wished)
    headers = {
        **PAGE_HEADERS,
        "Vary": "accept-datetime",
        "Link": ", ".join(_relations(visit, url, found, chosen, with_gate=False)),
    }
    return Response.redirect(_memento_address(visit, url, found[chosen]), headers=headers)


async def memento(visit: Visit) -> Any:
    """`/memento/<14 digits>/<url>`: what was served then; a time between captures leads to the nearest."""
    url, found = await _found(visit)
    wished = moment_of(str(visit.variables["stamp"]))
    if wished is None:
        raise malformed(
            "时间应为 14 位数字：年月日时分秒。", "The time must be 14 digits: a date and a time of day."
        )
    stamps = [timestamp(row["captured_at"]) for row in found]
    chosen = nearest(stamps, wished)
    if stamps[chosen] != visit.variables["stamp"]:
        return Response.redirect(_memento_address(visit, url, found[chosen]), headers=dict(PAGE_HEADERS))
    row = found[chosen]
    headers = {
        "Memento-Datetime": http_date(row["captured_at"]),
        "Link": ", ".join(_relations(visit, url, found, chosen, with_gate=True)),
    }
    if row["outcome"] == "redirected" and (target := _target(row)):
        location = visit.absolute(f"/memento/{stamps[chosen]}/") + link_target(target)
        return Response("", status=row["status"], headers={**PAGE_HEADERS, **headers, "Location": location})
    return await _served(visit, row["id"], headers)


def _target(row: Row) -> str | None:
    """Where a redirect led; None for what is no address."""
    try:
        return urljoin(row["url"], row["location"]) if row["location"] else None
    except ValueError:
        return None


async def _served(visit: Visit, capture_id: str, headers: dict[str, str]) -> Any:
    row = await visit.read(capture, capture_id)
    assert row is not None, capture_id
    found = await payload(visit, row)
    status = 200 if row["status"] == 304 else row["status"]
    if not 200 <= status < 600:
        status = NO_STATUS
    if shown_type(content_type_of(found)) is None:
        return Download(download_name(row), found.body, extra=headers, status=status)
    return shown_payload(found, status, headers)


async def _found(visit: Visit) -> tuple[str, list[Row]]:
    url = whole_url(str(visit.variables["url"]), visit.request.query_string)
    found = await visit.read(mementos, url)
    if not found:
        raise missing("本档案没有这个网址的捕获。", "This archive holds no capture of this URL.")
    return url, found


def _relations(visit: Visit, url: str, found: list[Row], chosen: int, *, with_gate: bool) -> list[str]:
    shown = sorted({0, max(chosen - 1, 0), chosen, min(chosen + 1, len(found) - 1), len(found) - 1})
    links = [
        f'<{link_target(url)}>; rel="original"',
        f'<{_address(visit, "timemap/link", url)}>; rel="timemap"; type="application/link-format"',
    ]
    if with_gate:
        links.append(f'<{_address(visit, "timegate", url)}>; rel="timegate"')
    return [*links, *_memento_links(visit, url, found, shown, chosen)]


def _memento_links(
    visit: Visit, url: str, found: list[Row], indexes: Iterable[int], chosen: int | None = None
) -> list[str]:
    links = []
    for index in indexes:
        relations = ["first"] if index == 0 else []
        relations += ["last"] if index == len(found) - 1 else []
        if chosen is not None and abs(index - chosen) == 1:
            relations.append("prev" if index < chosen else "next")
        rel = " ".join([*relations, "memento"])
        date = http_date(found[index]["captured_at"])
        links.append(f'<{_memento_address(visit, url, found[index])}>; rel="{rel}"; datetime="{date}"')
    return links


def _memento_address(visit: Visit, url: str, row: Row) -> str:
    return _address(visit, f"memento/{timestamp(row['captured_at'])}", url)


def _address(visit: Visit, kind: str, url: str) -> str:
    return visit.absolute(f"/{kind}/") + link_target(url)
