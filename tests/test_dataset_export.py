"""Reports, figures and findings as data: the tables say the same in every format, and the dictionary fits them."""

from __future__ import annotations

import codecs
import csv
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import CrawledSample
from pyarrow import parquet
from sqlite_utils import Database

from archive.catalogue.statements import read_rows
from archive.cli import verbs
from archive.console import opened_catalogue
from archive.dataset import NotOurFolder, Selection, write_package
from archive.dataset.formats import FORMATS
from archive.dataset.resources import FIGURES

EXPORT = next(verb for verb in verbs if verb.name == "export")
PARSERS = {
    "string": str,
    "integer": int,
    "number": float,
    "object": json.loads,
    "array": json.loads,
    "date": str,
    "datetime": str,
}


@pytest.fixture(scope="module")
def db(crawled_sample: CrawledSample) -> Iterator[Database]:
    database = Database(crawled_sample.collection.catalogue_path)
    yield database
    database.close()


@pytest.fixture(scope="module")
def exported(db: Database, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One year in each format."""
    folder = tmp_path_factory.mktemp("exports")
    for kind in FORMATS:
        write_package(db, folder / kind, kind, Selection(year=2020))
    return {kind: folder / kind for kind in FORMATS}


def dictionary(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return told


def csv_rows(folder: Path, resource: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a CSV resource as its own dictionary types them."""
    types = {field["name"]: PARSERS[field["type"]] for field in resource["schema"]["fields"]}
    with (folder / resource["path"]).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == list(types)
    return [
        {name: types[name](cell) if cell else None for name, cell in zip(rows[0], row, strict=True)}
        for row in rows[1:]
    ]


def test_every_format_says_the_same(exported: dict[str, Path]) -> None:
    for resource in dictionary(exported["csv"])["resources"]:
        rows = csv_rows(exported["csv"], resource)
        assert len(rows) == resource["rows"] > 0
        lines = (exported["jsonl"] / f"{resource['name']}.jsonl").read_text(encoding="utf-8").splitlines()
        spoken = [{k: v if v != "" else None for k, v in json.loads(line).items()} for line in lines]
        assert spoken == rows
        table = parquet.read_table(exported["parquet"] / f"{resource['name']}.parquet")
        assert table.column_names == list(rows[0])
        assert table.column("id").to_pylist() == [row["id"] for row in rows]
        if resource["name"] == "figures":
            assert table.column("value").to_pylist() == [row["value"] for row in rows]


def test_the_dictionary_describes_each_file_and_its_rows_keep_to_it(exported: dict[str, Path]) -> None:
    for kind, folder in exported.items():
        package = dictionary(folder)
        assert {path.name for path in folder.iterdir()} == {
            "datapackage.json",
            *(resource["path"] for resource in package["resources"]),
        }
        for resource in package["resources"]:
            body = (folder / resource["path"]).read_bytes()
            assert resource["bytes"] == len(body)
            assert resource["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
            assert resource["format"] == kind
            assert all(field["description"] for field in resource["schema"]["fields"])
    package = dictionary(exported["csv"])
    tables = {r["name"]: csv_rows(exported["csv"], r) for r in package["resources"]}
    for resource in package["resources"]:
        rows, schema = tables[resource["name"]], resource["schema"]
        keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys)
        required = {f["name"] for f in schema["fields"] if f.get("constraints", {}).get("required")}
        assert all(row[name] is not None for row in rows for name in required)
        for foreign in schema.get("foreignKeys", ()):
            known = {row["id"] for row in tables[foreign["reference"]["resource"]]} | {None}
            assert {row[foreign["fields"]] for row in rows} <= known


def test_a_figure_is_tidy_and_points_to_its_cell(exported: dict[str, Path], db: Database) -> None:
    figures = next(r for r in dictionary(exported["csv"])["resources"] if r["name"] == "figures")
    rows = csv_rows(exported["csv"], figures)
    (row,) = [
        row
        for row in rows
        if row["organ"] == "清川市教育局"
        and (row["table"], row["key"], row["column"]) == ("table3", "received", "total")
    ]
    assert row["year"] == 2020
    assert row["division"] == "990100"
    tables = json.loads(
        next(db.query("select tables from revisions where id = ?", [row["revision_id"]]))["tables"]
    )
    place = row["evidence"]
    assert tables[place["table"]]["rows"][place["row"]][place["column"]] == row["raw"]
    assert float(row["raw"]) == row["value"]


def test_unknown_is_empty_and_never_zero(tmp_path: Path) -> None:
    unknown: dict[str, Any] = dict.fromkeys(field.name for field in FIGURES.fields)
    unknown |= {"id": "r-0", "table": "table3", "key": "received", "column": "total", "raw": "/"}
    unknown |= {"evidence": '{"table":0,"row":3,"column":9}'}
    for kind, form in FORMATS.items():
        form.write(tmp_path / kind, FIGURES, [unknown])
    with (tmp_path / "csv").open(encoding="utf-8-sig", newline="") as stream:
        assert next(csv.DictReader(stream))["value"] == ""
    assert json.loads((tmp_path / "jsonl").read_text(encoding="utf-8"))["value"] is None
    assert parquet.read_table(tmp_path / "parquet").column("value").to_pylist() == [None]


def test_reports_as_pdf_have_their_figures_too(exported: dict[str, Path]) -> None:
    figures = next(r for r in dictionary(exported["csv"])["resources"] if r["name"] == "figures")
    attached = {row["url"] for row in csv_rows(exported["csv"], figures) if row["url"].endswith(".pdf")}
    assert attached


def test_a_spreadsheet_is_told_that_csv_is_utf_8(exported: dict[str, Path]) -> None:
    for resource in dictionary(exported["csv"])["resources"]:
        assert (exported["csv"] / resource["path"]).read_bytes().startswith(codecs.BOM_UTF8)


def test_the_era_of_a_report_as_pdf_is_that_of_its_tables(db: Database, tmp_path: Path) -> None:
    write_package(db, tmp_path, "csv", Selection())
    reports, figures, _ = dictionary(tmp_path)["resources"]
    with_tables = {row["report_id"] for row in csv_rows(tmp_path, figures) if row["table"] == "table3"}
    without = {row["id"] for row in csv_rows(tmp_path, reports) if row["era"] is None}
    assert without.isdisjoint(with_tables)


def test_each_text_is_a_file_that_its_table_names(db: Database, tmp_path: Path) -> None:
    counts = write_package(db, tmp_path, "text", Selection(year=2020))
    reports, texts = dictionary(tmp_path)["resources"]
    rows = csv_rows(tmp_path, texts)
    assert counts == {"reports": reports["rows"], "texts": len(rows)}
    assert {row["part"] for row in rows} == {"page", "attachment"}
    assert {row["report_id"] for row in rows} <= {row["id"] for row in csv_rows(tmp_path, reports)}
    assert {row["file"] for row in rows} == {f"texts/{path.name}" for path in (tmp_path / "texts").iterdir()}
    for row in rows:
        held = next(db.query("select text, page_id from revisions where id = ?", [row["id"]]))
        text = (tmp_path / row["file"]).read_bytes().decode()
        assert text == held["text"] + "\n"
        assert len(text) == row["characters"] + 1
        newest = "select id from revisions where page_id = ? order by number desc limit 1"
        assert next(db.query(newest, [held["page_id"]]))["id"] == row["id"]


def test_texts_that_left_the_selection_leave_the_folder(db: Database, tmp_path: Path) -> None:
    write_package(db, tmp_path, "text", Selection(year=2020))
    (tmp_path / ".nianbao-texts.part").mkdir()
    assert write_package(db, tmp_path, "text", Selection(portal="no-such-portal"))["texts"] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "datapackage.json",
        "reports.csv",
        "texts",
        "texts.csv",
    ]
    assert not list((tmp_path / "texts").iterdir())


