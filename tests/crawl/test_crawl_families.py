"""A small site of each family, served and walked: every page of its lists is asked for, every report is had."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest

from crawler.crawl import CrawlSummary

PAGES, ROWS = 3, 2
"""Each site has so many list pages of so many reports."""


@dataclass
class Site:
    """Where a site's list begins, its list pages by path, and the address of report `n`, from 0 on."""

    start: str
    lists: dict[str, str]
    report: Callable[[int], str]
    extra: dict[str, str] = field(default_factory=dict)


def title(number: int) -> str:
    return f"清川市第{number}局2023年政府信息公开工作年度报告"


def rows(report: Callable[[int], str], page: int) -> str:
    numbers = range(page * ROWS, page * ROWS + ROWS)
    return "".join(
        f'<li><a href="{report(number)}">{title(number)}</a><span>2024-01-30</span></li>'
        for number in numbers
    )


def html(content: str) -> str:
    return f"<html><head><meta charset='utf-8'><title>年度报告</title></head><body>{content}</body></html>"


def numbered(paths: list[str], report: Callable[[int], str], more: Callable[[int], str]) -> dict[str, str]:
    """List pages in order; `more` is what stands below the rows of page `n`."""
    return {path: html(f"<ul>{rows(report, page)}</ul>{more(page)}") for page, path in enumerate(paths)}


def trs(call: str) -> Site:
    paths = ["/nb/", "/nb/index_1.html", "/nb/index_2.html"]
    report = "/nb/202401/t20240130_10{}.html".format
    script = f"<script>{call}</script>"
    return Site("/nb/", numbered(paths, report, lambda page: script % page), report)


def ucap() -> Site:
    paths = ["/qc/c100/nb.shtml", "/qc/c100/nb_2.shtml", "/qc/c100/nb_3.shtml"]
    report = "/qc/c100/2024/1/30/{:032x}.shtml".format
    call = "<script>createPageHTML('page_div',3,%d,'nb','shtml',6);</script>"
    return Site(paths[0], numbered(paths, report, lambda page: call % (page + 1)), report)


def empire() -> Site:
    paths = ["/nb/index.html", "/nb/index_2.html", "/nb/index_3.html"]
    report = "/nb/2024-01-30/10{}.html".format
    links = "".join(f'<a href="{path}">{number}</a>' for number, path in enumerate(paths, 1))
    pager = f'<div class="pager"><a title="Total record"><b>6</b></a>{links}</div>'
    return Site(paths[0], numbered(paths, report, lambda _: pager), report)


def siteserver() -> Site:
    paths = ["/channels/7.html", "/channels/7_2.html", "/channels/7_3.html"]
    report = "/contents/7/10{}.html".format
    after = [f'<a href="{path}">下一页</a>' for path in paths[1:]] + [""]
    return Site(
        paths[0],
        numbered(paths, report, lambda page: after[page] + f"共 6 条 当前第 {page + 1} / 3 页"),
        report,
    )


def vsb() -> Site:
    paths = ["/gk/nb.htm", "/gk/nb/2.htm", "/gk/nb/1.htm"]
    report = "/info/1001/10{}.htm".format
    after = [f'<a href="{path}">下页</a>' for path in paths[1:]] + [""]
    mark = "<!--Announced by Visual SiteBuilder 9-->"
    return Site(paths[0], numbered(paths, report, lambda page: mark + after[page]), report)


def hanweb_groups() -> Site:
    report = "/art/2024/1/30/art_7_10{}.html".format
    proxy = "/module/web/jpage/dataproxy.jsp?page={}&appid=1&appid=1&webid=9&columnid=7&unitid=5"

    def store(page: int) -> str:
        group = (
            f'<nextgroup><![CDATA[<a href="{proxy.format(page + 1)}"></a>]]></nextgroup>' if page < 2 else ""
        )
        records = f"<record><![CDATA[{rows(report, page)}]]></record>"
        return f"<datastore>{group}<recordset>{records}</recordset></datastore>"

    first = html(f'<div id="5"><script type="text/xml">{store(0)}</script></div>')
    return Site(
        "/col/col7/index.html",
        {"/col/col7/index.html": first, proxy.format(1): store(1), proxy.format(2): store(2)},
        report,
    )


