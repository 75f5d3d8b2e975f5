"""Near-duplicates in a whole collection, in time that grows about linearly with it.

Annual reports share their form: headings, table heads, stock phrases. Comparing whole texts would find
everything like everything. So shingles that very many reports have are set aside; two reports are compared
only where they share several of their rarest-hashed remaining ones, and are near-duplicates where both the
whole texts and the remainders are alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.likeness.sketch import Hashes, Sketch, comparable

# A shingle is form, not content, when this share of all reports has it (and at least so many do).
_FORM_SHARE = 0.02
_FORM_LEAST = 64
# Of each report so many shingles lead to others: rare ones, by which copies meet, and less rare ones, by
# which large families do. This share of them must be common to a pair.
_RARE_LEADS = 24
_FAMILY_LEADS = 12
_LEADS_SHARED = 0.25
# Neighbours that a shingle links each report to. A family of more copies is linked as a chain of such
# windows, not pair by pair: thirty copies are thirty times a finding, not four hundred.
_WINDOW = 15
# The remainders, without form, are alike at this degree; judged only where there are enough of them.
_OWN_LIKENESS = 0.4
_OWN_LEAST = 12

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two reports that resemble each other.

    `likeness` is the share of shingles common to both texts; `own_likeness` the same without those that very
    many reports have, None where too few are left to judge by.
    """

    one: str
    other: str
    likeness: float
    own_likeness: float | None


def find_near_duplicates(
    sketches: Sequence[tuple[str, Sketch]], least_likeness: float = 0.7
) -> list[NearDuplicate]:
    """Pairs of ids whose texts are alike, the most alike first. Empty texts resemble nothing.

    Families of more than a handful of copies are linked as a chain, each copy to its neighbours in the given
    order; `families` joins the pairs again.
    """
    known = [(name, sketch) for name, sketch in sketches if sketch.shingles]
    if len(known) < 2:
        return []
    hashes = [sketch.hashes for _, sketch in known]
    owners = np.repeat(np.arange(len(known)), [len(h) for h in hashes])
    is_form, leads = _weigh(np.concatenate(hashes), owners, len(known))
    candidates = _candidate_pairs(leads, owners, len(known))
    candidates = np.union1d(candidates, _equal_pairs(hashes))
    starts = np.concatenate([[0], np.cumsum([len(h) for h in hashes])])
    own = [hashes[i][~is_form[starts[i] : starts[i + 1]]] for i in range(len(known))]
    found: list[NearDuplicate] = []
    for code in candidates.tolist():
        i, j = divmod(code, len(known))
        pair = _compare(hashes[i], hashes[j], own[i], own[j])
        if pair and pair[0] >= least_likeness:
            found.append(NearDuplicate(known[i][0], known[j][0], *pair))
    return sorted(found, key=lambda pair: (-pair.likeness, pair.one, pair.other))


def families(pairs: Sequence[NearDuplicate]) -> list[tuple[str, ...]]:
    """The ids that hang together by any chain of pairs, the largest family first."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for pair in pairs:
        parent[root(pair.other)] = root(pair.one)
    members: dict[str, list[str]] = {}
    for name in parent:
        members.setdefault(root(name), []).append(name)
    return sorted(
        (tuple(sorted(names)) for names in members.values()), key=lambda names: (-len(names), names)
    )


def _weigh(hashes: Hashes, owners: Numbers, count: int) -> tuple[NDArray[np.bool_], Numbers]:
    """Which entries are form; and for each entry the number of its shingle where it leads, else -1."""
    _, shingle, reports = np.unique(hashes, return_inverse=True, return_counts=True)
    spread = reports[shingle]
    is_form = spread > max(_FORM_LEAST, _FORM_SHARE * count)
    rare = (spread > 1) & (spread <= _WINDOW + 1)
    common = ~is_form & (spread > _WINDOW + 1)
    leading = _first_of_each(rare, owners, count, _RARE_LEADS)
    leading |= _first_of_each(common, owners, count, _FAMILY_LEADS)
    return is_form, np.where(leading, shingle, -1)


def _first_of_each(marked: NDArray[np.bool_], owners: Numbers, count: int, most: int) -> NDArray[np.bool_]:
    """The first `most` marked entries of each report: running counts, from where the report starts."""
    running = np.cumsum(marked)
    first = np.searchsorted(owners, np.arange(count))
    before = np.where(first > 0, running[first - 1], 0)
    return marked & (running - before[owners] <= most)


def _candidate_pairs(leads: Numbers, owners: Numbers, count: int) -> Numbers:
    """Pairs, as `one * count + other`, that share enough of what leads from them."""
    places = np.flatnonzero(leads >= 0)
    places = places[np.argsort(leads[places], kind="stable")]
    shingle, owner = leads[places], owners[places]
    codes = [
        owner[:-step][same] * count + owner[step:][same]
        for step in range(1, min(_WINDOW + 1, len(owner)))
        if (same := shingle[:-step] == shingle[step:]).any()
    ]
    if not codes:
        return np.empty(0, dtype=np.int64)
    pairs, shared = np.unique(np.concatenate(codes), return_counts=True)
    total = np.bincount(owner, minlength=count)
    fewer = np.minimum(total[pairs // count], total[pairs % count])
    enough: Numbers = pairs[shared >= np.maximum(1, _LEADS_SHARED * fewer)]
    return enough


def _equal_pairs(hashes: Sequence[Hashes]) -> Numbers:
    """Reports with one sketch: those of pure form, which nothing else would lead to."""
    groups: dict[bytes, list[int]] = {}
    for index, own in enumerate(hashes):
        groups.setdefault(own.tobytes(), []).append(index)
    return np.array(
        [
            one * len(hashes) + other
            for group in groups.values()
            for place, one in enumerate(group)
            for other in group[place + 1 : place + 1 + _WINDOW]
        ],
        dtype=np.int64,
    )


def _compare(a: Hashes, b: Hashes, own_a: Hashes, own_b: Hashes) -> tuple[float, float | None] | None:
    """Likeness of the wholes and of the remainders; None where the remainders speak against it."""
    a, b = comparable(a, b)
    own_a = own_a[: np.searchsorted(own_a, a[-1], "right")] if len(a) else own_a[:0]
    own_b = own_b[: np.searchsorted(own_b, b[-1], "right")] if len(b) else own_b[:0]
    both = len(np.intersect1d(a, b, assume_unique=True))
    whole = both / max(1, len(a) + len(b) - both)
    own_both = len(np.intersect1d(own_a, own_b, assume_unique=True))
    own_either = len(own_a) + len(own_b) - own_both
    if own_either < _OWN_LEAST:
        # Hardly anything but form: alike only if the little that is left is, too.
        return (whole, None) if own_both >= own_either / 2 else None
    own = own_both / own_either
    return (whole, own) if own >= _OWN_LIKENESS else None
