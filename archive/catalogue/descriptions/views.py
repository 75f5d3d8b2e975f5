"""The views that join what people ask for."""

from __future__ import annotations

from collections.abc import Mapping

from archive.catalogue.descriptions.description import CHANNEL, PORTAL, TableDescription

VIEWS: Mapping[str, TableDescription] = {
    "reports_view": TableDescription(
        "年报一览 Reports at a glance",
        "一份年报：机关、区划、年度、日期、逾期天数，以及 2019 年度起表三、表四中常用的数字（网页无表者取自附件；"
        "2014–2018 年附表口径不同，见 figures）/ one report: who, where, when, how late, and figures of its tables 3 and 4, "
        "of an attachment where its page has none; the annex of 2014–2018, counted by other rules, is in figures",
        {
            "id": "年报 / report",
            "title": "标题 / title",
            "organ": "机关 / organ",
            "organ_id": "机关标识 / organ's id",
            "level": "层级 / level",
            "division": "行政区划代码 / division code",
            "portal_id": PORTAL,
            "report_year": "报告年度 / report year",
            "scope": "own 本机关，aggregate 汇总 / own report, or a government's aggregate",
            "published_on": "页面所写的发布日期 / stated date of publication",
            "signed_on": "落款日期 / sign-off date",
            "first_seen": "本档案首次见到的时间（UTC）/ first captured (UTC)",
            "deadline_on": "法定期限 / legal deadline",
            "days_late": "依页面所写日期逾期的天数；期限或日期不明者为空"
            " / days after the deadline by the stated date; none where either is unknown",
            "received": "新收申请 / applications received",
            "granted": "予以公开 / granted",
            "granted_partly": "部分公开 / granted in part",
            "denied": "不予公开各项之和；有空白或缺行则为空 / all denials; none where a cell is blank or a row is missing",
            "outcome_total": "办理总计 / all outcomes",
            "suits": "行政诉讼 / lawsuits",
            "state": "held 仍可查阅，replaced 网页改登别的，withdrawn 已撤下 / held, replaced on its page, or withdrawn",
            "revisions": "见到的版本数 / revisions seen",
            "withdrawn_at": "撤下时间（UTC）/ withdrawn at (UTC)",
            "url": "原网址 / URL of the page",
        },
    ),
    "walks": TableDescription(
        "列表走查 Walks",
        "一次爬取对一个栏目全部列表页的走查；完整的走查才能证明某篇不在列表中 / one crawl's way through the list pages of a "
        "channel; only a complete one shows that a report was not listed",
        {
            "portal_id": PORTAL,
            "channel_id": CHANNEL,
            "crawl_id": "爬取 / crawl",
            "began_at": "首个列表页的捕获时间（UTC）/ first list page captured (UTC)",
            "ended_at": "末个列表页的捕获时间（UTC）/ last list page captured (UTC)",
            "captures": "列表页捕获数 / captures of list pages",
            "complete": "是否取得全部列表页（1 是）/ whether every list page was had (1)",
            "first_capture_id": "首个列表页的捕获 / capture of the first list page",
        },
    ),
    "changes": TableDescription(
        "改动 Changes",
        "一次改动或撤下 / one change, or one withdrawal",
        {
            "changed_at": "首次见到的时间（UTC）/ first seen (UTC)",
            "kinds": "改动的种类，以空格分隔 / kinds of change, parted by blanks",
            "size": "改动的字数 / characters changed",
            "report_id": "年报 / report",
            "title": "标题 / title",
            "organ": "机关 / organ",
            "report_year": "报告年度 / report year",
            "page_id": "网页 / page",
            "revision_id": "改动后的版本；撤下者为撤下前的版本 / the revision after the change, or before the withdrawal",
            "url": "原网址 / URL of the page",
        },
    ),
}
