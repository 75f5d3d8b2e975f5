"""By when a report must be out: the law's days, and where the law names none."""

from __future__ import annotations

import re
from datetime import date

from metadata.reading import Scope

LAST_YEAR_OF_OLD_REGULATION = 2018
"""Reports on 2018 and before fall under the Regulation of 2007 (国务院令第492号), art. 31."""

LEVELS_WITHOUT_LEGAL_DATE = frozenset({"town"})
"""Art. 49 of the Regulation of 2019 (国务院令第711号) names organs at county level and above."""
_INSTITUTION = re.compile(
    r"(?:公司|集团|大学|学院|学校|中学|小学|幼儿园|党校|医院|卫生院|保健院|福利院|敬老院|卫生服务中心|血站|银行|信用社"
    r"|供电局|电业局|邮政局|水厂|电厂|图书馆|博物馆|文化馆|美术馆|体育馆)(?![业城]|保险|管理)"
    r"|[校园所站]$"
)


def is_institution(organ: str) -> bool:
    """Whether the name is of a public enterprise or institution, or of a post of an organ (派出所, 财政所).

    Who governs them is none: 银行业监督管理局, 医院管理局, 大学城管理委员会.

    Art. 55 sends the former to the rules of their sector, and the latter are no departments: neither has a legal day.
    """
    return _INSTITUTION.search(organ) is not None


def legal_deadline(report_year: int, scope: Scope, level: str | None) -> date | None:
    """The last day on which the report on `report_year` is in time; None where the law sets no day.

    Old art. 31: 31 March of the next year, for every organ. New art. 49: 31 January for a department's own
    report, 31 March for the report of a government.
    """
    if report_year <= LAST_YEAR_OF_OLD_REGULATION:
        return date(report_year + 1, 3, 31)
    if level in LEVELS_WITHOUT_LEGAL_DATE:
        return None
    return date(report_year + 1, 3, 31) if scope is Scope.AGGREGATE else date(report_year + 1, 1, 31)
