"""Counts in English sentences."""

from __future__ import annotations


def times(number: int) -> str:
    """How often: once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def counted(number: int, noun: str) -> str:
    """So many of a thing whose plural ends in s: 1 picture, 2 pictures."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
