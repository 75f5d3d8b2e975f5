"""The digest of what a person reads on a page: equal as long as the page says the same."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from metadata.reading import Reading


def text_digest(reading: Reading) -> str:
    """SHA-256 (hex) over title, source, the stated dates with their kinds, text, tables and attachment names.

    White space and compatibility forms (NFKC) do not count, so another encoding, other markup, a counter, a new
    address or a new chrome leave it as it is; one other word, number or date does not.
    """
    digest = hashlib.sha256()
    for part in _parts(reading):
        digest.update(_normal(part).encode("utf-8", "surrogatepass"))
        digest.update(b"\x00")
    return digest.hexdigest()


def _parts(reading: Reading) -> list[str]:
    cells = "\x01".join("\x02".join(map(_normal, row)) for table in reading.tables for row in table.rows)
    return [
        reading.title or "",
        reading.source or "",
        f"published {reading.published_on or ''}",
        f"signed {reading.signed_on or ''}",
        reading.text,
        cells,
        "\x01".join(attachment.name for attachment in reading.attachments),
    ]


def _normal(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
