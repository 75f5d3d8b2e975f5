"""The numbers of every report, made from seeds, with the arithmetic of DOMAIN.md §2.5 holding throughout.

Keys are DOMAIN.md's. What one year carries out the next carries in; the city's aggregate is the sum of its
parts; item counts run on from year to year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from crawler.sample.annex import annex_figures
from crawler.sample.draws import Number, seeded, split
from crawler.sample.organs import BY_ID, CITY_GOVERNMENT, PARTS, Organ

COLUMNS = (
    "natural_person",
    "commercial",
    "research",
    "public_welfare",
    "legal_service",
    "other_org",
    "total",
)
_SHARES = (0.72, 0.12, 0.02, 0.02, 0.08, 0.04)

OUTCOMES_COMMON = (
    ("granted", 40),
    ("granted_partly", 8),
    ("denied_state_secret", 1),
    ("denied_legal_prohibition", 1),
    ("denied_security_stability", 1),
    ("denied_third_party", 3),
    ("denied_internal_affairs", 3),
    ("denied_deliberative", 3),
    ("denied_enforcement_file", 3),
    ("denied_administrative_query", 4),
    ("unavailable_not_held", 18),
    ("unavailable_needs_creation", 4),
    ("unavailable_unclear", 2),
    ("rejected_petition_complaint", 5),
    ("rejected_repeat", 2),
    ("rejected_publication", 1),
    ("rejected_excessive", 1),
    ("rejected_reissue", 1),
)
OUTCOMES_2019 = (*OUTCOMES_COMMON, ("other_all", 6))
OUTCOMES_2021 = (*OUTCOMES_COMMON, ("other_not_corrected", 3), ("other_fee_unpaid", 1), ("other_misc", 3))
REVIEW_BLOCKS = ("review", "suit_direct", "suit_after_review")
REVIEW_COLUMNS = ("upheld", "corrected", "other", "pending", "total")

Rows = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one report. Tables that its era does not have are empty.

    `prose` holds the counts that sentences tell: `proactive_total` with its parts `ch_website`,
    `ch_wechat`, `ch_other`; `trainings`, `trainees`, `meetings`, `articles`.
    """

    table2: dict[str, Number]
    table3: Rows
    table4: Rows
    annex: dict[str, Number]
    prose: dict[str, int]


def outcomes(report_year: int) -> tuple[tuple[str, int], ...]:
    """The rows 3–23 of table 3 in the year's format, with the weight of each."""
    return OUTCOMES_2021 if report_year >= 2021 else OUTCOMES_2019


COPIED = {("tongji", 2016): 2015}
"""Reports that an organ copied from an earlier year of its own, figures and all."""


@cache
def figures(organ_id: str, report_year: int) -> Figures:
    """The figures of an organ's report; the city's aggregate is the sum over all others."""
    if organ_id == CITY_GOVERNMENT.id:
        return _sum([figures(part.id, report_year) for part in PARTS], report_year)
    return own_figures(BY_ID[organ_id], COPIED.get((organ_id, report_year), report_year))


def own_figures(organ: Organ, report_year: int) -> Figures:
    """The figures of an organ that reports for itself alone."""
    prose = _prose_counts(organ, report_year)
    if report_year <= 2018:
        return Figures({}, {}, {}, annex_figures(organ, report_year, prose), prose)
    table2 = _table2_2019(organ, report_year) if report_year <= 2020 else _table2_2021(organ, report_year)
    return Figures(table2, _table3(organ, report_year), _table4(organ, report_year), {}, prose)


def in_old_format(organ: Organ, report_year: int) -> Figures:
    """The figures of a report of 2021 or later, laid out in the format of 2019."""
    now = own_figures(organ, report_year)
    rows = {row: cells for row, cells in now.table3.items() if not row.startswith("other_")}
    others = [cells for row, cells in now.table3.items() if row.startswith("other_")]
    rows["other_all"] = {column: sum(cells[column] for cells in others) for column in COLUMNS}
    decisions = {key: count for key, count in now.table2.items() if key.endswith("_decisions")}
    return replace(now, table2=_table2_2019(organ, report_year) | decisions, table3=rows)


def with_count(figures: Figures, row: str, column: str, more: int) -> Figures:
    """The figures with `more` added to one cell of table 3 and to its row's total."""
    cells = figures.table3[row]
    changed = {**cells, column: cells[column] + more}
    if column != "total":
        changed["total"] += more
    return replace(figures, table3={**figures.table3, row: changed})


def _prose_counts(organ: Organ, report_year: int) -> dict[str, int]:
    rng = seeded(organ, report_year, "prose")
    scale = organ.weight
    website, wechat = rng.randint(60, int(160 + 420 * scale)), rng.randint(15, int(40 + 160 * scale))
    weibo, other = rng.randint(5, int(20 + 60 * scale)), rng.randint(3, 40)
    return {
        "proactive_total": website + wechat + weibo + other,
        "ch_website": website,
        "ch_wechat": wechat,
        "ch_weibo": weibo,
        "ch_other": other,
        "meetings": rng.randint(1, 5),
        "trainings": rng.randint(1, 4),
        "trainees": rng.randint(21, 180),
        "articles": rng.randint(2, 30),
    }


