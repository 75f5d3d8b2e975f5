"""What every table and column of the catalogue means, in Chinese and English: for the site and the docs."""

from __future__ import annotations

from collections.abc import Mapping

from archive.catalogue.descriptions.crawls import CRAWLS
from archive.catalogue.descriptions.description import TableDescription
from archive.catalogue.descriptions.evidence import EVIDENCE
from archive.catalogue.descriptions.reports import REPORTS
from archive.catalogue.descriptions.views import VIEWS

__all__ = ["TABLES", "VIEWS"]

TABLES: Mapping[str, TableDescription] = {**REPORTS, **EVIDENCE, **CRAWLS}
"""In the order in which the docs and the site show them: from what is read most to what holds it."""
