"""What the sample portal's reports say: figures that add up, prose that agrees, three eras, several dresses."""

from __future__ import annotations

import itertools
import re
from datetime import date
from html import unescape

import pypdfium2
import pytest

from crawler.sample.articles import Article, Markup, report_article
from crawler.sample.blocks import Body
from crawler.sample.figures import COLUMNS, figures, outcomes
from crawler.sample.markup import body_html
from crawler.sample.organs import (
    BY_ID,
    CITY_GOVERNMENT,
    DISTRICTS,
    ORGANS,
    PARTS,
    REPORT_YEARS,
    Publisher,
)
from crawler.sample.pictures import plain_png
from crawler.sample.report_pdf import place_cells, report_pdf
from crawler.sample.site import Site
from crawler.sample.tables import Grid, table3, table4
from crawler.sample.towns import TOWNS, add_towns
from metadata.pdf_fonts import settle_fonts

TABLE_YEARS = (2019, 2020, 2021)


def reports() -> list[Article]:
    return [report_article(organ, year) for organ in ORGANS for year in REPORT_YEARS]


def spoken(body: Body) -> str:
    return "".join(block.text for block in body)


def grids(body: Body) -> list[Grid]:
    return [block.grid for block in body if block.grid is not None]


def test_there_are_twelve_organs_and_more_over_eight_years_in_three_channels() -> None:
    assert len(ORGANS) >= 12
    assert len(REPORT_YEARS) == 8
    assert {organ.publisher for organ in ORGANS} == set(Publisher)


@pytest.mark.parametrize("year", TABLE_YEARS)
def test_the_tables_keep_their_arithmetic(year: int) -> None:
    for organ in ORGANS:
        held = figures(organ.id, year)
        rows = held.table3
        for column in COLUMNS:
            total = rows["outcome_total"][column]
            assert (
                rows["received"][column] + rows["carried_in"][column] == total + rows["carried_out"][column]
            )
            assert total == sum(rows[key][column] for key, _ in outcomes(year))
        assert all(row["total"] == sum(row[c] for c in COLUMNS[:-1]) for row in rows.values())
        for block in held.table4.values():
            assert block["total"] == sum(n for way, n in block.items() if way != "total")


def test_what_one_year_carries_out_the_next_carries_in() -> None:
    for organ, (year, following) in itertools.product(ORGANS, itertools.pairwise(TABLE_YEARS)):
        carried_out = figures(organ.id, year).table3["carried_out"]
        assert figures(organ.id, following).table3["carried_in"] == carried_out


def test_item_counts_run_on_from_year_to_year() -> None:
    for organ, item in itertools.product(ORGANS, ("permit", "other_service", "penalty", "coercion", "fees")):
        first, second = figures(organ.id, 2019).table2, figures(organ.id, 2020).table2
        expected = first[f"{item}_prev_items"] + first[f"{item}_item_change"]
        assert second[f"{item}_prev_items"] == expected


@pytest.mark.parametrize("year", REPORT_YEARS)
def test_the_city_aggregate_is_the_sum_of_its_parts(year: int) -> None:
    city = figures(CITY_GOVERNMENT.id, year)
    parts = [figures(organ.id, year) for organ in PARTS]
    for key, count in city.annex.items():
        assert count == sum(part.annex[key] for part in parts)
    for row, cells in city.table3.items():
        assert cells == {column: sum(part.table3[row][column] for part in parts) for column in cells}


def test_the_annex_adds_up() -> None:
    for organ, year in itertools.product(ORGANS, range(2014, 2019)):
        annex = figures(organ.id, year).annex
        channels = ("ch_gazette", "ch_website", "ch_weibo", "ch_wechat", "ch_other")
        assert annex["proactive_total"] == sum(annex[key] for key in channels)
        assert annex["app_received"] == sum(
            annex[key] for key in ("app_in_person", "app_fax", "app_online", "app_post")
        )
        assert annex["app_closed"] == annex["closed_on_time"] + annex["closed_extended"]
        assert annex["staff"] == annex["staff_full"] + annex["staff_part"]


def test_prose_tells_the_counts_of_the_tables() -> None:
    for article in reports():
        text, held = spoken(article.body), figures(article.organ, article.report_year)
        if held.table3:
            received = held.table3["received"]["total"]
            assert f"新收政府信息公开申请{received}件" in text
        else:
            assert f"政府信息公开申请{held.annex['app_received']}件" in text
        parts = re.search(r"主动公开政府信息(\d+)条，其中([^。]*)", text)
        assert parts is not None
        assert int(parts.group(1)) == sum(int(number) for number in re.findall(r"\d+", parts.group(2)))


