"""The numbers of the statistical annex that reports on 2014–2018 end with; its keys are DOMAIN.md's."""

from __future__ import annotations

import random

from crawler.sample.draws import Number, seeded, split
from crawler.sample.organs import Organ

DENIED = (
    "denied_secret",
    "denied_trade",
    "denied_privacy",
    "denied_stability",
    "denied_not_info",
    "denied_law",
)
_APP_CHANNELS = ("app_in_person", "app_fax", "app_online", "app_post")
_ANSWERS = ("ans_public", "ans_granted", "ans_partly", "ans_not_ours", "ans_nonexistent", "ans_amend")


def annex_figures(organ: Organ, report_year: int, prose: dict[str, int]) -> dict[str, Number]:
    """The annex of an organ's report; what sentences tell too is taken from `prose`.

    All its parts draw from one source, each where the one before it stopped: their order makes the numbers.
    """
    rng = seeded(organ, report_year, "annex")
    return {
        **_disclosure(rng, prose),
        **_responses(rng, prose),
        **_applications(rng, organ.weight),
        **_contests(rng, organ.weight),
        **_office(rng),
        **{key: prose[key] for key in ("meetings", "trainings", "trainees")},
    }


def _disclosure(rng: random.Random, prose: dict[str, int]) -> dict[str, Number]:
    normative = rng.randint(1, 12)
    return {
        "proactive_total": prose["proactive_total"],
        "proactive_normative": normative,
        "normative_issued": normative,
        "ch_gazette": 0,
        "ch_website": prose["ch_website"],
        "ch_weibo": prose["ch_weibo"],
        "ch_wechat": prose["ch_wechat"],
        "ch_other": prose["ch_other"],
    }


def _responses(rng: random.Random, prose: dict[str, int]) -> dict[str, Number]:
    conference, interview = rng.randint(0, 4), rng.randint(0, 5)
    return {
        "resp_hot": rng.randint(0, 12),
        "resp_press": conference,
        "resp_press_head": rng.randint(0, conference),
        "resp_interview": interview,
        "resp_interview_head": rng.randint(0, interview),
        "resp_articles": prose["articles"],
        "resp_social": rng.randint(0, 40),
        "resp_other": rng.randint(0, 9),
    }


def _applications(rng: random.Random, weight: float) -> dict[str, Number]:
    received = rng.randint(2, int(4 + 40 * weight))
    table: dict[str, Number] = {"app_received": received}
    table |= dict(zip(_APP_CHANNELS, split(rng, received, (3, 1, 6, 3)), strict=True))
    extended = rng.randint(0, received // 8)
    table |= {"app_closed": received, "closed_on_time": received - extended, "closed_extended": extended}
    table["app_answered"] = received
    *answers, denied, elsewhere = split(rng, received, (5, 12, 2, 4, 3, 1, 1, 1))
    table |= dict(zip(_ANSWERS, answers, strict=True))
    table["ans_denied"] = denied
    table |= dict(zip(DENIED, split(rng, denied, (1, 2, 3, 1, 2, 1)), strict=True))
    table["ans_elsewhere"] = elsewhere
    return table


def _contests(rng: random.Random, weight: float) -> dict[str, Number]:
    table: dict[str, Number] = {}
    for block, most in (("review", 3), ("suit", 2)):
        parts = split(rng, rng.randint(0, int(most * weight)), (5, 1, 2))
        table[f"{block}_total"] = sum(parts)
        table |= {f"{block}_{way}": n for way, n in zip(("upheld", "corrected", "other"), parts, strict=True)}
    return table


def _office(rng: random.Random) -> dict[str, Number]:
    full_time, part_time = rng.randint(1, 3), rng.randint(1, 9)
    return {
        "complaints": 0,
        "fees": 0,
        "inst_units": 1,
        "inst_points": rng.randint(1, 4),
        "staff": full_time + part_time,
        "staff_full": full_time,
        "staff_part": part_time,
        "budget": rng.randint(0, 30),
    }
