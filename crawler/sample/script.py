"""What happens at each moment of the clock: the script that the ledger is the record of.

Moments 1 to 3 hold one of everything that a visitor should see; 4 to 7 go on. A page has at most one change
of its text at a moment. What is planted at moment 0 is wrong from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from crawler.sample import dressing, edits, moves
from crawler.sample.articles import Answer
from crawler.sample.changes import Stage
from crawler.sample.ledger import Event
from crawler.sample.organs import Publisher
from crawler.sample.planted import CORRECTION, PLANTED
from crawler.sample.site import Site

LAST_MOMENT = 7


def happen(site: Site, moment: int, home: str, today: date) -> tuple[Event, ...]:
    """Changes the site as the script has it for a moment; returns the events for the ledger."""
    stage = Stage(site, moment, home, today)
    for scene in _SCENES[moment]:
        scene(stage)
    return tuple(stage.events)


def _first(stage: Stage) -> None:
    edits.correct(stage, "jiaotong", 2021, "permit_decisions", CORRECTION)
    edits.rewrite(stage, "minzheng", 2019, 2)
    edits.add(stage, "shuili", 2019, 3)
    moves.withdraw(stage, "caizheng", 2017)
    moves.withdraw(stage, "minzheng", 2016)
    moves.unlist(stage, "nongye", 2014)
    moves.slip_in(stage, "shenji", 2018)
    for organ in ("jiaoyu", "huanbao", "zhujian"):
        dressing.count_views(stage, organ, 2021)
    dressing.encode(stage, "huanbao", 2019, "gbk")
    dressing.encode(stage, "jiaoyu", 2015, "utf-8")
    dressing.turn_attributes(stage, "weijian", 2018)
    dressing.list_with_sessions(stage, 2020, Publisher.DISTRICTS)
    dressing.hand_out_session(stage, "qingxi", 2020)
    dressing.make_again(stage, "shangwu", 2020)
    moves.refuse(stage, "ziran", 2020, Answer.SOFT_404)
    moves.refuse(stage, "jiaoyu", 2016, Answer.CHALLENGE_521)


def _second(stage: Stage) -> None:
    moves.recover(stage)
    edits.change_date(stage, "zhujian", 2019, date(2020, 1, 22), date(2020, 1, 20), "mended:late")
    edits.correct(stage, "nongye", 2020, "granted.total", -2, "mended:A2", "mended:A3")
    edits.change_title(stage, "weijian", 2019, "{organ}2019年度政府信息公开工作年度报告（修订）")
    edits.change_source(stage, "caizheng", 2019, "本网")
    edits.remove(stage, "renshe", 2018, 2)
    edits.replace_attachment(stage, "beizhou", 2018)
    moves.publish(stage, "shangwu", 2021)
    moves.publish_town(stage)
    dressing.redesign(stage)
    moves.refuse(stage, "shuili", 2018, Answer.REDIRECT_HOME)
    moves.refuse(stage, "tongji", 2019, Answer.WAF)


def _third(stage: Stage) -> None:
    moves.recover(stage)
    moves.migrate(stage, 2017, Publisher.DEPARTMENTS)
    moves.restore(stage, "minzheng", 2016)
    edits.repunctuate(stage, "jiaoyu", 2019, 1)
    edits.correct(stage, "beizhou", 2020, "granted.total", 3, "finding:A2", "finding:A3")
    edits.weeks_earlier(stage, "liuwan", 2020, 2)
    edits.correct(stage, "liuwan", 2017, "budget", 5)
    dressing.paste_again(stage, "zhujian", 2020)
    dressing.paste_again(stage, "yunling", 2018)
    dressing.make_again(stage, "ziran", 2019)
    moves.refuse(stage, "shangwu", 2019, Answer.CHALLENGE_412)
    moves.refuse(stage, "nongye", 2018, Answer.LOGIN)
    moves.refuse(stage, "minzheng", 2015, Answer.SPAM)


def _fourth(stage: Stage) -> None:
    moves.recover(stage)
    for report_year in range(2015, 2022):
        edits.take_over(stage, report_year)
    edits.change_source(stage, "renfang", 2014, "市国动办")
    edits.new_format(stage)
    edits.reorder(stage, "huanbao", 2020)
    edits.rewrite(stage, "jiaotong", 2021, 3)
    edits.correct(stage, "shiqiao", 2020, "review_total", -1, "mended:A4")
    dressing.new_footer(stage)
    dressing.wear_theme(stage, "shizhengfu", 2015, 2)
    moves.withdraw(stage, "shangwu", 2016)
    moves.refuse(stage, "renshe", 2015, Answer.EMPTY)
    moves.refuse(stage, "shangwu", 2014, Answer.DOMAIN_NOTICE)
    moves.refuse(stage, "tongji", 2018, Answer.MAINTENANCE)


def _fifth(stage: Stage) -> None:
    moves.close(stage)


def _sixth(stage: Stage) -> None:
    moves.reopen(stage)
    moves.recover(stage)
    edits.mend(stage, "huanbao", 2018, "截至2016年12月31日", "截至2018年12月31日", "mended:stale_year")
    edits.add(stage, "qingxi", 2019, 2)
    edits.remove(stage, "shiqiao", 2019, 1)
    edits.change_title(stage, "jiaotong", 2018, "2018年{organ}政府信息公开年度报告")
    edits.replace_file(stage, "shijian", 2020)
    dressing.encode(stage, "liuwan", 2021, "utf-8")
    dressing.turn_attributes(stage, "shizhengfu", 2020)


def _seventh(stage: Stage) -> None:
    edits.correct(stage, "jiaotong", 2020, "penalty_decisions", -2)
    edits.change_date(stage, "qingxi", 2018, date(2019, 2, 27), date(2019, 2, 25))
    edits.repunctuate(stage, "ziran", 2021, 2)
    edits.change_source(stage, "yunling", 2019, "云岭区融媒体中心")
    moves.restore(stage, "shangwu", 2016)
    dressing.paste_again(stage, "jiaoyu", 2021)
    dressing.count_views(stage, "huanbao", 2021)


_SCENES: Mapping[int, tuple[Callable[[Stage], None], ...]] = {
    0: PLANTED,
    1: (_first,),
    2: (_second,),
    3: (_third,),
    4: (_fourth,),
    5: (_fifth,),
    6: (_sixth,),
    7: (_seventh,),
}
