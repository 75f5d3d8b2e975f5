"""The collection as data for others: reports, figures, findings and texts, with a dictionary beside them.

A Frictionless Data Package (https://specs.frictionlessdata.io): one file a table and `datapackage.json`; texts are
files of their own, which a table names.
"""

from __future__ import annotations

from archive.dataset.package import KINDS, Selection, write_package
from archive.dataset.texts import NotOurFolder

__all__ = ["KINDS", "NotOurFolder", "Selection", "write_package"]
