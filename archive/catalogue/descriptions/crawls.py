"""Who publishes and how it was asked: organs, portals, crawls, and the files that hold what came."""

from __future__ import annotations

from collections.abc import Mapping

from archive.catalogue.descriptions.description import ID, PORTAL, TableDescription

CRAWLS: Mapping[str, TableDescription] = {
    "organs": TableDescription(
        "机关 Organs",
        "负有公开义务的机关 / a body that must disclose",
        {
            "id": ID,
            "name": "名称 / name",
            "level": "层级 / level",
            "division": "行政区划代码（GB/T 2260）/ division code",
        },
    ),
    "portals": TableDescription(
        "门户 Portals",
        "一个有自己配置的政府网站 / a government website with a profile of its own",
        {
            "id": "标识 / id",
            "name": "名称 / name",
            "home": "首页 / home",
            "family": "内容管理系统家族 / CMS family",
            "division": "行政区划代码 / division code",
            "level": "层级 / level",
            "profile": "配置全文（TOML）/ profile (TOML)",
        },
    ),
    "channels": TableDescription(
        "栏目 Channels",
        "门户中列出网页的一个栏目 / a section of a portal that lists pages",
        {
            "id": ID,
            "portal_id": PORTAL,
            "url": "网址 / URL",
            "name": "名称 / name",
            "first_listed_at": "首次取得列表（UTC）/ first listed (UTC)",
            "last_listed_at": "最近取得列表（UTC）/ last listed (UTC)",
        },
    ),
    "crawls": TableDescription(
        "爬取 Crawls",
        "对一个门户的一次爬取 / one crawl of one portal",
        {
            "id": "标识 / id",
            "portal_id": PORTAL,
            "family": "当时配置所述的 CMS 类型 / the CMS family that the profile named then",
            "started_at": "开始（UTC）/ started (UTC)",
            "ended_at": "结束（UTC）/ ended (UTC)",
            "end_reason": "结束原因 / why it ended",
            "missing": "期望而未得到的 / what it expected and did not get",
            "user_agent": "User-Agent",
            "captures": "捕获数 / captures",
            "stored_bodies": "新存载荷数 / payloads stored",
            "stored_bytes": "新存字节数 / bytes stored",
            "revisits": "未变载荷数 / payloads already held",
            "gone": "404/410 数，robots.txt 不计 / answers 404 or 410, but for robots.txt",
            "refused": "拒绝数 / refusals",
            "failed": "失败数 / failures",
            "new_pages": "新网页数 / pages read for the first time",
            "new_revisions": "新版本数 / new revisions of known pages",
            "captures_noted": "爬取结束时自述的捕获数；此处较少则证据不全 / captures that it ended with; where fewer are here, "
            "a part is missing",
        },
    ),
    "crawl_notes": TableDescription(
        "爬取记录 Crawl notes",
        "一次爬取的开始或结束在证据中的位置 / where the start or the end of a crawl stands in the evidence",
        {
            "uri": "标识 / URI",
            "crawl_id": "爬取 / crawl",
            "warc_file": "WARC 文件 / WARC file",
            "warc_offset": "起始字节 / first byte",
            "warc_bytes": "字节数 / bytes",
        },
    ),
    "settled_texts": TableDescription(
        "已核对的正文 Settled texts",
        "发现所依据的全部年报，一行 / the reports that the findings were made of; one row",
        {
            "digest": "这些年报的摘要（SHA-256）；未变则不必重新核对 / their digest (SHA-256): while it is the same, "
            "their texts are not looked through again"
        },
    ),
    "warc_files": TableDescription(
        "WARC 文件 WARC files",
        "一个已关闭、已全部编目的证据文件 / a closed file of evidence, wholly catalogued",
        {
            "name": "文件名 / file name",
            "bytes": "字节数 / bytes",
            "captures": "捕获数 / captures in it",
        },
    ),
}
