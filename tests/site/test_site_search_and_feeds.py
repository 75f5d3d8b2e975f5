"""Search with the same query as CSV, JSON and Atom; feeds and the site map; contacts kept out of all of them."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from urllib.parse import quote

import pytest
import site_archive
from conftest import CrawledSample
from hostile_queries import hostile_queries
from site_visitor import Get, visitor

from archive.collection import create_collection
from archive.intake import Intake
from archive.published import publish
from archive.site.atom import Entry, Feed, atom
from archive.site.privacy import covered

ATOM = "{http://www.w3.org/2005/Atom}"
CONTACT = "联系 organ:教育局"


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_example_of_how_to_ask_is_understood(get: Get, language: str) -> None:
    examples = re.findall(r'<dt><a href="([^"]*)">', get(f"{language}/search").text)
    assert len(examples) >= 10
    for example in examples:
        assert not re.search("按文字检索|searched as text", get(example).text), example


def test_a_search_gives_the_same_hits_in_every_form(get: Get) -> None:
    page = get("/search?q=疏浚&sort=date").text
    told = get("/search.json?q=疏浚&sort=date").json()
    table = list(csv.DictReader(io.StringIO(get("/search.csv?q=疏浚&sort=date").text.lstrip("\ufeff"))))
    feed = ElementTree.fromstring(get("/search.atom?q=疏浚").text)
    reports = [hit["report"] for hit in told["hits"]]
    assert reports
    assert [row["report"] for row in table] == reports
    assert sorted(entry.findtext(f"{ATOM}id", "") for entry in feed.iter(f"{ATOM}entry")) == sorted(
        f"http://localhost/reports/{report}" for report in reports
    )
    assert {entry.findtext(f"{ATOM}updated", "")[:7] for entry in feed.iter(f"{ATOM}entry")} <= {
        "2026-01",
        "2026-02",
        "2026-03",
    }  # when they were captured, whatever date they state
    assert all(f"/reports/{report}" in page for report in reports)
    assert "<mark>疏浚</mark>" in page


def test_a_feed_of_a_search_has_first_what_came_in_last_whatever_date_it_states(tmp_path: Path) -> None:
    collection = create_collection(tmp_path / "collection")
    crawls = [[(year, f"{year + 1}-01-20") for year in range(1960, 2020)], [(1950, "1951-03-01")]]
    for at, reports in zip((site_archive.FIRST, site_archive.SECOND), crawls, strict=True):
        with Intake(collection) as intake:
            crawl = intake.start_crawl(
                portal="qingxi", profile_text=site_archive.PROFILE, user_agent="nianbao-test"
            )
            kept = site_archive.KeptCrawl(intake, crawl, at)
            for year, published in reports:
                body = site_archive.report_page("清溪市教育局", year, published, 12)
                kept.page(f"{site_archive.LIST}{year}.html", body)
            intake.finish_crawl(crawl, reason="finished")
    publish(collection)
    with visitor(collection) as get:
        feed = ElementTree.fromstring(get("/search.atom?q=疏浚").text)
        assert get("/search.json?q=疏浚").json()["total"] == 61
    entries = list(feed.iter(f"{ATOM}entry"))
    assert len(entries) == 50
    assert "1950年" in entries[0].findtext(f"{ATOM}title", "")
    updated = [entry.findtext(f"{ATOM}updated", "") for entry in entries]
    assert updated == sorted(updated, reverse=True)


def test_a_hit_without_a_title_is_called_by_its_address_in_a_feed(crawled_sample: CrawledSample) -> None:
    with visitor(crawled_sample.collection) as get:
        feed = ElementTree.fromstring(get("/search.atom?q=kind:other -title:报告 -title:公开").text)
    titles = [entry.findtext(f"{ATOM}title", "") for entry in feed.iter(f"{ATOM}entry")]
    assert titles
    assert all(title.startswith("http") for title in titles)


def test_facets_narrow_a_search_down(get: Get) -> None:
    page = get("/search?q=疏浚").text
    assert "/search?q=year%3A2020+%E7%96%8F%E6%B5%9A" in page
    assert (
        get("/search.json?q=“疏浚&year=2020").json()["total"]
        == get("/search.json?q=疏浚&year=2020").json()["total"]
    )
    assert get("/search.json?q=疏浚 year:2020").json()["total"] < get("/search.json?q=疏浚").json()["total"]


def test_earlier_revisions_are_found_when_asked_for_and_every_link_keeps_asking(get: Get) -> None:
    assert get("/search.json?q=公开政府信息108条").json()["total"] == 0
    assert get("/search.json?q=公开政府信息108条&revisions=all").json()["total"] == 1
    page = get("/search?q=公开政府信息108条&revisions=all&sort=date").text
    links = re.findall(
        r'href="(/search[^"]*q=[^"]*%E5[^"]*)"', page.split("<h1", 1)[1].split('<div class="results">')[1]
    )
    keeping = [link for link in links if "revisions=all" in link]
    assert len(keeping) == 5  # two orders, CSV, JSON, one facet
    assert [link for link in links if link not in keeping] == [
        f"/search?q={quote('公开政府信息108条')}&amp;sort=date",
        f"/search.atom?q={quote('公开政府信息108条')}",
    ]


def test_what_was_not_understood_is_told_in_the_language_of_the_page(get: Get) -> None:
    assert "不是可用的条件：按文字检索" in get("/search?q=year:去年").text
    assert "is no filter that is known" in get("/en/search?q=year:去年").text
    assert get("/search.json?q=(公开").json()["notes"] == [
        {
            "zh": "括号没有合上：算到末尾为止",
            "en": "a parenthesis is not closed: taken to end with the query",
        }
    ]


def test_words_typed_together_are_searched_apart_and_the_page_says_so(get: Get) -> None:
    page = get("/search?q=教育局2020年年报").text
    assert "照原样没有找到：分开检索“教育局 2020年 年报”" in page
    assert "searched as “教育局 2020年 年报”" in get("/en/search?q=教育局2020年年报").text
    told, apart = (get(f"/search.json?q={q}").json() for q in ("教育局2020年年报", "教育局 2020年 年度报告"))
    assert told["total"] == apart["total"] > 0


def test_markup_in_a_query_is_text(get: Get) -> None:
    page = get('/search?q="><script>alert(1)</script>').text
    assert "<script" not in page
    assert "&#34;&gt;&lt;script&gt;" in page or "&quot;&gt;&lt;script&gt;" in page


def test_nothing_that_is_typed_is_an_error_or_takes_longer_than_the_site_allows(get: Get) -> None:
    for query in hostile_queries():
        typed = quote(query[:6000], errors="surrogatepass")  # httpx sends no longer address
        assert get(f"/search?q={typed}").status_code == 200, query
        assert get(f"/published/reports.json?_search={typed}&_shape=array").status_code == 200, query


@pytest.mark.parametrize("form", ["/search", "/search.json", "/search.csv", "/search.atom"])
def test_contacts_stay_out_of_snippets(get: Get, form: str) -> None:
    text = get(f"{form}?q={CONTACT}").text
    assert "电话" in text or "\\u7535\\u8bdd" in text
    assert "87654321" not in text
    assert "zhangsan" not in text


@pytest.mark.parametrize(
    "text",
    [
        "联系电话：024-23456789，邮编110000",
        "电话:(024)8765 4321 转 12",
        "手机13812345678。",
        "电子邮箱：abc.d@sy.example.cn",
        "电话 8765",
        "Tel: 0990—1234567",
        "请拨１２３",
    ],
)
def test_covering_keeps_the_length_and_what_is_not_a_contact(text: str) -> None:
    told = covered(text)
    assert len(told) == len(text)
    assert covered(told) == told
    assert "邮编110000" in told or "邮编" not in text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("024-23456789", "●●●-●●●●●●●●"),
        ("电话：2345678，邮编110000", "电话：●●●●●●●，邮编110000"),
        ("电话号码：2345678、2019年", "电话号码：●●●●●●●、2019年"),
        ("电话：2345678 2019年受理12件", "电话：●●●●●●● 2019年受理12件"),
        ("电话（传真）：2345678/79", "电话（传真）：●●●●●●●/●●"),
        ("传真 0990－8765", "传真 ●●●●－●●●●"),
        ("手机短信13812345678", "手机短信●●●●●●●●●●●"),
        ("电话咨询024-23456789", "电话咨询●●●-●●●●●●●●"),
        ("电话：2345678 人事科", "电话：●●●●●●● 人事科"),
        ("服务热线12345。", "服务热线●●●●●。"),
        ("Tel.(024)8765 4321 转 12", "Tel.(●●●)●●●● ●●●● 转 ●●"),
    ],
)
def test_a_number_to_call_is_covered_whatever_stands_beside_it(text: str, told: str) -> None:
    assert covered(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "2018年受理1234件",
        "索引号 000014349/2018-00012",
        "第711号令",
        "38.441094万元",
        "传真申请12件",
        "通过电话咨询1200人次",
        "发送手机短信2000条",
        "开通热线电话，2019年接听",
        "通过热线12345件",
        "接听热线电话：23456次",
        "电话（2019年10月）",
    ],
)
def test_figures_and_numbers_of_documents_are_not_covered(text: str) -> None:
    assert covered(text) == text


def test_feeds_name_what_is_new_with_its_time(get: Get, known: dict[str, str]) -> None:
    changes = ElementTree.fromstring(get("/feeds/changes.atom").text)
    ids = [entry.findtext(f"{ATOM}id") for entry in changes.iter(f"{ATOM}entry")]
    assert f"http://localhost/diff/{known['old']}/{known['new']}" in ids
    # A report can go more than once: each time is an entry of its own.
    assert any(f"{i}".startswith(f"http://localhost/reports/{known['withdrawn_report']}#") for i in ids)
    reports = ElementTree.fromstring(get("/feeds/reports.atom").text)
    assert len(list(reports.iter(f"{ATOM}entry"))) == 4
    assert "87654321" not in get("/feeds/reports.atom").text
    findings = ElementTree.fromstring(get("/feeds/findings.atom").text)
    assert findings.findtext(f"{ATOM}updated")


def test_a_feed_can_be_narrowed_down_as_its_page_is(get: Get, known: dict[str, str]) -> None:
    def entries(path: str) -> list[str | None]:
        feed = ElementTree.fromstring(get(path).text)
        assert feed.findtext(f"{ATOM}id") == f"http://localhost{path}"
        return [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]

    (gone,) = entries("/feeds/changes.atom?kind=withdrawn")
    assert f"{gone}".startswith(f"http://localhost/reports/{known['withdrawn_report']}#")
    assert len(entries(f"/feeds/changes.atom?organ={known['organ']}")) == 1
    late = entries("/feeds/findings.atom?kind=late&year=2019")
    assert len(late) == 1
    assert "-2019#finding-" in str(late[0])
    assert 'href="/feeds/changes.atom?kind=withdrawn"' in get("/changes?kind=withdrawn").text
    assert get("/feeds/findings.atom?kind=nothing").status_code == 400


def test_a_feed_holds_whatever_text_was_archived() -> None:
    text = "]]></title>&<b>\x00\x0b\ud800 报告"
    document = atom(
        Feed(
            text,
            "https://a.example/?q=<\"'&",
            [Entry("https://a.example/1", text, "2026-01-01T00:00:00Z", text, text)],
        )
    )
    feed = ElementTree.fromstring(document.encode())
    assert (feed.findtext(f"{ATOM}entry/{ATOM}title") or "").startswith("]]></title>&<b>")


def test_the_site_map_names_reports_and_organs(get: Get, known: dict[str, str]) -> None:
    document = get("/sitemap.xml").text
    ElementTree.fromstring(document)
    assert f"<loc>http://localhost/reports/{known['report']}</loc><lastmod>2026-02-10</lastmod>" in document
    assert f"<loc>http://localhost/organs/{known['organ']}</loc>" in document
    robots = get("/robots.txt").text
    assert "Disallow: /search" in robots
    assert "Sitemap: http://localhost/sitemap.xml" in robots


def test_one_figure_is_compared_across_organs_and_years(get: Get, known: dict[str, str]) -> None:
    table = list(
        csv.DictReader(io.StringIO(get(f"/compare.csv?organ={known['organ']}").text.lstrip("\ufeff")))
    )
    assert [(row["report_year"], row["value"]) for row in table] == [("2019", "9"), ("2020", "15")]
    page = get(f"/compare?organ={known['organ']}").text
    assert "<title>清溪市教育局 2020: 15</title>" in page


def test_an_organs_figures_are_charted_with_a_table_behind(get: Get, known: dict[str, str]) -> None:
    page = get(f"/organs/{known['organ']}").text
    assert '<svg class="chart bars"' in page
    assert 'aria-label="新收申请"' in page
    assert '<td class="number">15</td>' in page.replace("\n", "")
