"""What a body is made of, before any markup: paragraphs, headings, tables, links to attached files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crawler.sample.tables import Grid


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    SIGNATURE = "signature"
    """Right-aligned at the end: the organ, then the signed date."""
    ATTACHMENT = "attachment"
    """A link to a file beside the page: `text` is its name, `href` the file name."""
    IMAGE = "image"
    """A picture beside the page, with no words in it: `href` is the file name."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body."""

    kind: BlockKind
    text: str = ""
    grid: Grid | None = None
    href: str = ""


Body = tuple[Block, ...]


def heading(text: str) -> Block:
    """A first-level heading."""
    return Block(BlockKind.HEADING, text)


def subheading(text: str) -> Block:
    """A second-level heading, such as （一）主动公开."""
    return Block(BlockKind.SUBHEADING, text)


def paragraph(text: str) -> Block:
    """A paragraph of prose."""
    return Block(BlockKind.PARAGRAPH, text)


def table(grid: Grid) -> Block:
    """A table."""
    return Block(BlockKind.TABLE, grid=grid)


def signature(text: str) -> Block:
    """A line of the signature."""
    return Block(BlockKind.SIGNATURE, text)


def image(href: str) -> Block:
    """A picture that lies beside the page."""
    return Block(BlockKind.IMAGE, href=href)


def attachment(name: str, href: str) -> Block:
    """A link to a file that lies beside the page."""
    return Block(BlockKind.ATTACHMENT, name, href=href)
