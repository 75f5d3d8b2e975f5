"""One table in one file: CSV, JSON Lines or Parquet. Values are those of the catalogue, nothing is rounded."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from archive.catalogue.values import utc_moment
from archive.dataset.resources import Resource

Rows = Iterable[Mapping[str, Any]]
PARQUET_ROWS = 50_000
"""Rows of a row group: some 10 MB of figures, so that a large export stays small in memory."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its suffix, its media type, and what writes a table in it and returns the number of rows."""

    suffix: str
    media_type: str
    write: Callable[[Path, Resource, Rows], int]


def write_csv(path: Path, resource: Resource, rows: Rows) -> int:
    """RFC 4180 in UTF-8, with the mark by which spreadsheets tell it: unknown is empty, evidence is JSON text."""
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow([field.name for field in resource.fields])
        for row in rows:
            writer.writerow([row[field.name] for field in resource.fields])
            written += 1
    return written


def write_jsonl(path: Path, resource: Resource, rows: Rows) -> int:
    """A JSON object a line; unknown is null, evidence is nested."""
    nested = {field.name for field in resource.fields if field.type in {"object", "array"}}
    written = 0
    with path.open("w", encoding="utf-8") as stream:
        for row in rows:
            told = {name: json.loads(value) if name in nested else value for name, value in row.items()}
            stream.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")
            written += 1
    return written


def write_parquet(path: Path, resource: Resource, rows: Rows) -> int:
    """Parquet with dates and times as such; evidence is JSON text."""
    # Importing pyarrow takes a third of a second, which no other export should wait for.
    import pyarrow as pa
    from pyarrow import parquet

    types = {
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.date32(),
        "datetime": pa.timestamp("us", tz="UTC"),
    }
    schema = pa.schema(
        [
            pa.field(
                field.name,
                types.get(field.type, pa.string()),
                nullable=not field.required,
                metadata={"description": field.description},
            )
            for field in resource.fields
        ]
    )
    written = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(rows):
            columns = [
                pa.array(
                    [_typed(row[field.name], field.type) for row in batch], schema.field(field.name).type
                )
                for field in resource.fields
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
            written += len(batch)
    return written


def _typed(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "datetime":
        return utc_moment(value)
    return float(value) if kind == "number" else value


def _batches(rows: Rows) -> Iterator[list[Mapping[str, Any]]]:
    rest = iter(rows)
    while batch := list(islice(rest, PARQUET_ROWS)):
        yield batch


FORMATS: Mapping[str, Format] = {
    "csv": Format("csv", "text/csv", write_csv),
    "jsonl": Format("jsonl", "application/jsonl", write_jsonl),
    "parquet": Format("parquet", "application/vnd.apache.parquet", write_parquet),
}
