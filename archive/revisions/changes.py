"""What kind of change lies between two revisions; several kinds may hold at once.

Noise has no kind: what only a differ sees (width of characters, white space, punctuation) is named only
where nothing else changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from archive.diff.ops import Diff
from archive.diff.readings import ReadingDiff, diff_readings
from archive.diff.tables import TableChange, TableChangeKind
from archive.revisions.content import Content, text_digest
from archive.revisions.eras import tables_era
from archive.revisions.folding import dates_alone, fold, fold_name, numbers_alone
from archive.revisions.identity import address_key
from metadata.organs import same_organ


class ChangeKind(StrEnum):
    """Kinds of change, the gravest first."""

    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    REPLACED = "replaced"
    """Another report, or none, stands in the place of the one before: a change of the page, and of no report."""
    FIGURE_CHANGED = "figure_changed"
    TEXT_REWRITTEN = "text_rewritten"
    TEXT_REMOVED = "text_removed"
    TEXT_ADDED = "text_added"
    TEXT_REORDERED = "text_reordered"
    """Passages stand in another order; nothing else about them changed."""
    TABLE_CHANGED = "table_changed"
    """Rows, columns, heads or whole tables came, went or changed places, within one era."""
    TABLES_ERA_CHANGED = "tables_era_changed"
    DATE_CHANGED = "date_changed"
    TITLE_CHANGED = "title_changed"
    SOURCE_CHANGED = "source_changed"
    ATTACHMENT_REPLACED = "attachment_replaced"
    TAKEN_OVER = "taken_over"
    MOVED = "moved"
    PUNCTUATION_ONLY = "punctuation_only"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind, where it is (a field, a table's row and column, a heading), from what, to what.

    `size` is the number of characters deleted and inserted.
    """

    kind: ChangeKind
    where: str
    old: str | None
    new: str | None

    @property
    def size(self) -> int:
        """Number of characters deleted and inserted; none where the page came or went, for the text stayed."""
        if self.kind in (ChangeKind.WITHDRAWN, ChangeKind.RESTORED):
            return 0
        return len(self.old or "") + len(self.new or "")


def kinds_of_change(
    old: Content | None, new: Content | None, *, restored: bool = False
) -> tuple[Change, ...]:
    """The changes from one content to the next, gravest first; empty where a reader sees no difference.

    `new` None is a withdrawal; `old` None is the first revision, which changes nothing. `restored` says that
    the page was withdrawn in between. The same bytes (one `payload_sha256`) never differ, whatever two
    readers made of them; different bytes read by different readers raise ReadersDifferError.
    """
    if old is None:
        return ()
    if new is None:
        return (Change(ChangeKind.WITHDRAWN, "", old.title, None),)
    changes = [Change(ChangeKind.RESTORED, "", None, new.title)] if restored else []
    changes.extend(_moved(old, new))
    if old.payload_sha256 is None or old.payload_sha256 != new.payload_sha256:
        changes.extend(changes_of_diff(diff_readings(old, new), old, new))
    order = list(ChangeKind)
    return tuple(sorted(changes, key=lambda change: order.index(change.kind)))


def changes_of_diff(diff: ReadingDiff, old: Content, new: Content) -> tuple[Change, ...]:
    """The changes that a finished diff of `old` and `new` shows, moves of the page left aside."""
    changes = [
        *_field_changes(diff),
        *_table_changes(diff, old, new),
        *_text_changes(diff.prose, _stated_dates(diff)),
        *_attachment_changes(diff),
    ]
    if not changes and text_digest(old) != text_digest(new):
        changes.append(_smallest_change(old, new))
    return tuple(changes)


def _smallest_change(old: Content, new: Content) -> Change:
    """What is left where no field, word or cell changed, though the readings differ."""
    cells = [
        [fold(cell) for table in content.tables for row in table.rows for cell in row]
        for content in (old, new)
    ]
    if cells[0] != cells[1]:
        return Change(ChangeKind.TABLE_CHANGED, "order of rows and columns", None, None)
    return Change(ChangeKind.PUNCTUATION_ONLY, "", None, None)


def _moved(old: Content, new: Content) -> list[Change]:
    if old.url is None or new.url is None or address_key(old.url) == address_key(new.url):
        return []
    return [Change(ChangeKind.MOVED, "url", old.url, new.url)]


_FIELD_KINDS = {
    "title": ChangeKind.TITLE_CHANGED,
    "organ": ChangeKind.TAKEN_OVER,
    "source": ChangeKind.SOURCE_CHANGED,
    "published_on": ChangeKind.DATE_CHANGED,
    "signed_on": ChangeKind.DATE_CHANGED,
}


def _field_changes(diff: ReadingDiff) -> Iterator[Change]:
    for change in diff.fields:
        before, after = fold_name(change.old or ""), fold_name(change.new or "")
        if before == after:
            continue
        # An organ that a reader could not tell is not another organ; nor is one that is written otherwise.
        if change.field == "organ" and (
            not before or not after or same_organ(change.old or "", change.new or "")
        ):
            continue
        yield Change(_FIELD_KINDS[change.field], change.field, change.old, change.new)


def _stated_dates(diff: ReadingDiff) -> frozenset[tuple[str, str]]:
    return frozenset(
        (change.old, change.new)
        for change in diff.fields
        if change.field in ("published_on", "signed_on") and change.old and change.new
    )


