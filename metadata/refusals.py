"""Responses that are not the page that was asked for, told by their words and marks, not by status alone.

A refusal is never a revision and never “no report”: it has to be seen as what it is. Marks of the products were
read off real answers: 加速乐 (521, `__jsl_clearance`), 瑞数 (412/202, `$_ts`), 宝塔 and cloud firewalls with 200.
"""

from __future__ import annotations

import re
from typing import Any

from metadata.reading import Refusal, RefusalKind

_CHALLENGES = (
    re.compile(r"__jsl_clearance|\(\s*'_'\s*\)\s*\+\s*\(\s*'_'\s*\)\s*\+\s*\(\s*'j'\s*\)|\bgo\(\{\"bts\""),
    re.compile(r"\$_ts\s*=\s*window\[|<meta[^>]{0,200}\br=[\"']m[\"']|<meta id=\"9DhefwqGPrzGxEp9hPaoag\""),
    re.compile(
        r"acw_sc__v2|WZWSREL|YunSuoAutoJump|SafeLineChallenge|SafeLine|aliyun_waf|_waf_bd8ce2ce37|cf-browser-verification|challenge-platform|__cf_chl"
    ),
    re.compile(r"document\.cookie\s*=[^;<]{0,4000};?\s*(?:window\.)?location\.(?:reload|href|replace)"),
    re.compile(
        r"(?:访问验证|安全验证|滑动验证|人机验证|请完成验证|正在进行安全检测|请输入验证码|验证您是真人|浏览器安全检查"
        r"|正在(?:检查|验证|检测)您的浏览器|Checking your browser|Just a moment)"
    ),
)
_BLOCKED = re.compile(
    r"网站防火墙|所在(?:的?国家|地区|区域).{0,10}(?:无法|不能|禁止|不允许)访问|请求带有不合法参数"
    r"|已被(?:网站管理员)?(?:设置)?为?拦截|访问被(?:拒绝|阻断|禁止|拦截)"
    r"|IP(?:地址)?.{0,6}不在.{0,6}范围|仅限.{0,10}(?:IP|境内|地区).{0,6}访问|疑似黑客攻击"
    r"|您的(?:请求|访问|IP).{0,12}(?:拦截|拒绝|封禁|限制|异常)"
    r"|Web应用防火墙|WAF|Request (?:blocked|denied|rejected)|Access Denied|403 Forbidden"
    r"|云防[护御]|创宇盾|安全狗|D盾_拦截|405 Not Allowed"
    r"|被列入黑名单|访问过于频繁|频繁访问|恶意(?:请求|访问)|Too Many Requests",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"(?:请(?:先|重新)?登录|用户登录|统一身份认证|登录超时|扫码登录|身份认证平台|需要登录)")
