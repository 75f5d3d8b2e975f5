"""A sketch of a text: the smallest 256 hashes of its shingles, from which likeness is estimated.

Texts are compared by what they say, not by their figures: numbers (Chinese numerals too) all become one sign
and the organ's own name another, so that a report copied from last year, or from a neighbour, stays what it
is. The hashes are the same on every machine and in every run, so sketches may be kept.

Bottom-k sketches: Broder, On the resemblance and containment of documents (1997). The error of an estimate
is about sqrt(j(1-j)/256), 0.03 at worst.
"""

from __future__ import annotations

import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

SKETCH_SIZE = 256
_SHINGLE = 5
"""Characters of a shingle: long enough that chance repeats few, short enough to survive small edits."""

_NUMERALS = "0123456789〇○零一二三四五六七八九十百千"
_NUMERAL = ord("0")
_ORGAN = "\ue000"
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Sketch:
    """The smallest hashes of a text's shingles, ascending, and how many different ones it has (about)."""

    hashes: Hashes
    shingles: int

    def to_text(self) -> str:
        """The sketch for keeping: number of shingles, then hashes, little-endian 64-bit integers, in Base64."""
        values = np.concatenate([[np.uint64(self.shingles)], self.hashes]).astype("<u8")
        return b64encode(values.tobytes()).decode("ascii")

    @classmethod
    def from_text(cls, text: str) -> Sketch:
        """Read what `to_text` made. ValueError where it is not that of a sketch."""
        kept = b64decode(text, validate=True)
        if len(kept) % 8 or not 8 <= len(kept) <= 8 * (SKETCH_SIZE + 1):
            raise ValueError(f"{len(kept)} bytes: not a sketch")
        values = np.frombuffer(kept, dtype="<u8").astype(np.uint64)
        return cls(values[1:], int(values[0]))


def sketch_of(text: str, organ: str | None = None) -> Sketch:
    """Sketch a text; where `organ` is given, its name in the text counts as one sign."""
    codes = _codes(text, organ)
    if len(codes) < _SHINGLE:
        return Sketch(np.empty(0, dtype=np.uint64), 0)
    width = len(codes) - _SHINGLE + 1
    rolled = np.zeros(width, dtype=np.uint64)
    for place in range(_SHINGLE):
        rolled = rolled * _MULTIPLIER + codes[place : place + width]
    return _smallest(_mixed(rolled))


def likeness(one: Sketch, other: Sketch) -> float:
    """Estimated share of all shingles that both texts have, 0 to 1; two empty texts are alike."""
    a, b = comparable(one.hashes, other.hashes)
    either = len(a) + len(b)
    if not either:
        return 1.0 if one.shingles == other.shingles else 0.0
    both = len(np.intersect1d(a, b, assume_unique=True))
    return both / (either - both)


def containment(one: Sketch, other: Sketch) -> float:
    """Estimated share of the shorter text's shingles that the longer one has too, 0 to 1."""
    shorter = min(one.shingles, other.shingles)
    if not shorter:
        return 1.0 if one.shingles == other.shingles else 0.0
    share = likeness(one, other)
    both = share / (1 + share) * (one.shingles + other.shingles)
    return min(1.0, both / shorter)


def comparable(a: Hashes, b: Hashes) -> tuple[Hashes, Hashes]:
    """The hashes up to which both sketches are complete; above that one of them was cut."""
    limits = [hashes[-1] for hashes in (a, b) if len(hashes) == SKETCH_SIZE]
    if not limits:
        return a, b
    limit = min(limits)
    return a[: np.searchsorted(a, limit, "right")], b[: np.searchsorted(b, limit, "right")]


def _smallest(hashes: Hashes) -> Sketch:
    """The sketch of all hashes of a text, repeated ones among them.

    Of a long text only the hashes below a bound that some three sketches' worth should pass are sorted; the
    number of different ones then follows from how closely the smallest lie (the estimate for such a sketch).
    """
    if len(hashes) > 4 * SKETCH_SIZE:
        bound = np.uint64(2**64 // len(hashes) * 3 * SKETCH_SIZE)
        below = _sorted_unique(hashes[hashes < bound])
        if len(below) > SKETCH_SIZE:
            share = int(below[SKETCH_SIZE - 1]) / 2**64
            return Sketch(below[:SKETCH_SIZE].copy(), round((SKETCH_SIZE - 1) / share))
    every = _sorted_unique(hashes)
    return Sketch(every[:SKETCH_SIZE].copy(), len(every))


def _sorted_unique(hashes: Hashes) -> Hashes:
    # np.unique takes ten times as long: it hashes before it sorts.
    ascending = np.sort(hashes)
    first = np.ones(len(ascending), dtype=bool)
    first[1:] = ascending[1:] != ascending[:-1]
    unique: Hashes = ascending[first]
    return unique


def _codes(text: str, organ: str | None) -> Hashes:
    """The text's letters as numbers: no punctuation, no white space, every numeral run as one 0."""
    if organ and organ.strip():
        text = text.replace(organ.strip(), _ORGAN)
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4")
    letters = _letters()
    codes = letters[np.minimum(points, len(letters) - 1)]
    codes = codes[codes > 0].astype(np.uint64)
    numeral = codes == _NUMERAL
    repeated = np.zeros(len(codes), dtype=bool)
    repeated[1:] = numeral[1:] & numeral[:-1]
    kept: Hashes = codes[~repeated]
    return kept


@cache
def _letters() -> NDArray[np.uint32]:
    """What each code point of the basic plane counts as, in one width (NFKC); 0 is passed over.

    The last entry stands for the planes above: rare characters of names, all counted as one. Normalising
    whole texts by the standard library would take four times as long as all the rest of a sketch.
    """
    letters = np.zeros(0x10001, dtype=np.uint32)
    for point in range(0x10000):
        plain = unicodedata.normalize("NFKC", chr(point))
        letter = plain if len(plain) == 1 else chr(point)
        if letter in _NUMERALS:
            letters[point] = _NUMERAL
        elif unicodedata.category(letter)[0] in "LNM":
            letters[point] = ord(letter)
    letters[[0x10000, ord(_ORGAN)]] = 0x10000, ord(_ORGAN)
    return letters


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of SplitMix64: spreads the rolled values evenly over 64 bits."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
