"""The collection as data for others: reports, figures and findings as tables, with a dictionary beside them.

A Frictionless Data Package (https://specs.frictionlessdata.io): one file a table and `datapackage.json`.
"""

from __future__ import annotations

from archive.dataset.formats import FORMATS
from archive.dataset.package import Selection, write_package

__all__ = ["FORMATS", "Selection", "write_package"]
