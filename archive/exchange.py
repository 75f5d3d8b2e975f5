"""What the crawler hands to the archive: one HTTP exchange, or one failure to have any. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a request was for."""

    LIST = "list"
    PAGE = "page"
    ATTACHMENT = "attachment"
    ROBOTS = "robots"


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a URL was asked for; written into the WARC record, so that the catalogue can be made from it alone.

    `crawl` is the id of the crawl, `portal` the id of its profile, `channel` the URL of the channel whose
    listing led here, `via` the URL of the page that linked here. `within` is, of a list, the URL of the profile's
    channel, below which sub-channels lie; None where that is `channel`.
    """

    crawl: str
    portal: str
    role: Role
    channel: str | None = None
    via: str | None = None
    within: str | None = None


Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and the response to it, as they were on the wire.

    `body` is the entity body: transfer-encoding removed, content-encoding kept. `reason` and
    `http_version` are what the status line says. `truncated` is a WARC-Truncated reason (`length`, `time`,
    `disconnect`) or None. `confirms` is the SHA-256 of the payload that a 304 says is unchanged: the one whose
    validators were sent.
    """

    url: str
    method: str
    request_headers: Headers
    status: int
    reason: str
    response_headers: Headers
    body: bytes
    captured_at: datetime
    purpose: Purpose
    ip_address: str | None = None
    truncated: str | None = None
    http_version: str = "HTTP/1.1"
    confirms: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that got no response: `reason` is `dns`, `connection`, `timeout`, `too_large` or `disallowed`."""

    url: str
    method: str
    reason: str
    message: str
    captured_at: datetime
    purpose: Purpose
