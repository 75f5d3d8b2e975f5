"""Queries that come with the site: each a question a reader has, answered by plain SQL that can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archive.catalogue.succession import COMPARED_WITH

QUERIES: Mapping[str, Mapping[str, Any]] = {
    "changed_reports": {
        "title": "发布后改动过的年报 / Reports changed after publication",
        "description": "新者在前 / newest first",
        "sql": """select reports.title as 标题, reports.organ as 机关, reports.report_year as 年度,
    revisions.number as 第几版, revisions.first_seen as 首次见到, revisions.changed as 变化,
    '/reports/' || reports.id as 年报
from revisions join reports on reports.id = revisions.report_id
where revisions.number > 1 and revisions.changed is not 'replaced' order by revisions.first_seen desc""",
    },
    "late_reports": {
        "title": "逾期的年报 / Late reports",
        "description": "依页面所写日期，仅为其自述；法定期限不明者不列"
        " / by the stated date, which is a claim; not where the law sets no plain day",
        "sql": """select title as 标题, organ as 机关, report_year as 年度, published_on as 自述发布,
    deadline_on as 期限, days_late as 逾期天数, '/reports/' || id as 年报
from reports_view where days_late > 0 order by days_late desc""",
    },
    "biggest_changes": {
        "title": "发布后改动最大的年报 / Biggest changes after publication",
        "description": "依正文字数之差 / by the difference in length of the text",
        "sql": f"""select reports.title as 标题, reports.organ as 机关, reports.report_year as 年度,
    length(revisions.text) - length(earlier.text) as 字数之差, revisions.changed as 变化,
    revisions.first_seen as 首次见到, '/diff/' || earlier.id || '/' || revisions.id as 比较
from revisions
join revisions as earlier on earlier.page_id = revisions.page_id and earlier.report_id = revisions.report_id
    and earlier.number = {COMPARED_WITH}
join reports on reports.id = revisions.report_id
order by abs(length(revisions.text) - length(earlier.text)) desc limit 200""",
    },
    "copied_reports": {
        "title": "正文完全相同的年报 / Reports with the very same text",
        "description": "不同机关或年度而正文一字不差 / different organs or years, not a character apart",
        "sql": """select min(reports.title) as 其一, count(*) as 份数, group_concat(reports.organ, '；') as 机关,
    group_concat(reports.report_year, '；') as 年度, length(revisions.text) as 字数
from reports join revisions on revisions.id = reports.revision_id
where length(revisions.text) > 200 group by revisions.text having count(*) > 1 order by 字数 desc""",
    },
    "denial_rates": {
        "title": "各机关不予公开率 / Denial rate by organ",
        "description": "表三：不予公开各项之和 ÷ 办理总计；空白或缺行不作零，其和不明者在后"
        " / table 3: denials ÷ all outcomes; blanks and missing rows are not nought, unknown sums come last",
        "sql": """select organ as 机关, report_year as 年度, denied as 不予公开, outcome_total as 办理总计,
    round(100.0 * denied / outcome_total, 1) as 百分比
from reports_view where outcome_total > 0 order by 百分比 desc""",
    },
    "word_over_years": {
        "title": "一个部门历年怎样说一个词 / What a department said about a word over the years",
        "description": "q：词；organ：机关名称的一部分 / q: the word; organ: a part of the organ’s name",
        "sql": """select reports.report_year as 年度, reports.organ as 机关, reports.title as 标题,
    substr(revisions.text, max(instr(revisions.text, :q) - 40, 1), 120) as 上下文
from reports join revisions on revisions.id = reports.revision_id
where instr(revisions.text, :q) > 0 and instr(reports.organ, :organ) > 0
order by reports.organ, reports.report_year""",
    },
    "full_text_search": {
        "title": "全文检索 / Full-text search",
        "description": "q：检索语言同本站检索页；只列最新版本 / q: as on the search page; latest revisions only",
        "sql": """select found.title as 标题, found.organ as 机关, found.year as 年度, found.published_on as 自述发布,
    '/reports/' || found.report as 年报
from json_each(zh_numbers(:q)) as numbers join search_documents as found on found.number = numbers.value
where found.latest order by found.published_on desc, found.number desc""",
    },
}