def test_a_folder_of_somebody_elses_texts_is_left_alone(
    crawled_sample: CrawledSample, tmp_path: Path
) -> None:
    theirs = tmp_path / "texts" / "mine.txt"
    theirs.parent.mkdir()
    theirs.write_text("mine")
    arguments = ["text", str(tmp_path), "--collection", str(crawled_sample.collection.folder)]
    done = CliRunner().invoke(EXPORT, arguments)
    assert done.exit_code == 2
    assert "of no earlier export" in done.output
    assert [path.read_text() for path in tmp_path.rglob("*.*")] == ["mine"]


def test_an_export_takes_the_place_of_the_last_one(db: Database, tmp_path: Path) -> None:
    write_package(db, tmp_path, "csv", Selection(year=2020))
    counts = write_package(db, tmp_path, "csv", Selection(portal="no-such-portal"))
    assert counts == {"reports": 0, "figures": 0, "findings": 0}
    assert len((tmp_path / "reports.csv").read_text(encoding="utf-8").splitlines()) == 1
    assert not list(tmp_path.glob("*.part"))


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "text"])
def test_an_export_that_ends_early_leaves_nothing_half_made(
    crawled_sample: CrawledSample, tmp_path: Path, kind: str
) -> None:
    with closing(sqlite3.connect(crawled_sample.collection.catalogue_path)) as conn:
        conn.set_progress_handler(lambda: any(tmp_path.rglob("*.part")), 100)
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            write_package(Database(conn), tmp_path, kind, Selection())
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("first", "then"), [("csv", "jsonl"), ("jsonl", "csv"), ("text", "csv"), ("csv", "text")]
)
def test_an_export_in_another_form_leaves_nothing_of_the_last_one(
    db: Database, tmp_path: Path, first: str, then: str
) -> None:
    write_package(db, tmp_path / "both", first, Selection(year=2020))
    write_package(db, tmp_path / "both", then, Selection(year=2020))
    write_package(db, tmp_path / "alone", then, Selection(year=2020))
    assert names(tmp_path / "both") == names(tmp_path / "alone")


