"""What the server answers at a path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event


@dataclass(frozen=True, slots=True)
class Resource:
    """Status, media type, body, and headers beyond those every answer has."""

    status: int
    media_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stream:
    """A body made while it is sent: `pieces` is called with a flag that is set when the server stops.

    `length` is the Content-Length that is promised, in bytes; the pieces may break the promise.
    """

    media_type: str
    pieces: Callable[[Event], Iterator[bytes]]
    length: int
