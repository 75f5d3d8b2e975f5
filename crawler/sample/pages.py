"""The pages around the content: article pages in three themes, lists with the TRS pager, home, channels.

The skeleton follows what TRS portals serve: tool bar with date and source, body in a TRS_Editor block,
counter by script, share buttons, neighbours printed by script, a pager of one call to createPageHTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from crawler.sample.articles import Article
from crawler.sample.markup import body_html
from crawler.sample.organs import CITY

SITE_NAME = f"{CITY}人民政府"
SITE_ID_CODE = "9901000001"
ROWS_PER_PAGE = 15
BY_SCRIPT = 3
"""The theme whose date and source exist in a script alone."""


@dataclass(frozen=True, slots=True)
class Chrome:
    """What stands around every page of the portal: it changes without any article changing."""

    footer: str = "主办：清川市人民政府办公室　网站标识码：9901000001"
    clock: str = "2022年2月20日　星期日"
    design: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the chrome: where to, and its words."""

    href: str
    text: str


def _meta(name: str, content: str, reversed_order: bool) -> str:
    if reversed_order:
        return f'<meta content="{escape(content)}" name="{name}">'
    return f'<meta name="{name}" content="{escape(content)}">'


def _head(title: str, charset: str, metas: Sequence[tuple[str, str]], turned: bool, design: int) -> str:
    kind = f'content="text/html; charset={charset}"'
    equiv = 'http-equiv="Content-Type"'
    first = f"<meta {kind} {equiv}>" if turned else f"<meta {equiv} {kind}>"
    tags = "\n".join(_meta(name, content, turned) for name, content in metas)
    style = "/images/gb2.css" if design else "/images/list.css"
    sheet = (
        f'<link rel="stylesheet" type="text/css" href="{style}">'
        if not turned
        else f'<link href="{style}" type="text/css" rel="stylesheet">'
    )
    return f"<head>\n{first}\n<title>{escape(title)}</title>\n{tags}\n{sheet}\n{_SCRIPTS}\n</head>"


_SCRIPTS = """<script type="text/javascript" src="/images/jquery-1.9.1.min.js"></script>
<script type="text/javascript">
function initArray(){for(i=0;i<initArray.arguments.length;i++)this[i]=initArray.arguments[i];}
var isnDays=new initArray("星期日","星期一","星期二","星期三","星期四","星期五","星期六","星期日");
function doZoom(size){document.getElementById('Zoom').style.fontSize=size+'px';}
function AddFavorite(u,t){try{window.external.addFavorite(u,t)}catch(e){alert("请使用Ctrl+D进行收藏")}}
</script>"""


def _banner(chrome: Chrome) -> str:
    day = f"<span>今天是：{chrome.clock}</span>"
    links = '<a href="javascript:void(0)" onclick="AddFavorite(window.location,document.title)">加入收藏</a>'
    menu = "".join(
        f'<li><a href="{href}">{text}</a></li>'
        for href, text in (
            ("/", "网站首页"),
            ("/zwgk/", "政务公开"),
            ("/bsfw/", "办事服务"),
            ("/hdjl/", "互动交流"),
        )
    )
    if chrome.design:
        return (
            f'<header class="top2"><div class="wrap"><nav><ul>{menu}</ul></nav>{day}</div>'
            '<form action="/search.html"><input name="searchword" placeholder="请输入关键字"></form></header>'
        )
    return (
        f'<div class="banner"><div class="dingb_bj">{day}　{links}</div>'
        f'<div class="logo"><a href="/"><img src="/images/logo.png" alt="{SITE_NAME}"></a></div>'
        f'<div class="nav"><ul>{menu}</ul></div></div>'
    )


