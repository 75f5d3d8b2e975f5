"""Lists in the shapes that portals give them: whatever leads to a report leads there, and nothing else is asked for."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from crawler.crawl import CrawlSummary

Crawls = Callable[..., CrawlSummary]


def title(number: int) -> str:
    return f"云溪县第{number}局2023年政府信息公开工作年度报告"


def html(content: str, head: str = "<meta charset='utf-8'>") -> str:
    return f"<!DOCTYPE html><html><head>{head}<title>信息公开年报</title></head><body>{content}</body></html>"


def rows(
    address: str, numbers: range = range(3), row: str = '<li><a href="{}">{}</a> <i>2024-01-30</i></li>'
) -> str:
    return "".join(row.format(address.format(number), title(number)) for number in numbers)


@dataclass
class Shape:
    """List pages by path, the first where the crawl begins; the address of a report; how many there are."""

    lists: dict[str, str]
    report: str
    reports: int = 3
    frames: dict[str, str] = field(default_factory=dict)
    """Pages that lead to the lists and are none."""
    family: str = "detect"
    """What the profile names."""


def paged(*names: str, report: str, pager: str, family: str = "detect") -> Shape:
    """Three list pages of one report each; `pager` stands below each."""
    return Shape(
        {
            f"/gk/nb/{name}": html(f"<ul>{rows(report, range(page, page + 1))}</ul>{pager}")
            for page, name in enumerate(names)
        },
        report,
        family=family,
    )


TRS = "/gk/nb/202401/t20240130_10{}.html"
PLAIN = "/gk/nb/baogao-{}.html"
TRS_PAGES = ("", "index_1.html", "index_2.html")
UCAP_PAGES = ("", "index_2.html", "index_3.html")
OLD_TEMPLATE = """<script>
//WCM
var currentPage = 0;//from 0 on
var nextPage = currentPage+1//next
var countPage = 3//pages
document.write("共"+countPage+"页");
if(countPage>1) document.write("<a href=\\"index"+"_" + nextPage + "."+"html\\">下一页</a>");
</script>"""
YEARS = "".join(f"<li><a href='{{}}{year}{{}}'>{year}年</a></li>" for year in (2022, 2023))
NEWS = "".join(
    f"<li><a href='/xw/202402/t20240201_2{number:02}.html'>云溪要闻第{number}条</a> 2024-02-01</li>"
    for number in range(20)
)


def only(content: str, report: str = PLAIN) -> Shape:
    return Shape({"/gk/nb/": html(content)}, report)


def by_year(years: str, *paths: str) -> Shape:
    """A page of years that shows no report, and two years."""
    return Shape(
        {"/gk/nb/": html(years)}
        | {path: html(rows(PLAIN, range(number, number + 1))) for number, path in enumerate(paths)},
        PLAIN,
        len(paths),
    )


SHAPES = {
    "call with variables": paged(
        *TRS_PAGES,
        report=TRS,
        pager="<script>var pages = 3, now = '0';\ncreatePageHTML(pages, now, 'index', 'html');</script>",
    ),
    "call in other letters": paged(
        *TRS_PAGES, report=TRS, pager="<script>createPageHtml (3,0,'index','.html')</script>"
    ),
    "call of window": paged(
        *TRS_PAGES, report=TRS, pager="<script>window.createPageHTML(3,0,'index','html')</script>"
    ),
    "call left in a comment": paged(
        *TRS_PAGES,
        report=TRS,
        pager="<script>//createPageHTML(9,0,'nb','shtml');\ncreatePageHTML(3,0,'index','html');</script>",
    ),
    "template that writes its links": paged(*TRS_PAGES, report=TRS, pager=OLD_TEMPLATE),
    "pager of another product": paged(
        *UCAP_PAGES,
        report=TRS,
        pager="<script>createPageHTML('page_div',3,1,'index','html',3)</script>",
        family="trs",
    ),
    "next page of a select": paged(
        *UCAP_PAGES,
        report=PLAIN,
        pager="<select onchange='location=this.value'><option value='index.html'>第1页</option>"
        "<option value='index_2.html'>第2页</option><option value='index_3.html'>第3页</option></select>",
    ),
    "next page of a script": paged(
        *UCAP_PAGES,
        report=PLAIN,
        pager="<a href='javascript:;' onclick=\"location.href='index_2.html'\">下一页</a>"
        "<a href=\"javascript:goUrl('/gk/nb/index_3.html')\">尾页</a>",
    ),
    "next page as a picture": paged(
        *UCAP_PAGES,
        report=PLAIN,
        pager="<a href='index_2.html'><img alt='下一页' src=''></a><a href='index_3.html' title='尾页'><i></i></a>",
    ),
    "numbers with words": paged(
        *UCAP_PAGES,
        report=PLAIN,
        pager="<a href='index_2.html'>第2页</a><a href='index_3.html'>Last page</a>",
    ),
    "a list behind a program": Shape(
        {
            "/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=7": html(
                f"<!--Announced by Visual SiteBuilder 9-->{rows('/info/7/10{}.htm', range(2))}"
                "<a href='list.jsp?a5p=2&amp;urltype=tree.TreeTempUrl&amp;wbtreeid=7'>下页</a>"
            ),
            "/list.jsp?a5p=2&urltype=tree.TreeTempUrl&wbtreeid=7": html(
                f"<!--Announced by Visual SiteBuilder 9-->{rows('/info/7/10{}.htm', range(2, 3))}"
            ),
        },
        "/info/7/10{}.htm",
    ),
    "wrapped in a page": only(
        f"<div class='page-content'><div id='page'><ul>{rows(TRS)}</ul></div></div>", TRS
    ),
    "wrapped in a menu": only(f"<div class='nav_list'><ul>{rows(TRS)}</ul></div>", TRS),
    "no dates and addresses of no product": only(rows(PLAIN, row="<li><a href='{}'>{}</a></li>")),
    "day and month alone": only(rows(PLAIN, row="<li><a href='{}'>{}</a><b>01-30</b></li>")),
    "by parameter": Shape(
        {"/gk/list.php?cid=7": html(rows("view.php?id={}", row="<p><a href='{}'>{}</a></p>"))},
        "/gk/view.php?id={}",
    ),
    "upper-case suffix": only(rows("/gk/nb/202401/t20240130_1{}.HTM"), "/gk/nb/202401/t20240130_1{}.HTM"),
    "opened by a script": only(
        rows(PLAIN, row="<div><a href='javascript:void(0)' onclick=\"window.open('{}')\">{}</a></div>")
    ),
    "in a textarea": only(f"<textarea style='display:none'><ul>{rows(PLAIN)}</ul></textarea>"),
    "in a template": only(f"<script type='text/template'><ul>{rows(TRS)}</ul></script>", TRS),
    "written row by row": only(
        rows(
            TRS,
            row="<script>document.write('<li><a href=\"{}\">{}</a> 2024-01-30</li>');</script>",
        ),
        TRS,
    ),
    "in a frame": Shape(
        {"/gk/nb/list.html": html(rows(PLAIN))},
        PLAIN,
        frames={
            "/gk/nb/": html(
                "<iframe src='/inc/top.html'></iframe><a href='/'>首页</a><iframe src='list.html'></iframe>"
            )
        },
    ),
    "behind a page that loads another": Shape(
        {"/gk/nb/list.html": html(rows(PLAIN))},
        PLAIN,
        frames={"/gk/nb/": "<html><body onload=\"window.location='list.html'\"></body></html>"},
    ),
    "beside a longer box of news": only(
        f"<div class='main'><ul>{rows(TRS)}</ul></div><div class='side'><ul>{NEWS}</ul></div>", TRS
    ),
    "years of a select": by_year(
        "<select onchange='go(this)'><option>年份</option><option value='2022/'>2022年</option>"
        "<option value='/gk/nb/2023/index.html'>2023</option></select>",
        "/gk/nb/2022/",
        "/gk/nb/2023/index.html",
    ),
    "years as files": by_year(YEARS.format(*["", ".html"] * 2), "/gk/nb/2022.html", "/gk/nb/2023.html"),
    "years with dates": by_year(
        "".join(
            f"<li><a href='{year}/'>{year}年政府信息公开年度报告</a><i>{year}-03-30</i></li>"
            for year in (2022, 2023)
        ),
        "/gk/nb/2022/",
        "/gk/nb/2023/",
    ),
    "years elsewhere on the host": by_year(YEARS.format(*["/gk/", "nb/"] * 2), "/gk/2022nb/", "/gk/2023nb/"),
    "years beside their channel": by_year(
        "<!--Announced by Visual SiteBuilder 9-->"
        + "".join(f"<p><a href='/gk/nb{y}.htm'>{y}年政府信息公开年度报告</a></p>" for y in (2022, 2023)),
        "/gk/nb2022.htm",
        "/gk/nb2023.htm",
    ),
    "years behind a program": by_year(
        "".join(f"<p><a href='/list.jsp?cid={y}'>{y}年政府信息公开年度报告</a></p>" for y in (2022, 2023)),
        "/list.jsp?cid=2022",
        "/list.jsp?cid=2023",
    ),
    "years in upper case": by_year(
        YEARS.format(*["", "/INDEX.HTM"] * 2), "/gk/nb/2022/INDEX.HTM", "/gk/nb/2023/INDEX.HTM"
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_report_of_a_list_is_had_and_nothing_else(
    name: str, portal: Any, collection: Any, crawl: Crawls
) -> None:
    shape = SHAPES[name]
    for path, body in {**shape.frames, **shape.lists}.items():
        portal.page(path, body)
    reports = [shape.report.format(number) for number in range(shape.reports)]
    for number, path in enumerate(reports):
        portal.report(path, f"云溪县第{number}局")
    start = next(iter(shape.frames or shape.lists))
    summary = crawl(portal.profile_text(channel=start).replace('"trs"', f'"{shape.family}"'))
    assert sorted(portal.paths()) == sorted(["/robots.txt", *shape.frames, *shape.lists, *reports])
    assert (summary.entries, summary.pages, summary.missing) == (shape.reports, shape.reports, ())
    db = sqlite3.connect(collection.catalogue_path)
    assert set(db.execute("select complete from walks")) == {(1,)}
    titles = db.execute("select title from reports order by title").fetchall()
    assert titles == [(title(number),) for number in range(shape.reports)]
    db.close()


def test_further_pages_under_another_spelling_of_the_host_are_had(portal: Any) -> None:
    from metadata.families import read_listing

    body = html(f"{rows(PLAIN)}<a href='https://yunxi.gov.cn/gk/nb/index_2.html'>下一页</a>").encode()
    listing = read_listing(body, url="http://www.yunxi.gov.cn/gk/nb/")
    assert listing.next_pages == ("https://yunxi.gov.cn/gk/nb/index_2.html",)


@pytest.mark.parametrize(
    "pager",
    [
        "<a href=\"javascript:__doPostBack('P','2')\">下一页</a><a href=\"javascript:__doPostBack('P','3')\">尾页</a>",
        "<a href='#' onclick='turn(2)'>2</a><a href='#' onclick='turn(3)'>3</a><a href='#' onclick='on()'>下一页</a>",
        "<span>共 <b>3</b> 页</span><a href='javascript:;'>下一页</a>",
        "第1/3页",
    ],
)
@pytest.mark.parametrize("family", ["trs", "generic", "detect"])
def test_pages_that_only_a_script_turns_to_are_missed(
    pager: str, family: str, portal: Any, crawl: Crawls
) -> None:
    portal.page("/ndbg/", html(rows(TRS) + pager))
    for number in range(3):
        portal.report(TRS.format(number))
    summary = crawl(portal.profile_text().replace('"trs"', f'"{family}"'))
    assert summary.missing == (f"{portal.url}/ndbg/: no list: it states 3 pages, 1 were had",)


@pytest.mark.parametrize(
    "row",
    [
        '<dl><dt><a href="{}">{}</a></dt><dd>2024-01-30</dd></dl>',
        '<a href="{}">{}</a> 2024-01-30<br>',
        '<ul><li>1</li><li class="mc"><a href="{}">{}</a></li><li class="rq">2024-01-30</li></ul>',
        '<a href="{}">{}</a><em>2024-01-30</em><a href="javascript:share()">分享</a>',
    ],
)
def test_a_date_behind_the_title_is_the_listed_one(
    row: str, portal: Any, collection: Any, crawl: Crawls
) -> None:
    portal.page("/ndbg/", html(f"<div>{rows(TRS, row=row)}</div>"))
    crawl(portal.profile_text())
    db = sqlite3.connect(collection.catalogue_path)
    assert db.execute("select listed_on from listings").fetchall() == [("2024-01-30",)] * 3
    db.close()