def hanweb_units() -> Site:
    report = "/art/2024/art_{:032x}.html".format
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    shell = f"""<script url="{unit}" queryData="{{'webId':'31','pageId':'7'}}"></script>"""

    def answer(page: int) -> str:
        return json.dumps({"data": {"html": f"<ul>{rows(report, page)}</ul>" if page < PAGES else ""}})

    def address(page: int) -> str:
        asked = quote(json.dumps({"pageNo": page + 1, "pageSize": 15}, separators=(",", ":")))
        return f"{unit}?webId=31&pageId=7" + (f"&paramJson={asked}" if page else "")

    lists = {address(page): answer(page) for page in range(PAGES)}
    return Site(
        "/col/col7/index.html", lists, report, {"/col/col7/index.html": html(shell), address(3): answer(3)}
    )


def guangdong() -> Site:
    paths = ["/nb/index.html", "/nb/index_2.html", "/nb/index_3.html"]
    report = "/nb/content/post_10{}.html".format
    links = "".join(f'<a href="{path}">{number}</a>' for number, path in enumerate(paths, 1))
    return Site(paths[0], numbered(paths, report, lambda _: f"<div class=page>{links}</div>"), report)


def guangdong_catalogue() -> Site:
    report = "/qc/gkmlpt/content/1/10{}/post_10{}.html"

    def answer(page: int) -> str:
        numbers = range(page * ROWS, page * ROWS + ROWS) if page < PAGES else ()
        articles = [{"url": report.format(n, n), "title": title(n), "date": "2024-01-30"} for n in numbers]
        # It counts a row that it does not show: only an empty answer is its end.
        return json.dumps({"articles": articles, "total": PAGES * ROWS + 1})

    start, address = "/qc/gkmlpt/annualreport", "/qc/gkmlpt/api/all/26?page={}&sid=175".format
    shell = html("<script>window._CONFIG = {SID: '175', CID: '26'};</script>")
    lists = {address(page + 1): answer(page) for page in range(PAGES)}
    extra = {start: shell, address(PAGES + 1): answer(PAGES)}
    return Site(start, lists, lambda n: report.format(n, n), extra)


def anhui() -> Site:
    paths = ["/XxgkAnnualReport/", "/XxgkAnnualReport/?year=2022", "/XxgkAnnualReport/?year=2021"]
    report = "/XxgkAnnualReport/show/10{}.html".format
    years = "".join(f'<a href="/XxgkAnnualReport/?year={year}">{year}年</a>' for year in (2022, 2021))
    return Site(paths[0], numbered(paths, report, lambda _: years), report)


def generic() -> Site:
    paths = ["/gk/nb/", "/gk/nb/?page=2", "/gk/nb/?page=3"]
    report = "/gk/nb/baogao-{}.html".format
    links = "".join(f'<a href="{path}">{number}</a>' for number, path in enumerate(paths, 1))
    return Site(paths[0], numbered(paths, report, lambda _: f"<div class=page>{links}</div>"), report)


SITES = {
    "trs": trs('createPageHTML(3, %d, "index", "html");'),
    "trs, newer": trs("Pager({size:3,current:%d,prefix:'index',suffix:'html'});"),
    "ucap": ucap(),
    "empire": empire(),
    "siteserver": siteserver(),
    "vsb": vsb(),
    "hanweb": hanweb_groups(),
    "hanweb, jpaas": hanweb_units(),
    "guangdong": guangdong(),
    "guangdong, gkmlpt": guangdong_catalogue(),
    "anhui": anhui(),
    "generic": generic(),
}


@pytest.mark.parametrize("named", [True, False], ids=["named", "told"])
@pytest.mark.parametrize("family", SITES)
def test_every_list_page_and_every_report_of_a_site_is_had(
    family: str, named: bool, portal: Any, collection: Any, crawl: Callable[..., CrawlSummary]
) -> None:
    site = SITES[family]
    for path, body in {**site.lists, **site.extra}.items():
        portal.page(path, body)
    for number in range(PAGES * ROWS):
        portal.report(site.report(number), f"清川市第{number}局")
    profile = portal.profile_text(channel=site.start)
    summary = crawl(profile.replace('"trs"', f'"{family.split(",")[0] if named else "detect"}"'))
    assert set(site.lists) <= set(portal.paths())
    assert {site.report(number) for number in range(PAGES * ROWS)} <= set(portal.paths())
    assert (summary.entries, summary.pages, summary.missing) == (PAGES * ROWS, PAGES * ROWS, ())
    db = sqlite3.connect(collection.catalogue_path)
    # Only of complete walks it is told what was taken out of a list.
    assert set(db.execute("select complete from walks")) == {(1,)}
    db.close()
