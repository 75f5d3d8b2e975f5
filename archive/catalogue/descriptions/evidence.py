"""What was served: pages, their captures, and the lists that name them."""

from __future__ import annotations

from collections.abc import Mapping

from archive.catalogue.descriptions.description import CHANNEL, ID, PORTAL, TableDescription

EVIDENCE: Mapping[str, TableDescription] = {
    "pages": TableDescription(
        "网页 Pages",
        "一个网址（别名归一）/ one canonical URL",
        {
            "id": ID,
            "url": "网址 / URL",
            "role": "page 正文页，attachment 附件 / page or attachment",
            "kind": "网页种类 / kind of page",
            "portal_id": PORTAL,
            "channel_id": CHANNEL,
            "via": "由哪个网页链接而来 / the page that linked here",
            "parent_id": "附件所属网页；该网页若从未捕获，则本表没有它 / the page that an attachment belongs to; one that was never captured has "
            "no row",
            "report_id": "年报 / report",
            "state": "held、moved、withdrawn，或从未读到时的结果 / held, moved, withdrawn, or what came of it instead",
            "first_captured_at": "首次捕获（UTC）/ first captured (UTC)",
            "last_captured_at": "最近捕获（UTC）/ last captured (UTC)",
            "gone_since": "首次发现不在、尚待证实（UTC）/ found gone once, not yet confirmed (UTC)",
            "withdrawn_at": "撤下时间（UTC）/ withdrawn, first found (UTC)",
            "moved_to": "迁往的网页 / the page that it moved to",
            "revisions": "版本数 / revisions",
        },
    ),
    "captures": TableDescription(
        "捕获 Captures",
        "一次 HTTP 往返，保存为 WARC 记录 / one HTTP exchange, kept as a WARC record",
        {
            "id": "标识（WARC 记录号前 16 位）/ first 16 digits of the WARC record id",
            "url": "所请求的网址 / URL asked for",
            "page_id": "网页 / page",
            "crawl_id": "爬取 / crawl",
            "portal_id": PORTAL,
            "channel_id": CHANNEL,
            "role": "请求目的 / what the request was for",
            "captured_at": "捕获时间（UTC，本机时钟）：唯一的时间证据 / our clock, UTC: the only proof of time",
            "status": "HTTP 状态码 / HTTP status",
            "outcome": "结果 / what came of it",
            "refusal": "拒绝或失败的种类 / kind of refusal or failure",
            "record_type": "WARC 记录类型 / WARC record type",
            "content_type": "Content-Type",
            "location": "重定向目标 / Location",
            "redirects_to": "重定向、跳转页或空壳列表页所指的网页 / the page that Location, a landing page or the shell of a list leads to",
            "etag": "ETag",
            "last_modified": "Last-Modified",
            "payload_sha1": "载荷 SHA-1（base32，同 WARC）/ payload SHA-1 as in the WARC header",
            "payload_sha256": "载荷 SHA-256 / payload SHA-256",
            "payload_bytes": "载荷字节数 / payload bytes as sent",
            "text_digest": "正文摘要 / digest of the text read",
            "shown_digest": "网页全部显示文字的摘要，连同导航、页脚 / digest of every word shown, chrome included",
            "revision_id": "所证实的版本 / the revision that it confirms",
            "ip_address": "服务器地址 / server address",
            "truncated": "截断原因 / WARC-Truncated",
            "via": "由何处链接而来 / page that linked here",
            "warc_file": "WARC 文件 / WARC file",
            "warc_offset": "记录起始字节 / first byte of the record",
            "warc_bytes": "记录字节数 / bytes of the record",
        },
    ),
    "listings": TableDescription(
        "列表条目 Listings",
        "栏目列表中的一行，及其首末次见到的时间 / one line of a channel's list, with when it was first and last seen",
        {
            "id": ID,
            "portal_id": PORTAL,
            "channel_id": CHANNEL,
            "url": "条目指向的网址 / URL of the entry",
            "page_id": "网页 / page",
            "title": "条目标题 / title in the list",
            "listed_on": "列表所写日期 / date in the list",
            "position": "在列表页中的位置 / place on its list page",
            "first_seen": "首次见到（UTC）/ first seen (UTC)",
            "last_seen": "最近见到（UTC）/ last seen (UTC)",
            "first_capture_id": "首次见到的捕获 / capture of the first sighting",
            "last_capture_id": "最近见到的捕获 / capture of the last sighting",
        },
    ),
    "listing_gaps": TableDescription(
        "列表条目的间断 Listing gaps",
        "条目从列表中消失又重现的一段时间，其间有完整的走查未见到它 / a time during which a line was gone from its list, by a "
        "complete walk, and after which it was back",
        {
            "listing_id": "列表条目 / line of the list",
            "channel_id": CHANNEL,
            "last_seen": "消失前最近见到（UTC）/ last seen before (UTC)",
            "seen_again": "重现后首次见到（UTC）/ first seen again (UTC)",
        },
    ),
}
