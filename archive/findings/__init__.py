"""Findings of a whole collection: the rules of `metadata.checks` applied to what the catalogue holds, and since when.

`settle_findings` makes the table `findings` and the search tags again, as a function of the other tables alone:
the day it runs on does not matter, so a rebuild comes to the same rows.
"""

from __future__ import annotations

from archive.findings.settlement import settle_findings

__all__ = ["settle_findings"]