def _foot(chrome: Chrome) -> str:
    if chrome.design:
        return (
            f'<footer class="foot2"><p>{chrome.footer}</p><p>清公网安备 99010002000001号　'
            '<a href="/wzdt/">网站地图</a>　<a href="/jubao/">网站纠错</a></p></footer>'
        )
    return (
        f'<div class="foot"><p>{chrome.footer}</p><p>地址：清川市望川路1号　'
        '<a href="/wzdt/">网站地图</a>　<a href="/jubao/">网站纠错</a></p></div>'
    )


def _page(head: str, banner: str, content: str, foot: str) -> str:
    doctype = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
    )
    return f"{doctype}\n<html>\n{head}\n<body>\n{banner}\n{content}\n{foot}\n</body>\n</html>\n"


def _crumbs(crumbs: Sequence[Link]) -> str:
    parts = [f'<a href="{c.href}" title="{c.text}" class="CurrChnlCls">{c.text}</a>' for c in crumbs]
    return '<div class="dqwz">您当前所在位置：' + "&nbsp;&raquo;&nbsp;".join(parts) + "</div>"


def article_page(article: Article, crumbs: Sequence[Link], related: Sequence[Link], chrome: Chrome) -> str:
    """The page of an article in the theme of its dress."""
    dress = article.dress
    head = _head(
        article.title,
        dress.charset,
        _article_metas(article, crumbs),
        dress.attributes_reversed,
        chrome.design,
    )
    attributes = 'class="content" id="c"' if not dress.attributes_reversed else 'id="c" class="content"'
    content = "\n".join(
        (
            _crumbs(crumbs),
            f'<div class="content-main"><div {attributes}>',
            f'<div class="title"><h1>{escape(article.title)}</h1>',
            f'<div class="toolbar">{_tool_bar(article)}</div></div>',
            _editor(article),
            _share(),
            _neighbours(article, related),
            "</div></div>",
        )
    )
    return _page(head, _banner(chrome), content, _foot(chrome))


def _article_metas(article: Article, crumbs: Sequence[Link]) -> list[tuple[str, str]]:
    if article.dress.theme == 0:
        return [("Keywords", f"{CITY},政务公开,政府信息公开")]
    stamp = article.dress.stamp or f"{article.published_on} 09:12"
    return [
        ("SiteName", SITE_NAME),
        ("SiteDomain", "www.qingchuan.example"),
        ("SiteIDCode", SITE_ID_CODE),
        ("ColumnName", crumbs[-1].text),
        ("ColumnType", "信息公开年报"),
        ("ArticleTitle", article.title),
        ("PubDate", stamp),
        ("ContentSource", article.source),
    ]


def chinese_date(day: date) -> str:
    """A date as 2019年03月26日."""
    return f"{day.year}年{day.month:02}月{day.day:02}日"


def _tool_bar(article: Article) -> str:
    """Date and source in the manner of the theme; a counter that counts by script or in the page."""
    dress, source = article.dress, escape(article.source)
    fonts = (
        '字体：[<a href="javascript:doZoom(20)">大</a> <a href="javascript:doZoom(16)">中</a> '
        '<a href="javascript:doZoom(12)">小</a>]'
    )
    if dress.theme == 0:
        counter = f'点击量：<script src="/count/index?id={article.id}&amp;siteid=990100"></script>次'
        return (
            f"<span>发布时间：{article.published_on}</span>　<span>来源：{source}</span>　{fonts}　{counter}"
        )
    if dress.theme == BY_SCRIPT:
        day = chinese_date(article.published_on)
        return _written("pubdata", day, "发布时间：") + _written("wzly", source, "　文章来源：") + fonts
    if dress.theme == 1:
        return f"<span>{chinese_date(article.published_on)}</span><span>来源：{source}</span>　{fonts}"
    return (
        f'<span class="time">发布时间：{article.published_on} 09:12</span>'
        f'<span class="ly">信息来源：{source}</span><span class="view">浏览次数：{dress.views}</span>{fonts}'
    )


