"""A TOML table read strictly: each key is asked for once, of one type, and what is left over is an error.

What is wrong is noted, and told of the whole file at once: who writes a profile mends it in one go. Until then a value
that is wrong is stood in for by one of its type, which leaves this module in no profile.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from metadata.web_address import address_fault

Choice = TypeVar("Choice", bound=StrEnum)


MOST_TOLD = 10
"""Sentences of an error's own message, which is one line."""
LONGEST_REASON = 200
"""Characters: a reason may repeat a value, which can be as long as the file."""


class ProfileError(ValueError):
    """A profile that cannot be used; each of `sentences` names the file, the key and the reason on one line."""

    def __init__(self, *sentences: str) -> None:
        more = len(sentences) - MOST_TOLD
        super().__init__("; ".join(sentences[:MOST_TOLD]) + (f"; and {more} more" if more > 0 else ""))
        self.sentences = sentences


class StrictTable:
    """A table of the file that hands out each key once, and complains about the rest.

    The tables in it share its `faults`: what was found wrong so far, a sentence each.
    """

    def __init__(
        self, values: dict[str, object], place: str, prefix: str = "", faults: list[str] | None = None
    ) -> None:
        self._left = dict(values)
        self._place = place
        self._prefix = prefix
        self.faults: list[str] = [] if faults is None else faults

    def note(self, key: str, reason: str) -> None:
        """Note what is wrong with a key: place, key, reason."""
        told = reason if len(reason) <= LONGEST_REASON else f"{reason[:LONGEST_REASON]}…"
        self.faults.append(f"{self._place}: {self._prefix}{key[:LONGEST_REASON]}: {told}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not blank; without `default` the key must be there."""
        value = self._left.pop(key, default)
        if value is None:
            self.note(key, "missing")
        elif not isinstance(value, str) or not value.strip():
            self.note(key, "not a text")
        elif any(unicodedata.category(char) == "Cc" for char in value):
            self.note(key, "not one line of text")
        else:
            return value.strip()
        return default or ""

    def number(self, key: str, default: float, least: float, most: float) -> float:
        """A number from `least` to `most`."""
        value = self._left.pop(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            self.note(key, f"not a number from {least:g} to {most:g}")
            return default
        return value

    def choice(self, key: str, kind: type[Choice], default: str | None = None) -> Choice:
        """The member of an enumeration that the key names."""
        value = self.text(key, default)
        if value and value not in set(kind):
            self.note(key, f"not one of {', '.join(kind)}")
        return kind(value) if value in set(kind) else next(iter(kind))

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        value = self.number(key, default, least, most)
        if not isinstance(value, int):
            self.note(key, "not a whole number")
            return default
        return value

    def flag(self, key: str) -> bool:
        """true or false; false where the key is missing."""
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            self.note(key, "not true or false")
            return False
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is missing."""
        value = self._left.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.note(key, "not a list of texts")
            return ()
        return tuple(item.strip() for item in value)

    def tables(self, key: str) -> list[StrictTable]:
        """A list of tables; empty where the key is missing."""
        value = self._left.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.note(key, "not a list of tables")
            return []
        return [
            StrictTable(item, self._place, f"{self._prefix}{key}[{index}].", self.faults)
            for index, item in enumerate(value)
        ]

    def table(self, key: str) -> StrictTable:
        """A table; empty where the key is missing."""
        value = self._left.pop(key, {})
        if not isinstance(value, dict):
            self.note(key, "not a table")
            value = {}
        return StrictTable(value, self._place, f"{self._prefix}{key}.", self.faults)

    def url(self, key: str, base: str | None = None) -> str:
        """An http(s) URL without spaces and user names, resolved against `base`; empty where it is wrong."""
        value = self.text(key)
        if not value:
            return ""
        try:
            # A line end is looked for before urljoin drops it.
            url = urljoin(base, value) if base and value.isprintable() else value
        except ValueError:
            url = ""
        if address_fault(url) or urlsplit(url).username or any(char.isspace() for char in url):
            self.note(key, "not an http(s) URL")
            return ""
        return url

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._left:
            self.note(key, "no such key; docs/profiles.md lists them")