_PASSWORD = re.compile(r"<input\b[^>]{0,300}\btype\s*=\s*[\"']?password", re.IGNORECASE)
_LOGIN_TITLE = re.compile(r"登\s*录|认证|login", re.IGNORECASE)
_LOGIN_LENGTH = 120
"""Characters of text up to which words of logging in are a wall; a guide to applicants has more."""
_NOT_FOUND = re.compile(
    r"^\W*404\W*$|404\s*(?:Not Found|错误|页面)|(?:页面|网页|信息|文章|内容|文档|栏目|资源|稿件)"
    r"(?:[^。]{0,12})?(?:不存在|已(?:被)?删除|找不到|已失效|已过期|已下线|未找到|没有找到)"
    r"|Not Found|找不到(?:该|此|您)?.{0,10}(?:页面|网页|文件|资源)|没有找到.{0,10}(?:页面|内容|文章)"
    r"|无法找到该页|您(?:要)?(?:访问|查看|查找|浏览)的.{0,12}(?:不存在|不见|丢失|删除|走丢)"
    r"|The requested URL .{0,300}was not found|HTTP 404|page (?:cannot|can't|could not) be found|page not found"
    r"|(?:信息|文章|内容|稿件)(?:未审核|未发布|已(?:取消发布|归档|撤[回销稿]))|(?:未审核|未发布)或已",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"502 Bad Gateway|503 Service|504 Gateway|500 Internal|Internal Server Error"
    r"|Bad Gateway|Service Unavailable|系统(?:错误|异常|繁忙)"
    r"|服务器(?:内部)?错误|数据库连接(?:失败|错误)|HTTP Status (?:4|5)\d\d|Exception report"
    r"|java\.lang\.|ORA-\d{5}|Fatal error:|出错了|程序出错|发生错误|Apache Tomcat/"
    r"|Welcome to nginx|^Index of /|Apache2? .{0,20}Default Page|未备案|未接入备案",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"(?:域名|网址)(?:已)?(?:变更|更换|调整|停用|更改)"
    r"|(?:本站|网站)(?:已)?(?:整体)?(?:迁移|搬迁|停止运行|永久关闭|关停|停止服务|整合)"
    r"|(?:本网?站|原网?站|[我该][局委办厅院区县市镇]?(?:门户)?网站)[^。]{0,30}(?:迁移至|下线|关停|停止运行|永久关闭|并入)"
    r"|新(?:网址|域名)(?:为|是|：|:)|请访问新(?:网站|站|版)|域名(?:正在出售|转让|已?过期)"
)
_OF_SITES = "(?:系统|网站|网页|页面|栏目|频道|平台|服务器|数据库|官网|门户|停机|例行|本站)"
_AT_WORK = "(?:正在|正|进行|运行|系统|版本|升级|维护|改版){0,5}"
_HAN = "[\u4e00-\u9fff]"
_CLOSES = rf"(?:(?!{_HAN})|(?=请|给|敬|暂|稍))"
_MAINTENANCE = re.compile(
    # 建设中 stands in 信息化建设中心 and 在项目建设中, 升级改造 is done to old quarters, 维护中 begins 维护中小企业.
    r"正在(?:进行)?(?:系统|网站|平台|服务器)?(?:维护|升级|改版|建设)(?:维护|升级|改造)?中(?![心的])"
    rf"|(?:维护|升级|改版)中{_CLOSES}"
    rf"|(?:{_OF_SITES}|(?<!{_HAN})){_AT_WORK}(?:维护|升级|改版)(?:期间|公告)"
    rf"|{_OF_SITES}{_AT_WORK}(?:升级|改版)改造(?:中|期间|公告)?{_CLOSES}"
    rf"|(?:{_OF_SITES}|(?<!{_HAN}))建设中(?=[^\w\n]*(?:\n|$|请|给|敬|暂|稍))"
    r"|暂停(?:服务|访问)|临时关闭|敬请期待|不在(?:服务|开放)时间"
)
_NO_SCRIPT = re.compile(r"(?:启用|开启|支持|enable)\s{0,3}JavaScript", re.IGNORECASE)
_SPAM = re.compile(
    r"娱乐城|百家乐|老虎机|真人(?:荷官|视讯|娱乐)|葡京|bet365|b体育|开云体育|时时彩|注册送(?!达)|娱乐平台|澳门新"
    r"|九游会|旗舰厅|电子游艺|pk10|北京赛车|快三(?:走势|开奖|计划)|国产精品|无码(?!头)|av在线|成人视频|一级毛片",
    re.IGNORECASE,
)
"""Words that no organ puts on its pages, but to say what the police found."""
_SPAM_LIKE = re.compile(
    r"博彩|菠菜|彩票|投注|棋牌|威尼斯人|太阳城|体育官网|开云|捕鱼|六合彩|赌场|ag真人|久久|官方入口",
    re.IGNORECASE,
)
"""Words of betting that organs use too: of lottery shops, of gaming rooms, of fishing."""
_ADVERTISED = re.compile(
    r"官网|官方|平台|入口|下载|注册|登[录陆]|网址|在线|app|首页|厅|九游会|[_|]", re.IGNORECASE
)
"""What a title of such a page has besides: it is made for search engines."""
_ALERT = re.compile(r"""\balert\(\s*["']([^"'\n]{2,200})["']""")
"""What a page without text tells in a box: `alert("该文章不存在")`."""
_SHELL = 700
"""Characters of text; a page with more says something, whatever else it says."""
_SPAM_WORDS = 3
_SPAM_IN_TITLE = 2

