"""A reading diff as one self-contained HTML file: no script, nothing loaded, every text escaped.

Insertions and deletions are `<ins>` and `<del>`, told apart by underline and strike-through before colour, so
the page reads in black and white, on paper and by a screen reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from archive.diff.ops import Diff, Edit
from archive.diff.readings import ReadingDiff
from archive.diff.tables import TableChange
from archive.diff.words import FIELD_WORDS, LAYOUT_CHANGE, NO_CHANGE, TABLE_WORDS

# Nothing may be loaded, whatever an archived text manages to smuggle in.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_CONTEXT = 160
"""Unchanged characters left open on each side of a change; more is folded away, and printed folded."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two captures, as the head of the page names it; `captured_at` is UTC, as to be shown."""

    url: str
    captured_at: str
    capture: str = ""


def html_diff(diff: ReadingDiff, old: Side, new: Side, title: str) -> str:
    """The diff as a complete HTML document in UTF-8."""
    body = "\n".join(
        [
            f"<h1>{_text(title)}</h1>",
            _sides(old, new),
            _summary(diff),
            *_sections(diff),
        ]
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def html_text_diff(diff: Diff) -> str:
    """One text's diff as a fragment: `<ins>`, `<del>` and plain text, for a page that brings its own head."""
    return f'<div class="diff-text" lang="zh-Hans">{"".join(_marks(diff))}</div>'


def _style() -> str:
    return files("archive.diff").joinpath("diff.css").read_text("utf-8")


def _text(text: str | None) -> str:
    """Escaped text; control characters, which HTML cannot hold, as the replacement character."""
    shown = "".join(c if c in "\n\t" or c.isprintable() or c.isspace() else "�" for c in text or "")
    return escape(shown.replace("\x0c", " "), quote=True)


def _sides(old: Side, new: Side) -> str:
    rows = "".join(
        f"<tr><th scope=row>{word}</th><td><time>{_text(side.captured_at)}</time></td>"
        f"<td>{_text(side.url)}</td><td>{_text(side.capture)}</td></tr>"
        for word, side in (("旧 Old", old), ("新 New", new))
    )
    return (
        '<table class="sides"><thead><tr><th></th><th scope=col>抓取时间 Captured (UTC)</th>'
        "<th scope=col>网址 URL</th><th scope=col>抓取编号 Capture</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _summary(diff: ReadingDiff) -> str:
    if diff.is_empty:
        return f"<p>{NO_CHANGE}</p>"
    prose = diff.prose
    counts = (
        (len(diff.fields), "著录改动 {} 项", "stated fields changed: {}"),
        (sum(change.is_figure for change in diff.tables), "表格数字改动 {} 处", "table figures changed: {}"),
        (
            sum(not change.is_figure for change in diff.tables),
            "表格其他改动 {} 处",
            "other changes of tables: {}",
        ),
        (len(diff.attachments), "附件改动 {} 个", "attachments changed: {}"),
        (prose.count("delete"), "删除 {} 字", "characters deleted: {}"),
        (prose.count("insert"), "新增 {} 字", "characters inserted: {}"),
        (len(prose.moves), "移动 {} 处", "passages moved: {}"),
    )
    told = [(chinese.format(n), english.format(n)) for n, chinese, english in counts if n]
    if not told:
        return f"<p>{LAYOUT_CHANGE}</p>"
    chinese, english = zip(*told, strict=True)
    summary = f'<p>{"，".join(chinese)}。<br>\n<span lang="en">{", ".join(english)}.</span></p>'
    moved = (
        ' <del class="moved">移走 moved away</del> <ins class="moved">移来 moved here</ins>'
        if prose.moves
        else ""
    )
    return f'{summary}<p class="key">图例 Key: <del>删除 deleted</del> <ins>新增 inserted</ins>{moved}</p>'


def _sections(diff: ReadingDiff) -> Iterator[str]:
    if diff.fields:
        rows = "".join(
            f"<tr><th scope=row>{FIELD_WORDS[f.field]}</th>{_pair(f.old, f.new)}</tr>" for f in diff.fields
        )
        yield f"<h2>著录 Stated fields</h2><table><tbody>{rows}</tbody></table>"
    if diff.tables:
        head = "".join(
            f"<th scope=col>{word}</th>"
            for word in ("变化 Change", "第几张表 Table no.", "行 Row", "列 Column", "旧 Old", "新 New")
        )
        rows = "".join(_table_row(change) for change in diff.tables)
        yield f"<h2>表格 Tables</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    if diff.attachments:
        rows = "".join(
            "<tr>"
            + _pair(
                f"{a.old.name} {a.old.url}" if a.old else None, f"{a.new.name} {a.new.url}" if a.new else None
            )
            + "</tr>"
            for a in diff.attachments
        )
        yield f"<h2>附件 Attachments</h2><table><tbody>{rows}</tbody></table>"
    if diff.prose.changed:
        yield f"<h2>正文 Text</h2>{html_text_diff(diff.prose)}"


def _table_row(change: TableChange) -> str:
    return (
        f"<tr><td>{TABLE_WORDS[change.kind]}</td><td>{change.table + 1}</td>"
        f"<th scope=row>{_text(change.row)}</th><td>{_text(change.column)}</td>"
        f"{_pair(change.old, change.new)}</tr>"
    )


def _pair(old: str | None, new: str | None) -> str:
    deleted = f"<del>{_text(old)}</del>" if old else "—"
    inserted = f"<ins>{_text(new)}</ins>" if new else "—"
    return f"<td>{deleted}</td><td>{inserted}</td>"


def _marks(diff: Diff) -> Iterator[str]:
    moves = {move.delete_op: n for n, move in enumerate(diff.moves, 1)}
    moves |= {move.insert_op: n for n, move in enumerate(diff.moves, 1)}
    edited = {move.insert_op: move.edits for move in diff.moves if move.edits}
    for index, (op, text) in enumerate(diff.ops):
        if op == "equal":
            yield from _folded(text, first=index == 0, last=index == len(diff.ops) - 1)
            continue
        tag = "del" if op == "delete" else "ins"
        number = moves.get(index)
        if number is None:
            yield f"<{tag}>{_line_ends(text, op)}</{tag}>"
        else:
            # The two ends of a move link to each other; the number is read where links are not.
            here, there = ("a", "b") if op == "delete" else ("b", "a")
            yield (
                f'<{tag} class="moved" id="move-{number}{here}">'
                f'<a href="#move-{number}{there}">⇅{number}</a>'
                f"{''.join(map(_within_move, edited.get(index, (Edit('equal', text),))))}</{tag}>"
            )


def _line_ends(text: str, op: str) -> str:
    """A change of line ends alone as a sign, for nobody sees a blank struck out; one that came breaks the line too."""
    if text.strip("\n"):
        return _text(text)
    return "⏎" * len(text) + (text if op == "insert" else "")


def _within_move(edit: Edit) -> str:
    tag = {"delete": "del", "insert": "ins"}.get(edit.op)
    return f"<{tag}>{_text(edit.text)}</{tag}>" if tag else _text(edit.text)


def _folded(text: str, *, first: bool, last: bool) -> Iterator[str]:
    head = 0 if first else _CONTEXT
    tail = len(text) if last else len(text) - _CONTEXT
    if tail - head < _CONTEXT:
        yield _text(text)
        return
    yield _text(text[:head])
    count = tail - head
    summary = f"<summary>{count} 字未变 {count} unchanged characters</summary>"
    yield f"<details>{summary}{_text(text[head:tail])}</details>"
    yield _text(text[tail:])
