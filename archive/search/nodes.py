"""Nodes: the parts a query consists of, after parsing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

Node: TypeAlias = "Phrase | Filter | Tag | Every | Either | Without"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A folded text that must stand somewhere, or in one column (`title`, `organ`)."""

    text: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """One of these values of a filter; a division's value is the beginning of its code."""

    name: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        """As it may be typed; several values are a span of years."""
        return f"{self.name}:{'..'.join(dict.fromkeys((self.values[0], self.values[-1])))}"


@dataclass(frozen=True, slots=True)
class Tag:
    """What a document has besides its words, such as `finding:late`."""

    tag: str


@dataclass(frozen=True, slots=True)
class Every:
    """All of these; none of them at all means every document."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of these."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Not this."""

    node: Node


def wanted_phrases(node: Node) -> Iterator[Phrase]:
    """The phrases whose presence makes a document a hit: all but those under `Without`."""
    if isinstance(node, Phrase):
        yield node
    elif isinstance(node, (Every, Either)):
        for part in node.nodes:
            yield from wanted_phrases(part)


def parts_of(node: Node) -> tuple[Node, ...]:
    """What must all hold for the query to hold."""
    return node.nodes if isinstance(node, Every) else (node,)


def filters_of(node: Node) -> Iterator[Filter]:
    """Every filter of the query, those under `Without` too."""
    if isinstance(node, Filter):
        yield node
    elif isinstance(node, (Every, Either)):
        for part in node.nodes:
            yield from filters_of(part)
    elif isinstance(node, Without):
        yield from filters_of(node.node)


def has_tag(node: Node) -> bool:
    """Whether a tag stands anywhere in the query, which the terms alone cannot answer."""
    if isinstance(node, (Every, Either)):
        return any(has_tag(part) for part in node.nodes)
    return has_tag(node.node) if isinstance(node, Without) else isinstance(node, Tag)
