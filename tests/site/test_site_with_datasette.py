"""Beside Datasette's own pages: tables, facets, SQL and JSON as they are, and a new copy taken up while serving."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette
from site_visitor import Get, asking, visitor

from archive.collection import Collection, open_collection
from archive.site.holding import holding_of


def test_datasettes_tables_facets_sql_json_and_csv_stay_as_they_are(get: Get) -> None:
    table = get("/published/reports")
    assert table.status_code == 200
    assert "年报 Reports" in table.text
    rows = get("/published/reports.json?_shape=array").json()
    assert {row["organ"] for row in rows} == {"清溪市教育局", "清溪市财政局", "清溪市水务局"}
    assert get("/published/reports.csv").text.startswith("id,title,organ")
    assert get("/published/reports?_facet=report_year").status_code == 200
    counted = get("/published.json?sql=select+count(*)+as+n+from+reports&_shape=array").json()
    assert counted == [{"n": 4}]
    assert get("/published/changed_reports.json?_shape=array").json()[0]["变化"] == "figure_changed"
    assert get("/.json").json()["published"]["tables_count"] > 5
    found = get("/published/reports.json?_search=财政&_shape=array").json()
    assert [row["organ"] for row in found] == ["清溪市财政局"]


@pytest.mark.parametrize(
    ("typed", "organs"),
    [
        ("has:figures", ["清溪市教育局", "清溪市教育局", "清溪市财政局"]),
        ("has:figures -finding:withdrawn 疏浚", ["清溪市教育局", "清溪市教育局"]),
        ("finding:withdrawn OR year:2019", ["清溪市教育局", "清溪市财政局"]),
        ("finding:withdrawn 无此一词", []),
    ],
)
def test_a_table_and_a_canned_query_are_searched_with_the_whole_language(
    get: Get, typed: str, organs: list[str]
) -> None:
    table = get("/published/reports.json", params={"_search": typed, "_shape": "array"}).json()
    assert sorted(row["organ"] for row in table) == organs
    canned = get("/published/full_text_search.json", params={"q": typed, "_shape": "array"}).json()
    assert sorted(row["机关"] for row in canned) == organs
    with_csv = get("/published/reports.csv", params={"_search": typed}).text
    assert len(with_csv.splitlines()) == 1 + len(organs)


def test_datasettes_cells_lead_to_our_pages(get: Get, known: dict[str, str]) -> None:
    assert f'<a href="/reports/{known["report"]}">' in get("/published/reports").text
    assert f'<a href="/captures/{known["changed_1"]}">' in get("/published/captures").text
    assert f'<a href="/diff/{known["old"]}/{known["new"]}">' in get("/published/biggest_changes").text
    assert "http" not in re.findall(r'<a href="([^"]*)">', get("/published/organs").text)


def test_datasettes_own_page_names_the_tables_in_chinese_and_hides_what_programs_use(get: Get) -> None:
    page = get("/published").text
    assert "年报 Reports" in page
    shown = re.findall(r'<h3><a href="/published/(\w+)">', page)
    assert "reports" in shown
    assert not {name for name in shown if name.startswith(("search_", "_"))}


def test_sizes_are_told_with_their_unit(get: Get) -> None:
    assert re.search(r"\d(?:\.\d+)?&nbsp;kB</td>", get("/published/captures").text)


def test_datasettes_menu_leads_to_our_pages(get: Get) -> None:
    assert 'href="/search"' in get("/published").text


def test_what_datasette_does_not_find_stays_its_own_to_tell(get: Get) -> None:
    assert get("/published/nothing").status_code == 404
    assert get("/published/nothing.json").json()["ok"] is False
    assert get("/published/reports/nothing").status_code == 404
    assert get("/published.json?sql=delete+from+reports").status_code == 400
    too_big = get("/published.json?sql=select+replace(hex(zeroblob(9000)),'0',hex(zeroblob(9000)))")
    assert (too_big.status_code, "too big" in too_big.text) == (400, True)


ENDLESS = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c"


@pytest.mark.parametrize(
    ("path", "parameters", "status"),
    [
        ("/published/reports", {"_sort": "nosuch"}, 400),
        ("/published/reports", {"_sort": "id", "_sort_desc": "id"}, 400),
        ("/published/reports", {"_timelimit": "x"}, 400),
        ("/published/reports", {"_timelimit": "9" * 30}, 400),
        ("/published/reports", {"_through": "x"}, 400),
        ("/published/reports", {"_through": "[" * 5000}, 400),
        ("/published/reports", {"_through": '{"table": "organs", "column": 1, "value": "y"}'}, 400),
        ("/published/reports", {"_through": '{"table": "x", "column": "x", "value": "y"}'}, 400),
        ("/published/reports", {"_facet_date": '{"a": 1}'}, 400),
        ("/published/reports", {"_facet": "{"}, 400),
        ("/published/reports", {"_facet_date": "\0"}, 400),
        ("/published/reports", {"id__in": "["}, 400),
        ("/published/reports", {"id__notin": '[{"a": 1}]'}, 400),
        ("/published/changes", {"_next": "x"}, 400),
        ("/published/reports_view", {"_next": "x"}, 400),
        ("/published/reports_view", {"_next": "9" * 20}, 400),
        ("/published/reports_view", {"_next": "9" * 5000}, 400),
        ("/-/static/" + "a" * 5000, {}, 404),
    ],
)
def test_what_datasette_is_asked_in_vain_is_told_and_leaves_no_trace(
    get: Get, capsys: pytest.CaptureFixture[str], path: str, parameters: dict[str, str], status: int
) -> None:
    page = get(path, params=parameters)
    assert (page.status_code, f"HTTP {status}" in page.text) == (status, True)
    if status == 400:
        data = get(f"{path}.json", params=parameters)
        assert (data.status_code, data.json()["ok"], data.json()["status"]) == (400, False, 400)
        assert data.json()["error"] in page.text.replace("&#34;", '"')
    assert "Traceback" not in capsys.readouterr().err


def test_an_endless_query_is_told_as_csv_too(get: Get) -> None:
    told = get("/published.csv", params={"sql": ENDLESS, "_timelimit": "20"})
    assert (told.status_code, "This took too long" in told.text) == (503, True)


@pytest.mark.parametrize("method", ["FOO", "TRACE", "CONNECT", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["/published", "/published/reports.json", "/published/full_text_search"])
def test_the_catalogue_is_only_read(get: Get, method: str, path: str) -> None:
    told = get(path, method)
    assert (told.status_code, told.headers["allow"]) == (405, "GET, HEAD")
    assert "read-only" in told.text


@pytest.mark.parametrize("path", ["/", "/-/versions", "/-/logout", "/nosuch", "/publishedx"])
def test_a_method_that_nobody_knows_is_refused_everywhere(get: Get, path: str) -> None:
    assert get(path, "FOO").status_code == 405


def test_a_fault_of_the_site_stays_one_and_leaves_its_trace(
    archive: Collection, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise ValueError("a fault of ours")

    monkeypatch.setattr("archive.site.plugin.tags_condition", fail)
    with visitor(archive) as ask:
        assert ask("/published/reports?_search=a&_next=x").status_code == 500
    assert "a fault of ours" in capsys.readouterr().err


def test_every_canned_query_runs(get: Get) -> None:
    queries = get("/published.json").json()["queries"]
    assert queries
    for query in queries:
        answer = get(f"/published/{query['name']}.json?_shape=array&q=公开&organ=教育")
        assert answer.status_code == 200, query["name"]


def test_plain_datasette_has_the_same_pages_under_whatever_name(archive: Collection, tmp_path: Path) -> None:
    copy = tmp_path / "other.db"
    shutil.copy(archive.published_path, copy)
    with closing(sqlite3.connect(copy)) as db:
        capture = db.execute("select id from captures where outcome = 'read' limit 1").fetchone()[0]
    plugins = {"nianbao": {"warc": str(archive.warc_folder)}}
    with asking(Datasette([str(copy)], metadata={"plugins": plugins})) as get:
        home = get("/")
        assert home.status_code == 200
        assert 'href="/other"' in home.text
        assert "年报 Reports" in get("/other/reports").text
        assert get(f"/captures/{capture}/payload").status_code == 200


def test_a_datasette_without_a_catalogue_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "plants.db"
    with closing(sqlite3.connect(other)) as db:
        db.execute("create table plants (name text)")
        db.commit()
    datasette = Datasette([str(other)])
    with asking(datasette) as get:
        home = get("/")
        assert home.status_code == 200
        assert "plants" in home.text
        assert get("/reports/x").status_code == 404
        assert holding_of(datasette) is None


def test_a_new_published_copy_is_taken_up_without_a_restart(
    archive: Collection, known: dict[str, str], tmp_path: Path
) -> None:
    shutil.copytree(archive.folder, tmp_path / "copy")
    collection = open_collection(tmp_path / "copy")
    with visitor(collection) as get:
        for path in ("/", f"/reports/{known['report']}", "/published/reports.json"):
            assert get(path).status_code == 200
        fresh = tmp_path / "fresh.db"
        shutil.copy(collection.published_path, fresh)
        db = sqlite3.connect(fresh)
        db.execute("update revisions set title = '换新之后的标题' where id = ?", [known["new"]])
        db.execute("delete from reports where id = ?", [known["withdrawn_report"]])
        db.commit()
        db.close()
        fresh.replace(collection.published_path)
        assert "换新之后的标题" in get(f"/reports/{known['report']}").text
        assert len(get("/published/reports.json?_shape=array").json()) == 3
        assert get(f"/reports/{known['withdrawn_report']}").status_code == 404
