"""The figures of a report: numbers of tables and sentences, under stable keys, with their evidence."""

from __future__ import annotations

from metadata.figures.reader import as_json, read_figures
from metadata.figures.values import Era, Figure, Figures, HeaderProblem, Number, Quote, TableCell, TableName

__all__ = [
    "Era",
    "Figure",
    "Figures",
    "HeaderProblem",
    "Number",
    "Quote",
    "TableCell",
    "TableName",
    "as_json",
    "read_figures",
]
