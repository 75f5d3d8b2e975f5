"""A response that is not the page is told as what it is; a page that only speaks of such things is none."""

from __future__ import annotations

import pytest

from metadata.reader import READER_VERSION, read_page
from metadata.reading import RefusalKind
from metadata.reading_json import as_json

URL = "http://www.hean.gov.cn/x.html"


def refusal(html: str, status: int = 200) -> RefusalKind | None:
    found = read_page(html.encode(), url=URL, status=status).refusal
    return found.kind if found else None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("您访问的页面不存在", RefusalKind.SOFT_404),
        ("对不起，该信息已被删除！", RefusalKind.SOFT_404),
        ("抱歉，没有找到您要的文章", RefusalKind.SOFT_404),
        ("您的访问过于频繁，请稍后再试", RefusalKind.BLOCKED),
        ("您的请求已被拦截", RefusalKind.BLOCKED),
        ("请完成验证后继续访问 滑动验证", RefusalKind.CHALLENGE),
        ("系统错误，请联系管理员", RefusalKind.ERROR_SHELL),
        ("本网站已迁移，请访问新网站", RefusalKind.DOMAIN_NOTICE),
        ("网站正在维护中", RefusalKind.MAINTENANCE),
        ("登录超时，请重新登录", RefusalKind.LOGIN),
    ],
)
def test_short_pages_are_told_by_their_words(words: str, kind: RefusalKind) -> None:
    assert refusal(f"<html><body><p>{words}</p></body></html>") is kind


@pytest.mark.parametrize(
    "words",
    [
        "网站正在维护中",
        "系统正在升级维护中，请稍后访问",
        "网站建设中",
        "建设中…",
        "该栏目正在建设中！",
        "系统维护中",
        "官网升级中请稍候",
        "系统升级公告",
        "网站升级维护期间",
        "网站升级改造",
        "网站正在升级改造，请稍后访问",
    ],
)
def test_a_site_under_maintenance_says_so_in_many_ways(words: str) -> None:
    assert refusal(f"<html><body><p>{words}</p></body></html>") is RefusalKind.MAINTENANCE


@pytest.mark.parametrize(
    "words",
    [
        "和安市信息化建设中心职责：承担全市电子政务网络的规划。",
        "和安市网站建设中心",
        "和安市星河区老旧小区升级改造项目公示：文渡路12号等六处。",
        "老旧小区正在升级改造，预计年底完成。",
        "在项目建设中，我局坚持公开透明。",
        "政府网站建设中存在的问题及整改情况",
        "工程建设期间，车辆请绕行。",
        "依法维护中小企业权益",
    ],
)
def test_a_short_page_of_building_and_renewal_is_no_maintenance(words: str) -> None:
    assert refusal(f"<html><body><p>{words}</p></body></html>") is not RefusalKind.MAINTENANCE


def test_an_article_that_speaks_of_such_things_is_no_refusal() -> None:
    html = (
        "<h1>关于网站维护的公告</h1><p>发布时间：2019-03-26 来源：市大数据局</p>"
        "<div id=zoom><p>本网站将于周六进行系统维护，期间页面可能不存在或无法访问。</p></div>"
    )
    assert refusal(html) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (521, RefusalKind.CHALLENGE),
        (412, RefusalKind.CHALLENGE),
        (403, RefusalKind.BLOCKED),
        (404, RefusalKind.SOFT_404),
        (410, RefusalKind.SOFT_404),
        (500, RefusalKind.ERROR_SHELL),
        (503, RefusalKind.ERROR_SHELL),
    ],
)
def test_an_error_status_is_a_refusal_whatever_the_body_says(status: int, kind: RefusalKind) -> None:
    assert refusal("<p>x</p>", status) is kind
    assert (
        refusal("<h1>和安市水务局2018年政府信息公开工作年度报告</h1><p>发布时间：2019-03-26</p>", status)
        is kind
    )


