"""What the values of the catalogue are called where people read them: Chinese, then English."""

from __future__ import annotations

import re
from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "change": {
        "withdrawn": ("撤下", "withdrawn"),
        "unlisted": ("从列表撤去", "taken from its list"),
        "restored": ("恢复", "restored"),
        "figure_changed": ("数字改动", "figure changed"),
        "text_rewritten": ("文字改写", "text rewritten"),
        "text_removed": ("文字删去", "text removed"),
        "text_added": ("文字增加", "text added"),
        "text_reordered": ("文字移动", "text reordered"),
        "table_changed": ("表格改动", "table changed"),
        "tables_era_changed": ("表格格式改变", "tables of another format"),
        "date_changed": ("日期改动", "date changed"),
        "title_changed": ("标题改动", "title changed"),
        "source_changed": ("来源改动", "source changed"),
        "attachment_replaced": ("附件更换", "attachment replaced"),
        "replaced": ("改登别的内容", "replaced"),
        "taken_over": ("机关改换", "taken over"),
        "moved": ("网址改动", "moved"),
        "punctuation_only": ("仅标点", "punctuation only"),
    },
    "state": {
        "held": ("在线", "online"),
        "replaced": ("已改登别的内容", "replaced"),
        "moved": ("已迁移", "moved"),
        "withdrawn": ("已撤下", "withdrawn"),
        "refused": ("被拒", "refused"),
        "failed": ("未取得", "failed"),
        "gone": ("不存在", "gone"),
        "redirected": ("转向", "redirected"),
    },
    "scope": {"own": ("本机关", "own"), "aggregate": ("汇总", "aggregate")},
    "outcome": {
        "read": ("已读", "read"),
        "listed": ("列表", "list page"),
        "kept": ("留存", "kept"),
        "redirected": ("转向", "redirected"),
        "gone": ("不存在", "gone"),
        "refused": ("被拒", "refused"),
        "failed": ("失败", "failed"),
    },
    "role": {
        "list": ("列表页", "list page"),
        "page": ("正文页", "page"),
        "attachment": ("附件", "attachment"),
        "robots": ("robots.txt", "robots.txt"),
    },
    "record": {
        "response": ("完整应答", "response"),
        "revisit": ("与前次相同（revisit）", "revisit: same as an earlier capture"),
        "metadata": ("没有应答", "no response came"),
    },
    "date": {
        "published": ("发布日期", "published"),
        "signed": ("落款日期", "signed"),
        "url": ("网址日期", "in the URL"),
        "updated": ("更新日期", "updated"),
        "meta": ("网页元数据", "meta tag"),
        "id_clock": ("编号所含时间", "clock in an id"),
        "decoy": ("无关日期", "not about this page"),
    },
    "field": {
        "title": ("标题", "Title"),
        "organ": ("机关", "Organ"),
        "source": ("来源", "Source"),
        "published_on": ("发布日期", "Published on"),
        "signed_on": ("落款日期", "Signed on"),
    },
    "table_change": {
        "cell_changed": ("单元格改动", "cell changed"),
        "row_added": ("新增行", "row added"),
        "row_removed": ("删除行", "row removed"),
        "column_added": ("新增列", "column added"),
        "column_removed": ("删除列", "column removed"),
        "label_changed": ("栏目名改动", "label changed"),
        "row_moved": ("行序变动", "row moved"),
        "table_added": ("新增表", "table added"),
        "table_removed": ("删除表", "table removed"),
    },
    "join": {
        "same_address": ("同一网址的两种写法", "two ways to write one URL"),
        "column_shows_article": ("栏目网址显示其最新一篇", "the column’s address shows its newest article"),
        "migrated": ("网址迁移", "moved to another URL"),
        "second_address": ("同一网站的另一网址", "a second address on the same host"),
        "copy_elsewhere": ("另一网站的副本", "a copy on another host"),
    },
    "severity": {
        "error": ("确凿", "established"),
        "warning": ("很可能有误", "very probably wrong"),
        "notice": ("值得一看", "worth a look"),
    },
    "finding": {
        "stale_year": ("沿用旧年份", "another year’s text"),
        "impossible_date": ("日期不可能", "impossible date"),
        "short_period": ("统计期不足一年", "short period"),
        "foreign_organ": ("误用其他机关名称", "another organ’s name"),
        "copy_residue": ("模板残留", "residue of a template"),
        "A1": ("收办结转不平", "received and carried over do not agree"),
        "A2": ("办理结果合计不符", "outcomes do not add up"),
        "A3": ("横行合计不符", "a row does not add up"),
        "A4": ("复议诉讼合计不符", "reviews or lawsuits do not add up"),
        "B1": ("上年结转不符", "carried in differs from last year’s carried out"),
        "B2": ("现行有效件数不接", "in force does not follow from last year"),
        "B3": ("项目数量不接", "items do not follow from last year"),
        "sum_over": ("分项超过总数", "parts exceed the whole"),
        "flow_gap": ("文中收办不平", "in and out do not agree"),
        "aggregate_gap": ("汇总不合", "aggregate does not agree"),
        "prose_vs_table": ("文表不一", "text against table"),
        "stale_format": ("旧式表格", "outdated format"),
        "stale_law": ("引用旧法", "repealed law"),
        "missing_section": ("缺章节", "section missing"),
        "count_mismatch": ("部分数不符", "number of parts differs"),
        "tables_not_text": ("表为图片", "tables are pictures"),
        "header_error": ("表头有误", "wrong column head"),
        "wrong_paste": ("误贴他段", "sentence of another part"),
        "late": ("逾期", "late"),
        "missing": ("缺少年报", "missing"),
        "withdrawn": ("已撤下", "withdrawn"),
        "changed": ("发布后改动", "changed after publication"),
        "backdated": ("倒填日期", "backdated"),
        "boilerplate": ("大段雷同", "boilerplate"),
    },
    "facet": {
        "finding": ("发现", "Finding"),
        "year": ("报告年度", "Report year"),
        "portal": ("门户", "Portal"),
        "kind": ("种类", "Kind"),
        "level": ("层级", "Level"),
    },
    "kind": {
        "report": ("年报", "report"),
        "about_report": ("解读、图解等", "about a report"),
        "other": ("其他", "other"),
    },
    "level": {
        "nation": ("国家", "nation"),
        "province": ("省级", "province"),
        "prefecture": ("地市级", "prefecture"),
        "city": ("市级", "city"),
        "county": ("区县级", "county"),
        "district": ("县（市、区）级", "district"),
        "department": ("部门", "department"),
        "town": ("乡镇街道", "town"),
        "zone": ("功能区", "zone"),
        "vertical": ("垂直管理", "vertical"),
    },
}


