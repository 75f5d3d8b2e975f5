"""Templates of portals put together by chance: what stands around an article, in the likeness of what was seen.

Everything is chosen by the `random.Random` that is handed in, so one seed gives one set of pages.
"""

from __future__ import annotations

import html
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_PUBLISHED = (
    "发布时间：",
    "发布日期：",
    "发布时间:",
    "时间：",
    "日期：",
    "发布日期: ",
    "【发布时间】",
    "发表时间：",
    "发布于：",
    "信息发布日期：",
    "发布时间 ",
    "发稿时间：",
    "公开日期：",
    "上传时间：",
)
_SOURCE = (
    "来源：",
    "信息来源：",
    "文章来源：",
    "来源:",
    "稿件来源：",
    "来 源：",
    "【来源】",
    "内容来源：",
    "来源： ",
)
_OTHERS = (
    "浏览次数：<span id=hits></span>",
    "点击数：132",
    "阅读：1204次",
    "字体：【大 中 小】",
    "字号：<a>大</a> <a>中</a> <a>小</a>",
    "作者：",
    "作者：佚名",
    "责任编辑：王小明",
    "【打印】【关闭】",
    "分享到：",
    "阅读量：<script>getHits(12)</script>",
    "编辑：admin",
    "浏览量：33",
)
_SITES = ("和安市人民政府", "临江县人民政府门户网站", "东岭区政府信息公开", "和安市农业农村局")
_NAVIGATION = ("首页", "政务公开", "政务服务", "互动交流", "走进和安", "专题专栏", "新闻中心", "机构概况")
_NEIGHBOURS = (
    "和安市体育局2019年政府信息公开工作年度报告",
    "临江县水利局关于开展河道清理工作的通知",
    "东岭区召开全区安全生产工作会议",
    "2022年和安市财政局政府信息公开年报",
    "关于公布2021年度行政执法人员名单的公告",
    "和安市统计局2018年政府信息公开工作年度报告",
)
_BODY_CLASSES = ("nr", "bd_main", "c_text", "art-p", "w1000 box3", "mid", "wen", "xq-txt", "box_07", "")


@dataclass(frozen=True, slots=True)
class Article:
    """What a template sets: the body as markup, the fields as they are to be read."""

    title: str
    published_on: date
    source: str | None
    body: str
    is_report: bool


def page_of(article: Article, chance: random.Random) -> tuple[str, date | None, str | None]:
    """The page, and the day and source that it states (a template may state neither)."""
    dated = chance.random() < 0.95
    sourced = article.source is not None and chance.random() < 0.9
    source = article.source if sourced else None
    box = chance.random() < 0.3
    row = not box or chance.random() < 0.6
    parts = [
        _top(chance),
        _side(chance) if chance.random() < 0.3 else "",
        _trail(article.is_report, chance) if chance.random() < 0.8 else "",
        _box(article, source, dated, row, chance) if box else "",
        *_headed(article, source, dated, row, chance),
        _body(article.body, chance),
        _below(chance),
        _side(chance) if chance.random() < 0.3 else "",
        _foot(chance),
    ]
    title = html.escape(article.title)
    site = chance.choice(_SITES)
    page_title = chance.choice((title, f"{title}_{site}", f"{title} - {site}", f"{site}-{title}", site, ""))
    charset = chance.choice(("utf-8", "gbk"))
    metas = f'<meta charset="{charset}">'
    if chance.random() < 0.2:
        metas += f'<meta name="ArticleTitle" content="{title}">'
    if dated and chance.random() < 0.2:
        metas += f'<meta name="PubDate" content="{article.published_on:%Y-%m-%d} 08:30">'
    markup = f"<html><head><title>{page_title}</title>{metas}</head><body>{''.join(parts)}</body></html>"
    return markup, article.published_on if dated else None, source


def day_as_written(day: date, chance: random.Random) -> str:
    """The day in one of the forms that portals use, often with a time of day."""
    form = chance.choice(
        (
            f"{day:%Y-%m-%d}",
            f"{day:%Y年%m月%d日}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day:%Y/%m/%d}",
            f"{day.year}-{day.month}-{day.day}",
            f"{day:%Y.%m.%d}",
            f"{day:%Y- %m- %d}",
            f"[{day:%Y-%m-%d}]",
        )
    )
    clock = chance.choice(
        ("", "", f" {chance.randrange(8, 18):02}:{chance.randrange(60):02}", " 00:00:00", " 15:07:33")
    )
    return form if form.endswith("]") else form + clock


