"""A TOML table read strictly: each key is asked for once, of one type, and what is left over is an error."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from metadata.web_address import address_fault

Choice = TypeVar("Choice", bound=StrEnum)


class ProfileError(ValueError):
    """A profile that cannot be used; the message names the file, the key and the reason on one line."""


class StrictTable:
    """A table of the file that hands out each key once, and complains about the rest."""

    def __init__(self, values: dict[str, object], place: str, prefix: str) -> None:
        self._left = dict(values)
        self._place = place
        self._prefix = prefix

    def error(self, key: str, reason: str) -> ProfileError:
        """The error to raise about a key: place, key, reason."""
        return ProfileError(f"{self._place}: {self._prefix}{key}: {reason}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not blank; without `default` the key must be there."""
        value = self._left.pop(key, default)
        if value is None:
            raise self.error(key, "missing")
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "not a text")
        if any(unicodedata.category(char) == "Cc" for char in value):
            raise self.error(key, "not one line of text")
        return value.strip()

    def number(self, key: str, default: float, least: float, most: float) -> float:
        """A number from `least` to `most`."""
        value = self._left.pop(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.error(key, f"not a number from {least:g} to {most:g}")
        return value

    def choice(self, key: str, kind: type[Choice], default: str | None = None) -> Choice:
        """The member of an enumeration that the key names."""
        value = self.text(key, default)
        try:
            return kind(value)
        except ValueError:
            raise self.error(key, f"not one of {', '.join(kind)}") from None

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        value = self.number(key, default, least, most)
        if not isinstance(value, int):
            raise self.error(key, "not a whole number")
        return value

    def flag(self, key: str) -> bool:
        """true or false; false where the key is missing."""
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            raise self.error(key, "not true or false")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is missing."""
        value = self._left.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.error(key, "not a list of texts")
        return tuple(item.strip() for item in value)

    def tables(self, key: str) -> list[StrictTable]:
        """A list of tables; empty where the key is missing."""
        value = self._left.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(key, "not a list of tables")
        return [
            StrictTable(item, self._place, f"{self._prefix}{key}[{index}].")
            for index, item in enumerate(value)
        ]

    def table(self, key: str) -> StrictTable:
        """A table; empty where the key is missing."""
        value = self._left.pop(key, {})
        if not isinstance(value, dict):
            raise self.error(key, "not a table")
        return StrictTable(value, self._place, f"{self._prefix}{key}.")

    def url(self, key: str, base: str | None = None) -> str:
        """An http(s) URL without spaces and user names, resolved against `base`."""
        value = self.text(key)
        try:
            # A line end is looked for before urljoin drops it.
            url = urljoin(base, value) if base and value.isprintable() else value
        except ValueError:
            url = ""
        if address_fault(url) or urlsplit(url).username or any(char.isspace() for char in url):
            raise self.error(key, "not an http(s) URL")
        return url

    def finish(self) -> None:
        """Raise about any key that nobody asked for."""
        for key in self._left:
            raise self.error(key, "no such key; docs/profiles.md lists them")