def test_a_page_with_nothing_to_read_is_empty_and_says_where_it_forwards_to() -> None:
    found = read_page(b'<meta http-equiv="refresh" content="0;url=./index.html">', url=URL).refusal
    assert found is not None
    assert (found.kind, found.quote) == (RefusalKind.EMPTY, "forwards to ./index.html")


def test_a_reading_as_json_has_the_promised_keys() -> None:
    found = as_json(read_page(b"<p>x</p>", url=URL))
    assert set(found) == {
        *("url", "kind", "title", "organ", "source", "published_on", "signed_on", "url_date", "report_year"),
        *(
            "period_start",
            "period_end",
            "scope",
            "text",
            "sections",
            "tables",
            "attachments",
            "refusal",
            "dates",
        ),
        *("evidence", "reader_version", "charset"),
    }
    assert found["reader_version"] == READER_VERSION


@pytest.mark.parametrize(
    ("title", "words", "kind"),
    [
        ("宝塔防火墙", "正在检查您的浏览器，请稍后...", RefusalKind.CHALLENGE),
        ("云防御", "当前访问疑似黑客攻击，已被网站管理员设置为拦截", RefusalKind.BLOCKED),
        ("提示", "抱歉，您所在的国家或地区不允许访问本网站", RefusalKind.BLOCKED),
        ("提示", "对不起，您的IP地址不在允许访问范围内！", RefusalKind.BLOCKED),
        ("404", "返回首页", RefusalKind.SOFT_404),
        ("Error", "The page cannot be found", RefusalKind.SOFT_404),
        ("某市人民政府", "对不起，您访问的文章未审核或已取消发布", RefusalKind.SOFT_404),
        ("公告", "因集约化建设需要，本网站已整体迁移至市政府门户网站", RefusalKind.DOMAIN_NOTICE),
        ("网址变更", "我局门户网站网址已变更，5秒后自动跳转", RefusalKind.DOMAIN_NOTICE),
        ("关停公告", "根据要求，本网站已于2021年12月31日正式下线", RefusalKind.DOMAIN_NOTICE),
        ("夜间关闭", "当前不在服务时间，请于明日访问", RefusalKind.MAINTENANCE),
        ("x", "您的浏览器不支持JavaScript，请启用后刷新页面", RefusalKind.EMPTY),
        ("开云体育(中国)官方网站-登录入口", "官方入口 app下载", RefusalKind.SPAM),
        ("ag真人-ag旗舰厅_九游会", "真人视讯 电子游艺", RefusalKind.SPAM),
        ("Welcome to nginx!", "Welcome to nginx!", RefusalKind.ERROR_SHELL),
        ("Index of /zwgk", "Index of /zwgk", RefusalKind.ERROR_SHELL),
    ],
)
def test_guards_and_shells_are_told_by_title_and_words(title: str, words: str, kind: RefusalKind) -> None:
    assert refusal(f"<html><head><title>{title}</title></head><body><p>{words}</p></body></html>") is kind


def test_a_page_that_asks_for_a_password_is_a_login_wall() -> None:
    form = "<form method=post>个人登录 法人登录 <input type='password' name=pwd> 注册</form>"
    assert refusal(f"<title>网上办事大厅</title><body>{form}</body>") is RefusalKind.LOGIN


@pytest.mark.parametrize(
    "title",
    [
        "和安市体育彩票管理中心2023年政府信息公开工作年度报告",
        "关于加强娱乐场所、彩票投注站、棋牌室管理的通知",
        "关于加快三大平台下载注册工作、查处博彩赌场的通告",
        "和安市渔业局关于禁止捕鱼和六合彩赌博的公告",
    ],
)
def test_organs_that_write_of_lotteries_and_fishing_are_no_spam(title: str) -> None:
    assert (
        refusal(f"<title>{title}</title><body><h1>{title}</h1><p>加快三年行动，注册送达。</p></body>") is None
    )
