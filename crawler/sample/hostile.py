"""The hostile channel: what a crawler must survive without leaving the portal, hanging, or filling memory.

It is on no list of the default profile. Its pages are honest about nothing.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from threading import Event as Flag

from crawler.sample.resource import Resource, Stream

FOLDER = "/hostile/"
HUGE_BYTES = 2 * 1024**3
BOMB_BYTES = 300 * 1024**2
SECONDS_A_BYTE = 10.0
_HTML = "text/html; charset=utf-8"
_PIECE = 64 * 1024


def _outward_links(port: int) -> tuple[tuple[str, str], ...]:
    """Where no crawler of this portal may go, as rows of the channel's list."""
    return (
        (f"http://127.0.0.1:{port + 1}/zwgk/", "相邻端口"),
        (f"http://localhost:{port}/zwgk/", "本机名"),
        ("http://169.254.169.254/latest/meta-data/", "云主机元数据"),
        ("http://[::1]/", "回环地址"),
        ("http://10.0.0.1/admin/", "内网地址"),
        ("http://2130706433/", "整数地址"),
        ("http://www.example.com/zwgk/t20220101_1.html", "外部网站"),
        ("//evil.example/zwgk/t20220101_2.html", "无协议外链"),
        ("file:///etc/passwd", "本地文件"),
        ("ftp://127.0.0.1/t20220101_3.html", "文件传输"),
        ("data:text/html,<h1>年报</h1>", "数据地址"),
        ("javascript:location.href='http://www.example.com/'", "脚本地址"),
        (f"http://user:secret@127.0.0.1:{port}/hostile/202201/t20220105_9001.html", "带口令地址"),
        ("http://127.0.0.1:99999/", "无效端口"),
        ("http://[bad/", "无效地址"),
    )


_INWARD = (
    ("tiao/0", "无尽跳转"),
    ("waidao", "跳往站外"),
    ("neidao", "跳往本机其他端口"),
    ("rili/2022-01/", "无尽日历"),
    ("huge.html", "两千兆正文"),
    ("bomb.html", "压缩炸弹"),
    ("slow.html", "十秒一字节"),
    ("short.html", "长度不实"),
    ("202201/t20220105_9001.html", "脚本页面2021年政府信息公开工作年度报告"),
    ("202201/t20220105_9002.html", "<b onmouseover=alert(1)>标题带标记</b>2021年政府信息公开工作年度报告"),
)

_SCRIPTED = """<!DOCTYPE html><html><head><meta charset="utf-8">
<base href="http://www.example.com/">
<meta http-equiv="refresh" content="0;url=http://169.254.169.254/latest/meta-data/">
<title>清川市某局2021年政府信息公开工作年度报告&lt;script&gt;alert(1)&lt;/script&gt;</title>
<script>alert('title')</script></head>
<body onload="alert('body')"><h1>清川市某局2021年政府信息公开工作年度报告<script>alert('h1')</script></h1>
<div>发布时间：2022-01-05　来源：<img src=x onerror=alert('source')>市某局</div>
<div class="TRS_Editor"><p onclick="alert('p')">本报告的统计期限为2021年1月1日至2021年12月31日。</p>
<p><a href="javascript:alert('link')">点此</a> <a href="JaVaScRiPt&#58;alert(2)">再点此</a>
<a href="&#x0A;javascript:alert(3)">又一处</a></p>
<svg xmlns="http://www.w3.org/2000/svg" onload="alert('svg')"><script>alert('svg script')</script></svg>
<iframe src="http://127.0.0.1:1/"></iframe><iframe srcdoc="&lt;script&gt;alert(4)&lt;/script&gt;"></iframe>
<frameset><frame src="file:///etc/passwd"></frameset>
<object data="data:text/html,&lt;script&gt;alert(5)&lt;/script&gt;"></object><embed src="http://10.0.0.1/x.swf">
<form action="http://www.example.com/steal"><input name="q" autofocus onfocus="alert('focus')"></form>
<style>@import url(http://www.example.com/x.css);</style>
<table><tr><td><script>alert('cell')</script>规章</td><td>=HYPERLINK("http://www.example.com")</td></tr></table>
<p>&lt;/textarea&gt;&lt;script&gt;alert('text')&lt;/script&gt;</p></div></body></html>"""
_MARKED_TITLE = """<!DOCTYPE html><html><head><meta charset="utf-8">
<title>&lt;img src=x onerror=alert(1)&gt;</title>
</head><body><h1>&lt;b onmouseover=alert(1)&gt;清川市某局&lt;/b&gt;2021年政府信息公开工作年度报告</h1>
<div>发布时间：2022-01-05　来源：&lt;script&gt;alert(2)&lt;/script&gt;</div>
<div class="TRS_Editor"><p>本报告的统计期限为2021年1月1日至2021年12月31日。</p></div></body></html>"""


