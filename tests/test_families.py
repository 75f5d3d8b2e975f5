"""Every family reads the lists of its kind: pages in the likeness of real ones, with invented organs."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from metadata.families import (
    FAMILIES,
    ServedPage,
    channel_reached,
    detect_family,
    find_family,
    read_listing,
)

CASES = sorted(path.parent for path in (Path(__file__).parent / "lists").glob("*/*/response.json"))

UNMARKED = {"trs/landing_by_refresh", "trs/landing_by_script", "trs/challenge_is_no_landing"}
"""Pages of 300 bytes that bear no product's marks: the profile names their family."""


def name_of(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


def response_of(case: Path) -> tuple[bytes, dict[str, str]]:
    return next(case.glob("body.*")).read_bytes(), json.loads((case / "response.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_list_page_reads_as_a_person_reads_it(case: Path) -> None:
    body, response = response_of(case)
    listing = asdict(
        read_listing(
            body,
            url=response["url"],
            content_type=response["content_type"],
            within=response.get("within"),
            family=find_family(case.parent.name),
        )
    )
    read = json.loads(json.dumps(listing, ensure_ascii=False, default=date.isoformat))
    expected = case / "expected.json"
    if not expected.exists():
        expected.write_text(json.dumps(read, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{name_of(case)}: expected.json was missing and is written now: read it, then run again")
    told = json.loads(expected.read_text(encoding="utf-8"))
    for field, value in told.items():
        assert read[field] == value, f"{name_of(case)}: {field}"


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_the_family_is_told_from_the_page(case: Path) -> None:
    body, response = response_of(case)
    page = ServedPage.of(body, url=response["url"], content_type=response["content_type"])
    assert detect_family(page).id == ("generic" if name_of(case) in UNMARKED else case.parent.name)


def test_every_family_has_a_case() -> None:
    assert {case.parent.name for case in CASES} == {family.id for family in FAMILIES}


def test_a_page_of_another_product_than_the_named_one_is_read_as_what_it_is() -> None:
    case = Path(__file__).parent / "lists" / "guangdong" / "catalogue_answer"
    body, response = response_of(case)
    named, told = (
        read_listing(body, url=response["url"], family=find_family(each)) for each in ("trs", "guangdong")
    )
    assert named == told
    assert told.entries


@pytest.mark.parametrize("label", ["", "标题:", "标题\uff1a", "文章标题\uff1a", "名称 \uff1a "])
def test_a_title_that_is_cut_is_read_whole_from_its_attribute_whatever_stands_before_it(label: str) -> None:
    titles = [f"清川市{organ}局2018年政府信息公开工作年度报告" for organ in ("教育", "财政", "审计")]
    rows = "".join(
        f'<li><a href="t20190301_{number}.html" title="{label}{title}">{title[:12]}...</a> 2019-03-01</li>'
        for number, title in enumerate(titles)
    )
    listing = read_listing(f"<ul>{rows}</ul>".encode(), url="http://www.qingchuan.example/zwgk/")
    assert [entry.title for entry in listing.entries] == titles


def test_a_year_whose_title_attribute_is_blank_is_called_by_its_words() -> None:
    links = "".join(f'<a href="{year}.html" title=" ">{year}年</a>' for year in (2022, 2023))
    url = "http://www.qingchuan.example/zwgk/nb/"
    listing = read_listing(f"<html><body>{links}</body></html>".encode(), url=url)
    assert [channel.title for channel in listing.channels] == ["2022年", "2023年"]


@pytest.mark.parametrize("reached", ["http://x.example/nb/", "https://www.x.example/nb/index.html"])
def test_a_channel_without_its_last_slash_does_not_take_in_its_neighbours(reached: str) -> None:
    assert channel_reached("http://x.example/nb", reached) == reached


def test_a_report_that_is_a_file_below_its_channel_is_no_channel() -> None:
    title = "清川市档案馆2023年政府信息公开年度报告"
    rows = f'<li><a href="nb/2023.pdf">{title}</a><span>2024-01-30</span></li><li><a href="nb/ld.htm">领导</a></li>'
    url = "http://www.qingchuan.example/xxgk/nb.htm"
    listing = read_listing(
        f"<html><body><ul>{rows}</ul></body></html>".encode(), url=url, family=find_family("vsb")
    )
    assert [entry.title for entry in listing.entries] == [title]
    assert [channel.title for channel in listing.channels] == ["领导"]


@pytest.mark.parametrize(
    ("family", "column", "below"),
    [
        ("vsb", "/xxgk/nb.htm", "/xxgk/nb/nb2022.htm"),
        ("anhui", "/XxgkAnnualReport/", "/XxgkAnnualReport/?year=2022"),
        ("trs", "/zwgk/nb/", "/zwgk/nb/2022/"),
    ],
)
def test_a_channel_in_two_spellings_is_one_and_no_entry(family: str, column: str, below: str) -> None:
    host, title = "qingchuan.example", "2022年政府信息公开年度报告"
    rows = "".join(
        f"<li><a href='{start}{host}{below}'>{title}</a><span>2023-01-30</span></li>"
        for start in ("http://", "https://www.")
    )
    listing = read_listing(
        f"<html><body><ul>{rows}</ul></body></html>".encode(),
        url=f"http://{host}{column}",
        family=find_family(family),
    )
    assert [channel.url for channel in listing.channels] == [f"http://{host}{below}"]
    assert (listing.entries, listing.next_pages) == ((), ())


def test_the_pages_that_a_script_writes_lie_where_the_base_of_the_page_says() -> None:
    head = "<head><base href='/zwgk/nb/'></head>"
    body = f"<html>{head}<body><script>createPageHTML(2, 0, 'index', 'html')</script></body></html>"
    listing = read_listing(body.encode(), url="http://www.qingchuan.example/nb.jsp?id=7")
    assert listing.next_pages == ("http://www.qingchuan.example/zwgk/nb/index_1.html",)


CHANNEL = "http://www.qingchuan.example/zwgk/ndbg/index.html"
REPORT = "清川市档案馆2023年政府信息公开工作年度报告"


def test_a_box_of_news_is_no_list_though_one_of_its_lines_is_on_disclosure() -> None:
    titles = ["清川市召开政务公开工作会议", *(f"市长调研第{number}个项目建设情况" for number in range(9))]
    news = "".join(
        f'<li><a href="/xw/202401/t20240130_{number}.html">{title}</a><span>2024-01-30</span></li>'
        for number, title in enumerate(titles)
    )
    row = f'<li><a href="./202401/t20240130_77.html">{REPORT}</a><span>2024-01-30</span></li>'
    body = f'<div class="news"><ul>{news}</ul></div><ul>{row}</ul>'
    assert [entry.title for entry in read_listing(body.encode(), url=CHANNEL).entries] == [REPORT]


def test_a_link_that_nobody_closed_is_no_report_for_the_words_behind_it() -> None:
    article = f"<h1>{REPORT}</h1><p>{'全年主动公开政府信息若干条，答复及时。' * 30}</p>"
    body = f'<div><a href="/index.html?link=zjzc">政府信息公开年报{article}</div>'
    assert read_listing(body.encode(), url=CHANNEL).entries == ()