def _table_changes(diff: ReadingDiff, old: Content, new: Content) -> Iterator[Change]:
    before, after = tables_era(old.tables), tables_era(new.tables)
    era_changed = before != after
    if era_changed:
        yield Change(ChangeKind.TABLES_ERA_CHANGED, "tables", before, after)
    for change in diff.tables:
        if change.kind is TableChangeKind.CELL_CHANGED:
            figure = change.is_figure
            kind = ChangeKind.FIGURE_CHANGED if figure else ChangeKind.TABLE_CHANGED
            if figure or fold(change.old or "") != fold(change.new or ""):
                yield Change(kind, _place(change), change.old, change.new)
        elif not era_changed and fold(change.old or "") != fold(change.new or ""):
            yield Change(ChangeKind.TABLE_CHANGED, _place(change), change.old, change.new)


def _attachment_changes(diff: ReadingDiff) -> Iterator[Change]:
    for change in diff.attachments:
        name = next((side.name for side in (change.new, change.old) if side is not None), "")
        yield Change(
            ChangeKind.ATTACHMENT_REPLACED,
            name,
            change.old.url if change.old else None,
            change.new.url if change.new else None,
        )


def _place(change: TableChange) -> str:
    return " / ".join(part for part in (change.row, change.column) if part) or f"table {change.table + 1}"


def _text_changes(diff: Diff, stated_dates: frozenset[tuple[str, str]]) -> Iterator[Change]:
    moved = {index for move in diff.moves for index in (move.delete_op, move.insert_op)}
    for move in diff.moves:
        before, after = diff.ops[move.delete_op].text, diff.ops[move.insert_op].text
        yield Change(ChangeKind.TEXT_REORDERED, "", before, after)
        # Edited on its way: what changed in it is told as if it had stayed.
        yield from _text_changes(Diff(move.edits), stated_dates)
    sentence: list[Change] = []
    for region in _regions(diff, moved):
        if region.starts_sentence:
            yield from _as_sentence(sentence)
            sentence = []
        if fold(region.old) != fold(region.new):
            sentence.extend(_region_changes(region, stated_dates))
    yield from _as_sentence(sentence)


def _as_sentence(changes: list[Change]) -> list[Change]:
    """The changes of one sentence: where a part was rewritten, what came or went beside it is part of it."""
    if not any(change.kind is ChangeKind.TEXT_REWRITTEN for change in changes):
        return changes
    parts = (ChangeKind.TEXT_ADDED, ChangeKind.TEXT_REMOVED)
    return [replace(c, kind=ChangeKind.TEXT_REWRITTEN) if c.kind in parts else c for c in changes]


@dataclass(frozen=True, slots=True)
class _Region:
    """What stands between two unchanged stretches: deleted, inserted, the words around, the heading above.

    `starts_sentence` says that it does not stand in the sentence of the region before it.
    """

    old: str
    new: str
    before: str
    after: str
    heading: str
    starts_sentence: bool


_HEADING = re.compile(r"^\s*[一二三四五六七八九十]{1,3}、[^\n]{1,40}$", re.MULTILINE)


_SENTENCE_END = re.compile(r"[。！？；!?;\n]")


def _regions(diff: Diff, moved: set[int]) -> Iterator[_Region]:
    heading = before = ""
    starts = True
    deleted: list[str] = []
    inserted: list[str] = []
    for index, (op, text) in enumerate([*diff.ops, ("equal", "")]):
        if op == "equal":
            if deleted or inserted:
                yield _Region("".join(deleted), "".join(inserted), before, text[:12], heading, starts)
                starts = False
            deleted, inserted = [], []
            starts = starts or _SENTENCE_END.search(text) is not None
            before = (before + text)[-12:]
            headings = _HEADING.findall(text)
            heading = headings[-1].strip() if headings else heading
        elif index in moved:
            continue
        elif op == "delete":
            deleted.append(text)
        else:
            inserted.append(text)


def _region_changes(region: _Region, stated_dates: frozenset[tuple[str, str]]) -> Iterator[Change]:
    if not region.new or not fold(region.new):
        yield Change(ChangeKind.TEXT_REMOVED, region.heading, region.old, None)
        return
    if not region.old or not fold(region.old):
        yield Change(ChangeKind.TEXT_ADDED, region.heading, None, region.new)
        return
    before, after = dates_alone(region.old), dates_alone(region.new)
    if before and len(before) == len(after) and set(zip(before, after, strict=True)) <= stated_dates:
        return  # the date under the text: told as the stated date that it is
    if _is_figure(region):
        where = (region.before.rpartition("\n")[2] + "…" + region.after.partition("\n")[0]).strip()
        yield Change(ChangeKind.FIGURE_CHANGED, where, region.old, region.new)
    else:
        yield Change(ChangeKind.TEXT_REWRITTEN, region.heading, region.old, region.new)


# What follows a number that counts nothing: a year, a month, an article, the number of a document.
_NO_COUNT_AFTER = ("年", "月", "日", "号", "〕", "条第", "项规定")
_ORDINAL_AFTER = (".", "．", "、", ")", "）")
_MEASURES = frozenset("件条次人个项份篇场期名批宗起万亿元")


def _is_figure(region: _Region) -> bool:
    counts = region.after[:1] in _MEASURES
    if not numbers_alone(region.old, counts) or not numbers_alone(region.new, counts):
        return False
    if region.before.endswith("第") or region.after.startswith(_NO_COUNT_AFTER):
        return False
    starts_line = not region.before.rpartition("\n")[2].strip()
    return not (starts_line and region.after.startswith(_ORDINAL_AFTER))