def hostile_resource(path: str, port: int) -> Resource | Stream | None:
    """What the hostile channel has at a path, None for nothing there; `port` is the portal's own."""
    name = path.removeprefix(FOLDER)
    if name in ("", "index.html"):
        return Resource(200, _HTML, _list(port).encode())
    if name.startswith("tiao/"):
        return _redirect(f"{FOLDER}tiao/{int('0' + name[5:15]) + 1}")
    if name.startswith("rili/"):
        return Resource(200, _HTML, _calendar(name[5:12]).encode())
    found = _FIXED.get(name)
    return found(port) if found else None


def _redirect(location: str) -> Resource:
    return Resource(302, _HTML, b"", (("Location", location),))


def _list(port: int) -> str:
    links = (*((FOLDER + href, text) for href, text in _INWARD), *_outward_links(port))
    rows = "\n".join(
        f'<li><a href="{escape(href)}" title="{escape(text)}">{escape(text)}</a><span>2022-01-05</span></li>'
        for href, text in links
    )
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>测试栏目</title></head><body>"
        f'<div class="NewsList"><ul>\n{rows}\n</ul>'
        '<script>createPageHTML(1, 0, "index", "html");</script></div></body></html>'
    )


def _calendar(month: str) -> str:
    """A month that leads to the next one, for ever."""
    year, _, number = month.partition("-")
    count = int(year) * 12 + int(number) if year.isdecimal() and number.isdecimal() else 24_264
    following = f"{count // 12 % 10_000:04}-{count % 12 + 1:02}"
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>日历</title></head><body>"
        f'<div class="NewsList"><ul><li><a href="{FOLDER}rili/{following}/">下月</a></li>'
        f'<li><a href="{FOLDER}rili/{following}/index_1.html">下一页</a></li></ul>'
        '<script>createPageHTML(999999, 0, "index", "html");</script></div></body></html>'
    )


def _huge(_stop: Flag) -> Iterator[bytes]:
    piece = "政府信息公开".encode() * (_PIECE // 18)
    sent = 0
    while sent < HUGE_BYTES:
        piece = piece[: HUGE_BYTES - sent]
        yield piece
        sent += len(piece)


def _slow(stop: Flag) -> Iterator[bytes]:
    while not stop.is_set():
        yield b"<"
        stop.wait(SECONDS_A_BYTE)


def _short(_stop: Flag) -> Iterator[bytes]:
    yield b"<html><body>"


@cache
def gzip_bomb() -> bytes:
    """A gzip body of some 300 KB that opens to BOMB_BYTES of blanks.

    After a full flush nothing refers back (RFC 1951), so one compressed piece can be repeated.
    """
    piece, times = b" " * 1024**2, BOMB_BYTES // 1024**2
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(times):
        checksum = zlib.crc32(piece, checksum)
    head, last_block = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff", b"\x03\0"
    return head + packed * times + last_block + struct.pack("<II", checksum, BOMB_BYTES)


_FIXED: dict[str, Callable[[int], Resource | Stream]] = {
    "waidao": lambda _port: _redirect("http://www.example.com/zwgk/"),
    "neidao": lambda port: _redirect(f"http://127.0.0.1:{port + 1}/zwgk/"),
    "huge.html": lambda _port: Stream(_HTML, _huge, HUGE_BYTES),
    "bomb.html": lambda _port: Resource(200, _HTML, gzip_bomb(), (("Content-Encoding", "gzip"),)),
    "slow.html": lambda _port: Stream(_HTML, _slow, 1_000_000),
    "short.html": lambda _port: Stream(_HTML, _short, 50_000),
    "202201/t20220105_9001.html": lambda _port: Resource(200, _HTML, _SCRIPTED.encode()),
    "202201/t20220105_9002.html": lambda _port: Resource(200, _HTML, _MARKED_TITLE.encode()),
}