def _other_day(chance: random.Random) -> date:
    return date(2015, 1, 1) + timedelta(days=chance.randrange(3_600))


def _top(chance: random.Random) -> str:
    clock = chance.choice(
        (
            "",
            f"<div class=time>今天是：{_other_day(chance):%Y年%m月%d日} 星期三</div>",
            f"<p>{chance.choice(_SITES)} {_other_day(chance):%Y年%m月%d日}星期二</p>",
            f"<span>欢迎访问{chance.choice(_SITES)}！ {_other_day(chance):%Y-%m-%d} 星期五 多云 3℃</span>",
        )
    )
    links = "".join(f'<li><a href="/{number}/">{name}</a></li>' for number, name in enumerate(_NAVIGATION))
    return (
        f"<div><h1><a href=/>{chance.choice(_SITES)}</a></h1>{clock}</div><ul>{links}</ul>"
        if chance.random() < 0.4
        else f"<div>{clock}</div><ul>{links}</ul>"
    )


def _trail(is_report: bool, chance: random.Random) -> str:
    lead = chance.choice(
        ("当前位置：", "您的位置：", "您当前的位置 : ", "所在位置：", "现在的位置：", "位置：")
    )
    mark = chance.choice((" &gt; ", "&gt;&gt;", " / ", " » ", "-&gt;", " › "))
    names = (
        "首页",
        "政务公开",
        "政府信息公开",
        chance.choice(
            ("政府信息公开年报", "部门文件", "年度报告") if is_report else ("通知公告", "部门文件")
        ),
    )
    last = chance.choice(("", mark + "正文"))
    if chance.random() < 0.3:
        items = "".join(f"<li><a href=/x/>{name}</a></li>" for name in names)
        return f"<div>{lead}</div><ol>{items}</ol>"
    return f"<div>{lead}{mark.join(f'<a href=/x/>{name}</a>' for name in names)}{last}</div>"


def _side(chance: random.Random) -> str:
    heading = chance.choice(("最新信息", "热点信息", "通知公告", "信息公开目录", "相关链接", "推荐阅读"))
    rows = "".join(
        f'<li><a href="/a/{number}.html">{name}</a><span>{_other_day(chance):%Y-%m-%d}</span></li>'
        for number, name in enumerate(chance.sample(_NEIGHBOURS, 4))
    )
    return f"<div><h3>{heading}</h3><ul>{rows}</ul></div>"


def _box(article: Article, source: str | None, dated: bool, row: bool, chance: random.Random) -> str:
    fields = [
        ("索引号", f"00{chance.randrange(10**8)}/2021-0{chance.randrange(10**4)}"),
        ("主题分类", "综合政务"),
        (chance.choice(("标题", "名称", "信息名称", "标　　题")), html.escape(article.title)),
        (chance.choice(("文号", "发文字号")), chance.choice(("", "无", "〔〕号"))),
        (chance.choice(("有效性", "时效")), "有效"),
    ]
    if dated:
        fields.append(
            (
                chance.choice(("发布日期", "公开日期", "发布时间")),
                day_as_written(article.published_on, chance),
            )
        )
        if chance.random() < 0.4:
            signed = article.published_on - timedelta(days=chance.randrange(1, 20))
            fields.append((chance.choice(("成文日期", "生成日期")), day_as_written(signed, chance)))
    if source and not row:
        fields.append((chance.choice(("来源", "信息来源")), html.escape(source)))
    chance.shuffle(fields)
    return _as_box(fields, chance)


def _as_box(fields: list[tuple[str, str]], chance: random.Random) -> str:
    form = chance.randrange(4)
    if form == 0:
        rows = "".join(f"<li><b>{name}：</b>{value}</li>" for name, value in fields)
        return f"<ul>{rows}</ul>"
    if form == 1:
        pairs = [f"<td>{name}：</td><td>{value}</td>" for name, value in fields]
        rows = "".join("<tr>" + "".join(pairs[at : at + 2]) + "</tr>" for at in range(0, len(pairs), 2))
        return f"<table>{rows}</table>"
    if form == 2:
        return "<dl>" + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in fields) + "</dl>"
    return "".join(f"<div><span>{name}：</span><span>{value}</span></div>" for name, value in fields)


