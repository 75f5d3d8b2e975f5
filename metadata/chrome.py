"""What surrounds a body and is not part of it: navigation, counters, sharing, neighbours, the site's imprint."""

from __future__ import annotations

import re

from metadata.memory import remembered

_MARKS = r"[\s【】\[\]()（）|｜/:：>»·+]*"
_BUTTONS = (
    "点击收听 停止收听 播放 暂停 听全文 打印本页 打印此页 打印本稿 打印页面 "
    "打印文章 打印 关闭窗口 关闭本页 关闭页面 关闭此页 关闭 返回顶部 "
    "返回首页 返回列表 返回上页 返回 收藏本页 加入收藏 收藏 分享到 分享至 分享 复制链接 微信好友 微信 微博 "
    "新浪微博 腾讯微博 人人网 QQ空间 QQ好友 豆瓣 更多 取消 朋友圈 字体 字号 字体大小 大 中 小 特大 默认 较大 "
    "我要纠错 网站纠错 我要推荐 纠错 回到顶部 top TOP 下载 扫一扫 二维码 手机版 语音播报 朗读 停止朗读 "
    "无障碍浏览 无障碍 繁體版 长者助手 收听 全文下载 打印全文 我要打印 我要收藏 首页 正文"
)
_BUTTON_LINE = re.compile(
    rf"(?:{_MARKS}(?:{'|'.join(sorted(map(re.escape, _BUTTONS.split()), key=len, reverse=True))})){{1,14}}{_MARKS}"
)
_AFTER_BODY = re.compile(
    r"[\s【\[|]*(?:上一篇|下一篇|上一条|下一条|前一篇|后一篇|上篇|下篇|相关(?:链接|信息|阅读|文章|新闻|文档|解读|文件|附件下载|报道|推荐)"
    r"|分享(?:到|至|文章)?\s*[:：]|分享到|扫一扫|扫描二维码|用手机(?:扫|浏览)|您访问的链接即将离开|是否继续|免责声明|友情链接"
    r"|责任编辑|编辑\s*[:：]|责编\s*[:：]|审核\s*[:：]|审核人\s*[:：]|初审\s*[:：]|终审\s*[:：]|信息员\s*[:：]|稿件来源\s*[:：]"
    r"|【?打印|【?关闭|\[?打印|返回顶部|网站地图|copyright\b|版权所有|主办单位?\s*[:：]|承办单位?\s*[:：]|网站标识码|网站备案"
    r"|.{0,8}ICP备|.{0,6}公网安备|建议使用.{0,20}分辨率|技术支持\s*[:：]|浏览次数|浏览量|点击(?:量|数|次数)|阅读(?:量|次数)"
    r"|评论区|发表评论|文章评分|您是第|我要评价|RSS订阅)",
    re.IGNORECASE,
)
_NEIGHBOURS = re.compile(
    r"[\s【\[|]*(?:上一篇|下一篇|上一条|下一条|前一篇|后一篇|相关(?:链接|信息|阅读|文章|新闻|推荐)$|分享到|扫一扫|您访问的链接|版权所有)"
)
_FOOT = re.compile(r"ICP备|公网安备|版权所有|网站标识码|copyright", re.IGNORECASE)
_TRAIL = re.compile(r"(?:当前|现在|您|你|所在).{0,6}(?:位置|栏目)|^位置\s*[:：]|当前栏目")
TRAIL_SEPARATOR = re.compile(r"->|&gt;|>+|»|›|→|＞+")
FILE_LINE = re.compile(r"附\s?件|附\s?[:：]|.{1,80}\.(?:docx?|pdf|xlsx?|wps|et|zip|rar|ofd)\b", re.IGNORECASE)
"""A line that names a file of the body: `附件：…`, `….pdf`."""
_IMPRINT = re.compile(
    r"ICP备|公网安备|版权所有|网站标识码|主办单位?\s*[:：]|承办单位?\s*[:：]|copyright|技术支持\s*[:：]|建议使用|您是第\d"
    r"|联系我们|网站地图|设为首页|加入收藏",
    re.IGNORECASE,
)
_CHROME_NAME = re.compile(
    r"share|bdsharebuttonbox|jiathis|bshare|print|font-?size|crumb|breadcrumb|dqwz|curmb|position$|location$|footer|copyright"
    r"|header$|relat|xgxx|xglj|pagination|prev|next|toolbar|qrcode|ewm|nav$|navbar|sidebar|comment|bottom-?bar|sharebar",
    re.IGNORECASE,
)


@remembered
def is_buttons(line: str) -> bool:
    """Whether the line is nothing but buttons: 【打印】【关闭】, 大 中 小, 微信好友."""
    return len(line) < 80 and _BUTTON_LINE.fullmatch(line) is not None


@remembered
def is_after_body(line: str) -> bool:
    """Whether the line is of the kind that follows a body: neighbours, sharing, editors, imprint."""
    return len(line) < 200 and (_AFTER_BODY.match(line) is not None or is_buttons(line))


def ends_body(line: str) -> bool:
    """Whether the line is one that no body can hold, so that everything after it is chrome too."""
    return len(line) < 200 and _NEIGHBOURS.match(line) is not None


def is_foot(line: str) -> bool:
    """Whether the line is one of the imprint by a mark that nothing else has: licence number, site code."""
    return len(line) < 300 and _FOOT.search(line) is not None


@remembered
def trail_of(line: str) -> str | None:
    """What follows the words that open a breadcrumb (`当前位置：`), or the whole line if its separators tell one."""
    named = _TRAIL.search(line[:20])
    if named:
        return line[named.end() :]
    return line if len(line) < 200 and len(TRAIL_SEPARATOR.findall(line)) >= 2 else None


def is_imprint(line: str) -> bool:
    """Whether the line belongs to the site's imprint."""
    return len(line) < 300 and _IMPRINT.search(line) is not None


@remembered
def has_chrome_name(name: str) -> bool:
    """Whether an element's id or class names a part that is never body."""
    return bool(name) and len(name) < 60 and _CHROME_NAME.search(name) is not None