@cache
def _table3(organ: Organ, report_year: int) -> Rows:
    rng = seeded(organ, report_year, "table3")
    received = split(rng, rng.randint(2, int(6 + 45 * organ.weight)), _SHARES)
    if report_year == 2019:
        carried_in = split(rng, rng.randint(0, 3), _SHARES)
    else:
        before = _table3(organ, report_year - 1)["carried_out"]
        carried_in = [before[column] for column in COLUMNS[:-1]]
    rows: Rows = {"received": _row(received), "carried_in": _row(carried_in)}
    labels = [key for key, _ in outcomes(report_year)]
    weights = tuple(float(weight) for _, weight in outcomes(report_year))
    carried_out, closed = [], []
    for new, old in zip(received, carried_in, strict=True):
        carried_out.append(rng.randint(0, (new + old) // 6))
        closed.append(new + old - carried_out[-1])
    drawn = [split(rng, count, weights) for count in closed]
    for position, label in enumerate(labels):
        rows[label] = _row([column[position] for column in drawn])
    rows["outcome_total"] = _row(closed)
    rows["carried_out"] = _row(carried_out)
    return rows


def _row(counts: list[int]) -> dict[str, int]:
    return dict(zip(COLUMNS, [*counts, sum(counts)], strict=True))


def _table4(organ: Organ, report_year: int) -> Rows:
    rng = seeded(organ, report_year, "table4")
    table = {}
    for block, most in zip(REVIEW_BLOCKS, (4, 3, 1), strict=True):
        parts = split(rng, rng.randint(0, int(most * organ.weight)), (5, 1, 2, 1))
        table[block] = dict(zip(REVIEW_COLUMNS, [*parts, sum(parts)], strict=True))
    return table


def _table2_2021(organ: Organ, report_year: int) -> dict[str, Number]:
    rng = seeded(organ, report_year, "table2")
    rules = organ.id == "zhengfuban"
    issued = rng.randint(1, 9)
    repealed = rng.randint(0, 4)
    return {
        "rules_issued": rng.randint(1, 3) if rules else 0,
        "rules_repealed": 0,
        "rules_in_force": rng.randint(18, 30) if rules else 0,
        "normative_issued": issued,
        "normative_repealed": repealed,
        "normative_in_force": issued + rng.randint(4, 40),
        "permit_decisions": rng.randint(20, int(80 + 900 * organ.weight)),
        "penalty_decisions": rng.randint(3, int(20 + 200 * organ.weight)),
        "coercion_decisions": rng.randint(0, 12),
        "fees_wan_yuan": Decimal(rng.randint(0, 900000)) / 10000,
    }


_ITEMS = ("permit", "other_service", "penalty", "coercion", "fees")


@cache
def _table2_2019(organ: Organ, report_year: int) -> dict[str, Number]:
    rng = seeded(organ, report_year, "table2")
    made = rng.randint(1, 8)
    rules_made = rng.randint(1, 2) if organ.id == "zhengfuban" else 0
    table: dict[str, Number] = {
        "rules_made": rules_made,
        "rules_disclosed": rules_made,
        "rules_total": rules_made + (20 if rules_made else 0),
        "normative_made": made,
        "normative_disclosed": made,
        "normative_total": made + rng.randint(5, 40),
    }
    before = _table2_2019(organ, report_year - 1) if report_year > 2019 else None
    for item in _ITEMS:
        if before is None:
            items = rng.randint(6, 60)
        else:
            items = int(before[f"{item}_prev_items"]) + int(before[f"{item}_item_change"])
        table[f"{item}_prev_items"] = items
        table[f"{item}_item_change"] = rng.randint(-4, 4)
        if item != "fees":
            table[f"{item}_decisions"] = rng.randint(2, int(30 + 400 * organ.weight))
    table["procurement_count"] = rng.randint(1, 40)
    table["procurement_amount"] = Decimal(rng.randint(10_0000, 4000_0000)) / 10000
    return table


def _sum(parts: list[Figures], report_year: int) -> Figures:
    """The aggregate of several reports of one year: cell by cell."""

    def cells(tables: list[dict[str, Number]]) -> dict[str, Number]:
        return {key: sum((table[key] for table in tables), start=0) for key in tables[0]}

    def rows(tables: list[Rows]) -> Rows:
        return {
            row: {column: sum(table[row][column] for table in tables) for column in tables[0][row]}
            for row in tables[0]
        }

    return Figures(
        cells([part.table2 for part in parts]),
        rows([part.table3 for part in parts]),
        rows([part.table4 for part in parts]),
        cells([part.annex for part in parts]),
        {key: sum(part.prose[key] for part in parts) for key in parts[0].prose},
    )