def test_an_export_removes_no_file_but_its_own(db: Database, tmp_path: Path) -> None:
    write_package(db, tmp_path, "text", Selection(year=2020))
    (tmp_path / "texts" / "mine.txt").write_text("mine")
    (tmp_path / "notes.csv").write_text("mine")
    told = dictionary(tmp_path)
    told["resources"] += [{"path": "notes.csv"}, {"path": "../reports.csv"}, {"path": "texts"}]
    (tmp_path / "datapackage.json").write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "findings.parquet").write_text("of no dictionary")
    write_package(db, tmp_path, "jsonl", Selection(year=2020))
    assert names(tmp_path) == [
        *("datapackage.json", "figures.jsonl", "findings.jsonl", "findings.parquet", "notes.csv"),
        *("reports.jsonl", "texts", "texts/mine.txt"),
    ]


def test_folders_of_somebody_else_s_beside_an_export_are_left_alone(db: Database, tmp_path: Path) -> None:
    write_package(db, tmp_path, "csv", Selection(year=2020))
    theirs = [tmp_path / name / "mine.txt" for name in ("texts", "texts.part", "texts.old")]
    for file in theirs:
        file.parent.mkdir()
        file.write_text("mine")
    with pytest.raises(NotOurFolder, match="of no earlier export"):
        write_package(db, tmp_path, "text", Selection(year=2020))
    (tmp_path / "texts").rename(tmp_path / "elsewhere")
    write_package(db, tmp_path, "text", Selection(year=2020))
    assert [file.read_text() for file in (tmp_path / "elsewhere" / "mine.txt", *theirs[1:])] == ["mine"] * 3


@pytest.mark.parametrize(
    "theirs", ["no JSON", "[]", '{"title": "theirs", "resources": [{"path": "reports.csv"}]}']
)
@pytest.mark.parametrize("kind", ["jsonl", "text"])
def test_a_folder_with_somebody_elses_package_is_left_alone(
    db: Database, tmp_path: Path, theirs: str, kind: str
) -> None:
    (tmp_path / "texts").mkdir()
    given = {"datapackage.json": theirs, "reports.csv": "theirs", "texts/mine.txt": "mine"}
    for name, text in given.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(NotOurFolder, match="of no earlier export"):
        write_package(db, tmp_path, kind, Selection(year=2020))
    assert {name: (tmp_path / name).read_text() for name in given} == given
    assert names(tmp_path) == sorted([*given, "texts"])


def test_wrong_use_is_told_in_one_line(crawled_sample: CrawledSample, tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    file.write_text("")
    folder = str(crawled_sample.collection.folder)
    for arguments in (
        ["csv", str(file)],
        ["csv", str(tmp_path / "d"), "--url", "http://www.qingchuan.example/"],
        ["wacz", str(tmp_path)],
    ):
        done = CliRunner().invoke(EXPORT, [*arguments, "--collection", folder])
        assert done.exit_code == 2, done.output
        assert done.output.count("\n") == 1


def test_an_export_reads_of_one_moment_and_holds_up_no_writer(one_year: Path, tmp_path: Path) -> None:
    folder = tmp_path / "collection"
    shutil.copytree(one_year, folder)
    with opened_catalogue(folder, as_it_stands=True) as (collection, db):
        titles = read_rows(db, "select title from reports")
        first = next(titles)
        with closing(sqlite3.connect(collection.catalogue_path, timeout=0)) as crawl:
            before = crawl.execute("select count(*) from reports").fetchone()[0]
            crawl.execute("delete from reports")
            crawl.commit()
        assert first["title"]
        assert 1 + sum(1 for _ in titles) == before > 1
