"""Numbers drawn from seeds: the same for the same organ and year, whatever else was drawn before."""

from __future__ import annotations

import random
from decimal import Decimal

from crawler.sample.organs import Organ

Number = int | Decimal


def seeded(organ: Organ, report_year: int, what: str) -> random.Random:
    """The source of one part of a report's numbers."""
    return random.Random(f"{organ.id}/{report_year}/{what}")


def split(rng: random.Random, total: int, weights: tuple[float, ...]) -> list[int]:
    """`total` things drawn one by one into as many heaps as there are weights."""
    heaps = [0] * len(weights)
    for heap in rng.choices(range(len(weights)), weights=weights, k=total):
        heaps[heap] += 1
    return heaps