_STATUS = {
    401: RefusalKind.LOGIN,
    403: RefusalKind.BLOCKED,
    404: RefusalKind.SOFT_404,
    405: RefusalKind.BLOCKED,
    410: RefusalKind.SOFT_404,
    412: RefusalKind.CHALLENGE,
    418: RefusalKind.BLOCKED,
    429: RefusalKind.BLOCKED,
    521: RefusalKind.CHALLENGE,
}


def find_refusal(markup: str, seen: str, title: str, status: int, *, is_article: bool) -> Refusal | None:
    """What the response is instead of the page, or None.

    `markup` is the page as served, `seen` the text a person sees, `title` its `<title>`. Words decide only on
    pages with little text; an article (a report, or a page with a date of publication) is none, except under an
    error status or a title of betting words: hijacked mirrors show real reports under those.
    """
    if status in _STATUS or status >= 500:
        return Refusal(_kind_by_words(markup, seen, title) or _by_status(status), f"HTTP {status}")
    head = markup[:20_000]
    if spam := _spam(head, seen, title, is_article=is_article):
        return Refusal(RefusalKind.SPAM, "、".join(dict.fromkeys(spam))[:80])
    if is_article:
        return None
    seen = seen or "\n".join(_ALERT.findall(head))
    if len(seen) > _SHELL:
        return None
    for pattern in _CHALLENGES:
        if match := pattern.search(head):
            return Refusal(RefusalKind.CHALLENGE, match.group()[:80])
    for kind, pattern in _BY_WORDS:
        match = pattern.search(title) or pattern.search(seen)
        if match and not (kind is RefusalKind.LOGIN and _is_guide(seen, title)):
            return Refusal(kind, match.group()[:80])
    if _PASSWORD.search(head) and _LOGIN_TITLE.search(title + seen):
        return Refusal(RefusalKind.LOGIN, "a password is asked for")
    if match := _NO_SCRIPT.search(seen):
        return Refusal(RefusalKind.EMPTY, match.group()[:80])
    if status == 202 and not seen:
        return Refusal(RefusalKind.CHALLENGE, "HTTP 202, no text")
    return None


def _spam(head: str, seen: str, title: str, *, is_article: bool) -> list[str]:
    """The words of betting and the like that show a page to be replaced; empty for a page that is not."""
    strong = _SPAM.findall(title)
    if (
        strong
        and len(set(strong + _SPAM_LIKE.findall(title))) >= _SPAM_IN_TITLE
        and _ADVERTISED.search(title)
    ):
        return strong
    if is_article:
        return []
    for text in (title + head[:4_000], title + seen):
        strong = _SPAM.findall(text)
        words = set(strong + _SPAM_LIKE.findall(text))
        if strong and len(words) >= _SPAM_WORDS:
            return strong
    return []


def forwarding_address(root: Any) -> str | None:
    """The address that a page of nothing but a refresh sends to (`<meta http-equiv=refresh content="0;URL=…">`)."""
    for meta in root.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "refresh":
            match = re.search(r"url\s*=\s*['\"]?([^'\">\s]+)", meta.get("content") or "", re.IGNORECASE)
            if match:
                return match[1]
    return None


_BY_WORDS = (
    (RefusalKind.BLOCKED, _BLOCKED),
    (RefusalKind.SOFT_404, _NOT_FOUND),
    (RefusalKind.ERROR_SHELL, _ERROR),
    (RefusalKind.DOMAIN_NOTICE, _MOVED),
    (RefusalKind.MAINTENANCE, _MAINTENANCE),
    (RefusalKind.LOGIN, _LOGIN),
)


def _is_guide(seen: str, title: str) -> bool:
    """Whether a page that speaks of logging in is about it, not a wall before something else."""
    return len(seen) > _LOGIN_LENGTH and not _LOGIN_TITLE.search(title)


def _kind_by_words(markup: str, seen: str, title: str) -> RefusalKind | None:
    if len(seen) > _SHELL:
        return None
    if any(pattern.search(markup[:20_000]) for pattern in _CHALLENGES):
        return RefusalKind.CHALLENGE
    return next((kind for kind, pattern in _BY_WORDS if pattern.search(title) or pattern.search(seen)), None)


def _by_status(status: int) -> RefusalKind:
    return _STATUS.get(status, RefusalKind.ERROR_SHELL)
