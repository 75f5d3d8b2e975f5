"""What a revision's row says, as the values that diffs and the rules of change compare."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from archive.catalogue.statements import Row
from archive.catalogue.values import day_of
from archive.revisions.changes import kinds_of_change
from archive.revisions.content import Content
from metadata.reading import Attachment, Table

CONTENT_COLUMNS = (
    "title",
    "organ",
    "source",
    "published_on",
    "signed_on",
    "url_date",
    "report_year",
    "period_start",
    "period_end",
    "scope",
    "kind",
    "text",
    "sections",
    "tables",
    "attachments",
    "dates",
    "findings",
    "era",
    "sketch",
    "reader_version",
)
"""The columns of `revisions` that a reading gives; the others tell when it was seen."""

NO_CHANGE: Row = {"changed": None, "change_size": None}


def change_columns(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    *,
    restored: bool = False,
    addresses: tuple[str, str] | None = None,
) -> Row:
    """The columns of `revisions` that say what changed since the revision before: kinds, parted by a blank, and size.

    `addresses` are the URLs of the two where a report moved from one page to another.
    """
    before, after = content_of(old), content_of(new)
    if addresses:
        before, after = replace(before, url=addresses[0]), replace(after, url=addresses[1])
    changes = kinds_of_change(before, after, restored=restored)
    kinds = dict.fromkeys(change.kind.value for change in changes)
    return {"changed": " ".join(kinds) or None, "change_size": sum(change.size for change in changes)}


def content_of(row: Mapping[str, Any]) -> Content:
    """What a revision's row says, as the values that diffs and the rules of change compare."""
    return Content(
        title=row["title"],
        organ=row["organ"],
        source=row["source"],
        published_on=day_of(row["published_on"]),
        signed_on=day_of(row["signed_on"]),
        text=row["text"],
        tables=tuple(
            Table(tuple(tuple(cells) for cells in table["rows"]), table["start"], table["end"])
            for table in json.loads(row["tables"])
        ),
        attachments=tuple(Attachment(**attachment) for attachment in json.loads(row["attachments"])),
        reader_version=row["reader_version"],
    )