def word(english: bool, family: str, value: str | None) -> str:
    """What a value of the catalogue is called; a value without a word is shown as it is."""
    if not value:
        return "—"
    family_words = WORDS.get(family, {})
    # The search index keeps its tags in lower case: `a1` is the finding A1.
    told = family_words.get(value) or family_words.get(value.upper())
    return told[english] if told else value


_LINE = re.compile(r"(body )?line (\d+)")
_META = re.compile(r"meta (.+)")


def place(english: bool, told: str) -> str:
    """Where on a page the reader found something; a place without words is told as it is.

    The reader counts the lines of a text from 0, people from 1.
    """
    if line := _LINE.fullmatch(told):
        number = int(line[2]) + 1
        if english:
            return f"{line[1] or ''}line {number}"
        return f"{'正文' if line[1] else '网页'}第 {number} 行"
    if english:
        return told
    if meta := _META.fullmatch(told):
        return f"网页元数据 {meta[1]}"
    return "网址" if told == "url" else told


def organ_level(english: bool, level: str | None) -> str:
    """What a level is called, empty where it is not known."""
    return word(english, "level", level) if level else ""


def changes(english: bool, changed: str | None) -> list[str]:
    """The kinds of change of a revision (words parted by a blank) as people read them."""
    kinds = (changed or "").split()
    return [word(english, "change", kind) for kind in kinds] or [("细微差别", "slight difference")[english]]
