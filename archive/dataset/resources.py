"""The tables of the data package: their columns with type and meaning, and the query that fills them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from archive.dataset.texts import FOLDER as TEXT_FOLDER

FieldType = Literal["string", "integer", "number", "date", "datetime", "object", "array"]
"""Types of Table Schema; `object` and `array` are JSON text where the format has no nesting of its own."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: name, type and what it holds, in Chinese and English; `required`: never empty."""

    name: str
    type: FieldType
    description: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """One table: its columns in the order of its query, and which of its columns name a row of `reports`."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    sql: str
    refers_to_reports: bool = False


_SELECTED = """
    (:year is null or reports.report_year = :year) and (:portal is null or reports.portal_id = :portal)
"""
_STANDING = """
    from reports left join organs on organs.id = reports.organ_id
    join revisions on revisions.report_id = reports.id
    join pages on pages.id = revisions.page_id and (revisions.id = reports.revision_id
        or (pages.parent_id = reports.page_id and pages.state = 'held' and revisions.number = pages.revisions))
"""
"""A report with its page and the attachments that are still there, each in its newest revision."""

_ERA_ATTACHED = """(
            select max(revisions.era) from pages join revisions on revisions.page_id = pages.id
            where pages.parent_id = reports.page_id and pages.state = 'held' and revisions.number = pages.revisions
            and revisions.report_id = reports.id)"""
"""The tables of a report may lie in a file that its page links to, which may be one of the report there before."""

_ID = "标识，重建后不变 / id; the same after every rebuild"
_REPORT = Field("report_id", "string", "年报，见 reports / report, see reports")
_ORGAN_ID = Field("organ_id", "string", "机关标识 / id of the organ")
_ORGAN = Field(
    "organ", "string", "机关全称；无从辨认时为页面所写 / organ, written out; as the page has it if unknown"
)
_DIVISION = Field("division", "string", "行政区划代码（GB/T 2260）/ division code (GB/T 2260)")
_YEAR = Field("year", "integer", "报告年度：所报告的年份 / report year: the year reported on")
_SCOPE = Field(
    "scope", "string", "own 本机关，aggregate 本行政区域汇总 / own report, or a government's aggregate"
)
_REVISION = Field("revision_id", "string", "所据版本 / the revision it was read from")
_URL = Field("url", "string", "原网址 / URL of the page")

REPORTS = Resource(
    "reports",
    "年报 Reports",
    "一个机关一个年度的一份政府信息公开工作年度报告 / one organ's disclosure report for one year and scope",
    (
        Field("id", "string", _ID, required=True),
        _ORGAN_ID,
        _ORGAN,
        Field("level", "string", "机关级别 / level of the organ"),
        _DIVISION,
        _YEAR,
        _SCOPE,
        Field("title", "string", "标题 / title"),
        Field(
            "published_on",
            "date",
            "页面所写的发布日期，非证据 / stated date of publication: a claim, no proof",
        ),
        Field("signed_on", "date", "落款日期 / sign-off date"),
        Field("era", "string", "表格时代：按表格本身判断 / era of the tables, as the tables tell"),
        Field(
            "state",
            "string",
            "held 仍可查阅，replaced 网页改登别的，withdrawn 已撤下 / held, replaced on its page, or withdrawn",
            required=True,
        ),
        Field("first_seen", "datetime", "首次捕获（UTC）/ first captured (UTC)", required=True),
        Field("last_seen", "datetime", "最近一次捕获（UTC）/ last captured (UTC)", required=True),
        Field("withdrawn_at", "datetime", "首次发现撤下（UTC）/ first found gone (UTC)"),
        Field("revisions", "integer", "版本数 / number of revisions", required=True),
        Field("portal", "string", "门户 / portal"),
        _REVISION,
        _URL,
    ),
    ("id",),
    f"""
    select reports.id, reports.organ_id, coalesce(organs.name, reports.organ) as organ, organs.level,
        organs.division, reports.report_year as year, reports.scope, reports.title, reports.published_on,
        reports.signed_on, coalesce(revisions.era, {_ERA_ATTACHED}) as era, reports.state, reports.first_seen,
        reports.last_seen, reports.withdrawn_at, reports.revisions, reports.portal_id as portal,
        reports.revision_id, reports.url
    from reports left join organs on organs.id = reports.organ_id
    join revisions on revisions.id = reports.revision_id
    where {_SELECTED}
    order by reports.id
    """,
)

FIGURES = Resource(
    "figures",
    "数字 Figures",
    "现行报告表格或正文中的一个数 / one number of a report's tables or sentences, as the report stands",
    (
        Field("id", "string", _ID, required=True),
        _REPORT,
        _ORGAN_ID,
        _ORGAN,
        _DIVISION,
        _YEAR,
        _SCOPE,
        Field(
            "table",
            "string",
            "table2、table3、table4、annex 附表，stated 正文所述 / the table, or stated in prose",
            required=True,
        ),
        Field(
            "key", "string", "行键，见 docs/figures.md / key of the row, see docs/figures.md", required=True
        ),
        Field("column", "string", "列键；无列者为空 / key of the column; empty where there is none"),
        Field(
            "value",
            "number",
            "数值；空白与横线为空，不为零 / number; blanks and dashes are unknown, not zero",
        ),
        Field("unit", "string", "单位 / unit"),
        Field("raw", "string", "原文 / the cell as written"),
        Field(
            "evidence",
            "object",
            "出处：表、行、列（从 0 起），或正文及起止 / table, row, column (from 0), or text and offsets",
            required=True,
        ),
        _REVISION,
        _URL,
    ),
    ("id",),
    f"""
    select figures.revision_id || '-' || figures.number as id, reports.id as report_id, reports.organ_id,
        coalesce(organs.name, reports.organ) as organ,
        organs.division, reports.report_year as year, reports.scope, figures.table_name as "table",
        figures.row_key as key, nullif(figures.column_key, '') as "column", figures.value, figures.unit,
        figures.raw, figures.evidence, figures.revision_id, pages.url
    {_STANDING} join figures on figures.revision_id = revisions.id
    where {_SELECTED}
    order by reports.id, figures.revision_id, figures.number
    """,
    refers_to_reports=True,
)

FINDINGS = Resource(
    "findings",
    "问题 Findings",
    "值得读者查看的一处问题及其证据 / something a reader should look at, with its evidence",
    (
        Field("id", "string", _ID, required=True),
        Field("kind", "string", "种类，见 docs/figures.md / kind, see docs/figures.md", required=True),
        Field("severity", "string", "error、warning、notice / how sure it is", required=True),
        _REPORT,
        _ORGAN_ID,
        _ORGAN,
        _DIVISION,
        _YEAR,
        Field("sentence_zh", "string", "中文说明 / what it is, in Chinese", required=True),
        Field("sentence_en", "string", "英文说明 / what it is, in English", required=True),
        Field(
            "evidence",
            "array",
            "证据：引文及起止、表格单元、捕获、所比版本 / quotes, cells, captures, the revision compared with",
            required=True,
        ),
        Field("held_from", "datetime", "自何时（UTC）/ since when (UTC)", required=True),
        Field(
            "held_until", "datetime", "至何时（UTC）；空为现仍存在 / until when (UTC); empty while it stands"
        ),
        _REVISION,
        _URL,
    ),
    ("id",),
    """
    select findings.id, findings.kind, findings.severity, findings.report_id, findings.organ_id,
        coalesce(organs.name, reports.organ) as organ, organs.division, findings.report_year as year,
        findings.sentence_zh, findings.sentence_en, findings.evidence, findings.held_from, findings.held_until,
        findings.revision_id, reports.url
    from findings left join reports on reports.id = findings.report_id
    left join organs on organs.id = findings.organ_id
    where (:year is null or findings.report_year = :year) and (:portal is null or reports.portal_id = :portal
        or (findings.report_id is null and findings.organ_id in (
            select organ_id from reports where portal_id = :portal)))
    order by findings.id
    """,
    refers_to_reports=True,
)

TEXTS = Resource(
    "texts",
    "正文 Texts",
    "现行报告一个网页或附件的正文，一文件一份 / the text of one page or attachment, as the report stands, in one file",
    (
        Field(
            "id", "string", "版本标识，重建后不变 / id of the revision; the same after every rebuild", True
        ),
        _REPORT,
        _ORGAN_ID,
        _ORGAN,
        _DIVISION,
        _YEAR,
        _SCOPE,
        Field(
            "part",
            "string",
            "page 网页，attachment 附件 / the page itself, or a file beside it",
            required=True,
        ),
        Field("title", "string", "标题 / title"),
        Field("characters", "integer", "字数（Unicode 码位）/ length in code points", required=True),
        Field(
            "first_seen", "datetime", "此文本首次捕获（UTC）/ this text first captured (UTC)", required=True
        ),
        Field("file", "string", "文件：UTF-8，每段一行 / the file: UTF-8, a paragraph a line", required=True),
        _URL,
    ),
    ("id",),
    f"""
    select revisions.id, reports.id as report_id, reports.organ_id,
        coalesce(organs.name, reports.organ) as organ, organs.division, reports.report_year as year,
        reports.scope, iif(pages.id = reports.page_id, 'page', 'attachment') as part, revisions.title,
        length(revisions.text) as characters, revisions.first_seen,
        '{TEXT_FOLDER}/' || revisions.id || '.txt' as file, pages.url
    {_STANDING} where revisions.text <> '' and {_SELECTED}
    order by reports.id, part desc, revisions.id
    """,
    refers_to_reports=True,
)

RESOURCES = (REPORTS, FIGURES, FINDINGS)
