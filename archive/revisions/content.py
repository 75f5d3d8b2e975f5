"""What a person reads on a page: the part of a reading that revisions and diffs compare."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from archive.revisions.identity import canonical_url
from metadata.reading import Attachment, Reading, Table


@dataclass(frozen=True, slots=True)
class Content:
    """What a person reads on a page at one time.

    `text` holds the lines of `tables` too, at `Table.start` to `Table.end`. `url`, `payload_sha256` and
    `reader_version` say where the content is from; None means unknown, and then nothing is concluded.
    """

    title: str | None
    organ: str | None
    source: str | None
    published_on: date | None
    signed_on: date | None
    text: str
    tables: tuple[Table, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    url: str | None = None
    payload_sha256: str | None = None
    reader_version: int | None = None

    @property
    def prose(self) -> str:
        """The text without the lines of its tables."""
        parts: list[str] = []
        done = 0
        for table in sorted(self.tables, key=lambda table: (table.start, table.end)):
            if done <= table.start < table.end <= len(self.text):
                parts.append(self.text[done : table.start])
                done = table.end
        parts.append(self.text[done:])
        return "".join(parts)


def content_of(reading: Reading, payload_sha256: str | None = None) -> Content:
    """Take from a reading what revisions compare; `payload_sha256` names the bytes that were read."""
    return Content(
        title=reading.title,
        organ=reading.organ,
        source=reading.source,
        published_on=reading.published_on,
        signed_on=reading.signed_on,
        text=reading.text,
        tables=reading.tables,
        attachments=reading.attachments,
        url=reading.url,
        payload_sha256=payload_sha256,
        reader_version=reading.reader_version,
    )


def attachment_key(attachment: Attachment) -> tuple[str, str]:
    """Name and canonical address of an attachment; an address that is no URL stands for itself."""
    try:
        return attachment.name.strip(), canonical_url(attachment.url)
    except ValueError:
        return attachment.name.strip(), attachment.url.strip()


def text_digest(content: Content) -> str:
    """SHA-256, hexadecimal, over all that makes a revision: two contents with one digest read the same.

    It covers title, source, the two stated dates, text, tables and attachments. White space at the ends of
    lines and empty lines are left out, for readers of pages do not see them; the organ is left out, for it
    is a conclusion of the reader and not always printed on the page.
    """
    lines = [line.rstrip() for line in content.text.splitlines()]
    parts = [
        (content.title or "").strip(),
        (content.source or "").strip(),
        content.published_on.isoformat() if content.published_on else "",
        content.signed_on.isoformat() if content.signed_on else "",
        [line for line in lines if line],
        [[[cell.strip() for cell in row] for row in table.rows] for table in content.tables],
        sorted(attachment_key(attachment) for attachment in content.attachments),
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
