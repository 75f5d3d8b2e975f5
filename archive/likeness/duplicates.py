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

from archive.likeness.sketch import SKETCH_SIZE, Hashes, Sketch

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
# Pairs compared in one step: 512 numbers each, so that a step stays within a processor's cache of some MB.
_PAIRS_AT_ONCE = 2048

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two reports that resemble each other; `likeness` is the share of shingles common to both texts."""

    one: str
    other: str
    likeness: float


def find_near_duplicates(
    sketches: Sequence[tuple[str, Sketch]], least_likeness: float = 0.7
) -> list[NearDuplicate]:
    """Pairs of ids whose texts are alike, the most alike first. Empty texts resemble nothing.

    Families of more than a handful of copies are linked as a chain, each copy to its neighbours in the given
    order.
    """
    known = [(name, sketch) for name, sketch in sketches if sketch.shingles]
    if len(known) < 2:
        return []
    hashes = [sketch.hashes for _, sketch in known]
    owners = np.repeat(np.arange(len(known)), [len(h) for h in hashes])
    _, shingles, reports = np.unique(np.concatenate(hashes), return_inverse=True, return_counts=True)
    is_form = reports > max(_FORM_LEAST, _FORM_SHARE * len(known))
    leads = _leads(shingles, reports, is_form, owners, len(known))
    candidates = np.union1d(_candidate_pairs(leads, owners, len(known)), _equal_pairs(hashes))
    ranks = _Ranks(shingles, owners, len(known))
    found: list[NearDuplicate] = []
    for step in range(0, len(candidates), _PAIRS_AT_ONCE):
        ones, others = np.divmod(candidates[step : step + _PAIRS_AT_ONCE], len(known))
        likeness, own = ranks.compare(is_form, ones, others)
        alike = np.flatnonzero((likeness >= least_likeness) & (own >= _OWN_LIKENESS))
        for place in alike.tolist():
            names = known[int(ones[place])][0], known[int(others[place])][0]
            found.append(NearDuplicate(*names, float(likeness[place])))
    return sorted(found, key=lambda pair: (-pair.likeness, pair.one, pair.other))


def _leads(shingles: Numbers, reports: Numbers, is_form: Flags, owners: Numbers, count: int) -> Numbers:
    """For each entry the number of its shingle where that leads to other reports, else -1."""
    spread = reports[shingles]
    rare = (spread > 1) & (spread <= _WINDOW + 1)
    common = ~is_form[shingles] & (spread > _WINDOW + 1)
    leading = _first_of_each(rare, owners, count, _RARE_LEADS)
    leading |= _first_of_each(common, owners, count, _FAMILY_LEADS)
    return np.where(leading, shingles, -1)


def _first_of_each(marked: Flags, owners: Numbers, count: int, most: int) -> Flags:
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


class _Ranks:
    """The sketches as rows of one table: numbers of shingles, ascending, for hashes ascend with their numbers."""

    def __init__(self, shingles: Numbers, owners: Numbers, count: int) -> None:
        lengths = np.bincount(owners, minlength=count)
        self.beyond = int(shingles.max()) + 1
        self.rows = np.full((count, SKETCH_SIZE), self.beyond, dtype=np.int32)
        self.rows[np.arange(SKETCH_SIZE) < lengths[:, None]] = shingles
        # Up to its last shingle a full sketch is complete; one that is not full holds all there are.
        full = lengths == SKETCH_SIZE
        self.complete_to = np.where(full, self.rows[:, -1], self.beyond - 1)

    def compare(self, is_form: Flags, ones: Numbers, others: Numbers) -> tuple[Shares, Shares]:
        """Likeness of the wholes, and of the remainders without form.

        Where hardly anything but form is left, remainders count as alike (1) if half of that little is, else not (0).
        """
        limit = np.minimum(self.complete_to[ones], self.complete_to[others])[:, None]
        merged = np.concatenate([self.rows[ones], self.rows[others]], axis=1)
        merged.sort(axis=1)
        counted = merged <= limit
        twice = (merged[:, 1:] == merged[:, :-1]) & counted[:, 1:]
        own = ~np.append(is_form, True)[merged]
        both, own_both = twice.sum(axis=1), (twice & own[:, 1:]).sum(axis=1)
        either, own_either = counted.sum(axis=1) - both, (counted & own).sum(axis=1) - own_both
        judged = own_either >= _OWN_LEAST
        little = (own_both >= own_either / 2).astype(np.float64)
        return (
            both / np.maximum(1, either),
            np.where(judged, own_both / np.maximum(1, own_either), little),
        )
