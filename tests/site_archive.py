"""A small archive for the site's tests: a few invented pages with everything that a page of the site shows.

It is kept through the same intake as a crawl's, so that WARC records, catalogue and published copy are real.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.collection import Collection, Keeper, create_collection
from archive.exchange import Exchange, Failure, Purpose, Role
from archive.intake import Intake
from archive.published import publish

HOST = "http://www.qingxi.example"
FIRST = datetime(2026, 1, 10, 8, 0, 0, tzinfo=UTC)
SECOND = datetime(2026, 2, 10, 8, 0, 0, tzinfo=UTC)
THIRD = datetime(2026, 3, 10, 8, 0, 0, tzinfo=UTC)

LIST = f"{HOST}/zwgk/ndbg/"
CHANGED = f"{HOST}/zwgk/ndbg/202101/t20210125_1001.html"
EARLIER = f"{HOST}/zwgk/ndbg/202001/t20200120_1000.html"
WITHDRAWN = f"{HOST}/zwgk/ndbg/202101/t20210126_1002.html"
HOSTILE = f"{HOST}/zwgk/ndbg/202201/t20220105_9001.html"
MOVED = f"{HOST}/zwgk/old.html"
REFUSED = f"{HOST}/zwgk/ndbg/202101/t20210127_1003.html"
ATTACHED = f"{HOST}/zwgk/ndbg/202101/P020210125.pdf"
FILE = f"{HOST}/zwgk/ndbg/202001/P020200120.wps"
OUTSIDE = "http://outside.example"

PROFILE = f"""id = "qingxi"
name = "清溪市人民政府（测试）"
home = "{HOST}/"
division = "990200"
level = "city"

[[channels]]
url = "{LIST}"
name = "年度报告"
"""

_ROWS = (
    ("一、本年新收政府信息公开申请数量", 12),
    ("二、上年结转政府信息公开申请数量", 1),
    ("三、本年度办理结果|（一）予以公开", 7),
    ("三、本年度办理结果|（二）部分公开（区分处理的，只计这一情形，不计其他情形）", 0),
    ("三、本年度办理结果|（三）不予公开|1.属于国家秘密", 0),
    ("三、本年度办理结果|（三）不予公开|2.其他法律行政法规禁止公开", 2),
    ("三、本年度办理结果|（四）无法提供|1.本机关不掌握相关政府信息", 3),
    ("三、本年度办理结果|（七）总计", 12),
    ("四、结转下年度继续办理", 1),
)
_COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def table3(received: int) -> str:
    """The table of applications, as Word exports it, with so many received."""
    rows = "".join(
        _table_row(label, received if number == 0 else value) for number, (label, value) in enumerate(_ROWS)
    )
    head = "".join(f"<td>{name}</td>" for name in _COLUMNS[1:6])
    return (
        '<table border="1"><tr><td colspan="3" rowspan="3">（本列数据的勾稽关系为：第一项加第二项之和，'
        "等于第三项加第四项之和）</td>"
        '<td colspan="7">申请人情况</td></tr><tr><td rowspan="2">自然人</td><td colspan="5">法人或其他组织</td>'
        f'<td rowspan="2">总计</td></tr><tr>{head}</tr>{rows}</table>'
    )


def _table_row(label: str, value: int) -> str:
    words = label.split("|")
    cells = "".join(f"<td>{word}</td>" for word in words[:-1])
    cells += f'<td colspan="{4 - len(words)}">{words[-1]}</td>'
    return f"<tr>{cells}<td>{value}</td>{'<td>0</td>' * 5}<td>{value}</td></tr>"


def report_page(organ: str, year: int, published: str, received: int, extra: str = "") -> bytes:
    """A report's page in the likeness of a portal's."""
    title = f"{organ}{year}年政府信息公开工作年度报告"
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>
<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{published} 09:30"></head><body>
<div class="nav"><a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a></div>
<h1>{title}</h1><div class="info">发布时间：{published}　来源：{organ}</div>
<div class="TRS_Editor"><p>根据《中华人民共和国政府信息公开条例》，现公布{organ}{year}年度政府信息公开工作年度报告。
本报告的统计期限为{year}年1月1日至{year}年12月31日。</p>
<p>如对报告有疑问，请与{organ}办公室联系，电话：0990-87654321，电子邮箱：zhangsan@qingxi.example。</p>
<p>一、总体情况</p><p>全年通过网站主动公开政府信息{received * 9}条，回应群众关切，编制河道疏浚信息目录。</p>
<p>二、收到和处理政府信息公开申请情况</p>{table3(received)}
<p>三、存在的主要问题及改进情况</p><p>公开的时效有待提高，将加强培训。</p>{extra}
<p>{organ}</p><p>{published.replace("-", "年", 1).replace("-", "月", 1)}日</p></div></body></html>""".encode()


_ATTACHMENT = f'<p>附件：<a href="{FILE}">2019年度统计表.wps</a></p>'


