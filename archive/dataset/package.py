"""The data package: its tables, then the dictionary that tells what is in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.catalogue.statements import read_rows
from archive.dataset.formats import FORMATS, Format
from archive.dataset.resources import REPORTS, RESOURCES, TEXTS, Resource
from archive.dataset.texts import NotOurFolder, Text, remove_texts, write_texts
from archive.wholefile import whole_file, write_whole

KINDS = (*FORMATS, "text")
DICTIONARY = "datapackage.json"
TITLE = "政府信息公开工作年度报告 / Annual disclosure reports"
OUR_TABLES = frozenset(
    {f"{TEXTS.name}.csv", *(f"{each.name}.{form.suffix}" for each in RESOURCES for form in FORMATS.values())}
)
"""All that an export may call its tables: nothing else is ever removed, whatever a dictionary names."""
TYPE_FORMATS = {"datetime": "any"}
"""Times have microseconds, which the default format of Table Schema leaves out."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which reports: of a portal, on a year; None takes all."""

    portal: str | None = None
    year: int | None = None


def write_package(
    db: Database, folder: Path, kind: str, selection: Selection, name: str = "nianbao"
) -> dict[str, int]:
    """Write the tables and their dictionary into a folder; returns the number of rows by table.

    `kind` is one of KINDS: the format of the tables, or `text` for the texts as files beside CSV tables.
    The folder is made if it is not there; files of an earlier export are replaced, each by one rename, the
    dictionary last, and those that only the earlier dictionary names are removed then. The tables are of one state
    of the catalogue if nobody writes to it meanwhile. Raises NotOurFolder, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = _files_named(folder)
    form, resources = (FORMATS["csv"], (REPORTS, TEXTS)) if kind == "text" else (FORMATS[kind], RESOURCES)
    if kind == "text":
        write_texts(folder, _texts(db, selection), replaces=folder / f"{TEXTS.name}.csv" in before)
    described, counts = [], {}
    for resource in resources:
        path = folder / f"{resource.name}.{form.suffix}"
        counts[resource.name] = _write(db, path, resource, form, selection)
        described.append(_resource(resource, form, path, counts[resource.name]))
    newest = next(read_rows(db, "select max(captured_at) as at from captures"))["at"]
    package = {
        "profile": "tabular-data-package" if form.suffix == "csv" else "data-package",
        "name": name.lower(),
        "title": TITLE,
        "description": _described(selection, newest),
        "resources": described,
    }
    write_whole(folder / DICTIONARY, json.dumps(package, ensure_ascii=False, indent=1) + "\n")
    _remove(before - _files_named(folder))
    return counts


def _dictionary(folder: Path) -> dict[str, Any]:
    """The dictionary of an earlier export of ours into a folder; empty where there is none.

    Raises NotOurFolder where it is that of somebody else, OSError.
    """
    path = folder / DICTIONARY
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        told = None
    if not isinstance(told, dict) or told.get("title") != TITLE:
        raise NotOurFolder(f"{path}: exists, and is of no earlier export: name another folder")
    return told


def _files_named(folder: Path) -> frozenset[Path]:
    """The tables that lie in a folder and that the dictionary of an export of ours there names."""
    try:
        names = {str(resource["path"]) for resource in _dictionary(folder).get("resources", ())}
    except (KeyError, TypeError):
        return frozenset()
    return frozenset(folder / name for name in names & OUR_TABLES if (folder / name).is_file())


def _remove(tables: Iterable[Path]) -> None:
    """Remove tables of an earlier export, and the texts with the table that names them."""
    for path in tables:
        if path.stem == TEXTS.name:
            remove_texts(path)
        path.unlink(missing_ok=True)


def _texts(db: Database, selection: Selection) -> Iterator[Text]:
    sql = f"select file, text from ({TEXTS.sql}) as texts join revisions using (id)"
    for row in read_rows(db, sql, asdict(selection)):
        yield Text(row["file"], row["text"])


def _write(db: Database, path: Path, resource: Resource, form: Format, selection: Selection) -> int:
    with whole_file(path) as aside:
        return form.write(aside, resource, read_rows(db, resource.sql, asdict(selection)))


def _resource(resource: Resource, form: Format, path: Path, rows: int) -> dict[str, Any]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    schema: dict[str, Any] = {
        "fields": [
            {
                "name": field.name,
                "type": field.type,
                **({"format": TYPE_FORMATS[field.type]} if field.type in TYPE_FORMATS else {}),
                "description": field.description,
                **({"constraints": {"required": True}} if field.required else {}),
            }
            for field in resource.fields
        ],
        "primaryKey": list(resource.primary_key),
        "missingValues": [""],
    }
    if resource.refers_to_reports:
        reference = {"resource": "reports", "fields": "id"}
        schema["foreignKeys"] = [{"fields": "report_id", "reference": reference}]
    return {
        "profile": "tabular-data-resource" if form.suffix == "csv" else "data-resource",
        "name": resource.name,
        "title": resource.title,
        "description": resource.description,
        "path": path.name,
        "format": form.suffix,
        "mediatype": form.media_type,
        **({} if form.suffix == "parquet" else {"encoding": "utf-8"}),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "rows": rows,
        "schema": schema,
    }


def _described(selection: Selection, newest: str | None) -> str:
    of = [
        *([f"portal {selection.portal}"] if selection.portal else []),
        *([f"report year {selection.year}"] if selection.year else []),
    ]
    return (
        f"Reports and what they say ({', '.join(of) or 'all that is held'}), as captured up to "
        f"{newest or 'nothing yet'}. Stated dates are claims; only capture times are proof."
    )
