"""Findings: what is wrong with a report, by itself and among others. Pure rules over values.

Every rule has cases in which it must stay silent: a wrong alarm costs more trust than a missed one.
"""

from __future__ import annotations

from metadata.checks.finding import KINDS, Evidence, Finding, Severity
from metadata.checks.report import check_report

__all__ = ["KINDS", "Evidence", "Finding", "Severity", "check_report"]