def hostile_page() -> bytes:
    """A page that tries to run, to send and to fetch, whatever way is known."""
    title = "清溪市水务局2021年政府信息公开工作年度报告"
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><base href="{OUTSIDE}/">
<meta http-equiv="refresh" content="0;url={OUTSIDE}/refreshed">
<link rel="stylesheet" href="{OUTSIDE}/x.css"><link rel="prefetch" href="{OUTSIDE}/prefetched">
<link rel="preconnect" href="{OUTSIDE}"><link rel="icon" href="{OUTSIDE}/icon.png">
<title>{title}&lt;script&gt;document.title='ran'&lt;/script&gt;</title>
<script>window.ran=1;top.document.title='ran';fetch('{OUTSIDE}/fetched')</script></head>
<body onload="window.ran=1" background="{OUTSIDE}/back.png">
<h1>{title}<img src="x" onerror="window.ran=1"></h1>
<div>发布时间：2022-01-05　来源：&lt;img src=x onerror=window.ran=1&gt;市水务局</div>
<div class="TRS_Editor" style="background:url({OUTSIDE}/css.png)">
<p>本报告的统计期限为2021年1月1日至2021年12月31日。&lt;script&gt;window.ran=1&lt;/script&gt;</p>
<p><a id="go" href="javascript:window.ran=1">点此</a> <a id="leave" href="/left" target="_top">离开</a></p>
<svg onload="window.ran=1"><script>window.ran=1</script><image href="{OUTSIDE}/svg.png"/></svg>
<iframe src="{OUTSIDE}/framed"></iframe>
<iframe srcdoc="&lt;script&gt;top.ran=1&lt;/script&gt;
&lt;link rel=preconnect href={OUTSIDE}&gt;"></iframe>
<LINK rel="dns-prefetch preconnect" href="//other.example"><a ping="{OUTSIDE}/ping" href="#here">回响</a>
<object data="{OUTSIDE}/object"></object><embed src="{OUTSIDE}/embedded">
<video src="{OUTSIDE}/video" autoplay></video><audio src="{OUTSIDE}/audio" autoplay></audio>
<form action="{OUTSIDE}/steal"><input name="q" autofocus onfocus="window.ran=1"><button id="send">提交</button></form>
<style>@import url({OUTSIDE}/imported.css);
@font-face{{font-family:f;src:url({OUTSIDE}/font)}}body{{font-family:f}}</style>
<table><tr><td>=HYPERLINK("{OUTSIDE}")</td><td><b onmouseover="window.ran=1">1</b></td></tr></table>
</div></body></html>""".encode()


@dataclass(frozen=True, slots=True)
class KeptCrawl:
    intake: Intake
    id: str
    at: datetime
    portal: str = "qingxi"

    def page(
        self,
        url: str,
        body: bytes,
        *,
        role: Role = Role.PAGE,
        status: int = 200,
        content_type: str = "text/html",
        headers: tuple[tuple[bytes, bytes], ...] = (),
        second: int = 0,
        via: str = LIST,
    ) -> None:
        """Keep an answer that came so many seconds into the crawl."""
        self.intake.keep(
            Exchange(
                url=url,
                method="GET",
                request_headers=((b"Host", b"www.qingxi.example"),),
                status=status,
                reason="OK" if status == 200 else "No",
                response_headers=((b"Content-Type", content_type.encode()), (b"Server", b"nginx"), *headers),
                body=body,
                captured_at=self.at + timedelta(seconds=second),
                purpose=Purpose(self.id, self.portal, role, LIST, None if role is Role.LIST else via),
                ip_address="192.0.2.7",
            )
        )

    def listing(self, *urls: str) -> None:
        """Keep the channel's list page with these entries."""
        rows = "".join(
            f'<li><a href="{u}">{html.escape(u[-12:])}年度报告</a><span>2021-01-25</span></li>' for u in urls
        )
        body = f'<html><head><meta charset="utf-8"></head><body><div class="list"><ul>{rows}</ul></div></body></html>'
        self.page(LIST, body.encode(), role=Role.LIST)


def build(folder: Path) -> Collection:
    """The archive, published."""
    collection = create_collection(folder, Keeper("测试档案", "nianbao tests", "https://example.org/contact"))
    for at in (FIRST, SECOND, THIRD):
        with Intake(collection) as intake:
            crawl = intake.start_crawl(portal="qingxi", profile_text=PROFILE, user_agent="nianbao-test")
            _keep_moment(KeptCrawl(intake, crawl, at))
            intake.finish_crawl(crawl, reason="finished")
    publish(collection)
    return collection


def _keep_moment(crawl: KeptCrawl) -> None:
    later, last = crawl.at > FIRST, crawl.at == THIRD
    crawl.listing(CHANGED, WITHDRAWN, HOSTILE, *((EARLIER,) if later else ()))
    education, finance = "清溪市教育局", "清溪市财政局"
    crawl.page(CHANGED, report_page(education, 2020, "2021-01-25", 15 if later else 12), second=10)
    if later:
        crawl.page(EARLIER, report_page(education, 2019, "2020-03-20", 9, _ATTACHMENT), second=20)
    if later:
        crawl.page(WITHDRAWN, b"<html><body>404 Not Found</body></html>", status=404, second=30)
    else:
        crawl.page(WITHDRAWN, report_page(finance, 2020, "2021-01-26", 3), second=30)
    crawl.page(HOSTILE, hostile_page(), content_type="text/html; charset=utf-8", second=40)
    moved = ((b"Location", CHANGED.encode()),)
    crawl.page(MOVED, b"", status=302, headers=moved, second=50)
    if last:
        crawl.page(REFUSED, b"<html><body>challenge</body></html>", status=521, second=60)
        crawl.page(
            ATTACHED,
            b"%PDF-1.4 not whole",
            content_type="application/pdf",
            role=Role.ATTACHMENT,
            second=70,
        )
        crawl.page(
            FILE,
            b"WPS file",
            content_type="application/octet-stream",
            role=Role.ATTACHMENT,
            second=75,
            via=EARLIER,
        )
        failed = Purpose(crawl.id, "qingxi", Role.PAGE, LIST, LIST)
        at = crawl.at + timedelta(seconds=80)
        crawl.intake.keep(
            Failure(f"{HOST}/zwgk/slow.html", "GET", "timeout", "no answer in time", at, failed)
        )