def _written(name: str, value: str, label: str) -> str:
    """A value that only a script writes: the page's text has the label at most in the script."""
    return (
        f"<script type=\"text/javascript\">\nvar  {name}='{value}';\nif({name}!=''){{\n"
        f"document.write('{label}'+{name}+'&emsp;');\n}}\n</script>"
    )


def _editor(article: Article) -> str:
    body = body_html(article.body, article.dress.markup)
    if article.dress.theme == 0:
        return f'<div id="Zoom"><div class="TRS_Editor">{body}</div></div>'
    if article.dress.theme == 1:
        return f'<font id="Zoom"><div class="view TRS_UEDITOR trs_paper_default">{body}</div></font>'
    return f'<div id="Zoom" class="trs_editor_view TRS_UEDITOR trs_paper_default trs_web">{body}</div>'


def _share() -> str:
    return (
        '<div class="KeysList"><div class="jiathis_style"><span>分享到：</span>'
        '<a class="jiathis_button_tsina" href="javascript:;" '
        "onclick=\"jiathis_sendto('tsina');return false;\">"
        '微博</a> <a class="jiathis_button_weixin" href="javascript:;">微信</a></div>'
        '<a href="javascript:window.print();">打印本页</a>　'
        '<a href="javascript:window.opener=null;window.close()">关闭本页</a></div>'
    )


def _with_session(href: str, session: str) -> str:
    return f"{href};jsessionid={session}" if session else href


def _neighbours(article: Article, related: Sequence[Link]) -> str:
    session = article.dress.session
    rows = "".join(
        f'<li><a target="_blank" href="{_with_session(link.href, session)}">{link.text}</a></li>'
        for link in related
    )
    return f'<div class="xgxx"><h2><span>相关信息</span></h2><ul>{rows}</ul></div>'


def list_page(
    name: str,
    crumbs: Sequence[Link],
    side: Sequence[Link],
    rows: Sequence[Article],
    place: tuple[int, int],
    chrome: Chrome,
    session: str = "",
) -> str:
    """One page of a list; `place` is (number of pages, this page counted from 0)."""
    total, current = place
    metas = [("SiteName", SITE_NAME), ("ColumnName", name), ("ColumnType", "信息公开年报")]
    items = "\n".join(_row(article, crumbs[-1].href, session) for article in rows)
    pager = (
        '<div class="page"><script type="text/javascript" src="/images/page.js"></script>'
        f'<script type="text/javascript">createPageHTML({total}, {current}, "index", "html");</script></div>'
    )
    content = (
        f'{_crumbs(crumbs)}\n<div class="zb_lb">{_links(side, "li_nav")}</div>\n'
        f'<div class="NewsList"><h1><span>{name}</span></h1>\n<ul>\n{items}\n</ul>\n{pager}</div>'
    )
    head = _head(f"{SITE_NAME}-{name}", "utf-8", metas, False, chrome.design)
    return _page(head, _banner(chrome), content, _foot(chrome))


def _row(article: Article, channel: str, session: str) -> str:
    shown = article.title if len(article.title) <= 30 else article.title[:28] + "..."
    href = _with_session("./" + article.file if article.folder == channel else article.path, session)
    return (
        f'<li><a href="{href}" title="{escape(article.title)}" target="_blank">{escape(shown)}</a>'
        f"<span>{article.published_on}</span></li>"
    )


def _links(links: Sequence[Link], css: str) -> str:
    rows = "".join(f'<li class="{css}"><a href="{link.href}">{link.text}</a></li>' for link in links)
    return f"<ul>{rows}</ul>"


def channel_page(name: str, crumbs: Sequence[Link], links: Sequence[Link], chrome: Chrome) -> str:
    """A channel that holds other channels, and the home page."""
    head = _head(f"{SITE_NAME}-{name}", "utf-8", [("SiteName", SITE_NAME)], False, chrome.design)
    content = f'{_crumbs(crumbs)}\n<div class="channels"><h1>{name}</h1>{_links(links, "channel")}</div>'
    return _page(head, _banner(chrome), content, _foot(chrome))
