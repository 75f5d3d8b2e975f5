"""What a capture means: its outcome, and the reading or the listing that its payload gives.

A pure function of the record and the family of its portal, so that a crawl and a rebuild say the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from archive.capture import KeptCapture
from archive.exchange import Headers, Purpose, Role
from archive.revisions.content import content_of, text_digest
from archive.warc.payload import entity
from metadata.families import FAMILIES, Family, ListPage, channel_reached, read_listing, refusal_of_list
from metadata.reader import read_page
from metadata.reading import Reading, Refusal, RefusalKind

PAYLOAD_LIMIT_BYTES = 64 << 20
"""A payload is decoded up to this size: the longest report seen is under 2 MB; more is a decompression bomb."""

GONE = frozenset({404, 410})
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Outcome(StrEnum):
    """What came of a capture."""

    READ = "read"
    LISTED = "listed"
    KEPT = "kept"
    """Held, and nothing to read in it: robots.txt, a file of a kind that is not read."""
    REDIRECTED = "redirected"
    """By its status; or a landing page before a list, or a shell that has its list elsewhere."""
    GONE = "gone"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A capture with its outcome; `reading` and `listing` where its payload gave one."""

    capture: KeptCapture
    outcome: Outcome
    refusal: str | None = None
    reading: Reading | None = None
    text_digest: str | None = None
    shown_digest: str | None = None
    listing: ListPage | None = None


def header(headers: Headers, name: str) -> str | None:
    """The first value of a header as text (RFC 9110: names in any case), None where there is none."""
    wanted = name.lower().encode()
    for key, value in headers:
        if key.lower() == wanted:
            return value.decode("latin-1").strip()
    return None


READABLE = ("text/html", "application/xhtml", "application/pdf", "application/vnd.openxmlformats")
"""What a page or an attachment comes as; for records of other software, which do not say what they were for."""


def family_named(name: str | None) -> Family | None:
    """The family of a name; None for no name, and for one that is not known any more."""
    return next((family for family in FAMILIES if family.id == name), None)


def role_of(capture: KeptCapture) -> Role | None:
    """What a capture was for; a record that does not say is a page if it can be read, else nothing (None)."""
    if capture.purpose:
        return capture.purpose.role
    content_type = (header(capture.response_headers, "Content-Type") or "").lower()
    return Role.PAGE if content_type.startswith(READABLE) else None


def interpret(
    capture: KeptCapture, payload: tuple[Headers, bytes] | None, family: Family | None
) -> Interpretation:
    """Say what a capture means.

    `payload` is the response headers and the entity body that the capture holds or refers to, None where
    there is none. `family` is the one its portal's profile names; None lets the page tell.
    """
    if capture.failure is not None:
        return Interpretation(capture, Outcome.FAILED, refusal=capture.failure)
    if capture.status in REDIRECTS:
        if _is_sent_home(capture):
            return Interpretation(capture, Outcome.REFUSED, refusal=RefusalKind.SOFT_404.value)
        return Interpretation(capture, Outcome.REDIRECTED)
    if capture.status in GONE:
        return Interpretation(capture, Outcome.GONE)
    role = role_of(capture)
    if role is None or role is Role.ROBOTS:
        return Interpretation(capture, Outcome.KEPT)
    if payload is None:
        return Interpretation(capture, Outcome.REFUSED, refusal=f"status {capture.status}")
    headers, sent = payload
    body, whole = entity(headers, sent, PAYLOAD_LIMIT_BYTES)
    if (capture.truncated or not whole) and ends_early(body):
        return Interpretation(capture, Outcome.REFUSED, refusal=TRUNCATED)
    return _interpret_payload(capture, role, headers, body, family)


def ends_early(body: bytes) -> bool:
    """Whether a body that was cut short lacks its end.

    Servers that announce more than they send have their pages read, as browsers do.
    """
    return not _PAGE_END.search(body, max(0, len(body) - _END_BYTES))


TRUNCATED = "truncated"
"""The refusal of an answer that was cut short: its half is no text of the page."""
_PAGE_END = re.compile(rb"</html\s*>", re.IGNORECASE)
_END_BYTES = 1024
"""Behind the end of a page stand counters and comments, no text."""


def _is_sent_home(capture: KeptCapture) -> bool:
    location = header(capture.response_headers, "Location") or ""
    try:
        return leads_home(role_of(capture), capture.url, urljoin(capture.url, location))
    except ValueError:
        return False


def leads_home(role: Role | None, url: str, target: str) -> bool:
    """Whether a page redirects to the home page of a site: what portals do instead of saying 404.

    Raises ValueError for an address that is none.
    """
    return (
        role is not Role.ROBOTS
        and urlsplit(target).path in HOME_PATHS
        and urlsplit(url).path not in HOME_PATHS
    )


HOME_PATHS = frozenset({"", "/", "/index.html", "/index.htm", "/index.shtml"})


def _interpret_payload(
    capture: KeptCapture, role: Role, headers: Headers, body: bytes, family: Family | None
) -> Interpretation:
    content_type = header(headers, "Content-Type")
    # A 304 stands for the 200 whose payload it confirms.
    status = 200 if capture.status == 304 else capture.status or 0
    if role is Role.LIST and status == 200:
        return _interpret_list(capture, content_type, body, family)
    reading = read_page(body, url=capture.url, content_type=content_type, status=status)
    if status != 200 or reading.refusal:
        kind = reading.refusal.kind.value if reading.refusal else f"status {status}"
        return Interpretation(capture, Outcome.REFUSED, refusal=kind)
    return Interpretation(
        capture,
        Outcome.READ,
        reading=reading,
        text_digest=text_digest(content_of(reading)),
        shown_digest=reading.shown_digest,
    )


def _interpret_list(
    capture: KeptCapture, content_type: str | None, body: bytes, family: Family | None
) -> Interpretation:
    within = list_within(capture.purpose, capture.url)
    listing = read_listing(body, url=capture.url, content_type=content_type, family=family, within=within)
    # What lists something is a list; only what lists nothing is looked at for a refusal, which costs more.
    if listing.entries:
        return Interpretation(capture, Outcome.LISTED, listing=listing)
    refusal = refusal_of_list(read_page(body, url=capture.url, content_type=content_type))
    if _leads_on(listing, refusal):
        return Interpretation(capture, Outcome.REDIRECTED, listing=listing)
    # Of years in a `<select>` a person reads nothing, and they are what the page is for.
    if refusal and not (refusal.kind is RefusalKind.EMPTY and listing.channels):
        return Interpretation(capture, Outcome.REFUSED, refusal=refusal.kind.value)
    return Interpretation(capture, Outcome.LISTED, listing=listing)


def list_within(purpose: Purpose | None, url: str) -> str:
    """The URL of the channel below which the sub-channels of the list `url` lie, by what it was asked for."""
    asked = (purpose.within or purpose.channel) if purpose else None
    return channel_reached(asked, url) if asked else url


def _leads_on(listing: ListPage, refusal: Refusal | None) -> bool:
    """Whether a list page shows nothing itself and says where to go."""
    if refusal is None:
        return listing.landing is not None
    return refusal.kind is RefusalKind.EMPTY and bool(listing.landing or listing.next_pages)