def test_no_report_names_another_year_than_its_own() -> None:
    for article in reports():
        prose = "".join(block.text for block in article.body[:-1])
        assert set(re.findall(r"20\d\d(?=年)", prose)) == {str(article.report_year)}


def test_every_report_is_published_before_its_deadline() -> None:
    for article in reports():
        organ, year = BY_ID[article.organ], article.report_year
        deadline = date(year + 1, 3, 31) if organ.aggregate or year <= 2018 else date(year + 1, 1, 31)
        assert article.signed_on is not None
        assert date(year, 12, 31) < article.signed_on <= article.published_on <= deadline


def test_no_two_reports_are_alike_unless_one_was_copied() -> None:
    def shingles(article: Article) -> set[str]:
        text = spoken(article.body)
        return {text[start : start + 4] for start in range(len(text) - 3)}

    sample = [article for article in reports() if article.organ in ("jiaoyu", "tongji", "yunling", "shangwu")]
    sample = [a for a in sample if (a.organ, a.report_year) != ("tongji", 2016)]
    sets = [shingles(article) for article in sample]
    assert max(len(a & b) / len(a | b) for a, b in itertools.combinations(sets, 2)) < 0.3


def test_the_text_is_the_same_in_every_markup() -> None:
    def read(html: str) -> str:
        bare = re.sub(r"<!--.*?-->|<style>.*?</style>|<[^>]+>", "", html, flags=re.DOTALL)
        return re.sub(r"\s", "", unescape(bare))

    for article in (report_article(DISTRICTS[0], 2016), report_article(DISTRICTS[0], 2021)):
        texts = {read(body_html(article.body, markup)) for markup in Markup}
        assert len(texts) == 1


def test_tables_have_the_cells_of_their_format() -> None:
    keys = {year: sum(c.key != "" for row in grid3(year).rows for c in row) for year in (2019, 2021)}
    assert keys == {2019: 7 * 23, 2021: 7 * 25}
    assert sum(c.key != "" for row in table4(figures("jiaoyu", 2021).table4).rows for c in row) == 15


def grid3(year: int) -> Grid:
    return table3(figures("jiaoyu", year).table3)


@pytest.mark.parametrize("year", [2019, 2021])
def test_spanning_cells_fill_the_grid_without_gaps(year: int) -> None:
    cells = place_cells(grid3(year))
    covered = [
        (cell.row + down, cell.column + right)
        for cell in cells
        for down in range(cell.rowspan)
        for right in range(cell.colspan)
    ]
    rows = max(row for row, _ in covered) + 1
    assert len(covered) == len(set(covered)) == rows * 10


@pytest.mark.parametrize("year", [2018, 2019, 2021])
def test_a_pdf_report_gives_its_text_back(year: int) -> None:
    settle_fonts()
    article = report_article(BY_ID["zhengfuban"], year)
    document = pypdfium2.PdfDocument(report_pdf(article.title, article.body))
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    found = re.sub(r"\s", "", text)
    assert re.sub(r"\s", "", article.title) in found
    for block in article.body:
        assert re.sub(r"[\s　]", "", block.text) in found
    for grid in grids(article.body):
        for cell in (cell for row in grid.rows for cell in row if cell.key):
            assert cell.text in found


def test_a_pdf_is_the_same_bytes_every_time() -> None:
    article = report_article(BY_ID["jiaotong"], 2019)
    assert report_pdf(article.title, article.body) == report_pdf(article.title, article.body)


def test_a_picture_is_a_png_of_the_size_asked_for() -> None:
    picture = plain_png(620, 240)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (620, 240)


def test_town_reports_differ_and_are_some_55_kilobytes() -> None:
    site = Site({})
    add_towns(site, 40)
    sizes = [len(site.resource(article.path).body) for article in site.rows(TOWNS)]  # type: ignore[union-attr]
    assert len(sizes) == 40
    assert 45_000 < sum(sizes) / 40 < 65_000
    assert len({spoken(article.body) for article in site.rows(TOWNS)}) == 40


def test_more_towns_than_there_are_names_for_are_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        add_towns(Site({}), 1_000_000)
