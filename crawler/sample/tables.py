"""The tables of the three eras as grids of cells, laid out as the national formats lay them out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crawler.sample.annex import DENIED
from crawler.sample.draws import Number
from crawler.sample.figures import COLUMNS, REVIEW_BLOCKS, REVIEW_COLUMNS, Figures, Rows


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, how many columns and rows it spans, and the figure it holds (a dotted key)."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    key: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """One table, row by row; a cell that spans rows is written in its first row alone, as in HTML."""

    rows: tuple[tuple[Cell, ...], ...]

    def with_figure(self, key: str, text: str) -> Grid:
        """The same table with another text in the cell of figure `key`."""
        return Grid(
            tuple(
                tuple(replace(cell, text=text) if cell.key == key else cell for cell in row)
                for row in self.rows
            )
        )


def _heads(*texts: str, colspans: tuple[int, ...] = ()) -> tuple[Cell, ...]:
    spans = colspans or (1,) * len(texts)
    return tuple(Cell(text, colspan) for text, colspan in zip(texts, spans, strict=True))


def _figure(table: dict[str, Number], key: str, colspan: int = 1) -> Cell:
    return Cell(str(table[key]), colspan, key=key)


def table2_2021(table: dict[str, Number]) -> Grid:
    """第二十条 items (1), (5), (6) and (8) in the format of 2021: ten cells."""
    rows = [
        (Cell("第二十条第（一）项", 4),),
        _heads("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ]
    for label, item in (("规章", "rules"), ("行政规范性文件", "normative")):
        counts = [_figure(table, f"{item}_{what}") for what in ("issued", "repealed", "in_force")]
        rows.append((Cell(label), *counts))
    rows += [(Cell("第二十条第（五）项", 4),), _heads("信息内容", "本年处理决定数量", colspans=(1, 3))]
    rows.append((Cell("行政许可"), _figure(table, "permit_decisions", 3)))
    rows += [(Cell("第二十条第（六）项", 4),), _heads("信息内容", "本年处理决定数量", colspans=(1, 3))]
    rows.append((Cell("行政处罚"), _figure(table, "penalty_decisions", 3)))
    rows.append((Cell("行政强制"), _figure(table, "coercion_decisions", 3)))
    rows += [(Cell("第二十条第（八）项", 4),)]
    rows.append(_heads("信息内容", "本年收费金额（单位：万元）", colspans=(1, 3)))
    rows.append((Cell("行政事业性收费"), _figure(table, "fees_wan_yuan", 3)))
    return Grid(tuple(rows))


_ITEM_HEADS = ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量")


def table2_2019(table: dict[str, Number]) -> Grid:
    """第二十条 items (1), (5), (6), (8) and (9) in the format of 2019: twenty-two cells."""
    rows: list[tuple[Cell, ...]] = [(Cell("第二十条第（一）项", 4),)]
    rows.append(_heads("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"))
    for label, item in (("规章", "rules"), ("规范性文件", "normative")):
        counts = [_figure(table, f"{item}_{what}") for what in ("made", "disclosed", "total")]
        rows.append((Cell(label), *counts))
    rows += [(Cell("第二十条第（五）项", 4),), _heads(*_ITEM_HEADS)]
    rows += [_items(table, "行政许可", "permit"), _items(table, "其他对外管理服务事项", "other_service")]
    rows += [(Cell("第二十条第（六）项", 4),), _heads(*_ITEM_HEADS)]
    rows += [_items(table, "行政处罚", "penalty"), _items(table, "行政强制", "coercion")]
    rows += [(Cell("第二十条第（八）项", 4),)]
    rows.append(_heads("信息内容", "上一年项目数量", "本年增/减", colspans=(1, 1, 2)))
    rows.append(
        (Cell("行政事业性收费"), _figure(table, "fees_prev_items"), _figure(table, "fees_item_change", 2))
    )
    rows += [(Cell("第二十条第（九）项", 4),)]
    rows.append(_heads("信息内容", "采购项目数量", "采购总金额（万元）", colspans=(1, 1, 2)))
    rows.append(
        (Cell("政府集中采购"), _figure(table, "procurement_count"), _figure(table, "procurement_amount", 2))
    )
    return Grid(tuple(rows))


def _items(table: dict[str, Number], label: str, item: str) -> tuple[Cell, ...]:
    change = int(table[f"{item}_item_change"])
    shown = f"减{-change}" if change < 0 else str(change)
    return (
        Cell(label),
        _figure(table, f"{item}_prev_items"),
        Cell(shown, key=f"{item}_item_change"),
        _figure(table, f"{item}_decisions"),
    )


_GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "（三）不予公开",
        (
            ("1.属于国家秘密", "denied_state_secret"),
            ("2.其他法律行政法规禁止公开", "denied_legal_prohibition"),
            ("3.危及“三安全一稳定”", "denied_security_stability"),
            ("4.保护第三方合法权益", "denied_third_party"),
            ("5.属于三类内部事务信息", "denied_internal_affairs"),
            ("6.属于四类过程性信息", "denied_deliberative"),
            ("7.属于行政执法案卷", "denied_enforcement_file"),
            ("8.属于行政查询事项", "denied_administrative_query"),
        ),
    ),
    (
        "（四）无法提供",
        (
            ("1.本机关不掌握相关政府信息", "unavailable_not_held"),
            ("2.没有现成信息需要另行制作", "unavailable_needs_creation"),
            ("3.补正后申请内容仍不明确", "unavailable_unclear"),
        ),
    ),
    (
        "（五）不予处理",
        (
            ("1.信访举报投诉类申请", "rejected_petition_complaint"),
            ("2.重复申请", "rejected_repeat"),
            ("3.要求提供公开出版物", "rejected_publication"),
            ("4.无正当理由大量反复申请", "rejected_excessive"),
            ("5.要求行政机关确认或重新出具已获取信息", "rejected_reissue"),
        ),
    ),
)
_OTHER_2021 = (
    ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "other_not_corrected"),
    ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "other_fee_unpaid"),
    ("3.其他", "other_misc"),
)
_ORGANISATIONS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
_FLOW_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def table3(table: Rows) -> Grid:
    """Applications received and dealt with: seven columns, in the format of 2019 or 2021 by its rows."""

    def counts(row: str) -> tuple[Cell, ...]:
        return tuple(Cell(str(table[row][column]), key=f"{row}.{column}") for column in COLUMNS)

    rows: list[tuple[Cell, ...]] = [(Cell(_FLOW_NOTE, 3, 3), Cell("申请人情况", 7))]
    rows.append((Cell("自然人", 1, 2), Cell("法人或其他组织", 5), Cell("总计", 1, 2)))
    rows.append(_heads(*_ORGANISATIONS))
    rows.append((Cell("一、本年新收政府信息公开申请数量", 3), *counts("received")))
    rows.append((Cell("二、上年结转政府信息公开申请数量", 3), *counts("carried_in")))
    results: list[tuple[Cell, ...]] = [(Cell("（一）予以公开", 2), *counts("granted"))]
    partly = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    results.append((Cell(partly, 2), *counts("granted_partly")))
    groups = [*_GROUPS, ("（六）其他处理", _OTHER_2021)] if "other_misc" in table else list(_GROUPS)
    for group, members in groups:
        for position, (label, key) in enumerate(members):
            lead = (Cell(group, 1, len(members)),) if position == 0 else ()
            results.append((*lead, Cell(label), *counts(key)))
    if "other_all" in table:
        results.append((Cell("（六）其他处理", 2), *counts("other_all")))
    results.append((Cell("（七）总计", 2), *counts("outcome_total")))
    rows.append((Cell("三、本年度办理结果", 1, len(results)), *results[0]))
    rows += results[1:]
    rows.append((Cell("四、结转下年度继续办理", 3), *counts("carried_out")))
    return Grid(tuple(rows))


def table4(table: Rows) -> Grid:
    """Reviews and suits: fifteen columns and one row of figures."""
    heads = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    return Grid(
        (
            (Cell("行政复议", 5), Cell("行政诉讼", 10)),
            (
                *(Cell(head, 1, 2) for head in heads),
                Cell("未经复议直接起诉", 5),
                Cell("复议后起诉", 5),
            ),
            _heads(*heads, *heads),
            tuple(
                Cell(str(table[block][column]), key=f"{block}_{column}")
                for block in REVIEW_BLOCKS
                for column in REVIEW_COLUMNS
            ),
        )
    )


_ANNEX: tuple[tuple[str, str, str], ...] = (
    ("一、主动公开情况", "", ""),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "proactive_total"),
    ("其中：主动公开规范性文件数", "条", "proactive_normative"),
    ("制发规范性文件总数", "件", "normative_issued"),
    ("（二）通过不同渠道和方式公开政府信息的情况", "", ""),
    ("1.政府公报公开政府信息数", "条", "ch_gazette"),
    ("2.政府网站公开政府信息数", "条", "ch_website"),
    ("3.政务微博公开政府信息数", "条", "ch_weibo"),
    ("4.政务微信公开政府信息数", "条", "ch_wechat"),
    ("5.其他方式公开政府信息数", "条", "ch_other"),
    ("二、回应解读情况", "", ""),
    ("（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次", "resp_hot"),
    ("（二）通过不同渠道和方式回应解读的情况", "", ""),
    ("1.参加或举办新闻发布会总次数", "次", "resp_press"),
    ("其中：主要负责同志参加新闻发布会次数", "次", "resp_press_head"),
    ("2.政府网站在线访谈次数", "次", "resp_interview"),
    ("其中：主要负责同志参加政府网站在线访谈次数", "次", "resp_interview_head"),
    ("3.政策解读稿件发布数", "篇", "resp_articles"),
    ("4.微博微信回应事件数", "次", "resp_social"),
    ("5.其他方式回应事件数", "次", "resp_other"),
    ("三、依申请公开情况", "", ""),
    ("（一）收到申请数", "件", "app_received"),
    ("1.当面申请数", "件", "app_in_person"),
    ("2.传真申请数", "件", "app_fax"),
    ("3.网络申请数", "件", "app_online"),
    ("4.信函申请数", "件", "app_post"),
    ("（二）申请办结数", "件", "app_closed"),
    ("1.按时办结数", "件", "closed_on_time"),
    ("2.延期办结数", "件", "closed_extended"),
    ("（三）申请答复数", "件", "app_answered"),
    ("1.属于已主动公开范围数", "件", "ans_public"),
    ("2.同意公开答复数", "件", "ans_granted"),
    ("3.同意部分公开答复数", "件", "ans_partly"),
    ("4.不同意公开答复数", "件", "ans_denied"),
    ("其中：涉及国家秘密", "件", DENIED[0]),
    ("涉及商业秘密", "件", DENIED[1]),
    ("涉及个人隐私", "件", DENIED[2]),
    ("危及国家安全、公共安全、经济安全和社会稳定", "件", DENIED[3]),
    ("不是《条例》所指政府信息", "件", DENIED[4]),
    ("法律法规规定的其他情形", "件", DENIED[5]),
    ("5.不属于本行政机关公开数", "件", "ans_not_ours"),
    ("6.申请信息不存在数", "件", "ans_nonexistent"),
    ("7.告知作出更改补充数", "件", "ans_amend"),
    ("8.告知通过其他途径办理数", "件", "ans_elsewhere"),
    ("四、行政复议数量", "件", "review_total"),
    ("（一）维持具体行政行为数", "件", "review_upheld"),
    ("（二）被依法纠错数", "件", "review_corrected"),
    ("（三）其他情形数", "件", "review_other"),
    ("五、行政诉讼数量", "件", "suit_total"),
    ("（一）维持具体行政行为或者驳回原告诉讼请求数", "件", "suit_upheld"),
    ("（二）被依法纠错数", "件", "suit_corrected"),
    ("（三）其他情形数", "件", "suit_other"),
    ("六、举报投诉数量", "件", "complaints"),
    ("七、依申请公开信息收取的费用", "万元", "fees"),
    ("八、机构建设和保障经费情况", "", ""),
    ("（一）政府信息公开工作专门机构数", "个", "inst_units"),
    ("（二）设置政府信息公开查阅点数", "个", "inst_points"),
    ("（三）从事政府信息公开工作人员数", "人", "staff"),
    ("1.专职人员数（不包括政府公报及政府网站工作人员数）", "人", "staff_full"),
    ("2.兼职人员数", "人", "staff_part"),
    (
        "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
        "万元",
        "budget",
    ),
    ("九、政府信息公开会议和培训情况", "", ""),
    ("（一）召开政府信息公开工作会议或专题会议数", "次", "meetings"),
    ("（二）举办各类培训班数", "次", "trainings"),
    ("（三）接受培训人员数", "人次", "trainees"),
)


def annex(table: dict[str, Number]) -> Grid:
    """政府信息公开情况统计表, the annex of 2014–2018: label, unit, count."""
    rows = [_heads("统　计　指　标", "单位", "统计数")]
    for label, unit, key in _ANNEX:
        count = Cell(str(table[key]), key=key) if key else Cell("")
        rows.append((Cell(label), Cell(unit), count))
    return Grid(tuple(rows))


def tables_of(figures: Figures) -> tuple[Grid, ...]:
    """The tables of a report in the order of its sections: 2, 3 and 4, or the annex alone."""
    if figures.annex:
        return (annex(figures.annex),)
    second = table2_2021 if "fees_wan_yuan" in figures.table2 else table2_2019
    return (second(figures.table2), table3(figures.table3), table4(figures.table4))
