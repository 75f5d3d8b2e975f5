"""What differs between two readings: stated fields, text, tables and attachments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from archive.diff.ops import Diff
from archive.diff.tables import TableChange, diff_tables
from archive.diff.text import diff_texts
from archive.revisions.content import Content, attachment_key
from metadata.reading import Attachment


class ReadersDifferError(ValueError):
    """The two readings were made by different readers: read both captures by one of them, then compare."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A stated field (title, organ, source, published_on, signed_on) that differs; dates in ISO form."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class AttachmentChange:
    """An attachment that was replaced, added (`old` is None) or removed (`new` is None)."""

    old: Attachment | None
    new: Attachment | None


@dataclass(frozen=True, slots=True)
class ReadingDiff:
    """All differences of two readings.

    `text` is over the whole text, table lines included; `prose` over the text without them, since `tables`
    tells those cell by cell.
    """

    fields: tuple[FieldChange, ...]
    text: Diff
    prose: Diff
    tables: tuple[TableChange, ...]
    attachments: tuple[AttachmentChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.fields or self.text.changed or self.tables or self.attachments)

    def as_data(self) -> dict[str, Any]:
        """The diff as JSON holds it."""
        return {
            "fields": [{"field": f.field, "old": f.old, "new": f.new} for f in self.fields],
            **self.text.as_data(),
            "tables": [
                {
                    "kind": t.kind.value,
                    "table": t.table,
                    "row": t.row,
                    "column": t.column,
                    "old": t.old,
                    "new": t.new,
                }
                for t in self.tables
            ],
            "attachments": [
                {"old": a.old.url if a.old else None, "new": a.new.url if a.new else None}
                for a in self.attachments
            ],
        }


def diff_readings(old: Content, new: Content) -> ReadingDiff:
    """Compare what two captures say.

    Raises ReadersDifferError where both say which reader made them and these are not the same: what differs
    then may be the reader's doing, and must not be shown as a change of the page.
    """
    versions = {version for version in (old.reader_version, new.reader_version) if version is not None}
    if len(versions) > 1:
        raise ReadersDifferError(
            f"readings by reader versions {old.reader_version} and {new.reader_version}: read both again"
        )
    text = diff_texts(old.text, new.text)
    has_tables = bool(old.tables or new.tables)
    return ReadingDiff(
        fields=_diff_fields(old, new),
        text=text,
        prose=diff_texts(old.prose, new.prose) if has_tables else text,
        tables=diff_tables(old.tables, new.tables),
        attachments=diff_attachments(old.attachments, new.attachments),
    )


def _diff_fields(old: Content, new: Content) -> tuple[FieldChange, ...]:
    values = {
        "title": (old.title, new.title),
        "organ": (old.organ, new.organ),
        "source": (old.source, new.source),
        "published_on": (_iso(old.published_on), _iso(new.published_on)),
        "signed_on": (_iso(old.signed_on), _iso(new.signed_on)),
    }
    return tuple(
        FieldChange(name, before, after)
        for name, (before, after) in values.items()
        if (before or "").strip() != (after or "").strip()
    )


def _iso(value: object) -> str | None:
    return None if value is None else str(value)


def diff_attachments(old: Sequence[Attachment], new: Sequence[Attachment]) -> tuple[AttachmentChange, ...]:
    """Attachments that differ in name or canonical address; paired by name, else by suffix in order."""
    old_keys, new_keys = {attachment_key(a) for a in old}, {attachment_key(a) for a in new}
    gone = [a for a in old if attachment_key(a) not in new_keys]
    come = [a for a in new if attachment_key(a) not in old_keys]
    changes: list[AttachmentChange] = []
    for attachment in gone:
        partner = next((a for a in come if a.name.strip() == attachment.name.strip()), None)
        if partner is None:
            partner = next(
                (a for a in come if a.url == attachment.url or a.suffix == attachment.suffix), None
            )
        if partner is not None:
            come.remove(partner)
        changes.append(AttachmentChange(attachment, partner))
    return (*changes, *(AttachmentChange(None, attachment) for attachment in come))