def _headed(article: Article, source: str | None, dated: bool, row: bool, chance: random.Random) -> list[str]:
    title = _title(article.title, chance)
    shown = _row(article, source, dated, chance) if row else ""
    return [shown, title] if chance.random() < 0.1 else [title, shown]


def _title(title: str, chance: random.Random) -> str:
    words = html.escape(title)
    if " " in title and chance.random() < 0.5:
        words = words.replace(" ", "<br>", 1)
    tag = chance.choice(("h1", "h2", "h3", "div", "p", "td", "strong", "centre"))
    forms = {
        "td": f'<table><tr><td align="center" class="bt">{words}</td></tr></table>',
        "strong": f'<p align="center"><strong><font size=5>{words}</font></strong></p>',
        "centre": f"<center><span>{words}</span></center>",
        "div": f'<div class="{chance.choice(("tit", "a1", "big-t"))}">{words}</div>',
    }
    return forms.get(tag, f"<{tag}>{words}</{tag}>")


def _row(article: Article, source: str | None, dated: bool, chance: random.Random) -> str:
    cells = []
    if dated:
        written = day_as_written(article.published_on, chance)
        bare = source is None and chance.random() < 0.3
        cells.append(written if bare else chance.choice(_PUBLISHED) + written)
    if source:
        cells.append(chance.choice(_SOURCE) + html.escape(source))
    elif chance.random() < 0.4:
        cells.append(chance.choice(_SOURCE))
    cells += chance.sample(_OTHERS, chance.randrange(4))
    if dated and not cells[0][0].isdigit() and cells[0][0] != "[":
        chance.shuffle(cells)
    form = chance.randrange(6)
    if form == 0:
        return "<div>" + "".join(f"<span>{cell}</span>" for cell in cells) + "</div>"
    if form == 1:
        return "<table><tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr></table>"
    if form == 2:
        return "<ul>" + "".join(f"<li>{cell}</li>" for cell in cells) + "</ul>"
    if form == 3:
        return "<p>" + " | ".join(cells) + "</p>"
    if form == 4:
        return "<p>" + "&nbsp;&nbsp;&nbsp;&nbsp;".join(cells) + "</p>"
    return "".join(f"<div class=i{number}>{cell}</div>" for number, cell in enumerate(cells))


def _body(body: str, chance: random.Random) -> str:
    depth = chance.randrange(4)
    for _ in range(depth):
        name = chance.choice(_BODY_CLASSES)
        body = (
            f'<div class="{name}">{body}</div>'
            if chance.random() < 0.8
            else f"<table><tr><td>{body}</td></tr></table>"
        )
    return body


def _below(chance: random.Random) -> str:
    choices: tuple[Callable[[], str], ...] = (
        lambda: "<p>【打印本页】 【关闭窗口】</p>",
        lambda: (
            '<p>上一篇：<a href="/1.html">'
            + chance.choice(_NEIGHBOURS)
            + '</a></p><p>下一篇：<a href="/2.html">没有了</a></p>'
        ),
        lambda: "<div>分享到：<a>微信</a><a>微博</a></div>",
        lambda: "<div>责任编辑：李四</div>",
        lambda: "<div>扫一扫在手机打开当前页</div>",
        lambda: (
            "<h3>相关信息</h3><ul>"
            + "".join(
                f"<li><a href=/b/{at}.html>{name}</a> {_other_day(chance):%Y-%m-%d}</li>"
                for at, name in enumerate(chance.sample(_NEIGHBOURS, 3))
            )
            + "</ul>"
        ),
    )
    return "".join(each() for each in chance.sample(choices, chance.randrange(4)))


def _foot(chance: random.Random) -> str:
    return (
        f"<div><p>主办单位：{chance.choice(_SITES)}　承办单位：和安市大数据中心</p>"
        "<p>网站标识码：2101000009　辽ICP备05001234号-1　辽公网安备21010002000001号</p>"
        "<p>联系我们 | 网站地图 | 地址：和安市中山路1号</p></div>"
    )
