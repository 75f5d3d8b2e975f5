"""The reader: what a page says, from the bytes that were served.

    bytes → decode → tree → lines → body → head → title, dates, source, organ, year, kind → reading

Each field is a chain of named steps, and the step that found it is kept as evidence. The reader never raises
for what a portal serves: bytes that it cannot read give a reading with a refusal `unreadable`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from metadata.addresses import base_of
from metadata.attachments import BODY_TAGS, attachments_of, files_named_in
from metadata.body import BodyRange, find_body
from metadata.encoding import decode
from metadata.file_process import UnreadableFileError, parts_of_file
from metadata.formats import Format, format_of, is_page
from metadata.heads import Head, head_of, is_listing, lists_pages, page_title_of
from metadata.kinds import find_kind, find_scope, holds_report
from metadata.lines import PageLines, lines_of_text, lines_of_tree
from metadata.markup import bounded, parse_text
from metadata.own_part import end_of_own
from metadata.periods import stated_period
from metadata.publishers import find_organ, organ_codes
from metadata.reading import Attachment, Evidence, Kind, Reading, Refusal, RefusalKind
from metadata.refusals import find_refusal, forwarding_address
from metadata.report_years import report_years, stands_among_reports
from metadata.scripts import fill_by_script
from metadata.sources import find_source
from metadata.stated_dates import NO_DATES, stated_dates
from metadata.tables import Grid
from metadata.text import BodyText, text_of_body, text_of_parts
from metadata.titles import find_title
from metadata.url_clues import split_address, url_date, url_dates

READER_VERSION = 15
"""Raised whenever a reading of the same bytes can differ; the catalogue then reads its captures again."""


@dataclass(frozen=True, slots=True)
class _Page:
    """One response on its way to a reading."""

    url: str
    status: int
    charset: str
    markup: str
    root: Any
    lines: PageLines
    body: BodyRange
    head: Head
    text: BodyText
    attachments: tuple[Attachment, ...]


def read_page(body: bytes, *, url: str, content_type: str | None = None, status: int = 200) -> Reading:
    """The reading of one response: `body` is content-decoded, `url` is where it was served from.

    HTML, plain text, PDF, DOCX and XLSX are read; DOC, XLS, pictures and archives are named as an attachment.
    """
    if is_page(body, content_type, status):
        return _read_markup(body, url, content_type, status)
    form, suffix = format_of(body, content_type)
    if form is Format.KEPT:
        name = unquote(split_address(url).path.rsplit("/", 1)[-1]) or suffix
        return _reading(_file_page(url, status, form, [], (Attachment(url, name, suffix),)))
    try:
        return _reading(_file_page(url, status, form, parts_of_file(body, form), ()))
    except UnreadableFileError as error:
        refusal = Refusal(RefusalKind.UNREADABLE, f"{form.value}: {len(body)} bytes {error}")
        return replace(_reading(_file_page(url, status, form, [], ())), refusal=refusal)


def _file_page(
    url: str, status: int, form: Format, parts: Sequence[str | Grid], attachments: tuple[Attachment, ...]
) -> _Page:
    """A file as a page that is all body: its title and dates are looked for in the text."""
    lines = PageLines((), (), ())
    body = BodyRange((), form.value, "")
    head = head_of(lines, body)
    return _Page(url, status, "binary", "", None, lines, body, head, text_of_parts(parts), attachments)


def _read_markup(body: bytes, url: str, content_type: str | None, status: int) -> Reading:
    markup, charset = decode(bounded(body), content_type)
    if "<" in markup:
        root = parse_text(markup)
        fill_by_script(root)
        lines = lines_of_tree(root)
    else:
        root, lines = None, lines_of_text(markup)
    found = find_body(lines, page_title_of(root))
    text = text_of_body(lines, found)
    head = head_of(lines, found, root)
    attachments = _attached(root, found, lines, url)
    return _reading(_Page(url, status, charset, markup, root, lines, found, head, text, attachments))


def _attached(root: Any, body: BodyRange, page: PageLines, url: str) -> tuple[Attachment, ...]:
    """Files and pictures of the body, files below it; files of the whole page where no body was found."""
    if root is None:
        return ()
    base = base_of(root, url)
    if body.element is None:
        return attachments_of(root.iter(*BODY_TAGS), base, pictures=False)
    inside = attachments_of(body.element.iter(*BODY_TAGS), base)
    if not body.below:
        return inside
    words = "\n".join(page.lines[number].text for number in body.numbers[-body.below :])
    below = files_named_in(root.iter("a"), base, words)
    known = {attachment.url for attachment in inside}
    return (*inside, *(attachment for attachment in below if attachment.url not in known))


def _reading(page: _Page) -> Reading:
    body_lines = tuple(page.text.text.split("\n")) if page.text.text else ()
    listing = is_listing(page.lines, page.body)
    title, title_evidence = find_title(page.head, body_lines)
    headings = tuple(section.heading for section in page.text.sections)
    links_only = (
        not page.attachments
        and lists_pages(page.lines, page.body)
        and not holds_report(headings, page.text.text)
    )
    # The organs and days of a list are those of others, as are those of another year's report below the page's own.
    own_count = page.text.text.count("\n", 0, end_of_own(page.text.text) - 1) + 1
    own_lines = () if links_only else body_lines[:own_count]
    dates = NO_DATES if listing else stated_dates(page.head, title, own_lines)
    source, source_evidence = find_source(page.head)
    organ, organ_evidence = find_organ(page.head, title, own_lines, source, page.url)
    period = stated_period(page.text.text)
    published_on = dates.published.value if dates.published else None
    kind, kind_evidence = _kind_of(page, title, headings, listing, links_only)
    signed_on = dates.signed.value if dates.signed else None
    opening = "\n".join(body_lines[:6])
    years = list(report_years(title, opening, period, page.head, page.url, published_on, signed_on))
    among_reports = stands_among_reports(page.head, page.url) and not listing and not body_lines
    scope, scope_evidence = find_scope(organ, title) if kind is Kind.REPORT else (None, None)
    shown = "\n".join(line.text for line in page.lines.lines if not line.hidden)
    refusal = _refusal(page, shown, is_article=kind is Kind.REPORT or published_on is not None or listing)
    return Reading(
        url=page.url,
        reader_version=READER_VERSION,
        charset=page.charset,
        kind=kind,
        title=title,
        organ=organ,
        source=source,
        published_on=published_on,
        signed_on=signed_on,
        url_date=url_date(page.url),
        report_year=years[0][0] if years and (kind is not Kind.OTHER or among_reports) else None,
        period_start=period[0] if period else None,
        period_end=period[1] if period else None,
        scope=scope,
        text=page.text.text,
        sections=page.text.sections,
        tables=page.text.tables,
        attachments=page.attachments,
        dates=(*dates.found, *url_dates(page.url)),
        evidence=_those_found(
            *(title_evidence, organ_evidence, source_evidence, kind_evidence, scope_evidence),
            *dates.evidence,
            *(evidence for _, evidence in years),
            *organ_codes(page.head, page.url),
            Evidence("text", page.body.step, "body", page.body.mark),
        ),
        refusal=refusal,
        shown_digest=_words_digest(shown or page.text.text),
    )


def _kind_of(
    page: _Page, title: str | None, headings: tuple[str, ...], listing: bool, links_only: bool
) -> tuple[Kind, Evidence | None]:
    if listing:
        return Kind.OTHER, Evidence("kind", "listing", "page", page.head.page_title)
    text, columns, has_files = page.text.text, page.head.columns, bool(page.attachments)
    return find_kind(title, headings, text, columns, has_files=has_files, lists_pages=links_only)


def _words_digest(text: str) -> str:
    return hashlib.sha256("".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


def _those_found(*evidence: Evidence | None) -> tuple[Evidence, ...]:
    return tuple(each for each in evidence if each is not None)


def _refusal(page: _Page, shown: str, *, is_article: bool) -> Refusal | None:
    refusal = find_refusal(page.markup, shown, page.head.page_title, page.status, is_article=is_article)
    is_markup = page.charset != "binary"
    if refusal is None and is_markup and not (shown or page.text.text or page.attachments):
        address = forwarding_address(page.root) if page.root is not None else None
        quote = f"forwards to {address}" if address else f"{len(page.markup)} characters, no text"
        return Refusal(RefusalKind.EMPTY, quote)
    return refusal
