"""Answers that are not the page: in the likeness of what portals and their guards serve."""

from __future__ import annotations

from crawler.sample.articles import Answer
from crawler.sample.resource import Resource

_HTML = "text/html; charset=utf-8"

_SOFT_404 = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>清川市人民政府</title></head>
<body><div class="error"><h2>您访问的页面不存在或已被删除</h2>
<p>系统将在5秒后返回<a href="/">网站首页</a>。</p></div></body></html>"""
_CHALLENGE_521 = (
    "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_')+('c')+('l')+('e')+('a')+('r')+('a')+('n')"
    "+('c')+('e')+('=')+(+!+[]+'')+(2+5+'')+(-~[3]+'')+('|')+('-')+('|')+('q')+('C')+('%')+(3+'')+('D')"
    "+(';')+('m')+('a')+('x')+('-')+('a')+('g')+('e')+('=')+(9+'')+('0')+('0');"
    "location.href=location.pathname+location.search</script>"
)
_CHALLENGE_412 = """<!DOCTYPE html><html><head><meta charset="utf-8">
<meta id="Kq3xSampleOnly7" content="cUQ1c2FtcGxlLW9ubHk" r="m">
<script type="text/javascript" r="m">$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=10817;</script>
<script type="text/javascript" charset="iso-8859-1" src="/Kq3xSampleOnly7.js" r="m"></script>
</head><body></body></html>"""
_WAF = """<!doctype html><html><head><meta charset="utf-8"><title>网站防火墙</title></head>
<body><div class="panel"><h3>网站防火墙</h3><p>您的请求带有不合法参数，已被网站管理员设置拦截！</p>
<p>可能原因：您提交的内容包含危险的攻击请求</p></div></body></html>"""
_MAINTENANCE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>系统维护公告</title></head>
<body><h1>系统维护中</h1>
<p>为提升服务质量，网站正在升级维护，暂停访问，给您带来不便敬请谅解。</p></body></html>"""
_SPAM = """<!DOCTYPE html><html><head><meta charset="utf-8">
<title>金满堂娱乐城-真人百家乐_体育投注_彩票平台</title>
<meta name="keywords" content="娱乐城,百家乐,体育投注,彩票平台,老虎机"></head>
<body><h1>金满堂娱乐城官方网址</h1><p>注册即送彩金，真人百家乐、体育投注、电子老虎机、彩票平台二十四小时在线，
首存优惠，提现秒到账。</p><p>最新地址，百家乐技巧，投注攻略，娱乐城优惠活动，手机版下载。</p>
<ul><li><a href="/app/">投注APP下载</a></li><li><a href="/vip/">VIP线路</a></li></ul></body></html>"""
_LOGIN = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>统一身份认证</title></head>
<body><form action="/sso/login" method="post"><h1>用户登录</h1><label>用户名<input name="user"></label>
<label>密码<input name="password" type="password"></label><label>验证码<input name="code"></label>
<button>登录</button></form></body></html>"""

_DOMAIN_NOTICE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>网站域名变更公告</title></head>
<body><h1>网站域名变更公告</h1><p>因网站迁移，本网站域名已变更，原域名停止使用，请访问新网址。</p></body></html>"""


def answer(kind: Answer) -> Resource:
    """The response of a refusal; raises KeyError for an answer that is none."""
    if kind is Answer.REDIRECT_HOME:
        return Resource(302, _HTML, b"", (("Location", "/"),))
    status, body, headers = {
        Answer.SOFT_404: (200, _SOFT_404, ()),
        Answer.CHALLENGE_521: (521, _CHALLENGE_521, (("X-Via-Jsl", "0000000,-"),)),
        Answer.CHALLENGE_412: (412, _CHALLENGE_412, ()),
        Answer.WAF: (200, _WAF, ()),
        Answer.MAINTENANCE: (200, _MAINTENANCE, ()),
        Answer.SPAM: (200, _SPAM, ()),
        Answer.EMPTY: (200, "", ()),
        Answer.LOGIN: (200, _LOGIN, ()),
        Answer.DOMAIN_NOTICE: (200, _DOMAIN_NOTICE, ()),
    }[kind]
    return Resource(status, _HTML, body.encode(), headers)
